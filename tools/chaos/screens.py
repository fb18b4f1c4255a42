"""Who watches: pages that hold topics as kiosk/static/js/core does, and whether what they show is what there is."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.chaos.wire import Door, Line, Unreachable

BACK_S = 1.0  # reconnectionDelayMax of kiosk/static/js/core/connection.js
SILENT_S = 16.0  # RECONNECT_AFTER_MS there
LOOK_S = 1.0
REJOIN_S, ASK_S = 2.0, 8.0
REPORT_S = 10.0
LIVE = ("waiting", "called", "serving")

Data = dict[str, Any]


@dataclass(frozen=True)
class Pulse:
    seq: int
    epoch: str
    fence: int


@dataclass
class Screen:
    """One page. `shown`: topic -> what it shows; `changed_at`: when (time.monotonic) that last became something else; `went_back`: pulses that told of an earlier state than one before;
    `joined`: the topics that it has joined since it last connected."""

    name: str
    topics: tuple[str, ...]
    door: Callable[[], Door]
    draw: random.Random
    token: str | None = None
    follows_places: bool = False
    is_station: bool = False
    on_up: Callable[[], None] = lambda: None
    on_down: Callable[[], None] = lambda: None
    on_epoch: Callable[[str], None] = lambda epoch: None
    shown: dict[str, Data] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    went_back: list[str] = field(default_factory=list)
    is_asleep: bool = False
    changed_at: float = 0.0
    connections: int = 0
    _line: Line | None = None
    _asked: dict[int, tuple[str, float]] = field(default_factory=dict)
    _early: dict[str, list[Data]] = field(default_factory=dict)
    _count: int = 0
    _heard_at: float = 0.0
    _pulse: Pulse | None = None

    async def run(self) -> None:
        """For ever: connect, hear, come back."""
        while True:
            await self._wake()
            try:
                auth = {"token": self.token} if self.token else None
                self._line = await Line.open(self.door(), auth)
                self.connections += 1
                self._heard_at = time.monotonic()
                self.on_up()
                await self._hear(self._line)
            except (Unreachable, PermissionError):
                pass
            finally:
                self.on_down()
                self.joined.clear()
                self._asked.clear()
                self._early.clear()
                if self._line:
                    self._line.close()
                self._line = None
            await asyncio.sleep(self.draw.uniform(0, BACK_S))

    async def _hear(self, line: Line) -> None:
        """Until the connection ends or has been silent for long. Raises Unreachable."""
        joined_at, reported_at = 0.0, 0.0
        coming: asyncio.Task[str] | None = None
        try:
            while True:
                await self._wake()
                now = time.monotonic()
                if now - self._heard_at > SILENT_S:
                    return
                if now - joined_at > REJOIN_S:
                    joined_at = now
                    await self._join(line)
                if self.is_station and now - reported_at > REPORT_S:
                    reported_at = now
                    await line.send('42["report",{"waiting":{},"page":"chaos"}]')
                coming = coming or asyncio.create_task(line.hear())
                done, _ = await asyncio.wait({coming}, timeout=LOOK_S)
                if done and not self.is_asleep:
                    text, coming = coming.result(), None
                    self._heard_at = time.monotonic()
                    if await self._take(line, text):
                        joined_at = 0.0
        finally:
            if coming:
                coming.cancel()
                with contextlib.suppress(BaseException):
                    await coming

    async def _wake(self) -> None:
        while self.is_asleep:
            await asyncio.sleep(0.2)

    async def _join(self, line: Line) -> None:
        now = time.monotonic()
        self._asked = {number: one for number, one in self._asked.items() if now - one[1] < ASK_S}
        under_way = {topic for topic, _ in self._asked.values()}
        for topic in self.wanted():
            if topic not in self.joined and topic not in under_way:
                self._count += 1
                self._asked[self._count] = topic, now
                await line.send(f"42{self._count}" + json.dumps(["join", {"topic": topic, "lang": "ko"}]))

    def wanted(self) -> list[str]:
        """Its own topics; a phone also watches the places of booths where its visitor waits."""
        booths: dict[str, None] = {}
        if self.follows_places:
            for data in self.shown.values():
                for ticket in data.get("agenda", {}).get("tickets", ()):
                    if ticket["state"] in LIVE:
                        booths[f"places:{ticket['booth']}"] = None
        return [*self.topics, *booths][:20]

    async def _take(self, line: Line, text: str) -> bool:
        """Whether there is more to join at once."""
        if text.startswith("43"):
            number, _, rest = text[2:].partition("[")
            asked = self._asked.pop(int(number), None)
            if asked is None:
                return False
            answer = json.loads("[" + rest)[0]
            if answer.get("ok"):
                self.on_epoch(answer["epoch"])
                self._whole(asked[0], answer)
            return self.follows_places
        if text.startswith('42["show"'):
            self._show(json.loads(text[2:])[1])
            return self.follows_places
        if text.startswith('42["pulse"'):
            await self._hear_pulse(line, json.loads(text[2:])[1])
        return False

    def _whole(self, topic: str, answer: Data) -> None:
        self.changed_at = time.monotonic()
        self.shown[topic], self.joined[topic] = answer["data"], answer["seq"]
        for message in self._early.pop(topic, ()):
            self._show(message)

    def _show(self, message: Data) -> None:
        topic, seq = message["topic"], message["seq"]
        if topic not in self.joined:
            self._early.setdefault(topic, []).append(message)
        elif seq >= self.joined[topic]:
            self.joined[topic] = seq
            before = self.shown[topic]
            self.shown[topic] = merged(topic, before, message["data"])
            if essence(topic, before) != essence(topic, self.shown[topic]):
                self.changed_at = time.monotonic()

    async def _hear_pulse(self, line: Line, said: Data) -> None:
        before, now = self._pulse, Pulse(said["seq"], said["epoch"], said.get("fence", 0))
        self._pulse = now
        self.on_epoch(now.epoch)
        if before is None:
            return
        if now.fence < before.fence:
            self.went_back.append(f"{self.name}: fence {before.fence} -> {now.fence}")
        if now.epoch != before.epoch:
            self.joined.clear()
            await self._join(line)
        elif now.seq < before.seq:
            self.went_back.append(f"{self.name}: seq {before.seq} -> {now.seq} in one epoch")

    @property
    def is_up(self) -> bool:
        """Whether it shows all that it should."""
        return self._line is not None and all(topic in self.joined for topic in self.wanted())

    def differs(self, truth: Mapping[str, Data]) -> list[str]:
        """Its topics that show something else than there is; one that it has not joined yet does, too."""
        found = []
        for topic in self.wanted():
            if topic not in self.joined:
                found.append(f"{topic} is away")
            elif topic in truth:
                shown, there = essence(topic, self.shown[topic]), essence(topic, truth[topic])
                if shown != there:
                    found.append(f"{topic} shows {_apart(shown, there)}")
        return found


def merged(topic: str, shown: Data, news: Data) -> Data:
    """What a page shows after a message: of the hall only the booths that changed are told."""
    if topic != "board:hall":
        return news
    booths = {one["number"]: one for one in shown["booths"]}
    booths.update((one["number"], one) for one in news["booths"])
    return {**shown, **news, "booths": list(booths.values())}


def essence(topic: str, data: Data) -> object:
    """What a screen must show right within seconds: who is where. Waits change with the clock, and are repainted by it."""
    if "booths" in data:
        return {
            one["number"]: (
                one["state"],
                one["waiting"],
                _calls(one["called"]),
                _calls(one["serving"]),
                [(ticket["id"], ticket["state"], ticket["counter"]) for ticket in one.get("tickets", ())],
            )
            for one in data["booths"]
        }
    if topic.startswith("visitor:"):
        tickets = data["agenda"]["tickets"]
        return sorted((one["id"], one["booth"], one["state"], one["counter"]) for one in tickets)
    if topic.startswith("places:"):
        return data["state"], data["order"]
    if topic == "organiser":
        return [data[name] for name in ("persons_today", "waiting", "in_meetings", "outcomes")]
    if topic == "stage":
        return [(one["id"], one["state"]) for one in data["signings"]]
    return None


def _apart(shown: object, there: object) -> str:
    """What is different, in short."""
    if isinstance(shown, dict) and isinstance(there, dict):
        names = [name for name in there if shown.get(name) != there[name]]
        return "; ".join(f"{name}: {shown.get(name)} for {there[name]}" for name in names[:2])
    return f"{shown} for {there}"


def _calls(rows: list[Data]) -> list[tuple[Any, ...]]:
    return sorted((one["ticket"], one["number"], one["counter"]) for one in rows)


async def truth(door: Door, topics: Mapping[str, str | None]) -> dict[str, Data]:
    """What there is now: each topic (with the token that may read it) asked for anew, by a page that knows nothing.
    Raises Unreachable."""
    found: dict[str, Data] = {}
    for token in dict.fromkeys(topics.values()):
        asked = [topic for topic, its in topics.items() if its == token]
        for at in range(0, len(asked), 20):
            found |= await _asked(door, token, asked[at : at + 20])
    return found


async def _asked(door: Door, token: str | None, topics: list[str]) -> dict[str, Data]:
    line = await Line.open(door, {"token": token} if token else None)
    found: dict[str, Data] = {}
    try:
        async with asyncio.timeout(20):
            for number, topic in enumerate(topics):
                await line.send(f"42{number}" + json.dumps(["join", {"topic": topic, "lang": "ko"}]))
                while not (text := await line.hear()).startswith(f"43{number}["):
                    pass
                answer = json.loads(text[text.index("[") :])[0]
                if answer.get("ok"):
                    found[topic] = answer["data"]
    except TimeoutError as error:
        raise Unreachable("the server did not say what there is") from error
    finally:
        line.close()
    return found
