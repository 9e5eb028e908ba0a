"""A11: a named improvement tells a status, which could be taken out of the shares of that item (§5.4).

Nobody forgets: what is named now counts beside what any run showed, and what was ever named beside what is shown now.
Some items are never named, whatever an organisation agrees to: the list stands here a second time.
"""

from collections.abc import Iterator

import polars as pl

from ingestion.problems import Problem
from quality.dossier import PUBLIC, Dossier

RULE = "A11"
NAMED = "improvements"
NOT_NAMED = frozenset({"B1", "B2", "B3", "B4", "B5", "G1"})  # these tell a level, or of a member of a board


def findings(dossier: Dossier) -> Iterator[Problem]:
    """Items that are named and were shown in shares, and those that are never named."""
    now = dossier.public.get(NAMED)
    named, shown = _items(now), _shown(dossier.beyond.get("peer_shares"))
    named_before, shown_before = set(), set()
    for run, panel in dossier.past():
        named_before |= _items(run.get(NAMED))
        shown_before |= _shown(run.get("peer_shares")) | _shown(panel.get("peer_shares"))
    for item in sorted(named & (shown | shown_before) | named_before & shown):
        found = "an improvement is named, and shares of its statuses are shown, now or in an earlier run"
        yield Problem(
            RULE, f"{PUBLIC}, {NAMED}, {item}", found, "the naming waits, or the share", NAMED, None, "item_id"
        )
    for item in sorted(named & NOT_NAMED):
        found = "its improvement tells a level, or of a person"
        yield Problem(RULE, f"{PUBLIC}, {NAMED}, {item}", found, "it is not named", NAMED, None, "item_id")


def _items(frame: pl.DataFrame | None) -> set[str]:
    return set() if frame is None else set(frame["item_id"])


def _shown(frame: pl.DataFrame | None) -> set[str]:
    return set() if frame is None or frame.is_empty() else set(frame.filter("shown")["metric"])
