"""The panel's pack: every figure is the export's, every page says what it is of, and the file is accessible."""

import hashlib
import io
import re
import subprocess
import sys
from datetime import date, datetime

import pikepdf
import polars as pl
import pypdf
import pytest
from pdfua import validate

from app.origins import KEYS
from app.pack import document, fingerprint, typeset
from app.pack_blocks import chart, heading, points, say, table
from app.published import Audience
from app.reading import Reading
from ingestion.contracts import PROJECT
from tests.annotated import nwbench

APPLICANTS = ["ZD001", "ZD018", "ZD029"]  # for Gold, with a break; for Silver; of a mental health trust
NUMBER = re.compile(r"[−+]?\d+(?:,\d{3})*(?:\.\d+)?")


@pytest.fixture(scope="module", params=APPLICANTS)
def pack(request, published_home, tmp_path_factory):
    """The applicant, the pack as data, and the file that the command writes."""
    code, path = request.param, tmp_path_factory.mktemp("pack") / "pack.pdf"
    result = nwbench("pack", "--applicant", code.lower(), "--out", path, "--home", published_home.path)
    assert result.exit_code == 0 and "WARNING" not in result.output, result.output
    run = published_home.run_folder(published_home.current_run())
    return code, document(Reading(run, Audience("panel", code))), path


def pages(content: bytes) -> list[str]:
    return [plain(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u00ad", ""))


def test_every_page_says_what_it_is_of(pack, published_home):
    code, content, path = pack
    manifest, read = published_home.manifest(), pages(path.read_bytes())
    for number, page in enumerate(read, start=1):
        for words in (content["applicant"], code, manifest["run_id"], "asof24November2026", manifest["rule_version"],
                      fingerprint(manifest), f"Page{number}of{len(read)}", "Inventeddata"):  # fmt: skip
            assert plain(words) in page, (number, words)
    assert "Declarationofinterests" in read[0] and "Everyorganisationandeveryfigure" in read[0]


def test_every_word_of_it_is_on_paper(pack):
    _, content, path = pack
    paper = "".join(pages(path.read_bytes()))
    texts = [block.get("text", "") for block in content["blocks"]]
    texts += [cell["text"] for block in content["blocks"] for row in block.get("rows", []) for cell in row]
    missing = [text for text in texts if plain(text) not in paper]
    # a row may stand on two pages; its cell then has the heads of the page between its lines
    assert len(texts) > 400 and not missing, missing[:3]


def test_every_figure_is_the_one_of_the_export(pack, published_home, tmp_path):
    code, content, _ = pack
    exported, seen = {}, 0
    origins = [(cell["text"], cell["of"]) for block in content["blocks"] for row in block.get("rows", [])
               for cell in row if cell["of"]]  # fmt: skip
    origins += [(block["text"], ";".join(block["of"])) for block in content["blocks"] if block.get("of")]
    for text, origin in origins:
        numbers = NUMBER.findall(text.replace("95% interval", ""))
        for one in origin.split(";"):
            name, *key, columns = one.split("|")
            if name not in exported:
                arguments = ["--audience", f"panel:{code}", "--format", "parquet", "--out", tmp_path / name]
                assert nwbench("export", name, *arguments, "--home", published_home.path).exit_code == 0
                exported[name] = pl.read_parquet(tmp_path / name)
            same = [pl.col(column).cast(pl.String) == value for column, value in zip(KEYS[name], key, strict=True)]
            (row,) = exported[name].filter(*same).to_dicts()
            for column in columns.split():
                value = row[column]
                if value is None or isinstance(value, str):  # a band is words
                    continue
                found = next((n for n, number in enumerate(numbers) if number in written(value)), None)
                assert found is not None, f"{text!r} does not give {value} of {one}"
                numbers, seen = numbers[found + 1 :], seen + 1
    assert seen > 120


def written(value: float | int) -> set[str]:
    """How a value may stand on paper: a count, a ratio, or a fraction as a percent or in points."""
    if isinstance(value, int):
        return {str(value), f"{value:,}"}
    percent = f"{100 * value:.1f}"
    forms = {percent, f"{abs(100 * value):.1f}", f"{100 * value:+.1f}", f"{value:.2f}"}
    return {form.replace("-", "−") for form in forms}


def test_claims_stand_beside_facts_for_every_deliverable(pack, published_home):
    code, content, _ = pack
    tables = {block["caption"]: block for block in content["blocks"] if block["kind"] == "table"}
    named = [row[0]["text"].split(" ")[0] for level in ("Bronze", "Silver", "Gold")
             for row in tables[f"Direct deliverables of {level}"]["rows"]]  # fmt: skip
    assert named == [f"{letter}{n}" for letter in "BSG" for n in range(1, 6)]
    assert len(tables["Supporting actions and reviews"]["rows"]) == 27
    levels = {row[0]["text"] for row in tables["Three kinds of level, which never merge"]["rows"]}
    assert levels == {"Self-assessed", "Verified, at least", "Verified, at most", "Awarded"}
    if code == "ZD001":
        told = [block["told"] for block in content["blocks"] if block["kind"] == "chart"]
        assert any("Break between 2025 and 2026" in text for text in told)
        assert "Readings that matter here" in tables


def test_no_other_organisation_is_named(pack, published_home, tmp_path):
    code, _, path = pack
    arguments = ["--audience", "public", "--format", "parquet", "--out", tmp_path / "o", "--home", published_home.path]
    assert nwbench("export", "organisations", *arguments).exit_code == 0
    paper = "".join(pages(path.read_bytes())).lower()
    others = pl.read_parquet(tmp_path / "o").filter(pl.col("org_code") != code)
    assert others.height > 200
    assert not [name for name in others["org_name"] if plain(name).lower() in paper]
    assert not [one for one in others["org_code"] if one.startswith("ZD") and one.lower() in paper]


def test_it_is_tagged_and_a_checker_finds_nothing(pack, tmp_path):
    _, content, path = pack
    report = validate(str(path))
    assert report.exit_code == 0 and not list(report.findings), [finding.message for finding in report.findings]
    with pikepdf.open(path) as pdf:
        told = str(pdf.open_metadata())
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).lower() == "en-gb" and "pdfuaid" in told
        assert pdf.docinfo.Title == content["title"]
        del pdf.Root.StructTreeRoot, pdf.Root.Lang
        pdf.save(tmp_path / "broken.pdf")
    assert list(validate(str(tmp_path / "broken.pdf")).findings), "the checker finds what is wrong"


def test_the_same_run_gives_the_same_bytes_in_another_process(published_home, tmp_path):
    program = "from orchestration.command import main; main()"
    hashes = set()
    for name in ("a.pdf", "b.pdf"):
        command = [sys.executable, "-c", program, "pack", "--applicant", "ZD001", "--out", tmp_path / name]
        subprocess.run([*command, "--home", published_home.path], check=True, cwd=PROJECT, capture_output=True)
        hashes.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("applicant", "options", "told"),
    [
        ("ZD099", [], "Q01"),
        ("RXL", [], "Q01"),
        ("ZD001", ["--belongs-to", "ZD001"], "Q02"),
        ("zd001", ["--belongs-to", "zd001"], "Q02"),
        ("#panic()", [], "Q01"),
    ],
)
def test_who_may_not_read_gets_one_line(published_home, tmp_path, applicant, options, told):
    result = nwbench(
        "pack", "--applicant", applicant, "--out", tmp_path / "x.pdf", "--home", published_home.path, *options
    )
    assert result.exit_code == 2 and result.output.startswith(f"nwbench: {told}: ") and result.output.count("\n") == 1
    assert not (tmp_path / "x.pdf").exists()


HOSTILE = ['#panic("x")', "#import \"/etc/passwd\"", "= Heading", "*bold* _it_", "$x^2$", "<label> @label",
           "\\u{41}", "// gone", "/* gone */", "#read(\"/etc/passwd\")", "`raw`", "- item", "a\u202eb",
           "مرحبا", "\U0001f600", "]#[", '"}'
           ]  # fmt: skip


def test_what_a_stranger_typed_is_text_and_no_markup():
    x, y = {"field": "a", "type": "nominal"}, {"field": "b", "type": "quantitative"}
    data = {"values": [{"a": HOSTILE[0], "b": 1}]}
    spec = {"title": HOSTILE[0], "data": data, "mark": "point", "encoding": {"x": x, "y": y}}
    blocks = [
        heading(HOSTILE[2]),
        *map(say, HOSTILE),
        points(HOSTILE),
        table(HOSTILE[3], [{HOSTILE[4]: text, "x": text} for text in HOSTILE], (1, 1)),
        chart(spec, "</desc><script>x</script>" + HOSTILE[0]),
    ]
    words = {"title": HOSTILE[0], "applicant": HOSTILE[1], "warning": HOSTILE[4], "mark": HOSTILE[6], "origin": "o",
             "publisher": "p", "made_at": datetime(2026, 11, 24).isoformat() + "+00:00"}  # fmt: skip
    content = words | {"made_on": str(date(2026, 11, 24)).split("-"), "blocks": blocks}
    paper = "".join(pages(typeset(content)))
    for text in HOSTILE[:12]:
        assert plain(text) in paper, text
    assert "root:" not in paper and "a?b" in paper
