"""What people see: pages over the published run, which they only read.

Here: pages, words, charts and desks. Not here: figures (`dbt_project/`), what a file may hold (`quality/`).
"""
