"""Personal data: one's own, on the phone bound to it or at a desk, to see, to take along and to have removed; and the organiser's
page of periods and of who saw what."""

import json

from flask import Blueprint, Response, request

from kiosk.actions.access import TOPICS
from kiosk.actions.refusals import NotAllowed, NotFound
from kiosk.expo.person import visitors
from kiosk.language.sentences import gettext
from kiosk.pages import phone, web
from kiosk.screens import own_data
from kiosk.screens.own_data import OwnData
from kiosk.screens.privacy import Privacy, privacy

pages = Blueprint("privacy", __name__)


@pages.get("/v/<code>/data")
def own(code: str) -> Response:
    """All that is kept of the visitor, for their bound phone alone, and how to have it removed."""
    response = web.page("phone/data.html", code=code, data=_own(code))
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/v/<code>/data.json")
def own_file(code: str) -> Response:
    """The same as a file to take along."""
    return _file(_own(code))


@pages.get("/desk/data/<int:visitor>")
def at_desk(visitor: int) -> Response:
    """The same at a desk, for somebody who stands there; that it was opened is noted."""
    actor = web.page_actor("desk")
    return web.page("desk/data.html", actor=actor, data=_asked_for(visitor))


@pages.get("/desk/data/<int:visitor>.json")
def at_desk_file(visitor: int) -> Response:
    """The same as a file to hand over."""
    web.page_actor("desk")
    return _file(_asked_for(visitor))


@pages.get("/organiser/privacy")
def square() -> Response:
    """How long personal data is kept, what goes when, and who saw contact data."""
    return web.page("organiser/privacy.html", actor=web.page_actor("organiser"), p=_privacy())


@pages.get("/organiser/privacy.json")
def square_twin() -> Response:
    """The same as JSON: `earlier` is the `before` of the next page, None on the last."""
    web.page_actor("organiser")
    return web.answer({"ok": True, **_privacy()})


def _privacy() -> Privacy:
    before = request.args.get("before", "")
    with web.store().read() as db:
        return privacy(
            db, now=web.now(), lang=web.language(), before=int(before[:15]) if before.isdecimal() else None
        )


def _own(code: str) -> OwnData:
    """Raises NotFound, NotAllowed."""
    who, lang = web.actor(TOPICS["visitor"]), web.language()
    with web.guess(who, code), web.store().read() as db:
        row = phone.whose(db, code, who)
        if not phone.is_bound(db, row, who):
            raise NotAllowed(gettext("이 휴대폰을 먼저 연결해 주세요. 그다음 내 정보를 볼 수 있어요.", lang))
        return _found(own_data.of(db, row, lang))


def _asked_for(visitor: int) -> OwnData:
    """Raises NotFound."""
    with web.store().read() as db:
        row = visitors.find(db, visitor)
        found = _found(own_data.of(db, row, web.language()) if row else None)
    web.note_contact(web.page_actor("desk"), "contact.open", visitor=visitor)
    return found


def _found(data: OwnData | None) -> OwnData:
    if data is None:
        raise NotFound(gettext("보관하는 개인정보가 없어요.", web.language()))
    return data


def _file(data: OwnData) -> Response:
    response = Response(
        json.dumps({"ok": True, **data}, ensure_ascii=False, indent=2), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{data["number"]}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
