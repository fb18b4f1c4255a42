"""How a request to /actions/<verb> is answered, whichever way it came in. Everything that decides it stands here.

The order of the checks is the contract's: the address (404, 405), plain HTTP (403), 413, 429, 401 and 403, 400, the rules.
Knows no framework: Flask's route (`kiosk.pages.actions`) and the way past Flask (`kiosk.pages.direct`) call it alike.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kiosk.actions.answered import proofs
from kiosk.actions.fields import printable
from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import BadFields, BadMethod, NotDone, NotFound, Refused
from kiosk.actions.verbs import VERBS, is_public, require_verb
from kiosk.data.store import Actor, Store
from kiosk.language.sentences import gettext
from kiosk.pages import faults, plain_http
from kiosk.pages.action_request import ActionRequest
from kiosk.pages.identity import identify, is_secure
from kiosk.pages.limits import MISSED, REGISTRATIONS, SECRETS, Guess, Limits, asker_of, guess, network_mark
from kiosk.pages.sent import language, require_own_page, require_short_query

log = logging.getLogger("kiosk")

ADDRESS = "/actions/"
HEADERS = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), *plain_http.HEADERS)


@dataclass(frozen=True)
class House:
    """The parts of the server that an answer needs. `https_at(host)` gives its HTTPS origin for who asks by the name
    `host`, or "" where there is no HTTPS."""

    store: Store
    limits: Limits
    https_at: Callable[[str], str]


def answer(house: House, request: ActionRequest) -> tuple[int, list[tuple[str, str]], bytes]:
    """HTTP status, headers and the body, which is JSON. Faults of ours are not raised but logged and answered with 500."""
    proof = ""
    try:
        done = _act(house, request)
        status, text, proof = done.status, done.body, done.proof
    except NotDone as not_done:
        status, text = _refusal(not_done)
    except Exception:
        log.exception("fault in %s", request.verb)
        status, text = _refusal(faults.failed(language(request)))
    body = text.encode()
    proved = [(proofs.HEADER, proof)] if proof else []
    headers = [*HEADERS, plain_http.fence_header(house.store), *proved]
    return status, [*headers, ("Content-Length", str(len(body)))], body


def _act(house: House, request: ActionRequest) -> Answer:
    _require_address(request)
    _require_open(house, request)
    require_short_query(request)
    given = request.read_fields()
    who = _who(house, request)
    if who.station_id is not None:
        house.store.heard.hear(who.station_id, house.store.now())
    with _guess(house, request, who, given) as guessed:
        if VERBS[request.verb].is_rationed and who.role == "phone":
            done = _perform_rationed(house, request, who, given)
        else:
            done = _perform(house, request, who, given)
        if _is_missed(request.verb, done):
            guessed.failed()
    return done


def _require_address(request: ActionRequest) -> None:
    """Raises NotFound, BadMethod."""
    lang = language(request)
    if not is_public(request.verb):
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", lang, verb=printable(request.verb)))
    if request.method != "POST":
        raise BadMethod(gettext("여기에는 그렇게 보낼 수 없어요.", lang))


def _require_open(house: House, request: ActionRequest) -> None:
    """Off loopback, plain HTTP is for a few verbs of phones alone. Raises NotAllowed."""
    if VERBS[request.verb].over_http or is_secure(request):
        return
    if request.verb == "visitor.register":
        raise plain_http.no_registration(language(request))
    host = urlsplit(f"//{request.host}").hostname or ""
    raise plain_http.closed(house.https_at(host), language(request))


def _who(house: House, request: ActionRequest) -> Actor:
    """Raises NotPaired, NotAllowed."""
    db, key = house.store.glance(), house.store.badge_key
    station, roles = request.args.get("station", ""), VERBS[request.verb].roles
    return identify(db, request, key, station=station, roles=roles)


def _guess(house: House, request: ActionRequest, who: Actor, given: object) -> Guess:
    """A try at the secret that is among the fields, if there is one. Raises TooMany."""
    if not isinstance(given, dict) or SECRETS.isdisjoint(given):
        return Guess(house.limits, None)
    code = str(given.get("code", ""))
    return guess(house.limits, house.store, request, who, language(request), code=code)


def _is_missed(verb: str, done: Answer) -> bool:
    return done.status == Refused.status and (VERBS[verb].is_guess or done.data["code"] in MISSED)


def _perform_rationed(house: House, request: ActionRequest, who: Actor, given: object) -> Answer:
    """A phone's registration waits for a desk, which sees whether many came from one network. Raises TooMany."""
    limits, asker = house.limits, asker_of(house.store, request)
    limits.require(REGISTRATIONS, asker, language(request))
    who = replace(who, network=network_mark(asker.network, house.store.badge_key))
    limits.count(REGISTRATIONS, asker)  # before it is done, for a hundred may come at once
    done = None
    try:
        done = _perform(house, request, who, given)
    finally:
        if not (done and done.ok):
            limits.give_back(REGISTRATIONS, asker)
    return done


def _perform(house: House, request: ActionRequest, who: Actor, given: object) -> Answer:
    """Raises NotAllowed, NotPaired, BadFields."""
    lang = language(request)
    require_own_page(request)
    require_verb(request.verb, who, lang)
    if not isinstance(given, dict):
        raise BadFields({"body": gettext("JSON 객체나 폼으로 보내 주세요.", lang)})
    # ?lang= is a page's; a program, which has a token, names its language in a field.
    chosen = None if request.environ.get("HTTP_AUTHORIZATION") else request.args.get("lang")
    house.store.gathering.wait(house.store.leave_to_others)
    return perform(house.store, request.verb, who, given, lang=chosen)


def _refusal(not_done: NotDone) -> tuple[int, str]:
    return not_done.status, json.dumps(not_done.answer(), ensure_ascii=False)
