"""What may come in and what may go out.

Here: the arrival guard, and the gate before a release. Not here: file formats (`ingestion/`), the arithmetic of
measures (`dbt_project/`).
"""

import sys

# Great Expectations imports Spark's client where it finds one, and that ends any process that runs `python -c`, such as
# a worker of the tests: it takes it for a run of its own tests. Nothing here has a use for Spark.
sys.modules.setdefault("pyspark", None)
