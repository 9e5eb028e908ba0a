"""What is found about a file that is to be handed in as a return: by the rules of arrival, and by who sends it."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PureWindowsPath

from app import wording
from ingestion.cell_types import TYPES
from ingestion.contracts import sources
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, is_hidden
from quality import apart, foretold
from quality.apart import Judged

SOURCE = "returns"
SUFFIXES = (".xlsx", ".zip")
LONGEST_NAME = 150  # bytes
AS_A_RETURN = "send the workbook of this page, or a zip of its sheets as CSV files"


@dataclass(frozen=True)
class Found:
    """What speaks against a file: the first of its problems, and how many there are. One that `is_refused` goes back.

    `fields` are those of its sheet Return, as typed.
    """

    sha256: str
    suffix: str
    problems: list[Problem]
    total: int
    is_refused: bool
    refused_lines: int
    fields: dict[str, str]
    was_opened: bool = True

    @property
    def assessed_for(self) -> date:
        return date.fromisoformat(self.fields["assessment_date"])

    @property
    def attested_on(self) -> date:
        return date.fromisoformat(self.fields["attested_on"])


def check(name: str, content: bytes, org_code: str, today: date) -> Found:
    """Judges a file in another process; what is too large or badly named is not opened at all. Raises NotJudged."""
    suffix = Path(name).suffix.lower()
    if problems := [*_of_size(content), *_of_name(name)]:
        return _found(content, suffix, problems, Judged([], 0, True, 0, {}), was_opened=False)
    judged = apart.judge(SOURCE, name, content, today)
    problems = [Problem(**record) for record in judged.problems]
    if judged.fields:
        ours = [*_of_suffix(suffix), *_of_sender(judged.fields, org_code)]
        problems = [*(problem for problem in ours if problem not in problems), *problems]
    return _found(content, suffix, problems, judged)


def marked(name: str, content: bytes) -> bytes:
    """The copy of a file in which its problems stand as comments. Raises NotJudged."""
    return apart.marked(SOURCE, name, content)


def _found(content: bytes, suffix: str, problems: list[Problem], judged: Judged, was_opened: bool = True) -> Found:
    ours = [problem for problem in problems if problem.record() not in judged.problems]
    return Found(
        sha256(content).hexdigest(),
        suffix,
        problems,
        judged.total + len(ours),
        judged.is_refused or bool(ours),
        judged.refused_lines,
        {field: value for field, (_, value) in judged.fields.items()},
        was_opened,
    )


def _of_size(content: bytes) -> list[Problem]:
    most = sources()[SOURCE].max_bytes
    if len(content) <= most:
        return []
    found = f"{wording.in_megabytes(len(content)):.1f} MB"
    return [Problem(TOO_LARGE, "", found, f"send at most {wording.in_megabytes(most):.0f} MB")]


def _of_name(name: str) -> list[Problem]:
    """A name becomes one on a disk, and is shown."""
    leads_away = PureWindowsPath(name).name != name or name in (".", "..")
    found = {
        "a name that leads to another folder": leads_away,
        "a name with characters that do not show": is_hidden(name),
        "a very long name": len(name.encode(errors="replace")) > LONGEST_NAME,
    }
    return [Problem(UNREADABLE, "", what, "send it under a plain name") for what, is_so in found.items() if is_so]


def _of_suffix(suffix: str) -> list[Problem]:
    if suffix in SUFFIXES:
        return []
    return [Problem(UNREADABLE, "", f"a name that ends in {suffix or 'nothing'}", AS_A_RETURN)]


def _of_sender(fields: foretold.Fields, org_code: str) -> list[Problem]:
    """Whose return it is, and that somebody stands for it, whatever its kind."""
    _, named = fields.get("org_code", (0, ""))
    problems = foretold.unattested(fields)
    if TYPES["code"].reads(named) and named != org_code:
        found = f"a return of {named}; this page takes in those of {org_code}"
        remedy = "start from the workbook of this page"
        problems.insert(0, foretold.of_field(fields, "org_code", foretold.ORGANISATION, found, remedy))
    return problems
