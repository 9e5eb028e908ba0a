"""The provider that people sign in at: the `[auth]` table of `secrets.toml` in the home folder.

[auth]
redirect_uri = "https://benchmark.example.nhs.uk/oauth2callback"   # where the app stands, for everyone
cookie_secret = "…"                    # openssl rand -hex 32; another one ends every sign-in
client_id = "…"
client_secret = "…"
server_metadata_url = "https://login.example.nhs.uk/.well-known/openid-configuration"

It is what Streamlit documents for `st.login`, and stricter: without transport security or with a secret that can be
guessed nobody signs in.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from ingestion.provenance import identity

SECRETS = "secrets.toml"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLBACK = "/oauth2callback"  # fixed by Streamlit
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST, FEWEST_SIGNS = 32, 10  # of a secret: its length, and how many different signs it has


class BadProvider(Exception):
    """The file cannot be followed, so nobody can sign in."""


@dataclass(frozen=True)
class Provider:
    """`host` is the name of the machine by which a browser finds the app."""

    host: str


def read_provider(home: Path) -> Provider:
    """What the file says now. Raises BadProvider, also where there is none."""
    path = home / SECRETS
    try:
        found = path.stat()
    except OSError as error:
        raise BadProvider(f"{SECRETS} in the home folder cannot be read: {error.strerror}") from None
    return _parsed(path, identity(found))


@lru_cache(2)
def _parsed(path: Path, _identity: tuple) -> Provider:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadProvider(f"{SECRETS} cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(told, dict):
        raise BadProvider(f"{SECRETS} has no table [auth], which names the provider")
    for key in NEEDED:
        if not isinstance(told.get(key), str) or not told[key]:
            raise BadProvider(f"{SECRETS}, [auth]: {key} is missing")
    secret = told["cookie_secret"]
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST_SIGNS:
        raise BadProvider(
            f"{SECRETS}, [auth]: cookie_secret can be guessed; make one of {SHORTEST} signs or more, "
            "as by “openssl rand -hex 32”"
        )
    hosts = {key: _host(key, told[key]) for key in ("redirect_uri", "server_metadata_url")}
    if not told["redirect_uri"].endswith(CALLBACK):
        raise BadProvider(f"{SECRETS}, [auth]: redirect_uri ends with {CALLBACK}")
    return Provider(hosts["redirect_uri"])


def _host(key: str, url: str) -> str:
    """The host of an address with transport security, without which only this machine itself is reached."""
    try:
        parts = urlsplit(url.replace("{port}", "0"))  # which Streamlit fills in
    except ValueError:
        parts = urlsplit("")
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        return parts.hostname
    raise BadProvider(f"{SECRETS}, [auth]: {key} is an address that begins with https://")
