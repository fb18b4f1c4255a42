"""What is still open at the end of a day: meetings, calls, logs, what tablets have not sent ..., each with its remedy.

A day may be closed with all of it: what comes later is done and marked. It is said first, so that nobody closes blindly.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

from kiosk.data import conditions, rows
from kiosk.data.heard import Heard
from kiosk.expo.meeting import forgotten
from kiosk.expo.programme import items
from kiosk.expo.square import days, fleet, ground
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext

LISTED_MAX = 40


class Thing(TypedDict):
    """One thing: what it is, in words; `button` mends it by `verb` with `fields` (asked first by `ask`), or leads to `link`."""

    key: str
    title: str
    says: str
    button: str
    verb: str
    fields: dict[str, Any]
    ask: str
    link: str


class Sort(TypedDict):
    """All things of one sort: how many there are, of these the first `things`; `why`: what becomes of them after closing."""

    sort: str
    title: str
    why: str
    count: int
    things: list[Thing]


class AtCounter(TypedDict):
    """A meeting that runs, or a call (`id` of the consultation or the ticket); `since` in ms."""

    id: int
    booth: str
    counter: int
    number: int
    enterprise: str | None
    since: int


class NotSigned(TypedDict):
    """A signing that was sent, or announced, and is not done."""

    id: int
    booth: str
    state: str
    enterprise: str | None


class Late(TypedDict):
    """What a desk has to look after; ms."""

    id: int
    verb: str
    number: int | None
    happened_at: int


class Told(TypedDict):
    """A station as sentences call it."""

    id: int
    role: str
    booth: str | None
    name: str | None


class _Words(NamedTuple):
    title: str
    why: str


SORTS: dict[str, _Words] = {
    "meetings": _Words(
        N_("진행 중인 상담"),
        N_("마감해도 이어서 할 수 있고, 그 결과는 ‘마감 뒤에 더한 것’으로 나와요."),
    ),
    "called": _Words(N_("부른 사람"), N_("마감한 뒤에는 상담을 새로 시작하지 못해요.")),
    "unwritten": _Words(
        N_("마저 적을 기록"), N_("적지 않은 결과는 실적에 없어요. 나중에 적으면 고친 것으로 나와요.")
    ),
    "unsent": _Words(
        N_("보내지 못한 단말"), N_("단말을 켜서 와이파이에 이으면 저절로 보내요. 늦게 와도 잃지 않아요.")
    ),
    "late": _Words(
        N_("확인이 필요한 것"), N_("끊겼던 단말이 보냈지만 받지 못한 일이에요. 데스크가 살펴봐요.")
    ),
    "pending": _Words(
        N_("확인을 기다리는 등록"),
        N_("휴대전화로 등록한 분들이에요. 마감과 상관없이 다음에 데스크에서 확인해도 돼요."),
    ),
    "signings": _Words(N_("하지 못한 서명식"), N_("다음에 무대에서 해도 되고, 두 분이 없으면 건너뛰어요.")),
    "programme": _Words(
        N_("끝나지 않은 프로그램"), N_("마감하면 문에서 더 들이지 못해요. 끝난 뒤에 마감하는 편이 나아요.")
    ),
}


def look(db: sqlite3.Connection, day: Day, heard: Mapping[int, Heard], now: int, lang: str) -> list[Sort]:
    """What is open at `now` (ms), sort by sort; sorts of which nothing is open are left out."""
    found = _Look(db, day, heard, now, lang)
    return [sort for name in SORTS if (sort := found.sort(name))["count"]]


def counts(found: Iterable[Sort]) -> list[dict[str, Any]]:
    """The same in short, as answers, frozen days and programs have it."""
    return [{"sort": one["sort"], "count": one["count"], "title": one["title"]} for one in found]


class _Look:
    """One look; each sort has a method of its name, which gives how many and the first of them."""

    def __init__(
        self, db: sqlite3.Connection, day: Day, heard: Mapping[int, Heard], now: int, lang: str
    ) -> None:
        self.db, self.day, self.heard, self.now, self.lang = db, day, heard, now, lang
        self.square = ground.of(db)
        self.zone = self.square.time_zone

    def sort(self, name: str) -> Sort:
        find: Callable[[], list[Thing]] = getattr(self, name)
        things = find()
        words = SORTS[name]
        return {
            "sort": name,
            "title": self._(words.title),
            "why": self._(words.why),
            "count": self._pending() if name == "pending" else len(things),
            "things": things[:LISTED_MAX],
        }

    def meetings(self) -> list[Thing]:
        running = rows.every(
            self.db,
            AtCounter,
            "SELECT c.id, b.number AS booth, c.counter, v.number, e.name AS enterprise, c.started_at AS since"
            " FROM consultations c JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.state = 'open' ORDER BY b.number, c.counter",
        )
        return [
            self._thing(
                f"meeting-{one['id']}",
                self._at(one),
                self._who(one, N_("%(time)s부터 상담 중")),
                N_("부스 화면 열기"),
                link=f"/booth?booth={one['booth']}",
            )
            for one in running
        ]

    def called(self) -> list[Thing]:
        called = rows.every(
            self.db,
            AtCounter,
            "SELECT t.id, b.number AS booth, t.counter, v.number, e.name AS enterprise, t.called_at AS since"
            " FROM tickets t JOIN booths b ON b.id = t.booth_id JOIN visitors v ON v.id = t.visitor_id"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE t.state = 'called' ORDER BY b.number, t.counter",
        )
        return [
            self._thing(
                f"called-{one['id']}",
                self._at(one),
                self._who(one, N_("%(time)s에 불렀어요")),
                N_("안 왔어요"),
                verb="ticket.no_show",
                fields={"ticket": one["id"]},
                ask=self._(
                    N_("%(number)s번이 오지 않은 것으로 할까요? 호출이 끝나고, 오지 않은 호출로 세어요."),
                    number=one["number"],
                ),
            )
            for one in called
        ]

    def unwritten(self) -> list[Thing]:
        return [
            self._thing(
                f"unwritten-{one['consultation']}",
                f"{one['booth']} {one['agency']}",
                self._(
                    N_("%(number)s번 %(enterprise)s · %(day)s %(time)s"),
                    number=one["number"],
                    enterprise=one["enterprise"] or self._(N_("시민")),
                    day=one["day"][5:].replace("-", "."),
                    time=one["from"],
                )
                + f" · {' '.join(one['missing'])}",
                N_("부스에서 적기"),
                link=f"/booth?booth={one['booth']}",
            )
            for one in forgotten.unwritten(self.db, self.lang, self.zone)
        ]

    def unsent(self) -> list[Thing]:
        holding = {id: one for id, one in self.heard.items() if one.report and one.report.unsent}
        if not holding:
            return []
        stations = rows.every(
            self.db,
            Told,
            "SELECT s.id, s.role, b.number AS booth, s.name FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
            f" WHERE s.{conditions.NOT_REVOKED} AND s.id IN ({','.join('?' * len(holding))}) ORDER BY s.id",
            *holding,
        )
        return [self._unsent(one, holding[one["id"]]) for one in stations]

    def _unsent(self, station: Told, heard: Heard) -> Thing:
        assert heard.report is not None
        said = N_("보낼 것 %(n)s건")
        if heard.is_silent(self.now):
            said = N_("보낼 것 %(n)s건 · %(time)s부터 소식이 없어요")
        says = self._(said, n=heard.report.unsent, time=days.clock_text(heard.at, self.zone))
        link = f"/organiser/stations/{station['id']}"
        return self._thing(
            f"unsent-{station['id']}", fleet.called(station, self.lang), says, N_("단말 보기"), link=link
        )

    def late(self) -> list[Thing]:
        found = rows.every(
            self.db,
            Late,
            "SELECT id, verb, number, happened_at FROM refused_late WHERE settled_at IS NULL ORDER BY id",
        )
        return [
            self._thing(
                f"late-{one['id']}",
                self._(N_("%(number)s번"), number=one["number"])
                if one["number"]
                else self._(N_("번호 모름")),
                days.clock_text(one["happened_at"], self.zone),
                N_("데스크 열기"),
                link="/desk",
            )
            for one in found
        ]

    def pending(self) -> list[Thing]:
        waiting = self._pending()
        if not waiting:
            return []
        says = self._(N_("%(n)s명이 데스크의 확인을 기다려요"), n=waiting)
        return [self._thing("pending", self._(N_("휴대전화 등록")), says, N_("데스크 열기"), link="/desk")]

    def signings(self) -> list[Thing]:
        found = rows.every(
            self.db,
            NotSigned,
            "SELECT s.id, b.number AS booth, s.state, e.name AS enterprise FROM signings s"
            " CROSS JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
            " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
            " WHERE s.state IN ('sent', 'announced') ORDER BY s.rank, s.id",
        )
        words = {"sent": N_("차례를 기다려요"), "announced": N_("무대에 알렸어요")}
        return [
            self._thing(
                f"signing-{one['id']}",
                f"{self._agency(one['booth'])} · {one['enterprise'] or self._(N_('시민'))}",
                self._(words[one["state"]]),
                N_("무대 진행 열기"),
                link="/stage/crew",
            )
            for one in found
        ]

    def programme(self) -> list[Thing]:
        midnight = days.at_local(self.day.day, "00:00", self.zone)
        of_day = items.between(self.db, midnight, midnight + 24 * 60 * days.MIN_MS)
        return [
            self._thing(
                f"item-{one['id']}",
                one["title"],
                self._(
                    N_("%(from)s~%(until)s"),
                    **{
                        "from": days.clock_text(one["starts_at"], self.zone),
                        "until": days.clock_text(items.until(one), self.zone),
                    },
                ),
                N_("프로그램 보기"),
                link="/organiser/programme",
            )
            for one in of_day
            if one["cancelled_at"] is None and one["kind"] != "exhibition" and items.until(one) > self.now
        ]

    def _pending(self) -> int:
        row = self.db.execute("SELECT count(*) AS n FROM visitors WHERE state = 'pending'").fetchone()
        return int(row["n"])

    def _at(self, one: AtCounter) -> str:
        return f"{self._agency(one['booth'])} · {self._(N_('상담석 %(counter)s'), counter=one['counter'])}"

    def _agency(self, booth: str) -> str:
        row = self.square.by_number[booth]
        return f"{booth} {(self.lang == 'en' and row['agency_en']) or row['agency']}"

    def _who(self, one: AtCounter, said: str) -> str:
        who = self._(
            N_("%(number)s번 %(enterprise)s"),
            number=one["number"],
            enterprise=one["enterprise"] or self._(N_("시민")),
        )
        return f"{who} · {self._(said, time=days.clock_text(one['since'], self.zone))}"

    def _thing(
        self,
        key: str,
        title: str,
        says: str,
        button: str,
        *,
        verb: str = "",
        fields: dict[str, Any] | None = None,
        ask: str = "",
        link: str = "",
    ) -> Thing:
        return {
            "key": key,
            "title": title,
            "says": says,
            "button": self._(button),
            "verb": verb,
            "fields": fields or {},
            "ask": ask,
            "link": link,
        }

    def _(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self.lang, **values)
