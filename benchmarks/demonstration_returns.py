"""What an invented organisation hands in: the sheets of one return, with the mistake it was given on purpose."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks import demonstration_items as items
from benchmarks import demonstration_supporting as supporting
from benchmarks.demonstration_cast import KINDS, Organisation
from benchmarks.demonstration_items import PLAN, PROOF, Days

CLAIMED = {"none": "R", "bronze": "RB", "silver": "RBS", "gold": "RBSG"}
BACKED = {"stale", "panel", "not_met", "not_evidenced"}  # what a corrected return puts right
SHEETS = {
    "Return": "field,value",
    "Checklist": "item_id,declared_status,narrative,person_or_team,timescale,target_completion_date,progress,comments",
    "Facts": "item_id,field,value",
    "Events": "item_id,date,kind,forum,role,attended,covers,number,title,evidence_id",
    "Evidence": "evidence_id,item_ids,type,title,document_date,period_start,period_end,is_public,url,"
    "contains_personal_data,redacted",
    "WRES": "wres_year,measure_code,white,bme,unknown,declared_value",
}


@dataclass
class Draft:
    """One return while it is being filled in; `round` is 1 for 2025 and 2 for 2026."""
    seed: int
    org: Organisation
    round: int
    corrected: bool = False
    sheets: dict[str, list[list]] = field(default_factory=lambda: {k: [v.split(",")] for k, v in SHEETS.items()})

    def stream(self, *key: object) -> Random:
        return figures.stream(self.seed, self.org.code, "return", *key)

    @property
    def year(self) -> int:
        return 2024 + self.round

    @property
    def assessed(self) -> date:
        """Between May and September; the second comes about a year after the first."""
        first = date(2025, 5, 6) + timedelta(self.stream("date").randint(0, 130))
        return first if self.round == 1 else first + timedelta(self.stream("gap").randint(350, 378))

    @property
    def attested(self) -> date:
        late = self.stream("late").randint(90, 115) if self.round == 1 and self.org.code in cast.LATE else 0
        usual = self.stream("attested", self.round).randint(0, 21)
        return min(self.assessed + timedelta(usual + late + 28 * self.corrected), cast.AS_OF)

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcome of each direct and review item, from the plan."""
        level, *changes = (self.org.first if self.round == 1 else self.org.second).split()
        planned = {item: "met" if item[0] in CLAIMED[level] else "no" for item in items.ITEMS}
        planned |= dict(change.split("=") for change in changes)
        return {item: "met" if self.corrected and outcome in BACKED else outcome for item, outcome in planned.items()}

    def compose(self) -> dict[str, list[list]]:
        """Every sheet of the return, with its mistake if it has one."""
        self._fill_header()
        for item, outcome in self.outcomes.items():
            self._fill_item(item, outcome)
        mistake = cast.RETURN_MISTAKES.get((self.org.code, self.round), 0)
        self._fill_wres(mistake)
        _spoil(self.sheets, mistake)
        return self.sheets

    def _fill_header(self) -> None:
        level = cast.APPLICATIONS.get((self.org.code, self.round))
        usual = "self_assessment" if self.round == 1 else "annual_review"
        self.sheets["Return"] += [
            ["org_code", self.org.code],
            ["return_type", "application" if level else usual],
            ["assessment_date", self.assessed],
            ["period_start", self.assessed - timedelta(364)],
            ["period_end", self.assessed],
            ["level_applied_for", level],
            ["sro_role", "Chief people officer"],
            ["attested_on", self.attested],
        ]

    def _fill_item(self, item: str, outcome: str) -> None:
        """An item and its supporting actions, which share its evidence: checklist rows, facts, events, evidence."""
        claimed = outcome not in ("no", "absent")
        undone = None if outcome == "absent" else self.stream(item).choice(("partial", "not_in_place"))
        self._fill_checklist(item, "in_place" if claimed else undone)
        covered = [item, *self._fill_supporting(item, claimed)]
        if not claimed:
            return
        facts = {(item, name): v for name, v in self._facts(item, outcome).items()}
        for action in covered[1:]:
            rng = self.stream("facts", action, self.round)
            given = supporting.facts(action, rng)
            facts |= {(action, name): self._day(v, rng) if isinstance(v, Days) else v for name, v in given.items()}
        events = [[name, *event] for name in covered for event in self._events(name, outcome)]
        dates = [
            v for v in (*facts.values(), *(event[1] for event in events)) if isinstance(v, date) and v <= self.assessed
        ]
        shown = outcome != "not_evidenced"
        proof = self._evidence(item, covered, max(dates, default=self.assessed - timedelta(90))) if shown else None
        plan = self._evidence("G5", ["G5"], self.assessed - timedelta(40), "Action plan") if item == "G5" else None
        known = {PROOF: proof, PLAN: plan} | supporting.years(self.assessed)
        self.sheets["Facts"] += [[*key, known.get(value, value)] for key, value in facts.items()]
        self.sheets["Events"] += [[*event, proof] for event in events]

    def _fill_supporting(self, item: str, claimed: bool) -> list[str]:
        """Supporting actions are likelier in place when their deliverable is; returns those that are."""
        kept = []
        for name in (f"{item}.{letter}" for letter in items.ITEMS[item][0]):
            rng = self.stream(name)
            in_place = rng.random() < (0.75 if claimed else 0.2)
            undone = "na" if name == "B1.b" else rng.choice(("partial", "not_in_place"))
            self._fill_checklist(name, "in_place" if in_place else undone)
            kept += [name] * in_place
        return kept

    def _fill_checklist(self, item: str, declared: str | None) -> None:
        rng = self.stream("checklist", item)
        done, planned = declared == "in_place", declared in ("partial", "not_in_place")
        self.sheets["Checklist"].append(
            [
                item,
                declared,
                "In place, as the evidence shows" if done else "Planned" if planned else None,
                rng.choice(("People directorate", "Equality team", "Board secretariat")),
                "This year" if done else "Next year",
                self.assessed + timedelta(rng.randint(60, 330)) if planned else None,
                "Complete" if done else "Under way" if declared == "partial" else None,
                None,
            ]
        )

    def _facts(self, item: str, outcome: str) -> dict[str, object]:
        """Field values of an item in place: the base, one choice, counts, then what the outcome changes."""
        rng = self.stream("facts", item, self.round)
        values = items.FACTS.get(item, {}) | self.stream(item).choice(items.CHOICES.get(item, ({},)))
        values |= self._counts(item, outcome, rng, values.get("direction"))
        values |= items.VARIANTS.get((item, outcome), ({}, {}))[0]
        return {name: self._day(v, rng) if isinstance(v, Days) else v for name, v in values.items()}

    def _day(self, days: int, rng: Random) -> date:
        return self.assessed + timedelta(days + rng.randint(-8, 8))

    def _counts(self, item: str, outcome: str, rng: Random, direction: str | None) -> dict[str, object]:
        """The numbers of the items that have any, in step with the WRES figures where they overlap."""
        share, lines = items.SHARES.get((item, outcome), 1), figures.wres(self.seed, self.org, self.year)
        if item == "B4" and outcome != "panel":
            return figures.inequality(rng, direction, outcome == "not_met")
        if item == "S2":
            scope = sum(figures.total(figures.workforce(self.seed, self.org, self.year), figures.SENIOR))
            with_goal = int(scope * share)
            return {
                "n_in_scope": scope,
                "n_with_goal": with_goal,
                "n_goals_assessed": int(with_goal * 0.9),
                "n_goals_met": int(with_goal * 0.7),
            }
        if item == "S3":
            executives = sum(lines["I9.BOARD.EXEC"])
            return {"n_exec": executives, "n_exec_completed": int(executives * share + 0.5)}
        if item == "G1":
            seats = zip(
                ("seats_total", "seats_white", "seats_bme", "seats_unknown"),
                (sum(lines["I9.BOARD.TOTAL"]), *lines["I9.BOARD.TOTAL"]), strict=True,
            )
            return dict(seats) | {"as_at": date(self.year, 3, 31), "local_pop_basis": KINDS[self.org.kind].basis}
        return {}

    def _events(self, item: str, outcome: str) -> list[list]:
        """The columns from date to title, one row for each date; a tuple gives each date its own value."""
        rng = self.stream("events", item, self.round)
        changed = supporting.ALL_EVENTS.get(item, {"days": ()}) | items.VARIANTS.get((item, outcome), ({}, {}))[1]
        values = [changed.get(name) for name in SHEETS["Events"].split(",")[2:-1]]
        return [
            [self._day(days, rng), *(value[i] if isinstance(value, tuple) else value for value in values)]
            for i, days in enumerate(changed["days"])
        ]

    def _evidence(self, item: str, covered: list[str], on: date, other_title: str = "") -> str:
        """Adds an evidence row and returns its id; the period it speaks for is the year up to its date."""
        _, kind, title = items.ITEMS[item]
        public, name = kind in ("url", "statement", "report"), f"E{len(self.sheets['Evidence']):03d}"
        self.sheets["Evidence"].append(
            [
                name,
                ";".join(covered),
                kind,
                other_title or title,
                on,
                on - timedelta(364),
                on,
                "yes" if public else "no",
                f"https://example.org/{self.org.code.lower()}/{name.lower()}" if public else None,
                "no",
                "no",
            ]
        )
        return name

    def _fill_wres(self, mistake: int) -> None:
        """Count lines and declared ratios of the newest year, and in the second return again of the year before."""
        for year in range(self.year, 2024, -1):
            lines = dict(figures.wres(self.seed, self.org, 2025 if mistake == 11 else year))
            if self.org.code in cast.RESTATED and year < self.year:
                lines["I2.SHORTLISTED"] = tuple(round(1.05 * n) for n in lines["I2.SHORTLISTED"])
            if mistake == 7 and year == self.year:
                white, _, unknown = lines["I2.APPOINTED"]
                lines["I2.APPOINTED"] = white, lines["I2.SHORTLISTED"][1] + 7, unknown
            if mistake == 8 and year == self.year:
                lines["I4.ACCESSED"] = lines["I4.WORKFORCE"][0] + 40, *lines["I4.ACCESSED"][1:]
            self.sheets["WRES"] += [[year, code, *counts, None] for code, counts in lines.items()]
            ratios = figures.headlines(lines)
            self.sheets["WRES"] += [[year, code, None, None, None, ratios.get(code)] for code in ("I2", "I3", "I4")]


def _spoil(sheets: dict[str, list[list]], mistake: int) -> None:
    """Mistakes in a sheet's form or in one cell; those in the counts are made where the lines are."""
    declared = next(row for row in sheets["WRES"] if row[1] == "I2")
    if mistake == 1:
        sheets["Checklist"][0][1] = "declared status"
    elif mistake == 2:
        del sheets["Events"]
    elif mistake == 4:
        near = min((row for row in sheets["WRES"][1:] if row[1][:2] == "I1"), key=lambda row: abs(row[3] - 12))
        near[3] = 12.5
    elif mistake == 5:
        declared[5] = "1.25%"
    elif mistake == 6:
        declared[5] = round(1 / declared[5], 2)
