"""The report beside the expo before it: what is compared, and what is said where that would not be honest."""

import json

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.exchange import other_expo
from kiosk.exchange.report import asked_for, document, write_report
from kiosk.exchange.report.year_on_year import chapter
from kiosk.expo.figures import past, wording
from kiosk.screens import figures as screen
from tests.cast import DAY

OLD_DAYS = ["2025-10-30", "2025-10-31"]


@pytest.fixture
def before(cast):
    """The figures.json of last year, as this program tells it: a contract of seven million at A01, another's of one."""
    with cast.store.read() as db:
        told = past.told(db, cast.clock.now)
    told |= {"expo": "박람회 2025", "days": OLD_DAYS, "is_over": True, "as_of": "2025-10-31T18:00:00+09:00"}
    for name, value in {
        "outcome_contract": 2,
        "outcome_contract_won": 8_000_000,
        "wishes_met_share": 0.5,
    }.items():
        told["figures"][name]["value"] = value
    told["figures"]["persons"]["definition"] = "다르게 센 사람"
    told["agencies"][0] |= {"meetings": 3, "contract_won": 7_000_000}
    told["agencies"].append({"name": "중구", **dict.fromkeys(past.OF_AGENCY, 1)})
    return told


def lived(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    cast.finish(meeting, {"outcome": "contract", "amount": 10_000_000})
    cast.clock.set("2026-10-30", "19:00")


def made(cast, told, lang="ko"):
    with cast.store.read() as db:
        asked = asked_for(db, now=cast.clock.now, lang=lang, compare=past.read(told))
        return document(asked), chapter(asked)


def tables_of(chapter):
    return {one["title"]: one for one in chapter["blocks"] if one["kind"] == "table"}


def texts_of(chapter):
    return " ".join(one["text"] for one in chapter["blocks"] if one["kind"] == "text")


def test_the_mayors_page_and_the_agencies_have_last_year_beside_them(cast, before):
    lived(cast)
    whole, years = made(cast, before)

    [cards, *_] = [one for one in whole["chapters"][0]["blocks"] if one["kind"] == "cards"]
    assert cards["cards"][0]["before"] == "지난 행사 2건"
    figures = {row[0]: row[1:] for row in tables_of(years)["한눈에, 지난 행사와"]["rows"]}
    assert figures["현장계약 금액"] == ["10,000,000원", "8,000,000원", "+2,000,000원 (+25.0%)"]
    [agencies] = [one for title, one in tables_of(years).items() if title.startswith("기관")]
    assert agencies["rows"][0] == ["서울특별시", "1", "3", "10,000,000", "7,000,000", "–", "–"]
    assert "이번에 오지 않은 기관 1곳: 중구" in texts_of(years)


def test_what_means_something_else_now_has_no_difference(cast, before):
    lived(cast)
    _, years = made(cast, before)
    rows = {row[0]: row[-1] for row in tables_of(years)["한눈에, 지난 행사와"]["rows"]}
    assert rows["온 참가자"] == "–"
    assert "그사이 세는 방법이 달라져 차이를 적지 않은 숫자: 온 참가자." in texts_of(years)


def test_other_days_and_figures_of_an_unfinished_expo_are_said(cast, before):
    _, years = made(cast, before | {"days": ["2025-10-31"], "is_over": False})
    assert "여는 날이 다릅니다(이번 2일, 지난 행사 1일)" in texts_of(years)
    assert "이번 박람회가 아직 끝나지 않아" in texts_of(years)
    assert "끝나기 전(2025-10-31 18:00)에 센 것" in texts_of(years)


def test_it_is_told_in_english_too(cast, before):
    lived(cast)
    _, years = made(cast, before, "en")
    said = json.dumps(years, ensure_ascii=False)
    assert years["title"] == "Compared with last time" and "지난 행사" not in said


def test_the_file_of_an_earlier_report_is_enough_and_tells_of_no_agency(cast, before, tmp_path):
    for name in ("expo", "days", "agencies", "is_over"):
        del before[name]
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "figures.json").write_text(json.dumps(before))

    found = other_expo.past_of(tmp_path / "report", cast.clock.now)
    assert found == other_expo.past_of(tmp_path / "report" / "figures.json", cast.clock.now)
    with cast.store.read() as db:
        years = chapter(asked_for(db, now=cast.clock.now, lang="ko", compare=found))
    assert "기관은 견주지 않습니다" in texts_of(years)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"figures": {}}',
        '{"figures": {"persons": {"value": "many"}}}',
        '{"figures": {"persons": {"value": NaN}}}',
        "[" * 100_000,
    ],
)
def test_what_holds_no_figures_is_refused(tmp_path, content):
    (tmp_path / "figures.json").write_text(content)
    with pytest.raises(Unusable, match=r"figures\.json"):
        other_expo.past_of(tmp_path, 0)
    with pytest.raises(Unusable):
        other_expo.past_of(tmp_path / "nothing", 0)


def test_a_report_can_be_compared_with_a_report(cast, tmp_path):
    lived(cast)
    with cast.store.read() as db:
        write_report(db, tmp_path, now=cast.clock.now)
        found = other_expo.past_of(tmp_path, cast.clock.now)
        years = chapter(asked_for(db, now=cast.clock.now, lang="ko", compare=found))
    assert (
        found.days == ("2026-10-29", "2026-10-30")
        and found.agencies["서울특별시"]["contract_won"] == 10_000_000
    )
    assert {row[-1][0] for row in tables_of(years)["한눈에, 지난 행사와"]["rows"]} <= {"±", "–"}


def test_a_day_alone_is_compared_with_nothing(cast, before):
    with cast.store.read() as db:
        asked = asked_for(db, now=cast.clock.now, lang="ko", day=1, compare=past.read(before))
    assert chapter(asked) is None


def test_the_page_of_figures_compares_with_the_expo_it_was_made_from(cast, before):
    lived(cast)
    cast.store.change(
        lambda change: change.insert("past_expos", taken_at=change.now, told=json.dumps(before))
    )
    with cast.store.read() as db:
        shown = screen.look(db, None, cast.clock.now, "ko").past
        assert screen.look(db, DAY, cast.clock.now, "ko").past is None
    told = {one["name"]: (one["now"], one["was"], one["difference"]) for one in shown.figures}
    assert told["outcome_contract"] == ("1건", "2건", "−1건 (−50.0%)")
    assert told["persons"][2] == "–"


@pytest.mark.parametrize(
    ("difference", "was", "unit", "said"),
    [(-1.2, 4.0, "분", "−1.2분"), (0.03, 0.5, "비율", "+3.0%p"), (5, 0, "건", "+5건"), (0, 3, "명", "±0명")],
)
def test_a_difference_is_said_with_its_sign_and_unit(difference, was, unit, said):
    assert wording.changed(difference, was, unit, "ko") == said
