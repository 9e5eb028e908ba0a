"""Full refreshes one after another in one process: `python -m benchmarks.refresh_warm HOME DAY`."""

import json
import sys
from datetime import date
from pathlib import Path

from benchmarks.measuring import part
from orchestration.home import Home, default_landings
from orchestration.refresh import refresh


def main(home_folder: str, day: str) -> None:
    home, as_of = Home(Path(home_folder)), date.fromisoformat(day)
    landings = [Path(folder) for folder in default_landings()]
    for name, full in (("first", True), ("judged anew", True), ("verdicts kept", False), ("unchanged", False)):
        if name == "verdicts kept":
            forget_inputs(home)
        with part(name):
            outcome = refresh(home, landings, as_of, full)
        if outcome.unchanged != (name == "unchanged"):
            raise AssertionError(f"{name}: unchanged is {outcome.unchanged}")


def forget_inputs(home: Home) -> None:
    """Makes the published run look as if some other file had been read, so that the next refresh builds."""
    path = home.run_folder(home.current_run()) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fingerprint": "other files"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
