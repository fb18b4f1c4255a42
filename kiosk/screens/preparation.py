"""The list of what makes an expo (`preparation`): each step with how far it is, and the one thing to do next.

What is missing is a task, never a tick. `state` of a step: done; todo, nothing is there; check, something there needs a look;
free, it may be left as it is; later, it comes by itself or cannot be done yet.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.data.checkup import Checkup
from kiosk.data.heard import Heard
from kiosk.expo.figures import open_things
from kiosk.expo.figures.readiness import Readiness, readiness
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext
from kiosk.screens import Part, Shown

State = Literal["done", "todo", "check", "free", "later"]


class Told(NamedTuple):
    """How far a step is: what is there in a few words, with an amount of money; what needs a look, a sentence each; where that
    is done, if not where the step's own button leads (its words, the address)."""

    state: State
    says: str
    tasks: tuple[str, ...] = ()
    won: int | None = None
    elsewhere: tuple[str, str] | None = None


class Words(NamedTuple):
    """What a step is called, what it is for, its button while it is to be done and afterwards, and where that leads."""

    title: str
    why: str
    begin: str
    again: str
    href: str


class Step(TypedDict):
    """A step as it is shown; `place` from 1; `button` is "" where there is nothing to press."""

    step: str
    place: int
    state: State
    title: str
    why: str
    says: str
    won: int | None
    tasks: tuple[str, ...]
    button: str
    href: str
    leads: bool


IMPORT = "/organiser/import?kind="
STEPS: dict[str, Words] = {
    "expo": Words(
        N_("이름과 날"),
        N_("박람회의 이름, 여는 날과 시간을 정해요. 나중에도 고칠 수 있어요."),
        N_("정하기"),
        N_("고치기"),
        "#set-up",
    ),
    "face": Words(
        N_("얼굴"),
        N_("대표 색과 상징이 화면과 명찰, 보고서에 나와요."),
        N_("고르기"),
        N_("고치기"),
        "/organiser/settings#face",
    ),
    "agencies": Words(
        N_("기관과 부스"),
        N_("어느 기관이 어느 부스에서 상담석 몇 개로 맞이하는지 파일로 넣어요."),
        N_("파일 넣기"),
        N_("다시 넣기"),
        f"{IMPORT}agencies",
    ),
    "plan": Words(
        N_("구매계획"),
        N_("기관이 살 것을 넣으면 기업마다 맞는 부스를 알려 줄 수 있어요."),
        N_("파일 넣기"),
        N_("다시 넣기"),
        f"{IMPORT}plan",
    ),
    "enterprises": Words(
        N_("참가 기업과 사람"),
        N_("미리 신청한 기업과 오실 분을 넣어요. 명찰은 이분들 것부터 만들어요."),
        N_("파일 넣기"),
        N_("다시 넣기"),
        f"{IMPORT}enterprises",
    ),
    "appointments": Words(
        N_("예약 상담"),
        N_("시각을 정해 둔 상담이에요. 없으면 넘어가도 돼요."),
        N_("파일 넣기"),
        N_("다시 넣기"),
        f"{IMPORT}appointments",
    ),
    "programme": Words(
        N_("행사 일정"),
        N_("개막식과 발표회예요. 현황판에 나오고, 없으면 넘어가도 돼요."),
        N_("파일 넣기"),
        N_("다시 넣기"),
        f"{IMPORT}programme",
    ),
    "badges": Words(
        N_("명찰"),
        N_("모두의 명찰을 A4에 인쇄할 PDF로 만들어요."),
        N_("명찰 만들기"),
        N_("다시 만들기"),
        "/organiser/files",
    ),
    "stations": Words(
        N_("단말"),
        N_("연결표를 인쇄해 태블릿마다 카드 한 장을 찍으면 연결돼요."),
        N_("연결하기"),
        N_("단말 보기"),
        "/organiser/stations",
    ),
    "rehearsal": Words(
        N_("연습"),
        N_("단추 하나로 하루를 열어 모두가 해 봐요. 끝내면 연습에서 한 일만 지워져요."),
        N_("연습하기"),
        N_("다시 연습"),
        "/organiser/rehearsal",
    ),
    "doctor": Words(
        N_("점검"),
        N_("노트북, 네트워크, 단말, 데이터를 한 번에 살펴봐요. 여는 날 아침에는 저절로 해요."),
        N_("점검하기"),
        N_("점검 보기"),
        "/organiser/doctor",
    ),
    "open": Words(
        N_("문 열기"),
        N_("정한 날과 시각에 저절로 열려요. 누를 것은 없어요."),
        N_("현황 보기"),
        N_("현황 보기"),
        "/organiser",
    ),
}


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    heard: Mapping[int, Heard] | None = None,
    checkup: Checkup | None = None,
) -> Shown:
    """Every step, and the one that leads: the first with something missing, else the first that needs a look. `heard`: what
    stations told of themselves; `checkup`: the last look before the doors open."""
    look = _Look(db, now, lang, heard or {}, checkup)
    told = {name: getattr(look, name)() for name in STEPS}
    leads = _first(told, "todo") or _first(told, "check") or "open"
    steps = [
        look.step(name, place, one, leads=name == leads) for place, (name, one) in enumerate(told.items(), 1)
    ]
    [next_one] = [one for one in steps if one["leads"]]
    parts = [
        Part("prep-next", "organiser/_prep_next.html", next_one | {"left": _left(told)}),
        *(Part(f"step-{one['step']}", "organiser/_prep_step.html", one) for one in steps),
    ]
    data = {
        "steps": [
            {"name": one["step"], **{name: one[name] for name in ("state", "title", "says", "tasks")}}
            for one in steps
        ],
        "next": leads,
    }
    return Shown(data, parts, {"named": bool(look.name)}, "organiser/_preparation.html")


def _first(told: dict[str, Told], state: State) -> str | None:
    return next((name for name, one in told.items() if one.state == state), None)


def _left(told: dict[str, Told]) -> int:
    """How many steps somebody has to do or to look at."""
    return sum(one.state in ("todo", "check") for one in told.values())


class _Look:
    """One look at what is there, at a moment (ms). Each step has a method of its name."""

    def __init__(
        self,
        db: sqlite3.Connection,
        now: int,
        lang: str,
        heard: Mapping[int, Heard],
        checkup: Checkup | None = None,
    ) -> None:
        self.db, self.now, self.lang, self.heard, self.checkup = db, now, lang, heard, checkup
        self.zone = days.time_zone(db)
        self.days = days.all_days(db)
        self.face_now = ground.of(db).face
        self.name = self.face_now.name
        self.own_face = db.execute(
            "SELECT 1 FROM face WHERE colour IS NOT NULL OR emblem IS NOT NULL"
        ).fetchone()
        self.there: Readiness = readiness(db)
        self.rehearsal_is_on = ground.of(db).rehearsal is not None
        self.rehearsed_at = db.execute("SELECT max(ended_at) AS at FROM rehearsals").fetchone()["at"]

    def step(self, name: str, place: int, told: Told, *, leads: bool) -> Step:
        words = STEPS[name]
        button = words.begin if told.state in ("todo", "free", "later") else words.again
        button, href = told.elsewhere or (button, words.href)
        return {
            "step": name,
            "place": place,
            "state": told.state,
            "title": gettext(words.title, self.lang),
            "why": gettext(words.why, self.lang),
            "says": told.says,
            "won": told.won,
            "tasks": told.tasks,
            "button": gettext(button, self.lang) if button else "",
            "href": href,
            "leads": leads,
        }

    def expo(self) -> Told:
        if not self.name or not self.days:
            return Told("todo", self._(N_("없음")))
        when = " ".join((self._dates(), self._hours()))
        if self.days[-1].closes_at <= self.now:
            return Told(
                "check",
                when,
                (self._(N_("정한 날이 모두 지났어요. 새 날을 정하거나 ‘파일’에서 결과를 받으세요.")),),
            )
        return Told("done", when)

    def face(self) -> Told:
        return (
            Told("done", self._(N_("정했어요"))) if self.own_face else Told("free", self._(N_("기본 얼굴")))
        )

    def agencies(self) -> Told:
        there = self.there
        if not there["booths"]:
            return self._none()
        return Told(
            "done",
            self._(N_("%(n)s곳 · 상담석 %(counters)s개"), n=there["booths"], counters=there["counters"]),
        )

    def plan(self) -> Told:
        there = self.there
        if not there["plan_items"]:
            return self._none()
        tasks = self._tasks(
            (
                there["planless"],
                N_("구매계획이 없는 부스가 %(n)s곳이에요. 그 부스로는 아무도 안내하지 못해요."),
            )
        )
        return self._found(N_("%(n)s건"), there["plan_items"], tasks, won=there["won"])

    def enterprises(self) -> Told:
        there = self.there
        if not there["enterprises"]:
            return self._none()
        tasks = self._tasks(
            (
                there["uncategorised"],
                N_(
                    "품목이 없는 기업이 %(n)s곳이에요. 구매계획을 넣은 뒤 같은 기업 파일을 다시 넣으면 이어져요."
                ),
            ),
            (there["pending"], N_("휴대전화로 신청한 %(n)s명이 안내 데스크의 확인을 기다려요.")),
        )
        says = self._(
            N_("%(n)s곳 · %(persons)s명"),
            n=_grouped(there["enterprises"]),
            persons=_grouped(there["persons"]),
        )
        return Told("check" if tasks else "done", says, tasks)

    def appointments(self) -> Told:
        there = self.there
        if not there["appointments"]:
            return Told("free", self._(N_("없음")))
        outside = there["appointments_outside"]
        tasks = self._tasks(
            (outside, N_("예약 %(n)s건이 여는 시간 밖에 있어요. 새 시각을 적어 파일을 다시 넣어 주세요."))
        )
        return self._found(N_("%(n)s건"), there["appointments"], tasks)

    def programme(self) -> Told:
        there = self.there
        if not there["programme"]:
            return Told("free", self._(N_("없음")))
        outside = there["programme_outside"]
        tasks = self._tasks(
            (outside, N_("일정 %(n)s건이 여는 시간 밖에 있어요. 시각을 고쳐 파일을 다시 넣어 주세요."))
        )
        return self._found(N_("%(n)s건"), there["programme"], tasks)

    def badges(self) -> Told:
        there, at = self.there, self.there["badges_at"]
        if at is None:
            return self._none()
        tasks = self._tasks(
            (
                there["unprinted"],
                N_("그 뒤에 등록한 %(n)s명은 이 PDF에 없어요. 다시 만들거나 현장에서 인쇄해요."),
            )
        )
        when = f"{days.local(at, self.zone):%m.%d %H:%M}"
        return Told(
            "check" if tasks else "done",
            self._(N_("%(n)s장 · %(when)s"), n=_grouped(there["badges"] or 0), when=when),
            tasks,
        )

    def stations(self) -> Told:
        there = self.there
        if not there["doors"] + there["boards"] + there["tablets"]:
            return self._none()
        tasks = self._tasks(
            (there["untended"], N_("태블릿이 없는 부스가 %(n)s곳이에요.")),
            (not there["doors"], N_("입구에 키오스크도 안내 데스크도 없어요.")),
            (not there["boards"], N_("현황판이 없어요.")),
        )
        says = self._(
            N_("입구 %(doors)s대 · 부스 %(tablets)s곳 · 현황판 %(boards)s대"),
            doors=there["doors"],
            tablets=there["tablets"],
            boards=there["boards"],
        )
        return Told("check" if tasks else "done", says, tasks)

    def rehearsal(self) -> Told:
        if self.rehearsal_is_on:
            sentence = N_("연습이 켜져 있어요. 문을 열기 전에 끝내 주세요.")
            return Told("check", self._(N_("연습 중")), (self._(sentence),))
        if self.rehearsed_at is None:
            return Told("todo" if self.there["doors"] else "free", self._(N_("아직 안 했어요")))
        return Told(
            "done",
            self._(N_("%(when)s에 했어요"), when=f"{days.local(self.rehearsed_at, self.zone):%m.%d %H:%M}"),
        )

    def doctor(self) -> Told:
        found = self.checkup
        if found is None:
            return Told("free", self._(N_("아직 안 했어요")))
        when = f"{days.local(found.at, self.zone):%m.%d %H:%M}"
        if not found.ok:
            tasks = tuple(one.says[self.lang] for one in found.of("fail"))
            return Told("check", self._(N_("%(when)s · 고칠 것 %(n)s가지"), when=when, n=len(tasks)), tasks)
        if warned := found.count("warn"):
            return Told("done", self._(N_("%(when)s · 살펴볼 것 %(n)s가지"), when=when, n=warned))
        return Told("done", self._(N_("%(when)s · 모두 괜찮아요"), when=when))

    def open(self) -> Told:
        today = next((day for day in self.days if day.is_open(self.now)), None)
        if today:
            return Told(
                "done", self._(N_("열려 있어요 · %(time)s까지"), time=days.hours_text(today, self.zone)[1])
            )
        coming = next((day for day in self.days if day.opens_at > self.now), None)
        if coming is None:
            return Told("later", self._(N_("끝났어요")) if self.days else self._(N_("날을 정하면 열려요")))
        opens = days.hours_text(coming, self.zone)[0]
        left = (days.local(coming.opens_at, self.zone).date() - days.local(self.now, self.zone).date()).days
        if left:
            says = self._(N_("%(n)s일 뒤 · %(day)s %(time)s"), n=left, day=self._day(coming), time=opens)
        else:
            says = self._(N_("오늘 %(time)s에 열려요"), time=opens)
        left_open = tuple(self._left_open())
        if left_open:
            return Told("check", says, left_open, elsewhere=(N_("살펴보기"), "/organiser/closing"))
        return Told("later", says)

    def _left_open(self) -> Iterator[str]:
        """What an evening before has left: a day that nobody closed, and what is open (as its closing page lists it)."""
        over = [day for day in self.days if day.closes_at <= self.now]
        for day in over:
            if day.closed_at is None:
                yield self._(N_("%(day)s을 아직 마감하지 않았어요."), day=self._day(day))
        if over:
            for sort in open_things.look(self.db, over[-1], self.heard, self.now, self.lang):
                yield self._(N_("%(what)s %(n)s건"), what=sort["title"], n=sort["count"])

    def _found(self, says: str, n: int, tasks: tuple[str, ...], won: int | None = None) -> Told:
        return Told("check" if tasks else "done", self._(says, n=_grouped(n)), tasks, won)

    def _none(self) -> Told:
        return Told("todo", self._(N_("없음")))

    def _tasks(self, *found: tuple[int, str]) -> tuple[str, ...]:
        return tuple(self._(sentence, n=_grouped(n)) for n, sentence in found if n)

    def _dates(self) -> str:
        first, last = self.days[0], self.days[-1]
        return self._day(first) if first == last else f"{self._day(first)}~{self._day(last)}"

    def _hours(self) -> str:
        hours = {days.hours_text(day, self.zone) for day in self.days}
        if len(hours) > 1:
            return self._(N_("날마다 다른 시간"))
        [(opens, closes)] = hours
        return f"{opens}~{closes}"

    def _day(self, day: Day) -> str:
        """`10월 29일`"""
        at = days.local(day.opens_at, self.zone)
        return self._(N_("%(month)s월 %(day)s일"), month=at.month, day=at.day)

    def _(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self.lang, **values)


def _grouped(n: int) -> str:
    """`3,849`"""
    return f"{n:,}"
