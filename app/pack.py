"""The panel's pack of one application: a tagged PDF (PDF/UA-1) of what a panel may read of it, for a meeting on paper.

Everything is read for the audience `panel:CODE`, so what it holds is what an export for that panel holds, and a look at
others is written down. The same run and reader give the same bytes: every date in it is the run's.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import typst

from app import chart_files, notices, pack_figures, pack_framework, roster, wording
from app.access import ask
from app.extract import PUBLISHER
from app.pack_blocks import Block, heading, lines, new_page, printable, say, table
from app.published import Audience
from app.reading import Reading
from app.vocabulary import LEVELS, said

TEMPLATE = Path(__file__).with_name("pack.typ")
TABLES = ("applications", "levels", "items", "gold3", "measures", "changes", "board", "peers", "peer_groups", "funnels")
STATES = {"feedback_sent": "Decided, feedback sent"}
SHORT = 12  # digits of a checksum that people compare


class NoApplication(Exception):
    """The applicant has handed in nothing that a panel could read."""


def build(home: Path, run_folder: Path, audience: Audience) -> bytes:
    """The PDF. Raises NotAllowed as a reading of the applications does, and NoApplication."""
    ask(home, run_folder, json.loads((run_folder / "manifest.json").read_text()), audience, "applications")
    return typeset(document(Reading(run_folder, audience)))


def typeset(content: dict) -> bytes:
    """The PDF of what `document` gives. The typesetter refuses what is not PDF/UA-1."""
    return typst.compile(
        str(TEMPLATE),
        sys_inputs={"pack": json.dumps(content, ensure_ascii=False)},
        font_paths=[str(chart_files.font_folder())],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(content["made_at"]).timestamp()),
    )


def document(reading: Reading) -> dict:
    """What the template draws: a heading for every page, and blocks. Raises NoApplication, NothingToShow."""
    manifest, code = reading.manifest, reading.audience.org_code
    asked = reading.table("applications").sort("assessment_date", descending=True)
    organisation = next((row for row in roster.taking_part(reading).to_dicts() if row["org_code"] == code), None)
    levels = reading.table("levels", org_code=code).sort("assessment_date", descending=True).to_dicts()
    if organisation is None or asked.is_empty() or not levels:
        raise NoApplication(f"{code} has no application that can be read")
    application = asked.row(0, named=True)
    level = next((row for row in levels if row["assessment_date"] == application["assessment_date"]), levels[0])
    invented, of_day = organisation["is_demonstration"], {"org_code": code, "assessment_date": level["assessment_date"]}
    items = reading.table("items", **of_day)
    judged, board = (next(iter(reading.table(name, **of_day).to_dicts()), None) for name in ("gold3", "board"))
    blocks = [
        *_declaration(application, organisation, manifest),
        *pack_framework.summary(application, level, items, reading.as_of),
        *pack_framework.claims(reading, items),
        *pack_framework.gold3(reading, judged),
        *pack_framework.board(board),
        *pack_framework.contested(reading, items, level),
        *pack_figures.indicators(reading, code, invented),
        *pack_figures.peers(reading, code),
        *pack_figures.not_shown(reading, code),
        *pack_figures.definitions(reading),
        *_parameters(reading),
        *_provenance(manifest),
    ]
    name = f"{organisation['name']} ({code})"
    return {
        "title": printable(notices.mark(f"Application pack: {name}", invented)),
        "applicant": printable(name),
        "warning": notices.INVENTED if invented else "",
        "mark": "Invented data" if invented else "",
        "origin": f"Run {manifest['run_id']}, as of {wording.iso_day(manifest['as_of'])}, rules "
        f"{manifest['rule_version']}, tables {fingerprint(manifest)}, pack {_short(json.dumps(blocks))}",
        "publisher": PUBLISHER,
        "made_at": manifest["ended_at"],
        "made_on": manifest["ended_at"][:10].split("-"),
        "blocks": blocks,
    }


def fingerprint(manifest: dict) -> str:
    """One short checksum of the content of all tables that a pack is made of; the last page has each."""
    hashes = [f"{name} {manifest['tables'][name]['logical_hash']}" for name in TABLES if name in manifest["tables"]]
    return _short("\n".join(hashes))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:SHORT]


def _declaration(application: dict, organisation: dict, manifest: dict) -> list[Block]:
    facts = {
        "Applicant": f"{organisation['name']} ({organisation['org_code']})",
        "Level applied for": said(LEVELS, application["level_applied_for"]),
        "Application": application["application_id"],
        "Assessed for": wording.day(application["assessment_date"]),
        "Submitted on": wording.day(application["submitted_on"], "Not recorded"),
        "State": said(STATES, application["state"]).capitalize(),
        "Reviewers so far": "Not recorded"
        if application["reviewers"] is None
        else f"{application['reviewers']}; conflicts declared: {wording.count(application['conflicts_declared'])}",
        "Run": f"{manifest['run_id']}, judged as of {wording.iso_day(manifest['as_of'])} by rules "
        f"{manifest['rule_version']}",
    }
    return [
        table("The application", [{"What": what, "Answer": answer} for what, answer in facts.items()], (1.3, 3)),
        say(
            "For members of the panel for this application only. The pack holds figures that are not published. It "
            "helps to judge and decides nothing."
        ),
        heading("Declaration of interests, before reading on"),
        say(
            "Every member signs before reading. Whoever belongs to the applicant, or has worked for it or with it on "
            "this application, reads no further and hands the pack back."
        ),
        lines([
            "Name and role",
            "Organisation that I belong to",
            "My interests in the applicant, or “none”",
            "I have no interest that would keep me from judging fairly. Signed, and dated",
        ]),
    ]  # fmt: skip


def _parameters(reading: Reading) -> list[Block]:
    """Thresholds that the conditions of items, the item G3, and the nine indicators rest on."""
    windows = {row["window_name"]: row for row in reading.registry("windows")}
    used = {"confidence_z", "peers_others_minimum", "peers_quartile_minimum", "funnel_organisations_minimum"}
    for row in reading.registry("item_conditions"):
        window = windows.get(row["window_name"], {})
        used |= {row["parameter"], window.get("months_parameter"), window.get("days_parameter")}
    known = reading.by_key("parameters", "parameter")
    rows = [
        {"Parameter": name, "Value": f"{row['value']:g} {row['unit']}", "Why": row["reason"], "Where": row["source"]}
        for name, row in known.items()
        if name in used or name.startswith(("parity_", "reliability_", "gold3_", "unknown_", "board_"))
    ]
    return [
        new_page(),
        heading("Parameters that were used"),
        say("Each is a decision with a date and a reason, and the Assembly may decide otherwise."),
        table("Parameters in force on the day of the run", rows, (2.2, 1.5, 3, 1)),
    ]


def _provenance(manifest: dict) -> list[Block]:
    rows = [
        {"Table": name, "Rows, for the analyst": f"{told['rows']:,}", "Checksum of the content": told["logical_hash"]}
        for name in TABLES
        if (told := manifest["tables"].get(name))
    ]
    return [
        heading("Where it comes from"),
        say(
            f"Run {manifest['run_id']}, made by code {manifest['code_version']}. The first checksum at the foot of "
            "every page is of these tables as the analyst has them, the second of what this pack says. Whoever has "
            "the run gets the same figures by “nwbench export TABLE --audience panel:CODE”."
        ),
        table("Tables behind this pack", rows, (1.2, 1, 2.4)),
    ]
