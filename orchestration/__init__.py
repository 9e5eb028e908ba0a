"""What runs it all: Dagster assets, one file for each stage, and the `nwbench` command.

Here: order, settings, progress, publication's moment. Not here: model names, SQL, rules.
"""
