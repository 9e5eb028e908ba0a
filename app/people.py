"""Who may read what: the one file `access.toml` in the home folder, by which everyone else is denied.

identified_by = "sub"          # the claim that names a person; an e-mail address only where the provider vouches for it
hours = 8                      # after which a sign-in no longer counts

[claims]                       # where the provider itself says who is what
role = "roles"
organisation = "organisation"
[roles]                        # its word for a role, and ours
"NWBENCH-Analysts" = "analyst"

[[people]]
who = "00u1a2b3c4"
role = "panel"                 # analyst, panel or trust
organisation = "RXL"           # of a trust whose view it is, of a panel member where they work
reference = "REVIEWER-7"       # of a panel member, in the place of a name
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

ROLES = ("analyst", "panel", "trust")
HOURS = 8


class BadAccess(Exception):
    """The access file cannot be followed, so nobody may read."""


@dataclass(frozen=True)
class Role:
    """`organisation` is whose view a trust's reader has, or where a panel's member works."""

    name: str
    organisation: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Person:
    """Someone who is signed in. `who` is what the provider names them by, `name` what is shown to themselves."""

    who: str
    name: str
    roles: tuple[Role, ...] = ()

    def has(self, role: str) -> bool:
        return any(held.name == role for held in self.roles)

    @property
    def organisations(self) -> frozenset[str]:
        """Where they work, by any of their roles."""
        return frozenset(role.organisation for role in self.roles if role.organisation)

    @property
    def reference(self) -> str | None:
        """Of a panel's member, in the place of a name."""
        return next((role.reference for role in self.roles if role.name == "panel"), None)


@dataclass(frozen=True)
class Access:
    """The access file, read."""

    identified_by: str = "sub"
    hours: float = HOURS
    role_claim: str | None = None
    organisation_claim: str | None = None
    role_words: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)

    def roles(self, claims: Mapping[str, object]) -> tuple[Role, ...]:
        """What someone with these claims may be; empty for a stranger."""
        who = claims.get(self.identified_by)
        found = list(self.people.get(who, ())) if isinstance(who, str) else []
        organisation = claims.get(self.organisation_claim) if self.organisation_claim else None
        for word in _words(claims.get(self.role_claim)) if self.role_claim else ():
            name = self.role_words.get(word)
            if name is not None and (name == "analyst" or isinstance(organisation, str)):
                found.append(_role(name, organisation if isinstance(organisation, str) else None, who))
        return tuple(dict.fromkeys(found))


def read_access(home: Path) -> Access:
    """What the file says now; nobody is anyone without it. Raises BadAccess."""
    path = home / "access.toml"
    try:
        found = path.stat()
    except OSError:
        return Access()
    return _parsed(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(2)
def _parsed(path: Path, _identity: tuple) -> Access:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        claims, words = told.get("claims", {}), told.get("roles", {})
        people: dict[str, tuple[Role, ...]] = {}
        for number, person in enumerate(told.get("people", []), 1):
            role = _of_file(number, person)
            people[person["who"]] = (*people.get(person["who"], ()), role)
        if unknown := set(words.values()).difference(ROLES):
            raise BadAccess(f"access.toml, [roles]: no role {', '.join(sorted(map(str, unknown)))}; {_either(ROLES)}")
        return Access(
            told.get("identified_by", "sub"), float(told.get("hours", HOURS)),
            claims.get("role"), claims.get("organisation"), words, people,
        )  # fmt: skip
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError, ValueError) as error:
        raise BadAccess(f"access.toml cannot be read: {' '.join(str(error).split())}") from None


def _of_file(number: int, person: dict) -> Role:
    place = f"access.toml, entry {number} of [[people]]"
    if not isinstance(person.get("who"), str) or person.get("role") not in ROLES:
        raise BadAccess(f"{place}: write who it is, and as role {_either(ROLES)}")
    if person["role"] != "analyst" and not person.get("organisation"):
        raise BadAccess(f"{place}: a role of {person['role']} needs an organisation")
    if person["role"] == "panel" and not person.get("reference"):
        raise BadAccess(f"{place}: a panel's member needs a reference, in the place of a name")
    return Role(person["role"], person.get("organisation"), person.get("reference"))


def _role(name: str, organisation: str | None, who: object) -> Role:
    """By a provider's claims: a panel's member has no reference there, so one is made that stays the same."""
    return Role(
        name, organisation, f"REVIEWER-{sha256(str(who).encode()).hexdigest()[:8].upper()}" if name == "panel" else None
    )


def _words(claim: object) -> Iterable[str]:
    return (
        [claim]
        if isinstance(claim, str)
        else [w for w in claim if isinstance(w, str)]
        if isinstance(claim, list)
        else []
    )


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)
