"""The calendar file, read back by a library that knows the format."""

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from kiosk.exchange.calendar import LINE_BYTES, Event, calendar
from kiosk.expo.square import days

ZONE = "Asia/Seoul"
AT = days.at_local("2026-10-29", "11:00", ZONE)
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=200)


def event(**changed) -> Event:
    given = {
        "uid": "1@expo-kiosk",
        "starts_at": AT,
        "ends_at": AT + 15 * days.MIN_MS,
        "summary": "A03 종로구 상담",
        "location": "박람회 A03",
        "description": "내 번호 127번.",
        "is_sure": True,
    }
    return Event(**given | changed)


def read(text: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_an_event_is_read_back_as_it_was_in_the_expos_own_time() -> None:
    text = calendar("박람회", [event()], ZONE, AT)
    [found] = read(text)
    assert found.decoded("dtstart") == datetime(2026, 10, 29, 11, tzinfo=ZoneInfo(ZONE))
    assert found.decoded("dtend") == datetime(2026, 10, 29, 11, 15, tzinfo=ZoneInfo(ZONE))
    assert (found["summary"], found["location"]) == ("A03 종로구 상담", "박람회 A03")
    assert (found["uid"], found["status"]) == ("1@expo-kiosk", "CONFIRMED")
    assert "DTSTART;TZID=Asia/Seoul:20261029T110000\r\n" in text
    [zone] = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    assert zone["tzid"] == ZONE and "TZOFFSETTO:+0900" in text


def test_what_may_move_is_tentative() -> None:
    [found] = read(calendar("박람회", [event(is_sure=False)], ZONE, AT))
    assert found["status"] == "TENTATIVE"


def test_a_day_without_meetings_is_a_calendar_all_the_same() -> None:
    assert read(calendar("박람회", [], ZONE, AT)) == []


@given(words, words)
def test_any_words_come_back_and_no_line_is_too_long(summary: str, description: str) -> None:
    text = calendar(summary, [event(summary=summary, description=description)], ZONE, AT)
    [found] = read(text)
    assert (str(found["summary"]), str(found["description"])) == (summary, description)
    assert all(len(line.encode()) <= LINE_BYTES for line in text.split("\r\n"))


def test_lines_of_a_text_put_no_field_beside_it() -> None:
    [found] = read(calendar("x", [event(summary="하나\r\nATTENDEE:mailto:x@example.kr\n둘")], ZONE, AT))
    assert "attendee" not in found and str(found["summary"]) == "하나\nATTENDEE:mailto:x@example.kr\n둘"
