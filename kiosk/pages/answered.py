"""POST /answered: after another laptop took over, its stations and phones tell what they had been answered."""

from typing import Any

from flask import Blueprint, Response, request

from kiosk.actions.access import STATIONS, not_paired
from kiosk.actions.answered import told
from kiosk.actions.answered.told import Round, Told
from kiosk.actions.refusals import BadFields
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web

pages = Blueprint("answered", __name__)

RECORDS_MAX = 100
ROLES = STATIONS | {"visitor"}


# They tell what was answered, decide which laptop goes on, or wait by themselves (answer.py).
WAIT_FOR_NOTHING = {"answered", "standby", "actions"}


@pages.before_app_request
def let_it_be_told_first() -> None:
    """Files and forms; a look that the journal notes waits where it is noted (web.py)."""
    if request.method == "POST" and request.blueprint not in WAIT_FOR_NOTHING:
        web.let_it_be_told_first()


@pages.post("/answered")
def tell() -> Response:
    """`records`: [{action_id, verb, fields, proof, answer}], `proof` being the header that came with the answer; `round`:
    first, again or last (kiosk/actions/answered/told.py). Answers `verdicts`: action_id -> what became of it."""
    web.require_own_page()
    who = web.asker(ROLES)  # a locked station too: it tells of what was before
    if who.role not in ROLES:
        raise not_paired(web.language())
    given = request.get_json(silent=True)
    sent = given if isinstance(given, dict) else {}
    records, round_ = _records(sent.get("records")), _round(sent.get("round"))
    verdicts = told.take(web.store(), who, records, round_, lang=web.language())
    return web.answer({"ok": True, "code": "done", "message": "", "verdicts": verdicts})


def _round(given: Any) -> Round:
    """Raises BadFields."""
    try:
        return Round(given)
    except ValueError:
        raise BadFields({"round": f"round: {', '.join(Round)}"}) from None


def _records(sent: Any) -> list[Told]:
    """Raises BadFields."""
    found = (
        [told.read(one) for one in sent] if isinstance(sent, list) and len(sent) <= RECORDS_MAX else [None]
    )
    if None in found:
        sentence = N_("records에는 이 단말이 답을 받은 일을 %(most)s개까지 적어 주세요.")
        raise BadFields({"records": gettext(sentence, web.language(), most=RECORDS_MAX)})
    return [one for one in found if one]
