"""A cell's text for people: what in it cannot be seen, or passes for something else, is named or made plain."""

import unicodedata

LONGEST = 80
CONTROLS = {"\0": "null", "\t": "tab", "\n": "line feed", "\r": "carriage return", "\x1b": "escape"}
WIDE = ("<wide>", "<narrow>")


def visible(text: str) -> str:
    """The text, cut when long, with nothing in it that turns the line around or commands a terminal.

    Letters and signs of a British keyboard and Latin letters with accents stand for themselves, all else is named:
    `12[no-break space U+00A0]`. So a full-width digit or a Cyrillic letter does not pass for the one it looks like.
    """
    pieces, width = [], 0
    for character in text:
        piece = character if _is_plain(character) else f"[{_name(character)} U+{ord(character):04X}]"
        width += len(piece)
        if width > LONGEST:
            return f"{''.join(pieces)}… [{len(text):,} characters]"
        pieces.append(piece)
    return "".join(pieces)


def _is_plain(character: str) -> bool:
    if " " <= character <= "~" or character == "£":
        return True
    is_latin = character < "\u0180" and unicodedata.category(character) in ("Lu", "Ll")
    return is_latin and unicodedata.normalize("NFKC", character) == character


def _name(character: str) -> str:
    return unicodedata.name(character, CONTROLS.get(character, "character without a name")).lower()


def in_plain_characters(text: str) -> str:
    """Digits of other scripts, full-width forms, dashes and spaces as a British keyboard has them; no format marks."""
    return text if text.isascii() else "".join(_in_plain(character) for character in text)


def _in_plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    is_wide = unicodedata.decomposition(character).startswith(WIDE)
    return unicodedata.normalize("NFKC", character) if is_wide else character
