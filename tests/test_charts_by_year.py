"""Years on a chart keep their distances, whichever of them have a figure."""

import xml.etree.ElementTree as ElementTree

import pytest

from app import chart_files
from app.charts_by_year import values_by_year
from app.trend import gaps_told

TEXT = "{http://www.w3.org/2000/svg}text"
CASES = {
    "one year": (["2021"], [], []),
    "one after the other": (["2021", "2022", "2023"], [], []),
    "a gap": (["2021", "2024"], [], ["2022", "2023"]),
    "a gap that a published value fills": (["2021", "2023"], ["2022"], []),
    "after what is published": (["2023"], ["2021"], ["2022"]),
    "nothing of its own": ([], ["2021", "2023"], ["2022"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_year_without_a_figure_keeps_its_place_and_says_so(case):
    own, published, without = CASES[case]
    marks = [{"year": y, "drawn": 1, "lower": 0, "upper": 2, "label": "1", "look": "plain"} for y in own]
    references = [{"year": y, "drawn": 0, "label": "0", "name": "North West", "place": "first"} for y in published]
    picture = chart_files.svg(values_by_year("I1", "share_gap", marks, [], references), "told", "")
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(picture).iter(TEXT)]
    assert [text for text in texts if text.isdigit() and len(text) == 4] == sorted({*own, *published, *without})
    assert texts.count("Nofigure") == len(without)
    assert gaps_told([*marks, *references]) == (f"No figure: {', '.join(without)}." if without else "")
