"""What is wrong with a file, said so that its sender can mend it."""

import unicodedata
from dataclasses import asdict, dataclass

# Rules about the file itself. Rules about its values (V01 ...) are named by the column in the source's contract.
UNKNOWN_SOURCE, UNREADABLE, EMPTY, ENCODING, COLUMNS, SHEETS, TOO_LARGE, CHECKSUM, WIDTH, HEADER_AGAIN = (
    "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F10", "F11"
)  # fmt: skip
MOST_FOUND = 500  # characters of what was found; a cell may hold 32,767
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, overrides of direction, halves of characters, ends of lines


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

    def __post_init__(self) -> None:
        for name in ("place", "found"):
            object.__setattr__(self, name, shown(getattr(self, name), MOST_FOUND))

    def text(self, file_name: str) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{file_name}{place}: {self.found}; {self.remedy} [{self.rule_id}]"

    def record(self) -> dict:
        return asdict(self)


def is_hidden(text: str) -> bool:
    """Whether it holds characters that do not show, or that make others show in another order."""
    return not text.isprintable() and any(unicodedata.category(character) in HIDDEN for character in text)


def shown(text: str, most: int = 255) -> str:
    """Text from a file as anybody may see it: hidden characters by their code, a long one cut."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    if not is_hidden(text):
        return text
    hidden = {c: c.encode("unicode_escape").decode() for c in text if unicodedata.category(c) in HIDDEN}
    return "".join(hidden.get(character, character) for character in text)


class Refused(Exception):
    """A file that cannot be taken in, with every reason found."""

    def __init__(self, *problems: Problem):
        super().__init__("; ".join(p.found for p in problems))
        self.problems = list(problems)
