"""POST /actions/<verb>: translation only; `kiosk.actions.perform` does it."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed

from kiosk import access
from kiosk.actions import VERBS, perform
from kiosk.pages import web
from kiosk.refusals import BadFields, NotFound
from kiosk.words import gettext

pages = Blueprint("actions", __name__)


@pages.post("/actions/<verb>")
def act(verb: str) -> Response:
    _require_known(verb)
    web.require_whole_body()
    body = request.get_data()
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


@pages.route("/actions/<verb>", methods=["GET", "PUT", "PATCH", "DELETE"])
def not_posted(verb: str) -> Response:
    """404 for what is no verb, 405 for what is one."""
    _require_known(verb)
    raise MethodNotAllowed(["POST"])


def _require_known(verb: str) -> None:
    if verb not in VERBS or not access.VERBS[verb]:  # the clock's own verbs are nobody else's
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", web.language(), verb=verb[:40]))


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
