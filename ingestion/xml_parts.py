"""XML of a workbook, walked once by expat. Runs inside the sandbox (`ingestion.sandbox`) only.

Without a document type, and so without entities: a part holds what stands in it and nothing else. Names of elements are
taken without their namespace.
"""

from collections.abc import Iterable
from xml.parsers import expat

from ingestion.archives import refusal
from ingestion.problems import TOO_LARGE, UNREADABLE

MAX_DEPTH = 100
# An element, in whatever part, that reaches out of the workbook.
FORBIDDEN_ELEMENTS = {
    "ddeLink": "a DDE link, which starts other programs",
    "oleLink": "a link to another document",
    "externalLink": "links to other workbooks",
    "oleObjects": "embedded objects",
    "connections": "queries of other data",
    "queryTable": "queries of other data",
    "DataMashup": "queries of other data",
    "customUI": "a ribbon of its own",
}


class Walk:
    """One part. A kind of part says what it takes from `start`, `end` and `text`."""

    def __init__(self, part: str):
        self.part = part
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Text, or a piece of it."""

    def read(self, chunks: Iterable[bytes]) -> "Walk":
        """Itself, after all of the part. Raises Refused."""
        parser = expat.ParserCreate("UTF-8")  # whatever the part says; Excel and LibreOffice write nothing else
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self.text
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            if reason == expat.errors.XML_ERROR_NO_MEMORY:
                raise MemoryError from None
            raise refusal(UNREADABLE, f"not well-formed XML: {reason}", self.part) from None
        return self

    def _document_type(self, *_: object) -> None:
        raise refusal(UNREADABLE, "an XML document type, which may define entities", self.part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusal(TOO_LARGE, f"elements nested deeper than {MAX_DEPTH}", self.part)
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in FORBIDDEN_ELEMENTS:
            raise refusal(UNREADABLE, f"holds {FORBIDDEN_ELEMENTS[name]}", self.part, "take it out and save it again")
        self.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2] if ":" in name else name)
