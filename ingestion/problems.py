"""What is wrong with a file, said so that its sender can mend it."""

from dataclasses import asdict, dataclass

# Rules about the file itself. Rules about its values (V01 ...) are named by the column in the source's contract.
UNKNOWN_SOURCE, UNREADABLE, EMPTY, ENCODING, COLUMNS, SHEETS, TOO_LARGE, CHECKSUM, WIDTH = (
    "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F10"
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One broken rule at one place.

    `place` is for people: `Sheet!C14`, `line 3, column value`, or empty for the whole file. `sheet` is empty in a CSV
    file, `line` is None for the whole file or sheet, `column` is the name in the header, None for a whole line, and
    `org_code` is the organisation that the line names.
    """

    rule_id: str
    place: str
    found: str
    remedy: str
    sheet: str = ""
    line: int | None = None
    column: str | None = None
    org_code: str | None = None

    def text(self, file_name: str) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{file_name}{place}: {self.found}; {self.remedy} [{self.rule_id}]"

    def record(self) -> dict:
        return asdict(self)


class Refused(Exception):
    """A file that cannot be taken in, with every reason found."""

    def __init__(self, *problems: Problem):
        super().__init__("; ".join(p.found for p in problems))
        self.problems = list(problems)
