"""A tablet's outbox, as kiosk/static/js/offline/outbox.js is: in order, each action under one id until it is answered.

What was answered stands in the `Ledger` that all tablets share: it is what the expo has promised.
"""

import asyncio
import contextlib
import json
import random
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kiosk.actions.verbs import VERBS
from tools.chaos.wire import Answer, Door, Unreachable, ask

PATIENCE_S = 2.5
AGAIN_S = (1, 2, 4, 8)
LATER = (401, 429, 503)
FAILURES_MAX = 3
KEPT_S, HOLD_S, UNSURE_S, BATCH = 600, 6, 1, 50
TELL_AGAIN_S = (1.5, 4, 12, 25)


@dataclass
class Sent:
    """One action: how often it was sent, and the answer, once there is one."""

    action_id: str
    verb: str
    fields: dict[str, Any]
    token: str
    tries: int = 0
    answer: Answer | None = None
    asked_at: float = 0.0
    took_s: float = 0.0
    failed: int = 0

    @property
    def code(self) -> str:
        return str(self.answer.data["code"]) if self.answer else ""

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.answer.status == 200


@dataclass
class Ledger:
    """Every action of the run. `broken`: what no answer may be; `not_written`: how often 503 was said."""

    answered: dict[str, Sent] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    sent: int = 0
    resent: int = 0
    not_written: int = 0
    may_miss: bool = (
        False  # the laptop that answered is lost, and what came last may stand on the desks' list alone
    )
    missed: int = 0  # actions about such a thing: 404
    told: Counter[str] = field(default_factory=Counter)  # what became of what was told to another laptop
    listed: set[str] = field(default_factory=set)  # what that could not restore, and put onto the desks' list

    @property
    def kept(self) -> list[Sent]:
        """What was answered, but for what stands on the desks' list."""
        return [one for one in self.answered.values() if one.action_id not in self.listed]

    def settle(self, one: Sent, answer: Answer) -> None:
        one.answer, one.took_s = answer, time.monotonic() - one.asked_at
        self.codes["done" if answer.status == 200 else one.code] += 1
        self.resent += one.tries > 1
        if answer.status == 404 and self.may_miss:
            self.missed += 1
        elif answer.status in (200, 409):
            self.answered[one.action_id] = one
        else:
            self.broken.append(f"{one.verb} {one.fields}: {answer.status} {answer.text[:200]}")


@dataclass(frozen=True)
class Kept:
    """What the tablet was answered in an epoch, and when (time.monotonic)."""

    one: Sent
    epoch: str
    at: float

    @property
    def record(self) -> dict[str, Any]:
        """As POST /answered takes it."""
        one, answer = self.one, self.one.answer
        assert answer
        said = {"action_id": one.action_id, "verb": one.verb, "fields": one.fields}
        return {**said, "proof": answer.proof, "answer": answer.data}


@dataclass
class Outbox:
    """`door()` is where the tablet knocks at present. While `gate` is closed nothing new is begun."""

    token: str
    door: Callable[[], Door]
    ledger: Ledger
    gate: asyncio.Event
    draw: random.Random
    queue: deque[tuple[Sent, asyncio.Future[Answer], float]] = field(default_factory=deque)
    on_settled: Callable[[Sent], None] = lambda one: None
    skew_s: float = 0.0  # by how much the tablet's own clock is ahead
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _epoch: str = ""
    _sure: asyncio.Event = field(default_factory=asyncio.Event)
    _kept: dict[str, Kept] = field(default_factory=dict)
    _telling: asyncio.Task[None] | None = None

    async def keep(self, verb: str, **fields: Any) -> Answer | None:
        """The answer; None where the tablet says "taken" and goes on. What a cut-off station can't keep is waited for."""
        await self.gate.wait()
        one = Sent(str(UUID(int=self.draw.getrandbits(128), version=4)), verb, fields, self.token)
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.queue.append((one, answered, time.monotonic()))
        self._bell.set()
        if not VERBS[verb].late:
            return await answered
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(answered), PATIENCE_S)
        return None

    @property
    def is_telling(self) -> bool:
        return self._telling is not None and not self._telling.done()

    def heard_epoch(self, epoch: str) -> None:
        """In another one another laptop answers: it is told what this tablet was answered before anything new, as
        kiosk/static/js/core/answered.js does."""
        before, self._epoch = self._epoch, epoch
        self._sure.set()
        if before and before != epoch:
            if self._telling:
                self._telling.cancel()
            self._telling = asyncio.create_task(self._tell(epoch))

    def lost_touch(self) -> None:
        """The socket has ended: who answers next may be another laptop."""
        self._sure.clear()

    async def _before_anything_new(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._sure.wait(), UNSURE_S)
        if self._telling:
            await asyncio.wait({self._telling}, timeout=HOLD_S)

    async def _tell(self, epoch: str) -> None:
        """Until nothing of it waits for what others have to tell."""
        until = time.monotonic() - KEPT_S
        due = {key: kept for key, kept in self._kept.items() if kept.epoch != epoch and kept.at > until}
        for number, pause_s in enumerate((*TELL_AGAIN_S, 0)):
            name = "first" if number == 0 else "again" if pause_s else "last"
            for batch in _batches(sorted(due.values(), key=lambda kept: kept.at)) or [[]]:
                sent = {"records": [kept.record for kept in batch], "round": name}
                verdicts = await self._asked(sent)
                for action_id, verdict in verdicts.items():
                    if verdict != "waits" and (one := due.pop(action_id, None)):
                        self.ledger.told[f"{verdict} {one.one.verb}" if verdict == "listed" else verdict] += 1
                        if verdict == "listed":
                            self.ledger.listed.add(action_id)
            if not due:
                return
            await asyncio.sleep(pause_s)

    async def _asked(self, sent: dict[str, Any]) -> dict[str, str]:
        while True:
            try:
                answer = await ask(self.door(), "POST", "/answered", self.token, sent)
            except Unreachable:
                await asyncio.sleep(1)
                continue
            if answer.status not in (*LATER, 500):
                verdicts: dict[str, str] = answer.data.get("verdicts", {})
                return verdicts
            await asyncio.sleep(1)

    def send_now(self) -> None:
        """The network is back: the next try is not waited for."""
        self._bell.set()

    async def run(self) -> None:
        """Send what waits, for ever."""
        failures = 0
        while True:
            self._bell.clear()
            if not self.queue:
                await self._bell.wait()
                continue
            await self._before_anything_new()
            one, answered, made_at = self.queue[0]
            answer = await self._try(one, made_at)
            if answer is None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), AGAIN_S[min(failures, len(AGAIN_S) - 1)])
                failures += 1
                continue
            failures = 0
            self.ledger.settle(one, answer)
            if answer.proof:
                self._kept[one.action_id] = Kept(one, self._epoch, time.monotonic())
            self.on_settled(one)
            self.queue.popleft()
            if not answered.done():
                answered.set_result(answer)

    async def _try(self, one: Sent, made_at: float) -> Answer | None:
        """None where it is to be sent again later."""
        body = {**one.fields, "action_id": one.action_id}
        if one.tries and VERBS[one.verb].late:
            sent_at = time.time() + self.skew_s
            at = sent_at - (time.monotonic() - made_at)
            body |= {"at": round(at * 1000), "sent_at": round(sent_at * 1000)}
        one.asked_at = one.asked_at or time.monotonic()
        one.tries += 1
        self.ledger.sent += 1
        try:
            answer = await ask(self.door(), "POST", f"/actions/{one.verb}", self.token, body)
            said = json.loads(answer.text)
            is_answer = isinstance(said.get("ok"), bool) and isinstance(said.get("code"), str)
        except (Unreachable, ValueError, AttributeError):
            return None
        self.ledger.not_written += answer.status == 503
        if not is_answer or answer.status in LATER or said["code"] == "locked":
            return None
        if answer.status >= 500:
            one.failed += 1
            return answer if one.failed >= FAILURES_MAX else None
        return answer


def _batches(kept: list[Kept]) -> list[list[Kept]]:
    return [kept[at : at + BATCH] for at in range(0, len(kept), BATCH)]
