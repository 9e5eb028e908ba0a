"""Who reads. Until there is sign-in a reader chooses, so the app opens on its own machine only.

The choice stands in the address as `as=analyst`, `as=panel:CODE` or `as=trust:CODE`, and stays for the session.
"""

import streamlit as st

from app import wording
from app.choices import READER, put
from app.notices import NothingToShow
from app.published import Audience, NotAllowed
from app.reading import Reading
from app.vocabulary import READERS
from orchestration.serving import LOOPBACK

DEFAULT = Audience("analyst")
LAST = "last_reader"
OF_READER = (
    "org",
    "region",
    "indicator",
    "year",
    "assessment",
    "peer_group",
)  # choices that another reader may not have


def is_safe() -> bool:
    """Whether no stranger can be the reader."""
    return st.get_option("server.address") in LOOPBACK


def asked_reader() -> str | None:
    """Who the address says reads, or who this session read as on its last page."""
    asked = st.query_params.get(READER)
    if asked is None and st.session_state.get(LAST) is not None:
        st.query_params[READER] = asked = st.session_state[LAST]
    st.session_state[LAST] = asked
    return asked


def current_audience(asked: str | None, readers: dict[str, list[str]]) -> Audience:
    """Whose file this session reads, of those whom the run has. Raises NothingToShow."""
    if asked is None:
        return DEFAULT
    try:
        audience = Audience.parse(asked)
    except NotAllowed:
        audience = None
    if audience is None or audience.name not in READERS or audience.org_code not in readers.get(audience.name, [None]):
        raise NothingToShow(
            f"The address asks to read as “{asked}”, which this run knows nothing of.", "Choose who reads, at the side."
        )
    return audience


def choose_reader(public: Reading, asked: str | None) -> None:
    """A chooser in the place of a sign-in, at the side of every page."""
    kind, _, code = (asked or DEFAULT.name).partition(":")
    st.session_state["reader_kind"] = kind if kind in READERS else None
    with st.sidebar:
        st.selectbox(
            "Reading as", list(READERS), index=None, key="reader_kind", format_func=READERS.get,
            on_change=_read_as_kind, args=(public.readers,),
        )  # fmt: skip
        if codes := public.readers.get(kind):
            rows = public.table("organisations", org_code=codes)
            names = {
                row["org_code"]: f"{wording.organisation(row['org_name'])} ({row['org_code']})"
                for row in rows.to_dicts()
            }
            st.session_state["reader_org"] = code if code in names else None
            st.selectbox(
                "Whose application" if kind == "panel" else "Which organisation", list(names), index=None,
                key="reader_org", format_func=names.get, on_change=_read_as_organisation, args=(kind,),
            )  # fmt: skip
        st.caption("No sign-in yet: whoever uses this machine may read as anyone, so it serves no other machine.")


def _read_as_kind(readers: dict[str, list[str]]) -> None:
    kind = st.session_state["reader_kind"]
    codes = readers.get(kind)
    put(READER, f"{kind}:{codes[0]}" if codes else kind, OF_READER)


def _read_as_organisation(kind: str) -> None:
    if (code := st.session_state["reader_org"]) is not None:
        put(READER, f"{kind}:{code}", OF_READER)
