"""Which engine sums the lines of a large file: DuckDB on this machine, or the Spark server that one setting names.

Nothing else knows which it is: the statement is the same, and so are the groups. The first look at a file, and the
lines that spoil a sum, stay in the sandbox with either: Spark has no number for a line of a file.
"""

import os
import re

from ingestion import sandbox, spark
from ingestion.limits import Limits
from ingestion.spark import SERVER, SparkFailed

# Types that not every server has, or, of decimals, compares with a number as exactly as this machine does.
UNREAD = re.compile(r"timestamp\[ns\]|uint64|decimal128\((1[6-9]|[23]\d), .*\)")


def sums(content: bytes, limits: Limits, **asked) -> tuple[dict, bytes]:
    """As `sandbox.sums`, summed by the server if there is one.

    Raises Refused, and SparkFailed when the server did not answer for a file in which the sandbox finds no fault.
    """
    address = os.environ.get(SERVER)
    if not address or not asked or "wrong" in asked:
        return sandbox.sums(content, limits, **asked)
    shape, _ = sandbox.sums(content, limits)
    if asked["expected"] != shape | {"rows": None}:
        return shape, b""
    if any(map(UNREAD.fullmatch, shape["types"])):
        return sandbox.sums(content, limits, **asked)
    try:
        found, numbers = spark.sums(content, limits, address, asked["columns"], asked["statement"])
    except SparkFailed:
        sandbox.sums(content, limits, **asked)  # a file that breaks a server is refused, and the others go on
        raise
    return shape | found, numbers
