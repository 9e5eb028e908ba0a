"""The intruder finds what a mistake would give away, by rule and cell, and nothing in files that give nothing away."""

import shutil
from itertools import product

import numpy as np
import pytest

from quality import gate, intruder, score_limits
from quality.attack_subtraction import possible
from quality.attack_texts import small_counts
from quality.dossier import read
from tests import leaks_of_counts  # noqa: F401, whose leaks stand among the others
from tests.leaks import ANALYST, LEAKS, OF_GROUP, READER, TRUST, change
from tests.macros import python_model

KEPT = ("public.duckdb", "panel.duckdb", "analyst.duckdb", f"trust/{READER}.duckdb")


@pytest.fixture(scope="module")
def some_files(published_home, tmp_path_factory):
    """The finished files with one of the trusts'. That all of them give nothing away, the refresh has asked."""
    run, folder = published_home.run_folder(published_home.current_run()), tmp_path_factory.mktemp("finished")
    (folder / "trust").mkdir()
    for name in KEPT:
        shutil.copyfile(run / name, folder / name)
    return folder


@pytest.fixture
def finished(some_files, tmp_path):
    return shutil.copytree(some_files, tmp_path / "finished")


def test_files_that_were_published_before_give_nothing_away_with_the_same_again(some_files):
    assert gate.judge(some_files, [some_files]) == []


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_planted_leak_is_found(finished, leak):
    leak.plant(finished)
    judge = gate.judge if leak.rule == "V36" else lambda folder: intruder.attack(read(folder))
    found = [problem for problem in judge(finished) if problem.rule_id == leak.rule]
    assert [p for p in found if all(word in p.place for word in leak.place)], [p.place for p in found]


def late_return(folder, earlier, metric: str, organisations: int) -> None:
    """An earlier release in which so many organisations stood in another category, and shares right for it."""
    shutil.copytree(folder, earlier)
    where = f"{OF_GROUP} and metric = '{metric}' and org_code <> '{READER}' and category = 'shown'"
    change(
        earlier / ANALYST,
        f"create temp table late as from (select org_code from peer_contributions where {where}) order by 1 "
        f"limit {organisations}",
        f"update peer_contributions set category = 'not_shown' where metric = '{metric}' and org_code in (from late)",
        "update peer_contributions set release = '2026-spring'",
        "update peers set release = '2026-spring' where release is not null",
        "update peer_shares set release = '2026-spring'",
        "update peer_shares set others_in_category = others_in_category + case category "
        f"when 'shown' then -{organisations} when 'not_shown' then {organisations} else 0 end "
        f"where org_code = '{READER}' and metric = '{metric}'",
    )


@pytest.mark.parametrize("organisations", [1, 4])
def test_a_release_that_few_late_returns_tell_from_the_one_before(finished, tmp_path, organisations):
    late_return(finished, tmp_path / "earlier", "B1.a", organisations)
    found = [p for p in intruder.attack(read(finished, [tmp_path / "earlier"])) if p.rule_id == "A05"]
    assert {p.sheet for p in found} == {"peer_shares"}
    assert any(TRUST in p.place and "B1.a" in p.place and "2026-spring" in p.place for p in found)


def test_a_release_that_many_late_returns_tell_from_the_one_before_is_solved(finished, tmp_path):
    """Six others went the same way, so what they were and are is told, though six differ."""
    late_return(finished, tmp_path / "earlier", "B1.a", 6)
    findings = intruder.attack(read(finished, [tmp_path / "earlier"]))
    found = [p for p in findings if p.rule_id == "A05" and TRUST in p.place]
    assert found and all("can be worked out" in p.found for p in found)


def test_the_manifest_says_that_every_attack_was_withstood(published_home):
    passed = {check["rule_id"] for check in published_home.manifest()["checks"] if check["outcome"] == "passed"}
    assert {f"A{n:02}" for n in range(1, 11)} <= passed


def test_what_many_aggregates_leave_possible_is_what_trying_everything_leaves():
    """Two and three aggregates of random organisations, against every assignment of categories."""
    random, told_anything = np.random.default_rng(6), 0
    for _ in range(150):
        aggregates, members = random.integers(1, 4), random.integers(3, 7)
        within = random.random((aggregates, members)) < 0.75
        truth = random.integers(0, 2 + (members < 6), members)
        names = np.array(["met", "not_met", "panel"])
        counts = [dict(zip(*np.unique(names[truth[row]], return_counts=True), strict=True)) for row in within]
        worlds = [w for w in product(range(3), repeat=members) if all(
            dict(zip(*np.unique(names[np.array(w)[row]], return_counts=True), strict=True)) == shown
            for row, shown in zip(within, counts, strict=True))]  # fmt: skip
        seen = [i for i in range(members) if within[:, i].any()]
        atoms: dict[tuple, list[int]] = {}
        for i in seen:
            atoms.setdefault(tuple(bool(b) for b in within[:, i]), []).append(i)
        expected = [{str(names[w[i]]) for w in worlds for i in them} for them in atoms.values()]
        shown = [{str(name): int(n) for name, n in of.items()} for of in counts]
        assert possible({atom: len(them) for atom, them in atoms.items()}, shown) == expected
        told_anything += any(len(categories) == 1 for categories in expected)
    assert 20 < told_anything < 150


def test_the_intruders_formulas_give_what_the_models_show():
    random = np.random.default_rng(4)
    n1, n2 = random.integers(20, 9000, (2, 300))
    x1, x2 = random.integers(0, n1 + 1), random.integers(1, n2 + 1)
    mine = score_limits.koopman(x1, n1, x2, n2)
    theirs = python_model("int_ratios_bounded").koopman_limits(x1, n1, x2, n2, score_limits.Z)
    assert all(np.allclose(a, b, rtol=1e-8) for a, b in zip(mine, theirs, strict=True))


def test_wilson_newcombe_and_katz_give_the_values_of_the_specification():
    """§4.1 and §4.2."""
    assert np.allclose(score_limits.wilson(12, 280), (0.02468, 0.07340), atol=5e-6)
    assert np.allclose(score_limits.newcombe(118, 251, 1121, 1900), (-0.1845, -0.0543), atol=5e-5)
    assert np.allclose(score_limits.katz(9, 750, 17, 2429), (0.77, 3.83), atol=5e-3)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("3 of 41 (7.3%) leaders have a goal.", [3]),
        ("a few of 41 (7.3%) leaders have a goal.", [3]),
        ("7 of 7 (100%) executive directors completed a course.", [7, 7, 7]),
        ("5 champion(s) with a remit on race.", [5]),
        ("27 of 40 (67.5%) leaders have a plan.", []),
        ("6 of 15 seats are held by BME members.", []),
        ("4 meetings with an executive director in the year to 9 August 2025; 4 are asked.", []),
        ("3 of 4 presentations with WRES in the year to 9 August 2025, one short.", []),
        ("2 of 9 comparable measures improved in both years to March 2025.", []),
    ],
)
def test_which_numbers_in_words_are_small_counts_of_people(text, counts):
    assert sorted(set(small_counts(text))) == sorted(set(counts))
