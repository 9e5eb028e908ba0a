"""What a workbook is made of, and what none may bring along. Runs inside the sandbox (`ingestion.sandbox`) only.

A part is judged three times: by its name, by the type that the workbook gives it, and by how others relate to it. Each
can be chosen at will by whoever made the file.
"""

import posixpath
import re

from ingestion.archives import Archive, refusal
from ingestion.problems import SHEETS, UNREADABLE
from ingestion.xml_parts import Walk

CONTENT_TYPES = "[Content_Types].xml"
# A word in a part's name, its type, or its relationship, and what it stands for.
FORBIDDEN_WORDS = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "macro": "macros",
    "externallink": "links to other workbooks",
    "embedding": "embedded objects",
    "oleobject": "embedded objects",
    "activex": "controls",
    "connections": "queries of other data",
    "querytable": "queries of other data",
    "model/": "a data model",
    "model+data": "a data model",
    "powerpivot": "a data model",
    "customui": "a ribbon of its own",
    "extensibility": "a ribbon of its own",
    "webextension": "add-ins",
    "volatiledependencies": "live data",
    "fontdata": "embedded fonts",
    "obfuscatedfont": "embedded fonts",
    "fonts/": "embedded fonts",
}
OTHER_DOCUMENTS = {
    "sheet.binary": ("a binary workbook (.xlsb)", "save it as an Excel workbook (.xlsx)"),
    "macroenabled": ("a workbook with macros (.xlsm)", "save it as an Excel workbook (.xlsx) without macros"),
    "wordprocessingml": ("a Word document", "send the workbook"),
    "presentationml": ("a presentation", "send the workbook"),
}
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".svg")
OTHERS = ("printersettings", "customproperty")  # in the names of parts that are neither, and never opened
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF")
WEB_OR_INSIDE = re.compile(r"(?i)(?:https?://|mailto:|#)[^\\]*")
TAKE_OUT = "take it out and save the workbook again"


def judge(archive: Archive) -> None:
    """Every part by its name, and those that are no XML by their first bytes. Raises Refused."""
    for name in archive.entries:
        _judge_words(name.lower(), name)
        if not name.endswith("/") and not is_xml(name):
            _judge_bytes(name, archive.read(name))


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _judge_words(text: str, place: str) -> None:
    kinds = [kind for word, kind in FORBIDDEN_WORDS.items() if word in text]
    if kinds:
        raise refusal(UNREADABLE, f"holds {kinds[0]}", place, TAKE_OUT)


def _judge_bytes(name: str, content: bytes) -> None:
    expected = name.lower().endswith((*PICTURES, ".vml")) or any(other in name.lower() for other in OTHERS)
    if not expected or content.startswith(PROGRAMS):
        raise refusal(UNREADABLE, "holds a part that is neither XML nor a picture", name, TAKE_OUT)
    if name.lower().endswith(".vml") and b"<!DOCTYPE" in content:  # old drawings; written as XML, not always well
        raise refusal(UNREADABLE, "an XML document type, which may define entities", name)


class ContentTypes(Walk):
    """The types that the workbook gives its parts."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        type_ = attributes.get("ContentType", "").lower()
        place = attributes.get("PartName", self.part)
        if "main+xml" in type_ or "sheet.binary" in type_:
            for word, (kind, remedy) in OTHER_DOCUMENTS.items():
                if word in type_:
                    raise refusal(UNREADABLE, f"{kind}, whatever its name says", place, remedy)
        _judge_words(type_, place)


class Relationships(Walk):
    """What a part points to: the kind and the part, by id."""

    def __init__(self, part: str):
        super().__init__(part)
        folder, _, name = part.rpartition("_rels/")
        self.origin = folder + name.removesuffix(".rels")
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2].lower(), attributes.get("Target", "")
        _judge_words(kind, self.part)
        if kind in ("package", "control"):
            raise refusal(UNREADABLE, "holds embedded objects", self.part, TAKE_OUT)
        if attributes.get("TargetMode", "Internal") != "Internal":
            if kind != "hyperlink" or not WEB_OR_INSIDE.fullmatch(target):
                found = f"a link out of the workbook, to {target!r}"
                raise refusal(UNREADABLE, found, self.part, "take the link out and keep its text")
            return
        path = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        self.targets[attributes.get("Id", "")] = kind, path


class Sheets(Walk):
    """Titles and relationship ids of the sheets in their order, and whether days are counted from 1904."""

    def __init__(self, part: str):
        super().__init__(part)
        self.ids: dict[str, str] = {}
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            title = attributes.get("name", "")
            if title.casefold() in map(str.casefold, self.ids):
                raise refusal(SHEETS, f"two sheets of the name {title!r}", self.part)
            ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            self.ids[title] = ids[0] if ids else ""


class Outline:
    """Which part is what."""

    def __init__(self, archive: Archive):
        """Reads the types, the relationships and the workbook's own part. Raises Refused."""
        ContentTypes(CONTENT_TYPES).read(archive.chunks(CONTENT_TYPES))
        self.read = {CONTENT_TYPES}
        relations = {}
        for name in (name for name in archive.entries if name.lower().endswith(".rels")):
            walked = Relationships(name).read(archive.chunks(name))
            relations[walked.origin] = walked.targets
            self.read.add(name)
        roots = [path for kind, path in relations.get("", {}).values() if kind == "officedocument"]
        if len(roots) != 1 or roots[0] not in archive:
            raise refusal(UNREADABLE, "a zip without a workbook in it")
        self.read.add(roots[0])
        self.workbook = Sheets(roots[0]).read(archive.chunks(roots[0]))
        targets = relations.get(roots[0], {})
        self.strings, self.styles = (
            next((path for kind, path in targets.values() if kind == wanted and path in archive), None)
            for wanted in ("sharedstrings", "styles")
        )
        self.titles: dict[str, str] = {}
        for title, relation in self.workbook.ids.items():
            kind, path = targets.get(relation, ("", ""))
            if path not in archive or path in self.titles or path in self.read:
                raise refusal(SHEETS, f"the sheet {title!r} has no part of its own", roots[0])
            if kind == "worksheet":
                self.titles[path] = title
