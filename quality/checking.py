"""The verdict of arrival on a file that is not loaded: the same readers, the same suite."""

from pathlib import Path

from ingestion.arrivals import of_file
from ingestion.contracts import Source, sources
from ingestion.editions import retold
from ingestion.landing import read
from ingestion.problems import UNKNOWN_SOURCE, Problem, Refused
from quality.reception import judge, problems_of_origin
from quality.verdicts import Verdict


def check_file(path: Path, source: str | None = None) -> Verdict:
    """What arrival would say of the file."""
    return judge_file(path, source)[1]


def judge_file(path: Path, source: str | None = None) -> tuple[Source | None, Verdict]:
    """The source of a file, if it has one, and what arrival would say of it.

    Its source is the name of its folder, else the one whose header or sheets it fits, else `source`.
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
        verdict.problems = retold(verdict.problems, sources()[name].tables, content.lines)
        return sources()[name], verdict
    if folder in refusals or chosen in refusals:
        name = folder if folder in refusals else chosen
        return sources()[name], Verdict.of(refusals[name])
    remedy = f"say which with --source, one of {', '.join(sources())}"
    return None, Verdict.of([Problem(UNKNOWN_SOURCE, "", "it fits no known source", remedy)])
