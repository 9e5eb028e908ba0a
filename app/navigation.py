"""Every page of the app: its title, its address, what shows it, and for whom. A page is added here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from app import (
    assembly,
    board,
    compare,
    data,
    desk,
    gold3,
    hand_in,
    improvements,
    indicator,
    methods,
    organisation,
    position,
    region,
    start,
    trail,
)
from app.reading import Reading


@dataclass(frozen=True)
class Page:
    title: str
    address: str
    show: Callable[[Reading], None]
    audiences: tuple[str, ...]


EVERYONE = ("analyst", "panel", "trust")
PAGES = [
    Page("Start", "", start.show, (*EVERYONE, "desk")),
    Page(desk.TITLE, "desk", desk.show, ("desk", "panel")),
    Page("Region", "region", region.show, ("analyst",)),
    Page("Organisation", "organisation", organisation.show, EVERYONE),
    Page("One indicator", "indicator", indicator.show, EVERYONE),
    Page("Two years of improvement", "gold3", gold3.show, EVERYONE),
    Page("Compare", "compare", compare.show, ("analyst", "panel")),
    Page("My position", "position", position.show, ("trust",)),
    Page("Hand in a return", "return", hand_in.show, ("trust",)),
    Page("Questions for a board", "board", board.show, EVERYONE),
    Page("Who improved, and how", "improvements", improvements.show, (*EVERYONE, "desk")),
    Page("Measures and methods", "methods", methods.show, (*EVERYONE, "desk")),
    Page("Data", "data", data.show, ("analyst", "trust")),
    Page("The analyst's desk", "assembly", assembly.show, ("analyst",)),
    Page("Who saw and did what", "trail", trail.show, ("analyst",)),
]


def pages_of(audience: str) -> list[Page]:
    return [page for page in PAGES if audience in page.audiences]
