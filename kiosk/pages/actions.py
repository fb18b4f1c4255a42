"""POST /actions/<verb>: translation only; `kiosk.actions.perform` does it."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk import access
from kiosk.actions import VERBS, perform
from kiosk.pages import web
from kiosk.refusals import BadFields, NotFound
from kiosk.words import gettext

pages = Blueprint("actions", __name__)


@pages.post("/actions/<verb>")
def act(verb: str) -> Response:
    if verb not in VERBS or not access.VERBS[verb]:  # the clock's own verbs are nobody else's
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", web.language(), verb=verb[:40]))
    body = _body()
    who = web.actor(access.VERBS[verb])
    web.require_own_page()
    access.require_verb(verb, who, web.language())
    on_a_phone = verb == "visitor.register" and who.role == "phone"
    if on_a_phone:
        web.limit_registrations()
    done = perform(web.store(), verb, who, _fields(body), lang=_lang())
    if on_a_phone and done.ok:
        web.count_registration()
    return web.json_text(done.body, done.status)


def _body() -> bytes:
    """What was sent; too much is refused (413) before anybody is asked who they are."""
    body = request.get_data(cache=True)
    # Without a Content-Length it is cut off at the limit and nobody says so.
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge
    return body


def _fields(body: bytes) -> dict[str, Any]:
    """The action's fields, from JSON or a form. Raises BadFields for what is neither."""
    if not request.is_json and request.form:
        return {name: request.form[name] for name in request.form}
    given = request.get_json(force=True, silent=True) if body else {}
    if not isinstance(given, dict):
        raise BadFields({"body": gettext("JSON 객체나 폼으로 보내 주세요.", web.language())})
    return given


def _lang() -> str | None:
    return None if request.headers.get("Authorization") else request.args.get("lang")
