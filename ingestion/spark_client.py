"""The client of a Spark server, in a process of its own: `python -m ingestion.spark_client DESCRIPTOR`.

It answers one file after another until its caller closes the connection or ends.
"""

import json
import os
import resource
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion.limits import Limits
from ingestion.parquet_sums import send_rows
from ingestion.problems import Refused
from ingestion.spark import SERVER

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

LARGEST = 4_000_000_000  # bytes that this process may hold; more kinds of line than that are no sum
# A server that is away is asked for some ten seconds, and not, as the client would, for ten minutes.
RETRIES = {"max_retries": 4, "max_backoff": 2_000}  # milliseconds


def serve(connection: Connection) -> None:
    """Sends for each file two messages: what was found, as JSON, and the numbers of its rows' texts."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    session = None
    while asked := _received(connection):
        sent: list[bytes] = []
        try:
            session = session or _session(os.environ[SERVER])
            rows = _rows(session, asked["path"], asked["columns"], asked["statement"])
            found = send_rows(sent.append, Limits(**asked["limits"]), rows)
        except Refused as refused:
            found, sent = {"problems": [problem.record() for problem in refused.problems]}, []
        except Exception as error:  # whatever it is, the caller puts it into words
            found, sent = {"fault": f"{type(error).__name__}: {error}"}, []
        connection.send_bytes(json.dumps(found, ensure_ascii=False).encode())
        connection.send_bytes(b"".join(sent))
    if session:
        session.stop()


def _received(connection: Connection) -> dict | None:
    try:
        return json.loads(connection.recv_bytes())
    except EOFError:
        return None


def _session(address: str) -> "SparkSession":
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    session = SparkSession.builder.remote(address).create()
    session.client.set_retry_policies([DefaultPolicy(**RETRIES)])
    return session


def _rows(session: "SparkSession", path: str, columns: list[str], statement: str) -> pa.Table:
    """What the statement makes of the file's `lines`, in the order of its codes: a cluster's own is another each time.

    Columns are called by their place: no name of a file stands in SQL.
    """
    session.read.parquet(path).toDF(*columns).createOrReplaceTempView("lines")
    rows = session.sql(statement).toArrow()
    keys = rows.column_names[: rows.column_names.index("is_odd") + 1]
    return rows.sort_by([(key, "ascending") for key in keys])


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
