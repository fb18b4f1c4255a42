"""The sheets of a file, whatever it was saved as: one file a format, told by its first bytes."""

from collections.abc import Iterator

from kiosk.exchange.sheets import csv_text, workbook
from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES, Sheet, Unreadable
from kiosk.words import gettext

OTHER_FORMATS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8")


def read(data: bytes, lang: str) -> Iterator[Sheet]:
    """Each sheet as rows of text. Raises Unreadable with a sentence for the sender."""
    if not data.strip():
        raise Unreadable(gettext("빈 파일이에요. 제목 줄과 내용이 있는 표를 골라 주세요.", lang))
    if len(data) > MAX_FILE_BYTES:
        raise too_large(lang)
    if data.startswith(b"PK"):
        return workbook.read(data, lang)
    if data.startswith(OTHER_FORMATS):
        raise Unreadable(
            gettext("옛 엑셀(xls)이나 다른 종류의 파일이에요. XLSX나 CSV로 저장해서 다시 골라 주세요.", lang)
        )
    return csv_text.read(data, lang)


def too_large(lang: str) -> Unreadable:
    sentence = gettext("파일이 너무 커요. %(mb)s MB까지 가져올 수 있으니 나누어 주세요.", lang)
    return Unreadable(sentence % {"mb": MAX_FILE_BYTES // 1_000_000})
