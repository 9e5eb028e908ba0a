"""Where a file can be wrong by one word: comparisons, conditions, bounds and checks, of SQL and of Python.

No library makes mutants of SQL, so this makes both, by the same kinds of fault: those that a person makes by mistake.
Comments, texts and docstrings are no places; a text is data, and its tests are others.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

SQL = re.compile(
    r"--[^\n]*|\{#.*?#\}|\{%.*?%\}|'(?:[^']|'')*'|\"[^\"]*\"|[a-z_]\w*(?:\.\w+)?|\d+(?:\.\d+)?|<=|>=|<>|!=|::|\S",
    re.S | re.I,
)
OPPOSITES = (
    ("<", "<="), (">", ">="), ("=", "<>"), ("and", "or"), ("least", "greatest"), ("min", "max"), ("+", "-"),
    ("bool_and", "bool_or"), ("true", "false"), ("union", "intersect"), ("asc", "desc"),
)  # fmt: skip
SWAPS = dict(OPPOSITES) | {after: before for before, after in OPPOSITES}
OPERATORS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
COMPARED, JOINED = re.compile(r"is\s+not|not\s+in|is|in|[=!<>]=|[<>]"), re.compile(r"and|or")


@dataclass(frozen=True, order=True)
class Mutant:
    """A file in which `before`, from character `start` on, reads `after`."""

    file: str
    start: int
    line: int
    before: str
    after: str

    def applied(self, whole: str) -> str:
        assert whole[self.start :].startswith(self.before), "the file is another than the one that was read"
        return whole[: self.start] + self.after + whole[self.start + len(self.before) :]


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every mutant of a file, in the order of their places."""
    places = _of_python(text) if file.endswith(".py") else _of_sql(text)
    return [Mutant(file, start, text.count("\n", 0, start) + 1, text[start:end], after) for start, end, after in places]


def _of_sql(text: str) -> Iterator[tuple[int, int, str]]:
    words = list(SQL.finditer(text))
    of_between = False  # `between 1 and 2` has one `and` that is no condition
    last = ""
    for found, following in zip(words, [*words[1:], None], strict=True):
        word = found[0].lower()
        after = (
            None if word == "and" and of_between else _instead(word, last, following[0].lower() if following else "")
        )
        if after is not None:
            yield found.start(), found.end(), after
        of_between = word == "between" or (of_between and word != "and")
        last = word


def _instead(word: str, last: str, following: str) -> str | None:
    """What stands in the place of a word; None where nothing is tried."""
    if word.isdigit():
        return str(int(word) + 1)
    if word == "not":
        return ""
    if word == "null" and last == "is":
        return "not null"
    if word == "in" and following == "(" and last != "not":
        return "not in"
    if word == "left" and following == "join":
        return "inner"
    if word == "-" and not re.match(r"[\w)]", last[-1:]):  # a sign
        return None
    return SWAPS.get(word)


def _of_python(text: str) -> Iterator[tuple[int, int, str]]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    raw = text.encode()

    def at(line: int, column: int) -> int:
        return len(raw[: starts[line - 1] + column].decode())

    def begin(node: ast.AST) -> int:
        return at(node.lineno, node.col_offset)

    def end(node: ast.AST) -> int:
        return at(node.end_lineno, node.end_col_offset)

    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Compare():
                for left, operator, right in zip(
                    [node.left, *node.comparators], node.ops, node.comparators, strict=False
                ):
                    word = COMPARED.search(text, end(left), begin(right))
                    yield word.start(), word.end(), OPERATORS[type(operator)]
            case ast.BoolOp():
                for left, right in zip(node.values, node.values[1:], strict=False):
                    word = JOINED.search(text, end(left), begin(right))
                    yield word.start(), word.end(), SWAPS[word[0]]
            case ast.UnaryOp(op=ast.Not()):
                yield begin(node), begin(node) + len("not"), ""
            case ast.Constant(value=bool()):
                yield begin(node), end(node), str(not node.value)
            case ast.Constant(value=int()):
                yield begin(node), end(node), str(node.value + 1)
            case ast.Return(value=ast.expr()) if not (
                isinstance(node.value, ast.Constant) and node.value.value is None
            ):
                yield begin(node.value), end(node.value), "None"
            case ast.Raise():
                yield begin(node), end(node), "pass"
            case ast.Name(id="any" | "all"):
                yield begin(node), end(node), "all" if node.id == "any" else "any"
