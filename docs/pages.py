"""The pages of reference, written from what they speak of: the command, the registries and the published tables.

`make docs` writes them; a test holds that they are as they would be written. What a person has to say stands beside
them, in pages that nobody generates.
"""

from collections.abc import Iterator
from pathlib import Path

import click
import yaml

from ingestion.contracts import PROJECT
from ingestion.registries import registry
from orchestration.command import main as nwbench

FOLDER = PROJECT / "docs" / "reference"
MODELS = PROJECT / "dbt_project" / "models"
BY_HAND = "Written by `make docs` from {}; what is changed here is lost."

Row = dict[str, str]


def pages() -> dict[str, str]:
    """Every page of reference: its file's name and its text."""
    return {
        "commands.md": _page("Commands", "the command itself", _commands(nwbench, "nwbench")),
        "measures.md": _page("Measures", "`dbt_project/seeds/measures.csv`", [_measures()]),
        "parameters.md": _page("Thresholds", "`dbt_project/seeds/parameters.csv`", [_parameters()]),
        "rules.md": _page("Rules", "`dbt_project/seeds/rules.csv`", [_rules()]),
        "tables.md": _page("Published tables", "the descriptions of `dbt_project/models`", _tables()),
    }


def _page(title: str, origin: str, parts: list[str] | Iterator[str]) -> str:
    return "\n\n".join([f"# {title}", BY_HAND.format(origin), *parts]) + "\n"


def _commands(command: click.Command, name: str) -> Iterator[str]:
    """The help of a command and of all below it, as a terminal of 100 columns shows it."""
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    yield f"## {name}\n\n```\n{command.get_help(context)}\n```"
    for word, below in sorted(getattr(command, "commands", {}).items()):
        yield from _commands(below, f"{name} {word}")


def _measures() -> str:
    return _table(
        registry("measures"),
        {
            "Code": "measure_code", "Measure": "measure_name", "Formula": "formula", "Kind": "kind",
            "Better": "polarity", "Counts for G3": "counts_for_g3", "Source": "source",
        },
    )  # fmt: skip


def _parameters() -> str:
    columns = {"Threshold": "parameter", "Value": "value", "Unit": "unit", "From": "valid_from", "Why": "reason"}
    return _table(registry("parameters"), columns | {"Source": "source"})


def _rules() -> str:
    return _table(
        registry("rules"),
        {
            "Rule": "rule_id", "What holds": "rule_name", "What becomes of what breaks it": "severity",
            "Stage": "stage", "Dimension": "dimension", "What its sender is told": "sentence",
        },
    )  # fmt: skip


def _tables() -> Iterator[str]:
    """What stands in the files of a run, by the name that `nwbench export` takes, and who has it."""
    readers: dict[str, set[str]] = {}
    for path in (MODELS / "published").glob("pub_*.sql"):
        audience, _, table = path.stem.removeprefix("pub_").partition("__")
        readers.setdefault(table, set()).add(audience)
    described = _described()
    for table, audiences in sorted(readers.items()):
        model = described.get(f"fct_{table}") or described[f"dim_{table.removesuffix('s')}"]
        rows = [{"name": c["name"], "type": c.get("data_type", ""), "told": c["description"]} for c in model["columns"]]
        columns = _table(rows, {"Column": "name", "Type": "type", "What it is": "told"})
        whose = f"In the files of: {', '.join(sorted(audiences))}."
        yield f"## {table}\n\n{model['description'].strip()} {whose}\n\n{columns}"


def _described() -> dict[str, dict]:
    files = [yaml.safe_load(path.read_text()) for path in sorted(MODELS.glob("*.yml"))]
    return {model["name"]: model for file in files for model in file.get("models", [])}


def _table(rows: list[Row], columns: dict[str, str]) -> str:
    """Rows as a table of Markdown; `columns` names for each heading the column of the rows."""
    lines = [list(columns), ["---"] * len(columns), *([row[name] for name in columns.values()] for row in rows)]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|").replace("{", r"\{") or "–"


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write()
