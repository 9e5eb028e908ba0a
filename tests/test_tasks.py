"""What people come to ask, from the front page, each in at most four clicks."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import visit, wait_until_whole

MOST = 4


class Clicker:
    """A reader with a mouse, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1
        wait_until_whole(self.page)

    def choose(self, label: str, option: str) -> None:
        """Opens a list, types until the option is there, and picks it."""
        box = self.page.get_by_role("combobox", name=label).first
        box.click()
        self.clicks += 1
        box.fill(option)
        self.click(self.page.get_by_role("option", name=option))


@pytest.fixture
def front(browser, address):
    opened = []

    def open_front(reader: str) -> Clicker:
        opened.append(visit(browser, f"{address}/?as={reader}"))
        return Clicker(opened[-1])

    yield open_front
    for page in opened:
        page.close()


def test_why_is_this_organisation_not_silver(front):
    reader = front("analyst")
    reader.click(reader.page.get_by_role("link", name="Why is an organisation not at the next level?"))
    reader.choose("Organisation", "Invented Kettle Acute Trust (Demonstration) (ZD007)")
    gap = reader.page.get_by_role("table", name=re.compile("What stands before each level"))
    expect(gap.get_by_role("row", name=re.compile("^Silver")).first).to_be_visible()
    expect(gap.get_by_role("row", name=re.compile("^Silver")).first).to_contain_text("The organisation declares it")
    assert reader.clicks <= MOST


@pytest.mark.parametrize("applicant", ["ZD018", "ZD001"], ids=["compared", "not_shown"])
def test_is_this_applicants_indicator_two_out_of_line(front, applicant):
    reader = front(f"panel:{applicant}")
    reader.click(reader.page.get_by_role("link", name="Is this applicant's indicator out of line?"))
    if "indicator=I2" not in reader.page.url:
        reader.choose("Measure", "I2 Relative likelihood of appointment from shortlisting")
    expect(reader.page.get_by_role("heading", name="Is I2 out of line?")).to_be_visible()
    answer = re.compile("(In|Out of) line with the others|cannot be shown here, because")
    expect(reader.page.get_by_text(answer).first).to_be_visible()
    assert reader.clicks <= MOST


def test_what_must_we_do_by_march(front):
    reader = front("trust:ZD001")
    reader.click(reader.page.get_by_role("link", name="What must we do, and by when?"))
    due = reader.page.get_by_role("table", name=re.compile("What is due, the nearest first"))
    expect(due.get_by_role("row", name=re.compile("March 2027")).first).to_be_visible()
    assert reader.clicks <= MOST
