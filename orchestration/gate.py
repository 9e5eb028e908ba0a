"""The release gate's process: started while the warehouse is being built, asked before the pointer moves."""

import json
import subprocess
import sys
from pathlib import Path

from ingestion.problems import Problem
from orchestration.home import PROJECT
from quality.rules import AT_THE_GATE, rules

_gate: subprocess.Popen | None = None


def start() -> None:
    """Lets the gate load its frameworks on the other core meanwhile."""
    global _gate
    if _gate is None or _gate.poll() is not None:
        command = [sys.executable, "-m", "quality.gate"]
        _gate = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT)


def process_id() -> int | None:
    """Of the process that waits for questions; None when there is none."""
    return _gate and _gate.pid


def stop() -> None:
    """Ends the process; the next question starts another."""
    global _gate
    if _gate is not None:
        _gate.stdin.close()
        _gate.wait()
        _gate = None


def passed() -> list[dict]:
    """The gate's rules as checks of a run that has passed it."""
    return [{"rule_id": r.rule_id, "outcome": "passed"} for r in rules().values() if r.stage == AT_THE_GATE]


def judge(folder: Path, earlier: list[Path] = ()) -> list[Problem]:
    """What the gate finds in a folder of finished files, with the folders of earlier runs, which readers remember.

    Raises RuntimeError when it gives no answer.
    """
    start()
    _gate.stdin.write(json.dumps([str(path) for path in (folder, *earlier)]) + "\n")
    _gate.stdin.flush()
    answer = _gate.stdout.readline()
    if not answer:
        raise RuntimeError("the release gate gave no answer")
    return [Problem(**record) for record in json.loads(answer)]
