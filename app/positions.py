"""How an organisation stands beside others, in words: what the warehouse found, or why it is not shown (§4.5, §5.4)."""

from dataclasses import dataclass

from app import figures, registries, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell
from app.vocabulary import said
from app.vocabulary_of_peers import LACKING, NOT_SHOWN, POSITIONS


@dataclass(frozen=True)
class Standing:
    """One measure of one year: the own row of `measures`, one of `peers` and its group of `peer_groups`, if there."""

    measure: dict
    year: int
    own: dict | None
    peer: dict | None
    group: dict | None

    @property
    def kind(self) -> str:
        return self.measure["kind"]

    @property
    def has_value(self) -> bool:
        return self.own is not None and self.own["value"] is not None

    @property
    def is_shown(self) -> bool:
        return self.peer is not None and self.peer["shown"]


def groups(reading: Reading, code: str) -> dict[str, dict]:
    """What an organisation may be compared within, the nearest first."""
    rows = reading.table("peer_groups", org_code=code).to_dicts()
    order = [row["peer_group"] for row in reading.registry("peer_groups")]
    return {row["peer_group"]: row for row in sorted(rows, key=lambda row: order.index(row["peer_group"]))}


def standings(reading: Reading, code: str, measure: dict, of_groups: dict[str, dict]) -> list[Standing]:
    """All of one measure, the latest year first and in it what a page shows first first."""
    own = reading.table("measures", org_code=code, measure_code=measure["measure_code"]).to_dicts()
    by_year = {row["wres_year"]: row for row in own}
    peers = reading.table("peers", org_code=code, measure_code=measure["measure_code"]).to_dicts()
    found = [
        Standing(measure, peer["wres_year"], by_year.get(peer["wres_year"]), peer, of_groups.get(peer["peer_group"]))
        for peer in peers
    ]
    compared = {one.year for one in found}
    found += [Standing(measure, year, row, None, None) for year, row in by_year.items() if year not in compared]
    return sorted(sorted(found, key=_place), key=lambda one: one.year, reverse=True)


def _place(one: Standing) -> tuple[bool, bool, int]:
    """A confidential comparison is the only one of its kind; published ones go by their ladder (§5.4)."""
    if one.peer is None or one.group is None:
        return True, True, 0
    rung = one.group["published_rung"]
    return one.peer["metric_class"] != "private", not one.peer["shown"], 99 if rung is None else rung


def first(of_measure: list[Standing], year: int) -> Standing | None:
    return next((one for one in of_measure if one.year == year), None)


def reason(one: Standing, reading: Reading) -> str:
    """Why there is no comparison, to follow “because”."""
    if one.peer is None:
        return "this run compares it with no others in this year"
    fewest = registries.parameter(reading, "peers_others_minimum")
    return said(NOT_SHOWN, one.peer["not_shown_reason"]).format(others=fewest)


def why_not(one: Standing, reading: Reading) -> str:
    """The same as a sentence; nothing where there is a comparison."""
    return "" if one.is_shown else f"Not shown, because {reason(one, reading)}."


def own_value(one: Standing) -> Cell:
    """With its interval; a missing one with the reason."""
    if one.own is None:
        return Cell("No figure")
    if one.own["value"] is None and one.own["ci_lower"] is None:
        return Cell(figures.why_missing(one.own))
    limits = wording.interval(one.kind, one.own)
    interval = f" (95% interval {limits})" if limits != "None" else " (no interval)"
    return Cell(f"{wording.value(one.kind, one.own)}{interval}", of=_of_own(one, "value", "ci_lower", "ci_upper"))


def median_cell(one: Standing) -> Cell:
    if not one.is_shown or one.peer["median"] is None:
        return Cell("–")
    return Cell(f"{_about(one)}{wording.number(one.kind, one.peer['median'])}", of=_of_peer(one, "median"))


def middle_half(one: Standing) -> Cell:
    """From the lower to the upper quartile of the others."""
    if not one.is_shown or one.peer["q1"] is None:
        return Cell("–")
    lower, upper = (wording.number(one.kind, one.peer[end]) for end in ("q1", "q3"))
    return Cell(f"{_about(one)}{lower} to {upper}", of=_of_peer(one, "q1", "q3"))


def _about(one: Standing) -> str:
    """Confidential medians are rounded, so that no value of one organisation can be told from them."""
    return "about " if one.peer["metric_class"] == "private" else ""


def position(one: Standing) -> Cell:
    return Cell(beside_median(one) if one.is_shown else "Not shown")


def beside_median(one: Standing) -> str:
    """Of a comparison that is shown: better, similar or worse, or what is missing to tell."""
    place = said(POSITIONS, one.peer["position"])
    return f"{place}: {lacking(one)}" if one.peer["position"] == "not_enough_data" else place


def lacking(one: Standing) -> str:
    """What keeps chance from being judged: the own value, its interval, or the intervals of the others."""
    if not one.has_value:
        return LACKING["value"]
    return LACKING["interval" if None in (one.own["ci_lower"], one.own["ci_upper"]) else "others"]


def quartile(one: Standing) -> Cell:
    if not one.is_shown or one.peer["quartile"] is None:
        return Cell("–")
    return Cell(f"{one.peer['quartile']} of 4", of=_of_peer(one, "quartile"))


def rank_interval(one: Standing) -> Cell:
    if not one.is_shown or one.peer["ranked"] is None or one.peer["rank_lower"] is None:
        return Cell("–")
    span = f"{one.peer['rank_lower']} to {one.peer['rank_upper']} of {one.peer['ranked']}"
    return Cell(span, of=_of_peer(one, "rank_lower", "rank_upper", "ranked"))


def count(one: Standing) -> Cell:
    return Cell(wording.count(one.peer["others"]), of=_of_peer(one, "others"))


def others(one: Standing) -> Cell:
    """How many, and who they are as a group."""
    if one.peer is None:
        return Cell("–")
    text = f"{wording.count(one.peer['others'])}: {wording.within(group_name(one))}"
    return Cell(text, of=_of_peer(one, "others"))


def group_name(one: Standing) -> str:
    return one.group["peer_group_name"] if one.group else said({}, one.peer["peer_group"])


def row(one: Standing, reading: Reading) -> dict[str, Cell]:
    """Cells of one comparison, for the table of any page."""
    return {
        "Own value": own_value(one),
        "Others compared with": others(one),
        "Median of the others": median_cell(one),
        "Middle half of the others": middle_half(one),
        "Beside the median": position(one),
        "Quartile (4 is best, equals share the lowest)": quartile(one),
        "Rank interval": rank_interval(one),
        "What to know": Cell(to_know(one, reading)),
    }


def to_know(one: Standing, reading: Reading) -> str:
    release = one.peer["release"] if one.is_shown else None
    frozen = f"Others as frozen for the release {release}, rounded." if release else ""
    reliable = one.own and one.own["reliability"] in ("C", "D")
    few = f"Own value of reliability {one.own['reliability']}: few events." if reliable else ""
    return " ".join(filter(None, (why_not(one, reading), frozen, few)))


def _of_own(one: Standing, *columns: str) -> str:
    return of("measures", one.own, *columns)


def _of_peer(one: Standing, *columns: str) -> str:
    return of("peers", one.peer, *columns)
