"""One server process a module over a small expo, with a cast of stations and people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kiosk import settings as process
from kiosk.actions import timers
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store, wall_clock
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from tests.outside.programs import Browser, Kiosk

FILES = {
    "agencies": """부스번호,기관명,영문명,구분,상담석,위치X(m),위치Y(m)
A01,서울특별시,Seoul,본청,2,6,8
A02,서울특별시교육청,Education Office,교육청,1,13,8
A03,종로구,Jongno-gu,자치구,1,20,8
B01,성북구,Seongbuk-gu,자치구,1,6,20
""",
    "plan": """기관명,부서,사업명,품목,예산(원),시기
종로구,총무과,근무복 구매,피복·근무복,19000000,1분기
서울특별시,총무과,청사 청소,청소·방역,4000000,2분기
성북구,홍보과,안내서 인쇄,인쇄·출판,7000000,1분기
서울특별시교육청,총무과,수건 세탁,세탁,3000000,3분기
""",
    "enterprises": """기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의
세진플러스,282-73-11272,사회적기업,피복·근무복,윤민서,팀장,010-5849-4074,contact1@example.kr,관악구,종로구,Y
터치포굿,392-67-40393,사회적기업,청소·방역,강하준,대표,010-3837-6203,contact2@example.kr,노원구,서울특별시,Y
""",
}


@dataclass
class Person:
    """A registered visitor of the cast."""

    id: int
    name: str
    number: int
    code: str
    phone: str | None = None


@dataclass
class Cast:
    """The small expo: programs with a token for every role, and a way to get another person."""

    kiosk: Kiosk
    tokens: dict[str, str]
    stations: dict[str, int]

    def __getattr__(self, role: str) -> Browser:
        role = role.removesuffix("_station")
        if role in self.__dict__.get("tokens", ()):
            return self.kiosk.browser(self.tokens[role])
        raise AttributeError(role)

    @property
    def stranger(self) -> Browser:
        return self.kiosk.browser()

    def person(self, *, arrived: bool = False, **fields: Any) -> Person:
        """Somebody new of an enterprise of their own whom no agency's plan fits."""
        name = fields.pop("name", f"김{uuid4().hex[:6]}하")
        fields = {"enterprise": f"기업 {uuid4().hex[:8]}", "consent": True, **fields}
        made = self.desk.act("visitor.register", name=name, **fields)
        assert made.status == 200, made.text
        visitor = made.data["visitor"]
        if arrived:
            assert self.desk.act("visitor.check_in", visitor=visitor["id"]).status == 200
        code = visitor["badge"]["code"]
        return Person(visitor["id"], name, visitor["number"], code, fields.get("phone"))

    def called(self, booth: str = "A03", counter: int = 1) -> tuple[Person, int]:
        """Somebody who was called to a booth out of turn, and the ticket."""
        person = self.person(arrived=True)
        ticket = self.desk.act("ticket.join", visitor=person.id, booth=booth).data["ticket"]["id"]
        called = self.organiser.act("ticket.call", ticket=ticket, counter=counter, reason="시험")
        assert called.status == 200, called.text
        return person, ticket


def set_up(folder: Path, shift_s: float, files: dict[str, str] | None = None) -> SimpleNamespace:
    """An expo in `folder` with a station of every role: tokens and ids by role (a booth's at A03)."""
    store = Store(folder, clock=wall_clock(shift_s), badge_key=process.badge_key(folder), synchronous="OFF")
    try:
        hours = {"name": "박람회", "days": ["2026-10-29", "2026-10-30"], "hours": "10:00-18:00"}
        act_as_system(store, "expo.set_up", **hours)
        for kind, text in (files or FILES).items():
            upload = imports.keep(kind, prepare_file(kind, text.encode()).rows)
            act_as_system(store, "import.apply", kind=kind, upload=upload)
        made = {
            role: act_as_system(store, "station.add", role=role) for role in ("organiser", "desk", "kiosk")
        }
        made |= {role: act_as_system(store, "station.add", role=role) for role in ("stage", "board", "door")}
        made["booth"] = act_as_system(store, "station.add", role="booth", booth="A03")
        timers.tick(store)  # the day opens before the server starts, not a second after
        return SimpleNamespace(
            tokens={role: one["station"]["token"] for role, one in made.items()},
            stations={role: one["station"]["id"] for role, one in made.items()},
        )
    finally:
        store.close()


def act_as_system(store: Store, verb: str, **fields: Any) -> dict[str, Any]:
    done = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    assert done.ok, done.body
    return done.data


@pytest.fixture(scope="module")
def expo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Cast]]:
    """Makes expos with a running server; all are ended with the module."""
    running: list[Kiosk] = []

    def make(**environ: str) -> Cast:
        kiosk = Kiosk(tmp_path_factory.mktemp("expo"), **environ)
        made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
        running.append(kiosk.start())
        return Cast(kiosk, made.tokens, made.stations)

    yield make
    for kiosk in running:
        if kiosk.process and kiosk.process.poll() is None:
            kiosk.stop()


@pytest.fixture(scope="module")
def cast(expo: Callable[..., Cast]) -> Cast:
    return expo()
