"""`/organiser/doctor`: what goes wrong on squares, looked at before the doors open; and what a server tells the program that looks."""

import hmac
import resource
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, request

from kiosk.actions.refusals import NotFound
from kiosk.data.checkup import Checkup
from kiosk.doctor.rounds import Rounds
from kiosk.expo.square import days
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.serving.greenlets import off_loop

pages = Blueprint("doctor", __name__)


@pages.get("/organiser/doctor")
def doctor() -> Response:
    """What the last look found, worst first; a tap looks anew."""
    who = web.page_actor("organiser")
    return web.page("organiser/doctor.html", actor=who, p=_shown())


@pages.get("/organiser/doctor/part")
def part() -> Response:
    """The page's middle alone, after a look."""
    who = web.page_actor("organiser")
    return web.page("organiser/_doctor.html", actor=who, p=_shown())


@pages.get("/organiser/doctor.json")
def found() -> Response:
    """`checkup`: null before the first look, else `ok`, `at` and `checks`, as `doctor --json` prints them."""
    web.page_actor("organiser")
    return web.answer({"ok": True, "checkup": _twin(web.store().health.checkup)})


@pages.post("/organiser/doctor.json")
def look() -> Response:
    """Look now. Takes ten seconds at most; Refused wrong_state while somebody looks."""
    web.page_actor("organiser")
    web.require_own_page()
    rounds: Rounds = current_app.extensions["doctor"]
    lang = web.language()
    return web.answer({"ok": True, "checkup": _twin(off_loop(lambda: rounds.look(lang)))})


@pages.get("/laptop/seen.json")
def seen() -> Response:
    """How this server and the stations that it heard are, for another program of the laptop's user (kiosk/doctor/place.py), who can
    read the word in the data folder. Nobody else learns that there is such an address."""
    claim = current_app.extensions.get("claim")
    word = request.headers.get("X-Laptop-Word", "")
    if claim is None or not hmac.compare_digest(word.encode(), claim.running.word.encode()):
        raise NotFound(gettext("그런 페이지는 없어요.", web.language()))
    now, heard = web.now(), web.store().heard.all()
    fleet = [
        {
            "station": id,
            "heard_s": (now - one.at) / 1000,
            "report": asdict(one.report) if one.report else None,
        }
        for id, one in heard.items()
    ]
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    own = {
        "now": now,
        "is_demo": web.settings().demo,
        "clock_rate": web.settings().clock_rate,
        "open_files": open_files,
    }
    return web.answer({"ok": True, **own, "fleet": fleet})


def _shown() -> dict[str, Any]:
    found, lang = web.store().health.checkup, web.language()
    if found is None:
        return {"at": None, "ok": None, "checks": [], "fail": 0, "warn": 0}
    with web.store().read() as db:
        at = days.local(found.at, days.time_zone(db))
    checks = [
        {
            "name": one.name,
            "state": one.state,
            "title": one.title[lang],
            "says": one.says[lang],
            "mend": one.mend,
        }
        for one in found.checks
    ]
    counts = {"fail": found.count("fail"), "warn": found.count("warn")}
    return {"at": f"{at:%m.%d %H:%M}", "ok": found.ok, "checks": checks, **counts}


def _twin(found: Checkup | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lang = web.language()
    with web.store().read() as db:
        at = days.iso(found.at, days.time_zone(db))
    return {"at": at, **found.told(lang)}
