"""Who is told when a refresh ends, as `alerts.toml` in the home folder says it. Without the file nobody is told.

    on = ["failed", "died", "published"]    # which endings; without it failed and died

    [email]
    host = "smtp.example.nhs.uk"
    port = 587                              # without it 25
    starttls = true                         # as without it
    user = "nwbench"                        # with password_file, or neither
    password_file = "/etc/nwbench/smtp-password"
    sender = "benchmark@example.nhs.uk"
    to = ["analysts@example.nhs.uk"]

    [teams]
    webhook = "https://example.webhook.office.com/…"

A file that says something else is followed by nobody: a word that is spelt wrong would be an alert that never comes.
`nwbench alerts` says what is wrong with it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orchestration.attempts import DIED, FAILED, PUBLISHED
from orchestration.home import Home

ALERTS = "alerts.toml"
ENDINGS = (FAILED, DIED, PUBLISHED)
ON = (FAILED, DIED)


class BadAlerts(Exception):
    """The file cannot be followed; the message says why, and in which key."""


@dataclass(frozen=True)
class Email:
    host: str
    port: int
    starttls: bool
    sender: str
    to: tuple[str, ...]
    user: str | None
    password_file: Path | None

    def password(self) -> str:
        """Raises BadAlerts."""
        try:
            found = self.password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadAlerts(f"[email]: password_file {self.password_file} cannot be read: {_why(error)}") from None
        if not found:
            raise BadAlerts(f"[email]: password_file {self.password_file} is empty")
        return found


@dataclass(frozen=True)
class Alerts:
    """`on` are endings of attempts; `webhook` is the address of a Teams channel."""

    on: tuple[str, ...] = ON
    email: Email | None = None
    webhook: str | None = None


def read_alerts(home: Home) -> Alerts:
    """What the file says now. Raises BadAlerts, also where it names a password that cannot be read."""
    path = home.path / ALERTS
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Alerts()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadAlerts(f"it cannot be read: {_why(error)}") from None
    on = _of("", told, "on", list, list(ON))
    if unknown := [str(ending) for ending in on if ending not in ENDINGS]:
        raise BadAlerts(f"on: {', '.join(unknown)} is none of {', '.join(ENDINGS)}")
    email, teams = (_of("", told, key, dict, None) for key in ("email", "teams"))
    _nothing_else("", told, ("on", "email", "teams"))
    if email is None and teams is None:
        raise BadAlerts("it has neither [email] nor [teams], so nobody would be told")
    return Alerts(tuple(on), email and _email(email), teams and _webhook(teams))


def _email(told: dict) -> Email:
    _nothing_else("[email]: ", told, ("host", "port", "starttls", "user", "password_file", "sender", "to"))
    of = "[email]: "
    to = _of(of, told, "to", list)
    if not to or not all(isinstance(address, str) and "@" in address for address in to):
        raise BadAlerts("[email]: to is a list of addresses")
    user, file = _of(of, told, "user", str, None), _of(of, told, "password_file", str, None)
    if (user is None) != (file is None):
        raise BadAlerts("[email]: user and password_file stand together, or neither does")
    starttls = _of(of, told, "starttls", bool, True)
    if user and not starttls:
        raise BadAlerts("[email]: with starttls = false the password would travel for all to read")
    email = Email(
        _of(of, told, "host", str), _of(of, told, "port", int, 25), starttls, _of(of, told, "sender", str),
        tuple(to), user, file and Path(file),
    )  # fmt: skip
    if user:
        email.password()
    return email


def _webhook(told: dict) -> str:
    _nothing_else("[teams]: ", told, ("webhook",))
    webhook = _of("[teams]: ", told, "webhook", str)
    try:
        parts = urlsplit(webhook)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1")
    except ValueError:
        is_safe = False
    if not is_safe:
        raise BadAlerts("[teams]: webhook is an address that begins with https://")
    return webhook


REQUIRED = object()
WORDS = {str: "a text", int: "a number", bool: "true or false", list: "a list", dict: "a table"}


def _of(where: str, told: dict, key: str, kind: type, otherwise: object = REQUIRED) -> Any:
    """The value of a key. TOML's true and false are numbers to Python and not to anybody else."""
    if key not in told:
        if otherwise is REQUIRED:
            raise BadAlerts(f"{where}{key} is missing")
        return otherwise
    if not isinstance(told[key], kind) or isinstance(told[key], bool) != (kind is bool) or told[key] == "":
        raise BadAlerts(f"{where}{key} is {WORDS[kind]}")
    return told[key]


def _nothing_else(where: str, told: dict, known: tuple[str, ...]) -> None:
    if unknown := sorted(told.keys() - set(known)):
        raise BadAlerts(f"{where}{unknown[0]} is no key of it; known are {', '.join(known)}")


def _why(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())
