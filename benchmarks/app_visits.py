"""Where readers go: every page of theirs with choices as they stand in addresses."""

from urllib.parse import urlencode

from app.navigation import PAGES
from app.published import Audience, connect, read, readers
from orchestration.home import Home

INDICATORS = tuple(f"I{n}" for n in range(1, 10))
SOME = 12  # organisations of an audience


def visits(home: Home) -> dict[str, list[tuple[str, str]]]:
    """Pages and query strings of each reader, twelve of whom are analysts."""
    folder, manifest = home.run_folder(home.current_run()), home.manifest()
    of_run = readers(folder, connect)
    measures = read(folder, manifest, Audience("analyst"), "measures")
    known = sorted(set(of_run["trust"]) & set(measures["org_code"]))
    organisations = read(folder, manifest, Audience("analyst"), "organisations", where={"is_in_scope": True})
    regions = sorted(set(organisations["region_code"]))
    found = {f"analyst:{n}": _of("analyst", known[n::SOME], regions) for n in range(SOME)}
    for name, codes in of_run.items():
        found |= {f"{name}:{code}": _of(f"{name}:{code}", [code], regions) for code in codes if code in known[::3]}
    return found


def _of(reader: str, codes: list[str], regions: list[str]) -> list[tuple[str, str]]:
    name = reader.partition(":")[0]
    own = name != "analyst"
    places = []
    for page in (page for page in PAGES if name in page.audiences):
        if page.address in ("region", "data"):
            choices = [{"region": region} for region in regions]
        elif page.address == "indicator":
            choices = [{"org": code, "indicator": indicator} for code in codes for indicator in INDICATORS]
        elif page.address in ("organisation", "gold3"):
            choices = [{"org": code} for code in codes]
        else:
            choices = [{}]
        # an applicant or a trust has no choice of organisation
        kept = [{k: v for k, v in choice.items() if not (own and k == "org")} for choice in choices]
        weight = max(1, len(INDICATORS) // len(kept))
        places += [(page.address, urlencode({"as": reader} | choice)) for choice in kept] * weight
    return places
