"""The figures of the expo with their definitions: the page an organiser answers the press from, and its JSON twin.

Counting takes a tenth of a second, for which a thread waits: the square goes on meanwhile.
"""

import threading
from typing import Any

from flask import Blueprint, Response, request

from kiosk.actions.fields import Misfit, moment
from kiosk.actions.refusals import BadFields, TooMany
from kiosk.expo.figures import corrections, replay, scope
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web
from kiosk.screens import figures
from kiosk.serving.greenlets import off_loop

pages = Blueprint("figures", __name__)

_replaying = threading.Lock()


@pages.get("/organiser/figures")
def page() -> Response:
    """Every figure by day and in all; tables of one day with `day` (ISO), else of all. 404 for what is no day of the expo."""
    who = web.page_actor("organiser")
    day, now, lang, store = request.args.get("day"), web.now(), web.language(), web.store()

    def read() -> figures.Figures:
        with store.read() as db:
            return figures.look(db, day, now, lang)

    return web.page("organiser/figures.html", actor=who, p=off_loop(read))


@pages.get("/figures.json")
def twin() -> Response:
    """Every figure of the whole expo as it is now, of one day with `day` (ISO). 404 for what is no day of the expo.

    Of a closed day `value` is what was frozen, with `corrected` and `corrections` where something touched it since. With
    `as_of` (ISO 8601 with an offset, or ms) the figures of a past moment, replayed from the journal.
    """
    web.page_actor("organiser")
    day, asked = request.args.get("day"), request.args.get("as_of")
    if asked:
        return web.answer(_of_the_past(asked, day))
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> dict[str, Any]:
        with store.read() as db:
            about = scope.of_day(db, day, now, lang) if day else scope.of_expo(db, now)
            return corrections.told(db, about)

    return web.answer(off_loop(read))


def _of_the_past(asked: str, day: str | None) -> dict[str, Any]:
    """Raises BadFields; TooMany while another moment is replayed, which takes a processor for a while."""
    store, lang = web.store(), web.language()
    try:
        at = moment(asked)
    except Misfit as misfit:
        raise BadFields({"as_of": f"as_of: {misfit.said(lang)}"}) from None
    with store.read() as db:
        seq, is_possible = replay.seq_at(db, at), replay.is_possible(db)
    if at > web.now():
        raise BadFields({"as_of": gettext(N_("as_of: 지난 시각을 적어 주세요."), lang)})
    if not is_possible:
        sentence = N_("as_of: 이 박람회의 앞부분은 예전 프로그램이 적어 지난 시각의 숫자를 되살릴 수 없어요.")
        raise BadFields({"as_of": gettext(sentence, lang)})
    if not _replaying.acquire(blocking=False):
        raise TooMany(gettext(N_("다른 시각의 숫자를 되살리고 있어요. 잠시 뒤에 다시 해 주세요."), lang))
    try:
        return off_loop(lambda: replay.told(store.path, seq, at, day, lang))
    finally:
        _replaying.release()
