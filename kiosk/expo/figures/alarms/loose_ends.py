"""What is to be seen to, open or closed, though nobody waits for it: a day that nobody closed, logs not written, booths without a
tablet, an expo without booths, contact data kept for too long."""

from collections.abc import Iterator

from kiosk.data import conditions
from kiosk.expo.figures import figures, open_things
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.person import retention
from kiosk.expo.square import days
from kiosk.expo.square.stations import CONNECTED
from kiosk.language.sentences import N_

UNCLOSED_MIN = 30  # after its closing time


def find(look: Look) -> Iterator[Alarm]:
    zone = look.state.ground.time_zone
    if not look.is_open and retention.is_due(look.db, look.now, zone):
        n = retention.kept(look.db)
        yield _to_do(look, "contacts_due", 2, _CONTACTS, n, N_("무엇을 지우는지 보기"), "/organiser/privacy")
    elif not look.is_open and (coming := retention.coming(look.db, look.now, zone)):
        first = coming[0]
        yield _to_do(
            look,
            "contacts_soon",
            3,
            _SOON,
            first.people,
            N_("무엇을 지우는지 보기"),
            "/organiser/privacy",
            day=first.due_on,
        )
    for day in look.state.ground.days:
        if day.closed_at is None and day.closes_at + UNCLOSED_MIN * days.MIN_MS <= look.now:
            yield from _unclosed(look, day)
    if n := figures.unwritten(look.db):
        yield _to_do(look, "unwritten", 2, _UNWRITTEN, n, N_("목록 보기"), "/organiser/unwritten")
    if not look.state.booths:
        yield _to_do(look, "no_booths", 3, _NO_BOOTHS, 0, N_("파일 가져오기"), "/organiser/import")
    elif _is_to_come(look) and (n := _without_tablet(look)):
        yield _to_do(look, "no_tablet", 3, _NO_TABLET, n, N_("연결하기"), "/organiser/stations")


def _to_do(
    look: Look, key: str, level: int, sentence: str, n: int, word: str, link: str, **more: object
) -> Alarm:
    remedy = Remedy(look.say(word), link=link)
    return Alarm(key, level, look.now, 0, look.say(sentence, n=n, **more), link=link, remedies=(remedy,))


def _unclosed(look: Look, day: days.Day) -> Iterator[Alarm]:
    """A day on which somebody came, and whose figures are not frozen."""
    if not look.db.execute(
        f"SELECT 1 FROM arrivals a WHERE day = ? AND {conditions.came()}", (day.day,)
    ).fetchone():
        return
    since, link = day.closes_at + UNCLOSED_MIN * days.MIN_MS, f"/organiser/closing?day={day.day}"
    left = open_things.counts(open_things.look(look.db, day, look.heard, look.now, look.lang))
    date = days.local(day.opens_at, look.state.ground.time_zone)
    yield Alarm(
        f"day_unclosed:{day.day}",
        2,
        since,
        look.minutes(since),
        look.say(_UNCLOSED, day=look.say(N_("%(month)s월 %(day)s일"), month=date.month, day=date.day)),
        cost=joined(look.say(_NOT_FROZEN), *(f"{one['title']} {one['count']}" for one in left)),
        link=link,
        remedies=(Remedy(look.say(N_("마감하러 가기")), link=link),),
    )


def _is_to_come(look: Look) -> bool:
    """Whether a day of the expo is still to be held."""
    return any(day.closes_at > look.now for day in look.state.ground.days)


def _without_tablet(look: Look) -> int:
    """Booths where no paired station could call anybody."""
    row = look.db.execute(
        "SELECT count(*) AS booths FROM booths b WHERE NOT EXISTS (SELECT 1 FROM stations s WHERE s.booth_id = b.id"
        f" AND s.role = 'booth' AND {CONNECTED} AND s.{conditions.NOT_REVOKED})"
    ).fetchone()
    return int(row["booths"])


_CONTACTS = N_("보관하기로 한 기간이 지났어요. 연락처 %(n)s명을 지워 주세요")
_SOON = N_("%(day)s에 %(n)s명의 개인정보를 지워요. 필요한 자료는 그 전에 받아 두세요")
_UNCLOSED = N_("%(day)s을 아직 마감하지 않았어요")
_NOT_FROZEN = N_("숫자가 아직 굳지 않았어요")
_UNWRITTEN = N_("끝내지 않은 채 닫힌 상담 %(n)s건의 기록을 아직 쓰지 않았어요")
_NO_BOOTHS = N_("아직 기관과 부스가 없어요. 파일을 가져오면 박람회를 시작할 수 있어요")
_NO_TABLET = N_("부스 %(n)s곳에 아직 연결된 태블릿이 없어요")
