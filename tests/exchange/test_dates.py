"""Days and times as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.exchange import dates
from tests.exchange.test_import import APPOINTMENTS, HEADINGS, KIM, counts, messages


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1일차", "1"),
        ("제2일차", "2"),
        ("2일째", "2"),
        ("제1일", "1"),
        ("Day 2", "2"),
        ("2", "2"),
        ("첫째 날", "1"),
        ("첫날", "1"),
        ("둘째날", "2"),
        ("마지막 날", "last"),
        ("29일", "29일"),
        ("29일(목)", "29일"),
        ("2026. 10. 29.", "2026-10-29"),
        ("2026.10.29(목)", "2026-10-29"),
        ("2026년 10월 29일 목요일", "2026-10-29"),
        ("2026-10-29T00:00:00", "2026-10-29"),
        ("2026-10-29 14:20", "2026-10-29"),
        ("26.10.29", "2026-10-29"),
        ("'26. 10. 29.", "2026-10-29"),
        ("26/10/29", "2026-10-29"),
        ("20261029", "2026-10-29"),
        ("20261029.0", "2026-10-29"),
        ("261029", "2026-10-29"),
        ("1029", "10-29"),
        ("10/29(목)", "10-29"),
        ("10.29", "10-29"),
        ("10. 29.(목)", "10-29"),
        ("10월 29일(목)", "10-29"),
        ("10/29 (목) 14:20", "10-29"),
        ("46324", "2026-10-29"),
        ("46324.625", "2026-10-29"),
        ("10/29/2026", "2026-10-29"),
        ("29.10.2026", "2026-10-29"),
        ("29-Oct-26", "2026-10-29"),
        ("Oct 29, 2026", "2026-10-29"),
        ("Thu, 29 October", "10-29"),
        ("1일차(10/29)", "10-29"),
        ("10월 29일 (1일차)", "10-29"),
        ("2026. 10. 29. (10/29)", "2026-10-29"),
        ("10/29 (10/30)", None),
        ("10/11/2026", None),
        ("10/29~10/30", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("99999", None),
        ("언젠가", None),
        ("협의", None),
        ("", None),
    ],
)
def test_days(written, day):
    assert dates.day(written) == day


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("14:20", "14:20"),
        ("9:05", "09:05"),
        ("14：20", "14:20"),
        ("16:20:00", "16:20"),
        ("오후 3:40", "15:40"),
        ("오후3시40분", "15:40"),
        ("오후 2시 20분", "14:20"),
        ("낮 12시", "12:00"),
        ("낮 1시 반", "13:30"),
        ("저녁 6시", "18:00"),
        ("정오", "12:00"),
        ("14시", "14:00"),
        ("14시반", "14:30"),
        ("오전 11:40 ~ 오후 12:20", "11:40"),
        ("14:20 ~ 14:40", "14:20"),
        ("14시 20분 ~ 14시 40분", "14:20"),
        ("오후 14:20", "14:20"),
        ("2:20 PM", "14:20"),
        ("2pm", "14:00"),
        ("12:10 a.m.", "00:10"),
        ("1520", "15:20"),
        ("1520.0", "15:20"),
        ("920", "09:20"),
        ("152000", "15:20"),
        ("0.597222", "14:20"),
        ("46324.597222", "14:20"),
        ("1900-01-01 14:20", "14:20"),
        ("25:00", None),
        ("14:75", None),
        ("오전 14:20", None),
        ("2575", None),
        ("오후", None),
        ("협의", None),
        ("", None),
    ],
)
def test_times(written, time):
    assert dates.time(written) == time


@pytest.mark.parametrize(
    ("written", "either"),
    [
        ("2:20", True),
        ("2시 20분", True),
        ("02:20", True),
        ("오전 2:20", False),
        ("2:20 pm", False),
        ("14:20", False),
    ],
)
def test_of_a_short_time_it_is_known_whether_the_half_of_the_day_was_said(written, either):
    assert dates.may_be_afternoon(written) is either


@given(st.text(alphabet="0123456789월일년차째제첫둘날오전후시분반.-/:()~ 'octpmT", max_size=24))
def test_whatever_is_written_a_day_and_a_time_are_none_or_whole(written):
    day, time = dates.day(written), dates.time(written)
    assert day is None or day == "last" or day.rstrip("일").replace("-", "").isdecimal()
    assert time is None or time == "24:00" or ("00:00" <= time <= "23:59" and len(time) == 5)


@pytest.fixture
def appointed(bring, expo, rows):
    bring("enterprises", HEADINGS + KIM)

    def appointed(day, time):
        report = bring("appointments", f'{APPOINTMENTS},123-45-67891,중구,"{day}",{time}\n')
        made = rows(
            "SELECT strftime('%m-%d %H:%M', starts_at / 1000, 'unixepoch', '+9 hours') AS at FROM wishes"
            " WHERE starts_at IS NOT NULL"
        )
        return [row["at"] for row in made], " ".join(messages(report).get(2, [])), counts(report)

    return appointed


@pytest.mark.parametrize("day", ["29일", "첫째 날", "26.10.29", "10/29(목)", "46324"])
def test_a_day_of_the_expo_is_found_however_it_is_written(appointed, day):
    assert appointed(day, "오후 3:40") == (["10-29 15:40"], "", {"added": 1})


def test_a_date_of_another_year_is_refused_and_the_days_there_are_are_told(appointed):
    made, said, _ = appointed("2025-10-29", "14:20")
    assert (made, "2026-10-29, 2026-10-30" in said) == ([], True)


def test_a_time_that_only_fits_in_the_afternoon_is_read_so_and_said(appointed):
    assert appointed("1일차", "2:20") == (
        ["10-29 14:20"],
        "‘시각’을 오후(14:20)로 보았어요. 맞는지 확인해 주세요.",
        {"added": 1, "warned": 1},
    )


def test_a_time_in_the_night_that_was_said_to_be_so_is_refused(appointed):
    made, said, _ = appointed("1일차", "오전 2:20")
    assert (made, "운영 시간(10:00~18:00) 밖" in said) == ([], True)


def test_a_day_of_the_month_that_may_be_the_other_day_is_neither(bring, store, rows):
    from kiosk.expo.imports.lookups import Days
    from kiosk.expo.imports.rows import Reading, Verdict

    store.change(lambda change: change.db.execute("UPDATE days SET day = '2026-10-0' || (rowid + 1)"))
    with store.read() as db:
        days = Days(Reading(db))
        found = [days.moment(Verdict(2, "ko"), day, "14:20") for day in ("2일", "3일", "2", "last")]
    assert [one and one[0].day for one in found] == [None, "2026-10-03", "2026-10-03", "2026-10-03"]


@pytest.mark.parametrize("heading", ["상담일시", "3. 예약 일시", "일자/시각"])
@pytest.mark.parametrize(
    "moment", ["2026-10-29 14:00", "10월 29일(목) 오후 2시", "1일차 14:00", "46324.5833333"]
)
@pytest.mark.sampled(3)
def test_a_day_and_its_time_in_one_cell_are_read(bring, expo, rows, heading, moment):
    bring("enterprises", HEADINGS + KIM)
    report = bring("appointments", f"기업명,사업자등록번호,기관명,{heading}\n,123-45-67891,중구,{moment}\n")
    made = rows(
        "SELECT strftime('%m-%d %H:%M', starts_at / 1000, 'unixepoch', '+9 hours') AS at FROM wishes"
        " WHERE starts_at IS NOT NULL"
    )
    assert ([row["at"] for row in made], counts(report)) == (["10-29 14:00"], {"added": 1})


def test_a_time_of_its_own_comes_before_one_beside_the_day(bring, expo, rows):
    bring("enterprises", HEADINGS + KIM)
    report = bring(
        "appointments", "사업자등록번호,기관명,일시,일자,시각\n123-45-67891,중구,10-30 11:00,1일차,14:00\n"
    )
    made = rows(
        "SELECT strftime('%H:%M', starts_at / 1000, 'unixepoch', '+9 hours') AS at FROM wishes WHERE starts_at > 0"
    )
    assert ([row["at"] for row in made], counts(report)) == (["14:00"], {"added": 1})
