"""Lands and judges files in a process of its own: `python -m quality.ahead PARENT HOME VERSION LANDING...`.

A fresh refresh spends a third of its time importing frameworks, one after another. Verdicts are kept by checksum, so
Great Expectations can be imported, and its suites run, on the other core meanwhile; the landing assets then find every
verdict. If this process dies, they judge for themselves. If the refresh dies, so does this process, or it would write
beside the next one.
"""

import signal
import sys
from pathlib import Path

from ingestion.arrivals import find
from ingestion.contracts import sources
from ingestion.parent_process import end_with
from quality.reception import receive


def main(home: str, version: str, *landings: str) -> None:
    found = find(map(Path, landings), Path(home))
    for name, contract in sources().items():
        receive(Path(home), name, contract, [a for a in found if a.source == name], version)


if __name__ == "__main__":
    end_with(int(sys.argv[1]), signal.SIGKILL)
    main(*sys.argv[2:])
