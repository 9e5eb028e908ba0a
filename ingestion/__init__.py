"""From a landing folder to lossless text: contracts, intake, readers.

Here: what a file must look like, how it is read, where its first copy lies.
Not here: what its values mean (`dbt_project/`), whether they are right (`quality/`).
"""
