"""The pre-registration list as it really comes: a workbook with spoilt cells, and what is expected."""

import io
from typing import Any

from openpyxl import Workbook

from kiosk.demo.sample.facts import EXPO_NAME
from kiosk.demo.sample.make import Row

HEADING_ROW = 3
REJECT, ACCEPT, WARN = "reject", "accept", "accept with a warning"

# (row of the sheet, column, value or a function of the right value, why, what should become of it)
SPOILT: tuple[tuple[int, str, Any, str, str], ...] = (
    (84, "사업자등록번호", "123-45-67890", "check digit wrong (the tax office's weights give 1)", REJECT),
    (219, "사업자등록번호", lambda right: right.replace("-", ""), "no dashes", ACCEPT),
    (31, "휴대전화", lambda right: right.replace("-", " "), "spaces", ACCEPT),
    (58, "휴대전화", lambda right: "+82 10" + right[3:].replace("-", " "), "international", ACCEPT),
    (
        99,
        "휴대전화",
        lambda right: int(right.replace("-", "")),
        "a number: Excel ate the leading zero",
        ACCEPT,
    ),
    (113, "기업명", lambda right: f"  {right}\u3000", "padding, ideographic space", ACCEPT),
    (180, "기업명", "", "no name", REJECT),
    (171, "이메일", "not-an-address", "bad e-mail", WARN + ", or reject: never silently"),
    (19, "상담희망기관", "성북구; 없는기관", "an agency that is not there", WARN),
    (141, "유형", "(예비)사회적기업", "another spelling of 예비사회적기업", ACCEPT),
    (75, "개인정보동의", "N", "no consent", "accept without contact data, or reject: never silently stored"),
    (
        25,
        "담당자",
        '=HYPERLINK("http://x","클릭")',
        "spreadsheet formula",
        "accept as plain text; never a live formula in an export",
    ),
    (203, "기업명", "<script>alert(1)</script>상사", "markup", "accept as plain text"),
    (95, "품목", "인쇄 출판, 없는품목", "loose spelling and an unknown category", WARN),
)
TWICE_FROM, SECOND_PERSON_FROM = 11, 12
SECOND_PERSON = "오현우"


def messy(enterprises: list[Row]) -> tuple[bytes, list[dict[str, Any]]]:
    """The workbook and, a spoilt cell each, {row, column, value, why, expect}."""
    columns = list(enterprises[0])
    rows: list[dict[str, Any]] = [dict(row) for row in enterprises]
    expected = []
    for number, column, spoil, why, expect in SPOILT:
        row = rows[number - HEADING_ROW - 1]
        row[column] = spoil(row[column]) if callable(spoil) else spoil
        expected.append({"row": number, "column": column, "value": row[column], "why": why, "expect": expect})
    first_free = HEADING_ROW + len(rows) + 1
    rows.append(dict(rows[TWICE_FROM - HEADING_ROW - 1]))
    expected.append(
        {
            "row": first_free,
            "column": "*",
            "value": "",
            "why": "the same enterprise and person again",
            "expect": "merge or skip, reported",
        }
    )
    rows.append({**rows[SECOND_PERSON_FROM - HEADING_ROW - 1], "담당자": SECOND_PERSON})
    expected.append(
        {
            "row": first_free + 1,
            "column": "담당자",
            "value": SECOND_PERSON,
            "why": "a second person of the same enterprise",
            "expect": "accept: one enterprise, two badges",
        }
    )
    return _workbook(columns, rows), expected


def _workbook(columns: list[str], rows: list[dict[str, Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "신청명단"
    sheet.append([f"{EXPO_NAME} 참가기업 사전신청 명단"])
    sheet.append([])
    sheet.append(columns)
    for row in rows:
        sheet.append([row[column] if row[column] != "" else None for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
