"""The sheets of a file, whatever it was saved as: one file a format, told by its first bytes."""

import re
from collections.abc import Iterator

from kiosk.exchange.sheets import csv_text, foreign, web_page, workbook, xml_table
from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES, Sheet, Unreadable
from kiosk.language.sentences import gettext

_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_PAGE = re.compile(r"<(html|table|body|tr)\b", re.IGNORECASE)
_BOOK = re.compile(r"<(\w+:)?Workbook\b|<\?xml")
_ARCHIVE = re.compile(rb"\s*MIME-Version:|\s*From:[^\n]*\n(?:[^\n]*\n){0,9}MIME-Version:", re.IGNORECASE)


def read(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    """Each way of reading the file (text may be cut at several delimiters), as its sheets.

    Raises Unreadable with a sentence for the sender.
    """
    if not data.strip():
        raise Unreadable(gettext("빈 파일이에요. 제목 줄과 내용이 있는 표를 골라 주세요.", lang))
    if len(data) > MAX_FILE_BYTES:
        raise too_large(lang)
    if data.startswith(b"PK"):
        return workbook.read(data, lang)
    if sentence := foreign.told(data):
        raise Unreadable(gettext(sentence, lang))
    if _ARCHIVE.match(data[:2000]):
        return web_page.read_archive(data, lang)
    start = _start(data)
    if _MARKUP.match(start):
        if _PAGE.search(start) and "Workbook" not in start:
            return web_page.read(data, lang)
        if _BOOK.search(start):
            return xml_table.read(data, lang)
    return csv_text.read(data, lang)


def _start(data: bytes) -> str:
    """Enough of the text to see markup, whatever its encoding."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]
    return data[:4000].replace(b"\0", b"")[2 * wide * (data[0] > 127) :].decode("utf-8-sig", "replace")


def too_large(lang: str) -> Unreadable:
    sentence = gettext("파일이 너무 커요. %(mb)s MB까지 가져올 수 있으니 나누어 주세요.", lang)
    return Unreadable(sentence % {"mb": MAX_FILE_BYTES // 1_000_000})
