"""What two published runs rest on, and where they differ: files, the day of judgement, registries, and the tool."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

MOST_NAMED = 6  # files of one kind in one sentence
NEW, CHANGED, WITHDRAWN = "New file", "Changed file", "File no longer taken in"

File = tuple[str, str]  # source and name


@dataclass(frozen=True)
class Causes:
    """Differences between two runs. `files` are those of which something was taken in, and what became of them."""

    files: dict[File, str]
    belongs_to: dict[File, set[str]] = field(default_factory=dict)  # a return's organisation, and who succeeded it
    others: tuple[str, ...] = ()  # what is no file, in sentences

    def words(self, org_code: str | None, for_trust: bool = False) -> str:
        """What can have changed a value of an organisation, or of none. A trust is told no name but its own files'."""
        touching = {f: what for f, what in self.files.items() if org_code in self.belongs_to.get(f, {org_code})}
        if not touching and not self.others:
            return "Files of other organisations." if for_trust else self._sentences(self.files, named=True)
        if not for_trust:
            return " ".join(filter(None, [self._sentences(touching, named=True), *self.others]))
        own = {f: what for f, what in touching.items() if f in self.belongs_to}
        shared = {f: what for f, what in touching.items() if f not in own}
        sentences = [self._sentences(own, named=True), self._sentences(shared, named=False), *self.others]
        return " ".join(filter(None, sentences))

    @staticmethod
    def _sentences(files: dict[File, str], named: bool) -> str:
        """Files by what became of them; those of many organisations by their source alone where they are not named."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for (source, name), what in sorted(files.items()):
            words = f"{source}/{name}" if named else f"of the source {source}"
            if words not in grouped[what]:
                grouped[what].append(words)
        sentences = []
        for what in (NEW, CHANGED, WITHDRAWN):
            words = grouped.get(what, [])
            more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
            sentences += [f"{what}: {', '.join(words[:MOST_NAMED])}{more}."] if words else []
        return " ".join(sentences)


def between(before: dict, after: dict, folder_before: Path, folder_after: Path) -> Causes | None:
    """From the manifests of two runs and their folders; None when they rest on the same."""
    if before["fingerprint"] == after["fingerprint"]:
        return None
    return Causes(
        _files(before["inputs"], after["inputs"]),
        _belongs_to(folder_before) | _belongs_to(folder_after),
        tuple(_others(before, after, folder_before, folder_after)),
    )


def _files(before: list[dict], after: list[dict]) -> dict[File, str]:
    """Files taken in by one run and not, or not with the same bytes, by the other."""
    earlier, later = (
        {(i["source"], i["name"]): (i["sha256"], i["rows"]) for i in inputs if i["rows"]} for inputs in (before, after)
    )
    found = {file: NEW for file in later.keys() - earlier.keys()}
    found |= {file: WITHDRAWN for file in earlier.keys() - later.keys()}
    return found | {file: CHANGED for file in later.keys() & earlier.keys() if later[file] != earlier[file]}


def _belongs_to(folder: Path) -> dict[File, set[str]]:
    """Files that are one organisation's return, and the organisations whose figures they may be."""
    query = """
        select s.source, s.file_name, list_distinct(list_concat([s.org_code], string_split(coalesce(any_value(
            o.successor_codes), s.org_code), ';')))
        from submissions as s left join organisations as o on s.org_code = o.org_code
        where s.source = 'returns' and s.org_code is not null
        group by s.source, s.file_name, s.org_code
    """
    with duckdb.connect(str(folder / "analyst.duckdb"), read_only=True) as con:
        return {(source, name): set(codes) for source, name, codes in con.execute(query).fetchall()}


def _others(before: dict, after: dict, folder_before: Path, folder_after: Path) -> list[str]:
    found = []
    if before["as_of"] != after["as_of"]:
        found.append(f"The day of judgement moved from {_day(before['as_of'])} to {_day(after['as_of'])}.")
    if before["rule_version"] != after["rule_version"]:
        found.append(f"Item rules {before['rule_version']} gave way to {after['rule_version']}.")
    if before["code_version"] != after["code_version"]:
        changed = _registries_changed(folder_before, folder_after)
        registries = f" Registries that changed: {', '.join(changed)}." if changed else ""
        found.append(f"Another version of the tool.{registries}")
    return found or ([] if _files(before["inputs"], after["inputs"]) else ["What is known of a file changed."])


def _registries_changed(before: Path, after: Path) -> list[str]:
    """Registries whose rows, columns or order differ; those that only one run has are of its version."""
    contents = []
    for folder in (before, after):
        with duckdb.connect(str(folder / "analyst.duckdb"), read_only=True) as con:
            query = "select table_name from duckdb_tables() where schema_name = 'registries'"
            names = [name for (name,) in con.execute(query).fetchall()]
            hashed = "select md5(string_agg(r::varchar, '' order by rowid)) from registries.{} as r"
            contents.append({name: con.execute(hashed.format(name)).fetchone()[0] for name in names})
    earlier, later = contents
    return sorted(name for name in earlier.keys() & later.keys() if earlier[name] != later[name])


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
