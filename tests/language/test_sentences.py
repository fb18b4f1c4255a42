"""What staff chose to say is read in the reader's language; what they typed stays."""

import re

import pytest

from kiosk.demo.crowd import PAUSE_REASONS
from kiosk.language.sentences import reworded
from kiosk.screens import board, booth, history, phone
from tests.cast import KEY, Cast

KOREAN = re.compile("[가-힣]")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_sentence_of_ours_is_read_in_either_language(lang: str) -> None:
    pair = {"ko": "점심시간이에요", "en": "Lunch break"}
    assert {reworded(one, lang) for one in pair.values()} == {pair[lang]}


def test_what_somebody_typed_stays_as_it_is() -> None:
    assert reworded("3시에 옵니다", "en") == "3시에 옵니다"
    assert reworded(None, "en") is None and reworded("", "en") == ""


def test_every_reason_of_the_demos_crowd_has_its_english() -> None:
    assert not any(KOREAN.search(reworded(one, "en") or "") for one in PAUSE_REASONS)


def test_a_pause_is_told_in_english_on_phone_and_board(cast: Cast) -> None:
    person = cast.arrive("A02")
    cast.done("booth.pause", booth="A02", reason="회의 중이에요")
    with cast.store.read() as db:
        page = phone.show(db, person.code, now=cast.clock(), lang="en", badge_key=KEY)
        shown = board.show(db, "A02", now=cast.clock(), lang="en")
    lead = next(part.values for part in page.parts if part.id == "visitor-lead")
    call = next(part.values for part in shown.parts if part.id == "booth-call")
    assert not KOREAN.search(lead["place"]["note"] + lead["place"]["message"] + call["message"])


@pytest.mark.parametrize("reason", [None, "부스 앞에 와 계세요"])
def test_why_somebody_was_called_is_read_in_english(cast: Cast, reason: str | None) -> None:
    person = cast.arrive("A02")
    if reason:
        cast.done("ticket.call", ticket=person.tickets["A02"], counter=1, reason=reason)
    else:
        cast.call("A02")
    with cast.store.read() as db:
        shown = booth.show(db, "A02", now=cast.clock(), lang="en")
        told = history.in_words(db, person.id, lang="en", limit=5)
    seat = next(part.values for part in shown.parts if part.id == "counter-1")
    assert seat["call"]["reasons"] and not KOREAN.search(" ".join(seat["call"]["reasons"]))
    assert not KOREAN.search(" ".join(one["reason"] for one in told))
