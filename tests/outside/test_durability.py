"""What was answered stands: through a kill -9, a full disk, a backup that comes back, and the same action from everywhere."""

import json
import random
import resource
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.lost_laptops import Client, copy_of, go_on_from
from tests.outside.conftest import Cast
from tests.outside.test_http import refused


def rows(cast: Cast, sql: str, *values: object) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{cast.kiosk.folder / 'expo.db'}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return db.execute(sql, values).fetchall()


def test_a_server_killed_amid_the_crowd_has_every_answered_action_and_no_half_one(cast: Cast) -> None:
    people = [cast.person() for _ in range(10)]
    board, phone = cast.kiosk.socket(), cast.kiosk.socket()
    before = board.watch("board:hall")
    phone.watch(f"visitor:{people[0].code}")
    sent: list[tuple[str, str, dict[str, object]]] = []
    answered: dict[str, str] = {}
    killed = threading.Event()

    def walk(number: int) -> None:
        desk = cast.desk
        for step in range(200):
            if killed.is_set():
                return
            fields: dict[str, object] = {"name": f"군중{number}-{step}", "enterprise": f"E{number}-{step}"}
            fields |= {"consent": True, "wishes": ["A01", "B01"]}
            for verb in ("visitor.register", "visitor.check_in"):
                action_id = f"{verb}-{number}-{step}"
                sent.append((action_id, verb, dict(fields)))
                try:
                    reply = desk.act(verb, action_id, **fields)
                except requests.RequestException:
                    return
                assert reply.status == 200, reply.text
                answered[action_id] = reply.text
                fields = {"visitor": reply.data["visitor"]["id"]}

    with ThreadPoolExecutor(8) as crowd:
        walking = [crowd.submit(walk, number) for number in range(8)]
        while len(answered) < 60:
            time.sleep(0.005)
        cast.kiosk.stop(9)
        killed.set()
        for one in walking:
            one.result()
    assert board.ends() and phone.ends()
    cast.kiosk.start()

    known = {row["action_id"] for row in rows(cast, "SELECT action_id FROM answers")}
    assert answered.keys() - known == set()
    _require_no_half_action(cast)
    for action_id, verb, fields in sent:
        again = cast.desk.act(verb, action_id, **fields)
        assert again.status == 200, again.text
        if action_id in answered:
            assert again.text == answered[action_id]
    _require_no_half_action(cast)
    after = cast.kiosk.socket().watch("board:hall", seq=before["seq"], epoch=before["epoch"])
    assert (after["epoch"], after["seq"] > before["seq"]) == (before["epoch"], True)
    assert cast.kiosk.socket().watch(f"visitor:{people[0].code}")["ok"]


def _require_no_half_action(cast: Cast) -> None:
    """Each kept answer has its journal entry and its rows, and the other way round."""
    crowd = "action_id GLOB 'visitor.*-*'"
    answers = {row["action_id"] for row in rows(cast, f"SELECT action_id FROM answers WHERE {crowd}")}
    entries = {row["action_id"] for row in rows(cast, f"SELECT action_id FROM journal WHERE {crowd}")}
    assert answers == entries
    arrived = rows(cast, "SELECT count(*) AS n FROM arrivals WHERE undone_at IS NULL")[0]["n"]
    came = "SELECT count(*) AS n FROM journal WHERE kind = 'visitor.check_in' AND detail LIKE '%\"new\"%'"
    assert arrived == rows(cast, came)[0]["n"]
    tickets = rows(cast, "SELECT count(*) AS n FROM tickets")[0]["n"]
    assert tickets == rows(cast, "SELECT count(*) AS n FROM journal WHERE kind = 'ticket.join'")[0]["n"]
    waiting = rows(cast, "SELECT sum(waiting) AS n FROM loads")[0]["n"]
    assert waiting == rows(cast, "SELECT count(*) AS n FROM tickets WHERE state = 'waiting'")[0]["n"]
    assert rows(cast, "PRAGMA integrity_check")[0][0] == "ok"
    assert rows(cast, "PRAGMA foreign_key_check") == []


def test_the_same_action_from_many_at_once_is_done_once(cast: Cast) -> None:
    person, once = cast.person(), uuid4().hex

    def act(_: int) -> str:
        return cast.desk.act("visitor.check_in", once, visitor=person.id).text

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(act, range(24)))) == 1
    assert len(rows(cast, "SELECT 1 FROM arrivals WHERE visitor_id = ?", person.id)) == 1


def test_an_answer_is_the_same_after_a_restart_refusals_included(cast: Cast) -> None:
    person, done, not_done = cast.person(), uuid4().hex, uuid4().hex
    first = cast.desk.act("visitor.check_in", done, visitor=person.id)
    refusal = cast.organiser.act("booth.open", not_done, booth="A02")
    assert (first.status, refusal.status) == (200, 409)
    cast.kiosk.restart()
    cast.organiser.act("booth.pause", booth="A02")
    assert cast.desk.act("visitor.check_in", done, visitor=person.id).text == first.text
    assert cast.organiser.act("booth.open", not_done, booth="A02").text == refusal.text
    assert cast.organiser.act("booth.open", booth="A02").status == 200


def test_a_full_disk_is_503_and_the_same_action_is_done_once_there_is_room(cast: Cast) -> None:
    once, person = uuid4().hex, cast.person()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert (process := cast.kiosk.process)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        refused(cast.desk.act("visitor.check_in", once, visitor=person.id), 503, "not_written")
        refused(cast.desk.act("visitor.check_in", once, visitor=person.id), 503, "not_written")
        assert cast.stranger.get("/board.json").status == 200
        assert cast.stranger.get("/healthz").status == 200
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, usual)
    done = cast.desk.act("visitor.check_in", once, visitor=person.id)
    assert (done.status, done.data["welcome"]) == (200, "new")
    assert cast.desk.act("visitor.check_in", once, visitor=person.id).text == done.text
    assert "Traceback" not in "".join(cast.kiosk.complained)


@pytest.mark.parametrize("beside", [True, False], ids=["beside_the_server", "by_copying_the_file"])
def test_a_backup_that_comes_back_begins_a_new_epoch(cast: Cast, tmp_path, beside: bool) -> None:
    kept, late = cast.person(arrived=True), None
    backup = tmp_path / "backup.db"
    assert cast.kiosk.cli("backup", str(backup)).returncode == 0
    late = cast.person(arrived=True)
    board = cast.kiosk.socket()
    before = board.watch("board:hall")
    if beside:
        restored = cast.kiosk.cli("restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        while board.pulse()["epoch"] == before["epoch"]:
            pass
    else:
        cast.kiosk.stop()
        for path in cast.kiosk.folder.glob("expo.db*"):
            path.unlink()
        (cast.kiosk.folder / "expo.db").write_bytes(backup.read_bytes())
        cast.kiosk.start()
        board = cast.kiosk.socket()
    after = board.watch("board:hall", seq=before["seq"], epoch=before["epoch"])
    assert after["epoch"] != before["epoch"]
    assert after["seq"] < before["seq"]
    assert cast.desk.get(f"/visitors/{kept.code}.json").status == 200
    assert cast.desk.get(f"/visitors/{late.code}.json").status == 404
    assert cast.desk.act("visitor.check_in", visitor=kept.id).data["welcome"] in ("again", "repeat")
    _, ticket = cast.called("A01")
    assert board.shown()["topic"] == "board:hall"
    cast.desk.act("ticket.leave", ticket=ticket)


def test_every_answered_action_beside_a_restore_is_in_what_is_kept_or_in_what_is_there(
    cast: Cast, tmp_path
) -> None:
    backup = tmp_path / "backup.db"
    assert cast.kiosk.cli("backup", str(backup)).returncode == 0
    before = set(cast.kiosk.folder.glob("before-restore-*.db"))
    answered: set[str] = set()
    stop = threading.Event()

    def register(number: int) -> None:
        desk, count = cast.desk, 0
        while not stop.is_set():
            fields = {"name": f"곁{number}-{count}", "enterprise": f"R{number}-{count}", "consent": True}
            reply = desk.act("visitor.register", action_id := f"beside-{number}-{count}", **fields)
            assert reply.status in (200, 503), reply.text
            if reply.status == 200:
                answered.add(action_id)
            count += 1

    with ThreadPoolExecutor(4) as crowd:
        registering = [crowd.submit(register, number) for number in range(4)]
        restored = [cast.kiosk.cli("restore", str(backup)).returncode for _ in range(3)]
        stop.set()
        for one in registering:
            one.result()
    kept = set(cast.kiosk.folder.glob("before-restore-*.db")) - before
    assert (restored, len(kept)) == ([0] * 3, 3)
    found = {row["action_id"] for row in rows(cast, "SELECT action_id FROM answers")}
    for path in kept:
        with closing(sqlite3.connect(path)) as db:
            found |= {action_id for (action_id,) in db.execute("SELECT action_id FROM answers")}
    assert len(answered) > 100
    assert answered - found == set()


def test_a_restore_that_was_killed_is_cleared_away_by_the_next_start(cast: Cast, tmp_path) -> None:
    backup = tmp_path / "backup.db"
    assert cast.kiosk.cli("backup", str(backup)).returncode == 0
    before = {path.name for path in cast.kiosk.folder.iterdir()}
    process = cast.kiosk.begin("restore", str(backup))
    while not list(cast.kiosk.folder.glob("restore-*")) and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    cast.kiosk.restart()
    left = {path.name for path in cast.kiosk.folder.iterdir()} - before
    assert {name for name in left if not name.startswith("before-restore-")} == set()
    assert rows(cast, "PRAGMA integrity_check")[0][0] == "ok"


def test_a_restore_takes_back_a_station_that_was_made_after_the_backup(cast: Cast, tmp_path) -> None:
    backup = tmp_path / "backup.db"
    cast.kiosk.cli("backup", str(backup))
    made = json.loads(cast.kiosk.cli("station", "add", "--role", "desk", "--json").stdout)
    socket = cast.kiosk.socket({"token": made["token"]})
    assert socket.watch("booth:A03")["ok"]
    assert cast.kiosk.cli("restore", str(backup)).returncode == 0
    assert socket.ends()
    refused(cast.kiosk.browser(made["token"]).get("/board.json"), 401, "not_paired")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_backup_is_not_restored(cast: Cast, tmp_path, content: bytes) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(content)
    seq = cast.stranger.get("/healthz").data["seq"]
    done = cast.kiosk.cli("restore", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "백업" in done.stderr and "Traceback" not in done.stderr
    assert cast.stranger.get("/healthz").data["seq"] == seq


LOST = [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 32))]


@pytest.mark.parametrize("seed", LOST)
def test_what_a_lost_laptop_answered_its_stations_restore_on_the_next_one(
    cast: Cast, tmp_path: Path, seed: int
) -> None:
    """Killed under eight clients at a random moment, a random while after the copy; one of them has no Wi-Fi afterwards."""
    rng = random.Random(seed)
    people: list[dict[str, Any]] = []
    roles = ["desk", "desk", "desk", "kiosk", "kiosk", "booth:A03", "booth:A01", "booth:B01"]
    by = {"desk": cast.desk, "kiosk": cast.kiosk_station, "booth:A03": cast.booth}
    clients = [
        Client(by.get(role, cast.organiser), role, random.Random(rng.random()), people) for role in roles
    ]
    killed = threading.Event()
    with ThreadPoolExecutor(8) as crowd:
        working = [crowd.submit(client.work, killed) for client in clients]
        until_answered(clients, rng.randint(20, 60))
        copy = copy_of(cast.kiosk.folder, tmp_path / "copy.db")
        until_answered(clients, rng.randint(10, 120))
        cast.kiosk.stop(9)
        killed.set()
        for one in working:
            one.result()
    gone_at = time.monotonic()
    go_on_from(copy, cast.kiosk.folder)
    cast.kiosk.start()
    up_s = time.monotonic() - gone_at
    assert up_s < 60
    cut_off = rng.randrange(8)
    reached = [client for number, client in enumerate(clients) if number != cut_off]
    verdicts: dict[str, str] = {}
    for in_round in ("first", "again", "again", "last"):
        for client in rng.sample(reached, len(reached)):
            told = client.tell(in_round)
            verdicts |= {one: told[one] for one in told if verdicts.get(one, "waits") == "waits"}
    listed = {row["kept"] for row in rows(cast, "SELECT kept FROM refused_late WHERE code = 'not_restored'")}
    lost = sum(verdict != "known" for verdict in verdicts.values())
    for row in rows(cast, "SELECT verb, message FROM refused_late WHERE code = 'not_restored'"):
        print(row["verb"], row["message"])
    print(
        f"seed {seed}: up in {up_s:.1f} s, {len(verdicts)} told, {lost} lost, {len(listed & verdicts.keys())} on the list"
    )
    assert set(verdicts.values()) <= {"known", "restored", "listed"}
    for client in reached:
        for one in client.kept:
            if verdicts[one["action_id"]] == "listed":
                assert one["action_id"] in listed
                continue
            again = client.again(one)
            assert effect_of(again.data) == effect_of(one["answer"]), (one, again.text)
        if client.unanswered:  # as its outbox does
            assert client.again(client.unanswered).status in (200, 409)
    for doubled in DOUBLED:
        assert rows(cast, doubled) == []
    assert rows(cast, "PRAGMA foreign_key_check") == []


def until_answered(clients: list[Client], more: int) -> None:
    """Until they were answered so many more."""
    until, latest = sum(len(client.kept) for client in clients) + more, time.monotonic() + 30
    while sum(len(client.kept) for client in clients) < until:
        assert time.monotonic() < latest
        time.sleep(0.005)


DOUBLED = (
    "SELECT visitor_id FROM tickets WHERE state IN ('called', 'serving') GROUP BY 1 HAVING count(*) > 1",
    "SELECT visitor_id, booth_id FROM tickets WHERE state IN ('waiting', 'called', 'serving') GROUP BY 1, 2 HAVING count(*) > 1",
    "SELECT number FROM visitors GROUP BY 1 HAVING count(*) > 1",
    "SELECT visitor_id, day FROM arrivals WHERE undone_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1",
    "SELECT action_id, kind, ticket_id, visitor_id FROM journal WHERE action_id <> '' AND kind <> 'alarm.note' GROUP BY 1, 2, 3, 4"
    " HAVING count(*) > 1",
)


def effect_of(answer: Any) -> Any:
    """Of an answer what its effect is: whose, which, where, in what state."""
    found = {name: answer[name] for name in ("ok", "code", "welcome") if name in answer}
    for name in ("visitor", "ticket", "consultation"):
        if isinstance(one := answer.get(name), dict):
            found |= {
                f"{name}.{part}": one.get(part)
                for part in ("id", "number", "badge", "booth", "state", "counter")
            }
    found["tickets"] = [(one["id"], one["booth"]) for one in (answer.get("agenda") or {}).get("tickets", [])]
    return found
