"""What the checklist asks and XlsxWriter cannot write: titles in the style "Heading 1", and the document's language.

Both are small changes of the finished parts of the file. Parts stay in their order and without a time of day, so the
same table gives the same bytes.
"""

import io
import re
import zipfile

LANGUAGE = "en-GB"
STYLES, CORE, SHEET = "xl/styles.xml", "docProps/core.xml", "xl/worksheets/sheet"
STYLE = '<cellStyle name="Heading 1" xfId="{}" builtinId="16"/>'


def finish(book: bytes) -> bytes:
    """The workbook with its marks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {part: before.read(part) for part in before.infolist()}
        titles = {
            _style_of_first_cell(text.decode()) for part, text in parts.items() if part.filename.startswith(SHEET)
        }
        for part, content in parts.items():
            if part.filename == STYLES:
                content = _headings(content.decode(), titles).encode()
            elif part.filename == CORE:
                language = f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
                content = content.decode().replace("</cp:coreProperties>", language).encode()
            after.writestr(part, content)
    return out.getvalue()


def _style_of_first_cell(sheet: str) -> int:
    found = re.search(r'<c r="A1" s="(\d+)"', sheet)
    return int(found[1]) if found else 0


def _headings(styles: str, titles: set[int]) -> str:
    """Formats of titles, each with the named style behind it; how they look stays as it is."""
    before, formats, after = re.split(r"(<cellXfs.*?</cellXfs>)", styles, flags=re.S)
    named = int(re.search(r'<cellStyleXfs count="(\d+)"', before)[1])
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    before = before.replace(f'<cellStyleXfs count="{named}"', f'<cellStyleXfs count="{named + 1}"')
    before = before.replace("</cellStyleXfs>", plain)
    place = iter(range(len(styles)))
    formats = re.sub(
        r'<xf [^>]*?xfId="(\d+)"',
        lambda xf: xf[0].replace(f'xfId="{xf[1]}"', f'xfId="{named}"') if next(place) in titles else xf[0],
        formats,
    )
    count = int(re.search(r'<cellStyles count="(\d+)"', after)[1])
    after = after.replace(f'<cellStyles count="{count}">', f'<cellStyles count="{count + 1}">{STYLE.format(named)}')
    return before + formats + after
