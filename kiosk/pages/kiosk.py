"""`/kiosk`: self-service at the door. The page asks for the rest by the code of the badge it was shown."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import force_locale
from markupsafe import Markup

from badges import qr
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.expo.person import visitors
from kiosk.expo.square import gatherings
from kiosk.expo.square.station_places import station_at
from kiosk.language.sentences import gettext
from kiosk.pages.web import answer, language, now, page, page_actor, settings, store
from kiosk.screens import enterprises
from kiosk.screens import kiosk as screen
from kiosk.screens.agencies import by_name
from kiosk.screens.plan import categories_announced

pages = Blueprint("kiosk", __name__)


@pages.get("/kiosk")
def kiosk() -> Response:
    """`?view=map` begins with the map."""
    actor = page_actor("kiosk")
    with store().read() as db:
        here = station_at(db, actor.station_id)
        values: dict[str, Any] = {
            "categories": categories_announced(db),
            "desk": screen.map_of(db, language(), here),
            "finder": screen.map_of(db, language(), here, panel=screen.FINDER),
            "agencies": by_name(db, language()),
        }
    values["view"] = "map" if request.args.get("view") == "map" else "attract"
    return page("kiosk/page.html", actor=actor, **values)


@pages.post("/kiosk/way.json")
def way() -> Response:
    """Where the holder of this badge goes now, painted: posted, so that no code stands in an address."""
    actor = page_actor("kiosk")
    with store().read() as db:
        code, at, here = str(posted("code")), now(), station_at(db, actor.station_id)
        holder = visitors.find_by_code(db, store().badge_key, code)
        lang = gatherings.spoken_to(holder["guest_lang"] if holder else None, language())
        found = screen.where_now(db, code, now=at, lang=lang, badge_key=store().badge_key, here=here)
    with force_locale(lang):
        html = render_template("kiosk/_way.html", p=found, lang=lang)
    return answer({"ok": True, "html": html, "cards": len(found["cards"])})


@pages.get("/kiosk/found.json")
def found() -> Response:
    """A booth that somebody looks for, with the way from this kiosk, painted; without `booth` the whole square."""
    actor = page_actor("kiosk")
    number = request.args.get("booth", "").upper()
    with store().read() as db:
        shown = screen.found(db, number, now=now(), lang=language(), here=station_at(db, actor.station_id))
    return answer({"ok": True, "html": render_template("kiosk/_found.html", p=shown)})


@pages.get("/kiosk/enterprise.json")
def enterprise() -> Response:
    """Whom a 사업자등록번호 belongs to: public knowledge, and nobody's name."""
    page_actor("kiosk")
    with store().read() as db:
        return answer({"ok": True, **enterprises.by_brn(db, request.args.get("brn", ""), lang=language())})


@pages.post("/kiosk/qr.json")
def phone_qr() -> Response:
    """A one-time address (`bind_url` of phone.offer) as a QR that a phone's camera opens."""
    page_actor("kiosk")
    return answer({"ok": True, "svg": offered_qr()})


def offered_qr() -> Markup:
    """The posted `bind_url` as an <svg>, with the address that phones can open."""
    path = str(posted("bind_url")).removeprefix(settings().address)
    if not path.startswith("/v/"):
        raise NotFound(gettext("연결 QR을 그릴 수 없어요. 다시 눌러 주세요.", language()))
    origin = settings().address or request.host_url.rstrip("/")
    return Markup(qr.svg(origin + path, gettext("휴대전화로 여는 QR", language())))


def posted(name: str) -> Any:
    """A field of the posted JSON. Raises BadFields."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or not isinstance(given.get(name), str):
        raise BadFields({name: gettext("%(name)s 항목을 채워 주세요.", language(), name=name)})
    return given[name]
