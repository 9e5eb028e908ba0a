"""The access file and the provider's: what they let in, and every fault told by its place."""

import os

import pytest
from click.testing import CliRunner

from app.people import BadAccess, Person, Role, read_access
from orchestration.command import main
from orchestration.provider import BadProvider, read_provider
from tests.signing_in import configure

ANALYST, PANEL, TRUST = Role("analyst"), Role("panel", "RXL", "REVIEWER-7"), Role("trust", "RXL")
LISTED = """
[[people]]
who = "a"
role = "analyst"
[[people]]
who = "p"
role = "panel"
organisation = "RXL"
reference = "REVIEWER-7"
[[people]]
who = "both"
role = "trust"
organisation = "RXL"
[[people]]
who = "both"
role = "analyst"
"""
CLAIMED = """
[claims]
role = "roles"
organisation = "ods"
[roles]
"NW-Analysts" = "analyst"
"NW-Trusts" = "trust"
"NW-Panel" = "panel"
"""
BY_EMAIL = 'identified_by = "email"\n[[people]]\nwho = "a@nhs.net"\nrole = "analyst"\n'
REVIEWER_P = Role("panel", "RXL", "REVIEWER-148DE9C5")  # from the checksum of "p"


@pytest.mark.parametrize(
    ("file", "claims", "roles"),
    [
        (LISTED, {"sub": "a"}, (ANALYST,)),
        (LISTED, {"sub": "p"}, (PANEL,)),
        (LISTED, {"sub": "both"}, (TRUST, ANALYST)),
        (LISTED, {"sub": "A"}, ()),
        (LISTED, {"sub": "x", "name": "a", "email": "a"}, ()),
        (LISTED, {"sub": ["a"]}, ()),
        (LISTED, {"sub": ""}, ()),
        (LISTED, {}, ()),
        (LISTED, {"sub": "x", "roles": ["analyst", "NW-Analysts"]}, ()),
        (CLAIMED, {"sub": "x", "roles": ["NW-Analysts"]}, (ANALYST,)),
        (CLAIMED, {"sub": "x", "roles": "NW-Analysts"}, (ANALYST,)),
        (CLAIMED, {"sub": "x", "roles": ["analyst", "nw-analysts", 7, None]}, ()),
        (CLAIMED, {"sub": "x", "roles": {"NW-Analysts": True}}, ()),
        (CLAIMED, {"roles": ["NW-Analysts"]}, ()),
        (CLAIMED, {"sub": "x", "roles": ["NW-Trusts"], "ods": "RXL"}, (TRUST,)),
        (CLAIMED, {"sub": "x", "roles": ["NW-Trusts"]}, ()),
        (CLAIMED, {"sub": "x", "roles": ["NW-Trusts"], "ods": ["RXL"]}, ()),
        (CLAIMED, {"sub": "p", "roles": ["NW-Panel", "NW-Panel"], "ods": "RXL"}, (REVIEWER_P,)),
        (BY_EMAIL, {"sub": "x", "email": "a@nhs.net", "email_verified": True}, (ANALYST,)),
        (BY_EMAIL, {"sub": "x", "email": "a@nhs.net", "email_verified": "true"}, ()),
        (BY_EMAIL, {"sub": "x", "email": "a@nhs.net"}, ()),
        ("", {"sub": "a"}, ()),
        (None, {"sub": "a"}, ()),
    ],
)  # fmt: skip
def test_what_someone_may_be(tmp_path, file, claims, roles):
    if file is not None:
        (tmp_path / "access.toml").write_text(file)
    assert read_access(tmp_path).roles(claims) == roles


PERSON = '[[people]]\nwho = "x"\nrole = "trust"\norganisation = "RXL"\n'


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("[[people]\n", "access.toml cannot be read: .* line 1"),
        (f'{PERSON}[[people]]\nwho = "x"\n', r"entry 2 of \[\[people\]\]: write who it is"),
        (f'{PERSON}[[people]]\nrole = "trust"\norganisation = "RXL"\n', r"entry 2 of \[\[people\]\]: write who it is"),
        (PERSON.replace("trust", "admin"), r"entry 1 of \[\[people\]\]: .* as role analyst or panel or trust"),
        (PERSON.replace('organisation = "RXL"\n', ""), "entry 1 .*: a role of trust needs an organisation"),
        (PERSON.replace("organisation", "organization"), "entry 1 .*: unknown organization"),
        (PERSON.replace('"x"', '""'), "entry 1 .*: write each line as"),
        (PERSON.replace('"RXL"', "7"), "entry 1 .*: write each line as"),
        (PERSON.replace("trust", "panel"), "entry 1 .*: a panel's member needs a reference"),
        (f'{LISTED}{PERSON}reference = "REVIEWER-7"\n', "entry 5 .*: the reference REVIEWER-7 is somebody else's"),
        ('people = ["x"]\n', "entry 1 .*: write who it is"),
        ("people = 7\n", r"begin each entry of a person with \[\[people\]\]"),
        ("hour = 1\n", "access.toml: unknown hour"),
        *((f"hours = {n}\n", "hours is a number above 0") for n in ("0", "-1", "25", "nan", "'8'", "true")),
        ("identified_by = 7\n", "identified_by is the name of a claim"),
        ('claims = "roles"\n', r"\[claims\]: write each line as"),
        ("[claims]\nrole = 7\n", r"\[claims\]: write each line as"),
        ('[claims]\nroles = "x"\n', r"\[claims\]: unknown roles"),
        ('[roles]\nx = "admin"\n', r"\[roles\]: no role admin"),
        ('[roles]\nx = ["trust"]\n', r"\[roles\]: write each line as"),
    ],
)  # fmt: skip
def test_a_fault_of_the_access_file_lets_nobody_in_and_is_told_by_its_place(tmp_path, file, told):
    (tmp_path / "access.toml").write_text(file)
    with pytest.raises(BadAccess, match=told):
        read_access(tmp_path)


def test_a_change_of_the_access_file_counts_at_once(tmp_path):
    path = tmp_path / "access.toml"
    for _ in range(3):
        path.write_text(LISTED)
        assert read_access(tmp_path).roles({"sub": "a"})
        path.write_text(LISTED.replace('"a"', '"b"'))
        os.utime(path, (0, 0))
        assert not read_access(tmp_path).roles({"sub": "a"})


def test_a_person_works_where_any_role_says():
    person = Person("x", "X", (TRUST, Role("panel", "RW4", "R-1")))
    assert person.organisations == {"RXL", "RW4"} and person.reference == "R-1" and not person.has("analyst")


FAULTS = [
    ({"cookie_secret": "x" * 64}, "cookie_secret can be guessed"),
    ({"cookie_secret": "short but varied"}, "cookie_secret can be guessed"),
    ({"cookie_secret": ""}, "cookie_secret is missing"),
    ({"client_id": ""}, "client_id is missing"),
    ({"redirect_uri": "http://benchmark.example.nhs.uk/oauth2callback"}, "redirect_uri .* begins with https"),
    ({"redirect_uri": "https://benchmark.example.nhs.uk/"}, "redirect_uri ends with /oauth2callback"),
    ({"redirect_uri": "https://[bad/oauth2callback"}, "redirect_uri .* begins with https"),
    ({"server_metadata_url": "http://login.example.org/x"}, "server_metadata_url .* begins with https"),
]


@pytest.mark.parametrize(("change", "told"), FAULTS)
def test_the_app_does_not_start_with_a_provider_at_which_nobody_could_sign_in(tmp_path, change, told):
    configure(tmp_path, "https://login.example.org", **change)
    with pytest.raises(BadProvider, match=told):
        read_provider(tmp_path)
    done = CliRunner().invoke(main, ["app", "--home", str(tmp_path)])
    assert done.exit_code == 2 and len(done.stderr.splitlines()) == 1 and "nobody could sign in" in done.stderr


@pytest.mark.parametrize("broken", ["[auth", "[other]\nx = 1\n", "auth = 7\n"])
def test_a_broken_provider_never_opens_the_app(tmp_path, broken):
    (tmp_path / "secrets.toml").write_text(broken)
    assert CliRunner().invoke(main, ["app", "--home", str(tmp_path)]).exit_code == 2
    (tmp_path / "secrets.toml").unlink()
    (tmp_path / "secrets.toml").symlink_to(tmp_path / "nowhere")
    assert CliRunner().invoke(main, ["app", "--home", str(tmp_path)]).exit_code == 2


def test_a_name_of_the_machine_is_read_from_where_the_app_stands(tmp_path):
    configure(tmp_path, "https://login.example.org", redirect_uri="https://b.example.nhs.uk/oauth2callback")
    assert read_provider(tmp_path).host == "b.example.nhs.uk"
