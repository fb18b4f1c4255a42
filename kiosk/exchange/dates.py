"""Days and times as offices write them: `2026. 10. 29.`, `10/29(목)`, `1일차`, a spreadsheet's number; `오후 3:40`, `1520`."""

import re
from datetime import date, timedelta

from kiosk.exchange.cells import word

# Spreadsheets count days from here; what lies outside these years is some other number.
# Headings of a day and a time in one cell.
TOGETHER = (
    "일시",
    "상담일시",
    "예약일시",
    "상담 예약일시",
    "희망일시",
    "날짜/시간",
    "일자/시각",
    "일자 및 시각",
    "날짜 및 시간",
    "행사일시",
    "시작일시",
)
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)  # 2000 to 2099

_WEEKDAY = re.compile(
    r"[(\[]\s?[월화수목금토일月火水木金土日](?:요일)?\s?[)\]]|[\s,]{0,3}[월화수목금토일]요일|[\s,]{0,3}\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?"
)
_CLOCK = re.compile(r"(?:t|\s)\s?(?:오전|오후|am|pm)?\s?\d{1,2}\s?(?::\d{2}|시).*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NTH = re.compile(
    r"(?:제\s?)?(\d{1,2})\s?(?:일\s?차|일\s?째|차|번째\s?날)|제\s?(\d{1,2})\s?일|d(?:ay)?\s?(\d{1,2})|(\d)(?:st|nd|rd|th)\s?day|(\d)"
)
_WORDS = ("첫째|첫번째|첫|일", "둘째|두번째|이", "셋째|세번째|삼", "넷째|네번째|사", "다섯째|다섯번째|오")
_YEAR_FIRST = re.compile(r"'?(\d{4}|\d{2})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})\s?일?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s?[-./월]\s?(\d{1,2})\s?일?")
_DIGITS = re.compile(r"(\d{4}|\d{2}|)(\d{2})(\d{2})")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]?(?P<month>[a-z]{3,9})\.?(?:[\s,-]{1,3}'?(?P<year>\d{4}|\d{2}))?"
)
_MONTH_DAY = re.compile(
    r"(?P<month>[a-z]{3,9})\.?[\s-]?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[\s,-]{1,3}'?(?P<year>\d{4}|\d{2}))?"
)

_HALF = r"오전|오후|새벽|아침|낮|저녁|밤|[ap]\.?m\.?"
_TIME = re.compile(
    rf"(?:(?P<before>{_HALF})\s?)?(?<!\d)(?P<hour>\d{{1,2}})\s?"
    rf"(?:[:;h]\s?(?P<minute>\d{{2}})(?!\d)(?::\d{{2}}(?:\.\d+)?)?|시\s?(?:(?P<spoken>\d{{1,2}})\s?분|(?P<half>반))?)"
    rf"\s?(?P<after>[ap]\.?m\b\.?|\((?:오전|오후)\))?|(?P<short>(?<![\d:])\d{{1,2}})\s?(?P<marked>[ap]\.?m\b)"
)


def whole_day(cell: str) -> str | None:
    """A day with its year, as ISO; None where it can't be told."""
    found = day(cell)
    return found if found and len(found) == len("2026-11-30") else None


def day(cell: str) -> str | None:
    """`2일차` -> `2` (the second), `마지막 날` -> `last`; `29일` -> `29일` (of the month); a date -> ISO, without its
    year `10-29`. Ranges and what may be read in two ways are None."""
    said = _WEEKDAY.sub(" ", word(cell).casefold())
    said = _CLOCK.sub("", re.sub(r"(?<=\d)\.0+$", "", said.strip())).strip(" .,")
    bracket = re.fullmatch(r"([^()]+)\(([^()]+)\)", said)
    if not bracket:
        return _day(said)
    outside, inside = _day(bracket[1].strip(" .,")), _day(bracket[2].strip(" .,"))
    dated = [one for one in (outside, inside) if one and "-" in one]
    if len(dated) == 2 and not dated[0].endswith(dated[1]) and not dated[1].endswith(dated[0]):
        return None
    return max(dated, key=len) if dated else outside or inside


def _day(said: str) -> str | None:
    return _nth(said) or _of_the_month(said) or _date(said)


def _nth(said: str) -> str | None:
    if match := _NTH.fullmatch(said):
        return str(int(next(group for group in match.groups() if group)))
    joined = re.sub(r"\s", "", said)
    if joined in ("마지막날", "마지막"):
        return "last"
    return next(
        (
            str(at)
            for at, words in enumerate(_WORDS, 1)
            if re.fullmatch(rf"(?:{words})(?:날|일차|째날)", joined)
        ),
        None,
    )


def _of_the_month(said: str) -> str | None:
    match = re.fullmatch(r"(\d{1,2})\s?일|(\d{2})", said)
    return f"{int(match[1] or match[2])}일" if match else None


def _date(said: str) -> str | None:
    if match := _YEAR_FIRST.fullmatch(said):
        read = _iso(match[1], match[2], match[3])
        if read or len(match[1]) == 4:
            return read
    if match := _YEAR_LAST.fullmatch(said):
        return _year_last(*match.groups())
    if match := _NO_YEAR.fullmatch(said):
        return _iso("", match[1], match[2])
    if (match := re.fullmatch(r"(\d{5})(?:\.\d+)?", said)) and int(match[1]) in _SERIALS:
        return (_EPOCH + timedelta(days=int(match[1]))).isoformat()
    if match := _DIGITS.fullmatch(said):
        return _iso(*match.groups())
    return _english(said)


def _year_last(first: str, second: str, year: str) -> str | None:
    """`10/29/2026` and `29.10.2026` have one reading, `10/11/2026` has two."""
    readings = (
        {_iso(year, first, second)}
        if len(year) == 2
        else {_iso(year, first, second), _iso(year, second, first)}
    )
    readings -= {None}
    return readings.pop() if len(readings) == 1 else None


def _english(said: str) -> str | None:
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        if (match := pattern.fullmatch(said)) and match["month"][:3] in _MONTHS:
            return _iso(match["year"] or "", str(_MONTHS.index(match["month"][:3]) + 1), match["day"])
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    """None where there is no such day; without a year, of a leap year."""
    try:
        found = date(int(year) + 2000 * (len(year) == 2) if year else 2000, int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if year else f"{found:%m-%d}"


def time(cell: str) -> str | None:
    """`14:20`, `오후 2시 20분`, `2:20 PM`, `1420`, an unformatted spreadsheet time (0.597) -> `14:20`. Of a span
    (`14:20 ~ 14:40`) when it begins. The end of the day is `24:00`."""
    read = _time(cell)
    if read and read[:2] == (24, 0):
        return "24:00"
    return f"{read[0]:02}:{read[1]:02}" if read and read[0] < 24 and read[1] < 60 else None


def may_be_afternoon(cell: str) -> bool:
    """Whether a time like `2:20` stands there, of which nothing says in which half of the day it is."""
    read = _time(cell)
    return read is not None and not read[2] and 0 < read[0] < 12


def _time(cell: str) -> tuple[int, int, bool] | None:
    """Hour, minute, and whether the half of the day was said."""
    said = word(cell).casefold()
    if re.fullmatch(r"(?:0|\d{5})\.\d+", said):
        minutes = round(float("0." + said.partition(".")[2]) * 24 * 60)
        return minutes // 60, minutes % 60, True
    if digits := re.fullmatch(r"(\d{1,2})(\d{2})(?:\.0+)?|(\d{2})(\d{2})\d{2}", said):
        return int(digits[1] or digits[3]), int(digits[2] or digits[4]), False
    match = _TIME.search(said)
    if not match:
        return (12, 0, True) if said in ("정오", "noon") else None
    hour = int(match["hour"] or match["short"])
    minute = 30 if match["half"] else int(match["minute"] or match["spoken"] or 0)
    half = (match["before"] or match["after"] or match["marked"] or "").strip("().").replace(".", "")
    return _in_its_half(hour, half), minute, bool(half)


def _in_its_half(hour: int, half: str) -> int:
    if half in ("오전", "am", "새벽", "아침"):
        return hour % 12 if hour <= 12 else 99
    if half in ("오후", "pm", "저녁", "밤") and hour <= 12:
        return hour % 12 + 12
    return hour + 12 if half == "낮" and hour < 6 else hour
