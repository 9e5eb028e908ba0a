"""What may come in and what may go out.

Here: the arrival guard, and the gate before a release. Not here: file formats (`ingestion/`), the arithmetic of
measures (`dbt_project/`).
"""
