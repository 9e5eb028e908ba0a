"""Data Docs for the analyst: what is expected of a table, and what held of each batch that was judged.

Great Expectations' page renderers write them. Its page frame asks other hosts for styles and scripts, so the frame is
that of `data_docs_templates/`; what may be shown of a value stands in `data_docs_values.py`. Great Expectations takes
seconds to import, so only what runs a suite imports this module.
"""

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render import (
    RenderedDocumentContent,
    RenderedSectionContent,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.content_block import ValidationResultsTableContentBlockRenderer
from great_expectations.render.renderer.page_renderer import ExpectationSuitePageRenderer, ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from ingestion import lasting
from quality.data_docs_values import Batch, presentable

TEMPLATES = Path(__file__).parent / "data_docs_templates"
INDEX, EXPECTATIONS = "index.html", "expectations.html"
STAMP = "%Y%m%dT%H%M%S.%fZ"  # pages sort by name as they do by time
KEPT_BATCHES = 12  # of each table: a year of refreshes by the monthly schedule
OF_THE_TABLE = "Table-Level Expectations"  # Great Expectations' name for those of no column
# Headings follow the page's <h1>. A status is a word, since Great Expectations' icons are a font on another host.
MENDED = [
    (re.compile(pattern), mended)
    for pattern, mended in (
        (r"<(/?)h5\b", r"<\1h2"),
        (r"<(/?)h6\b", r"<\1h3"),
        (r'<i class="[^"]*" aria-hidden="true"></i>', ""),
        (r'<i class="fas fa-check-circle text-success"[^>]*></i>', '<i class="text-success">held</i>'),
        (r'<i class="fas fa-times text-danger"[^>]*></i>', '<i class="text-danger">broken</i>'),
        (r'<i class="fas fa-exclamation-triangle text-warning"[^>]*></i>', '<i class="text-danger">not tried</i>'),
    )
]


class DataDocs:
    """A folder of pages that its owner alone may open: an index, and for each table its suite and its latest batches.

    `rules` are what the rules say, by their id, which an expectation names in `meta["rule"]`.
    """

    def __init__(self, folder: Path, rules: dict[str, str]):
        self.folder, self.rules, self.view = folder, rules, _View()

    def write_expectations(self, suite: gx.ExpectationSuite, description: str) -> None:
        """The page of a suite, which bears the name of its table."""
        named = [self._named(e.configuration) for e in suite.expectations]
        document = ExpectationSuitePageRenderer().render(gx.ExpectationSuite(name=suite.name, expectations=named))
        document.page_title = f"What is expected of {suite.name}"
        self._render(suite.name, EXPECTATIONS, document, description)

    def write_batch(self, result: ExpectationSuiteValidationResult, batch: Batch) -> None:
        """The page of a batch, what broke first. The oldest pages of its table go, beyond KEPT_BATCHES."""
        results = [presentable(r, self._named(r.expectation_config), batch) for r in result.results]
        meta = {"batch_spec": {"data_asset_name": f"{len(batch.files):,} files"}}
        document = _ResultsPage().render(
            ExpectationSuiteValidationResult(result.success, results, batch.table, None, result.statistics, meta)
        )
        document.page_title = f"{batch.table}, judged {_minute(batch.judged_at)}"
        broken = {r.expectation_config.kwargs.get("column", OF_THE_TABLE) for r in results if not r.success}
        overview, *columns = document.sections
        del overview.content_blocks[-1]  # names of Great Expectations' own things, to be opened by script
        columns.sort(key=lambda section: section.section_name not in broken)
        files = _table(["File", "Checksum (SHA-256)"], [[name, sha256] for sha256, name in batch.files.items()])
        document.sections = [overview, *columns, _section("Files", files)]
        name = f"{batch.judged_at.astimezone(UTC):{STAMP}}"
        facts = {"files": len(batch.files), "tried": len(results), "broken": sum(not r.success for r in results)}
        introduction = f"Judged together on {_minute(batch.judged_at)} by code {batch.code_version}."
        self._render(batch.table, f"{name}.html", document, introduction)
        self._keep(batch.table, f"{name}.json", json.dumps(facts))
        for stale in _batches(self.folder / batch.table)[:-KEPT_BATCHES]:
            stale.with_suffix(".json").unlink(missing_ok=True)  # before its page, or nothing would lead to it
            stale.unlink()

    def write_index(self) -> None:
        """The page that leads to all others."""
        rows = [_index_row(folder) for folder in sorted(self.folder.iterdir()) if folder.is_dir()]
        table = _table(["Expected of table", "Latest batch", "Expectations broken", "Files", "Batches before"], rows)
        document = RenderedDocumentContent([_section("Tables", table)], page_title="Data Docs")
        introduction = (
            "What is expected of each table, and what held of the files that were judged. A file that could not be read"
            " has no page: its reasons stand beside it in quarantine."
        )
        self._render("", INDEX, document, introduction)

    def _named(self, config: ExpectationConfiguration) -> ExpectationConfiguration:
        """An expectation whose notes say its rule."""
        rule = config.meta.get("rule")
        notes = [f"{rule}: {self.rules[rule]}"] if rule else None
        return ExpectationConfiguration(config.type, config.kwargs, config.meta, notes, severity=config.severity)

    def _render(self, table: str, name: str, document: RenderedDocumentContent, introduction: str) -> None:
        page = self.view.render(document, introduction=introduction, index=f"../{INDEX}" if table else "")
        for pattern, mended in MENDED:
            page = pattern.sub(mended, page)
        self._keep(table, name, page)

    def _keep(self, table: str, name: str, text: str) -> None:
        """Whole or not at all, and for nobody but the owner, whatever the umask."""
        folder = self.folder / table
        folder.mkdir(parents=True, exist_ok=True)
        for path in (self.folder, folder):
            path.chmod(0o700)
        lasting.write(folder / name, text, lasting=False)


class _View(DefaultJinjaPageView):
    _template = "data_docs.j2"

    def __init__(self):
        super().__init__()
        self.env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), self.env.loader])


class _ResultsTable(ValidationResultsTableContentBlockRenderer):
    """Each result with its rule, and how a sender mends it. Great Expectations 1.24 fails on its own extra columns."""

    @classmethod
    def _get_custom_columns(cls, validation_results):
        return ["Rule", "What mends it"]

    @classmethod
    def _get_content_block_fn(cls, expectation_type, expectation_config=None):
        rows_of = super()._get_content_block_fn(expectation_type, expectation_config)

        def rows_with_rule(result, **options):
            config = result.expectation_config
            added = [html.escape(text) for text in (" ".join(config.notes or []), config.meta.get("remedy", ""))]
            return [[*row, *added] for row in rows_of(result=result, **options)]

        return rows_with_rule


class _ResultsPage(ValidationResultsPageRenderer):
    def __init__(self):
        table = {"class_name": _ResultsTable.__name__, "module_name": __name__}
        super().__init__({"class_name": "ValidationResultsColumnSectionRenderer", "table_renderer": table})

    @classmethod
    def _render_validation_header(cls, validation_results):
        """Great Expectations' own, with the link to where the suite's page stands here."""
        block = super()._render_validation_header(validation_results)
        styles = block.subheader.string_template["styling"]["params"]
        styles["expectation_suite_name"]["attributes"]["href"] = EXPECTATIONS
        return block


def _batches(folder: Path) -> list[Path]:
    """Pages of the batches of a table, oldest first."""
    return sorted(folder.glob("2*.html"))


def _index_row(folder: Path) -> list:
    pages = _batches(folder)[::-1]
    moments = [datetime.strptime(page.stem, STAMP).replace(tzinfo=UTC) for page in pages]
    links = [_link(f"{folder.name}/{p.name}", _minute(m)) for p, m in zip(pages, moments, strict=True)]
    facts = _facts(pages[0]) if pages else {}
    told = f"{facts['broken']:,} of {facts['tried']:,}" if facts else ""
    suite = _link(f"{folder.name}/{EXPECTATIONS}", folder.name)
    return [suite, links[:1], told, facts.get("files", ""), links[1:]]


def _facts(page: Path) -> dict:
    """Of a batch; empty when the process died, or the power went, between its page and them."""
    try:
        return json.loads(page.with_suffix(".json").read_text())
    except (FileNotFoundError, ValueError):
        return {}


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y at %H:%M} UTC"


def _link(address: str, text: str) -> RenderedStringTemplateContent:
    link = {"tag": "a", "styling": {"attributes": {"href": address}}}
    return RenderedStringTemplateContent({"template": "$text", "params": {"text": text}} | link)


def _section(name: str, table: RenderedTableContent) -> RenderedSectionContent:
    return RenderedSectionContent([table], name)


def _table(heading: list[str], rows: list[list]) -> RenderedTableContent:
    escaped = [[html.escape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return RenderedTableContent(table=escaped, header_row=heading, styling={"body": {"classes": ["table"]}})
