"""The data: whole, of this program, copied elsewhere, and the key that signs its badges."""

import sqlite3
from contextlib import closing
from pathlib import Path

from badges.code import key_mark
from kiosk.data import migrations, replicas
from kiosk.data.connection import connect_to_read
from kiosk.data.migrations.releases import release_of
from kiosk.doctor.found import Found, Word, fail, ok, warn
from kiosk.doctor.place import Place
from kiosk.exchange import installation
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.settings import badge_key

HOUR_MS = 3_600_000
BACKUP_OLD_H = 24
LAG_S = 10
SIGNED = (
    "badge.sheet",
    "badge.reserve",
    "print.badge",
)  # entries that tell by which key codes went onto paper
ENTRIES_LOOKED_AT = 200


def integrity(place: Place) -> Found:
    """SQLite's own look at every page; indexes are not compared with their tables (that takes minutes)."""
    try:
        with place.read() as db:
            [said] = db.execute("PRAGMA quick_check(1)").fetchone().values()
    except sqlite3.Error as error:
        if "interrupted" in str(error):
            return warn(N_("데이터가 커서 다 살펴보지 못했어요. 서버가 쉬는 때에 다시 점검해 주세요."))
        said = error
    if said != "ok":
        return fail(
            N_("데이터 파일이 망가졌어요(%(said)s). 새 백업에서 되돌려 주세요: ./run.sh restore 파일"),
            said=str(said)[:80],
        )
    return ok(N_("데이터 파일이 온전해요."))


def tables(place: Place) -> Found:
    """Whether the database is of this program."""
    with place.read() as db:
        if migrations.is_newer(db):
            return fail(N_("더 새로운 프로그램의 데이터예요. 그 프로그램으로 켜 주세요."))
        steps, version = migrations.ahead(db), release_of(migrations.taken(db))
    if steps:
        return warn(
            N_(
                "%(version)s판의 데이터예요. 켜면 백업한 뒤 저절로 올라가요. 미리 해 보려면: ./run.sh upgrade --try"
            ),
            version=version,
        )
    return ok(N_("이 프로그램의 데이터예요."))


def backup(place: Place) -> Found:
    """How old the last one is, and whether the newest that still lies where it was made opens."""
    made_at = installation.last_backup_at(place.folder)
    newest = installation.newest_copy(place.folder)
    if newest and (why := _why_not(newest)):
        return fail(
            N_("가장 새로운 백업 %(file)s이 열리지 않아요(%(why)s). 지금 백업을 새로 만들어 주세요."),
            file=newest.name,
            why=why,
        )
    if made_at is None:
        return warn(N_("백업이 없어요. ‘결과와 백업’에서 만들어 USB에 옮겨 두세요."))
    hours = max(0, place.wall - made_at) // HOUR_MS
    if hours >= BACKUP_OLD_H:
        return warn(
            N_("마지막 백업이 %(n)s시간 전이에요. ‘결과와 백업’에서 새로 만들어 주세요."), n=f"{hours:,}"
        )
    if newest is None:
        return ok(N_("마지막 백업이 %(n)s시간 전이에요."), n=hours)
    return ok(N_("마지막 백업이 %(n)s시간 전이고, %(file)s이 열려요."), n=hours, file=newest.name)


def _why_not(path: Path) -> str:
    """Why this backup can't be taken back, "" where it can."""
    try:
        with closing(connect_to_read(path, 1.0)) as db:
            [said] = db.execute("PRAGMA quick_check(1)").fetchone().values()
            db.execute("SELECT epoch FROM expo").fetchall()
    except sqlite3.Error as error:
        return str(error)[:80]
    return "" if said == "ok" else str(said)[:80]


def replication(place: Place) -> Found:
    """The copy elsewhere that goes on all the time; times are the laptop's own. Without it the doors may open, so none of this keeps
    them shut."""
    told = replicas.read_state(place.folder)
    if told is None:
        return warn(
            N_(
                "복제를 켜지 않았어요. 노트북이 고장 나면 마지막 백업까지만 남으니 ./run.sh replicate를 켜 주세요."
            )
        )
    if told.ended or told.is_silent(place.wall):
        return warn(N_("복제가 멈춰 있어요. 서버를 다시 켜거나 ./run.sh replicate를 다시 시작해 주세요."))
    if told.problem and told.problem != replicas.HELD:
        why = Word(replicas.PROBLEMS.get(told.problem, replicas.PROBLEMS["failing"]))
        return warn("%(target)s: %(why)s", target=told.target, why=why)
    if (lag_s := round(told.lag_s(place.wall))) >= LAG_S:
        return warn(
            N_("%(target)s의 복제가 %(n)s초 뒤처져 있어요. 케이블과 네트워크를 봐 주세요."),
            target=told.target,
            n=lag_s,
        )
    return ok(N_("%(target)s에 빠짐없이 복제돼 있어요."), target=told.target)


def key(place: Place) -> Found:
    """Whether badges on paper were signed by the key that is here: with another one no scanner would take them."""
    own = key_mark(badge_key(place.folder))
    with place.read() as db:
        zone = days.time_zone(db)
        entries = db.execute(
            "SELECT at, json_extract(detail, '$.key') AS key, json_extract(detail, '$.count') AS count FROM journal"
            f" WHERE kind IN ({', '.join('?' * len(SIGNED))}) AND json_extract(detail, '$.key') IS NOT NULL ORDER BY seq DESC LIMIT ?",
            (*SIGNED, ENTRIES_LOOKED_AT),
        ).fetchall()
    others = [one for one in entries if one["key"] != own]
    if others:
        count, at = sum(one["count"] or 1 for one in others), others[0]["at"]
        return fail(
            N_(
                "명찰 %(n)s장을 다른 열쇠로 인쇄했어요(마지막 %(when)s). 그때의 badge.key를 데이터 폴더에 되돌려 놓거나 다시 인쇄해 주세요."
            ),
            n=f"{count:,}",
            when=f"{days.local(at, zone):%m.%d %H:%M}",
        )
    if not entries:
        return ok(N_("명찰 열쇠가 있어요. 아직 인쇄한 명찰이 없어요."))
    return ok(N_("인쇄한 명찰이 모두 이 노트북의 열쇠로 만든 것이에요."))
