"""Bad input: each file is one clear line and a quarantine entry, and everything else is still published."""

import io
import json
import os
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from click.testing import CliRunner

from ingestion.arrivals import of_file
from ingestion.landing import read
from ingestion.problems import Refused
from orchestration.command import main
from orchestration.home import Home
from tests.returns import write_organisations, write_return

WRES_HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year\n"
WRES_LINE = "T900,2025,WRES,I3.ENTERED,BME,{value},annual,dcf,2025\n"


def without_sheet(content: bytes, sheet: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as kept:
        for name in given.namelist():
            if name != f"{sheet}.csv":
                kept.writestr(name, given.read(name))
    return packed.getvalue()


@pytest.fixture(scope="module")
def complete(tmp_path_factory) -> bytes:
    return write_return(tmp_path_factory.mktemp("complete"), "T900").read_bytes()


def workbook(change) -> bytes:
    book = openpyxl.Workbook()
    for sheet in ("Return", "Checklist", "Facts", "Events", "Evidence", "WRES"):
        book.create_sheet(sheet)
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Return.csv", b"0" * 40_000_000)
    return packed.getvalue()


# name, content (or a function of a complete return), place in the line, words of the line
REFUSED = [
    ("wres/empty.csv", b"", "", "the file is empty"),
    ("wres/header_only.csv", WRES_HEADER.encode(), "", "no lines"),
    ("wres/latin1.csv", (WRES_HEADER + WRES_LINE.format(value="caf\xe9")).encode("latin-1"), "line 2", "not UTF-8"),
    (
        "wres/renamed.csv",
        (WRES_HEADER.replace("value", "Value") + WRES_LINE.format(value=1)).encode(),
        "line 1",
        "'Value'",
    ),
    ("wres/short.csv", (WRES_HEADER + "T900,2025,WRES\n").encode(), "line 2", "3 cells"),
    ("wres/quote.csv", (WRES_HEADER + '"T900,2025\n').encode(), "line", "not CSV"),
    ("wres/text.csv", (WRES_HEADER + WRES_LINE.format(value="many")).encode(), "line 2, column value", "'many'"),
    ("wres/negative.csv", (WRES_HEADER + WRES_LINE.format(value="-1")).encode(), "line 2, column value", "from 0"),
    ("wres/repeated.csv", (WRES_HEADER + WRES_LINE.format(value=1) * 2).encode(), "line 2", "repeats"),
    ("wres/semicolons.csv", WRES_HEADER.replace(",", ";").encode() + b"x\n", "line 1", "missing"),
    ("staff_survey/percent.csv", b"reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction\n"
     b"T900,,2025,2024,I5,BME,31.5\n", "line 2, column fraction", "from 0 to 1"),
    ("returns/missing_sheet.zip", lambda content: without_sheet(content, "Facts"), "", "no sheet Facts"),
    ("returns/truncated.zip", lambda content: content[:-40], "", "not a complete"),
    ("returns/not_a_zip.xlsx", b"just text", "", "not a complete"),
    ("returns/bomb.zip", bomb(), "", "times its size"),
    ("returns/formula.xlsx", workbook(lambda b: b["WRES"].append(["=1+1"])), "WRES!A1", "a formula"),
    ("returns/no_header.xlsx", workbook(lambda b: None), "Return!A1", "the sheet is empty"),
    ("holiday_rota/rota.csv", b"a,b\n1,2\n", "", "no known source"),
    ("stray.csv", b"a,b\n1,2\n", "", "no known source"),
]  # fmt: skip


# what is no ordinary file, by the name that is told: what makes it, and words of the line
ODD = {
    "pipe.csv": (lambda folder: os.mkfifo(folder / "pipe.csv"), "no ordinary file"),
    "link.csv": (lambda folder: (folder / "link.csv").symlink_to("/etc/hostname"), "a link to another place"),
    r"turned\u202efdp.csv": (lambda folder: (folder / "turned\u202efdp.csv").touch(), "characters that do not show"),
    r"half\udcff.csv": (lambda folder: (folder / os.fsdecode(b"half\xff.csv")).touch(), "characters that do not show"),
}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory, small_landing, complete):
    """All of them at once, beside one good return."""
    landing, home = tmp_path_factory.mktemp("bad"), Home(tmp_path_factory.mktemp("bad_home") / "home")
    write_organisations(landing / "ods", ["T900", "T901"])
    write_return(landing / "returns", "T901")
    for name, content, _, _ in REFUSED:
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(complete) if callable(content) else content)
    for make, _ in ODD.values():
        make(landing / "wres")
    arguments = ["refresh", "--landing", small_landing, "--landing", landing, "--home", home.path, "--strict"]
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", "2026-11-24"])
    return landing, home, result


@pytest.mark.parametrize("name, place, words", [(n, p, w) for n, _, p, w in REFUSED])
def test_one_clear_line_and_a_quarantine_entry(refreshed, name, place, words):
    landing, home, result = refreshed
    lines = [line for line in result.stderr.splitlines() if f"{name.rpartition('/')[2]}" in line]
    assert lines and place in lines[0] and words in lines[0], result.stderr
    kept = home.path / "quarantine" / of_file(landing / name, "any").sha256
    reasons = json.loads((kept / "reasons.json").read_text())["reasons"]
    assert reasons and all(reason["rule_id"] and reason["found"] and reason["remedy"] for reason in reasons)
    assert next(kept.glob("original*")).read_bytes() == (landing / name).read_bytes()


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_ordinary_file_is_one_clear_line(refreshed, name):
    _, _, result = refreshed
    lines = [line for line in result.stderr.splitlines() if name in line]
    assert len(lines) == 1 and ODD[name][1] in lines[0] and lines[0].isprintable(), result.stderr


def test_everything_else_is_published(refreshed):
    _, home, result = refreshed
    assert result.exit_code == 3, result.stderr
    assert "Traceback" not in result.output
    states = {i["name"]: i["state"] for i in home.manifest()["inputs"]}
    assert [name for name, state in states.items() if state == "quarantined"] == sorted(
        [*(n.rpartition("/")[2] for n, *_ in REFUSED), *ODD], key=list(states).index
    )
    assert states["T901_2026-06-30_2026-07-10.zip"] == "accepted"


def test_check_gives_the_same_answer_without_loading(refreshed):
    landing, _, result = refreshed
    checked = CliRunner().invoke(
        main, ["check", str(landing / "wres" / "text.csv"), str(landing / "wres" / "short.csv")]
    )
    assert checked.exit_code == 2
    assert all(f"quarantined: {line}" in result.stderr.splitlines() for line in checked.stderr.splitlines())
    good = CliRunner().invoke(main, ["check", str(next((landing / "returns").glob("T901*")))])
    assert (good.exit_code, good.stderr) == (0, "")


def test_a_cell_far_outside_is_refused_and_the_reader_lives_on(tmp_path, complete):
    far = tmp_path / "returns" / "far.xlsx"
    far.parent.mkdir()
    far.write_bytes(workbook(lambda b: b["WRES"].cell(row=1_048_576, column=16_384, value="x")))
    with pytest.raises(Refused):
        read(of_file(far, "returns"))
    far.write_bytes(complete)
    assert "headers" in read(of_file(far, "returns")).tables


def test_workbook_and_zip_say_the_same(tmp_path, complete):
    """Dates, numbers and yes/no of a workbook come out as the text that a CSV file holds."""
    book = openpyxl.Workbook()
    book.active.title = "Return"
    with zipfile.ZipFile(io.BytesIO(complete)) as archive:
        for name in archive.namelist():
            sheet = book["Return"] if name == "Return.csv" else book.create_sheet(name[:-4])
            for row in archive.read(name).decode().splitlines():
                sheet.append([_typed(cell) for cell in row.split(",")])
    (tmp_path / "returns").mkdir()
    book.save(tmp_path / "returns" / "typed.xlsx")
    (tmp_path / "returns" / "text.zip").write_bytes(complete)
    typed, text = (read(of_file(tmp_path / "returns" / n, "returns")).tables for n in ("typed.xlsx", "text.zip"))
    assert all(typed[table].equals(text[table]) for table in text)


def _typed(cell: str):
    try:
        return datetime.combine(date.fromisoformat(cell), datetime.min.time())
    except ValueError:
        return int(cell) if cell.isdigit() else {"yes": True, "": None}.get(cell, cell)
