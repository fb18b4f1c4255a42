"""Results that everybody may see, and what they are compared with."""

import pytest

from kiosk.data.store import Change
from kiosk.expo.figures import purchases, releases
from kiosk.screens import public_results
from tests.cast import DAY, NEXT_DAY, Cast


@pytest.fixture
def released(cast: Cast) -> Cast:
    cast.done("results.release")
    return cast


def shown(cast: Cast, asked: str = "", lang: str = "ko") -> public_results.Shown:
    with cast.store.read() as db:
        return public_results.shown(db, asked, now=cast.clock.now, lang=lang)


def test_results_are_released_once_and_who_did_it_is_known(released: Cast) -> None:
    assert released.refused("results.release") == (409, "wrong_state")
    with released.store.read() as db:
        release = releases.current(db)
    assert release and (release["released_at"], release["station"]) == (
        released.clock.now,
        released.stations["organiser"],
    )


def test_withdrawn_results_may_be_released_again_and_the_history_stays(released: Cast) -> None:
    released.clock.pass_min(5)
    released.done("results.withdraw", reason="숫자를 다시 봐요")
    assert released.refused("results.withdraw", reason="또") == (409, "wrong_state")
    released.done("results.release")
    kept = released.rows("SELECT reason, withdrawn_at FROM releases ORDER BY id")
    assert kept == [
        {"reason": "숫자를 다시 봐요", "withdrawn_at": released.clock.now},
        {"reason": None, "withdrawn_at": None},
    ]


def test_before_a_release_the_page_says_when(cast: Cast) -> None:
    with cast.store.read() as db:
        assert public_results.not_yet(db) == {"on": None, "last_day": NEXT_DAY}
    cast.done("expo.settings", settings={"results_on": "2026-11-12"})
    with cast.store.read() as db:
        assert public_results.not_yet(db)["on"] == "2026-11-12"
    assert cast.refused("expo.settings", settings={"results_on": "2026-11-31"}) == (400, "bad_fields")


def test_an_agency_is_found_by_a_part_of_its_name_or_its_booth(released: Cast) -> None:
    assert [one["booth"] for one in shown(released, "종로")["agencies"]] == ["A02"]
    assert [one["booth"] for one in shown(released, "b 02")["agencies"]] == ["B02"]
    assert [one["agency"] for one in shown(released, "jongno", "en")["agencies"]] == ["Jongno-gu"]
    assert shown(released, "없는 곳")["agencies"] == [] and shown(released)["all"] == 6


@pytest.fixture
def closed(released: Cast) -> Cast:
    """종로구 bought for 19,000,000 won; both days are closed."""
    released.check_in(released.minseo)
    item = released.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    line = {"outcome": "contract", "amount": 19_000_000, "plan_item": item}
    released.finish(released.meet(released.minseo, "A02"), line)
    for day in (DAY, NEXT_DAY):
        released.clock.set(day, "18:30")
        released.done("expo.close_day", day=day)
    return released


def test_the_result_is_provisional_until_every_day_is_closed(released: Cast) -> None:
    assert (shown(released)["provisional"], shown(released)["is_over"]) == (True, False)
    released.clock.set(NEXT_DAY, "18:30")
    released.done("expo.close_day", day=DAY)
    assert (shown(released)["provisional"], shown(released)["is_over"]) == (True, True)
    released.done("expo.close_day", day=NEXT_DAY)
    now = shown(released)
    assert (now["provisional"], now["closed_at"]) == (False, "2026-10-30T18:30:00+09:00")
    released.done("expo.reopen_day", day=DAY, reason="덜 셌어요")
    assert shown(released)["provisional"]


def test_what_was_corrected_after_the_closing_stands_beside_what_it_was(closed: Cast) -> None:
    assert [one["corrected"] for one in shown(closed)["agencies"]] == [{}] * 6
    meeting = closed.value("SELECT id FROM consultations")
    beside = {"outcome": "contract", "amount": 20_000_000}
    closed.done("consultation.correct", consultation=meeting, lines=[beside], reason="금액을 잘못 적음")
    now = shown(closed)
    won = {"contract_won": {"value": 19_000_000, "corrected": 20_000_000}}
    assert (now["total"]["corrected"], now["total"]["corrections"], now["all_corrected"]) == (won, 1, 1)
    [jongno] = [one for one in now["agencies"] if one["corrected"]]
    assert (jongno["booth"], jongno["contract_won"], jongno["corrected"]) == ("A02", 20_000_000, won)
    with closed.store.read() as db:
        one = public_results.of_agency(db, "A02", now=closed.clock.now, lang="ko")
    assert {row["name"]: row["corrected"].get("contract_won") for row in one["quarters"]} == {
        "1분기": {"value": 19_000_000, "corrected": 0},
        "2분기": None,
        "계획 밖": {"value": 0, "corrected": 20_000_000},
    }


def test_of_a_closing_by_an_earlier_program_nobody_knows_what_was_corrected(closed: Cast) -> None:
    def forget(change: Change) -> None:
        change.db.execute("DROP TRIGGER figures_are_frozen")
        change.update("UPDATE closings SET agencies = NULL, agencies_sha256 = NULL")

    closed.store.change(forget)
    now = shown(closed)
    assert (now["provisional"], now["total"]["corrected"], now["total"]["corrections"]) == (False, {}, 0)


def test_a_correction_shows_in_results_that_are_released(released: Cast) -> None:
    released.check_in(released.minseo)
    meeting = released.meet(released.minseo, "A02")
    released.finish(meeting, {"outcome": "contract", "amount": 19_000_000})
    released.done(
        "consultation.correct",
        consultation=meeting,
        lines=[{"outcome": "commitment", "amount": 5}],
        reason="잘못 적음",
    )
    total = shown(released)["total"]
    assert (total["contract_count"], total["contract_won"]) == (0, 0)
    assert (total["commitment_count"], total["commitment_won"]) == (1, 5)


def test_one_agency_stands_by_quarter_and_category_and_beside_the_plan(released: Cast) -> None:
    released.clock.set(DAY, "11:00")
    released.check_in(released.minseo)
    released.finish(released.meet(released.minseo, "A02"), {"outcome": "contract", "amount": 1_000_000})
    with released.store.read() as db:
        one = public_results.of_agency(db, "A02", now=released.clock.now, lang="ko")
    assert [(row["name"], row["plan_won"], row["contract_won"]) for row in one["quarters"]] == [
        ("1분기", 19_000_000, 0),
        ("2분기", 4_000_000, 0),
        ("계획 밖", 0, 1_000_000),
    ]
    assert [row["name"] for row in one["categories"]] == ["피복·근무복", "청소·방역", "계획 밖"]
    assert one["agency"]["contract_of_plan"] == round(1 / 23, 4)


@pytest.mark.parametrize("given", ["128,400,000,000", 128_400_000_000])
def test_a_total_is_brought_by_the_booth_itself_or_an_organiser(cast: Cast, given: str | int) -> None:
    cast.done("agency.total_purchase", "booth:A02", booth="A02", won=given)
    assert shown(cast, "A02")["agencies"][0]["total_purchase_won"] == 128_400_000_000
    assert cast.refused("agency.total_purchase", "booth:A02", booth="A01", won=1) == (403, "not_allowed")
    cast.done("agency.total_purchase", booth="A02")
    assert shown(cast, "A02")["agencies"][0]["contract_of_total"] is None


def test_a_share_of_nothing_is_none() -> None:
    assert (purchases.share(5, None), purchases.share(5, 0), purchases.share(5, 10)) == (None, None, 0.5)
