"""Writes the landing folder of the invented region: `python -m benchmarks.demonstration_files --out DIR [--seed N]`.

The same seed gives the same bytes. Who is in it, and which files are wrong on purpose, is in `demonstration_cast`.
"""

import argparse
import csv
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import xlsxwriter
import yaml

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks import demonstration_survey as survey
from benchmarks import demonstration_workforce as staff
from benchmarks import demonstration_wres as lines
from benchmarks.demonstration_cast import CAST, KINDS
from benchmarks.demonstration_returns import Draft

# Headers of what is published and decided.
GROUPS = ["ltla21_code", "ltla21_name", "ethnic_group", "value"]
AREAS = ["icb24_code_nhs", "icb24_name", "ltla24_name", "ltla24_code", "lsoa_count"]
CATCHMENTS = ["nhs_trust22_code", "ltla21_code", "proportion_trust_came_from_ltla"]
SURVEY = "reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction,n,release_year".split(",")
DECISIONS = "org_code,decided_on,level,outcome,panel_reference,rationale,conditions,valid_to".split(",")


def workbook(sheets: dict[str, list[list]]) -> bytes:
    """A workbook, sheets that start with `_` hidden; its creation time is fixed so that its bytes are."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime.combine(cast.AS_OF, datetime.min.time())})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(rows[0]) - 1, 22)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name.startswith("_"):
            sheet.hide()
    book.close()
    return target.getvalue()


def archive(sheets: dict[str, list[list]]) -> bytes:
    """A return as a zip of CSV files, stored rather than packed so that no compressor's version shows in its bytes."""
    target = BytesIO()
    with ZipFile(target, "w") as bundle:
        for name, rows in sheets.items():
            entry = ZipInfo(f"{name}.csv")
            entry.create_system = 3
            bundle.writestr(entry, table(*rows))
    return target.getvalue()


def table(*rows: list, quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """CSV text in UTF-8 with line feeds."""
    text = StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def ods(seed: int) -> dict[str, bytes]:
    """The register in its 27 quoted columns, who followed whom, and the types."""
    return {
        "etr_demonstration.csv": register(*(registered(org, "Z99", org.icb) for org in CAST)),
        "successors_demonstration.csv": table(["old_code", "new_code", "date"], *cast.SUCCESSORS),
        "providers_demonstration.csv": providers(CAST),
    }


def registered(org: cast.Organisation, region: str, icb: str) -> list[str]:
    """An organisation in the register's 27 columns."""
    place = [org.code, org.name, region, icb, "INVENTED ADDRESS"]
    return [*place, *[""] * 5, org.opened, org.closed, *[""] * 9, "0", "", "Z", "", "", ""]


def register(*rows: list[str]) -> bytes:
    """Every cell quoted and no header, as the register is published."""
    return table(*rows, quoting=csv.QUOTE_ALL)


def providers(organisations: Iterable[cast.Organisation]) -> bytes:
    kinds = [[org.code, org.kind, KINDS[org.kind].nss_group] for org in organisations]
    return table(["org_code", "org_type", "nss_group"], *kinds)


def census(seed: int) -> dict[str, bytes]:
    areas = [
        [*cast.BOARDS[i // 3], f"Invented {word} District", code, round(people / 1600)]
        for i, ((word, people, _), code) in enumerate(zip(cast.AUTHORITIES, figures.census(seed), strict=True))
    ]
    groups = table(GROUPS, *figures.census_rows(seed))
    return {"ts021_demonstration.csv": groups, "icb_to_ltla24_demonstration.csv": table(AREAS, *areas)}


def catchment(seed: int) -> dict[str, bytes]:
    acute = [org for org in CAST if org.kind == "Acute" and not org.closed]
    rows = [[org.code, *place] for org in acute for place in figures.catchment(org)]
    return {"catchment_demonstration.csv": table(CATCHMENTS, *rows)}


def staff_survey(seed: int) -> dict[str, bytes]:
    """Three releases of three years each, the newest as a workbook too, and one file whose survey year is wrong."""
    files = {
        f"nss_demonstration_release_{release}.csv": [
            row
            for org in CAST
            if org.until >= release
            for year in range(release - 2, release + 1)
            if int(org.opened[:4]) < year and (year == release or (org.code, release) not in cast.NO_HISTORY)
            for row in figures.survey_rows(seed, org, year, release)
        ]
        for release in (2024, 2025, 2026)
    }
    files["nss_demonstration_wrong_year.csv"] = [
        [*row[:3], row[2], *row[4:]]
        for row in files["nss_demonstration_release_2026.csv"]
        if row[0] == cast.WRONG_YEAR_CODE and row[2] == 2026
    ]
    book = {f"nss_benchmark_demonstration_release_{survey.RELEASE}.xlsx": workbook(survey.benchmark(seed))}
    return {name: table(SURVEY, *rows) for name, rows in files.items()} | book


def wres(seed: int) -> dict[str, bytes]:
    """Lines in the canonical layout and in two others, and one organisation's in the encoding of an old desktop."""
    org = next(org for org in CAST if org.code == cast.LATIN1_CODE)
    second = table(lines.HEADER, *figures.wres_rows(seed, org, cast.LATIN1_YEAR, "dcf \u2013 second copy"))
    return {name: table(*rows) for name, rows in lines.canonical(seed).items()} | {
        "wres_demonstration_latin1.csv": second.decode().encode("cp1252"),
        f"wres_demonstration_trust_level_{lines.WIDE_YEAR}.csv": table(*lines.wide(seed)),
        f"wres_demonstration_survey_percent_{lines.TALL_YEAR}.csv": table(*lines.tall(seed)),
    }


def workforce(seed: int) -> dict[str, bytes]:
    """Two years of monthly extracts: one organisation's as Parquet, the others' as CSV, a file a financial year."""
    files = {}
    for org in (org for org in CAST if org.code in cast.EXTRACTS):
        frame = staff.snapshots(seed, org)
        if org.code in cast.PARQUET:
            files[f"esr_demonstration_{org.code}.parquet"] = staff.parquet(frame)
            continue
        for year in (2025, 2026):
            inside = frame.filter((frame["snapshot_date"].dt.year() + (frame["snapshot_date"].dt.month() > 3)) == year)
            files[f"esr_demonstration_{org.code}_{year}.csv"] = inside.write_csv().encode()
    return files


def returns(seed: int) -> dict[str, bytes]:
    """Every return; a corrected one is a second file of the same assessment."""
    sent = [(org, number) for org in CAST for number, plan in ((1, org.first), (2, org.second)) if plan]
    drafts = [Draft(seed, *who) for who in sent]
    drafts += [Draft(seed, *who, corrected=True) for who in sent if (who[0].code, who[1]) in cast.CORRECTED]
    return dict(map(_packed, drafts))


def _packed(draft: Draft) -> tuple[str, bytes]:
    """Name and content of a return, cut short where that is its mistake."""
    name = f"{draft.org.code}_{draft.assessed}{'_corrected' if draft.corrected else ''}"
    sheets = draft.compose() | {"_template": [["template_version", "2026.1"]]}
    if draft.org.code not in cast.ZIPPED:
        return f"{name}.xlsx", workbook(sheets)
    content = archive(sheets)
    cut = cast.RETURN_MISTAKES.get((draft.org.code, draft.round)) == 3
    return f"{name}.zip", content[: len(content) * 3 // 5] if cut else content


def decisions(seed: int) -> dict[str, bytes]:
    rows = [[*row[:4], f"DEMO-PANEL-{i:02d}", *row[4:]] for i, row in enumerate(cast.DECISIONS, 1)]
    happened = ["org_code", "assessment_date", "occurred_on", "event", "reviewer", "conflict"]
    return {
        "decisions_demonstration.csv": table(DECISIONS, *rows),
        "events_demonstration.csv": table(happened, *cast.EVENTS),
    }


def learning(seed: int) -> dict[str, bytes]:
    """Agreements to be named for an improvement: one that is, and others that each wait for another reason."""
    header = "org_code,item_id,agreed_on,withdrawn_on,contact_role,contact_mailbox,link,what_was_done".split(",")
    return {"agreements_demonstration.csv": table(header, *cast.AGREEMENTS)}


def write(out: Path, seed: int = 2026) -> None:
    """Writes every source's folder under `out`, each with its provenance and checksums."""
    for source in (ods, census, catchment, staff_survey, wres, workforce, returns, decisions, learning):
        folder, files = Path(out) / source.__name__, source(seed)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / "provenance.yml").write_bytes(provenance(files, seed))


def note(name: str) -> str:
    """What provenance says of a file: which mistake it makes on purpose, if any."""
    mistakes = cast.FILE_MISTAKES | {f"{code}_{2024 + n}": m for (code, n), m in cast.RETURN_MISTAKES.items()}
    mistake = mistakes.get(name) or mistakes.get(name[:10])
    return f"invented; mistake {mistake} of benchmarks/demonstration_cast.py" if mistake else "invented"


def provenance(files: dict[str, bytes], seed: int) -> bytes:
    entries = [
        {"name": name, "sha256": sha256(content).hexdigest(), "notes": note(name)}
        for name, content in sorted(files.items())
    ]
    text = {
        "publisher": "None: invented for demonstration",
        "licence": "Not applicable: invented data, free to reuse",
        "obtained_from": f"benchmarks/demonstration_files.py, seed {seed}",
        "as_of": cast.AS_OF,
        "files": entries,
    }
    return yaml.safe_dump(text, sort_keys=False, width=110).encode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "demo")
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    write(arguments.out, arguments.seed)
