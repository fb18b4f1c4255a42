"""Asks every check at once, and waits for none longer than there is time."""

import logging
import queue
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from kiosk.data.checkup import STATES, Checked, Checkup
from kiosk.data.running import running
from kiosk.data.store import wall_clock
from kiosk.doctor.checks import CHECKS, Check
from kiosk.doctor.found import Found, unseen
from kiosk.doctor.place import Place, ask
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.settings import DEFAULT_PORT, Settings

log = logging.getLogger(__name__)

WITHIN_S = 9.0


def place_of(
    settings: Settings,
    *,
    port: int | None = None,
    https_port: int | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Place:
    """What there is to look at. Where a server runs over the folder its own ports are, and it is asked."""
    here = running(settings.folder)
    seen = ask(here) if here else None
    return Place(
        settings=settings,
        now=seen.now if seen else wall_clock(*settings.clock)(),
        wall=wall_clock()(),
        port=port if port is not None else here.port if here else DEFAULT_PORT,
        https_port=https_port if https_port is not None else here.https_port if here else None,
        certificate=certificate,
        key=key,
        running=here,
        seen=seen,
    )


def examine(place: Place, checks: Sequence[Check] = CHECKS, *, within_s: float = WITHIN_S) -> Checkup:
    """The answer of every check that applies, worst first. Takes `within_s` seconds at most."""
    began, until = time.monotonic(), time.monotonic() + within_s
    asked = [check for check in checks if check.when(place)]
    answers: queue.SimpleQueue[tuple[str, Found]] = queue.SimpleQueue()
    for check in asked:  # not a pool's: nobody waits for one that hangs when the program ends
        Thread(
            target=lambda check=check: answers.put((check.name, _answer(check, place))), daemon=True
        ).start()
    found: dict[str, Found] = {}
    while len(found) < len(asked):
        try:
            name, answer = answers.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        found[name] = answer
    checked = [_checked(check, found.get(check.name, _LATE)) for check in asked]
    checked.sort(key=lambda one: STATES.index(one.state))  # within a state they keep their order
    return Checkup(place.now, tuple(checked), round(time.monotonic() - began, 2))


_LATE = unseen(N_("시간 안에 답이 오지 않았어요. 잠시 뒤 다시 점검해 주세요."))


def _answer(check: Check, place: Place) -> Found:
    try:
        return check.rule(place)
    except Exception as error:  # a laptop on a square is stranger than any test; the other checks go on
        log.info("check %s: %s: %s", check.name, type(error).__name__, error)
        return unseen(
            N_("살펴보지 못했어요(%(why)s). 직접 봐 주세요."), why=str(error)[:120] or type(error).__name__
        )


def _checked(check: Check, found: Found) -> Checked:
    return Checked(
        check.name,
        found.state,
        {lang: gettext(check.title, lang) for lang in LANGUAGES},
        {lang: found.said(lang) for lang in LANGUAGES},
        check.mend,
    )
