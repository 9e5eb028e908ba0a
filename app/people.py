"""Who may read what: the one file `access.toml` in the home folder, by which everyone else is denied.

identified_by = "sub"          # the claim that names a person; `email` counts only where `email_verified` is true
hours = 8                      # after which a sign-in no longer counts; 24 at most

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

from ingestion.provenance import identity

ROLES = ("analyst", "panel", "trust")
HOURS, MOST_HOURS = 8, 24
ENTRIES = ("identified_by", "hours", "claims", "roles", "people")
OF_A_PERSON, OF_CLAIMS = ("who", "role", "organisation", "reference"), ("role", "organisation")


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

    def named(self, claims: Mapping[str, object]) -> str:
        """By what the provider names them; empty where it does not, or only says what they said themselves."""
        who = claims.get(self.identified_by)
        said_themselves = self.identified_by == "email" and claims.get("email_verified") is not True
        return who if isinstance(who, str) and not said_themselves else ""

    def roles(self, claims: Mapping[str, object]) -> tuple[Role, ...]:
        """What someone with these claims may be; empty for a stranger, and for whom the provider does not name."""
        if not (who := self.named(claims)):
            return ()
        found = list(self.people.get(who, ()))
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
    return _parsed(path, identity(found))


@lru_cache(2)
def _parsed(path: Path, _identity: tuple) -> Access:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadAccess(f"access.toml cannot be read: {' '.join(str(error).split())}") from None
    _refuse_unknown("access.toml", told, ENTRIES)
    claims, words = _table(told, "claims"), _table(told, "roles")
    _refuse_unknown("access.toml, [claims]", claims, OF_CLAIMS)
    if unknown := set(words.values()).difference(ROLES):
        raise BadAccess(f"access.toml, [roles]: no role {', '.join(sorted(unknown))}; {_either(ROLES)}")
    hours = told.get("hours", HOURS)
    if type(hours) not in (int, float) or not 0 < hours <= MOST_HOURS:
        raise BadAccess(f"access.toml: hours is a number above 0 and up to {MOST_HOURS}")
    named = told.get("identified_by", "sub")
    if not isinstance(named, str) or not named:
        raise BadAccess("access.toml: identified_by is the name of a claim")
    return Access(named, hours, claims.get("role"), claims.get("organisation"), words, _people(told.get("people", [])))


def _table(told: dict, name: str) -> dict[str, str]:
    """A table of words."""
    table = told.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise BadAccess(f'access.toml, [{name}]: write each line as key = "word"')
    return table


def _people(listed: object) -> dict[str, tuple[Role, ...]]:
    people: dict[str, tuple[Role, ...]] = {}
    held_by: dict[str, str] = {}
    if not isinstance(listed, list):
        raise BadAccess("access.toml: begin each entry of a person with [[people]]")
    for number, person in enumerate(listed, 1):
        place = f"access.toml, entry {number} of [[people]]"
        role = _of_file(place, person)
        people[person["who"]] = (*people.get(person["who"], ()), role)
        if role.reference and held_by.setdefault(role.reference, person["who"]) != person["who"]:
            raise BadAccess(f"{place}: the reference {role.reference} is somebody else's")
    return people


def _of_file(place: str, person: object) -> Role:
    if not isinstance(person, dict):
        raise BadAccess(f"{place}: write who it is, and as role {_either(ROLES)}")
    _refuse_unknown(place, person, OF_A_PERSON)
    if not all(isinstance(value, str) and value for value in person.values()):
        raise BadAccess(f'{place}: write each line as key = "word"')
    if "who" not in person or person.get("role") not in ROLES:
        raise BadAccess(f"{place}: write who it is, and as role {_either(ROLES)}")
    if person["role"] != "analyst" and "organisation" not in person:
        raise BadAccess(f"{place}: a role of {person['role']} needs an organisation")
    if person["role"] == "panel" and "reference" not in person:
        raise BadAccess(f"{place}: a panel's member needs a reference, in the place of a name")
    return Role(person["role"], person.get("organisation"), person.get("reference"))


def _refuse_unknown(place: str, told: dict, known: tuple[str, ...]) -> None:
    """A line that is misspelt must not count for nothing."""
    if unknown := sorted(set(told).difference(known)):
        raise BadAccess(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(known)}")


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
