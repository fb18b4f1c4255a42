"""Settings: no value outside its bound gets in by any way, nobody writes over somebody's newer change, each goes back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.actions.fields import UNKNOWN_NAMED
from kiosk.data import expo_settings
from kiosk.data.expo_settings import BOOTH, DEFAULTS, EXPO, Setting
from kiosk.expo.square import booth_plans, event, setting_history
from kiosk.language.sentences import gettext
from tests.cast import DAY, NEXT_DAY, Cast

CLOCKS = st.sampled_from(["12:00", "13:00", "24:00", "9:00", "12:60", "", "정오"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 700),
    st.floats(),
    st.text(max_size=260),
    st.just("\ud800"),
    CLOCKS,
)
LINES = st.lists(
    st.fixed_dictionaries(
        {"from": CLOCKS},
        optional={"to": CLOCKS, "why": st.text(max_size=50), "counters": st.integers(-1, 120)},
    ),
    max_size=8,
)
VALUES = st.one_of(
    SCALARS, LINES, st.lists(SCALARS, max_size=3), st.sampled_from([["ko"], ["ko", "en"], ["en"]])
)
ALL = [("expo.settings", one) for one in EXPO.values()] + [("booth.settings", one) for one in BOOTH.values()]


def kept(cast: Cast, verb: str) -> dict[str, Any]:
    """What rules read now."""
    if verb == "booth.settings":
        [row] = cast.rows("SELECT * FROM booths WHERE number = 'A01'")
        return booth_plans.settings_of(row)
    [row] = cast.rows("SELECT settings FROM expo")
    return expo_settings.with_defaults(row["settings"])


def fields_of(verb: str, **given: Any) -> dict[str, Any]:
    return given | ({"booth": "A01"} if verb == "booth.settings" else {})


@pytest.mark.parametrize(("verb", "setting"), ALL, ids=lambda one: getattr(one, "name", one))
def test_a_default_is_within_its_own_bound_and_has_its_words(verb: str, setting: Setting) -> None:
    assert setting.kind.fits(setting.default)
    for lang in ("ko", "en"):
        assert setting.kind.bound(lang) and setting.kind.said(setting.default, lang)
        assert gettext(setting.label, lang) and gettext(setting.help, lang)
    assert gettext(setting.label, "en") != setting.label


def test_no_value_outside_its_bound_gets_in_by_verb_or_form(cast: Cast) -> None:
    @given(st.sampled_from(ALL), VALUES, st.booleans())
    def holds(one: tuple[str, Setting], value: Any, by_form: bool) -> None:
        verb, setting = one
        before = kept(cast, verb)
        settings: Any = {setting.name: value}
        try:
            sent = json.dumps(settings) if by_form else settings
        except ValueError:
            return
        answer = cast.do(verb, **fields_of(verb, settings=sent))
        after = kept(cast, verb)
        if answer.ok:
            assert setting.kind.fits(after[setting.name])
        else:
            assert answer.status == 400 and answer.data["fields"]
            assert after == before

    holds()


@given(st.sampled_from(list(EXPO.values())), VALUES)
def test_no_value_outside_its_bound_gets_in_by_the_file(setting: Setting, value: Any) -> None:
    """A database that somebody edited, or that a newer program wrote, is read as if the value were not there."""
    try:
        text = json.dumps({setting.name: value, "nothing": 1})
    except ValueError:
        return
    read = expo_settings.with_defaults(text)
    assert read.keys() == EXPO.keys()
    assert setting.kind.fits(read[setting.name])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_refusal_names_the_setting_and_its_bound(cast: Cast, lang: str) -> None:
    answer = cast.do("expo.settings", settings={"recall_min": 0, "breaks": "lunch", "nonsense": 1}, lang=lang)
    recall = EXPO["recall_min"]
    assert answer.data["fields"].keys() == {"recall_min", "breaks", "nonsense"}
    assert gettext(recall.label, lang) in answer.data["fields"]["recall_min"]
    assert recall.kind.bound(lang) in answer.data["fields"]["recall_min"]


def test_nothing_is_done_by_halves(cast: Cast) -> None:
    cast.refused("expo.settings", settings={"live_tickets": 5, "recall_min": 0})
    assert kept(cast, "expo.settings") == DEFAULTS


def test_one_tap_goes_back_to_the_default(cast: Cast) -> None:
    cast.done("expo.settings", settings={"recall_min": 7, "welcome": "어서 오세요"})
    assert cast.done("expo.settings", reset=["recall_min"])["settings"]["recall_min"] == 3
    assert kept(cast, "expo.settings")["welcome"] == "어서 오세요"
    assert cast.refused("expo.settings") == (400, "bad_fields")


class TestTwoAtOnce:
    def test_the_second_sees_what_the_first_did_and_nothing_is_lost(self, cast: Cast) -> None:
        cast.done("expo.settings", settings={"recall_min": 5}, seen={"recall_min": 3})
        answer = cast.do(
            "expo.settings", settings={"recall_min": 9, "live_tickets": 4}, seen={"recall_min": 3}
        )
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert answer.data["changed"]["recall_min"].items() >= {"value": 5, "said": "5분"}.items()
        assert (kept(cast, "expo.settings")["recall_min"], kept(cast, "expo.settings")["live_tickets"]) == (
            5,
            3,
        )
        cast.done("expo.settings", settings={"recall_min": 9}, seen={"recall_min": 5})

    def test_who_wants_the_same_is_not_stopped(self, cast: Cast) -> None:
        cast.done("expo.settings", settings={"recall_min": 5})
        cast.done("expo.settings", settings={"recall_min": 5}, seen={"recall_min": 3})

    def test_a_booths_settings_likewise(self, cast: Cast) -> None:
        cast.done("booth.settings", booth="A01", settings={"closes_at": "16:00"})
        assert (
            cast.refused("booth.settings", booth="A01", reset=["closes_at"], seen={"closes_at": None})[0]
            == 409
        )
        stale = {"settings": {"closes_at": "17:00"}, "seen": {"closes_at": None}}
        assert cast.refused("booth.settings", booth="A01", **stale) == (409, "wrong_state")

    def test_the_days_and_hours_likewise(self, cast: Cast) -> None:
        with cast.store.read() as db:
            seen = event.set_up_as_said(db)
        same = {"name": "박람회", "days": [DAY, NEXT_DAY], "seen": seen}
        cast.done("expo.set_up", **same, hours="09:00-18:00,10:00-17:00")
        answer = cast.do("expo.set_up", **same, hours="10:00-19:00")
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert "09:00-18:00,10:00-17:00" in answer.data["message"]


class TestHistory:
    def test_says_who_changed_what_when_from_what_to_what(self, cast: Cast) -> None:
        cast.done("station.rename", station=cast.stations["organiser"], name="김지수")
        cast.done("expo.settings", settings={"recall_min": 5})
        cast.done("expo.settings", "system", settings={"live_tickets": 2})
        cast.done("booth.settings", booth="A02", settings={"call_ahead": True})
        with cast.store.read() as db:
            lines = setting_history.lines(db, "ko", 10)
            by = setting_history.of_expo(db, "ko")
            of_booth = setting_history.of_booth(
                db, cast.rows("SELECT id FROM booths WHERE number = 'A02'")[0]["id"], "ko"
            )
        told = [(one["by"], one["what"], one["before"], one["after"]) for one in lines[:3]]
        assert told == [
            ("김지수", "A02 저절로 미리 부르기", "끔", "켬"),
            ("서버 노트북", "한 사람의 대기표", "3장", "2장"),
            ("김지수", "안 오면 다시 부르기", "3분", "5분"),
        ]
        assert by["recall_min"] == {"by": "김지수", "time": "10-29 10:00"}
        assert of_booth.keys() == {"call_ahead"}

    def test_what_did_not_change_is_nobodys_change(self, cast: Cast) -> None:
        cast.done("expo.settings", settings={"recall_min": 3})
        with cast.store.read() as db:
            assert "recall_min" not in setting_history.of_expo(db, "ko")

    def test_is_found_by_its_index(self, cast: Cast) -> None:
        sql = f"EXPLAIN QUERY PLAN SELECT * FROM journal WHERE {setting_history.KINDS} ORDER BY seq DESC LIMIT 10"
        assert "changes_of_settings" in cast.rows(sql)[0]["detail"]


def test_of_many_unknown_names_a_refusal_says_the_first_ones(cast: Cast) -> None:
    told = cast.do("expo.settings", settings={f"name{n}": 1 for n in range(2000)})
    assert told.status == 400 and len(told.data["fields"]) == UNKNOWN_NAMED
