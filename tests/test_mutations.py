"""Broken files, over a thousand in a hundred ways: none is let in without a word, and none breaks the guard."""

from dataclasses import replace

import pytest

from benchmarks import mutations
from benchmarks.mutation_verdicts import CRASHED, HUNG, SILENT, Finding, Verdicts, at_most, places_told
from quality.checking import check_file


@pytest.fixture(scope="module")
def result():
    return mutations.run()


def test_there_are_enough_mutants_and_each_breaks_its_file(result):
    judged, _ = result
    assert len(mutations.CLASSES) >= 40 and len(judged) >= 400
    assert len({mutation.name for mutation in mutations.CLASSES}) == len(mutations.CLASSES)
    same = {j.mutation.name for j in judged if j.mutant.bytes() == j.mutant.clean.content()}
    # these are broken by where they lie, by their name, or by what lies beside them
    assert same == {
        "file in a folder of no source", "extension of another form", "same content under another name",
        "organisation in no register", "organisation that was closed", "data of a person in the name of a file",
    }  # fmt: skip


@pytest.mark.parametrize("mutation", mutations.CLASSES, ids=lambda m: m.name)
def test_no_mutant_crashes_hangs_or_is_silently_accepted(result, mutation):
    own = [j for j in result[0] if j.mutation is mutation]
    assert len(own) == mutations.EACH
    assert [j.told() for j in own if j.falls_short] == []


def test_the_clean_files_break_nothing(result):
    assert result[1] == []


def test_the_table_is_the_one_in_the_results(result):
    assert mutations.RESULTS.read_text() == mutations.markdown(*result)


@pytest.mark.parametrize("name", ["key that stands twice", "survey rate that is no fraction"])
def test_a_file_alone_is_told_what_it_is_among_many(result, tmp_path, name):
    """A column that one file lacks may come with another, and half of the survey's results lack their release."""
    own = [j for j in result[0] if j.mutation.name == name and j.code + "_nss.csv" == j.mutant.file.name]
    assert {"release_year" in j.mutant.file.rows[0] for j in own} == {True, False}
    for judged in own:
        path = tmp_path / "staff_survey" / judged.mutant.file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(judged.mutant.bytes())
        alone = {problem.text(path.name) for problem in check_file(path).problems}
        assert alone and alone <= {finding.words for finding in judged.findings}


def test_the_same_seed_breaks_the_same(result):
    mutation = mutations.CLASSES[0]
    again = mutation.mutants(0)
    assert all(again[j.code].bytes() == j.mutant.bytes() for j in result[0] if j.mutation is mutation)


def test_the_harness_tells_what_it_is_there_to_tell():
    """A finding of another rule, of another place or of nothing at all falls short, and so does a file without end."""
    code, mutant = next(iter(mutations.CLASSES[-1].mutants(0).items()))

    def judged(*findings: Finding, broken: str = ""):
        verdicts = Verdicts(list(findings), {mutant.file.name: broken} if broken else {})
        return mutations._judged(mutations.CLASSES[-1], code, mutant, verdicts)

    found = Finding(mutant.rules[0], "flagged", mutant.file.name, code, mutant.places[0], mutant.words)
    assert not judged(found).falls_short
    assert judged().outcome == SILENT and judged().falls_short
    assert judged(found, broken=HUNG).outcome == HUNG and judged(found, broken=f"{CRASHED}: why").outcome == CRASHED
    for other in ({"rule_id": "V99"}, {"place": "line 9999"}, {"file_name": "another.csv"}):
        assert judged(replace(found, **other)).falls_short
    with pytest.raises(TimeoutError), at_most(0.01):
        while True:
            pass


@pytest.mark.parametrize(
    "told, named, other",
    [
        ("WRES!3, 7 to 9", {"WRES!3", "WRES!7", "WRES!9"}, {"WRES!4", "line 3"}),
        ("lines 3, 7 to 9", {"line 3", "line 8"}, {"line 4", "WRES!3"}),
        ("line 4", {"line 4"}, {"line 5"}),
        ("a 1.csv; b.zip WRES!2 and Facts!5", {"WRES!2", "Facts!5"}, {"WRES!5", "line 1"}),
        ("a.csv lines 3 to 4; b.zip WRES!2", {"WRES!2"}, {"line 3"}),
        ("WRES!C14", {"WRES!C14"}, {"WRES!15"}),
        ("", {""}, {"line 1"}),
    ],
)
def test_a_place_in_words_is_read_as_what_it_names(told, named, other):
    found = places_told(told, "b.zip")
    assert named <= found and not other & found
