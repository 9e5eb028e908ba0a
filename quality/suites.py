"""Great Expectations, as the guard and the gate use it: a suite over a frame in memory, offline and without a store.

It takes seconds to import, so only what runs a suite imports this module.
"""

import os
from functools import cache

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import polars as pl
from great_expectations.core import ExpectationSuiteValidationResult


def validate(
    name: str, frame: pl.DataFrame, expectations: list, row_id: list[str]
) -> ExpectationSuiteValidationResult:
    """The result of each expectation, every unexpected row named by its columns `row_id`."""
    batch = _in_memory().get_batch({"dataframe": frame.to_pandas()})
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": row_id}
    return batch.validate(suite, result_format=form)


@cache
def _in_memory():
    """A whole pandas frame as a batch. Made once, since a context costs more than a small suite."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return (
        context.data_sources.add_pandas("memory").add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
    )
