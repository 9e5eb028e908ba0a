"""What a reader takes away from a page: a table as a file, a chart as a picture, a workbook to fill in.

Nothing is made before it is asked for. What is asked for goes over the session's own connection, so no file lies at
an address that somebody else could open: Streamlit's /media serves whoever knows one (its issue 8148).
"""

import base64
import io
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import access, notices, scope, wording
from app.exports import write
from app.extract import Extract, demonstration_codes
from app.reading import Reading

if TYPE_CHECKING:  # tables import this module
    from app.tables import Download

SCRIPT = Path(__file__).with_name("takeaway.js")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE_FORMS = {
    "csv": ("CSV", "csv", "text/csv"),
    "csvw": ("CSV with a description of its columns, zipped", "zip", "application/zip"),
    "xlsx": ("Accessible spreadsheet", "xlsx", XLSX),
}
CHART_FORMS = {"png": ("Picture, PNG", "png", "image/png"), "svg": ("Drawing, SVG", "svg", "image/svg+xml")}

LONGEST_NAME = 80  # characters

_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
_places: ContextVar[Iterator[int] | None] = ContextVar("places", default=None)


class NotMade(Exception):
    """Why a file that was asked for cannot be had now, in words for who asked."""


@dataclass(frozen=True)
class Offer:
    """What a group of buttons is for, and how each of its files is made."""

    label: str
    caption: str
    file_name: str
    forms: dict[str, tuple[str, str, str]]
    make: Callable[[str], bytes]
    reading: Reading


def read_by(reading: Reading) -> None:
    """Whose page this is: what is taken away from it says so."""
    _reading.set(reading)
    _places.set(count(1))


def offer_file(
    label: str, caption: str, name: str, forms: dict[str, tuple[str, str, str]], make: Callable[[str], bytes]
) -> None:
    """A file that a page makes when it is asked for. `forms` has for each its words, ending and media type.

    `make` gives its bytes, or raises NotMade.
    """
    reading = _reading.get()
    if reading is not None:
        _put(Offer(label, caption, _file_name(name), forms, make, reading))


def offer_table(download: "Download", caption: str) -> None:
    """The rows of a `tables.Download`, as the published table holds them."""
    reading = _reading.get()
    if reading is None:
        return

    def make(form: str) -> bytes:
        out = io.BytesIO()
        demonstration = demonstration_codes(reading.table)
        extract = Extract(download.table, download.rows, reading.audience, reading.manifest, demonstration, caption)
        write(extract, form, out)
        return out.getvalue()

    offer_file("Take this table away", caption, download.name, TABLE_FORMS, make)


def offer_chart(spec: dict, told: str, name: str) -> None:
    """The chart of the page, with its words, whom it is about, and its run under it."""
    reading = _reading.get()
    if reading is None:
        return
    code, about = _about(reading)
    origin = f"{about}{origin_of(reading)}{f' {notices.INVENTED}' if name.startswith(notices.INVENTED_MARK) else ''}"

    def make(form: str) -> bytes:
        from app import chart_files  # which draws what charts make, and waits until it is asked

        if form == "png":
            return chart_files.png(spec, told, origin)
        return chart_files.svg(spec, told, origin).encode()

    file_name = " ".join(filter(None, (name.split(". ")[0], code)))
    offer_file("Take this chart away", name, file_name, CHART_FORMS, make)


def origin_of(reading: Reading) -> str:
    """The run that a picture is from, in a sentence."""
    run = reading.manifest
    return (
        f"North West Benchmark, run {run['run_id']}, judged as of {wording.iso_day(run['as_of'])} by rules "
        f"{run['rule_version']}."
    )


def _about(reading: Reading) -> tuple[str, str]:
    """The organisation of the page, which the address names or else whose figures are read: its code, and its name."""
    code = st.query_params.get("org") or reading.audience.org_code
    named = reading.table("organisations", org_code=code).to_dicts() if code else []
    return (code, f"{wording.organisation(named[0]['org_name'])} ({code}). ") if named else ("", "")


def _file_name(name: str) -> str:
    """A name that every system takes, and that still tells of invented data."""
    return re.sub(r"[^\w.-]+", "_", name.replace(notices.INVENTED_MARK, "invented_data_"))[:LONGEST_NAME].strip("_.")


def _put(offer: Offer) -> None:
    """Groups are told apart by their place on the page, from 1."""
    _offer(offer, f"take_{next(_places.get())}")


@cache
def _script() -> str:
    return SCRIPT.read_text()


@st.fragment
def _offer(offer: Offer, key: str) -> None:
    """Only this group is drawn again when one of its files is asked for, which then comes with the drawing.

    Streamlit 1.67 keeps what it knows of a widget, its callback too, as long as the session, also when another page
    stands. So the callback holds no frame, and keys are few: one for each place on a page, not for each file.
    """
    names = {f"{offer.file_name}.{ending}": form for form, (_, ending, _) in offer.forms.items()}
    wanted = (st.session_state.get(key) or {}).get("wanted")
    component = st.components.v2.component(
        "take_away", html='<div class="nw-take"></div>', js=_script(), isolate_styles=False
    )
    component(
        key=key,
        data={
            "label": offer.label,
            "caption": offer.caption,
            "options": [{"name": name, "words": offer.forms[form][0]} for name, form in names.items()],
            "file": _file(offer, names[wanted], wanted) if wanted in names else None,
        },
        on_wanted_change=_asked,
    )


def _asked() -> None:
    """Streamlit wants a callback for each event."""


def _file(offer: Offer, form: str, name: str) -> dict[str, str | int] | None:
    """The file that was asked for by its name, or what it lacks; None for who may not read any more.

    Its number tells the files of a session apart.
    """
    reading = offer.reading
    if not scope.holds(reading):
        return None
    access.record(reading.home, reading.audience, "took", reading.person, file=offer.file_name, form=form)
    number = st.session_state.get("files_taken", 0) + 1
    st.session_state["files_taken"] = number
    try:
        content = base64.b64encode(offer.make(form)).decode("ascii")
    except NotMade as why:
        return {"number": number, "lacks": str(why)}
    return {"number": number, "name": name, "type": offer.forms[form][2], "content": content}
