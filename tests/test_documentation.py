"""What the pages say is so: every link and path is there, every command is understood, what is generated is current."""

import importlib.util
import re
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path

import click
import pytest

from docs import pages
from ingestion.contracts import PROJECT
from tests.commands import must_be_understood

LISTED = subprocess.run(["git", "ls-files", "*.md"], cwd=PROJECT, capture_output=True, text=True, check=True)
PAGES = [PROJECT / name for name in LISTED.stdout.split()]
TARGETS = set(re.findall(r"^([\w.]+):", (PROJECT / "Makefile").read_text(), re.M)) | {".venv/.ready"}
ROOMS = "app|benchmarks|data|dbt_project|docs|ingestion|orchestration|quality|tests"
NWBENCH, MAKE = re.compile(r"(?:^|bin/)nwbench (.+)"), re.compile(r"^make (?:-C \S+ )?([\w./]+)")
MODULE = re.compile(r"python3? -m ([\w.]+)")
EXAMPLES = {"YEAR": "2025", "VALUE": "5"}
ANY = re.compile(r"<[^>]+>|[A-Z]{3,}|[…*]")  # stands for a name of the reader's own


def said(page: Path) -> list[str]:
    """What a page sets as code: lines of its blocks, and what stands between backticks."""
    text = page.read_text()
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    return [line for block in blocks for line in block.splitlines()] + spans


def name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def anchors(page: Path) -> set[str]:
    """Of each heading the address within its page, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text()):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"dead link {link}"
        assert not anchor or anchor in anchors(target), f"no heading {link}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_is_there(page):
    for word in (word.strip(".,;:") for code in said(page) for word in code.split()):
        if re.match(rf"(?:{ROOMS})/[\w./-]+$", word) and not ANY.search(word):
            assert (PROJECT / word).exists(), f"dead path {word}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "commands.md"], ids=name)
def test_every_command_is_understood(page):
    """Words in capitals stand for the reader's own; that something is missing is no fault of a command's bare name."""
    for code in said(page):
        if found := NWBENCH.search(code):
            with suppress(click.exceptions.MissingParameter):
                must_be_understood([EXAMPLES.get(word, word) for word in shlex.split(found[1], comments=True)])
        elif found := MAKE.search(code):
            assert found[1] in TARGETS, f"no target {code}"
        elif found := MODULE.search(code):
            assert importlib.util.find_spec(found[1]), f"no module {code}"


@pytest.mark.parametrize("file, text", pages.pages().items(), ids=pages.pages())
def test_generated_pages_are_as_they_would_be_written(file, text):
    assert (pages.FOLDER / file).read_text() == text, "run make docs"


def test_no_generated_page_is_left_behind():
    assert {path.name for path in pages.FOLDER.iterdir()} == set(pages.pages())
