"""What a sender sees of a marked copy, for tests: its comments, its list, and what the check says as JSON."""

import json
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from orchestration.command import main

AUTHOR = "North West Benchmark"


def put(book: openpyxl.Workbook, cells: dict) -> openpyxl.Workbook:
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = value
    return book


def sent(folder: Path, name: str, content: bytes) -> Path:
    """A file in the folder of its source."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def nwbench(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def check(path: Path, out: Path | None = None) -> tuple[list[dict], openpyxl.Workbook]:
    """The problems as JSON tells them, and the marked copy."""
    out = out or path.parent / "marked" / f"{path.stem}.xlsx"
    out.parent.mkdir(exist_ok=True)
    result = nwbench("check", path, "--format", "json", "--annotate", out)
    problems = json.loads(result.stdout)[str(path)]
    assert result.exit_code == (2 if problems else 0) and "Traceback" not in result.output
    return problems, openpyxl.load_workbook(out)


def comments(book: openpyxl.Workbook) -> dict[str, str]:
    told = {}
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.comment):
            assert cell.comment.author == AUTHOR
            told[f"{sheet.title}!{cell.coordinate}"] = cell.comment.text
    return told


def listed(book: openpyxl.Workbook) -> list[dict[str, str]]:
    """The lines of the first sheet, by their heads."""
    heads, *lines = book["Problems"].iter_rows(min_row=4, values_only=True)
    return [{head: cell or "" for head, cell in zip(heads, line, strict=True)} for line in lines if any(line)]


def agrees(problems: list[dict], book: openpyxl.Workbook, file_name: str) -> None:
    """What is listed is what JSON says, in its order, and what has a cell is told there in the same words."""
    lines, told = listed(book), comments(book)
    heads = {"rule_id": "Rule", "place": "Place in the file", "found": "What was found", "remedy": "How to mend it"}
    assert [{key: line[head] for key, head in heads.items()} for line in lines] == [
        {key: problem[key] for key in heads} for problem in problems
    ]
    assert {line["File"] for line in lines} <= {file_name} and all(line["Severity"] for line in lines)
    for line in (line for line in lines if line["Cell"]):
        text = told[f"{line['Sheet']}!{line['Cell']}"]
        assert f"[{line['Rule']}]" in text and line["What was found"] in text and line["How to mend it"] in text
    assert set(told) == {f"{line['Sheet']}!{line['Cell']}" for line in lines if line["Cell"]}


def assert_inert(book: openpyxl.Workbook) -> None:
    for cell in (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f", f"{cell.parent.title}!{cell.coordinate} is live: {cell.value}"
        assert not (cell.hyperlink and cell.hyperlink.target), f"{cell.coordinate} leads out: {cell.hyperlink.target}"
