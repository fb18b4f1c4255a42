"""Kiosk, phone, desk and boards say of one person the same at the same moment: from waiting to called, met and elsewhere."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from kiosk.expo.person import visitors
from kiosk.live.painting import Painter
from kiosk.screens import board, desk, kiosk, leading, phone
from tests.cast import KEY, Cast, Person

MIN_MS = 60_000
EMPTY = ("input", "use", "path", "rect", "circle", "polyline")  # elements that hold nothing


class Scene:
    """Somebody with places at A02 and A03; at A02 one is met and two wait before them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        first, *others = (cast.arrive("A02") for _ in range(3))
        cast.meet(cast.arrive("A03"), "A03")
        for _ in range(3):
            cast.arrive("A03")
        self.person = cast.arrive("A02")
        cast.join(self.person, "A03")
        self.others = others
        self.meeting = cast.meet(first, "A02")

    def wait(self) -> None:
        pass

    def soon(self) -> None:
        for other in self.others:
            self.cast.done("ticket.leave", ticket=other.tickets["A02"])
        self.cast.clock.pass_min(12)

    def now(self) -> None:
        self.cast.finish(self.meeting)

    def called(self) -> None:
        assert self.cast.call("A02") == self.person.number

    def meet(self) -> None:
        self.meeting = self.cast.meet(self.person, "A02")

    def elsewhere(self) -> None:
        self.cast.finish(self.meeting)


# step -> what happens, and what is read then: headline (kiosk and desk; phone), the sentence after it, in both languages.
WALK: list[tuple[str, str, dict[str, tuple[str, str, str]]]] = [
    (
        "wait",
        "waiting",
        {
            "ko": ("A02 자리를 받았어요", "어디서든 기다리세요", "10:44쯤 불러 드려요"),
            "en": ("Your place: A02", "Wait anywhere you like", "We call you about 10:44"),
        },
    ),
    (
        "soon",
        "soon",
        {
            "ko": ("A02 근처로 가세요", "A02 근처로 오세요", "다음 차례예요. 곧 불러 드려요."),
            "en": ("Go near A02", "Come near A02", "You are next. You will be called soon."),
        },
    ),
    (
        "now",
        "now",
        {
            "ko": ("지금 A02로 가세요", "지금 A02로 오세요", "비어 있어요. 바로 상담해요."),
            "en": ("Go to A02 now", "Come to A02 now", "It is free: no waiting."),
        },
    ),
    (
        "called",
        "called",
        {
            "ko": ("지금 A02로 가세요", "지금 A02로 오세요", "부르고 있어요"),
            "en": ("Go to A02 now", "Come to A02 now", "You are being called"),
        },
    ),
    (
        "meet",
        "meeting",
        {
            "ko": (
                "상담 중이에요",
                "상담 중이에요",
                "다른 자리는 그대로 있어요. 끝나면 다음 차례를 알려 드려요.",
            ),
            "en": (
                "You are in a meeting",
                "You are in a meeting",
                "Your other places are kept. We will show what is next when it ends.",
            ),
        },
    ),
    (
        "elsewhere",
        "waiting",
        {
            "ko": ("A03 자리를 받았어요", "어디서든 기다리세요", "쯤 불러 드려요"),
            "en": ("Your place: A03", "Wait anywhere you like", "We call you about"),
        },
    ),
]


def test_every_screen_says_the_same_at_each_step(cast: Cast, read: Callable[..., Any]) -> None:
    scene = Scene(cast)
    for deed, state, said in WALK:
        getattr(scene, deed)()
        for lang, (headline, on_phone, then) in said.items():
            seen = read(scene.person, lang)
            where = f"{deed} {lang}"
            assert (seen["kiosk"]["step"], seen["phone"]["step"], seen["desk"]["step"]) == (state,) * 3, where
            assert seen["kiosk"]["said"][0] == seen["desk"]["said"][0] == headline, where
            assert seen["phone"]["headline"] == on_phone, where
            for screen in ("kiosk", "desk"):
                assert then in seen[screen]["said"][1], (where, screen)
                assert seen[screen]["said"][1] in seen["phone"]["text"], (where, screen)
            if state == "waiting":
                assert seen["kiosk"]["said"][2] == seen["desk"]["said"][2] == on_phone, where
            sends_now = "지금 A02로" in seen["phone"]["text"] or "A02 now" in seen["phone"]["text"]
            assert sends_now == (state in ("now", "called")), where
            # The boards tell of the place what its owner reads: called there, next there, or met.
            number, hall = scene.person.number, seen["board"]
            assert (number in hall["called"]) == (state == "called"), where
            assert (number in hall["serving"]) == (state == "meeting"), where
            assert (number in hall["next"][:1]) == (state in ("soon", "now")), where
            assert hall["next_at_once"] == (state == "now"), where
            if lang == "en":
                assert not re.search("[가-힣]", "".join(seen["kiosk"]["said"] + seen["desk"]["said"])), where


def test_a_place_kept_meanwhile_says_so_everywhere(cast: Cast, read: Callable[..., Any]) -> None:
    scene = Scene(cast)
    for deed in ("wait", "soon", "now", "called", "meet"):
        getattr(scene, deed)()
    for lang, kept in (
        ("ko", "A02 상담 중에도 자리가 유지돼요"),
        ("en", "Your place is kept during your meeting at A02"),
    ):
        seen = read(scene.person, lang)
        for screen in ("kiosk", "phone", "desk"):
            assert kept in seen[screen]["whole"], (screen, seen[screen])


def test_an_appointment_shows_its_time_and_no_range_anywhere(cast: Cast, read: Callable[..., Any]) -> None:
    cast.check_in(cast.minseo)
    for booth in [one for one in cast.places(cast.minseo) if one != "A01"]:
        cast.done("ticket.leave", ticket=cast.minseo.tickets[booth])
    for lang, time in (("ko", "11:00 예약"), ("en", "Booked 11:00")):
        seen = read(cast.minseo, lang)
        assert seen["kiosk"]["said"][1] == seen["desk"]["said"][1] == time
        lead = seen["phone"]["text"]
        assert time in lead and not re.search(r"\d+[~–]\d+|쯤|about|min\b", lead)


def test_who_is_away_from_every_free_booth_but_one_is_sent_to_that_one_alone(
    cast: Cast, read: Callable[..., Any]
) -> None:
    person = cast.arrive("A02", "B01")
    seen = read(person, "ko")
    assert seen["phone"]["whole"].count("지금 A02로") == 1 and "지금 B01로" not in seen["phone"]["whole"]
    assert seen["kiosk"]["whole"].count("지금 A02로") == 1 and "지금 B01로" not in seen["kiosk"]["whole"]


def test_nobody_is_sent_to_a_counter_where_another_is_called(cast: Cast, read: Callable[..., Any]) -> None:
    cast.arrive("A02")
    person = cast.arrive("A02")
    cast.call("A02")
    assert read(person, "ko")["kiosk"]["said"][0] == "A02 근처로 가세요"


def test_each_booth_has_one_card(cast: Cast, read: Callable[..., Any]) -> None:
    cast.check_in(cast.minseo)
    seen = read(cast.minseo, "ko")
    for screen in ("kiosk", "phone"):
        assert len(seen[screen]["booths"]) == len(set(seen[screen]["booths"])) > 1, screen


def test_who_rests_is_told_so_everywhere(cast: Cast, read: Callable[..., Any]) -> None:
    person = cast.arrive("A02", "A03")
    cast.done("visitor.pause", visitor=person.id)
    seen = read(person, "ko")
    for screen in ("kiosk", "desk"):
        assert seen[screen]["said"][0] == seen["phone"]["headline"] == "쉬는 동안 부르지 않아요"


def test_who_did_not_say_what_they_make_is_offered_three_booths_at_once(
    cast: Cast, read: Callable[..., Any]
) -> None:
    seen = read(cast.arrive(), "ko")
    for screen in ("kiosk", "phone", "desk"):
        assert len(seen[screen]["booths"]) == 3, screen
    assert seen["kiosk"]["joins"] == 3


@pytest.mark.parametrize(
    ("wait", "step"),
    [
        (leading.Wait(0, None, 6 * MIN_MS, at_once=True), "now"),
        (leading.Wait(0, None, 6 * MIN_MS), "soon"),  # free by the estimate, but somebody is on the way there
        (leading.Wait(0, 4 * MIN_MS, 6 * MIN_MS, at_once=True), "soon"),  # an appointment that is not due yet
        (leading.Wait(7, None, 6 * MIN_MS), "waiting"),
        (leading.Wait(None, None, 6 * MIN_MS), "waiting"),  # the booth rests
    ],
)
def test_only_who_would_be_served_on_arrival_is_sent_now(wait: leading.Wait, step: str) -> None:
    assert leading.step(wait, 0) == step


@pytest.fixture
def read(cast: Cast) -> Callable[..., Any]:
    """What each screen says of a person now: read(person, lang)."""
    app = Flask("kiosk")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    painter = Painter(app)

    def paint(template: str, lang: str, **values: Any) -> str:
        return painter._template(template, lang).render(lang=lang, **values)

    def read(person: Person, lang: str) -> dict[str, Any]:
        now = cast.clock()
        with cast.store.read() as db:
            code = visitors.shape(KEY, visitors.find(db, person.id) or {})["badge"]["code"]  # type: ignore[arg-type]
            way = kiosk.where_now(db, code, now=now, lang=lang, badge_key=KEY)
            shown = desk.person(db, person.id, now=now, lang=lang, badge_key=KEY)
            page = phone.show(db, code, now=now, lang=lang, badge_key=KEY)
            booth = board.show(db, "A02", now=now, lang=lang)
        lead = next(part for part in page.parts if part.id == "visitor-lead")
        call, coming, _ = (part.values for part in booth.parts)
        return {
            "kiosk": Reader(paint("kiosk/_way.html", lang, p=way)).seen("data-say", "data-booth"),
            "desk": Reader(paint("desk/_person.html", lang, p=shown)).seen("person-where", "place"),
            "phone": {
                **Reader("".join(painter.part(part, lang) for part in page.parts)).seen("h2", "place-mark"),
                "step": lead.values["state"],
                "headline": Reader(painter.part(lead, lang)).headline,
                "text": Reader(painter.part(lead, lang)).whole,
            },
            "board": {
                "called": [one["number"] for one in call["called"]],
                "serving": [one["number"] for one in call["serving"]],
                "next": coming["next"],
                "next_at_once": call["next_at_once"],
            },
        }

    return read


class Reader(HTMLParser):
    """The texts of painted html, element by element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[tuple[dict[str, str | None], str, str]] = []  # attributes, tag, text
        self._open: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.texts.append((dict(attributes), tag, ""))
        if tag not in EMPTY:
            self._open.append(len(self.texts) - 1)

    def handle_endtag(self, tag: str) -> None:
        while tag not in EMPTY and self._open and self.texts[self._open.pop()][1] != tag:
            pass

    def handle_data(self, text: str) -> None:
        for at in self._open:
            attributes, tag, before = self.texts[at]
            self.texts[at] = (attributes, tag, before + text)

    @property
    def whole(self) -> str:
        return " ".join(
            " ".join(
                text for _, tag, text in self.texts if tag in ("h2", "p", "span", "b", "button", "small")
            ).split()
        )

    @property
    def headline(self) -> str:
        return next((text.strip() for _, tag, text in self.texts if tag == "h2"), "")

    def seen(self, says: str, card: str) -> dict[str, Any]:
        return {
            "step": next((one["data-step"] for one, _, _ in self.texts if "data-step" in one), None),
            "said": [text.strip() for text in self._said(says)],
            "booths": [text.split()[0] if text.split() else "" for text in self._cards(card)],
            "joins": sum("data-join" in one for one, _, _ in self.texts),
            "whole": self.whole,
        }

    def _said(self, says: str) -> list[str]:
        if says == "person-where":
            at = next((n for n, (one, _, _) in enumerate(self.texts) if one.get("class") == says), None)
            return (
                []
                if at is None
                else [text for _, tag, text in self.texts[at + 1 : at + 4] if tag in ("b", "span")]
            )
        return [text for one, tag, text in self.texts if says in one or tag == says]

    def _cards(self, card: str) -> list[str]:
        if card.startswith("data-"):
            return [str(one[card]) for one, tag, _ in self.texts if card in one and tag in ("li", "article")]
        return [text for one, _, text in self.texts if card in (one.get("class") or "").split()]
