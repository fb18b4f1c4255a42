"""The demo: the sample expo with its first day moved to today, at 10:20, its hall already alive.

A folder that holds a demo is marked by `demo.json`: the day it was made for, and its stations' secrets (the index
page hands them to whoever opens it). Only a marked folder is ever replaced.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Flask

from kiosk import create_app
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.addresses import is_loopback
from kiosk.data.store import SYSTEM, Store
from kiosk.demo.crowd import Crowd
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.expo.square.days import at_local
from kiosk.serving.greenlets import every
from kiosk.settings import Settings, badge_key

log = logging.getLogger(__name__)

ZONE = "Asia/Seoul"
OPENS, STARTS = facts.EXPO_HOURS[0], "10:20"
WARM_STEP_MS = 5_000
TICK_S = 0.5
MARK, RUNNING = "demo.json", "demo.running"
REPLACED = ("expo.db", "expo.db-wal", "expo.db-shm", MARK)
# role, booth, name: what the index page opens. Nobody works at these two booths, so that a visitor's tap does.
STATIONS = (
    ("kiosk", None, "입구 키오스크"),
    ("desk", None, "안내 데스크"),
    ("booth", "A03", None),
    ("booth", "B02", None),
    ("board", None, "전체 현황판"),
    ("board", "A03", None),
    ("stage", None, "주무대"),
    ("door", None, "소통의 장 문"),
    ("organiser", None, "운영본부"),
)
UNSTAFFED = ("A03", "B02")
OPEN_TO_ALL = (
    "경고: 이 체험판은 같은 네트워크의 누구에게나 열려 있습니다. 첫 화면을 연 사람은 모두 운영본부가 됩니다. "
    "실제 이름과 연락처를 넣지 마세요. 이 노트북에서만 쓰려면 --host 없이 다시 켜세요."
)


@dataclass(frozen=True)
class Demo:
    """What stands in a folder's mark. `ready`: made to the end, so that a start cut short is made anew."""

    day: str
    ready: bool = False
    secrets: dict[int, str] | None = None


@contextmanager
def only_one(folder: Path) -> Iterator[Callable[[str], None]]:
    """Keep the folder for one running demo, which tells its address to those that come later.

    Raises Unusable where one runs already, with its address, or where the folder holds something else.
    """
    _known(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / RUNNING).open("a+", encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{folder}: 체험판을 만들 수 없습니다 ({error.strerror}).") from error
    with file:  # the lock goes with it, also when the program is killed
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            where = file.read() or "아직 준비하고 있습니다"
            raise Unusable(
                f"{folder}: 이 폴더의 체험판이 이미 실행 중입니다({where}). 그것을 쓰거나, 끝낸 뒤 다시 시작하거나, "
                "다른 폴더를 --data 로 주세요."
            ) from None
        file.truncate(0)

        def tell(address: str) -> None:
            file.write(address)
            file.flush()

        yield tell


def create(settings: Settings, crowd: int = 120, host: str = "127.0.0.1") -> Flask:
    """The demo's application, a crowd of so many walking it once it is served.

    A folder that holds today's demo goes on where it stopped; another day's is replaced. Raises Unusable for a
    folder that holds something else. `host` is where it will listen: whoever reaches it becomes an organiser.
    """
    today = f"{datetime.now(ZoneInfo(ZONE)):%Y-%m-%d}"
    starts_at = at_local(today, STARTS, ZONE) + round(settings.clock_shift_s * 1000)
    demo = _known(settings.folder)
    if demo is None or demo.day != today or not demo.ready:
        demo = make(settings.folder, today, starts_at, crowd)
    newest = _newest_entry(settings.folder)
    shift_s = (max(starts_at, newest) / 1000) - time.time()
    app = create_app(replace(settings, clock_shift_s=shift_s, demo=True))
    app.extensions["demo_secrets"] = demo.secrets or {}
    app.extensions["open_to_network"] = not is_loopback(host)
    if crowd > 0:
        walking = Crowd(app.extensions["store"], crowd, unstaffed=UNSTAFFED)
        app.extensions["crowd"] = walking
        app.extensions["crowd_greenlet"] = every(TICK_S, walking.tick)
    return app


def _known(folder: Path) -> Demo | None:
    """The demo in this folder, None where it holds nothing. Raises Unusable for anything else."""
    try:
        written = json.loads((folder / MARK).read_text("utf-8"))
        secrets = {int(key): str(value) for key, value in (written.get("secrets") or {}).items()}
        return Demo(str(written["day"]), written.get("ready") is True, secrets)
    except FileNotFoundError:
        if (folder / "expo.db").exists():
            raise Unusable(
                f"{folder}: 체험판이 아닌 박람회의 데이터가 있어서 그대로 두었습니다. "
                "체험판에는 다른 폴더를 --data 로 주세요."
            ) from None
        return None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise Unusable(
            f"{folder / MARK}: 읽을 수 없습니다. 이 폴더가 체험판의 것이면 지우고 다시 시작해 주세요."
        ) from error


def make(folder: Path, day: str, starts_at: int, crowd: int) -> Demo:
    """Make the demo in `folder` from nothing, up to the moment it starts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in REPLACED:
            (folder / name).unlink(missing_ok=True)
        _mark(folder, Demo(day))
    except OSError as error:
        raise Unusable(f"{folder}: 체험판을 만들 수 없습니다 ({error.strerror}).") from error
    opens_at = at_local(day, OPENS, ZONE)
    clock = _Clock(opens_at - WARM_STEP_MS)
    # Nothing is lost with it before it is marked as ready, so the disk need not be waited for.
    store = Store(folder, clock=clock, badge_key=badge_key(folder), synchronous="OFF")
    try:
        load(store, [day, str(date.fromisoformat(day) + timedelta(days=1))])
        secrets = _stations(store)
        if crowd > 0:
            _warm_up(store, clock, crowd, starts_at)
    finally:
        store.close()
    made = Demo(day, ready=True, secrets=secrets)
    _mark(folder, made)
    return made


def _warm_up(store: Store, clock: "_Clock", crowd: int, until: int) -> None:
    """Live the first minutes of the day at once, so that the hall is full of people when it is first seen.

    A start moved to later in the day (or before opening) has only its last minutes lived.
    """
    span = at_local("2026-01-01", STARTS, ZONE) - at_local("2026-01-01", OPENS, ZONE)
    clock.now = until - span
    walking = Crowd(store, crowd, unstaffed=UNSTAFFED)
    while clock.now < until:
        walking.step(WARM_STEP_MS)
        clock.now += WARM_STEP_MS


def _stations(store: Store) -> dict[int, str]:
    """Pair every station of the index page; id -> the secret of its cookie."""
    secrets = {}
    for role, booth, name in STATIONS:
        fields = {"role": role, "booth": booth, "name": name}
        given = {name: value for name, value in fields.items() if value is not None}
        made = perform(store, "station.add", SYSTEM, {"action_id": uuid4().hex, **given}).data["station"]
        secrets[made["id"]] = made["token"]
    return secrets


def _mark(folder: Path, demo: Demo) -> None:
    """Written beside and moved into place; readable by this user alone."""
    beside = folder / f".{MARK}"
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"day": demo.day, "ready": demo.ready, "secrets": demo.secrets}, file)
    beside.replace(folder / MARK)


def _newest_entry(folder: Path) -> int:
    """When the newest journal entry was made (ms), 0 where there is none."""
    store = Store(folder)
    try:
        with store.read() as db:
            row = db.execute("SELECT max(at) AS newest FROM journal").fetchone()
        return row["newest"] or 0
    finally:
        store.close()


class _Clock:
    """A clock that is set (ms)."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now
