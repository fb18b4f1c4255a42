"""Text that somebody else wrote, made the same however it was typed; and by what two spellings of a name are one.

Every way in passes here: forms (kiosk.actions.fields), cells of files (kiosk.exchange.cells), file names, searches. What is kept
is composed (NFC) and holds nothing that can't be seen: no zero-width or bidirectional mark, no control, and no character
that has no meaning. Two of those mark a person's name in answers (kiosk.data.names), so none may come in from outside.
"""

import re
import unicodedata
from collections.abc import Iterator

UNREADABLE = "\ufffd"
# Unicode's Default_Ignorable_Code_Point beyond category Cf: drawn as nothing, though letters or marks by their category.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\ufe00-\ufe0f\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# Letters and symbols that are drawn as a blank: the Hangul fillers and the empty Braille cell.
_BLANK = re.compile("[\u3164\uffa0\u2800]")
_NONCHARACTER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NO_TEXT = re.compile(f"[\0\ud800-\udfff{_NONCHARACTER}]")
_COMPANY = re.compile(r"[(（](?:주|사|유)[)）]|㈜|주식회사|유한회사")


def is_text(given: str) -> bool:
    """Whether this is text at all: no lone surrogate, no NUL, no noncharacter of Unicode's."""
    return "\0" not in given if given.isascii() else _NO_TEXT.search(given) is None


def has_meaning(given: str) -> bool:
    """Whether every character has a meaning that others share: none unassigned, of private use or no text."""
    return given.isprintable() or not any(_is_meaningless(char) for char in given)


def clean(given: str, unreadable: str = "") -> str:
    """Composed, without what can't be seen; lines stay lines. `unreadable` stands where a character had no meaning."""
    if not _is_plain(given):
        given = "".join(_pieces(given.replace("\r\n", "\n"), unreadable))
    return unicodedata.normalize("NFC", given)


def line(given: str, unreadable: str = "") -> str:
    """As clean(), on one line: any run of blanks is one space, none at the ends."""
    return " ".join(clean(given, unreadable).split())


def key(name: str) -> str:
    """By what two spellings of one name are compared: without blanks, marks and case."""
    plain = unicodedata.normalize("NFKC", line(name))
    return re.sub(r"[\W_]", "", plain).casefold() or plain


def close_key(name: str) -> str:
    """As key(), but marks count: two titles or two persons that differ in more than blanks and case are two."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", line(name))).casefold()


def company_key(name: str) -> str:
    """As key(), of an enterprise as people say it: without (주) and its kind."""
    return key(without_company(clean(name)))


def without_company(name: str, instead: str = "") -> str:
    """`(주)가온` and `주식회사 가온` without what says that it is a company."""
    return _COMPANY.sub(instead, name)


def _is_plain(given: str) -> bool:
    """Nearly all text is, and is let through in a thirtieth of the time (0.2 us for a name)."""
    return given.isprintable() and not _IGNORABLE.search(given) and not _BLANK.search(given)


def _pieces(given: str, unreadable: str) -> Iterator[str]:
    for char in given:
        category = unicodedata.category(char)
        if char in "\n\r\u2028\u2029":
            yield "\n"
        elif char == "\t" or category in ("Cc", "Zs") or _BLANK.match(char):
            yield " "
        elif category == "Cf" or _IGNORABLE.match(char):
            continue
        else:
            yield unreadable if _is_meaningless(char) else char


def _is_meaningless(char: str) -> bool:
    return unicodedata.category(char) in ("Cn", "Co", "Cs") and not _IGNORABLE.match(char)
