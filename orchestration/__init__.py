"""What runs it all: Dagster assets, one file for each stage, and the `nwbench` command.

Here: order, settings, progress, publication's moment, and questions of one line to a finished table. Not here: SQL that
computes anything (`dbt_project/`), rules and what they ask (`dbt_project/`, `quality/`).
"""
