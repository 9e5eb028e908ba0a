"""Workbooks that could do harm, each a good return in which one thing is changed. Names, rules, words, makers."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from ingestion.contracts import PROJECT

CLEAN = PROJECT / "data" / "demo" / "returns" / "ZD001_2026-08-14.xlsx"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES, BOOK, TEXTS = "[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml"
RETURN, WRES = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet6.xml"
# beside what packs well, so that the file is not refused for that
NOISE = {"docProps/noise.xml": f"<a>{random.Random(1).randbytes(300_000).hex()}</a>".encode()}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


class Hostile(NamedTuple):
    """A file's name below the landing folder, the rule and words it is refused with, and what makes it.

    What is made is bytes, or how a file begins and how large it is.
    """

    name: str
    rule: str
    words: str
    make: Callable[[], bytes | tuple[bytes, int]]


@cache
def clean_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(CLEAN) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, method, 6 if method == zipfile.ZIP_DEFLATED else None)
    return content.getvalue()


def changed(part: str, old: str | bytes, new: str | bytes, more: dict[str, bytes] | None = None) -> bytes:
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    assert old in clean_parts()[part]
    return packed(clean_parts() | {part: clean_parts()[part].replace(old, new, 1)} | (more or {}))


def with_part(name: str, content: bytes | str, kind: str = "customXml", type_: str = "application/xml") -> bytes:
    """A part that the workbook relates to, under a name, a kind and a type of its own choice."""
    link = f'<Relationship Id="rX" Type="{RELATIONSHIP}/{kind}" Target="/{name}"/></Relationships>'
    typed = f'<Override PartName="/{name}" ContentType="{type_}"/></Types>'
    relations = "xl/_rels/workbook.xml.rels"
    return packed(
        clean_parts()
        | {TYPES: clean_parts()[TYPES].replace(b"</Types>", typed.encode())}
        | {relations: clean_parts()[relations].replace(b"</Relationships>", link.encode())}
        | {name: content.encode() if isinstance(content, str) else content}
    )


def linking(kind: str, target: str) -> bytes:
    link = f'<Relationship Id="rX" Type="{RELATIONSHIP}/{kind}" Target="{target}" TargetMode="External"/>'
    return changed("xl/worksheets/_rels/sheet3.xml.rels", "</Relationships>", f"{link}</Relationships>")


def in_cell(cell: str) -> bytes:
    """The first cell of the Return's second row is another."""
    return changed(RETURN, '<c r="A2" t="s"><v>2</v></c>', cell)


def behind(rows: str, part: str = WRES) -> bytes:
    return changed(part, "</sheetData>", f"{rows}</sheetData>")


def expanding() -> bytes:
    levels = "".join('<!ENTITY l{} "{}">'.format(n, f"&l{n - 1};" * 10) for n in range(1, 10))
    entities = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{levels}]><sst'
    return changed(TEXTS, "<sst", entities, {"docProps/note.xml": b"<a/>"})


def utf_16() -> bytes:
    part = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    return packed(clean_parts() | {"docProps/custom.xml": part.encode("utf-16")})


def many_styles() -> bytes:
    styles = "<xf/>" * 1_000_000
    return changed("xl/styles.xml", "<cellXfs ", f"<cellStyleXfs>{styles}</cellStyleXfs><cellXfs ", NOISE)


def long_text_everywhere() -> bytes:
    text = "".join(chr(97 + n * 7919 % 26) for n in range(30_000))
    cells = '<c t="s"><v>0</v></c>' * 50
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(100, 1_900))
    return changed(TEXTS, "<si><t>field</t>", f"<si><t>{text}</t>", {WRES: _with_rows(rows)})


def _with_rows(rows: str) -> bytes:
    return clean_parts()[WRES].replace(b"</sheetData>", f"{rows}</sheetData>".encode())


def many_cells(rows: int = 70) -> bytes:
    rows = "".join('<row r="{}">{}</row>'.format(n, f'<c s="{n}"/>' * 16_000) for n in range(100, 100 + rows))
    return packed(clean_parts() | NOISE | {WRES: _with_rows(rows)})


def many_texts() -> bytes:
    return changed(TEXTS, "</sst>", "<si><t>a</t></si>" * 1_050_000 + "</sst>", NOISE)


def nested() -> bytes:
    deep = "".join(f"<a{n * 7919 % 9973}>" for n in range(100_000))
    return packed(clean_parts() | {"docProps/custom.xml": deep.encode()})


DDE = '<dde:link xmlns:dde="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></dde:link>'
CELL = '<c r="A2" {}>{}</c>'
ARRAY = '<f t="array" ref="A2">SUM(B1:B9)</f><v>3</v>'
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
OF_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
OF_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
OF_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LINK = '<externalLink xmlns="x"><externalBook/></externalLink>'

WORKBOOKS = [
    Hostile("far_cell.xlsx", "F07", "rows beyond 2000", lambda: behind(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    Hostile("far_column.xlsx", "F07", "columns beyond 60", lambda: behind(
        '<row r="2000"><c r="XFD2000"><v>1</v></c></row>')),
    Hostile("beyond_the_grid.xlsx", "F02", "row 9999999", lambda: behind('<row r="9999999"/>')),
    Hostile("huge_dimension.xlsx", "F07", "said to reach as far as XFD1048576", lambda: changed(
        WRES, 'ref="A1:F99"', 'ref="A1:XFD1048576"')),
    Hostile("huge_merge.xlsx", "F07", "a merged area as far as XFD1048576", lambda: changed(
        WRES, "<pageMargins", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins')),
    Hostile("many_cells.xlsx", "F07", "more than 1,000,000 cells", many_cells),
    Hostile("a_million_styles.xlsx", "F07", "more than 65,490 cell formats", many_styles),
    Hostile("a_million_texts.xlsx", "F07", "more than 1,000,000 texts", many_texts),
    Hostile("one_text_in_every_cell.xlsx", "F07", "more than 10 million characters", long_text_everywhere),
    Hostile("long_text.xlsx", "F07", "40,000 characters in one cell", lambda: in_cell(
        CELL.format('t="inlineStr"', f"<is><t>{'ab' * 20_000}</t></is>"))),
    Hostile("deep_nesting.xlsx", "F07", "nested deeper than 100", nested),
    Hostile("entity_expansion.xlsx", "F02", "an XML document type", expanding),
    Hostile("external_entity.xlsx", "F02", "an XML document type", lambda: changed(
        BOOK, "<workbook", '<!DOCTYPE workbook SYSTEM "http://example.org/a.dtd"><workbook')),
    Hostile("another_encoding.xlsx", "F02", "an XML document type", utf_16),
    Hostile("null_byte.xlsx", "F02", "not well-formed XML", lambda: changed(TEXTS, "field", b"fi\0ld")),
    Hostile("null_character.xlsx", "F02", "a null character", lambda: changed(TEXTS, "field", "fi_x0000_ld")),
    Hostile("half_a_character.xlsx", "F02", "half a character", lambda: changed(TEXTS, "field", "fi_xD800_ld")),
    Hostile("formula.xlsx", "F02", "a formula", lambda: in_cell(CELL.format("", "<f>1+1</f><v>2</v>"))),
    Hostile("array_formula.xlsx", "F02", "a formula", lambda: in_cell(CELL.format("", ARRAY))),
    Hostile("dde_formula.xlsx", "F02", "a formula", lambda: in_cell(
        CELL.format('t="str"', "<f>cmd|'/c calc'!A0</f><v>org_code</v>"))),
    Hostile("dde_link.xlsx", "F02", "a DDE link", lambda: with_part("xl/item9.xml", DDE)),
    Hostile("external_link.xlsx", "F02", "links to other workbooks", lambda: with_part(
        "xl/externalLinks/externalLink1.xml", LINK, "externalLink")),
    Hostile("external_link_renamed.xlsx", "F02", "links to other workbooks", lambda: with_part("xl/note.xml", LINK)),
    Hostile("link_to_a_share.xlsx", "F02", "a link out of the workbook", lambda: linking(
        "hyperlink", "file:///\\\\server\\share\\a.xlsx")),
    Hostile("remote_picture.xlsx", "F02", "a link out of the workbook", lambda: linking(
        "image", "https://example.org/a.png")),
    Hostile("macros_renamed.xlsx", "F02", "a workbook with macros (.xlsm)", lambda: changed(
        TYPES, OF_SHEETS, OF_MACROS)),
    Hostile("macros_as_a_picture.xlsx", "F02", "neither XML nor a picture", lambda: with_part(
        "xl/media/image1.png", OLE, "image", "image/png")),
    Hostile("macros.xlsm", "F02", "holds macros", lambda: with_part("xl/vbaProject.bin", OLE, "vbaProject")),
    Hostile("old_macros.xlsx", "F02", "holds macros", lambda: with_part("xl/s1.xml", "<a/>", "xlMacrosheet")),
    Hostile("embedded.xlsx", "F02", "embedded objects", lambda: with_part("xl/embeddings/a.bin", OLE, "oleObject")),
    Hostile("program.xlsx", "F02", "neither XML nor a picture", lambda: with_part("xl/a.bin", b"MZ" + bytes(99))),
    Hostile("control.xlsx", "F02", "holds controls", lambda: with_part("xl/activeX/activeX1.xml", "<ocx/>")),
    Hostile("ribbon.xlsx", "F02", "a ribbon of its own", lambda: with_part("ui/a.xml", '<customUI xmlns="x"/>')),
    Hostile("query.xlsx", "F02", "queries of other data", lambda: with_part(
        "xl/c.xml", "<connections/>", "connections")),
    Hostile("query_renamed.xlsx", "F02", "queries of other data", lambda: with_part("docs/a.xml", "<DataMashup/>")),
    Hostile("data_model.xlsx", "F02", "a data model", lambda: with_part("xl/model/item.data", OLE)),
    Hostile("font.xlsx", "F02", "embedded fonts", lambda: with_part("xl/fonts/a.fntdata", bytes(99))),
    Hostile("error.xlsx", "F02", "the error #REF!", lambda: in_cell(CELL.format('t="e"', "<v>#REF!</v>"))),
    Hostile("cell_twice.xlsx", "F02", "stands twice", lambda: in_cell(
        '<c r="A2" t="s"><v>2</v></c><c r="A2" t="s"><v>1</v></c>')),
    Hostile("row_twice.xlsx", "F02", "stands twice", lambda: behind('<row r="9"><c r="A9"><v>1</v></c></row>')),
    Hostile("sheet_twice.xlsx", "F06", "two sheets of the name", lambda: changed(BOOK, 'name="WRES"', 'name="return"')),
    Hostile("sheet_without_part.xlsx", "F06", "no part of its own", lambda: changed(BOOK, "rId6", "rId99")),
    Hostile("binary.xlsx", "F02", "a binary workbook (.xlsb)", lambda: changed(TYPES, OF_SHEETS, OF_BINARY)),
    Hostile("document.xlsx", "F02", "a Word document", lambda: changed(TYPES, OF_SHEETS, OF_WORD)),
    Hostile("opendocument.xlsx", "F02", "an OpenDocument file (.ods), though", lambda: packed(ODS, zipfile.ZIP_STORED)),
    Hostile("opendocument.ods", "F02", "an OpenDocument file (.ods)", lambda: packed(ODS, zipfile.ZIP_STORED)),
    Hostile("password.xlsx", "F02", "a workbook behind a password", lambda: (
        OLE + "EncryptedPackage".encode("utf-16-le"))),
    Hostile("old.xls", "F02", "an old Excel workbook (.xls)", lambda: OLE + "Workbook".encode("utf-16-le")),
    Hostile("web_page.xlsx", "F02", "a web page", lambda: b"<html><table><tr><td>org_code</td></tr></table></html>"),
    Hostile("of_2003.xlsx", "F02", "an XML Spreadsheet of 2003", lambda: b'<?xml version="1.0"?>\n<Workbook '
            b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    Hostile("text.xlsx", "F02", "not a complete workbook or zip file", lambda: b"field,value\norg_code,ZD001\n"),
]  # fmt: skip
