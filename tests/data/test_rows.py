"""Kinds of rows: the tests compare each row with its kind, so a kind that is wrong fails where a query is read."""

import ast
import importlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

import pytest

from kiosk.actions import timers
from kiosk.actions.verbs import VERBS
from kiosk.data import rows
from kiosk.data.heard import Report
from kiosk.data.store import Store
from kiosk.exchange import timetable
from kiosk.exchange.files import prepare_file, preview
from kiosk.expo import imports
from kiosk.expo.after import links
from kiosk.expo.after import purchases as purchased
from kiosk.expo.door import duplicates
from kiosk.expo.figures import (
    alarms,
    corrections,
    definitions,
    demand,
    figures,
    forecasts,
    over_time,
    products,
    programme,
    purchases,
    readiness,
    releases,
    scope,
    tables,
)
from kiosk.expo.meeting import forgotten
from kiosk.expo.person import consents, phones, push_subscriptions, retention
from kiosk.expo.programme import holds
from kiosk.expo.proposals import proposals as timetables
from kiosk.expo.queue import booked, invites, loads, order, promises, tickets, went_home
from kiosk.expo.square import days, ground, messages, organisers, setting_history, stations
from kiosk.expo.timetable import lengths
from kiosk.screens import booth
from kiosk.screens import timetable as timetable_screen
from tests.cases import CASES, Case, leave_everything_open, programme_item
from tests.cast import DAY, FILES, NEXT_DAY, ZONE, Cast, cast_of
from tests.simulated import Simulated

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    tables.by_agency,
    tables.by_booth,
    tables.by_category,
    tables.by_quarter,
    tables.by_agency_and_category,
    tables.by_agency_and_quarter,
    tables.by_enterprise,
    tables.by_signing,
    demand.wished_not_planned,
    demand.planned_nobody_came,
    demand.planned_not_met,
)
WINGS = ("kiosk/actions", "kiosk/data", "kiosk/expo", "kiosk/serving")


class Place(TypedDict):
    id: int
    rank: float
    state: Literal["waiting", "called"]
    counter: int | None


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = lambda cursor, values: {
        column[0]: value for column, value in zip(cursor.description, values, strict=True)
    }
    yield connection
    connection.close()


GOOD = "SELECT 1 AS id, 0.5 AS rank, 'called' AS state, NULL AS counter"


def test_a_query_that_fits_gives_plain_dicts(db: sqlite3.Connection) -> None:
    place = {"id": 1, "rank": 0.5, "state": "called", "counter": None}
    assert rows.one(db, Place, GOOD) == place
    assert rows.every(db, Place, f"{GOOD} UNION ALL {GOOD}") == [place, place]
    assert rows.one(db, Place, f"{GOOD} WHERE ?", 0) is None
    assert rows.one(db, Place, GOOD.replace("0.5", "1")) == place | {"rank": 1}


@pytest.mark.parametrize(
    "sql, said",
    [
        ("SELECT 1 AS id, 0.5 AS rank, 'called' AS state", "Place: ['counter']"),
        (f"{GOOD}, 2 AS number", "Place: ['number']"),
        (GOOD.replace("id", "ticket"), "Place: ['id', 'ticket']"),
        (GOOD.replace("1", "NULL"), "Place.id: None"),
        (GOOD.replace("1", "'1'"), "Place.id: '1'"),
        (GOOD.replace("NULL", "'two'"), "Place.counter: 'two'"),
        (GOOD.replace("'called'", "'gone'"), "Place.state: 'gone'"),
    ],
)
def test_a_query_that_does_not_fit_its_kind_fails(db: sqlite3.Connection, sql: str, said: str) -> None:
    for read in (rows.one, rows.every):
        with pytest.raises(AssertionError) as failed:
            read(db, Place, sql)
        assert str(failed.value).startswith(said)


def test_columns_are_compared_also_where_nothing_is_found(db: sqlite3.Connection) -> None:
    for read in (rows.one, rows.every):
        with pytest.raises(AssertionError):
            read(db, Place, "SELECT 1 AS id WHERE 0")


def test_outside_the_tests_nothing_is_compared(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "check", False)
    assert rows.one(db, Place, "SELECT 1 AS id") == {"id": 1}


def test_every_kind_of_the_rules_fits_a_row_of_a_real_database(
    tmp_path: Path, expo_folder: Path, simulated_expo: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every verb is done once in the cast's expo; afterwards what only the clock and the screens ask is asked, too. Figures
    are of an expo that was lived through."""
    seen: set[str] = set()
    compare = rows.require_fit

    def note(kind: Any, names: list[str], found: list[Any]) -> None:
        compare(kind, names, found)
        if found:
            seen.add(_name(kind))

    monkeypatch.setattr(rows, "require_fit", note)
    for verb in VERBS:
        for cast in cast_of(tmp_path / verb, expo_folder):
            _do(cast, verb, CASES[verb](cast))
            _ask(cast)
    for scene in SCENES:
        for cast in cast_of(tmp_path / scene.__name__, expo_folder):
            scene(cast)
            _ask(cast)
    _count(simulated_expo())
    assert sorted(_declared() - seen) == []


def _do(cast: Cast, verb: str, found: Case) -> None:
    special = {"booth": f"booth:{found.booth}", "visitor": found.who}
    role = min(VERBS[verb].roles, default="system")
    cast.done(verb, special.get(role, role), **found.good)


def _files_come_in_again(cast: Cast) -> None:
    """Each kind of file once more, while a counter that the file takes away is in use."""
    cast.meet(cast.arrive(), "A01", counter=2)
    cast.check_in(cast.minseo)
    for kind, text in FILES.items():
        fewer = text.replace("A01,서울특별시,Seoul,본청,2,", "A01,서울특별시,Seoul,본청,1,")
        assert preview(cast.store, prepare_file(kind, fewer.encode()))["refused"] == 0


def _a_cut_off_kiosk_reports(cast: Cast) -> None:
    cast.store.heard.hear(cast.stations["kiosk"], cast.clock.now, Report(battery=5))
    code = cast.done("code.block", "kiosk", count=1)["codes"][0]["code"]
    for _ in range(2):
        cast.done("visitor.check_in", "kiosk", code=code)
    cast.done(
        "visitor.register", "kiosk", name="정유진", enterprise="새 기업", consent=True, reserved_code=code
    )
    cast.done("visitor.check_in", "kiosk", code=code)


def _paper_is_typed_in(cast: Cast) -> None:
    with cast.store.read() as db:
        assert booked.of_visitors(db, cast.clock.now, cast.clock.now + 8 * 60 * days.MIN_MS)
    cast.clock.set(NEXT_DAY, "12:00")
    number = cast.minseo.number
    cast.done("paper.meeting", badge=str(number), booth="A01", starts="11:00", ends="11:20", day=DAY)
    assert cast.refused("paper.check_in", badge=str(number), time="11:00", day=DAY) == (409, "wrong_state")
    cast.done(
        "paper.meeting", badge=str(cast.seoyeon.number), booth="A01", starts="11:10", ends="11:25", day=DAY
    )
    again = f"일자,번호,시작,부스,결과,사업명\n1일차,{number},11:00,A01,상담,근무복 구매\n"
    assert preview(cast.store, prepare_file("paper", again.encode()))["unchanged"] == 1


def _one_person_registers_twice(cast: Cast) -> None:
    twice = [cast.register("정유진", phone="010-2345-6789", enterprise=name) for name in ("가온", "나래")]
    for person in twice:
        cast.check_in(person)
    assert cast.refused("visitor.register", "desk", name="정유진", enterprise="가온", consent=True)
    with cast.store.read() as db:
        assert len(duplicates.proposals(db)) == 1
    for name, starts in (("가온", "15:20"), ("나래", "16:20")):
        enterprise = cast.value("SELECT id FROM enterprises WHERE name = ?", name)
        cast.done("timetable.add", booth="B03", enterprise=enterprise, day=NEXT_DAY, starts=starts)
    cast.done("visitor.merge", visitor=twice[0].id, into=twice[1].id, reason="같은 사람")
    cast.done("message.send", text="정유진님을 찾아요")
    cast.done("visitor.forget", "desk", visitor=twice[1].id, reason="본인이 원해요")


def _a_booth_is_busy(cast: Cast) -> None:
    """Its counters are taken, who waits has an appointment elsewhere or is called elsewhere, and the clock calls ahead."""
    cast.done("booth.call_ahead", "booth:A02", booth="A02", on=True)
    first, booked = cast.arrive("A02", "A03"), cast.hajun
    cast.check_in(booked)
    cast.clock.set(DAY, "10:55")
    cast.meet(first, "A02")
    assert cast.refused("ticket.call", ticket=first.tickets["A03"], counter=1, reason="급해요")
    assert cast.refused("consultation.start", code=cast.arrive().code, booth="A02", counter=1)
    assert cast.refused("ticket.call_next", booth="A02", counter=1)[1] == "queue_empty"


def _somebody_comes_free(cast: Cast) -> None:
    """With three places and a wish; the tablet of one of the booths is looked at while their tables stand empty."""
    cast.arrive("A01", "A02", "A03", "B01")
    with cast.store.read() as db:
        booth.show(db, "A03", now=cast.clock.now, lang="ko")


def _the_days_change(cast: Cast) -> None:
    """The organiser leaves out a day on which people have come, and one with an appointment."""
    plan = {"name": "박람회", "hours": "12:00-18:00"}
    assert "11:00" in cast.done("expo.set_up", "system", **plan, days=[DAY, NEXT_DAY])["message"]
    cast.check_in(cast.minseo)
    assert cast.refused("expo.set_up", "system", **plan, days=[NEXT_DAY])[1] == "wrong_state"


def _a_station_asks(cast: Cast) -> None:
    station = cast.done("station.add", "system", role="booth", booth="A01")["station"]
    with cast.store.read() as db:
        found = stations.actor_of(db, station["token"])
    assert found and (found.role, found.booth) == ("booth", "A01")


def _who_has_an_appointment_meets_another(cast: Cast) -> None:
    cast.check_in(cast.hajun)
    cast.done("booth.invite", booth="B03", visitor=cast.hajun.id)
    cast.done("consultation.extend", consultation=cast.meet(cast.hajun, "B01"), minutes=60)


def _a_phone_is_bound_by_a_qr(cast: Cast) -> None:
    url = cast.done("phone.offer", "desk", code=cast.minseo.code)["bind_url"]
    cast.done("phone.bind", "phone:mine", bind=url.partition("#bind=")[2])


def _nobody_ends_a_meeting(cast: Cast) -> None:
    meeting = cast.meet(cast.arrive(), "A01")
    cast.done("consultation.note", consultation=meeting, lines=[{"outcome": "contract"}])
    cast.clock.set(DAY, "18:30")
    timers.tick(cast.store)


def _a_seat_comes_free(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    for person in (cast.minseo, cast.seoyeon):
        cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.done("programme.leave", "desk", item=item, visitor=cast.minseo.id)
    cast.check_in(cast.seoyeon)
    cast.clock.set(DAY, "11:00")
    ticket = cast.join(cast.seoyeon, "A03")["ticket"]["id"]
    assert cast.refused("ticket.call", ticket=ticket, counter=1, reason="급해요") == (409, "visitor_busy")
    with cast.store.read() as db:
        assert len(holds.of_enterprises(db, cast.clock.now)) == 1


def _a_day_is_over(cast: Cast) -> None:
    cast.check_in(cast.minseo)
    met = cast.meet(cast.minseo, "A03")
    cast.clock.pass_min(15)
    cast.finish(met)
    cast.clock.set(NEXT_DAY, "09:00")
    with cast.store.read() as db:
        assert len(lengths.of_booths(db, ground.of(db), cast.clock.now)) == 6


def _a_place_stands_on_the_map(cast: Cast) -> None:
    stage = {"kind": "stage", "name": "주무대", "x_m": 1, "y_m": 1, "width_m": 2, "height_m": 2}
    cast.store.change(lambda change: change.insert("places", **stage))
    file = prepare_file("programme", "일자,시각,프로그램,장소\n1일차,11:00,개막식,주무대\n".encode())
    assert preview(cast.store, file)["added"] == 1


def _what_was_promised_is_bought(cast: Cast) -> None:
    """A purchase comes in twice; it may be a promise or a contract, and is none of them."""
    cast.check_in(cast.minseo)
    agreed = [{"outcome": outcome, "amount": 9_000_000} for outcome in ("commitment", "contract")]
    cast.finish(cast.meet(cast.minseo, "A02"), *agreed)
    row = f"종로구,세진플러스,282-73-11272,근무복,{DAY},9000000,가-1"
    data = f"기관명,기업명,사업자등록번호,구매 품목,구매일,구매 금액,문서번호\n{row}\n".encode()
    file = prepare_file("purchases", data)
    upload = imports.keep("purchases", file.rows)
    assert cast.done("import.apply", kind="purchases", upload=upload)["report"]["added"] == 1
    assert preview(cast.store, file)["unchanged"] == 1
    agency = cast.value("SELECT agency_id FROM purchases")
    word = cast.done("follow_up.link", agency=agency)["url"].rpartition("/")[2]
    purchase = cast.value("SELECT id FROM purchases")
    cast.done("purchase.beside", purchase=purchase)
    with cast.store.read() as db:
        assert links.LINKS.of_word(db, word) and list(products.later(db).values()) == [(1, 9_000_000)]
        assert purchased.proposals(purchased.all_purchases(db)[0], purchased.agreed(db))


def _a_day_is_closed_and_corrected(cast: Cast) -> None:
    leave_everything_open(cast)
    cast.done("expo.close_day", day=DAY)
    meeting = cast.value("SELECT id FROM consultations WHERE state = 'finished'")
    cast.done("consultation.correct", consultation=meeting, lines=[{"outcome": "mou"}], reason="고침")
    with cast.store.read() as db:
        found = corrections.frozen(db, scope.of_day(db, DAY, cast.clock.now))
        assert found and len(corrections.later(db, found.closing["id"])) == 1


def _guests_come_in_again(cast: Cast) -> None:
    cast.done("gathering.save", name="국제 세미나")
    file = prepare_file(
        "guests", "행사,이름,언어,개인정보동의\n국제 세미나,Claire Martin,프랑스어,Y\n".encode()
    )
    cast.done("import.apply", kind="guests", upload=imports.keep("guests", file.rows))
    assert preview(cast.store, file)["unchanged"] == 1
    with cast.store.read() as db:
        assert programme.by_gathering(db, scope.of_expo(db, cast.clock.now))


def _a_timetable_is_made(cast: Cast) -> None:
    cast.clock.set("2026-10-28", "10:00")
    for kind, text in (
        ("marks", "기관명,기업명,사업자등록번호,누가\n종로구,터치포굿,392-67-40393,서로\n"),
        (
            "away",
            "기관명,기업명,사업자등록번호,못 오는 날,못 오는 시각,다시 오는 시각\n종로구,,,1일차,11:00,\n",
        ),
    ):
        upload = imports.keep(kind, prepare_file(kind, text.encode()).rows)
        assert cast.done("import.apply", kind=kind, upload=upload)["report"]["added"] == 1
    run = timetables.keep(timetable.make(cast.store).run)
    cast.done("timetable.propose", "system", run=run)
    said = "기관명,사업자등록번호,기관의 답,기업의 답\n종로구,392-67-40393,확인,\n"
    assert preview(cast.store, prepare_file("timetable_answers", said.encode()))["changed"] == 1
    with cast.store.read() as db:
        assert timetable_screen.overview(db, now=cast.clock.now, lang="ko")["standing"] == 1
        assert timetable_screen.of_agency(db, 2, lang="ko")["proposals"]
        assert timetable_screen.of_booth(db, "A02", now=cast.clock.now, lang="en")["needs"]


SCENES = (
    _a_timetable_is_made,
    _guests_come_in_again,
    _what_was_promised_is_bought,
    _paper_is_typed_in,
    _a_day_is_closed_and_corrected,
    _a_place_stands_on_the_map,
    _a_seat_comes_free,
    _a_day_is_over,
    _files_come_in_again,
    _a_cut_off_kiosk_reports,
    _one_person_registers_twice,
    _a_booth_is_busy,
    _somebody_comes_free,
    _the_days_change,
    _a_station_asks,
    _a_phone_is_bound_by_a_qr,
    _who_has_an_appointment_meets_another,
    _nobody_ends_a_meeting,
)


def _ask(cast: Cast) -> None:
    """What no verb reads, now and an hour later, when there is trouble to be told."""
    for _ in range(2):
        for look in timers.LOOKS.values():
            look.find(cast.store)
        with cast.store.read() as db:
            now = cast.clock.now
            state, today = loads.of(db, now), days.today(db, now, ZONE)
            alarms.find(db, state, today, now, "ko", heard=cast.store.heard.all())
            if today:
                forecasts.score(db, today, now)
                forecasts.newest(db, today, now)
            figures.last_hour(db, now, ZONE)
            figures.by_booth(db)
            readiness.readiness(db)
            retention.forgotten(db)
            for period in retention.periods(db):
                retention.announced(db, period)
            purchases.parts(db)
            purchases.agencies(db)
            products.products(db)
            releases.current(db)
            forgotten.unwritten(db, "ko", ZONE)
            duplicates.proposals(db)
            messages.unread(db, state.by_number["A01"]["id"])
            push_subscriptions.everybody(db)
            setting_history.lines(db, "ko", 20)
            organisers.everybody(db, now)
            for booth_id in state.booths:
                messages.unread(db, booth_id)
                tickets.of_booth(db, booth_id)
                order.of_booth(db, state, booth_id, now)
                invites.of_booth(db, booth_id)
            for person in cast.people.values():
                invites.of_visitor(db, person.id)
                went_home.of_visitor(db, person.id, promises.Promises(db, state, person.id, now), today, now)
                phones.standing(db, person.id)
                consents.latest(db, person.id)
        cast.clock.pass_min(60)


def _count(store: Store) -> None:
    """Every figure, and every table of figures; what the first day taught."""
    with store.read() as db:
        ground.of(db).kept.pop("lessons", None)  # read while it was lived, unchecked
        loads.of(db, store.now())
        for about in (scope.of_expo(db, store.now()), *scope.each_day(db, store.now())):
            definitions.collect(db, about)
            for read in (*TABLES, *([over_time.by_ten_minutes] if about.day else [])):
                read(db, about)


def _declared() -> set[str]:
    """The kinds that modules of these wings read."""
    return {
        _name(getattr(importlib.import_module(_module(path)), kind))
        for wing in WINGS
        for path in (ROOT / wing).rglob("*.py")
        for kind in _kinds_read(path)
    }


def _kinds_read(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked = ast.unparse(node.func)
        if asked in ("rows.one", "rows.only", "rows.every") or asked.endswith("reading.every"):
            kind = ast.unparse(node.args[0 if asked.endswith("reading.every") else 1])
            if kind != "kind":  # handed on by a helper
                yield kind


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _name(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
