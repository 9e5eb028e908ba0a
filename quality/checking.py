"""The verdict on a file that is not loaded: the same readers, the same suite, and what its meaning will be told."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from ingestion import days
from ingestion.arrivals import of_file
from ingestion.contracts import Source, sources
from ingestion.editions import retold
from ingestion.landing import read
from ingestion.problems import SHEETS, UNKNOWN_SOURCE, Problem, Refused
from quality import foretold
from quality.reception import judge, problems_of_origin
from quality.verdicts import Verdict


def check_file(path: Path) -> Verdict:
    """What arrival would say of the file."""
    return judge_file(path)[1]


def judge_file(
    path: Path, source: str | None = None, known: Collection[str] | None = None, today: date | None = None
) -> tuple[Source | None, Verdict]:
    """The source of a file, if it has one, and what a refresh of the day would say of it, as far as `quality.foretold`.

    Its source is the name of its folder, else the one whose header or sheets it fits, else `source`, else the one that
    has most of its sheets. `known` are the organisations of the register, None when there is none.
    """
    folder = path.resolve().parent.name
    names = [folder] if folder in sources() else [*sources()]
    fitting, refusals = {}, {}
    for name in names:
        try:
            fitting[name] = read(of_file(path, name))
        except Refused as refused:
            refusals[name] = refused.problems
    chosen = source if source in (*fitting, *refusals) else None
    if len(fitting) == 1 or chosen in fitting:
        name = chosen if chosen in fitting else next(iter(fitting))
        content = fitting[name]
        verdict = Verdict.of([*problems_of_origin(of_file(path, name)), *content.problems])
        verdict.join(judge(sources()[name], {"this": content.tables})["this"])
        verdict.join(foretold.of(name, content.tables, verdict, today or days.today(), known))
        verdict.problems = retold(verdict.problems, sources()[name].tables, content.lines)
        return sources()[name], verdict
    name = folder if folder in refusals else chosen or (None if fitting else _nearest(refusals))
    if name:
        return sources()[name], Verdict.of(refusals[name])
    remedy = f"say which with --source, and what is amiss is told; it is one of {', '.join(sources())}"
    return None, Verdict.of([Problem(UNKNOWN_SOURCE, "", "it fits no known source", remedy)])


def _nearest(refusals: dict[str, list[Problem]]) -> str | None:
    """The source of a workbook that has more than half of its sheets, whatever is wrong in them."""
    for name, problems in refusals.items():
        sheets = {table.sheet for table in sources()[name].tables if table.sheet and not table.optional}
        missing = {problem.sheet for problem in problems if problem.rule_id == SHEETS}
        if sheets and all(problem.sheet for problem in problems) and 2 * len(missing) < len(sheets):
            return name
    return None
