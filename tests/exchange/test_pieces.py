"""A large file of enterprises comes in by pieces: the same as at one go, and after an end in between it goes on."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.data.waiting import Job
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.imports import pieces
from kiosk.expo.person import brn

HEADINGS = "기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의\n"
PIECE_ROWS = 4
ENTERPRISES = 12
OTHER = HEADINGS + "다른기업,{},협동조합,,다른이,,010-1111-2222,,,,Y\n" * (PIECE_ROWS + 1)


class Ended(Exception):
    """The process ends here."""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_ROWS", PIECE_ROWS)


@pytest.fixture
def numbers():
    """Valid 사업자등록번호."""
    found = []
    for at in range(120_010_000, 120_020_000):
        ten = f"{at:09d}{brn.check_digit(f'{at:09d}0')}"
        if brn.parse(ten):
            found.append(ten)
        if len(found) == ENTERPRISES:
            return found
    raise AssertionError


@pytest.fixture
def stores(tmp_path, expo, store) -> Iterator[list[Store]]:
    """Two expos with the same agencies, plan, people."""
    other = tmp_path / "other"
    other.mkdir()
    store.backup(other / "expo.db")
    second = Store(other, badge_key=store.badge_key, synchronous="OFF")
    yield [store, second]
    second.close()


def rows_of(seed, numbers, count=40):
    """A file in which enterprises and persons come back, differ, have no consent, name what is not there."""
    dice = random.Random(seed)
    lines = []
    for _ in range(count):
        one = dice.choice(numbers)
        lines.append(
            f"{dice.choice(['가온테크', '나래', '다솜'])}{one[-4:]},{one if dice.random() > 0.05 else '1'},협동조합,"
            f"{dice.choice(['', '세탁', '없는품목'])},{dice.choice(['김가온', '이나래', '박다솜', ''])},"
            f"{dice.choice(['대표', '팀장', ''])},{dice.choice(['010-1234-5678', '010-8765-4321', ''])},,"
            f"{dice.choice(['중구', ''])},{dice.choice(['', '중구', '중구; 종로구', '없는기관'])},"
            f"{dice.choice(['Y', 'Y', 'N'])}"
        )
    return prepare_file("enterprises", (HEADINGS + "\n".join(lines) + "\n").encode()).rows


def brought(store, rows, action_id="one", actor=SYSTEM):
    fields = {"kind": "enterprises", "upload": imports.keep("enterprises", rows)}
    return perform(store, "import.apply", actor, {"action_id": action_id, **fields})


def at_one_go(store, rows):
    return store.change(lambda change: imports.apply(change, "enterprises", rows))


def begun(store, rows, count):
    """So many pieces of a file come in, then the process ends."""
    left = iter(range(count + 1))  # the first transaction looks what is there

    def transaction(work):
        if next(left, None) is None:
            raise Ended
        return store.change(work)

    with pytest.raises(Ended):
        imports.apply_pieces(transaction, kind="enterprises", upload=imports.keep("enterprises", rows))


def tables(store):
    """What a file changes, without the ids and numbers, which follow the pieces' order."""
    asked = (
        "SELECT name, brn, kind, district FROM enterprises",
        "SELECT e.brn, c.category FROM enterprise_categories c JOIN enterprises e ON e.id = c.enterprise_id",
        "SELECT e.brn, c.name, c.title, c.phone, c.email, v.state, v.source FROM visitors v"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN contacts c ON c.visitor_id = v.id",
        "SELECT e.brn, c.name, w.booth_id, w.state FROM wishes w JOIN visitors v ON v.id = w.visitor_id"
        " JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN contacts c ON c.visitor_id = v.id",
        "SELECT mark, fields FROM imported_rows",
        "SELECT kind, detail FROM journal WHERE kind = 'import.apply'",
        "SELECT purpose, count(*) AS n FROM consents GROUP BY purpose",
        "SELECT * FROM import_pieces",
    )
    with store.read() as db:
        return [sorted(map(repr, db.execute(sql).fetchall())) for sql in asked]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.sampled(4)
def test_a_file_in_pieces_is_the_same_as_at_one_go(stores, numbers, seed):
    for turn in range(3):  # again, with other values, over what the first brought
        rows = rows_of(seed * 10 + turn, numbers)
        wholly = at_one_go(stores[0], rows)
        assert brought(stores[1], rows, str(turn)).data["report"] == wholly
        assert tables(stores[0]) == tables(stores[1])
        for store in stores:
            store.change(_something_happens)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_what_ended_in_between_goes_on_with_the_same_file(stores, numbers, after):
    rows = rows_of(1, numbers)
    begun(stores[1], rows, after)
    assert brought(stores[1], rows).data["report"] == at_one_go(stores[0], rows)
    assert tables(stores[0]) == tables(stores[1])


def test_nothing_is_told_of_a_file_before_it_is_whole(stores, numbers, rows):
    before = rows("SELECT max(seq) AS seq FROM journal")
    begun(stores[0], rows_of(1, numbers), 2)
    assert rows("SELECT count(*) AS n FROM import_pieces") == [{"n": 2}]
    assert rows("SELECT max(seq) AS seq FROM journal") == before


def test_what_is_kept_of_a_file_in_between_is_nobodys_data(stores, numbers, rows):
    begun(stores[0], rows_of(1, numbers), 3)
    kept = json.dumps(rows("SELECT * FROM import_pieces"), ensure_ascii=False)
    assert not any(word in kept for word in ("김가온", "이나래", "박다솜", "1234-5678", "8765"))


def test_another_file_ends_what_was_begun(stores, numbers, value):
    begun(stores[0], rows_of(1, numbers), 2)
    other = prepare_file("enterprises", OTHER.format(*[numbers[0]] * (PIECE_ROWS + 1)).encode()).rows
    assert brought(stores[0], other).ok
    assert value("SELECT count(*) FROM import_pieces") == 0


def test_people_register_between_two_pieces(stores, numbers, value):
    store, rows = stores[0], rows_of(1, numbers)

    def transaction(work):
        done = store.change(work)
        registered = {"name": f"현장{next(people)}", "consent": True, "enterprise": "현장기업"}
        assert perform(store, "visitor.register", SYSTEM, {"action_id": f"w{next(people)}", **registered}).ok
        return done

    people = iter(range(1000))
    imports.apply_pieces(transaction, kind="enterprises", upload=imports.keep("enterprises", rows))
    assert brought(store, rows).ok
    assert value("SELECT count(*) FROM contacts WHERE name LIKE '현장%'") == next(people) // 2
    assert value("SELECT count(*) FROM visitors") == value("SELECT count(DISTINCT number) FROM visitors")


def test_the_same_action_again_is_not_done_again(stores, numbers, value):
    rows = rows_of(1, numbers)
    first = brought(stores[0], rows)
    stores[0].change(lambda change: change.update("UPDATE contacts SET title = '고침'"))
    upload = {"kind": "enterprises", "upload": imports.keep("enterprises", rows_of(2, numbers))}
    before = tables(stores[0])
    reused = perform(stores[0], "import.apply", SYSTEM, {"action_id": "one", **upload})
    assert (first.ok, reused.data["code"]) == (True, "action_id_reused")
    assert tables(stores[0]) == before


def test_a_station_that_is_not_known_brings_in_nothing(stores, numbers, value):
    answer = brought(stores[0], rows_of(1, numbers), actor=Actor("organiser", station_id=99))
    assert not answer.ok
    assert value("SELECT count(*) FROM enterprises") == value("SELECT count(*) FROM import_pieces") == 0


def test_a_transaction_that_begins_anew_counts_once(stores, numbers):
    """A piece is written again with a savepoint where somebody's change in the same transaction had to be undone."""
    store, rows = stores[1], rows_of(1, numbers)

    def transaction(work):
        with beside_one_that_fails(store):
            return store.change(work)

    imports.apply_pieces(transaction, kind="enterprises", upload=imports.keep("enterprises", rows))
    assert brought(store, rows).data["report"] == at_one_go(stores[0], rows)
    assert tables(stores[0]) == tables(store)


@contextmanager
def beside_one_that_fails(store):
    """A job that waits with the next change, writes and fails."""

    def fail(db, has_savepoint):
        db.execute("INSERT INTO agencies (name) VALUES ('아무')")
        raise Ended

    store._jobs.put(Job(fail, None))
    yield


def _something_happens(change):
    """Somebody corrects a title, somebody is forgotten, two registrations are one."""
    ids = [
        row["id"]
        for row in change.all(
            "SELECT c.visitor_id AS id FROM contacts c JOIN visitors v ON v.id = c.visitor_id JOIN enterprises e"
            " ON e.id = v.enterprise_id WHERE v.state = 'registered' ORDER BY e.brn, c.name"
        )
    ]
    change.update("UPDATE contacts SET title = '고침' WHERE visitor_id = ?", ids[0])
    change.update("DELETE FROM contacts WHERE visitor_id = ?", ids[1])
    change.update("DELETE FROM contacts WHERE visitor_id = ?", ids[2])
    change.update("UPDATE visitors SET state = 'merged', merged_into = ? WHERE id = ?", ids[4], ids[2])


def test_the_same_file_again_while_it_comes_in_ends_well_too(stores, numbers):
    rows, again = rows_of(1, numbers), stores[1]

    def transaction(work):
        result = again.change(work)
        if not started:
            started.append(True)
            brought(again, rows)  # as a page does that had no answer for long
        return result

    started: list[bool] = []
    whole = imports.apply_pieces(transaction, kind="enterprises", upload=imports.keep("enterprises", rows))
    assert whole is not None and started
    at_one_go(stores[0], rows)
    assert tables(again)[:4] == tables(stores[0])[:4]


def test_what_is_in_is_told_though_other_files_were_chosen_meanwhile(store, expo, numbers):
    rows = rows_of(1, numbers)
    upload = imports.keep("enterprises", rows)
    whole = imports.apply_pieces(store.change, kind="enterprises", upload=upload)
    for _ in range(20):
        imports.keep("programme", [])
    told = store.change(
        lambda change: imports.apply_action(change, kind="enterprises", upload=upload, before=whole)
    )
    assert told["report"]["added"]
    assert tables(store)[-1] == []


def test_other_booths_make_it_another_file(stores, numbers):
    rows = rows_of(1, numbers)
    begun(stores[1], rows, 2)
    stores[1].change(lambda change: change.update("UPDATE expo SET ground = 'other'"))
    brought(stores[1], rows)
    at_one_go(stores[0], rows)
    assert tables(stores[1])[:4] == tables(stores[0])[:4]
    assert tables(stores[1])[-1] == []
