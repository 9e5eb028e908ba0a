"""The invented region: the same seed gives the same files, and nothing in it can be taken for a real body."""

import csv
from collections import Counter
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import polars as pl
import pytest
import yaml

from benchmarks.demonstration_cast import KINDS
from benchmarks.demonstration_files import write

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data" / "demo"


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    for folder in folders:
        write(folder)
    return folders


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def tree(folder: Path, content) -> dict[str, object]:
    return {str(path.relative_to(folder)): content(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def unpacked(path: Path) -> object:
    """What a file says whichever library packed it: rows, members' checksums, provenance without checksums, bytes."""
    if path.name == "provenance.yml":
        stated = yaml.safe_load(path.read_text())
        return stated | {"files": [entry["name"] for entry in stated["files"]]}
    if path.suffix == ".parquet":
        return pl.read_parquet(path).rows(named=True)
    try:
        return [(member.filename, member.CRC) for member in ZipFile(path).infolist()]
    except BadZipFile:
        return path.read_bytes()


def test_same_seed_same_bytes(twice):
    assert tree(twice[0], Path.read_bytes) == tree(twice[1], Path.read_bytes)


def test_shipped_files_are_what_the_generator_writes(twice):
    assert tree(SHIPPED, unpacked) == tree(twice[0], unpacked)


def test_another_seed_gives_other_figures(twice, tmp_path):
    write(tmp_path, seed=7)
    figures = Path("wres") / "wres_demonstration.csv"
    assert (tmp_path / figures).read_bytes() != (twice[0] / figures).read_bytes()


def test_shipped_checksums_hold():
    for provenance in SHIPPED.glob("*/provenance.yml"):
        stated = {entry["name"]: entry["sha256"] for entry in yaml.safe_load(provenance.read_text())["files"]}
        files = [path for path in provenance.parent.iterdir() if path != provenance]
        assert stated == {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_type_and_board_is_there():
    open_now = {row[0]: row[3] for row in read(SHIPPED / "ods" / "etr_demonstration.csv") if not row[11]}
    kinds = Counter(row[1] for row in read(SHIPPED / "ods" / "providers_demonstration.csv") if row[0] in open_now)
    assert len(open_now) >= 24
    assert set(kinds) == set(KINDS)
    assert set(open_now.values()) == {"ZDA", "ZDB", "ZDC"}


def test_nothing_looks_official():
    invented = read(SHIPPED / "ods" / "etr_demonstration.csv")
    real = read(ROOT / "data" / "open" / "ods" / "etr_2026-07.csv")
    assert all(len(row) == 27 and row[0].startswith("ZD") and row[1].endswith("(DEMONSTRATION)") for row in invented)
    assert not {row[0] for row in invented} & {row[0] for row in real}
    assert not {row[1] for row in invented} & {row[1] for row in real}
