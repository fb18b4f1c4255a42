"""Whatever comes between a commit and what is sent of it: in the end every page shows what there is."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.live.painting import Painter
from kiosk.live.sent import Sent
from kiosk.live.watchers import HALL
from kiosk.screens import Part, Shown

BOOTHS = ("A01", "A02", "A03")
Step = tuple[Any, ...]


def html(values: Any) -> str:
    return json.dumps([values["number"], values["waiting"]])


PAINTER = cast(
    Painter,
    SimpleNamespace(
        part=lambda part, lang: html(part.values),
        whole=lambda shown, lang: "\n".join(html(part.values) for part in shown.parts),
    ),
)


@dataclass
class Page:
    """As kiosk/static/js/core/live.js holds a topic: a place or the data is never replaced by an older one."""

    seq: int
    booths: dict[str, int]
    places: dict[str, int]
    is_list: bool

    def show(self, message: dict[str, Any]) -> None:
        if message["seq"] < self.seq:
            return
        said = {one["number"]: one["waiting"] for one in message["data"]["booths"]}
        self.booths = self.booths | said if self.is_list else said
        self.places |= places(message["html"])


def places(text: str) -> dict[str, int]:
    return dict(json.loads(line) for line in text.splitlines())


@dataclass
class Square:
    """One topic: what there is, what is due, what the publisher has read and not sent yet, who watches."""

    topic: str
    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BOOTHS, 0))
    seq: int = 1
    second: int = 0
    due: set[str] = field(default_factory=set)
    read_at: tuple[int, Shown] | None = None
    pages: list[Page] = field(default_factory=list)
    sent: Sent = field(default_factory=lambda: Sent(PAINTER))

    def shown(self, only: set[str]) -> Shown:
        booths = [{"number": one, "waiting": self.now[one]} for one in BOOTHS if one in only]
        parts = [] if self.topic.startswith("places") else [Part(one["number"], "", one) for one in booths]
        return Shown({"booths": booths}, parts, template="" if self.topic.startswith("places") else "hall")

    def commit(self, booth: str, waiting: int) -> None:
        self.seq += 1
        self.tick(booth, waiting)

    def tick(self, booth: str, waiting: int) -> None:
        """The clock alone changes something."""
        self.now[booth] = waiting
        self.due.add(booth)

    def pass_a_second(self) -> None:
        self.second += 1

    def join(self) -> None:
        moment = (self.seq, self.second)
        answer = json.loads(
            self.sent.answer(self.topic, "ko", moment, "epoch", lambda: self.shown(set(BOOTHS)))
        )
        booths = {one["number"]: one["waiting"] for one in answer["data"]["booths"]}
        self.pages.append(Page(answer["seq"], booths, places(answer["html"]), self.topic == HALL))

    def leave(self) -> None:
        if self.pages:
            self.pages.pop(0)
            if not self.pages:
                self.sent.forget(self.topic, "ko")

    def show_anew(self) -> None:
        """A fault, or something around its places: all is to be sent again."""
        if self.pages:
            self.sent.send_whole(self.topic, "ko")
            self.due.update(BOOTHS)

    def read(self) -> None:
        if self.due and self.read_at is None:
            only = self.due if self.topic == HALL else set(BOOTHS)
            self.read_at, self.due = (self.seq, self.shown(only)), set()

    def send(self) -> None:
        if self.read_at is None:
            return
        (seq, shown), self.read_at = self.read_at, None
        message = self.sent.message(self.topic, "ko", shown, seq)
        for page in self.pages if message else []:
            page.show(cast(dict[str, Any], message))

    def come_to_rest(self) -> None:
        self.send()
        self.read()
        self.send()


BOOTH, WAITING = st.sampled_from(BOOTHS), st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.sampled_from(("commit", "tick")), BOOTH, WAITING),
    st.tuples(st.sampled_from(("join", "join", "leave", "read", "send", "pass_a_second", "show_anew"))),
)
HALF_SEEN = [("join",), ("commit", "A01", 1), ("join",), ("commit", "A01", 0)]
READ_BEFORE = [("join",), ("commit", "A01", 1), ("read",), ("commit", "A01", 0), ("join",), ("send",), ("commit", "A01", 1)]  # fmt: skip

THE_LAST_WENT = [("join",), ("leave",), ("join",), ("commit", "A01", 1), ("join",)]
SENT_WHOLE = [("join",), ("show_anew",), ("commit", "A01", 1), ("join",)]


@pytest.mark.parametrize("topic", [HALL, "board:A01", "places:A01"])
@example(steps=HALF_SEEN)
@example(steps=READ_BEFORE)
@example(steps=THE_LAST_WENT)
@example(steps=SENT_WHOLE)
@given(steps=st.lists(STEPS, max_size=24))
@settings(max_examples=100, deadline=None)
def test_every_page_shows_what_there_is(topic: str, steps: list[Step]) -> None:
    """A booth had two waiting, one as somebody joined, and two again before anything was sent: to those who had joined before that
    is no news."""
    square = Square(topic)
    for name, *values in steps:
        getattr(square, name)(*values)
    square.come_to_rest()
    for page in square.pages:
        assert page.booths == square.now
        assert page.places == ({} if topic.startswith("places") else square.now)
