"""Messages that no page of the app has its browser send: they open nothing, and end no more than their own session."""

from itertools import product

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from ingestion.contracts import PROJECT
from tests.authority import ALL_BUT_ANALYSTS, MAY, OTHER, asking, parts
from tests.signing_in import ANALYST, TRUST
from tests.wire import Wire, wanted

VALUES = ("csv", "analyst", "An analyst of the Assembly", OTHER, f"trust:{OTHER}", "\0", '{"x": 1}', "x" * 100_000)


def odd(session: str) -> list[BackMsg]:
    """Kinds of messages that the app does not use, about another session."""
    file, operations = BackMsg(), [BackMsg() for _ in range(3)]
    file.file_urls_request.request_id, file.file_urls_request.session_id = "1", session
    file.file_urls_request.file_names.append("return.xlsx")
    asked = [operation.backend_operation_request for operation in operations]
    for request in asked:
        request.request_id, request.session_id = "1", session
    asked[0].deferred_file.file_id = "1"
    asked[1].dataframe_chunk.SetInParent()
    asked[2].install_skills.SetInParent()
    flags = ("load_git_info", "clear_cache", "set_run_on_save", "debug_shutdown_runtime", "stop_script")
    return [*(BackMsg(**{flag: True}) for flag in flags), file, *operations]


def made_of(analyst: Wire, wire: Wire, page, own) -> list[BackMsg]:
    """Parts of pages, buttons, choosers and pages of an analyst's session, to be sent in somebody else's."""
    made, theirs, hash_ = [], asking("analyst", org=OTHER), analyst.pages["organisation"]
    for offer, fragment in product(page.offers[:4], ("", page.offers[0].fragment, *wire.fragments[:2])):
        made.append(wire.message("", theirs, wanted(offer), fragment=fragment, page_hash=hash_))
    made += [wire.message("", theirs, fragment=fragment) for fragment in analyst.fragments]
    made += [wire.message("", theirs, page_hash=page_hash) for page_hash in analyst.pages.values()]
    choosers = [*page.selects.values(), *own.selects.values(), "reader_kind", "reader_org"]
    for chooser, value in product(choosers, VALUES):
        made.append(wire.message("", theirs, WidgetState(id=chooser, string_value=value), page_hash=hash_))
    made += [
        wire.message("organisation", "", wanted(o._replace(form=v))) for o, v in product(own.offers[:1], VALUES[1:])
    ]
    return [*made, *odd(analyst.session)]


@pytest.mark.parametrize("who", ALL_BUT_ANALYSTS)
def test_no_message_made_by_hand_opens_anything(everyone, who):
    url, cookies = everyone.url, everyone.cookies
    query = asking(next(iter(MAY[who]), None))
    with Wire(url, cookies[ANALYST]) as analyst, Wire(url, cookies[who]) as wire:
        page, own = analyst.ask("organisation", asking("analyst", org=OTHER)), wire.ask("organisation", query)
        answers = [wire.say(message) for message in made_of(analyst, wire, page, own)]
        answers += [wire.quiet(), wire.ask("organisation", query), wire.ask("", query)]
    assert len(answers) > 80 and [a.is_page for a in answers[-2:]] == [bool(MAY[who])] * 2
    assert not any(answer.files for answer in answers)
    assert not everyone.hidden[who].in_(b"\n".join(parts(*answers)))
    # Streamlit itself tells every browser, when a session begins, where its script lies
    said = [m for answer in answers for m in answer.messages if m.WhichOneof("type") != "new_session"]
    told = b"\n".join(message.SerializeToString() for message in said)
    for never in (str(PROJECT).encode(), b"Traceback", b".duckdb"):
        assert never not in told


@pytest.mark.parametrize(
    "content", [b"\xff\xff\xff\xff", "text", b"\0" * (2 * 1024 * 1024)], ids=["no", "text", "long"]
)
def test_what_is_no_message_ends_the_connection_alone(everyone, content):
    with Wire(everyone.url, everyone.cookies[TRUST]) as wire, pytest.raises(ConnectionClosed):
        wire.say_raw(content)
    with Wire(everyone.url, everyone.cookies[TRUST]) as wire:
        assert wire.ask().is_page
