"""`GET /events`: programs of organisers follow the journal, a piece at a time or waiting for what comes next."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, request

from kiosk.actions.fields import ID_MAX, Misfit, whole
from kiosk.actions.refusals import BadFields, Refused, TooMany
from kiosk.data import journal
from kiosk.data.store import Store
from kiosk.expo.square.days import time_zone
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web
from kiosk.screens import events as told
from kiosk.serving.greenlets import turn

pages = Blueprint("events", __name__)

WAIT_MAX_S = 60
WAITING_MAX = 64  # programs that wait at once: each holds a connection
WAITING_EACH = 16  # by one token: a program gone wrong leaves the others theirs
AT_ONCE = 500  # entries read in one look, some milliseconds

_waiting: Counter[int | None] = Counter()  # by the station whose token it is


@pages.get("/events")
def follow() -> Response:
    """JSON lines (kiosk/screens/events.py) of the entries behind `after`, all that there are. `wait`: where there are none,
    for so many seconds until there are. `epoch`: the history that `after` belongs to, as the header `X-Epoch` told it:
    where it is another one now, 409 `other_epoch`.
    """
    who = web.page_actor("organiser")
    store, after, wait = web.store(), _number("after", ID_MAX), _number("wait", WAIT_MAX_S)
    latest, epoch = _now(store)
    if request.args.get("epoch", epoch) != epoch:
        raise _other_epoch(epoch)
    if latest <= after and wait:
        with one_more_waits(who.station_id):
            web.live().wait_for_news(after, wait)
        latest, now_epoch = _now(store)
        if now_epoch != epoch:
            raise _other_epoch(now_epoch)
    response = Response(_lines(store, after, latest), mimetype="application/jsonl")
    response.headers["X-Epoch"] = epoch
    response.headers["X-Seq"] = str(latest)
    return response


def _lines(store: Store, after: int, until: int) -> Iterator[str]:
    """However many there are: some at a time are read, and others pass in between."""
    while True:
        with store.read() as db:
            entries, zone = told.after(db, after, until, AT_ONCE), time_zone(db)
        if not entries:
            return
        after = entries[-1]["seq"]
        yield "".join(told.line(entry, zone) for entry in entries)
        turn()


def _now(store: Store) -> tuple[int, str]:
    with store.read() as db:
        return journal.latest_seq(db), journal.epoch_of(db)


def _number(name: str, most: int) -> int:
    """Raises BadFields."""
    given = request.args.get(name) or "0"
    try:
        return whole(given, 0, most)
    except Misfit as misfit:
        raise BadFields({name: f"{name}: {misfit.said(web.language())}"}) from None


@contextmanager
def one_more_waits(station: int | None) -> Iterator[None]:
    """A program with this station's token. Raises TooMany."""
    if _waiting.total() >= WAITING_MAX or _waiting[station] >= WAITING_EACH:
        sentence = N_("기다리는 프로그램이 너무 많아요. wait 없이 잠시 뒤에 다시 물어 주세요.")
        raise TooMany(gettext(sentence, web.language()))
    _waiting[station] += 1
    try:
        yield
    finally:
        _waiting[station] -= 1


def _other_epoch(epoch: str) -> Refused:
    sentence = N_("되돌린 자료라서 순번이 처음부터 다시예요. after=0부터 읽어 주세요.")
    return Refused("other_epoch", gettext(sentence, web.language()), epoch=epoch)
