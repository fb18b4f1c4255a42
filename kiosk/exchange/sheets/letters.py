"""From bytes to text: which encoding a file of text was saved in, said or not."""

import re
from collections.abc import Iterator

from kiosk.exchange.sheets.sheet import Unreadable
from kiosk.language.sentences import gettext

# What cp949 also reads, under the names that pages and programs give it.
_AS_CP949 = {
    "euc-kr",
    "euckr",
    "ks_c_5601-1987",
    "ksc5601",
    "ks_c_5601",
    "x-windows-949",
    "ms949",
    "windows-949",
}
_SPOILT_IN = 200  # one letter in so many may be cut in half (a column of fixed width); more is no text
_USUAL = re.compile(
    r"[\t\r\n -~\u00a0-\u00ff\u2000-\u206f\u3000-\u318f\uac00-\ud7a3\u4e00-\u9fff\uff00-\uffef]"
)


def decode(data: bytes, lang: str, said: str = "") -> tuple[str, int]:
    """The text, and how many letters of it could not be read: a lone surrogate stands where one was.

    `said` is the encoding that the file names, tried first. Raises Unreadable.
    """
    for encoding in _encodings(data, said):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff"), 0
    nearly = min(_spoilt(data), key=lambda tried: tried[1], default=("", 1))
    if nearly[1] * _SPOILT_IN <= len(nearly[0]):
        return nearly
    raise Unreadable(
        gettext(
            "글자를 읽을 수 없는 파일이에요. 문서 보안(DRM)이 걸려 있으면 해제하고, XLSX나 ‘CSV UTF-8’로 "
            "저장해서 다시 골라 주세요.",
            lang,
        )
    )


def spoilt_note(count: int, lang: str) -> tuple[str, ...]:
    if not count:
        return ()
    return (gettext("깨진 글자 %(count)s개를 뺐어요. 원래 파일을 확인해 주세요.", lang) % {"count": count},)


def _encodings(data: bytes, said: str) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif b"\0" in data:
        yield from (one for one in ("utf-16-le", "utf-16-be") if _is_usual(data, one))
    else:
        if said:
            yield "cp949" if said.lower() in _AS_CP949 else said
        yield from ("utf-8-sig", "cp949")


def _is_usual(data: bytes, encoding: str) -> bool:
    """Whether two bytes a letter give the letters of a Korean table: without a mark at the front it is a guess."""
    start = data[:4000].decode(encoding, "replace")
    return len(_USUAL.findall(start)) * 20 >= len(start) * 19 and any(mark in start for mark in "\n\r,;\t<")


def _spoilt(data: bytes) -> Iterator[tuple[str, int]]:
    if b"\0" in data:
        return
    for encoding in ("utf-8-sig", "cp949"):
        text = data.decode(encoding, "surrogateescape")
        yield text, len(re.findall("[\ud800-\udfff]", text))
