"""The front page: what a reader comes to ask, and where it is answered."""

from html import escape

import streamlit as st

from app import awards, queries, scope, wording
from app.choices import address
from app.reading import Reading
from app.vocabulary import READERS

# By audience: the question, the page that answers it, and what stands there.
QUESTIONS = {
    "analyst": [
        (
            "Where does the region stand?",
            "region",
            "Levels, items in the way, what moved, what is late and what is due",
        ),
        (
            "Why is an organisation not at the next level?",
            "organisation",
            "Its levels, each item with its reason, the gap",
        ),
        ("Did five measures improve two years running?", "gold3", "Item G3: nine indicators, both steps, and chance"),
        (
            "Is an organisation's indicator out of line?",
            "compare",
            "Its position among permitted peers, and the funnel",
        ),
        ("How good is the data, and what changed?", "data", "Files, findings, freshness and revisions"),
        ("What was refused, and who is to be reminded?", "assembly", "Refused files to decide on, and what is late"),
        ("Who improved, and how did they do it?", "improvements", "Organisations that let an improvement be named"),
        ("What does a figure mean?", "methods", "Formula, direction, source, breaks and thresholds of each measure"),
    ],
    "desk": [
        (
            "Which applications are there, and what is next?",
            "desk",
            "Applications in their states; declare before reading",
        ),
        ("Who improved, and how did they do it?", "improvements", "Organisations that let an improvement be named"),
        ("What does a figure mean?", "methods", "Formula, direction, source, breaks and thresholds of each measure"),
    ],
    "panel": [
        ("What is to be done with this application?", "desk", "Questions, evidence, recommendations, the decision"),
        ("Is this applicant's indicator out of line?", "compare", "Its position among permitted peers, and the funnel"),
        (
            "Does the evidence bear out what it claims?",
            "organisation",
            "Levels and items: declared, shown by evidence, why",
        ),
        ("Did five measures improve two years running?", "gold3", "Item G3: nine indicators, both steps, and chance"),
        ("What does one indicator rest on?", "indicator", "Every year, interval, change, break and count"),
        ("Who improved, and how did they do it?", "improvements", "Organisations that let an improvement be named"),
        ("What does a figure mean?", "methods", "Formula, direction, source, breaks and thresholds of each measure"),
    ],
    "trust": [
        ("Where are we, why, and what next?", "organisation", "Our levels, each item with its reason, the gap"),
        ("What must we do, and by when?", "organisation#due", "Returns, reviews, evidence that ages, our action plan"),
        ("How do we hand in our return?", "return", "The workbook, what is found in it, and what we handed in"),
        ("How do we stand among others?", "position", "Our figures beside the anonymised region"),
        ("Did five of our measures improve two years running?", "gold3", "Item G3: nine indicators, both steps"),
        ("What does one of our indicators rest on?", "indicator", "Every year, interval, change, break and count"),
        ("How good is our data, and what changed?", "data", "Our files, findings, freshness and revisions"),
        ("Who improved, and how did they do it?", "improvements", "Organisations that let an improvement be named"),
        ("What does a figure mean?", "methods", "Formula, direction, source, breaks and thresholds of each measure"),
    ],
}  # fmt: skip


def show(reading: Reading) -> None:
    kind = scope.kind(reading)
    st.title("North West Benchmark")
    st.write(
        "How NHS organisations stand against the Anti-Racist Framework of the North West Black, Asian and Minority "
        f"Ethnic Assembly, and in the Workforce Race Equality Standard. Reading as: {_reader(reading)}."
    )
    queries.show_waiting(reading)
    st.header("What would you like to know?")
    links = "".join(
        f'<li><a href="{escape(address(page))}" target="_self">{escape(question)}</a><br>{escape(found)}</li>'
        for question, page, found in QUESTIONS[kind]
    )
    st.html(f'<ul class="nw-questions">{links}</ul>')
    awards.show(reading)


def _reader(reading: Reading) -> str:
    code = reading.audience.org_code
    if code is None:
        return READERS[scope.kind(reading)].lower()
    name = reading.table("organisations", org_code=code)["org_name"][0]
    return f"{READERS[reading.audience.name].lower()}: {wording.organisation(name)} ({code})"
