"""The purchases that the agencies announced, for everybody: page, twin, file, and the way to who announced them."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, make_response, render_template, request

from kiosk.actions.access import TOPICS
from kiosk.actions.refusals import BadFields
from kiosk.data import journal
from kiosk.data.store import Actor
from kiosk.exchange.spreadsheet_text import steady
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square.announced import Item
from kiosk.expo.square.ground import Booth
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.live.plan_ahead import read_ahead
from kiosk.pages import web
from kiosk.pages.identity import identify, phone_cookie_name
from kiosk.screens import plan as screen
from kiosk.screens.agencies import agency_name
from kiosk.screens.plan_asked import Asked, asked
from kiosk.screens.plan_own import own
from kiosk.screens.plan_search import View, found, view_of
from kiosk.screens.plan_way import way_to

pages = Blueprint("plan", __name__)

HEADINGS = (N_("부스"), N_("기관명"), N_("부서"), N_("사업명"), N_("품목"), N_("예산(원)"), N_("시기"))
CHUNK_ROWS = 500
STEPS_WON = (1_000_000, 3_000_000, 5_000_000, 10_000_000, 30_000_000, 50_000_000, 100_000_000, 300_000_000)


@pages.get("/plan")
def plan() -> Response:
    """What doesn't fit in the query is said above what was found without it."""
    view, faults = asked(request.args.getlist, web.language())
    store = web.store()
    read_ahead(store)
    with store.read() as db:
        search = found(db, view, lang=web.language())
        visitor = _visitor()
        mine = own(db, store.badge_key, visitor) if visitor else None
    return web.topic_page(
        "plan/page.html",
        "plan",
        found=search,
        asked=view,
        faults=faults,
        own=mine,
        steps_won=STEPS_WON,
    )


@pages.get("/plan.json")
def twin() -> Response:
    """The same view for programs. Raises BadFields."""
    who = web.actor(TOPICS["plan"])
    web.require_topic("plan", who)
    view = _asked_rightly()
    read_ahead(web.store())
    with web.store().read() as db:
        told = web.live().page(db, "plan", web.language()).page["waits"]
        return web.answer({"seq": journal.latest_seq(db), **screen.twin(db, view, told)})


@pages.get("/plan.csv")
def file() -> Response:
    """All that fits, every page of it, for a spreadsheet (UTF-8 with BOM)."""
    web.require_topic("plan", web.actor(TOPICS["plan"]))
    view, _ = asked(request.args.getlist, web.language())
    read_ahead(web.store())
    with web.store().read() as db:
        fits = view_of(db, view)
    response = Response(_lines(fits, web.language()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.csv"'
    return response


@pages.get("/plan/<number>")
def way(number: str) -> Response:
    """How to get to the booth, and what to do there."""
    view, _ = asked(request.args.getlist, web.language())
    visitor = _visitor()
    with web.store().read() as db:
        to = way_to(db, number, visitor, now=web.now(), lang=web.language())
        mine = own(db, web.store().badge_key, visitor) if visitor else None
    return web.topic_page("plan/way.html", "plan", to=to, asked=view, own=mine)


@pages.get("/plan/<number>/way")
def way_part(number: str) -> Response:
    """What stands beside the map, painted anew after a tap."""
    web.require_topic("plan", web.actor(TOPICS["plan"]))
    with web.store().read() as db:
        to = way_to(db, number, _visitor(), now=web.now(), lang=web.language())
    return make_response(render_template("plan/_way.html", to=to))


def _asked_rightly() -> Asked:
    view, faults = asked(request.args.getlist, web.language())
    if faults:
        raise BadFields(faults)
    return view


def _visitor() -> Visitor | None:
    """Whose phone this is, where it is bound."""
    if not request.cookies.get(phone_cookie_name(request)):
        return None
    store = web.store()
    with store.read() as db:
        who: Actor = identify(db, request, store.badge_key, roles=frozenset({"visitor"}))
        if who.role != "visitor" or who.visitor_id is None:
            return None
        row = visitors.find(db, who.visitor_id)
    return visitors.unproven(row) if row else None


def _lines(fits: View, lang: str) -> Iterator[str]:
    """The file piece by piece: others get a turn between two."""
    yield "\ufeff" + _csv([[gettext(heading, lang) for heading in HEADINGS]])
    items, booths = fits.fitting.items, fits.booths
    for start in range(0, len(items), CHUNK_ROWS):
        yield _csv([_cells(item, booths[item.agency_id], lang) for item in items[start : start + CHUNK_ROWS]])


def _cells(item: Item, booth: Booth, lang: str) -> list[str | int]:
    category, quarter = (known_word(word, lang) for word in (item.category, item.quarter))
    agency = agency_name(booth, lang)
    return [booth["number"], agency, item.department, item.title, category, item.won, quarter]


def _csv(rows: Sequence[Sequence[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([steady(cell) for cell in row] for row in rows)
    return text.getvalue()
