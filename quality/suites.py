"""Great Expectations, as the guard and the gate use it: a suite over a frame in memory, offline and without a store.

It takes seconds to import, so only what runs a suite imports this module.
"""

import os
from functools import cache

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import polars as pl
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult


def validate(name: str, frame: pl.DataFrame, expectations: list) -> ExpectationSuiteValidationResult:
    """The result of each expectation; see `unexpected_rows`."""
    batch = _in_memory().get_batch({"dataframe": frame.to_pandas()})
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    return batch.validate(suite, result_format={"result_format": "COMPLETE"})


def unexpected_rows(result: ExpectationValidationResult) -> list[int]:
    """Numbers of the rows that an expectation does not hold for.

    By number, since naming rows by columns takes Great Expectations half a millisecond each: minutes for a bad file.
    """
    return [int(number) for number in result.result.get("unexpected_index_list") or []]


@cache
def _in_memory():
    """A whole pandas frame as a batch. Made once, since a context costs more than a small suite."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return (
        context.data_sources.add_pandas("memory").add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
    )
