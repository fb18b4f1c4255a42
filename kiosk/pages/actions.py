"""POST /actions/<verb>: translation only; `kiosk.actions.perform` does it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import MethodNotAllowed

from kiosk.actions.fields import printable
from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.actions.verbs import VERBS, is_public, require_verb
from kiosk.data.store import Actor, Store
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.pages.guesses import MISSED, SECRETS, Guess, asker_of
from kiosk.pages.limits import REGISTRATIONS, network_mark

pages = Blueprint("actions", __name__)


@pages.post("/actions/<verb>")
def act(verb: str) -> Response:
    _require_known(verb)
    web.require_short_query()
    web.require_whole_body()
    given = _sent(request.get_data())
    who = web.actor(VERBS[verb].roles)
    with _guess(who, given) as guess:
        if VERBS[verb].is_rationed and who.role == "phone":
            done = _rationed(who, verb, given)
        else:
            done = act_as(who, verb, web.store(), request, given)
        if _missed(verb, done):
            guess.failed()
    return web.json_text(done.body, done.status)


def act_as(who: Actor, verb: str, store: Store, asked: Request, given: Any) -> Answer:
    """Perform what a request sent. Raises NotAllowed, NotPaired, BadFields."""
    web.require_own_page(asked)
    require_verb(verb, who, web.language(asked))
    if not isinstance(given, dict):
        raise BadFields({"body": gettext("JSON 객체나 폼으로 보내 주세요.", web.language(asked))})
    lang = None if asked.environ.get("HTTP_AUTHORIZATION") else asked.args.get("lang")
    return perform(store, verb, who, given, lang=lang)


def _guess(who: Actor, given: Any) -> Guess:
    """A try at the secret that the fields say, if they do. Raises TooMany."""
    if not isinstance(given, dict) or SECRETS.isdisjoint(given):
        return Guess(web.limits(), None)
    return web.guess(who, str(given.get("code", "")))


def _missed(verb: str, done: Answer) -> bool:
    return done.status == Refused.status and (VERBS[verb].is_guess or done.data["code"] in MISSED)


def _rationed(who: Actor, verb: str, given: Any) -> Answer:
    """A phone's registration waits for a desk, which sees whether many came from one network. Raises TooMany."""
    limits, asker = web.limits(), asker_of(web.store(), request)
    limits.require(REGISTRATIONS, asker, web.language())
    who = replace(who, network=network_mark(asker.network, web.store().badge_key))
    limits.count(REGISTRATIONS, asker)  # before it is done, for a hundred may come at once
    done = None
    try:
        done = act_as(who, verb, web.store(), request, given)
    finally:
        if not (done and done.ok):
            limits.give_back(REGISTRATIONS, asker)
    return done


@pages.route("/actions/<verb>", methods=["GET", "PUT", "PATCH", "DELETE"])
def not_posted(verb: str) -> Response:
    """404 for what is no verb, 405 for what is one."""
    _require_known(verb)
    raise MethodNotAllowed(["POST"])


def _require_known(verb: str) -> None:
    if not is_public(verb):
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", web.language(), verb=printable(verb)))


def _sent(body: bytes) -> Any:
    """The action's fields, from JSON or a form; None for what is neither."""
    if not request.is_json and request.form:
        return {name: request.form[name] for name in request.form}
    return request.get_json(force=True, silent=True) if body else {}
