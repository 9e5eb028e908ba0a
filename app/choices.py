"""What a reader chooses. It stands in the address, so that a view can be sent to someone or printed again."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from app.notices import NothingToShow

READER = "as"


def address(page: str, **params: str) -> str:
    """A link to a page of the app that keeps who reads. `page` may end in #anchor."""
    path, _, anchor = page.partition("#")
    reader = st.query_params.get(READER)
    kept = {} if reader is None else {READER: reader}
    query = urlencode(kept | params)
    return f"{path or '.'}{f'?{query}' if query else ''}{f'#{anchor}' if anchor else ''}"


def put(name: str, value: str | None, drops: Sequence[str] = ()) -> None:
    """Into the address, without what depends on the choice before."""
    for dropped in (name, *drops):
        st.query_params.pop(dropped, None)
        st.session_state.pop(_last(dropped), None)
    if value is not None:
        st.query_params[name] = value


def choose(
    label: str,
    name: str,
    options: dict[str, str],
    default: str | None = None,
    drops: Sequence[str] = (),
    keeps: bool = False,
) -> str | None:
    """One key of `options`, or None while nothing is chosen. Raises NothingToShow.

    Another choice drops what depends on it, `drops`, from the address. What a session `keeps` is chosen on its other
    pages too, where they have it.
    """
    asked = st.query_params.get(name)
    if asked is None and keeps and st.session_state.get(_last(name)) in options:
        st.query_params[name] = asked = st.session_state[_last(name)]
    _refuse_unknown(label, asked, options)
    if keeps and asked is not None:
        st.session_state[_last(name)] = asked
    key = f"choice_{name}"
    st.session_state[key] = asked or default
    return st.selectbox(
        label,
        list(options),
        index=None if default is None else 0,
        key=key,
        format_func=options.get,
        placeholder=f"Choose: {label.lower()}",
        on_change=_put_choice,
        args=(name, key, drops),
    )


def only(label: str, name: str, options: dict[str, str]) -> str:
    """The one key of `options`, where there is no choice. Raises NothingToShow if the address asks for another."""
    _refuse_unknown(label, st.query_params.get(name), options)
    return next(iter(options))


def _refuse_unknown(label: str, asked: str | None, options: dict[str, str]) -> None:
    if asked is not None and asked not in options:
        raise NothingToShow(
            f"The address asks for {label.lower()} “{asked}”, which this view does not have.",
            f"Choose one of: {', '.join(options)}."
            if len(options) <= 12
            else "Open the page again and choose from its list.",
        )


def switch(label: str, name: str) -> bool:
    """Something long that is shown when asked for; `name=all` in the address."""
    key = f"switch_{name}"
    st.session_state[key] = st.query_params.get(name) == "all"
    return st.toggle(label, key=key, on_change=_put_switch, args=(name, key))


def _put_switch(name: str, key: str) -> None:
    put(name, "all" if st.session_state[key] else None)


def _put_choice(name: str, key: str, drops: Sequence[str]) -> None:
    put(name, st.session_state[key], drops)


def _last(name: str) -> str:
    return f"last_{name}"
