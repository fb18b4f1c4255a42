"""What carries boards to phones elsewhere: Redis, and the edges that hand them on. Looked at where KIOSK_REDIS_URL says so."""

from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.heard import SILENT_MS
from kiosk.data.redis_problems import PROBLEMS
from kiosk.doctor.found import Found, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.edges import connect
from kiosk.edges.fan_out import asked_once
from kiosk.language.sentences import N_
from kiosk.serving.version import version


class Edge(TypedDict):
    id: int
    name: str | None


def redis(place: Place) -> Found:
    """Whether it answers; the square needs it for nothing."""
    url = place.settings.redis
    if why := connect.unfit(url):
        return fail(why, name=connect.SETTING)
    if problem := asked_once(url):
        return warn(N_("%(why)s (%(redis)s)"), redis=connect.shown(url), why=PROBLEMS[problem])
    return ok(N_("Redis가 답해요(%(redis)s)."), redis=connect.shown(url))


def linked(place: Place) -> Found:
    """Whether every edge that was given a token is heard, and of this program."""
    with place.read() as db:
        found = rows.every(
            db,
            Edge,
            f"SELECT id, name FROM stations WHERE role = 'edge' AND {conditions.NOT_REVOKED} ORDER BY id",
        )
    if not found:
        return warn(N_("중계 서버가 아직 없어요. station add --role edge로 토큰을 만들어 주세요."))
    if place.seen is None:
        return unseen(
            N_("중계 서버 %(n)s대를 만들어 두었어요. 이어져 있는지는 서버를 켜면 보여요."), n=len(found)
        )
    away = [one for one in found if place.seen.heard_s.get(one["id"], SILENT_MS) * 1000 >= SILENT_MS]
    if away:
        return warn(
            N_("중계 서버 %(n)s대 가운데 %(away)s대가 이어져 있지 않아요(%(which)s)."),
            n=len(found),
            away=len(away),
            which=", ".join(one["name"] or f"#{one['id']}" for one in away[:3]),
        )
    told = [place.seen.fleet[one["id"]] for one in found if one["id"] in place.seen.fleet]
    if any(one.version != version() for one in told):
        return warn(N_("프로그램이 다른 중계 서버가 있어요. 서버와 같은 프로그램으로 켜 주세요."))
    sockets = sum(one.sockets or 0 for one in told)
    return ok(
        N_("중계 서버 %(n)s대가 이어져 있고, 화면 %(sockets)s개가 열려 있어요."),
        n=len(found),
        sockets=sockets,
    )
