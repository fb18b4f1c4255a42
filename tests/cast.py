"""A small expo with a cast of known permissions: what the tests of the rules stand on.

Six booths, two days from 10:00 to 18:00, a plan. 세진플러스 (work clothes) has an appointment at A01 at 11:00 and two
people, Minseo and Hajun; Seoyeon of 터치포굿 (cleaning) wishes to meet A02. Every role has a station, and one station was
never paired. The clock stands at 10:00 of the first day until a test moves it.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from badges.code import encode
from kiosk.actions.perform import Answer, perform
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.square import days, event

KEY = b"k" * 32
ZONE = "Asia/Seoul"
DAY, NEXT_DAY = "2026-10-29", "2026-10-30"

FILES = {
    "agencies": """부스번호,기관명,영문명,구분,상담석,위치X(m),위치Y(m)
A01,서울특별시,Seoul,본청,2,6,8
A02,종로구,Jongno-gu,자치구,1,13,8
A03,성북구,Seongbuk-gu,자치구,1,20,8
B01,노원구,Nowon-gu,자치구,1,6,20
B02,서울특별시도시철도공사,Seoul Rapid Transit,투자출연기관,1,13,20
B03,서울특별시교육청,Education Office,교육청,1,200,20
""",
    "plan": """기관명,부서,사업명,품목,예산(원),시기
서울특별시,총무과,근무복 구매,피복·근무복,90000000,1분기
종로구,총무과,근무복 100% 구매,피복·근무복,19000000,1분기
종로구,총무과,청사 청소,청소·방역,4000000,2분기
성북구,홍보과,작업복 구매,피복·근무복,7000000,1분기
노원구,총무과,청사 방역,청소·방역,8000000,1분기
서울특별시도시철도공사,차량과,근무복 구매,피복·근무복,5000000,3분기
""",
    "enterprises": """기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의
세진플러스,282-73-11272,사회적기업,피복·근무복,윤민서,팀장,010-5849-4074,contact1@example.kr,관악구,,Y
세진플러스,282-73-11272,사회적기업,피복·근무복,강하준,대표,010-3837-6203,contact2@example.kr,관악구,,Y
터치포굿,392-67-40393,사회적기업,청소·방역,이서연,팀장,010-2837-6203,contact3@example.kr,노원구,종로구,Y
""",
    "appointments": """날짜,시각,기업명,사업자등록번호,기관명
2026-10-29,11:00,세진플러스,282-73-11272,서울특별시
""",
}


class Clock:
    """The store's clock, moved by hand."""

    def __init__(self, day: str = DAY, clock: str = "10:00") -> None:
        self.set(day, clock)

    def __call__(self) -> int:
        return self.now

    def set(self, day: str, clock: str) -> None:
        self.now = days.at_local(day, clock, ZONE)

    def pass_s(self, seconds: float) -> None:
        self.now += round(seconds * 1000)

    def pass_min(self, minutes: float) -> None:
        self.pass_s(minutes * 60)


@dataclass
class Person:
    id: int
    number: int
    code: str
    tickets: dict[str, int] = field(default_factory=dict)


@dataclass
class Cast:
    """The expo's actors and people, and what a test does and asks with them."""

    store: Store
    clock: Clock
    people: dict[str, Person]
    stations: dict[str, int]

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._names = itertools.count(1)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, who: str | Actor) -> Actor:
        """`desk`, `booth:A01`, `visitor:7`, `visitor:7:mine`, `phone:mine`, `system`, or an actor as it is."""
        if isinstance(who, Actor):
            return who
        role, _, key = who.partition(":")
        if role == "booth":
            return Actor("booth", station_id=self.stations.get(who), booth=key or "A01")
        if role == "visitor":
            visitor_id, _, phone = key.partition(":")
            return Actor("visitor", visitor_id=int(visitor_id), phone=phone or None)
        if role == "phone":
            return Actor("phone", phone=key or "browser")
        return Actor(role, station_id=self.stations.get(role))

    def do(self, verb: str, actor: str | Actor | None = "organiser", /, **given: Any) -> Answer:
        """Perform an action as this actor; `action_id` is made up unless given."""
        fields = {"action_id": f"test-{next(self._ids)}", **given}
        return perform(self.store, verb, self.actor(actor) if actor else None, fields)

    def done(self, verb: str, actor: str | Actor = "organiser", /, **given: Any) -> dict[str, Any]:
        """What was done; it must have been."""
        answer = self.do(verb, actor, **given)
        assert answer.ok, answer.body
        return answer.data

    def refused(self, verb: str, actor: str | Actor | None = "organiser", /, **given: Any) -> tuple[int, str]:
        """Status and code of an action that was not done; it must not have been."""
        answer = self.do(verb, actor, **given)
        assert not answer.ok and answer.data["ok"] is False and answer.data["message"], answer.body
        return answer.status, answer.data["code"]

    def register(self, name: str = "", *wishes: str, **fields: Any) -> Person:
        """A walk-in of an enterprise of their own that no plan fits."""
        name = name or f"손님{next(self._names)}"
        given = {"enterprise": f"{name}네 기업", "consent": True, "wishes": list(wishes), **fields}
        return person_of(self.done("visitor.register", "desk", name=name, **given)["visitor"])

    def arrive(self, *booths: str, **fields: Any) -> Person:
        """Somebody registers, checks in and joins these booths, one second after whoever came before."""
        self.clock.pass_s(1)
        person = self.register(**fields)
        self.check_in(person)
        for booth in booths:
            self.join(person, booth)
        return person

    def check_in(self, person: Person) -> dict[str, Any]:
        answer = self.done("visitor.check_in", "desk", visitor=person.id)
        person.tickets |= {one["booth"]: one["id"] for one in answer["agenda"]["tickets"]}
        return answer

    def join(self, person: Person, booth: str) -> dict[str, Any]:
        answer = self.done("ticket.join", "desk", visitor=person.id, booth=booth)
        if "ticket" in answer:
            person.tickets[booth] = answer["ticket"]["id"]
        return answer

    def call(self, booth: str, counter: int = 1) -> int:
        """Call the next visitor; gives their number."""
        number: int = self.done("ticket.call_next", booth=booth, counter=counter)["ticket"]["number"]
        return number

    def meet(self, person: Person, booth: str, counter: int = 1) -> int:
        """Start a meeting by the badge; gives the consultation's id."""
        answer = self.done("consultation.start", code=person.code, booth=booth, counter=counter)
        found: int = answer["consultation"]["id"]
        return found

    def finish(self, consultation: int, *lines: dict[str, Any]) -> dict[str, Any]:
        answer = self.done(
            "consultation.finish", consultation=consultation, lines=list(lines) or [{"outcome": "consulted"}]
        )
        found: dict[str, Any] = answer["consultation"]
        return found

    def state(self, person: Person, booth: str) -> str:
        """The state of the person's newest ticket at this booth."""
        return self.ticket(person, booth)["state"]

    def ticket(self, person: Person, booth: str) -> dict[str, Any]:
        """The row of the person's newest ticket at this booth."""
        sql = (
            "SELECT t.* FROM tickets t JOIN booths b ON b.id = t.booth_id"
            " WHERE t.visitor_id = ? AND b.number = ? ORDER BY t.id DESC"
        )
        return self.rows(sql, person.id, booth)[0]

    def queue(self, booth: str) -> list[int]:
        """The numbers who wait at this booth, in the order of the queue."""
        sql = (
            "SELECT v.number FROM tickets t JOIN booths b ON b.id = t.booth_id JOIN visitors v ON v.id = t.visitor_id"
            " WHERE b.number = ? AND t.state = 'waiting' ORDER BY t.rank, t.id"
        )
        return [row["number"] for row in self.rows(sql, booth)]

    def places(self, person: Person) -> list[str]:
        """The booths where the person has a live place."""
        sql = (
            "SELECT b.number FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE t.visitor_id = ?"
            " AND t.state IN ('waiting', 'called', 'serving') ORDER BY b.number"
        )
        return [row["number"] for row in self.rows(sql, person.id)]

    def wishes(self, person: Person) -> list[str]:
        """The booths of the person's open wishes."""
        sql = (
            "SELECT b.number FROM wishes w JOIN booths b ON b.id = w.booth_id WHERE w.visitor_id = ?"
            " AND w.state = 'open' AND w.starts_at IS NULL ORDER BY b.number"
        )
        return [row["number"] for row in self.rows(sql, person.id)]

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with self.store.read() as db:
            return db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        found = self.rows(sql, *values)
        return next(iter(found[0].values())) if found else None

    def journal(self, kind: str) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM journal WHERE kind = ? ORDER BY seq", kind)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """All there is but answers, journal and counted tries: what a refusal must not change."""
        names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        kept = {row["name"] for row in names} - {"answers", "journal", "wrong_digits"}
        return {name: self.rows(f"SELECT * FROM {name}") for name in sorted(kept)}

    def reopen(self) -> None:
        """Close the store and open it anew, as a restart does."""
        folder = self.store.path.parent
        self.store.close()
        self.store = open_store(folder, self.clock)


def person_of(visitor: dict[str, Any]) -> Person:
    return Person(visitor["id"], visitor["number"], visitor["badge"]["code"])


def open_store(folder: Path, clock: Callable[[], int]) -> Store:
    return Store(folder, clock=clock, badge_key=KEY, synchronous="OFF")


def build(folder: Path) -> None:
    """Make the expo's database in `folder`."""
    store = open_store(folder, Clock())
    store.change(
        lambda change: event.set_up(change, name="박람회", days=[DAY, NEXT_DAY], hours="10:00-18:00")
    )
    for kind, text in FILES.items():
        file = prepare_file(kind, text.encode())
        report = store.change(lambda change, kind=kind, file=file: imports.apply(change, kind, file.rows))
        assert report["refused"] == 0, report
    for role in (
        "kiosk",
        "desk",
        "board",
        "stage",
        "door",
        "organiser",
        "booth A01",
        "booth A02",
        "booth A03",
    ):
        word, _, booth = role.partition(" ")
        fields = {"role": word, "booth": booth} if booth else {"role": word}
        answer = perform(store, "station.add", SYSTEM, {"action_id": f"add {role}", **fields})
        assert answer.ok, answer.body
    store.close()


def cast_of(folder: Path, template: Path) -> Iterator[Cast]:
    """The cast over a copy of the database that build() made; its store is closed at the end."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    clock = Clock()
    store = open_store(folder, clock)
    with store.read() as db:
        stations = db.execute(
            "SELECT s.id, s.role, b.number FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
        ).fetchall()
        rows = db.execute(
            "SELECT v.id, v.number, v.serial, c.name FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        ).fetchall()
    words = {"윤민서": "minseo", "강하준": "hajun", "이서연": "seoyeon"}
    cast = Cast(
        store,
        clock,
        {words[row["name"]]: Person(row["id"], row["number"], encode(KEY, row["number"], 0)) for row in rows},
        {f"{row['role']}:{row['number']}" if row["number"] else row["role"]: row["id"] for row in stations},
    )
    yield cast
    cast.store.close()
