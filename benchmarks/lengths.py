"""How long files and functions are, and how much of them explains: `python -m benchmarks.lengths [FOLDER …]`.

Prints a table in Markdown, for this checkout or for folders of any other: Python and SQL by folder, and together.
Files of fewer than ten lines are left out, since they hold no more than a name.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles

ROOMS = ("app", "ingestion", "orchestration", "quality", "dbt_project/models")
FEWEST = 10  # lines
HEADER = (
    "| folder | kind | files | lines of a file | characters of a file | functions | lines of a function | explains |"
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTIONS)


def function_lengths(tree: ast.Module) -> list[int]:
    """Lines from `def` to the last one, docstring included, decorators not; a function within another is one too."""
    return [node.end_lineno - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def lines_explaining(text: str, tree: ast.Module) -> int:
    """Lines that are a comment and nothing else, or lie within a docstring and are not blank."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = {t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.line.lstrip().startswith("#")}
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            found |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = text.splitlines()
    return sum(bool(lines[number - 1].strip()) for number in found)


def read(folders: Iterable[Path], suffix: str) -> list[str]:
    """Texts of the files that are long enough; what lies in a hidden folder, such as an environment, is no part."""
    paths = {
        path
        for folder in folders
        for path in folder.rglob(f"*{suffix}")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    return [text for path in sorted(paths) if len((text := path.read_text()).splitlines()) >= FEWEST]


def spread(values: list[int]) -> str:
    """Median and 90th percentile."""
    if len(values) < 2:
        return "–"
    return f"{median(values):,.0f}; {quantiles(values, n=10, method='inclusive')[-1]:,.0f}"


def row(name: str, folders: Iterable[Path], suffix: str) -> str | None:
    """A line of the table; None where the folders hold no such file."""
    texts = read(folders, suffix)
    if not texts:
        return None
    cells = [name, suffix[1:], str(len(texts)), spread([len(text.splitlines()) for text in texts])]
    cells.append(spread([len(text) for text in texts]))
    if suffix == ".py":
        trees = [ast.parse(text) for text in texts]
        functions = [length for tree in trees for length in function_lengths(tree)]
        said = sum(map(lines_explaining, texts, trees))
        share = said / sum(bool(line.strip()) for text in texts for line in text.splitlines())
        cells += [str(len(functions)), spread(functions), f"{share:.0%}"]
    return f"| {' | '.join(cells + ['–'] * (8 - len(cells)))} |"


def table(folders: list[Path]) -> str:
    groups = [(str(folder), [folder]) for folder in folders] + [("together", folders)] * (len(folders) > 1)
    rows = [row(name, members, suffix) for suffix in (".py", ".sql") for name, members in groups]
    return "\n".join([HEADER, "|---" * 8 + "|", *filter(None, rows)])


if __name__ == "__main__":
    print(table([Path(name) for name in sys.argv[1:] or ROOMS]))
