"""Tells people how a refresh ended, by e-mail and in a channel of Teams, as `alert_settings.py` says."""

import json
import smtplib
import ssl
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime

from orchestration import logs, reports
from orchestration.alert_settings import ALERTS, Alerts, BadAlerts, Email, read_alerts
from orchestration.attempts import FAILED, PUBLISHED, Attempt
from orchestration.home import Home

WAITS = 20  # seconds for a server to answer
SUBJECT = "North West Benchmark"


def tell(home: Home, attempt: Attempt, dry_run: bool = False) -> list[str]:
    """Tells everyone of an ending that they asked for; says what was, or on a dry run would be, sent to whom.

    A server that does not answer fails nothing: that is said too. Raises BadAlerts.
    """
    alerts = read_alerts(home)
    return _send(alerts, *_words(home, attempt), dry_run) if attempt.state in alerts.on else []


def try_out(home: Home, send: bool = False) -> list[str]:
    """Who would be told of what, by the last ending of each kind; with `send`, a message that says it is a test.

    Raises BadAlerts.
    """
    alerts = read_alerts(home)
    if send:
        subject = f"{SUBJECT}: a test, nothing happened"
        return _send(alerts, subject, f"{subject}.\n\nWhoever reads this is told when a refresh {_list(alerts.on)}.\n")
    if not (alerts.email or alerts.webhook):
        return [f"no {ALERTS} in the home folder: nobody is told"]
    now, run_id = datetime.now(UTC), home.current_run()
    found = []
    for state in alerts.on:
        attempt = Attempt("example", "nwbench refresh", state, now, run_id, "the reason stands here")
        if state != PUBLISHED or run_id:
            found += [f"{state}: {line}" for line in _send(alerts, *_words(home, attempt), dry_run=True)]
    return found


def tell_and_say(home: Home, attempt: Attempt) -> None:
    """As `tell`, into the log of whoever runs the refresh."""
    try:
        lines = tell(home, attempt)
    except BadAlerts as bad:
        lines = [f"could not tell anybody: {ALERTS}, {bad}"]
    for line in lines:
        print(f"nwbench: {line}", file=sys.stderr)
    if lines:
        failed = sum(line.startswith("could not") for line in lines)
        logs.note("alerts", "error" if failed else "info", told=len(lines) - failed, not_told=failed)


def _send(alerts: Alerts, subject: str, text: str, dry_run: bool = False) -> list[str]:
    ways: list[tuple[str, Callable[[], None]]] = []
    if alerts.email:
        ways.append((", ".join(alerts.email.to), lambda: _send_email(alerts.email, subject, text)))
    if alerts.webhook:
        ways.append(("the Teams channel", lambda: _send_to_teams(alerts.webhook, subject, text)))
    done = []
    for whom, send in ways:
        try:
            if not dry_run:
                send()
            done.append(f"{'would tell' if dry_run else 'told'} {whom}: {subject}")
        except (OSError, smtplib.SMTPException, ValueError, BadAlerts) as error:
            done.append(f"could not tell {whom}: {type(error).__name__}: {' '.join(str(error).split())}")
    return done


def _words(home: Home, attempt: Attempt) -> tuple[str, str]:
    if attempt.state == PUBLISHED and attempt.run_id:
        report = reports.of(home.run_folder(attempt.run_id))
        return report.subject(), report.markdown()
    still = home.current_run() or "nothing"
    subject = f"{SUBJECT}: the refresh begun by {attempt.by} {attempt.state}"
    why = attempt.why or "nwbench serve shows its log"
    return subject, f"{subject} at {attempt.at:%H:%M on %d %B %Y} UTC.\n\nWhy: {why}\nStill published: {still}\n"


def _list(endings: tuple[str, ...]) -> str:
    return ", ".join("fails" if e == FAILED else "dies" if e != PUBLISHED else "publishes" for e in endings)


def _send_email(told: Email, subject: str, text: str) -> None:
    message = reports.email(subject, text)
    message["From"], message["To"] = told.sender, ", ".join(told.to)
    with smtplib.SMTP(told.host, told.port, timeout=WAITS) as server:
        if told.starttls:
            server.starttls(context=ssl.create_default_context())
        if told.user:
            server.login(told.user, told.password())
        server.send_message(message)


def _send_to_teams(webhook: str, subject: str, text: str) -> None:
    """As the text of an adaptive card, which Teams' workflows and the older connectors both take."""
    blocks = [{"type": "TextBlock", "text": part, "wrap": True} for part in (subject, text)]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": blocks}
    content = {"type": "message", "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]}  # fmt: skip
    request = urllib.request.Request(webhook, json.dumps(content).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=WAITS).close()
