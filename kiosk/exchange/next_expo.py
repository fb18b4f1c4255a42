"""The next expo is made of one that was, in a folder of its own: all of it, or nothing."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple
from uuid import uuid4

from badges.files import sync
from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields, Unusable
from kiosk.data import handed_on
from kiosk.data.expo_settings import EXPO
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange import other_expo
from kiosk.expo.figures import past
from kiosk.expo.square import event, follow_on, ground
from kiosk.expo.square.follow_on import Old
from kiosk.language.sentences import N_, gettext

UNFINISHED = ".next-expo-"
NOT_EMPTY = N_("%(path)s: 이미 무언가 들어 있어요. 없는 폴더나 빈 폴더를 적어 주세요.")
INSIDE = N_(
    "%(path)s: 지난 박람회의 폴더 안이에요. 그 폴더를 백업하거나 지우면 함께 바뀌니, 그 옆에 폴더를 적어 주세요."
)
REHEARSED = N_("지금 연습 중이에요. 연습을 끝낸 뒤에 다시 해 주세요.")
NOTHING_YET = N_("그 폴더의 박람회는 아직 이름과 날이 없어 옮길 것이 없어요.")
NO_DAYS = N_("지난 박람회에 날이 없어요. --days 2027-10-28,2027-10-29처럼 날을 적어 주세요.")


class Proposal(NamedTuple):
    """What the next expo would be called, and its days and hours as `expo.set_up` takes them; "" where nothing is known."""

    name: str
    days: list[str]
    hours: str


class Made(NamedTuple):
    """A new expo: what it took (what, how many), what it left, and what to look after."""

    folder: Path
    expo: dict[str, Any]
    took: list[tuple[str, int]]
    left: list[str]
    look_at: list[str]


def proposal(db: sqlite3.Connection) -> Proposal:
    """A year later on the same weekdays, with the same hours."""
    is_so = event.set_up_as_said(db)
    dates = [one for one in is_so["days"].split(", ") if one]
    return Proposal(follow_on.next_name(is_so["name"]), follow_on.next_days(dates), is_so["hours"])


def make(
    old: Path,
    target: Path,
    *,
    now: int,
    open_new: Callable[[Path], Store],
    name: str | None = None,
    days: list[str] | None = None,
    hours: str | None = None,
    lang: str = "ko",
) -> Made:
    """Make the expo of the folder `target` from the one in the folder `old`, which stays as it is. What is not said is proposed.

    `open_new` opens the store of a new folder (data/open_store.py `open_next`). Raises BadFields, Unusable.
    """
    _require_free(target, lang)
    if old.resolve() in target.resolve().parents:
        raise Unusable(gettext(INSIDE, lang, path=target))
    with other_expo.opened(old, lang) as db:
        taken, usual = _read(db, now, lang), proposal(db)
    wanted = {"name": name or usual.name, "days": days or usual.days, "hours": hours or usual.hours}
    if not all(wanted.values()):
        raise Unusable(gettext(NO_DAYS, lang))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(dir=target.parent, prefix=UNFINISHED))
    try:
        with closing(open_new(beside)) as store:
            answer = _filled(store, taken, wanted, lang)
        for file in beside.iterdir():
            sync(file)
        _require_free(target, lang)
        os.rename(beside, target)  # onto an empty folder too, never onto one with something in it
        sync(target.parent)
    except OSError as error:
        raise Unusable(f"{target}: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    took = [(gettext(word, lang), answer["took"][table]) for table, word in handed_on.WORDS.items()]
    left = [gettext(sentence, lang) for sentence in handed_on.NOT_TAKEN]
    return Made(target, answer["expo"], [one for one in took if one[1]], left, _to_look_at(taken, lang))


def _require_free(target: Path, lang: str) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Unusable(gettext(NOT_EMPTY, lang, path=target))


def _read(db: sqlite3.Connection, now: int, lang: str) -> Old:
    expo = db.execute("SELECT settings, time_zone FROM expo").fetchone()
    if expo is None:
        raise Unusable(gettext(NOTHING_YET, lang))
    if ground.of(db).rehearsal:
        raise Unusable(gettext(REHEARSED, lang))
    rows = {table: db.execute(sql).fetchall() for table, sql in handed_on.TAKEN.items()}
    return Old(rows, json.loads(expo["settings"]), expo["time_zone"], past.told(db, now))


def _filled(store: Store, taken: Old, wanted: dict[str, Any], lang: str) -> dict[str, Any]:
    """The answer of `expo.follow_on` in this new folder, whose database is whole in one file afterwards. Raises BadFields, Unusable."""
    given = {"action_id": uuid4().hex, "old": follow_on.keep(taken), **wanted}
    done = perform(store, "expo.follow_on", SYSTEM, given, lang=lang)
    if not done.ok:
        raise BadFields(done.data["fields"]) if "fields" in done.data else Unusable(done.data["message"])
    return done.data


def _to_look_at(taken: Old, lang: str) -> list[str]:
    """Own words that name a year, which is another one now."""
    words = (
        (EXPO[name], value)
        for name, value in follow_on.lasting(taken.settings).items()
        if isinstance(value, str)
    )
    sentence = N_("‘%(label)s’에 해가 적혀 있으니 살펴보세요: %(words)s")
    return [
        gettext(sentence, lang, label=gettext(one.label, lang), words=value[:80])
        for one, value in words
        if follow_on.next_name(value) != value
    ]
