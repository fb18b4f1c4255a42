"""The people of the run at their tablets: kiosks, desks, booths, the organiser's."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.chaos.outbox import Outbox, Sent
from tools.chaos.screens import Data, Screen

OUTCOMES = ("consulted", "consulted", "commitment", "contract", "mou")


@dataclass
class Crowd:
    """Who has a badge (`codes`), and who is in today; the booths with a tablet, each booth's counters.
    `pause_s`: how long a tablet rests between two taps, at most; `meeting_s`: how long a meeting takes."""

    codes: list[str]
    draw: random.Random
    staffed: list[str]
    counters: dict[str, int] = field(default_factory=dict)
    pause_s: float = 1.2
    meeting_s: tuple[float, float] = (0.0, 2.0)
    inside: list[str] = field(default_factory=list)
    came: int = 0

    def newcomer(self) -> str | None:
        """The next who has not come today."""
        if self.came >= len(self.codes):
            return None
        self.came += 1
        return self.codes[self.came - 1]

    @property
    def other_booths(self) -> list[str]:
        """Where no tablet is."""
        return [booth for booth in self.counters if booth not in self.staffed]

    def begin_day(self) -> None:
        self.came, self.inside = 0, []


@dataclass
class Station:
    """One tablet: its outbox, its page, and what its people do, for ever."""

    role: str
    booth: str | None
    outbox: Outbox
    screen: Screen
    crowd: Crowd
    meetings: dict[int, int] = field(default_factory=dict)  # ticket -> the meeting that was begun here
    ends: dict[int, float] = field(default_factory=dict)  # ticket -> when that is over

    async def run(self) -> None:
        work: dict[str, Callable[[], Any]] = {
            "kiosk": self._kiosk,
            "desk": self._desk,
            "booth": self._booth,
            "organiser": self._organiser,
        }
        draw = self.outbox.draw
        while True:
            await asyncio.sleep(draw.uniform(0.2, 1) * self.crowd.pause_s)
            if self.role in work:
                await work[self.role]()

    async def _kiosk(self) -> None:
        draw, crowd = self.outbox.draw, self.crowd
        code = crowd.newcomer() if draw.random() < 0.5 or not crowd.inside else None
        if code is None:
            if crowd.inside:
                await self.outbox.keep(
                    "ticket.join", code=draw.choice(crowd.inside), booth=draw.choice(crowd.staffed)
                )
            return
        await self.outbox.keep("visitor.check_in", code=code)
        crowd.inside.append(code)
        if draw.random() < 0.2:  # scanned twice
            await self.outbox.keep("visitor.check_in", code=code)
        await self.outbox.keep("ticket.join", code=code, booth=draw.choice(crowd.staffed))

    async def _desk(self) -> None:
        draw = self.outbox.draw
        name = f"견본{draw.getrandbits(40):010x}"
        fields: Data = {"name": name, "enterprise": f"기업 {name}", "consent": True}
        made = await self.outbox.keep("visitor.register", **fields)
        if made is None or made.status != 200:
            return
        visitor = made.data["visitor"]
        await self.outbox.keep("visitor.check_in", visitor=visitor["id"])
        self.crowd.inside.append(visitor["badge"]["code"])
        if draw.random() < 0.5:
            await self.outbox.keep(
                "ticket.join", visitor=visitor["id"], booth=draw.choice(self.crowd.staffed)
            )
        await asyncio.sleep(self.crowd.pause_s)

    async def _booth(self) -> None:
        """By what its own page shows, as staff do: whoever is called sits down, a meeting ends, the next one is called."""
        assert self.booth
        shown = self.screen.shown.get(f"booth:{self.booth}")
        if not shown:
            return
        draw, here = self.outbox.draw, shown["booths"][0]
        if here["state"] == "closed":
            return
        for ticket in here["tickets"]:
            if ticket["state"] == "called":
                await self._receive(ticket["id"], ticket["counter"])
                return
        now = time.monotonic()
        over = [one["ticket"] for one in here["serving"] if self.ends.get(one["ticket"], now) <= now]
        if over:
            await self._end(draw.choice(over))
            return
        taken = {one["counter"] for one in here["serving"]}
        free = [one for one in range(1, self.crowd.counters[self.booth] + 1) if one not in taken]
        if not free:
            return
        await self.outbox.keep("ticket.call_next", booth=self.booth, counter=free[0])

    async def _receive(self, ticket: int, counter: int) -> None:
        drawn = self.outbox.draw.random()
        if drawn < 0.08:
            await self.outbox.keep("ticket.no_show", ticket=ticket)
        elif drawn < 0.16:
            await self.outbox.keep("ticket.recall", ticket=ticket)
        else:
            await self.outbox.keep("consultation.start", ticket=ticket, counter=counter)

    async def _end(self, ticket: int) -> None:
        meeting = self.meetings.get(ticket)
        if meeting is None:  # its start is not answered yet
            return
        draw = self.outbox.draw
        if draw.random() < 0.3:
            await self.outbox.keep("consultation.note", consultation=meeting, note="메모", lines=[])
        outcome = draw.choice(OUTCOMES)
        line: Data = {"outcome": outcome}
        if outcome != "mou":
            line["amount"] = draw.randrange(1, 900) * 100_000
        await self.outbox.keep("consultation.finish", consultation=meeting, lines=[line])

    async def _organiser(self) -> None:
        draw = self.outbox.draw
        await asyncio.sleep(2 * self.crowd.pause_s)
        drawn = draw.random()
        if drawn < 0.4 and self.crowd.other_booths:
            booth = draw.choice(self.crowd.other_booths)
            await self.outbox.keep("booth.pause", booth=booth, reason="점심시간이에요")
            await self.outbox.keep("booth.open", booth=booth)
        elif drawn < 0.7:
            await self.outbox.keep("notice.send", text=f"알림 {draw.getrandbits(20)}", minutes=1)

    def settled(self, one: Sent) -> None:
        """An action was answered, perhaps long after its tap."""
        if one.verb == "consultation.start" and one.answer and one.is_done:
            ticket = one.fields["ticket"]
            self.meetings[ticket] = one.answer.data["consultation"]["id"]
            self.ends[ticket] = time.monotonic() + self.outbox.draw.uniform(*self.crowd.meeting_s)
