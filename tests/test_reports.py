"""What a refresh tells people who were not there, and by which way."""

import email
import json
import shutil
import socketserver
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.published import Audience, read
from orchestration import alerts, attempts, reports
from orchestration.attempts import Attempt
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.conftest import SHIPPED

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(published_home, tmp_path_factory) -> Home:
    """A home in which a second run judges for an earlier day, so that levels moved."""
    copy = Home(tmp_path_factory.mktemp("reports") / "home")
    shutil.copytree(published_home.path, copy.path)
    refresh(copy, SHIPPED, datetime(2026, 3, 1).date())
    return copy


def test_the_report_says_what_the_published_tables_say(home):
    run = home.run_folder(home.current_run())
    written = json.loads((home.path / "reports" / f"{run.name}.json").read_text())
    told = {table: read(run, home.manifest(), Audience("analyst"), table) for table in ("revisions", "calendar")}
    assert len(written["overdue"]) == told["calendar"].filter(state="overdue").height > 0
    moved = told["revisions"].filter(table="levels")
    moved = moved.filter(moved["column"].is_in(list(reports.LEVELS)) | moved["column"].is_null())
    assert len(written["moved"]) == moved.height > 0
    assert {row["cause"] for row in written["moved"]} == set(moved["cause"])
    assert any("ZD014_2025-07-26.xlsx" in words for words in written["refused"])
    assert {row["state"] for row in written["arrived"]} <= set(reports.NEW)


def test_the_report_reads_the_same_as_words_and_as_an_email(home):
    folder, run = home.path / "reports", home.current_run()
    words = (folder / f"{run}.md").read_text()
    message = email.message_from_string((folder / f"{run}.eml").read_text(), policy=email.policy.default)
    assert message.get_content().strip() == words.strip() and run in message["Subject"]
    assert "## What is overdue" in words and "## Levels that moved, and why" in words
    assert all((folder / f"{run}.{form}").stat().st_mode & 0o777 == 0o600 for form in ("md", "eml", "json"))


class Caught(list):
    """What a server on this machine was sent."""


@pytest.fixture
def teams():
    caught = Caught()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            caught.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    caught.port = server.server_port
    yield caught
    server.shutdown()


@pytest.fixture
def smtp():
    caught = Caught()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part
                    caught.append(email.message_from_bytes(text, policy=email.policy.default))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    caught.port = server.server_address[1]
    yield caught
    server.shutdown()


def settle(home: Home, smtp, teams, on: str) -> None:
    (home.path / "alerts.toml").write_text(
        f'on = ["{on}"]\n[email]\nhost = "127.0.0.1"\nport = {smtp.port}\nstarttls = false\n'
        'sender = "benchmark@example.org"\nto = ["analysts@example.org"]\n'
        f'[teams]\nwebhook = "http://127.0.0.1:{teams.port}/hook"\n'
    )


def test_a_failure_is_told_to_everyone_with_its_reason(tmp_path, smtp, teams):
    home = Home(tmp_path)
    settle(home, smtp, teams, "failed")
    told = alerts.tell(home, Attempt("one", "the schedule monthly_refresh", attempts.FAILED, NOW, why="no census"))
    assert [line.split(":")[0] for line in told] == ["told analysts@example.org", "told the Teams channel"]
    (message,), (card,) = smtp, teams
    assert message["To"] == "analysts@example.org" and "no census" in message.get_content()
    assert "no census" in json.dumps(card) and "Still published: nothing" in json.dumps(card)


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(home, smtp, teams):
    settle(home, smtp, teams, "published")
    attempt = attempts.last(home)
    told = alerts.tell(home, attempt, dry_run=True)
    (home.path / "alerts.toml").unlink()
    assert attempt.state == attempts.PUBLISHED and len(told) == 2 and all("would tell" in line for line in told)
    assert not smtp and not teams


def test_a_server_that_is_not_there_fails_nothing_and_is_said(tmp_path):
    home = Home(tmp_path)
    (tmp_path / "alerts.toml").write_text(
        '[email]\nhost = "127.0.0.1"\nport = 9\nsender = "a@b.org"\nto = ["c@d.org"]\n'
    )
    told = alerts.tell(home, Attempt("one", "nwbench refresh", attempts.DIED, NOW))
    assert len(told) == 1 and told[0].startswith("could not tell c@d.org")


def test_settings_that_cannot_be_read_tell_nobody_and_say_so(tmp_path, capsys):
    (tmp_path / "alerts.toml").write_text("on = [")
    assert alerts.tell(Home(tmp_path), Attempt("one", "x", attempts.FAILED, NOW)) == []
    assert "alerts.toml cannot be read" in capsys.readouterr().err
