"""What a person who waits sees: one line that changes on a terminal, plain lines elsewhere."""

import sys
import threading
import time

from orchestration import logs

_started = time.monotonic()
_last_stage = ""
_one_at_a_time = threading.Lock()  # dbt reports from its own threads


def report(stage: str, detail: str = "") -> None:
    """Says on standard error where the refresh is."""
    global _last_stage
    with _one_at_a_time:
        elapsed = f"{time.monotonic() - _started:5.1f} s"
        if sys.stderr.isatty():
            end = "" if stage == _last_stage or not _last_stage else "\n"
            sys.stderr.write(f"{end}\r\033[K{elapsed}  {stage}  {detail}"[:160])
        elif stage != _last_stage:
            sys.stderr.write(f"{elapsed}  {stage}\n")
        if stage != _last_stage:
            logs.note("stage begun", stage=stage)
        _last_stage = stage
        sys.stderr.flush()


def finish() -> None:
    global _last_stage
    if sys.stderr.isatty() and _last_stage:
        sys.stderr.write("\n")
    _last_stage = ""
