"""What a reader chooses. It stands in the address, so that a view can be sent to someone or printed again."""

from collections.abc import Sequence

import streamlit as st

from app.notices import NothingToShow


def choose(
    label: str, name: str, options: dict[str, str], default: str | None = None, drops: Sequence[str] = ()
) -> str | None:
    """One key of `options`, or None while nothing is chosen. Raises NothingToShow.

    Another choice drops what depends on it, `drops`, from the address.
    """
    asked = st.query_params.get(name)
    if asked is not None and asked not in options:
        raise NothingToShow(
            f"The address asks for {label.lower()} “{asked}”, which this run does not have.",
            f"Choose one of: {', '.join(options)}."
            if len(options) <= 12
            else "Open the page again and choose from its list.",
        )
    key = f"choice_{name}"
    st.session_state[key] = asked or default
    return st.selectbox(
        label,
        list(options),
        index=None,
        key=key,
        format_func=options.get,
        placeholder=f"Choose: {label.lower()}",
        on_change=_put_into_address,
        args=(name, key, drops),
    )


def _put_into_address(name: str, key: str, drops: Sequence[str]) -> None:
    for dropped in (name, *drops):
        st.query_params.pop(dropped, None)
    if st.session_state[key] is not None:
        st.query_params[name] = st.session_state[key]
