"""Codes and mergers: who may return and be counted, before and after an organisation closes, opens or is renamed.

T610 and T611 closed on 31 March 2025 and became T612 the day after; T620 kept its code under a new name; T630 went to
two successors. Every one is invented.
"""

from pathlib import Path

import pytest

from tests.meaning import lines, organisation, write_lines, write_rows
from tests.returns import write_return

BEFORE = {"assessment_date": "2025-02-28", "period_end": "2025-02-28", "attested_on": "2025-03-15"}
AFTER = {"assessment_date": "2026-06-30", "period_end": "2026-06-30", "attested_on": "2026-07-10"}
CLOSED, OPENED, CLOSED_ON = "20250331", "20250401", "closed on 31 March 2025"
PARTS, WHOLE = {"T610": (10, 4, 0), "T611": (6, 5, 0)}, {"T612": (15, 8, 0)}
STAFF = {"I3.WORKFORCE": (1000, 300, 10)}
SURVEY = "reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction,n,release_year".split(",")
# organisation, what its header differs in, state of its file, words of the finding
RETURNS = [
    ("T610", BEFORE, "accepted", None),
    ("T611", BEFORE, "accepted", None),
    ("T610", AFTER, "organisation_closed", f"T610 {CLOSED_ON}, T612 took over, so it does not count"),
    ("T630", AFTER, "organisation_closed", f"T630 {CLOSED_ON}, T631 and T632 took over, so it does not count"),
    ("T612", BEFORE, "organisation_not_open", "T612 opened on 1 April 2025, so it does not count"),
    ("T612", AFTER, "accepted", None),
    ("T620", AFTER, "accepted", None),
    ("T640", AFTER, "organisation_out_of_scope", "T640 is in no region that takes part, so it does not count"),
    ("T699", AFTER, "organisation_unknown", "no organisation T699 is in the ODS list, so it does not count"),
    # two former offices both return for the successor: the later attestation speaks
    ("T631", AFTER, "superseded", None),
    ("T631", AFTER | {"attested_on": "2026-07-20"}, "accepted", None),
]  # fmt: skip


def write(landing: Path) -> None:
    closed, opened = {"closed": CLOSED}, {"opened": OPENED}
    rows = [organisation("T610", **closed), organisation("T611", **closed), organisation("T612", **opened),
            organisation("T620", name="INVENTED NEW NAME"), organisation("T630", **closed),
            organisation("T631", **opened), organisation("T632", **opened), organisation("T640", region="Y56"),
            organisation("T650"), organisation("T651")]  # fmt: skip
    write_rows(landing / "ods" / "etr_2026_mergers.csv", rows)
    write_rows(landing / "ods" / "etr_2025_mergers.csv", [organisation("T620", name="INVENTED OLD NAME")])
    successions = [("T610", "T612"), ("T611", "T612"), ("T630", "T631"), ("T630", "T632")]
    pairs = [[old, new, "2025-04-01"] for old, new in successions]
    write_rows(landing / "ods" / "successors_mergers.csv", [["old_code", "new_code", "date"], *pairs])
    for org_code, header, *_ in RETURNS:
        write_return(landing / "returns", org_code, header=header)
    given = [(code, 2024, entered) for code, entered in PARTS.items()]
    given += [(code, 2025, entered) for code, entered in (PARTS | {"T630": (9, 9, 0)}).items()]
    given += [("T612", 2026, WHOLE["T612"]), ("T612", 2025, WHOLE["T612"]), ("T610", 2026, PARTS["T610"])]
    rows = [row for code, year, entered in given for row in lines(code, year, {"I3.ENTERED": entered} | STAFF)]
    write_lines(landing / "wres" / "mergers.csv", rows)
    units = {"T6501": (0.2, 0.3), "T6502": (0.4, 0.5), "T651": (0.3, 0.35), "T6511": (0.9, 0.9), "T651X": (0.1, 0.1)}
    survey = [[unit, "Acute", 2026, 2025, "I5", group, share, 100, 2026] for unit, shares in units.items()
              for group, share in zip(("WHITE", "BME"), shares, strict=True)]  # fmt: skip
    write_rows(landing / "staff_survey" / "units.csv", [SURVEY, *survey])


@pytest.mark.parametrize("org_code, header, state, words", RETURNS)
def test_a_return_counts_when_its_organisation_was_open_on_the_day(meaning, org_code, header, state, words):
    name = f"{org_code}_{header['assessment_date']}_{header['attested_on']}.zip"
    [file] = meaning.rows(f"select * from marts.fct_submissions where file_name = '{name}'")
    assert file["state"] == state
    found = [f for f in meaning.broken(org_code).get("V01", []) if f["file_name"] == name]
    assert [f["detail"] for f in found] == ([f"return for {header['assessment_date']}: {words}"] if words else [])
    assert all((f["place"], f["severity"]) == ("Return!2", "reject_line") for f in found)
    counted = meaning.rows(
        f"select 1 from marts.fct_levels where org_code = '{org_code}' "
        f"and assessment_date = date '{header['assessment_date']}'"
    )
    assert bool(counted) == (state in ("accepted", "superseded"))


def test_each_return_of_a_merger_speaks_for_its_own_organisation_and_day(meaning):
    """Neither predecessor's return is the successor's, nor the other way round."""
    rows = meaning.rows("select org_code, assessment_date from marts.fct_levels where org_code like 'T61%'")
    assert {(row["org_code"], str(row["assessment_date"])) for row in rows} == {
        ("T610", "2025-02-28"), ("T611", "2025-02-28"), ("T612", "2026-06-30"),
    }  # fmt: skip


def test_a_successor_reads_what_came_in_the_name_of_its_predecessor(meaning):
    """Whoever sent it works there now, and a closed organisation has no file of its own."""
    [finding] = [f for f in meaning.broken("T612")["V01"] if f["source"] == "returns" and "T610" in f["detail"]]
    assert finding["severity"] == "information" and finding["file_name"] == "T610_2026-06-30_2026-07-10.zip"
    for code in ("T631", "T632"):
        [finding] = meaning.broken(code)["V01"]
        assert finding["detail"].startswith("a return for 2026-06-30: T630 closed on 31 March 2025")


def test_counts_of_a_merger_are_summed_once_and_shown_as_such(meaning):
    """Before the merger the sum of the parts, after it the whole; no year before is the successor's own."""
    sums = meaning.rows("select * from marts.fct_proforma where org_code = 'T612' and measure_code = 'I3'")
    assert {(row["wres_year"], row["white_num"], row["bme_num"]) for row in sums} == {(2024, 16, 9), (2025, 16, 9)}
    own = {year: meaning.measure("T612", "I3", year) for year in (2025, 2026)}
    assert (own[2025]["value_status"], own[2026]["value_status"]) == ("rejected", "ok")
    assert own[2026]["bme_num"] == 8
    [finding] = [f for f in meaning.broken("T612")["V01"] if f["source"] == "dcf"]
    assert (finding["period"], finding["severity"]) == (2025, "reject_line")


def test_a_closed_organisation_has_no_later_figures(meaning):
    assert meaning.measure("T610", "I3", 2025)["value_status"] == "ok"
    assert meaning.measure("T610", "I3", 2026)["value_status"] == "rejected"
    details = {f["detail"] for f in meaning.broken("T610")["V01"] if f["source"] == "dcf"}
    assert details == {"6 figures of 2026: T610 closed on 31 March 2025, T612 took over"}


def test_what_went_to_two_successors_is_added_to_neither(meaning):
    assert meaning.rows("select * from marts.fct_proforma where org_code in ('T631', 'T632')") == []
    assert meaning.measure("T630", "I3", 2025)["value_status"] == "ok"


def test_a_renamed_organisation_keeps_its_code_and_has_its_newest_name(meaning):
    [row] = meaning.rows("select * from marts.dim_organisation where org_code = 'T620'")
    assert row["org_name"] == "INVENTED NEW NAME" and "V01" not in meaning.broken("T620")


def test_units_of_one_organisation_are_never_averaged(meaning):
    """T650 has two units and no whole, T651 a whole beside a unit; a letter after a code is no unit."""
    assert meaning.measure("T650", "I5") is None
    [finding] = meaning.broken("T650")["C02"]
    assert (finding["severity"], finding["place"]) == ("information", "lines 2 to 5")
    assert finding["detail"].startswith("the survey of 2025 gives T6501 and T6502 and no figure of the whole of T650")
    assert meaning.measure("T651", "I5")["bme_value"] == 0.35 and "C02" not in meaning.broken("T651")
    [finding] = meaning.broken("T651X")["V01"]
    assert finding["place"] == "lines 10 to 11"
