"""What the guard says of one file, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ingestion.problems import Problem
from quality import personal_data
from quality.rules import rules


class Broken(NamedTuple):
    """A rule and the line that breaks it; without a line, the whole file does."""

    rule_id: str
    sheet: str
    line: int | None


@dataclass
class Verdict:
    """`problems` are for people, and of many alike in a published workbook the first stand for the rest; `broken` is
    complete, and decides.
    """

    problems: list[Problem] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    broken: set[Broken] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._told = set(self.problems)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Verdict":
        """The verdict that single problems make."""
        verdict = cls()
        for problem in problems:
            verdict.add(problem)
        return verdict

    def add(self, problem: Problem, indivisible: bool = False) -> None:
        """One problem and its line; in a table that is `indivisible` it is the whole file's.

        Where a header is missing, what is shown for it is data: a reason is read by many and repeats none of a person.
        """
        if person := personal_data.found(problem.found) or personal_data.found(problem.column):
            problem = replace(problem, found=f"holds {person}", column=None)
        if problem not in self._told:
            self._told.add(problem)
            self.problems.append(problem)
        self.broken.add(Broken(problem.rule_id, problem.sheet, None if indivisible else problem.line))

    def join(self, other: "Verdict") -> None:
        self.problems += other.problems
        self._told |= other._told
        self.rules |= other.rules
        self.broken |= other.broken

    def without(self, released: set[str]) -> "Verdict":
        """What is left of the verdict when an analyst has released the file from rules that may be released."""
        lifted = {rule for rule in released if rules()[rule].may_be_released}
        problems = [p for p in self.problems if p.rule_id not in lifted]
        return Verdict(problems, self.rules, {b for b in self.broken if b.rule_id not in lifted})

    def refuses_file(self) -> bool:
        severities = ((rules()[b.rule_id].severity, b.line) for b in self.broken)
        return any(
            severity == "reject_file" or (severity == "reject_line" and line is None) for severity, line in severities
        )

    def refused_lines(self) -> list[tuple[str, int]]:
        """Sheet and number of each line that is left out while the rest of the file stands."""
        refused = {(b.sheet, b.line) for b in self.broken if b.line is not None and rules()[b.rule_id].refuses}
        return sorted(refused)

    def record(self) -> dict:
        """As JSON keeps it."""
        return {
            "problems": [p.record() for p in self.problems],
            "rules": sorted(self.rules),
            "broken": sorted(self.broken, key=str),
        }

    @classmethod
    def kept(cls, record: dict) -> "Verdict":
        return cls(
            [Problem(**p) for p in record["problems"]], set(record["rules"]), {Broken(*b) for b in record["broken"]}
        )
