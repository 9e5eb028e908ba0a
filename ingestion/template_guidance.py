"""The two sheets of the return workbook that are read and not filled in: where to start, and every question in full."""

from ingestion.contracts import Column, sources
from ingestion.registries import registry
from ingestion.template_content import Known, fields, table, text, words, wres_lines
from ingestion.template_layout import Sheet, fixed


def start(known: Known) -> Sheet:
    """What to know before filling in, each line only where it applies."""
    stale = [row for row in known.rows("items") if row["stale_on"] and row["stale_on"] <= known.day]
    applies = {
        "demonstration": known.is_demonstration,
        "again": known.last,
        "first": not known.last,
        "judged": known.last,
        "stale": stale,
    }
    filled = known.named() | {"stale": ", ".join(f"{row['item_id']} ({words(row['stale_on'])})" for row in stale)}
    rows = [
        [fixed(row["topic"]), fixed(row["text"].format(**filled))]
        for row in registry("template_texts")
        if row["place"] == "start" and applies.get(row["name"], True)
    ]
    return Sheet(text("sheet", "start"), _columns("start_column"), rows)


def guidance(known: Known) -> Sheet:
    """One row for each question: of the return as a whole, of each item with its last outcome, and of the WRES."""
    rows = [
        [part.sheet, None, column.name, column.description, _listed(column)]
        for part in sources()["returns"].tables
        for column in part.fields or part.columns
        if not part.optional
    ]
    for item in registry("items"):
        rows += _about(item, known.by_item("items").get(item["item_id"], {}))
    rows += [["WRES", None, line["measure_code"], line["line_name"]] for line in wres_lines()]
    columns = _columns("guidance_column")
    cells = [[fixed(value) for value in row + [None] * (len(columns) - len(row))] for row in rows]
    return Sheet(text("sheet", "guidance"), columns, cells)


def _about(item: dict[str, str], last: dict) -> list[list]:
    declared = next(c for c in table("Checklist").columns if c.name == "declared_status")
    outcome = [plain(last.get("status")), last.get("reason"), last.get("stale_on")]
    rows = [["Checklist", item["item_id"], declared.name, item["item_name"], _listed(declared), *outcome]]
    for field in fields(item["item_id"]):
        asked = f"{field['label']}. {field['guidance']}"
        rows.append([field["where"].title(), item["item_id"], field["field"], asked, answer_words(field)])
    return rows


def _listed(column: Column) -> str | None:
    return text("type", "list", values=", ".join(column.accepted)) if column.accepted else None


def _columns(place: str) -> tuple[Column, ...]:
    return tuple(
        Column(row["text"], max_length=int(row["topic"])) for row in registry("template_texts") if row["place"] == place
    )


def answer_words(field: dict[str, str]) -> str:
    """How a field is answered: its type, the answers it accepts, its unit, and whether it is needed."""
    kind = "events" if field["where"] == "events" else field["type"]
    values, columns = ", ".join(field["accepted"].split()), _event_columns(field)
    parts = [text("type", kind, values=values, columns=columns)]
    if field["unit"]:
        parts.append(text("answer", "unit", unit=field["unit"]))
    if field["required"] == "true":
        parts.append(text("answer", "required"))
    return " ".join(parts)


def _event_columns(field: dict[str, str]) -> str:
    """The columns that an event of this kind fills in, each with the answers that it takes."""
    named = ["date"]
    for given in field["event_columns"].split():
        column, _, values = given.partition("=")
        listed = values.replace("|", ", ")
        named.append(text("answer", "event_column", column=column, values=listed) if values else column)
    return ", ".join([*named, "evidence_id"])


def plain(status: str | None) -> str | None:
    """A status as people write it."""
    return status and status.replace("_", " ")
