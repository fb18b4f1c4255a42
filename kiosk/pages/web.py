"""What every page needs: the store, who asks, the language, painting a topic, answering a refusal."""

import json
from typing import Any
from uuid import uuid4

from flask import Response, current_app, g, make_response, redirect, render_template, request
from markupsafe import Markup

from kiosk.actions import access
from kiosk.actions.perform import perform
from kiosk.actions.refusals import NotAllowed, NotDone
from kiosk.data import journal
from kiosk.data.store import Actor, Store
from kiosk.expo.square import ground, own_words, stations
from kiosk.expo.square.booths import settings_of
from kiosk.language.sentences import LANGUAGES, gettext
from kiosk.live.publish import Live
from kiosk.pages import limits as bounds
from kiosk.pages import sent
from kiosk.pages.identity import device_of, identify, is_secure, new_phone_cookie, phone_cookie_name
from kiosk.pages.limits import Guess, Limits
from kiosk.screens import Shown
from kiosk.serving.version import version
from kiosk.settings import Settings

COOKIE_S = 30 * 24 * 3600


def store() -> Store:
    found: Store = current_app.extensions["store"]
    return found


def live() -> Live:
    found: Live = current_app.extensions["live"]
    return found


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def limits() -> Limits:
    found: Limits = current_app.extensions["limits"]
    return found


def crowd() -> Any:
    """The demo's simulated crowd (`size`, `pace`), or None."""
    return current_app.extensions.get("crowd")


def demo_secrets() -> dict[int, str]:
    """The demo's stations: id -> cookie secret. Empty but in the demo, whose page makes anyone an organiser."""
    found: dict[int, str] = current_app.extensions.get("demo_secrets", {})
    return found


def now() -> int:
    """The server's clock in ms: one moment for the whole request."""
    if "now" not in g:
        g.now = store().now()
    at: int = g.now
    return at


def language() -> str:
    return sent.language(request)


def asker(roles: frozenset[str] = frozenset()) -> Actor:
    """Who asks. Of several stations in one browser: the one that `?station=` names, else the newest with one of `roles`."""
    with store().read() as db:
        station = request.args.get("station", "")
        return identify(db, request, store().badge_key, station=station, roles=roles)


def actor(roles: frozenset[str] = frozenset()) -> Actor:
    """As `asker`. Raises Refused locked for a station that is."""
    found = asker(roles)
    if found.locked:
        g.locked_station = found
        raise stations.locked(language())
    return found


def guess(who: Actor, code: str = "") -> Guess:
    """Let `who` try a secret (kiosk/pages/limits.py). Raises TooMany."""
    return bounds.guess(limits(), store(), request, who, language(), code=code)


def guess_at_work() -> Guess:
    """The same for whoever sets up a station or a laptop, or reads an agency's link. Raises TooMany."""
    return bounds.guess(limits(), store(), request, asker(), language(), sentence=bounds.NOT_A_VISITOR)


def require_own_page() -> None:
    sent.require_own_page(request)


def let_it_be_told_first() -> None:
    """After a take-over what a page writes by a request of its own is as new as any action: it waits."""
    store().gathering.wait(store().leave_to_others)


def note_contact(who: Actor, verb: str, **fields: Any) -> None:
    """Write into the journal who searched or opened contact data; `verb` is `contact.search` or `contact.open`."""
    let_it_be_told_first()
    perform(store(), verb, who, {"action_id": uuid4().hex, **fields})


def note_export(who: Actor, *, persons: int) -> None:
    """Write into the journal that a file with the contact data of so many persons leaves. Raises what is not done: then
    nobody gets it."""
    let_it_be_told_first()
    fields = {"action_id": uuid4().hex, "persons": persons, "rows": persons}
    done = perform(store(), "export.note", who, fields, lang=language())
    if not done.ok:
        raise NotAllowed(done.data["message"])


def page_actor(page: str) -> Actor:
    """The station that may open this page (access.PAGES). Raises NotPaired, NotAllowed."""
    roles = access.PAGES[page]
    found = actor(roles)
    if found.role in roles:
        return found
    if found.role in access.STATIONS and request.args.get("station"):
        raise NotAllowed(gettext("이 단말에서는 볼 수 없는 화면이에요.", language()))
    raise access.not_paired(language())


def require_topic(topic: str, who: Actor) -> None:
    with store().read() as db:
        access.require_topic(topic, who, boards_public=settings_of(db)["boards_public"], lang=language())


def topic_page(template: str, topic: str, who: Actor | None = None, **values: Any) -> Response:
    """A page that shows one live topic: painted whole now, and kept current by its socket from `seq` on.

    Raises NotPaired, NotAllowed, NotFound.
    """
    who = who or actor(access.TOPICS[topic.partition(":")[0]])
    require_topic(topic, who)
    with store().read() as db:
        shown = live().page(db, topic, language())
        values = {"seq": journal.latest_seq(db), "epoch": journal.epoch_of(db)} | values
    return page(template, actor=who, topic=topic, shown=shown, **values)


def topic_now(topic: str) -> Shown:
    """A further topic as it is now, for a page that shows it beside its own and may."""
    with store().read() as db:
        return live().page(db, topic, language())


def page(template: str, *, actor: Actor | None = None, **values: Any) -> Response:
    """A page for this station, or for nobody. A language chosen by ?lang= is kept in a cookie."""
    station = (
        {"id": actor.station_id, "role": actor.role, "booth": actor.booth}
        if actor and actor.station_id
        else None
    )
    if actor and actor.role == "organiser":
        with store().read() as db:
            values = {"stations_on": stations.connected(db)} | values
    response = make_response(render_template(template, station=station, actor=actor, **values))
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie("lang", language(), max_age=COOKIE_S, httponly=True, samesite="Lax")
    return response


def answer(data: dict[str, Any], status: int = 200) -> Response:
    """JSON in the contract's shape. What is ok gets the code `done`, unless it has another."""
    if data.get("ok") is True:
        data = {"code": "done", **data}
    return json_text(json.dumps(data, ensure_ascii=False), status)


def json_text(body: str, status: int = 200) -> Response:
    return Response(body, status, mimetype="application/json")


def refusal(not_done: NotDone) -> Response:
    """A refusal: JSON in the contract's shape for programs, a page for people."""
    if wants_json():
        return answer(not_done.answer(), not_done.status)
    if not_done.code == "locked" and "locked_station" in g:
        response = page("locked.html", actor=g.locked_station)
        response.status_code = not_done.status
        return response
    response = page("error.html", status=not_done.status, message=not_done.message, code=not_done.code)
    response.status_code = not_done.status
    return response


def wants_json() -> bool:
    return (
        request.path.startswith(("/actions", "/consultations/", "/socket.io"))
        or request.path.endswith((".json", "/events"))
        or (request.method == "POST" and request.is_json)
        or request.headers.get("Accept", "").startswith("application/json")
    )


def with_station_cookie(response: Response, station_id: int, secret: str) -> Response:
    return _with_cookie(response, f"station_{station_id}", secret)


def phone_cookie(response: Response) -> Response:
    """Give the browser a phone's cookie, by which its registrations and tries are counted, if it has none of ours."""
    key = store().badge_key
    if device_of(store().glance(), request, key):
        return response
    return _with_cookie(response, phone_cookie_name(request), new_phone_cookie(request, key))


def _with_cookie(response: Response, name: str, value: str) -> Response:
    response.set_cookie(
        name, value, max_age=COOKIE_S, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
    )
    return response


def page_values() -> dict[str, Any]:
    """What every template may use (see layout.html)."""
    with store().read() as db:
        expo = db.execute("SELECT name, time_zone FROM expo").fetchone()
        square = ground.of(db)
    face, own = square.face, own_words.shown(square.settings, language())
    return {
        "lang": language(),
        "station": None,
        "now": now(),
        "clock_shift_s": settings().clock_shift_s,
        "clock_rate": settings().clock_rate,
        "rehearsal": square.rehearsal is not None,
        "time_zone": expo["time_zone"] if expo else "Asia/Seoul",
        "expo": expo,
        "face": face,
        "expo_title": face.title(language()) or gettext("박람회", language()),
        "expo_short": face.short(language()) or gettext("박람회", language()),
        "own_words": own_words.mark_of(square),
        **own,
        "secure": is_secure(request),
        "version": version(),
    }


def redirected(path: str) -> Response:
    """To another page of ours, as the same station."""
    station = request.args.get("station", "")
    return make_response(redirect(f"{path}?station={station}" if station.isdecimal() else path))


def safe(markup: str) -> Markup:
    """Markup that this program itself drew (a QR code)."""
    return Markup(markup)
