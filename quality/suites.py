"""Great Expectations, as the guard and the gate use it: a suite over a frame in memory, offline and without a store.

It takes seconds to import, so only what runs a suite imports this module.
"""

import os
from functools import cache

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import polars as pl
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

MOST_NAMED = 100


def validate(name: str, frame: pl.DataFrame, expectations: list) -> ExpectationSuiteValidationResult:
    """The result of each expectation; which rows it does not hold for, `unexpected_rows` tells.

    Of those the first stand in the result with all their cells. Raises RuntimeError when one could not be tried: Great
    Expectations would only note it, with no row to name.
    """
    batch = _in_memory().get_batch({"dataframe": frame.to_pandas()})
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    validated = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    untried = [r.expectation_config.type for r in validated.results if has_raised(r.exception_info)]
    if untried:
        raise RuntimeError(f"{name}: {', '.join(untried)} could not be tried")
    for result in validated.results:
        rows = [int(row) for row in result.result.get("unexpected_index_list") or []]
        # by number: naming rows takes Great Expectations half a millisecond each, which is minutes for a bad file
        first = [frame.row(row, named=True) for row in rows[:MOST_NAMED]]
        result.result |= {"unexpected_rows": rows, "unexpected_index_list": first}
    return validated


def unexpected_rows(result: ExpectationValidationResult) -> list[int]:
    """Numbers of all rows of the frame that an expectation does not hold for."""
    return result.result["unexpected_rows"]


def has_raised(exception_info: dict) -> bool:
    """Great Expectations tells of one exception, or of one for each metric by its name."""
    return bool(exception_info.get("raised_exception")) or any(
        isinstance(told, dict) and told.get("raised_exception") for told in exception_info.values()
    )


@cache
def _in_memory():
    """A whole pandas frame as a batch. Made once, since a context costs more than a small suite."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return (
        context.data_sources.add_pandas("memory")
        .add_dataframe_asset("frame")
        .add_batch_definition_whole_dataframe("all")
    )
