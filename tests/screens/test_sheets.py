"""Sheets: what each tells of its subject, and that looking at one writes nothing."""

from typing import Any

import pytest

from kiosk.actions import timers
from kiosk.actions.refusals import NotFound
from kiosk.screens import sheets
from tests.cases import programme_item
from tests.cast import DAY, KEY, Cast


def read(cast: Cast, key: str, lang: str = "ko") -> dict[str, Any]:
    """The sheet's twin."""
    with cast.store.read() as db:
        return dict(sheets.show(db, key, now=cast.clock.now, lang=lang, badge_key=KEY).data["sheet"])


@pytest.fixture
def met(cast: Cast) -> dict[str, Any]:
    """Minseo came, met A02 about its work clothes, and agreed on a contract; Seoyeon waits there."""
    cast.check_in(cast.minseo)
    if "A02" not in cast.minseo.tickets:
        cast.join(cast.minseo, "A02")
    cast.clock.pass_min(5)
    meeting = cast.meet(cast.minseo, "A02")
    cast.clock.pass_min(10)
    item = cast.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    cast.finish(meeting, {"outcome": "contract", "amount": 5_000_000, "plan_item": item})
    cast.check_in(cast.seoyeon)
    enterprise = cast.value("SELECT id FROM enterprises WHERE name = '세진플러스'")
    station = (
        cast.stations["booth:A02"] if "booth:A02" in cast.stations else next(iter(cast.stations.values()))
    )
    return {"meeting": meeting, "purchase": item, "enterprise": enterprise, "station": station}


def keys(cast: Cast, met: dict[str, Any]) -> list[str]:
    return [
        "booth/A02",
        f"visitor/{cast.minseo.number}",
        *(f"{kind}/{key}" for kind, key in met.items()),
    ]


def test_every_sheet_has_all_its_parts(cast: Cast, met: dict[str, Any]) -> None:
    for key in keys(cast, met):
        sheet = read(cast, key)
        assert sheet["head"]["title"], key
        assert sheet["line"]["ticks"], key
        assert sheet["figures"], key
        assert sheet["groups"], key


def test_the_line_of_a_booth_shows_its_meeting_pause_and_the_expos_break(
    cast: Cast, met: dict[str, Any]
) -> None:
    cast.done("expo.settings", settings={"breaks": [{"from": "12:00", "to": "13:00", "why": "점심"}]})
    cast.done("booth.pause", booth="A02", reason="회의")
    cast.clock.pass_min(5)
    line = read(cast, "booth/A02")["line"]
    assert (line["ticks"][0], line["ticks"][-1], line["day"]) == ("10:00", "18:00", DAY)
    assert [(one["kind"], one["x"], one["w"]) for one in line["blocks"]] == [
        ("break", 250.0, 125.0),
        ("paused", 31.2, 10.5),
    ]
    [served] = [one for lane in line["lanes"] for one in lane["marks"] if one["kind"] == "serving"]
    assert (served["x"], served["w"]) == (10.4, 20.8)  # 10:05 to 10:15 of eight hours
    assert (
        str(cast.minseo.number) in served["says"]
        and served["href"] == f"/organiser/meetings/{met['meeting']}"
    )


def test_a_rest_that_ends_with_all_booths_or_by_a_later_closing_ends_on_the_line(cast: Cast) -> None:
    cast.done("booth.pause", booth="A02")
    cast.clock.pass_min(48)
    cast.done("expo.open_all")
    assert [(one["kind"], one["w"]) for one in read(cast, "booth/A02")["line"]["blocks"]] == [
        ("paused", 100.0)
    ]
    cast.done("booth.settings", booth="A01", settings={"closes_at": "10:30"})
    timers.tick(cast.store)
    cast.clock.pass_min(48)
    cast.done("booth.settings", booth="A01", reset=["closes_at"])
    assert [(one["kind"], one["w"]) for one in read(cast, "booth/A01")["line"]["blocks"]] == [
        ("paused", 100.0)
    ]


def test_a_booth_tells_who_waits_what_came_of_it_and_what_can_be_done(
    cast: Cast, met: dict[str, Any]
) -> None:
    sheet = read(cast, "booth/A02")
    groups = {one["title"]: [link["title"] for link in one["links"]] for one in sheet["groups"]}
    assert [title.split()[0] for title in groups["기다리는 사람"]] == [str(cast.seoyeon.number)]
    assert [title.split()[0] for title in groups["끝난 상담"]] == [str(cast.minseo.number)]
    figures = {one["name"]: (one["value"], one["won"]) for one in sheet["figures"]}
    assert (
        figures["대기"][0] == "1명" and figures["끝난 상담"][0] == "1회" and figures["상담 길이"][0] == "10분"
    )
    assert figures["현장계약"] == ("1건", 5_000_000)
    assert "상담을 마쳤어요" in sheet["past"][0]["text"] and "현장계약" in sheet["past"][0]["text"]


def test_a_purchase_tells_who_met_about_it_and_who_makes_it(cast: Cast, met: dict[str, Any]) -> None:
    sheet = read(cast, f"purchase/{met['purchase']}")
    groups = {one["title"]: [link["href"] for link in one["links"]] for one in sheet["groups"]}
    assert groups["다룬 상담"] == [f"/organiser/meetings/{met['meeting']}"]
    assert f"/organiser/enterprises/{met['enterprise']}" in groups["이 품목의 기업"]
    assert sheet["head"]["state_word"] == "계약·약정 있음"


def test_a_merged_registrations_sheet_is_that_of_who_stayed(cast: Cast) -> None:
    twin = cast.register("윤민서")
    cast.done("visitor.merge", "desk", visitor=twin.id, into=cast.minseo.id, reason="같은 사람")
    assert read(cast, f"visitor/{twin.number}")["head"]["key"] == str(cast.minseo.number)


def test_what_is_not_there_has_no_sheet(cast: Cast) -> None:
    for key in ("booth/Z99", "visitor/999999", "meeting/99", "station/99", "purchase/99", "enterprise/99"):
        with pytest.raises(NotFound):
            read(cast, key)


def test_no_sheet_holds_a_phone_or_a_mail(cast: Cast, met: dict[str, Any]) -> None:
    told = "".join(str(read(cast, key)) for key in keys(cast, met))
    assert "5849" not in told and "@example.kr" not in told


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_sheet_is_painted(cast: Cast, paint: Any, met: dict[str, Any], lang: str) -> None:
    for key in keys(cast, met):
        with cast.store.read() as db:
            shown = sheets.show(db, key, now=cast.clock.now, lang=lang, badge_key=KEY)
        html = "".join(paint(shown, part.id, lang) for part in shown.parts)
        assert 'id="sheet-title"' in html and 'id="sheet-deeds"' in html, key


def test_sheets_of_a_visitor_and_their_enterprise_list_what_they_signed_up_for(
    cast: Cast, met: dict[str, Any]
) -> None:
    def signed_up(key: str) -> list[tuple[str, str, str]]:
        groups = [one for one in read(cast, key)["groups"] if one["title"] == "신청한 프로그램"]
        return [(link["time"], link["title"], link["detail"]) for one in groups for link in one["links"]]

    keys = (f"visitor/{cast.minseo.number}", f"enterprise/{met['enterprise']}")
    assert [signed_up(key) for key in keys] == [[], []]
    item = programme_item(cast, title="공공구매 특강", place="소통의 장")
    cast.done("programme.sign_up", "desk", item=item, visitor=cast.minseo.id)
    of_visitor, of_enterprise = map(signed_up, keys)
    assert of_visitor == [("11:00", "공공구매 특강", "소통의 장 · 자리 있음")]
    assert of_enterprise == [("11:00", "공공구매 특강", f"{cast.minseo.number} · 소통의 장 · 자리 있음")]
