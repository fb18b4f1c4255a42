"""The JSON twins of the screens, and the sign of life."""

from typing import Any

from flask import Blueprint, Response, request

from kiosk.actions.access import SEE_NEEDS, STATIONS, TOPICS
from kiosk.actions.refusals import NotFound
from kiosk.data import journal, names
from kiosk.data.store import Actor
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.queue.agenda import agenda
from kiosk.expo.square import days, notices
from kiosk.pages import web
from kiosk.screens import organiser_day, programme_mine
from kiosk.screens.feed import told_before
from kiosk.screens.organiser import OrganiserLook
from kiosk.serving.version import version

pages = Blueprint("twins", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    with web.store().read() as db:
        now = days.local(web.now(), days.time_zone(db)).isoformat(timespec="milliseconds")
        said = {"ok": True, "seq": journal.latest_seq(db), "now": now, "version": version()}
        return web.answer(said | {"fence": web.store().fence})


@pages.get("/board.json")
def board() -> Response:
    return web.answer(_twin("board:hall"))


@pages.get("/booths/<number>.json")
def booth(number: str) -> Response:
    return web.answer(_twin(f"booth:{number}", flat="booths"))


@pages.get("/organiser.json")
def organiser() -> Response:
    return web.answer(_twin("organiser"))


@pages.get("/organiser/booths.json")
def organisers_booths() -> Response:
    """The table of booths: what goes on at each, and what came of today's meetings."""
    web.page_actor("organiser")
    with web.store().read() as db:
        look = OrganiserLook(db, web.now(), web.language())
        return web.answer({"seq": journal.latest_seq(db), "booths": look.booths()})


@pages.get("/organiser/day.json")
def day() -> Response:
    """The chart of the day and the last hour of the figures, as numbers."""
    web.page_actor("organiser")
    now = web.now()
    with web.store().read() as db:
        today = days.today(db, now, days.time_zone(db))
        return web.answer({"seq": journal.latest_seq(db), **organiser_day.twin(db, today, now)})


@pages.get("/organiser/feed.json")
def feed() -> Response:
    """What happened, the newest first; `earlier` is the `before` of the entries before these, None at the beginning."""
    web.page_actor("organiser")
    before = request.args.get("before", "")
    with web.store().read() as db:
        told, earlier = told_before(
            db, days.time_zone(db), web.language(), int(before[:15]) if before.isdecimal() else 2**53
        )
        return web.answer({"seq": journal.latest_seq(db), "entries": told, "earlier": earlier})


@pages.get("/notices.json")
def everybody() -> Response:
    """What was told to everybody, and the messages to booths with who has read them; for organisers."""
    return web.answer(_twin("everybody"))


@pages.get("/stations.json")
def stations() -> Response:
    return web.answer(_twin("stations"))


@pages.get("/organiser/start.json")
def preparation() -> Response:
    return web.answer(_twin("preparation"))


@pages.get("/organiser/rehearsal.json")
def rehearsal() -> Response:
    return web.answer(_twin("rehearsal"))


@pages.get("/stage.json")
def stage() -> Response:
    return web.answer(_twin("stage"))


@pages.get("/programme.json")
def programme() -> Response:
    return web.answer(_twin("programme"))


@pages.get("/visitors/<code>.json")
def visitor(code: str) -> Response:
    """A visitor and their agenda: the name masked for who holds the code, in full for stations."""
    who = web.actor(TOPICS["visitor"])
    web.require_topic(f"visitor:{code}", who)
    store = web.store()
    with web.guess(who, code), store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
        if row is None:
            raise NotFound(said_to(who, "not_found", web.language()))
        naming = (names.full if who.role in STATIONS else names.masked)(db, web.language())
        row = row if who.role in STATIONS else visitors.unproven(row)
        shape = visitors.shape(store.badge_key, row, naming)
        shown = {name: value for name, value in shape.items() if name != "need" or who.role in SEE_NEEDS}
        plan_of_day = agenda(
            db,
            row,
            now=web.now(),
            zone=days.time_zone(db),
            lang=web.language(),
            naming=naming,
        )
        return web.answer(
            {
                "seq": journal.latest_seq(db),
                "visitor": shown,
                "agenda": plan_of_day,
                "programme": programme_mine.told(db, row["id"], web.now()),
                "notices": notices.shapes(db, web.now(), "phones"),
            }
        )


def _twin(topic: str, flat: str | None = None) -> dict[str, Any]:
    """A topic's data with its seq; `flat` names the list whose one element is the twin."""
    who: Actor = web.actor(TOPICS[topic.partition(":")[0]])
    web.require_topic(topic, who)
    with web.store().read() as db:
        data = web.live().page(db, topic, web.language()).data
        return {"seq": journal.latest_seq(db), **(data[flat][0] if flat else data)}
