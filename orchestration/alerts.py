"""Who is told when a refresh ends: by e-mail, and in a channel of Teams.

`alerts.toml` in the home folder; without it nobody is told, and nothing fails.

    on = ["failed", "died", "published"]    # which endings

    [email]
    host = "smtp.example.nhs.uk"
    port = 587
    starttls = true
    user = "nwbench"
    password_file = "/etc/nwbench/smtp-password"
    sender = "benchmark@example.nhs.uk"
    to = ["analysts@example.nhs.uk"]

    [teams]
    webhook = "https://example.webhook.office.com/…"
"""

import json
import smtplib
import ssl
import sys
import tomllib
import urllib.request
from pathlib import Path

from orchestration import reports
from orchestration.attempts import DIED, FAILED, PUBLISHED, Attempt
from orchestration.home import Home

ON = (FAILED, DIED)
WAITS = 20  # seconds for a server to answer


def tell(home: Home, attempt: Attempt, dry_run: bool = False) -> list[str]:
    """Tells everyone of an ending that they asked for; says what was, or on a dry run would be, sent to whom.

    A server that does not answer fails nothing: that is said too.
    """
    settings = _settings(home)
    if attempt.state not in settings.get("on", ON):
        return []
    subject, text = _words(home, attempt)
    done = []
    for name, send in (("email", _send_email), ("teams", _send_to_teams)):
        if told := settings.get(name):
            whom = ", ".join(told["to"]) if name == "email" else "the Teams channel"
            try:
                if not dry_run:
                    send(told, subject, text)
                done.append(f"{'would tell' if dry_run else 'told'} {whom}: {subject}")
            except (OSError, smtplib.SMTPException, KeyError, ValueError) as error:
                done.append(f"could not tell {whom}: {type(error).__name__}: {' '.join(str(error).split())}")
    return done


def tell_and_say(home: Home, attempt: Attempt) -> None:
    """As `tell`, into the log of whoever runs the refresh."""
    for line in tell(home, attempt):
        print(f"nwbench: {line}", file=sys.stderr)


def _settings(home: Home) -> dict:
    path = home.path / "alerts.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        print(f"nwbench: nobody is told: {path.name} cannot be read: {error}", file=sys.stderr)
        return {}


def _words(home: Home, attempt: Attempt) -> tuple[str, str]:
    if attempt.state == PUBLISHED and attempt.run_id:
        report = reports.of(home.run_folder(attempt.run_id))
        return report.subject(), report.markdown()
    still = home.current_run() or "nothing"
    subject = f"North West Benchmark: the refresh begun by {attempt.by} {attempt.state}"
    why = attempt.why or "nwbench serve shows its log"
    return subject, f"{subject} at {attempt.at:%H:%M on %d %B %Y} UTC.\n\nWhy: {why}\nStill published: {still}\n"


def _send_email(told: dict, subject: str, text: str) -> None:
    message = reports.email(subject, text)
    message["From"], message["To"] = told["sender"], ", ".join(told["to"])
    with smtplib.SMTP(told["host"], told.get("port", 25), timeout=WAITS) as server:
        if told.get("starttls", True):
            server.starttls(context=ssl.create_default_context())
        if "user" in told:
            server.login(told["user"], Path(told["password_file"]).read_text().strip())
        server.send_message(message)


def _send_to_teams(told: dict, subject: str, text: str) -> None:
    """As the text of an adaptive card, which Teams' workflows and the older connectors both take."""
    blocks = [{"type": "TextBlock", "text": part, "wrap": True} for part in (subject, text)]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": blocks}
    content = {"type": "message", "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]}  # fmt: skip
    if not told["webhook"].startswith(("https://", "http://127.0.0.1")):
        raise ValueError("the webhook of Teams is an address that begins with https://")
    request = urllib.request.Request(
        told["webhook"], json.dumps(content).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=WAITS).close()
