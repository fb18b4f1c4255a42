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

    def settle(self, one: Sent, answer: Answer) -> None:
        one.answer, one.took_s = answer, time.monotonic() - one.asked_at
        self.codes["done" if answer.status == 200 else one.code] += 1
        self.resent += one.tries > 1
        if answer.status in (200, 409):
            self.answered[one.action_id] = one
        else:
            self.broken.append(f"{one.verb} {one.fields}: {answer.status} {answer.text[:200]}")


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
            one, answered, made_at = self.queue[0]
            answer = await self._try(one, made_at)
            if answer is None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), AGAIN_S[min(failures, len(AGAIN_S) - 1)])
                failures += 1
                continue
            failures = 0
            self.ledger.settle(one, answer)
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
