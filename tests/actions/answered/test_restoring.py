"""What another laptop had answered is restored as it was: for every verb of the table, row by row."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kiosk.actions import perform
from kiosk.actions.answered import told
from kiosk.actions.answered.record import Record, from_json
from kiosk.actions.answered.restoring import Verdict, restore
from kiosk.actions.answered.told import Round
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor, Change, Store
from kiosk.expo.person import erasure, lost_laptops, retention
from kiosk.expo.person.retention import Forgotten
from tests.actions.test_actions import may
from tests.cast import KEY, Cast, open_store

# What can't be done again from its fields: rows or bytes that stood in the first laptop's memory, an epoch of its own.
NOT_AGAIN = {"import.apply"}


def answered(cast: Cast, verb: str, who: str | Actor, **fields: Any) -> Record:
    """Do it, and give the record of what was answered, as it comes over a link."""
    given = {"action_id": f"{verb} {cast.clock.now}", **fields}
    action = perform.prepare(cast.store, verb, cast.actor(who), given, "ko")
    record = perform.settle(cast.store, action).record
    assert record is not None
    return from_json(record.as_json())


@contextmanager
def another_laptop(cast: Cast, folder: Path) -> Iterator[Cast]:
    """A laptop with the copy of what there is now, whose clock goes on."""
    folder.mkdir()
    with (
        closing(sqlite3.connect(cast.store.path)) as first,
        closing(sqlite3.connect(folder / "expo.db")) as copy,
    ):
        first.backup(copy)
    laptop = Cast(open_store(folder, cast.clock), cast.clock, cast.people, cast.stations)
    laptop._ids = count(10_000)
    yield laptop
    laptop.store.close()


def take_over(cast: Cast) -> None:
    """From now on this laptop is the one, and has lost what the other did since the copy."""

    def begin(change: Change) -> None:
        lost_laptops.leave_room(change)
        change.update("UPDATE expo SET epoch = ?", f"next {change.now}")

    cast.store.change(begin)


def all_rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but the epoch and the marks by which memory is known; entries without the mark `restored`."""
    with store.read() as db:
        names = [row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    for row in found["expo"]:
        for own in ("epoch", "ground", "plan"):
            row.pop(own)
    for row in found["journal"]:
        row["detail"] = {name: one for name, one in json.loads(row["detail"]).items() if name != "restored"}
    return found


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_restored_row_by_row(cast: Cast, tmp_path: Path, verb: str) -> None:
    case, actors = may(cast, verb)
    with another_laptop(cast, tmp_path / "other") as other:
        record = answered(cast, verb, actors[0], **case.good)
        cast.clock.pass_s(9)
        report = restore(other.store, [record])
        if verb in NOT_AGAIN:
            assert report.verdicts == {record.action_id: Verdict.LISTED}
            return
        assert report.verdicts == {record.action_id: Verdict.RESTORED}, other.rows(
            "SELECT * FROM refused_late"
        )
        assert all_rows(other.store) == all_rows(cast.store)
        assert restore(other.store, [record]).verdicts == {record.action_id: Verdict.KNOWN}


def answered_to_a_page(cast: Cast, verb: str, who: str | Actor, **fields: Any) -> told.Told:
    """Do it, and give what a station's page keeps of it."""
    given = {"action_id": f"{verb} {next(cast._ids)}", **fields}
    done = cast.do(verb, who, **given)
    action_id = given.pop("action_id")
    return told.Told(action_id, verb, given, done.proof, done.data)


def tell(cast: Cast, who: str, *records: told.Told, in_round: Round = Round.LAST) -> list[str]:
    """What becomes of each, told by this station."""
    verdicts = told.take(cast.store, cast.actor(who), list(records), in_round)
    return [verdicts[one.action_id].value for one in records]


@pytest.fixture
def other(cast: Cast, tmp_path: Path) -> Iterator[Cast]:
    """A laptop with a copy of before the test, which takes over when the test says so."""
    with another_laptop(cast, tmp_path / "other") as laptop:
        yield laptop


def test_a_station_restores_what_it_was_answered_with_ids_number_and_code(cast: Cast, other: Cast) -> None:
    kept = [
        answered_to_a_page(
            cast, "visitor.register", "desk", name="정유진", enterprise="새 기업", consent=True
        ),
    ]
    visitor = kept[0].answer["visitor"]
    kept.append(answered_to_a_page(cast, "visitor.check_in", "desk", visitor=visitor["id"]))
    kept.append(answered_to_a_page(cast, "ticket.join", "desk", visitor=visitor["id"], booth="A02"))
    cast.clock.pass_min(1)
    take_over(other)
    someone_new = other.done(
        "visitor.register", "kiosk", name="먼저 온 사람", enterprise="다른 기업", consent=True
    )
    assert tell(other, "desk", *kept) == ["restored"] * 3
    assert tell(other, "desk", *kept) == ["known"] * 3
    assert (
        someone_new["visitor"]["number"] > visitor["number"] and someone_new["visitor"]["id"] > visitor["id"]
    )
    again = other.do(kept[0].verb, "desk", action_id=kept[0].action_id, **kept[0].fields)
    assert again.data == kept[0].answer
    assert other.queue("A02") == [visitor["number"]]
    marked = other.rows("SELECT DISTINCT kind FROM journal WHERE detail ->> '$.restored'")
    assert {row["kind"] for row in marked} == {"visitor.register", "visitor.check_in", "ticket.join"}
    assert (
        other.value("SELECT registered_at FROM visitors WHERE id = ?", visitor["id"])
        < cast.clock.now - 59_000
    )


def test_the_ticket_that_was_called_is_called_whoever_is_first_now(cast: Cast, other: Cast) -> None:
    first, second = cast.arrive("A02"), cast.arrive("A02")
    with another_laptop(cast, other.store.path.parent.with_name("third")) as third:
        told_of_first = answered_to_a_page(cast, "ticket.leave", "desk", ticket=first.tickets["A02"])
        called = answered_to_a_page(cast, "ticket.call_next", "booth:A02", booth="A02", counter=1)
        assert called.answer["ticket"]["number"] == second.number
        take_over(third)
        assert tell(third, "booth:A02", called) == [
            "restored"
        ]  # the desk that let the first one leave is out of reach
        assert third.state(second, "A02") == "called" and third.state(first, "A02") == "waiting"
        assert tell(third, "desk", told_of_first) == ["restored"]


def test_what_cannot_be_restored_changes_nothing_and_stands_on_the_list_in_words(
    cast: Cast, other: Cast
) -> None:
    someone = cast.arrive("A02", "A03")
    with another_laptop(cast, other.store.path.parent.with_name("third")) as third:
        called = answered_to_a_page(cast, "ticket.call_next", "booth:A02", booth="A02", counter=1)
        take_over(third)
        third.call("A03")  # before A02's tablet is back, somebody else calls the same person
        before = third.tables()
        assert tell(third, "booth:A02", called, in_round=Round.AGAIN) == ["waits"]
        assert third.tables() == before
        assert tell(third, "booth:A02", called) == ["listed"]
        assert tell(third, "booth:A02", called) == ["listed"]
        [line] = third.rows("SELECT * FROM refused_late")
        assert {k: v for k, v in third.tables().items() if k != "refused_late"} == {
            k: v for k, v in before.items() if k != "refused_late"
        }
        assert (line["verb"], line["visitor_id"], line["station_id"]) == (
            "ticket.call_next",
            someone.id,
            cast.stations["booth:A02"],
        )
        was, now = f"“A02 · {someone.number}번을 불렀어요.”", f"{someone.number}번은 지금 A03에 있어요."
        assert was in line["message"] and now in line["message"]
        assert line["happened_at"] == cast.clock.now


def test_nobody_makes_an_answer_up(cast: Cast, other: Cast) -> None:
    kept = answered_to_a_page(cast, "visitor.check_in", "desk", visitor=cast.minseo.id)
    take_over(other)
    another = kept._replace(fields={"visitor": cast.hajun.id})
    cut = kept._replace(proof=kept.proof[:-1] + ("A" if kept.proof[-1] != "A" else "B"))
    for forged in (another, cut, kept._replace(proof=""), kept._replace(verb="visitor.undo_check_in")):
        assert tell(other, "desk", forged, in_round=Round.AGAIN) == ["waits"]
    assert tell(other, "kiosk", kept, in_round=Round.AGAIN) == ["waits"], "only who did it may tell of it"
    assert tell(other, "desk", cut) == ["listed"]
    assert other.rows("SELECT * FROM arrivals") == []
    assert tell(other, "desk", kept) == ["restored"]


def test_what_was_given_up_on_purpose_does_not_come_back(cast: Cast, other: Cast) -> None:
    kept = answered_to_a_page(cast, "visitor.check_in", "desk", visitor=cast.minseo.id)
    other.done("expo.restore", "system")
    assert tell(other, "desk", kept) == ["void"]
    assert other.rows("SELECT * FROM arrivals") == []


def test_nobody_who_was_forgotten_comes_back(cast: Cast, other: Cast) -> None:
    kept = answered_to_a_page(
        cast, "visitor.register", "desk", name="정유진", enterprise="새 기업", consent=True
    )
    visitor = kept.answer["visitor"]["id"]
    take_over(other)
    line = Forgotten(visitor, cast.clock.now, [erasure.mark(KEY, kept.action_id)])  # as forgotten.jsonl says
    other.store.change(lambda change: retention.remember(change, line))
    assert tell(other, "desk", kept) == ["forgotten"]
    assert other.rows("SELECT * FROM contacts WHERE name = '정유진'") == []


def test_a_badge_that_was_on_its_way_to_a_printer_is_not_printed_twice(cast: Cast, other: Cast) -> None:
    printer = 0
    for laptop in (cast, other):
        fields = {"name": "라벨 1", "driver": "network", "address": "127.0.0.1:9"}
        printer = laptop.done("printer.add", action_id="printer", **fields)["printer"]["id"]
    kept = answered_to_a_page(cast, "print.badge", "desk", visitor=cast.minseo.id, printer=printer)
    cast.clock.pass_s(20)
    take_over(other)
    assert tell(other, "desk", kept) == ["restored"]
    assert other.rows("SELECT state, problem FROM print_jobs") == [{"state": "unknown", "problem": "restart"}]


def test_a_bound_phone_tells_of_its_own_visitor_alone(cast: Cast, other: Cast) -> None:
    someone = cast.arrive("A02")
    link = cast.done("phone.offer", "desk", code=someone.code)["bind_url"]
    cast.done("phone.bind", "phone:mine", bind=link.partition("#bind=")[2])
    with another_laptop(cast, other.store.path.parent.with_name("third")) as third:
        kept = answered_to_a_page(
            cast, "ticket.leave", f"visitor:{someone.id}:mine", ticket=someone.tickets["A02"]
        )
        take_over(third)
        assert tell(third, f"visitor:{cast.minseo.id}:mine", kept, in_round=Round.AGAIN) == ["waits"]
        assert tell(third, f"visitor:{someone.id}:mine", kept) == ["restored"]
        assert third.state(someone, "A02") == "cancelled"


def test_what_a_page_keeps_holds_no_secret() -> None:
    script = (Path(perform.__file__).parents[1] / "static/js/core/answered.js").read_text(encoding="utf-8")
    [listed] = re.findall(r"SECRETS = new Set\(\[(.*?)\]\)", script)
    assert {name for row in VERBS.values() for name in row.secrets} <= set(re.findall(r'"(\w+)"', listed))
