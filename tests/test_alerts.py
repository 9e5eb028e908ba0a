"""Who is told how a refresh ended, by which way, and what is said of settings that cannot be followed."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from orchestration import alerts, attempts
from orchestration.alert_settings import BadAlerts, read_alerts
from orchestration.attempts import Attempt
from orchestration.command import main
from orchestration.home import Home
from tests.mail import serve_channel, serve_mail
from tests.proxying import certify

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
FAILED = Attempt("one", "the schedule monthly_refresh", attempts.FAILED, NOW, why="no census")
EMAIL = '[email]\nhost = "localhost"\nport = {port}\nsender = "benchmark@example.org"\nto = ["analysts@example.org"]\n'


@pytest.fixture
def teams():
    caught, server = serve_channel()
    yield caught
    server.shutdown()


@pytest.fixture
def smtp():
    caught, server = serve_mail()
    yield caught
    server.shutdown()


@pytest.fixture
def strict_smtp(tmp_path):
    """A server with a certificate, which takes nothing from whoever has not signed in."""
    certify(tmp_path)
    caught, server = serve_mail(tmp_path)
    caught.certificate = tmp_path / "certificate.pem"
    yield caught
    server.shutdown()


def settle(home: Home, text: str) -> Home:
    (home.path / "alerts.toml").write_text(text)
    return home


def both(smtp, teams, on: str) -> str:
    email = EMAIL.format(port=smtp.port) + "starttls = false\n"
    return f'on = ["{on}"]\n{email}[teams]\nwebhook = "http://127.0.0.1:{teams.port}/hook"\n'


def run(home: Home, *arguments: str):
    return CliRunner().invoke(main, ["alerts", *arguments, "--home", str(home.path)])


def test_a_failure_is_told_to_everyone_with_its_reason(tmp_path, smtp, teams):
    told = alerts.tell(settle(Home(tmp_path), both(smtp, teams, "failed")), FAILED)
    assert [line.split(":")[0] for line in told] == ["told analysts@example.org", "told the Teams channel"]
    (message,), (card,) = smtp, teams
    assert message["To"] == "analysts@example.org" and "no census" in message.get_content()
    assert "no census" in json.dumps(card) and "Still published: nothing" in json.dumps(card)


def test_nobody_is_told_of_what_they_did_not_ask_for(tmp_path, smtp, teams):
    assert alerts.tell(settle(Home(tmp_path), both(smtp, teams, "died")), FAILED) == []
    assert not smtp and not teams


def test_a_password_travels_only_under_a_certificate_that_is_trusted(tmp_path, strict_smtp, monkeypatch):
    (tmp_path / "password").write_text("a secret\n")
    signs_in = f'user = "nwbench"\npassword_file = "{tmp_path / "password"}"\n'
    home = settle(Home(tmp_path), EMAIL.format(port=strict_smtp.port) + signs_in)
    (line,) = alerts.tell(home, FAILED)
    assert line.startswith("could not tell analysts@example.org: SSLCertVerificationError")
    assert not strict_smtp and not strict_smtp.signed_in
    monkeypatch.setenv("SSL_CERT_FILE", str(strict_smtp.certificate))
    assert alerts.tell(home, FAILED)[0].startswith("told analysts@example.org")
    assert strict_smtp.signed_in == [("nwbench", "a secret")] and len(strict_smtp) == 1


def test_a_server_that_is_not_there_fails_nothing_and_is_said(tmp_path):
    told = alerts.tell(settle(Home(tmp_path), EMAIL.format(port=9)), FAILED)
    assert len(told) == 1 and told[0].startswith("could not tell analysts@example.org")


def test_the_command_says_who_would_be_told_of_what_and_sends_nothing(published_home, tmp_path, smtp, teams):
    home = Home(tmp_path / "home")
    home.path.mkdir()
    (home.path / "published").symlink_to(published_home.published)
    done = run(settle(home, both(smtp, teams, "published")))
    lines = done.stdout.splitlines()
    assert done.exit_code == 0 and len(lines) == 2 and all(line.startswith("published: would tell") for line in lines)
    assert home.current_run() in lines[0] and not smtp and not teams


def test_the_command_sends_a_message_that_says_it_is_a_test(tmp_path, smtp, teams):
    done = run(settle(Home(tmp_path), both(smtp, teams, "failed")), "--send")
    assert done.exit_code == 0 and len(done.stdout.splitlines()) == 2, done.stderr
    assert "a test, nothing happened" in smtp[0]["Subject"] and "a test" in json.dumps(teams)


def test_the_command_fails_when_somebody_could_not_be_told(tmp_path):
    done = run(settle(Home(tmp_path), EMAIL.format(port=9)), "--send")
    assert done.exit_code == 1 and done.stderr.startswith("could not tell analysts@example.org")


def test_without_the_file_the_command_says_that_nobody_is_told(tmp_path):
    done = run(Home(tmp_path))
    assert (done.exit_code, done.stdout) == (0, "no alerts.toml in the home folder: nobody is told\n")


TEAMS = '[teams]\nwebhook = "https://example.org/hook"\n'
GOOD = EMAIL.format(port=25)
FAULTS = {
    "no TOML": ("on = [", "it cannot be read"),
    "nobody": ('on = ["failed"]', "neither [email] nor [teams]"),
    "a table spelt wrong": (f"{TEAMS}[emial]\n", "emial is no key of it"),
    "a key spelt wrong": (GOOD.replace("port", "prot"), "[email]: prot is no key of it"),
    "an ending that is none": (f'on = ["faild"]\n{TEAMS}', "on: faild is none of failed, died, published"),
    "endings that are no list": (f'on = "failed"\n{TEAMS}', "on is a list"),
    "no host": (GOOD.replace('host = "localhost"\n', ""), "[email]: host is missing"),
    "no sender": (GOOD.replace('sender = "benchmark@example.org"\n', ""), "[email]: sender is missing"),
    "nobody to tell": (GOOD.replace('"analysts@example.org"', ""), "[email]: to is a list of addresses"),
    "a port in words": (GOOD.replace("25", '"25"'), "[email]: port is a number"),
    "a port that is true": (GOOD.replace("25", "true"), "[email]: port is a number"),
    "a user without a password": (f'{GOOD}user = "x"\n', "stand together"),
    "a password that is not there": (
        f'{GOOD}user = "x"\npassword_file = "/nowhere/at-all"\n', "/nowhere/at-all cannot be read: No such file",
    ),
    "a password for all to read": (
        f'{GOOD}user = "x"\npassword_file = "/dev/null"\nstarttls = false\n', "for all to read",
    ),
    "an empty password": (f'{GOOD}user = "x"\npassword_file = "/dev/null"\n', "is empty"),
    "a channel in the clear": (TEAMS.replace("https", "http"), "begins with https://"),
    "a channel that looks like this machine": (
        TEAMS.replace("https://example.org", "http://127.0.0.1.example.org"), "begins with https://",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_settings_that_cannot_be_followed_are_said_by_key(tmp_path, capsys, fault):
    text, words = FAULTS[fault]
    home = settle(Home(tmp_path), text)
    done = run(home)
    assert done.exit_code == 1 and words in done.stderr and "alerts.toml" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(BadAlerts):
        read_alerts(home)
    alerts.tell_and_say(home, FAILED)  # a refresh does not fail of it
    assert words in capsys.readouterr().err
