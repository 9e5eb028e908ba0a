"""The file that a reader has sent and not handed in yet: in the session alone, and gone with it."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import hand_in_checks, wording
from app.hand_in_checks import Found
from ingestion.contracts import sources
from quality.apart import NotJudged

MENDING = Path(__file__).with_name("uploader.js")


@dataclass(frozen=True)
class Upload:
    """A file of this session, by the key of its widget, and what was found about it. Its bytes stay with the widget."""

    key: str
    name: str
    organisation: dict
    found: Found

    def content(self) -> bytes | None:
        """The bytes that were judged; None when they are gone from the session, or others are in their place."""
        uploaded = st.session_state.get(self.key)
        content = uploaded.getvalue() if uploaded is not None else None
        return content if content is not None and sha256(content).hexdigest() == self.found.sha256 else None


def show(organisation: dict, today: date) -> Upload | None:
    """A place for a file, and what was found about the one that lies there."""
    st.subheader("2. Send it, filled in")
    code = organisation["org_code"]
    most = int(wording.in_megabytes(sources()[hand_in_checks.SOURCE].max_bytes))
    key = f"return_{code}_{st.session_state.get(f'returns_{code}', 0)}"
    # The kind is checked on the server, where a reason can be given; a list of kinds here would only say no.
    uploaded = st.file_uploader("Your return, .xlsx or .zip", key=key, max_upload_size=most)
    st.components.v2.component("mended_uploader", html="<i></i>", js=MENDING.read_text(), isolate_styles=False)()
    if uploaded is None:
        return None
    kept_id, found = st.session_state.get(f"{key}_found", (None, None))
    if kept_id != uploaded.file_id:
        try:
            with st.spinner("Checking the file"):
                found = hand_in_checks.check(uploaded.name, uploaded.getvalue(), code, today)
        except NotJudged:
            st.write(
                "The file could not be checked just now, which says nothing about it. Take it out and send it again."
            )
            return None
        st.session_state[f"{key}_found"] = (uploaded.file_id, found)
    return Upload(key, uploaded.name, organisation, found)


def let_go(upload: Upload) -> None:
    """After it was handed in: the widget is a new one, and its bytes leave the server's memory."""
    code = upload.organisation["org_code"]
    uploaded, context = st.session_state.get(upload.key), get_script_run_ctx()
    if uploaded is not None and context is not None:
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)
    st.session_state.pop(f"{upload.key}_found", None)
    st.session_state[f"returns_{code}"] = st.session_state.get(f"returns_{code}", 0) + 1
