"""`/desk`: the staffed counter. The page stays; what it shows of people comes as fragments and JSON of its own."""

import io
import json
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from badges.drawing import Badge, draw
from badges.layouts import layouts
from kiosk.actions.refusals import NotAllowed, NotFound
from kiosk.data.store import Store
from kiosk.exchange import badge_sheets as printed
from kiosk.expo.door.registrations import NEEDS
from kiosk.expo.person.enterprises import KINDS
from kiosk.language.sentences import gettext
from kiosk.pages.kiosk import offered_qr
from kiosk.pages.web import answer, json_text, language, note_contact, now, page, page_actor, settings, store
from kiosk.screens import desk as screen
from kiosk.screens import desk_snapshot, enterprises
from kiosk.screens.agencies import booths_to_choose
from kiosk.screens.desk_arrivals import arrivals
from kiosk.screens.desk_search import Index
from kiosk.screens.pending import pending
from kiosk.screens.plan import categories_announced
from kiosk.serving.greenlets import off_loop

pages = Blueprint("desk", __name__)

NOBODY = {"count": 0, "newest_first": False, "few": [], "crowd": []}


@pages.get("/desk")
def desk() -> Response:
    actor = page_actor("desk")
    kept = "shell" in request.args  # by the service worker, for when the server is away: it names nobody
    with store().read() as db:
        index().keep_up(db)
        values = {
            "scans": [] if kept else screen.scans(db, actor.station_id),
            "pending": NOBODY if kept else pending(db),
            "doubles": [] if kept else screen.doubles(db, index()),
            "arrivals": None if kept else arrivals(db, now=now()),
            "booths": booths_to_choose(db, language()),
            "categories": categories_announced(db),
        }
    return page(
        "desk/page.html",
        actor=actor,
        kinds=KINDS,
        needs=NEEDS,
        layouts=list(layouts().values()),
        **values,
    )


@pages.get("/desk/search.json")
def search() -> Response:
    actor = page_actor("desk")
    with store().read() as db:
        found = screen.found(db, index(), request.args.get("q", "")[:100], now=now())
    if found:
        note_contact(actor, "contact.search", persons=len(found))
    return answer({"ok": True, "found": found})


@pages.get("/desk/snapshot.json")
def snapshot() -> Response:
    """What this tablet keeps for when the server is away; `?of=` and `?after=` say what it has, so that only what changed is told.

    For the stations of desks and doors alone: an organiser's own laptop is no tablet of the square.
    """
    who = page_actor("door")
    if who.role not in desk_snapshot.KEPT_BY or who.station_id is None:
        raise NotAllowed(gettext("이 단말에서는 할 수 없는 일이에요.", language()))
    after = request.args.get("after", "")
    people, is_whole, text = off_loop(
        partial(
            _snapshot_as_text,
            store(),
            who.station_id,
            of=request.args.get("of", ""),
            after=int(after) if after.isdecimal() and len(after) < 16 else 0,
            named=who.role == "desk",
            now=now(),
            lang=language(),
        )
    )
    if is_whole and who.role == "desk":
        note_contact(who, "contact.keep", persons=people)
    return json_text(text)


def _snapshot_as_text(house: Store, station_id: int, **asked: Any) -> tuple[int, bool, str]:
    """How many people it tells of, whether that is all there is, and the answer: of two thousand 30 ms of work."""
    with house.read() as db:
        told = desk_snapshot.snapshot(db, station_id, badge_key=house.badge_key, **asked)
    text = json.dumps({"ok": True, "code": "done", **told}, ensure_ascii=False)
    return len(told["people"]), told["whole"], text


@pages.get("/desk/person/<int:visitor>.json")
def person(visitor: int) -> Response:
    """One person's panel, painted, with what the page needs to act."""
    actor = page_actor("desk")
    with store().read() as db:
        shown = screen.person(db, visitor, now=now(), lang=language(), badge_key=store().badge_key)
    note_contact(actor, "contact.open", visitor=visitor)
    html = render_template("desk/_person.html", p=shown)
    kept = {"id", "number", "name", "enterprise", "brn", "kind", "categories", "state", "code"}
    return answer(
        {
            "ok": True,
            "html": html,
            "person": {name: value for name, value in shown.items() if name in kept},
            "colleagues": shown["colleagues"],
        }
    )


@pages.get("/desk/lists.json")
def lists() -> Response:
    """The last scans of this desk and who waits to be confirmed (`?newest=1`: the last first), painted."""
    actor = page_actor("desk")
    with store().read() as db:
        scans = screen.scans(db, actor.station_id)
        waiting = pending(db, newest_first=bool(request.args.get("newest")))
        doubles = screen.doubles(db, index())
        came = arrivals(db, now=now())
    return answer(
        {
            "ok": True,
            "scans": render_template("desk/_scans.html", scans=scans),
            "pending": render_template("desk/_pending.html", pending=waiting),
            "doubles": render_template("desk/_doubles.html", doubles=doubles),
            "came": render_template("desk/_arrivals.html", arrivals=came),
            "waiting": waiting["count"],
        }
    )


@pages.get("/desk/enterprise.json")
def enterprise() -> Response:
    """What is known by a 사업자등록번호, with who of the enterprise is registered."""
    page_actor("desk")
    with store().read() as db:
        found = enterprises.by_brn(db, request.args.get("brn", ""), lang=language(), people=True)
    return answer({"ok": True, **found})


@pages.post("/desk/qr.json")
def phone_qr() -> Response:
    page_actor("desk")
    return answer({"ok": True, "svg": offered_qr()})


@pages.get("/desk/badge/<int:visitor>")
def badge(visitor: int) -> Response:
    """The badge on a page of its own, to print by the browser."""
    actor = page_actor("desk")
    found = _badge(visitor)
    return page("desk/badge.html", actor=actor, visitor=visitor, number=found.number, layout=_layout())


@pages.get("/desk/badge/<int:visitor>.png")
def badge_png(visitor: int) -> Response:
    """The badge drawn for `?layout=`; drawing takes a tenth of a second, so it is done off the loop."""
    page_actor("desk")
    draw_it = partial(_png, _badge(visitor), _layout())
    return Response(off_loop(draw_it), mimetype="image/png")


def index() -> Index:
    """The search's memory: one a server."""
    kept: Index = current_app.extensions.setdefault("people", Index())
    return kept


def _badge(visitor: int) -> Badge:
    with store().read() as db:
        found = printed.one(db, visitor, store().badge_key, origin=settings().address)
    if found is None:
        raise NotFound(gettext("등록이 확인된 참가자만 명찰을 인쇄할 수 있어요.", language()))
    return found


def _layout() -> str:
    asked = request.args.get("layout", "card")
    return asked if asked in layouts() else "card"


def _png(badge: Badge, layout: str) -> bytes:
    out = io.BytesIO()
    draw(badge, layout).save(out, "PNG")
    return out.getvalue()
