"""What of a topic is sent: what changed there, as html and as data."""

from types import SimpleNamespace
from typing import Any, cast

from kiosk.live.painting import Painter
from kiosk.live.sent import Sent
from kiosk.live.watchers import HALL
from kiosk.screens import Part, Shown

PAINTER = cast(
    Painter, SimpleNamespace(part=lambda part, lang: f"{part.id} {part.values} {lang}", whole=lambda *_: "")
)


def shown(**waiting: int) -> Shown:
    """A hall with so many who wait at each booth."""
    booths = [{"number": number, "waiting": count} for number, count in waiting.items()]
    return Shown(
        {"booths": booths}, [Part(f"cell-{one['number']}", "", one) for one in booths], template="hall"
    )


def numbers(message: dict[str, Any] | None) -> list[str]:
    assert message is not None
    return [booth["number"] for booth in message["data"]["booths"]]


def test_a_hall_is_told_the_booths_that_changed_and_not_those_that_were_looked_at() -> None:
    sent = Sent(PAINTER)
    sent.answer(HALL, "ko", (1, 1), "epoch", lambda: shown(A01=1, A02=2, A03=3))
    assert numbers(sent.message(HALL, "ko", shown(A01=1, A02=9), 2)) == ["A02"]
    assert numbers(sent.message(HALL, "ko", shown(A02=8, A03=7), 3)) == ["A02", "A03"]
    assert sent.message(HALL, "ko", shown(A02=8), 4) is None


def test_another_language_and_who_watches_anew_are_told_all() -> None:
    sent = Sent(PAINTER)
    sent.message(HALL, "ko", shown(A01=1, A02=2), 1)
    assert numbers(sent.message(HALL, "en", shown(A01=1, A02=2), 1)) == ["A01", "A02"]
    sent.forget(HALL, "ko")
    assert numbers(sent.message(HALL, "ko", shown(A01=1, A02=2), 2)) == ["A01", "A02"]


def test_a_booth_that_its_own_board_shows_is_always_told() -> None:
    sent = Sent(PAINTER)
    sent.message("board:A01", "ko", shown(A01=1), 1)
    again = Shown(shown(A01=1).data, [Part("booth-call", "", {"call": 1})], template="booth")
    assert numbers(sent.message("board:A01", "ko", again, 2)) == ["A01"]


def test_what_stands_in_the_data_alone_is_told_and_once() -> None:
    """A booth's board shows nobody who is served, and a program that reads it has to learn that the meeting is over."""
    sent = Sent(PAINTER)
    parts = [Part("booth-call", "", {"call": None})]
    served, over = ({"booths": [{"number": "A01", "serving": one}]} for one in ([{"ticket": 1}], []))
    sent.answer("board:A01", "ko", (1, 1), "epoch", lambda: Shown(served, parts, template="booth"))
    assert sent.message("board:A01", "ko", Shown(served, parts, template="booth"), 2) is None
    told = sent.message("board:A01", "ko", Shown(over, parts, template="booth"), 3)
    assert told and (told["html"], told["data"]) == ("", over)
    assert sent.message("board:A01", "ko", Shown(over, parts, template="booth"), 4) is None
