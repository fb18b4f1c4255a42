"""What grows with the days behind, the people registered and those who are not here: each at a small and a large square.

    .venv/bin/python -m benchmarks.growth [NAME ...]

One line a figure: flat ones should not grow with the size, the others no faster than it. Check-ins come one after another
from one station of this process, each durable; their processor time is comparable on a busy machine, too. NAME: only
these of `checkins leftover desk search organiser import badges`.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import count as counting
from pathlib import Path
from typing import Any
from uuid import uuid4

from badges.code import encode, make_key
from badges.drawing import Badge
from badges.sheet import sheet
from benchmarks.load import quantile_ms
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Actor, Change, Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.person import brn
from kiosk.expo.square import days
from kiosk.screens import desk, organiser
from kiosk.screens.desk_search import Index
from kiosk.screens.pending import pending

ZONE = "Asia/Seoul"
DESK = Actor("desk")
FINISHED, LEFT_OVER = (0, 50_000), (0, 1_812)
PEOPLE = (300, 20_000)
BADGES = 2_400
IMPORTED = 20_000
ARRIVING = 300
FAMILIES, GIVEN = "김이박최정강조윤장임한오서신권황안송전홍", "민서도윤연하준지우수아예원현성은영재호진유"


def main(names: list[str]) -> None:
    for name in names or list(FIGURES):
        FIGURES[name]()


def check_ins_behind_finished_tickets() -> None:
    for count in FINISHED:
        with _second_day() as store:
            store.change(partial(finished, count=count))
            _say(f"check-ins on day two behind {count:,} finished tickets", _check_ins(store))


def check_ins_behind_left_over_places() -> None:
    for count in LEFT_OVER:
        with _second_day() as store:
            store.change(partial(_left_over, count=count))
            _say(f"check-ins on day two behind {count:,} places left over", _check_ins(store))


def desk_page() -> None:
    for count in PEOPLE:
        with _square(count) as store:
            index, now = Index(), store.now()
            first, _ = timed(partial(_desk, store, now, index))
            again = _median_ms(partial(_desk, store, now, index), 5)
            _say(f"desk page, {count:,} visitors", f"first {first * 1000:.1f} ms, then {again:.1f} ms")
            listed = _median_ms(partial(_desk, store, now, index), 5)
            _say(f"desk list, {count:,} visitors", f"{listed:.1f} ms")
            changed = []
            for at in range(5):
                _register(store, at)
                changed.append(timed(partial(_desk, store, now, index))[0])
            _say(f"desk list after a registration, {count:,} visitors", f"{sorted(changed)[2] * 1000:.1f} ms")


def desk_search() -> None:
    """Every search that finds somebody is an entry of the journal, as on the desk's page."""
    for count in PEOPLE:
        with _square(count) as store:
            index = Index()
            _search(store, index)
            _say(
                f"desk search, next key, {count:,} visitors",
                f"{_median_ms(partial(_search, store, index)):.1f} ms",
            )
            changed = []
            for at in range(5):
                _register(store, at)
                changed.append(timed(partial(_search, store, index))[0])
            _say(
                f"desk search, first key after a change, {count:,} visitors",
                f"{sorted(changed)[2] * 1000:.1f} ms",
            )
            imported = prepare_file("enterprises", _csv(50, beginning=900_000).encode()).rows
            _import(store, imported)
            took, _ = timed(partial(_search, store, index))
            _say(f"desk search, first key after an import, {count:,} visitors", f"{took * 1000:.1f} ms")


def organiser_json() -> None:
    for count in FINISHED:
        with _second_day() as store:
            store.change(partial(finished, count=count))
            took = []
            for at in range(7):
                _register(store, at)
                with store.read() as db:
                    look = partial(organiser.show, db, now=store.now(), lang="ko")
                    took.append(timed(look)[0])
            _say(f"organiser.json, {count:,} finished tickets", f"{sorted(took)[3] * 1000:.1f} ms")


def an_import() -> None:
    with _second_day() as store:
        rows = prepare_file("enterprises", _csv(IMPORTED).encode()).rows
        assert len(rows) == IMPORTED, len(rows)
        went, waits = threading.Event(), []

        def arrive() -> None:
            for visitor in _registered(store):
                if went.is_set():
                    return
                waits.append(timed(partial(_check_in, store, visitor))[0])
                time.sleep(0.02)

        thread = threading.Thread(target=arrive)
        thread.start()
        took, _ = timed(lambda: _import(store, rows))
        went.set()
        thread.join()
        waits.sort()
        p99, worst = (f"{quantile_ms(waits, share):.0f}" if waits else "-" for share in (0.99, 1))
        _say(
            f"import of {IMPORTED:,} rows",
            f"{took:.1f} s, a check-in meanwhile P99 {p99} ms, at most {worst} (of {len(waits)})",
        )


def badge_sheet() -> None:
    key = make_key()
    people = [
        Badge(
            *(101 + at, 0, encode(key, 101 + at, 0), _name(at), f"견본기업 {at}", "사회적기업"),
            origin="https://kiosk.expo.example",
            event="사회책임조달 박람회",
        )
        for at in range(BADGES)
    ]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "badges.pdf"
        took, _ = timed(lambda: sheet(people, out))
        _say(f"PDF of {BADGES:,} badges", f"{out.stat().st_size / 1e6:.1f} MB, {took:.0f} s")


FIGURES: dict[str, Callable[[], None]] = {
    "checkins": check_ins_behind_finished_tickets,
    "leftover": check_ins_behind_left_over_places,
    "desk": desk_page,
    "search": desk_search,
    "organiser": organiser_json,
    "import": an_import,
    "badges": badge_sheet,
}


def _say(what: str, figure: str) -> None:
    print(f"{what:62s} {figure}", flush=True)


@contextmanager
def _second_day() -> Iterator[Store]:
    """The sample expo at 11:00 of its second day; nobody has come yet."""
    began, at = time.monotonic(), days.at_local(facts.EXPO_DAYS[1], "11:00", ZONE)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(
            Path(folder), clock=lambda: at + int((time.monotonic() - began) * 1000), badge_key=b"k" * 32
        )
        with closing(store):
            load(store)
            yield store


@contextmanager
def _square(people: int) -> Iterator[Store]:
    """So many registered people of whom one in a hundred looks registered twice."""
    with _second_day() as store:
        store.change(partial(_registrations, count=people))
        yield store


def _registrations(change: Change, *, count: int) -> None:
    enterprises = _next_id(change, "enterprises")
    visitors, number = _next_id(change, "visitors"), change.value("SELECT max(number) FROM visitors") + 1
    change.db.executemany(
        "INSERT INTO enterprises (id, name) VALUES (?, ?)",
        [(enterprises + at, f"견본기업 {at}") for at in range(count)],
    )
    change.db.executemany(
        "INSERT INTO visitors (id, number, source, registered_at, enterprise_id) VALUES (?, ?, 'bench', ?, ?)",
        [
            (visitors + at, number + at, change.now, enterprises + at - (at % 100 == 99))
            for at in range(count)
        ],
    )
    change.db.executemany(
        "INSERT INTO contacts (visitor_id, name, phone) VALUES (?, ?, ?)",
        [(visitors + at, _name(at - (at % 100 == 99)), f"010{at:08d}") for at in range(count)],
    )


def finished(change: Change, *, count: int) -> None:
    """So many meetings of the first day, three a person, each with a line and its four entries in the journal."""
    if not count:
        return
    began = days.at_local(facts.EXPO_DAYS[0], "10:00", ZONE)
    visitors, ticket = _next_id(change, "visitors"), _next_id(change, "tickets")
    booths = [row["id"] for row in change.all("SELECT id FROM booths ORDER BY id")]
    _registrations(change, count=count // 3 + 1)
    seat = [
        (ticket + at, visitors + at // 3, booths[at % len(booths)], began + at * 400) for at in range(count)
    ]
    people = sorted({owner for _, owner, _, _ in seat})
    change.db.executemany(
        "INSERT INTO arrivals (visitor_id, day, at, left_at) VALUES (?, ?, ?, ?)",
        [(one, facts.EXPO_DAYS[0], began, began + 8 * 3_600_000) for one in people],
    )
    change.db.executemany(
        "INSERT INTO tickets (id, visitor_id, booth_id, state, counter, rank, joined_at, origin, called_at, started_at,"
        " ended_at, expected_p50_ms, expected_p80_ms, place)"
        " VALUES (?, ?, ?, 'done', 1, ?, ?, 'asked', ?, ?, ?, 600000, 900000, hex(randomblob(12)))",
        [(one, who, booth, at, at, at + 500_000, at + 600_000, at + 900_000) for one, who, booth, at in seat],
    )
    for one, who, booth, at in seat:
        change.db.execute(
            "INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, state, started_at, version)"
            " VALUES (?, ?, ?, ?, 1, 'open', ?, 1)",
            (one, one, who, booth, at + 600_000),
        )
        change.db.execute(
            "UPDATE consultations SET state = 'finished', finished_at = ? WHERE id = ?", (at + 900_000, one)
        )
    change.db.executemany(
        "INSERT INTO lines (consultation_id, version, outcome, amount_won) VALUES (?, 1, ?, ?)",
        [
            (one, ("consulted", "consulted", "commitment", "contract")[one % 4], 1_000_000 + one)
            for one, *_ in seat
        ],
    )
    change.db.executemany(
        "INSERT INTO journal (at, happened_at, kind, actor, action_id, visitor_id, booth_id, ticket_id, detail)"
        " VALUES (?, ?, ?, 'booth', '', ?, ?, ?, '{\"reason\": \"\"}')",
        [
            (at + later, at + later, kind, who, booth, one)
            for one, who, booth, at in seat
            for kind, later in (
                ("ticket.join", 0),
                ("ticket.call_next", 500_000),
                ("consultation.start", 600_000),
                ("consultation.finish", 900_000),
            )
        ],
    )


def _left_over(change: Change, *, count: int) -> None:
    """So many places of people who came on the first day, and not yet on this one."""
    began = days.at_local(facts.EXPO_DAYS[0], "17:00", ZONE)
    visitors = _next_id(change, "visitors")
    booths = [row["id"] for row in change.all("SELECT id FROM booths ORDER BY id")]
    if count:
        _registrations(change, count=count)
    change.db.executemany(
        "INSERT INTO arrivals (visitor_id, day, at) VALUES (?, ?, ?)",
        [(visitors + at, facts.EXPO_DAYS[0], began) for at in range(count)],
    )
    change.db.executemany(
        "INSERT INTO tickets (visitor_id, booth_id, rank, joined_at, origin, place)"
        " VALUES (?, ?, ?, ?, 'asked', hex(randomblob(12)))",
        [(visitors + at, booths[at % len(booths)], began + at, began + at) for at in range(count)],
    )


def _check_ins(store: Store) -> str:
    people = _registered(store)[:ARRIVING]
    before = time.process_time()
    began = time.perf_counter()
    took = sorted(_check_in(store, visitor) for visitor in people)
    seconds = time.perf_counter() - began
    spent_ms = (time.process_time() - before) / len(people) * 1000
    return f"{len(people) / seconds:.0f} a second, P99 {quantile_ms(took, 0.99):.1f} ms, {spent_ms:.2f} ms of processor each"


def _registered(store: Store) -> list[int]:
    """The sample's people: they have not come yet."""
    with store.read() as db:
        return [
            row["id"] for row in db.execute("SELECT id FROM visitors WHERE source <> 'bench' ORDER BY id")
        ]


def _check_in(store: Store, visitor: int) -> float:
    took, answer = timed(
        lambda: perform(store, "visitor.check_in", DESK, {"action_id": uuid4().hex, "visitor": visitor})
    )
    assert answer.ok, answer.body
    return took


def _desk(store: Store, now: int, index: Index) -> None:
    with store.read() as db:
        index.keep_up(db)
        desk.scans(db, 1)
        pending(db)
        desk.doubles(db, index)


def _search(store: Store, index: Index) -> None:
    with store.read() as db:
        found = index.find(db, "김")
    assert found
    perform(store, "contact.search", SYSTEM, {"action_id": uuid4().hex, "persons": len(found)})


def _register(store: Store, at: int) -> None:
    fields: dict[str, Any] = {"name": f"김민서{at}", "enterprise": f"새기업 {at}", "consent": True}
    assert perform(store, "visitor.register", SYSTEM, {"action_id": uuid4().hex, **fields}).ok


def _import(store: Store, rows: list[Any]) -> None:
    fields = {"kind": "enterprises", "upload": imports.keep("enterprises", rows)}
    answer = perform(store, "import.apply", SYSTEM, {"action_id": uuid4().hex, **fields})
    assert answer.ok and answer.data["report"]["added"] == len(rows), answer.body[:500]


def _csv(count: int, beginning: int = 0) -> str:
    """A file of so many enterprises, each with a person; another `beginning`, other enterprises."""
    lines = ["기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의"]
    for at, number in zip(range(count), _numbers(beginning)):  # noqa: B905 (the second has no end)
        phone = f"010-{at // 10000 + 2000:04d}-{at % 10000:04d}"
        lines.append(f"새견본 {at},{number},사회적기업,,{_name(at)},팀장,{phone},,,,Y")
    return "\n".join(lines)


def _numbers(beginning: int) -> Iterator[str]:
    """사업자등록번호, all valid."""
    for at in counting(120_010_000 + beginning):
        ten = f"{at:09d}{brn.check_digit(f'{at:09d}0')}"
        if brn.parse(ten):
            yield ten


def _name(at: int) -> str:
    return FAMILIES[at % 20] + GIVEN[at // 20 % 20] + GIVEN[at // 400 % 20]


def _next_id(change: Change, table: str) -> int:
    return int(change.value(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that `work` took, and what it returned."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _median_ms(work: Callable[[], Any], rounds: int = 15) -> float:
    return sorted(timed(work)[0] for _ in range(rounds))[rounds // 2] * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
