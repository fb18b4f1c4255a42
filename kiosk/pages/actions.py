"""POST /actions/<verb>: translation only; `kiosk.actions.perform` does it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import MethodNotAllowed

from kiosk import access
from kiosk.actions import VERBS, Answer, perform
from kiosk.fields import printable
from kiosk.pages import web
from kiosk.refusals import BadFields, NotFound
from kiosk.store import Actor, Store
from kiosk.words import gettext

pages = Blueprint("actions", __name__)


@pages.post("/actions/<verb>")
def act(verb: str) -> Response:
    _require_known(verb)
    web.require_whole_body()
    body = request.get_data()
    who = web.actor(access.VERBS[verb])
    on_a_phone = verb == "visitor.register" and who.role == "phone"
    done = act_as(
        who, verb, web.store(), request, _sent(body), web.limit_registrations if on_a_phone else None
    )
    if on_a_phone and done.ok:
        web.count_registration()
    return web.json_text(done.body, done.status)


def act_as(
    who: Actor, verb: str, store: Store, asked: Request, given: Any, limit: Callable[[], None] | None = None
) -> Answer:
    """Perform what a request sent. `limit` may refuse it, once this actor may ask for the verb at all.

    Raises NotAllowed, NotPaired, TooMany, BadFields.
    """
    web.require_own_page(asked)
    access.require_verb(verb, who, web.language(asked))
    if limit:
        limit()
    if not isinstance(given, dict):
        raise BadFields({"body": gettext("JSON 객체나 폼으로 보내 주세요.", web.language(asked))})
    lang = None if asked.environ.get("HTTP_AUTHORIZATION") else asked.args.get("lang")
    return perform(store, verb, who, given, lang=lang)


@pages.route("/actions/<verb>", methods=["GET", "PUT", "PATCH", "DELETE"])
def not_posted(verb: str) -> Response:
    """404 for what is no verb, 405 for what is one."""
    _require_known(verb)
    raise MethodNotAllowed(["POST"])


def _require_known(verb: str) -> None:
    if verb not in VERBS or not access.VERBS[verb]:  # the clock's own verbs are nobody else's
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", web.language(), verb=printable(verb)))


def _sent(body: bytes) -> Any:
    """The action's fields, from JSON or a form; None for what is neither."""
    if not request.is_json and request.form:
        return {name: request.form[name] for name in request.form}
    return request.get_json(force=True, silent=True) if body else {}
