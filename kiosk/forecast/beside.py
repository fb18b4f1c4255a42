"""The server's side of what is foretold: a process of its own is asked once a minute, and whenever an organiser tries something.

Nothing is computed here, so the door does not wait for it; what comes back is kept by the clock (`forecast.keep`).
"""

import json
import logging
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Refused, Unusable
from kiosk.data import journal
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.square import days
from kiosk.forecast import FUTURES, require_a_day
from kiosk.forecast.what_if import require_known
from kiosk.language.sentences import N_, gettext
from kiosk.serving import interpreters

log = logging.getLogger(__name__)

EVERY_S, AT_LEAST_S = 60, 10  # by the expo's clock; by ours
WITHIN_S = 3.0  # futures are lived for so long, then the forecast is shown
# Where they were fewer than asked for, more of the same are lived after that, in slices: what is tried comes between two of them.
SLICE_S, PAUSE_S, WHOLE_WITHIN_S = 2.0, 0.2, 40.0
TRIED_WITHIN_S = 3.0
TURN_S = 12.0  # so long a question waits for those before it, each a thread of the server's
ENDS_S = 2.0  # it has so long to end by itself
ANSWER_S = 45.0  # a process that has not answered by then is ended
AHEAD_MS = 30 * days.MIN_MS  # before opening, from then on
_SLOW = N_("지금은 노트북이 바빠 계산하지 못했어요. 잠시 뒤에 다시 해 주세요.")


def foretell_every_s(pace: float) -> float:
    """How often, where the expo's clock has this pace."""
    return max(AT_LEAST_S, EVERY_S / pace)


class Beside:
    """The one process of a server that foretells, begun when it is first asked. From any thread."""

    def __init__(
        self, store: Store, *, origin: str, phone_origin: str, clock: tuple[float, float, float]
    ) -> None:
        self._store = store
        self._told = {
            "data": str(store.path.parent),
            "origin": origin,
            "phone_origin": phone_origin,
            "clock": clock,
        }
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()
        self._ended = False

    def is_due(self) -> bool:
        """Whether there is a rest of a day to be foretold: half an hour before opening until closing."""
        now = self._store.now()
        with self._store.read() as db:
            today = days.today(db, now, days.time_zone(db))
        return (
            today is not None
            and today.closed_at is None
            and today.opens_at - AHEAD_MS <= now < today.closes_at
        )

    def look(self) -> None:
        """Foretell and keep it. Takes seconds; for a native thread."""
        epoch = self._epoch()
        try:
            found = self._ask({"do": "forecast", "lang": "ko", "within_s": WITHIN_S})
        except Unusable:
            if not self._ended:
                log.warning("nothing was foretold: the process that does it gave no answer")
            return
        if "refused" in found or self._ended or epoch != self._epoch():
            return
        kept_at = self._keep(found)
        if kept_at is not None and (whole := self._whole(found)) and epoch == self._epoch():
            self._keep(whole, instead_of=kept_at)

    def _epoch(self) -> str:
        """Another one: a backup was restored or a rehearsal ended, and what was foretold is of other people."""
        with self._store.read() as db:
            return journal.epoch_of(db)

    def _whole(self, found: dict[str, Any]) -> dict[str, Any] | None:
        """The same with more futures, None where there are none."""
        first = futures = found["futures"]
        ends = time.monotonic() + WHOLE_WITHIN_S
        try:
            while futures < FUTURES and time.monotonic() < ends and not self._ended:
                time.sleep(PAUSE_S)
                futures = self._ask({"do": "more", "lang": "ko", "within_s": SLICE_S})["futures"]
            if futures == first or self._ended:
                return None
            whole = self._ask({"do": "tell", "lang": "ko"})
        except Unusable:
            return None  # what was told stands
        return whole if "half_hours" in whole else None

    def _keep(self, found: dict[str, Any], **more: int) -> int | None:
        """When it was kept (ms)."""
        text = json.dumps(found, separators=(",", ":"))
        fields = {"day": found["day"], "told": text, "action_id": uuid4().hex, **more}
        done = perform(self._store, "forecast.keep", SYSTEM, fields)
        if done.ok:
            return int(done.data["at"])
        log.warning("a forecast was not kept: %s", done.data["message"])
        return None

    def try_out(self, asked: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Any]:
        """What this would change (`what_if.understood`). Takes seconds; for a native thread. Raises Refused wrong_state with
        the sentence that says what would be right."""
        try:
            require_a_day(self._store, lang)
            require_known(asked, lang)
            found = self._ask(
                {
                    "do": "what_if",
                    "asked": [dict(one) for one in asked],
                    "lang": lang,
                    "within_s": TRIED_WITHIN_S,
                }
            )
        except Unusable as error:
            raise Refused("wrong_state", str(error)) from error
        if "refused" in found:
            raise Refused("wrong_state", found["refused"])
        return found

    def close(self) -> None:
        """The server ends."""
        self._ended = True
        self._kill()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """One question, its answer. Raises Unusable where the process does not answer."""
        if not self._one_at_a_time.acquire(timeout=TURN_S):
            raise Unusable(gettext(_SLOW, question["lang"]))
        late = threading.Timer(ANSWER_S, self._kill)
        late.daemon = True
        late.start()
        try:
            process = self._running()
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(question, ensure_ascii=False) + "\n")
            process.stdin.flush()
            found: dict[str, Any] = json.loads(process.stdout.readline())
        except (OSError, ValueError) as error:  # it was ended, or has ended by itself
            self._kill()
            raise Unusable(gettext(_SLOW, question["lang"])) from error
        else:
            return found
        finally:
            late.cancel()
            self._one_at_a_time.release()

    def _running(self) -> subprocess.Popen[str]:
        if self._ended:
            raise Unusable(gettext(_SLOW, "ko"))
        if self._process is None or self._process.poll() is not None:
            self._process = interpreters.begin("kiosk.cli.foretelling")
            assert self._process.stdin
            self._process.stdin.write(json.dumps(self._told) + "\n")
        return self._process

    def _kill(self) -> None:
        """End it, and with it those that live futures for it (workers.py): asked to first, then at once."""
        process = self._process
        if process and process.returncode is None:
            with suppress(OSError, subprocess.TimeoutExpired):
                assert process.stdin
                process.stdin.close()
                process.wait(ENDS_S)
            process.kill()
            process.wait()
