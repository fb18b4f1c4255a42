"""A filled-in pattern file for each kind of file: what to write under which heading, shown by rows that come in as they are.

Where the expo knows agencies, categories, enterprises or days already, the rows name those, so that a pattern fits whatever
is there. Everybody in them is invented.
"""

import sqlite3
from collections.abc import Callable
from io import BytesIO
from typing import Any

from kiosk.expo.person import brn
from kiosk.expo.square import days

TEXT = "@"  # the format of a cell whose zeros and hyphens a spreadsheet keeps
WIDEST = 40

Row = tuple[Any, ...]
Rows = list[Row]


def pattern(db: sqlite3.Connection, kind: str) -> bytes:
    """The workbook (XLSX) of one of KINDS. The first row holds the headings."""
    from openpyxl import Workbook  # large: only who writes by it loads it, here and in ready_sheets

    rows = KINDS[kind](_Known(db))
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEETS[kind]
    for row in rows:
        sheet.append(row)
    _dress(sheet, rows)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


class _Known:
    """What the rows may name: two of each, those of the expo, else invented ones."""

    def __init__(self, db: sqlite3.Connection) -> None:
        def two(sql: str, invented: list[Any]) -> list[Any]:
            found = [tuple(row.values()) for row in db.execute(f"{sql} LIMIT 2")]
            return found if len(found) == 2 else invented

        self.agencies = [
            name for (name,) in two("SELECT name FROM agencies ORDER BY id", [("종로구",), ("서울교통공사",)])
        ]
        self.categories = [
            name
            for (name,) in two(
                "SELECT category FROM plan_items GROUP BY category ORDER BY count(*) DESC, category",
                [("피복·근무복",), ("청소·방역",)],
            )
        ]
        self.enterprises = two(
            "SELECT name, brn FROM enterprises WHERE brn IS NOT NULL ORDER BY id",
            [("가온세탁협동조합", "1234567891"), ("나래기획", "2011006038")],
        )
        self.numbers = [
            str(number)
            for (number,) in two(
                "SELECT number FROM visitors WHERE state = 'registered' ORDER BY number", [(127,), (131,)]
            )
        ]
        names = [row["name"] for row in db.execute("SELECT name FROM gatherings ORDER BY id LIMIT 2")] or [
            "국제 세미나"
        ]
        self.gatherings = names[0], names[-1]
        self._zone = days.time_zone(db)
        self._first = next(iter(days.all_days(db)), None)

    def first_date(self) -> str:
        return days.date_of(self._first.opens_at, self._zone) if self._first else "2026-10-29"

    def clock(self, after_min: int) -> str:
        """A time so many minutes after the first day opens."""
        if not self._first:
            return f"{10 + after_min // 60}:{after_min % 60:02}"
        return days.clock_text(self._first.opens_at + after_min * days.MIN_MS, self._zone)


def _agencies(known: _Known) -> Rows:
    return [
        ("부스번호", "기관명", "영문명", "구분", "상담석", "위치X(m)", "위치Y(m)"),
        ("A01", "종로구", "Jongno-gu", "자치구", 2, 6, 8),
        ("A02", "서울교통공사", "Seoul Metro", "공사", 1, 13, 8),
    ]


def _plan(known: _Known) -> Rows:
    one, other = known.agencies
    return [
        ("기관명", "부서", "사업명", "품목", "예산(원)", "시기"),
        (one, "총무과", "근무복 구매", "피복·근무복", 19_000_000, "1분기"),
        (other, "시설관리처", "역사 청소", "청소·방역", 4_500_000, "3분기"),
    ]


def _enterprises(known: _Known) -> Rows:
    return [
        (
            "기업명",
            "사업자등록번호",
            "유형",
            "품목",
            "담당자",
            "직함",
            "휴대전화",
            "이메일",
            "소재지",
            "상담희망기관",
            "개인정보동의",
        ),
        (
            *("가온세탁협동조합", "123-45-67891", "협동조합", known.categories[0], "김가온", "대표"),
            *("010-1234-5678", "gaon@example.kr", "종로구", known.agencies[0], "Y"),
        ),
        (
            *("나래기획", "201-10-06038", "사회적기업", known.categories[1], "이나래", "팀장"),
            *("010-2345-6789", "narae@example.kr", "마포구", known.agencies[1], "Y"),
        ),
    ]


def _appointments(known: _Known) -> Rows:
    return [
        ("기업명", "사업자등록번호", "기관명", "일자", "시각"),
        *(
            (name, brn.shown(number), agency, "1일차", known.clock(after_min))
            for (name, number), agency, after_min in zip(
                known.enterprises, known.agencies, (30, 60), strict=True
            )
        ),
    ]


def _programme(known: _Known) -> Rows:
    return [
        ("일자", "시각", "종료", "프로그램", "장소", "정원", "종류", "진행", "언어"),
        ("1일차", known.clock(15), known.clock(45), "개막식", "소통의 장", 300, "행사", "", "한국어"),
        (
            "1일차",
            known.clock(120),
            known.clock(180),
            "특강: 공공조달",
            "소통의 장",
            80,
            "강연",
            "김가온",
            "한국어",
        ),
    ]


def _places(known: _Known) -> Rows:
    return [
        ("종류", "이름", "영문명", "위치X(m)", "위치Y(m)", "가로(m)", "세로(m)"),
        ("입구", "정문", "Main gate", 41, 55, 8, 2),
        ("무대", "소통의 장", "Open stage", 92, 14, 10, 14),
    ]


def _guests(known: _Known) -> Rows:
    one, other = known.gatherings
    return [
        ("초청 행사", "손님 이름", "영문 이름", "소속", "직함", "언어", "휴대전화", "이메일", "개인정보동의"),
        (
            one,
            "佐藤花子",
            "Hanako Sato",
            "Tokyo Social Lab",
            "대표",
            "일본어",
            "+81-90-1234-5678",
            "hanako@example.jp",
            "Y",
        ),
        (
            other,
            "Claire Martin",
            "Claire Martin",
            "Ville de Lyon",
            "과장",
            "프랑스어",
            "",
            "claire@example.fr",
            "Y",
        ),
    ]


def _marks(known: _Known) -> Rows:
    return [
        ("기관명", "기업명", "사업자등록번호", "누가"),
        *(
            (agency, name, brn.shown(number), side)
            for agency, (name, number), side in zip(
                known.agencies, known.enterprises, ("기관", "서로"), strict=True
            )
        ),
    ]


def _away(known: _Known) -> Rows:
    name, number = known.enterprises[0]
    return [
        ("기관명", "기업명", "사업자등록번호", "못 오는 날", "못 오는 시각", "다시 오는 시각"),
        (known.agencies[0], "", "", "1일차", known.clock(120), known.clock(180)),
        ("", name, brn.shown(number), "1일차", known.clock(60), ""),
    ]


def _paper(known: _Known) -> Rows:
    one = known.numbers[0]
    return [
        ("일자", "부스", "번호", "시작", "끝", "상담석", "결과", "금액(원)", "사업명", "메모", "다음 할 일"),
        ("1일차", "", one, known.clock(5), "", "", "", "", "", "", ""),
        (
            *("1일차", known.agencies[0], one, known.clock(20), known.clock(35), "1"),
            *("약정", 19_000_000, "", "견적을 보내기로", "견적 보내기"),
        ),
    ]


def _purchases(known: _Known) -> Rows:
    return [
        ("기관명", "기업명", "사업자등록번호", "구매 품목", "구매일", "구매 금액", "문서번호"),
        *(
            (agency, name, brn.shown(number), category, day, won, document)
            for agency, (name, number), category, day, won, document in zip(
                known.agencies,
                known.enterprises,
                known.categories,
                (known.first_date(),) * 2,  # a purchase comes after the expo: another day is typed over it
                (18_500_000, 4_200_000),
                ("총무과-1234", ""),
                strict=True,
            )
        ),
    ]


KINDS: dict[str, Callable[[_Known], Rows]] = {
    "agencies": _agencies,
    "plan": _plan,
    "enterprises": _enterprises,
    "appointments": _appointments,
    "programme": _programme,
    "places": _places,
    "guests": _guests,
    "marks": _marks,
    "away": _away,
    "paper": _paper,
    "purchases": _purchases,
}
# What the sheet, and the file, is called.
SHEETS = {
    "agencies": "기관과 부스",
    "plan": "구매계획",
    "enterprises": "참가 기업과 사람",
    "appointments": "예약 상담",
    "programme": "행사 일정",
    "places": "광장의 시설",
    "guests": "초청 손님",
    "marks": "만나고 싶다는 표시",
    "away": "못 오는 때",
    "paper": "종이에 적은 것",
    "purchases": "이후 구매",
}


def _dress(sheet: Any, rows: Rows) -> None:
    """Headings that stay while one scrolls, columns as wide as what is in them, text that is kept as it is typed."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for at, heading in enumerate(rows[0], 1):
        letter = get_column_letter(at)
        widest = max(_width(row[at - 1]) for row in rows)
        sheet.column_dimensions[letter].width = min(WIDEST, widest + 4)
        head = sheet.cell(1, at)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3F9F4")
        head.alignment = Alignment(horizontal="center")
        numbers = all(isinstance(row[at - 1], int) for row in rows[1:])
        for below in range(2, 2 + len(rows[1:])):
            sheet.cell(below, at).number_format = (
                "#,##0" if numbers and "원" in heading else "General" if numbers else TEXT
            )


def _width(value: Any) -> int:
    """In letters of a spreadsheet: a Hangul one takes two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(value))
