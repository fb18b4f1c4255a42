"""Printing from the server, against a real socket that plays the printer and a real program that plays `lp`."""

import itertools
import os
import socket
import sqlite3
import threading
import time

import pytest
import zxingcpp

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Actor, Store, wall_clock
from kiosk.expo.door import print_jobs
from kiosk.expo.square import days, event
from kiosk.printing import Printing, drivers
from tests.outside.programs import free_port
from tests.printer import COVER_OPEN, ONLINE, PAPER_IN, PAPER_OUT, Printer, image_of

ORGANISER = Actor("organiser")


@pytest.fixture
def store(tmp_path):
    shift = days.at_local("2026-10-29", "12:00", "Asia/Seoul") / 1000 - time.time()
    store = Store(tmp_path, clock=wall_clock(shift), badge_key=b"k" * 32, synchronous="OFF")
    store.change(lambda change: event.set_up(change, name="박람회", days=["2026-10-29"], hours="10:00-18:00"))
    yield store
    store.close()


@pytest.fixture
def act(store):
    ids = itertools.count()

    def act(verb, actor=ORGANISER, **fields):
        return perform(store, verb, actor, {"action_id": f"a{next(ids)}", **fields})

    return act


@pytest.fixture
def done(act):
    def done(verb, actor=ORGANISER, **fields):
        answer = act(verb, actor, **fields)
        assert answer.ok, answer.body
        return answer.data

    return done


@pytest.fixture
def desk(done):
    station = done("station.add", SYSTEM, role="desk", name="안내 1")["station"]
    return Actor("desk", station_id=station["id"])


@pytest.fixture
def person(done):
    names = itertools.count()
    return lambda: done("visitor.register", name=f"김민서{next(names)}", consent=True, enterprise="세진")[
        "visitor"
    ]


@pytest.fixture
def plays():
    """Start printers; they go when the test does."""
    started = []

    def plays(**habits):
        started.append(Printer(**habits))
        return started[-1]

    yield plays
    for printer in started:
        printer.close()


@pytest.fixture
def known(done):
    """Tell the server of a printer; gives its id."""
    names = itertools.count()

    def known(printer, **fields):
        address = printer if isinstance(printer, str) else printer.address
        fields = {"driver": "network", "address": address, "name": f"프린터 {next(names)}"} | fields
        return done("printer.add", **fields)["printer"]["id"]

    return known


@pytest.fixture
def printing(store):
    """The part that prints, looking often so that tests are quick; `again()` is what a restart does."""
    running = []

    class Restart:
        def __call__(self, **options):
            running.append(Printing(store, **{"look_s": 0.02, "back_off_s": (0.05,)} | options))
            running[-1].start()

        def stop(self):
            running.pop().stop()

    start = Restart()
    yield start
    for each in running:
        each.stop()


@pytest.fixture
def job(store):
    """A job's row, awaited in one of the states given."""

    def job(number, *states, within_s=20.0):
        until = time.monotonic() + within_s
        while True:
            with store.read() as db:
                row = db.execute("SELECT * FROM print_jobs WHERE id = ?", (number,)).fetchone()
            if not states or row["state"] in states:
                return row
            assert time.monotonic() < until, (
                f"job {number} is {row['state']} ({row['problem']}), not {states}"
            )
            time.sleep(0.01)

    return job


@pytest.fixture
def quick(monkeypatch):
    """Time-outs of a test, not of a square."""
    for name, seconds in {"CONNECT_S": 0.5, "ANSWER_S": 0.2, "SEND_S": 0.5, "PRINT_S": 0.4}.items():
        monkeypatch.setattr(drivers, name, seconds)


def test_a_badge_comes_out_and_its_code_can_be_scanned(plays, known, printing, done, person, job):
    printer = plays()
    visitor, to = person(), known(printer)
    printing()
    asked = done("print.badge", visitor=visitor["id"], printer=to)["print"]
    assert asked["state"] == "queued"
    assert job(asked["id"], "done")["problem"] is None
    [read] = zxingcpp.read_barcodes(image_of(printer.badges[0]))
    assert read.text == visitor["badge"]["code"]


def test_registering_at_a_desk_with_a_printer_prints_and_without_one_does_not(
    plays, known, printing, done, desk, job
):
    fields = {"consent": True, "enterprise": "세진"}
    assert done("visitor.register", desk, name="김민서", **fields)["print"] is None
    done("printer.use", desk, printer=known(plays()))
    printing()
    answer = done("visitor.register", desk, name="박서연", **fields)
    assert answer["print"]["visitor"]["id"] == answer["visitor"]["id"]
    assert job(answer["print"]["id"], "done")["station_id"] == desk.station_id


def test_who_registered_on_a_phone_gets_the_badge_when_the_desk_confirms(plays, known, done, desk):
    done("printer.use", desk, printer=known(plays()))
    phone = Actor("phone", phone="p")
    asked = done("visitor.register", phone, name="이도윤", consent=True, enterprise="한빛")
    assert asked["print"] is None
    confirmed = done("visitor.confirm", desk, visitor=asked["visitor"]["id"])
    assert confirmed["print"]["state"] == "queued"


def test_a_blank_badge_that_is_claimed_is_not_printed_again(plays, known, done, desk, store):
    done("printer.use", desk, printer=known(plays()))
    [blank] = done("badge.reserve", desk, count=1)["badges"]
    done("badge.claim", desk, code=blank["code"], name="김민서", consent=True, enterprise="세진")
    with store.read() as db:
        assert db.execute("SELECT * FROM print_jobs").fetchall() == []


def test_a_reprint_prints_the_new_code_once_and_never_the_void_one(plays, known, printing, done, desk, job):
    printer = plays()
    done("printer.use", desk, printer=known(printer))
    visitor = done("visitor.register", desk, name="김민서", consent=True, enterprise="세진")
    again = done("badge.reprint", desk, visitor=visitor["visitor"]["id"])
    assert again["print"]["id"] == visitor["print"]["id"]
    printing()
    job(again["print"]["id"], "done")
    assert [zxingcpp.read_barcodes(image_of(sent))[0].text for sent in printer.badges] == [
        again["visitor"]["badge"]["code"]
    ]


def test_after_a_jam_the_same_code_comes_out_again(plays, known, printing, done, person, job):
    printer = plays()
    to, visitor = known(printer), person()
    printing()
    first = done("print.badge", visitor=visitor["id"], printer=to)["print"]["id"]
    job(first, "done")
    second = done("print.again", job=first)["print"]
    assert (second["again_of"], job(second["id"], "done")["state"]) == (first, "done")
    assert printer.badges[0] == printer.badges[1]


def test_one_jam_is_printed_again_once(plays, known, printing, act, done, person, job):
    to, visitor = known(plays()), person()
    first = done("print.badge", visitor=visitor["id"], printer=to)["print"]["id"]
    assert act("print.again", job=first).data["code"] == "wrong_state"
    printing()
    job(first, "done")
    done("print.again", job=first)
    assert act("print.again", job=first).data["code"] == "wrong_state"


def test_every_badge_that_came_out_is_counted(plays, known, printing, done, person, job):
    to = known(plays())
    done("printer.load", printer=to, sheets=2)
    printing()
    for _ in range(2):
        job(done("print.badge", visitor=person()["id"], printer=to)["print"]["id"], "done")
    printer = done("printer.load", printer=to, sheets=100)["printer"]
    assert (printer["printed"], printer["media_left"]) == (2, 100)


def test_a_printer_does_one_badge_after_another_in_their_order(plays, known, printing, done, person, job):
    printer = plays()
    to, visitors = known(printer), [person() for _ in range(4)]
    jobs = [done("print.badge", visitor=each["id"], printer=to)["print"]["id"] for each in visitors]
    printing()
    job(jobs[-1], "done")
    printed = [zxingcpp.read_barcodes(image_of(sent))[0].text for sent in printer.badges]
    assert printed == [each["badge"]["code"] for each in visitors]


def test_a_printer_cannot_do_two_at_once(store, known, plays, done, person):
    to = known(plays())
    jobs = [done("print.badge", visitor=person()["id"], printer=to)["print"]["id"] for _ in range(2)]
    with pytest.raises(sqlite3.IntegrityError):
        store.change(
            lambda change: change.update("UPDATE print_jobs SET state = 'sent' WHERE id IN (?, ?)", *jobs)
        )


@pytest.fixture
def trouble(store):
    """What is wrong with the only printer, awaited for a moment."""

    def trouble(*expected, within_s=20.0):
        until = time.monotonic() + within_s
        while True:
            with store.read() as db:
                found = db.execute("SELECT trouble FROM printers").fetchone()["trouble"]
            if found in expected or time.monotonic() > until:
                return found
            time.sleep(0.01)

    return trouble


@pytest.fixture
def played_at(monkeypatch, plays):
    """Switch a printer on at this port."""
    create = socket.create_server

    def played_at(port, **habits):
        monkeypatch.setattr(socket, "create_server", lambda _: create(("127.0.0.1", port)))
        return plays(**habits)

    return played_at


def test_a_printer_that_is_off_keeps_its_jobs_and_prints_them_in_their_order_once_it_is_on(
    quick, known, printing, done, person, job, store, trouble, played_at
):
    port = free_port()
    to, visitors = known(f"127.0.0.1:{port}"), [person() for _ in range(3)]
    jobs = [done("print.badge", visitor=each["id"], printer=to)["print"]["id"] for each in visitors]
    printing()
    assert trouble("off") == "off"
    time.sleep(1.0)  # some twenty tries
    assert [job(number)["state"] for number in jobs] == ["queued"] * 3
    with store.read() as db:
        entries = db.execute("SELECT count(*) AS n FROM journal WHERE kind LIKE 'print%.%'").fetchone()["n"]
        shown = [print_jobs.shape(row, "ko") for row in print_jobs.recent(db)]
    assert (
        entries == 1 + 3 + 2
    )  # added, asked for three, and the trouble: once for the printer and its first job
    assert {one["problem"] for one in shown} == {"프린터에 닿지 않아요. 전원과 케이블을 확인해 주세요."}
    assert not any(one["needs"] for one in shown)
    printer = played_at(port)
    job(jobs[-1], "done")
    read = [zxingcpp.read_barcodes(image_of(sent))[0].text for sent in printer.badges]
    assert read == [each["badge"]["code"] for each in visitors]
    assert trouble(None) is None


def test_an_outage_after_a_restart_is_still_the_printers(
    quick, known, printing, done, person, job, trouble, played_at
):
    port = free_port()
    to = known(f"127.0.0.1:{port}")
    number = done("print.badge", visitor=person()["id"], printer=to)["print"]["id"]
    running = printing
    running()
    assert trouble("off") == "off"
    running.stop()
    running()
    time.sleep(0.3)
    assert job(number)["state"] == "queued"
    played_at(port)
    job(number, "done")


def test_a_printer_for_which_nothing_waits_is_asked_whether_it_is_back(
    quick, plays, known, printing, done, person, job, trouble, played_at
):
    port = free_port()
    off = known(f"127.0.0.1:{port}")
    number = done("print.badge", visitor=person()["id"], printer=off)["print"]["id"]
    printing()
    assert trouble("off") == "off"
    done("print.move", job=number, printer=known(plays()))
    job(number, "done")
    assert trouble("off") == "off"
    played_at(port)
    assert trouble(None) is None


def test_a_printer_that_used_to_answer_and_is_silent_gets_nothing(
    quick, plays, known, printing, done, person, job, trouble
):
    printer = plays()
    to = known(printer)
    printing()
    job(done("print.badge", visitor=person()["id"], printer=to)["print"]["id"], "done")
    printer.mute = True
    number = done("print.badge", visitor=person()["id"], printer=to)["print"]["id"]
    assert trouble("off") == "off"
    assert (job(number)["state"], len(printer.badges)) == ("queued", 1)
    printer.mute = False
    job(number, "done")


def test_a_printer_switched_on_in_time_prints_what_waited(
    quick, known, printing, done, person, job, played_at, trouble
):
    port = free_port()
    to = known(f"127.0.0.1:{port}")
    number = done("print.badge", visitor=person()["id"], printer=to)["print"]["id"]
    printing(back_off_s=(0.3,))
    assert trouble("off") == "off"
    printer = played_at(port)
    assert job(number, "done")["state"] == "done"
    assert len(printer.badges) == 1


@pytest.mark.parametrize(
    "habit, problem", [({"paper": PAPER_OUT}, "paper"), ({"online": COVER_OPEN}, "cover")]
)
def test_nothing_is_sent_to_a_printer_without_paper_or_with_its_cover_open(
    quick, plays, known, printing, done, person, job, trouble, habit, problem
):
    printer = plays(**habit)
    number = done("print.badge", visitor=person()["id"], printer=known(printer))["print"]["id"]
    printing()
    assert trouble(problem) == problem
    assert (job(number)["state"], printer.badges) == ("queued", [])
    printer.answers |= {"online": ONLINE, "paper": PAPER_IN}
    assert job(number, "done")["problem"] is None


@pytest.mark.parametrize(
    "habit, state, problem",
    [
        ({"cut_after": 2000}, "unknown", "cut"),
        ({"stalled": True}, "unknown", "stalled"),
        ({"jammed": True}, "unknown", "silent"),
    ],
)
def test_what_breaks_off_on_the_way_waits_for_somebody_who_looks(
    quick, plays, known, printing, done, person, job, habit, state, problem
):
    printer = plays(**habit)
    number = done("print.badge", visitor=person()["id"], printer=known(printer))["print"]["id"]
    printing()
    row = job(number, "failed", "unknown", "done")
    assert (row["state"], row["problem"], printer.connections) == (state, problem, 1)


def test_a_printer_that_never_answers_is_believed(quick, plays, known, printing, done, person, job):
    printer = plays(mute=True)
    number = done("print.badge", visitor=person()["id"], printer=known(printer))["print"]["id"]
    printing()
    assert job(number, "done", "unknown", "failed")["state"] == "done"
    assert len(printer.badges) == 1


def test_who_looked_says_whether_it_came_out(quick, plays, known, printing, done, act, desk, person, job):
    number = done("print.badge", visitor=person()["id"], printer=known(plays(jammed=True)))["print"]["id"]
    assert act("print.report", desk, job=number, state="done").data["code"] == "wrong_state"
    printing()
    job(number, "unknown")
    assert done("print.report", desk, job=number, state="done")["print"]["state"] == "done"


def test_a_job_is_moved_to_a_printer_that_works(quick, plays, known, printing, done, act, person, job):
    good, visitor = plays(), person()
    off, on = known(f"127.0.0.1:{free_port()}"), known(good)
    number = done("print.badge", visitor=visitor["id"], printer=off)["print"]["id"]
    printing()
    job(number, "queued")
    done("print.move", job=number, printer=on)
    job(number, "done")
    assert zxingcpp.read_barcodes(image_of(good.badges[0]))[0].text == visitor["badge"]["code"]
    assert act("print.move", job=number, printer=off).data["code"] == "wrong_state"


def test_a_job_moved_there_and_back_is_tried_anew(
    quick, plays, known, printing, done, person, job, played_at
):
    port = free_port()
    off, other = known(f"127.0.0.1:{port}"), known(f"127.0.0.1:{free_port()}")
    number = done("print.badge", visitor=person()["id"], printer=off)["print"]["id"]
    printing()
    for to in (other, off):
        tries = job(number)["tries"]
        while job(number)["tries"] == tries:
            time.sleep(0.01)
        done("print.move", job=number, printer=to)
    played_at(port)
    job(number, "done")


def test_a_badge_that_cannot_be_drawn_holds_up_nobody(plays, known, printing, done, person, job, store):
    to, first, second = known(plays()), person(), person()
    jobs = [done("print.badge", visitor=each["id"], printer=to)["print"]["id"] for each in (first, second)]
    store.change(
        lambda change: change.update(
            "UPDATE contacts SET name = CAST(x'ff' AS TEXT) WHERE visitor_id = ?", first["id"]
        )
    )
    printing()
    assert job(jobs[1], "done")
    assert job(jobs[0])["state"] == "failed"


def test_a_printer_taken_away_leaves_its_jobs_to_be_moved(plays, known, printing, done, person, job):
    gone, good = known(plays()), plays()
    number = done("print.badge", visitor=person()["id"], printer=gone)["print"]["id"]
    done("printer.remove", printer=gone)
    assert job(number)["problem"] == "removed"
    done("print.move", job=number, printer=known(good))
    printing()
    job(number, "done")


def test_what_was_on_its_way_at_a_restart_is_never_printed_twice_silently(
    plays, known, printing, done, person, job
):
    printer = plays()
    first, second = (
        done("print.badge", visitor=person()["id"], printer=to)["print"]["id"] for to in [known(printer)] * 2
    )
    done("print.report", SYSTEM, job=first, state="sent")
    printing()
    assert job(first, "unknown")["problem"] == "restart"
    job(second, "done")
    assert len(printer.badges) == 1


def test_a_dead_printer_slows_no_check_in(quick, known, printing, done, desk, job, store):
    """A printer that takes connections and never reads, behind a desk that prints all it registers."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        done("printer.use", desk, printer=known("{}:{}".format(*deaf.getsockname())))
        printing()
        took_ms = []
        for at in range(100):
            fields = {"name": f"김민서{at}", "consent": True, "enterprise": f"세진{at}"}
            began = time.perf_counter()
            visitor = done("visitor.register", desk, **fields)["visitor"]
            done("visitor.check_in", desk, visitor=visitor["id"])
            took_ms.append((time.perf_counter() - began) * 1000)
        assert max(took_ms) < 5_000  # far below the time-outs of a printer: nothing waited for one
        with store.read() as db:
            assert db.execute("SELECT count(*) AS n FROM print_jobs WHERE state = 'done'").fetchone() != {
                "n": 100
            }


def test_the_server_prints_while_many_register_at_once(plays, known, printing, done, desk, job, store):
    printer = plays()
    done("printer.use", desk, printer=known(printer))
    printing()

    def some(first):
        for at in range(first, first + 5):
            done("visitor.register", desk, name=f"김{at}", consent=True, enterprise=f"세진{at}")

    threads = [threading.Thread(target=some, args=(first,)) for first in (0, 5, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(1, 16):
        job(number, "done")
    read = [zxingcpp.read_barcodes(image_of(sent))[0].text for sent in printer.badges]
    assert len(read) == len(set(read)) == 15


def test_a_page_prints_once_although_it_is_loaded_again(known, act, done, desk, person, job):
    to = known("", driver="browser")
    number = done("print.badge", desk, visitor=person()["id"], printer=to)["print"]["id"]
    done("print.report", desk, job=number, state="sent")
    assert act("print.report", desk, job=number, state="sent").data["code"] == "wrong_state"
    assert done("print.report", desk, job=number, state="done")["print"]["state"] == "done"


def test_a_page_that_never_reports_back_is_unknown(known, printing, done, desk, person, job, monkeypatch):
    monkeypatch.setattr("kiosk.printing.PAGE_PRINTS_WITHIN_MS", 100)
    number = done("print.badge", desk, visitor=person()["id"], printer=known("", driver="browser"))["print"][
        "id"
    ]
    done("print.report", desk, job=number, state="sent")
    printing()
    assert job(number, "unknown")["problem"] == "silent"


def test_a_desk_does_not_report_for_the_servers_printers(plays, known, act, done, desk, person):
    number = done("print.badge", desk, visitor=person()["id"], printer=known(plays()))["print"]["id"]
    assert act("print.report", desk, job=number, state="sent").data["code"] == "wrong_state"


def test_who_was_forgotten_while_waiting_gets_no_badge(plays, known, printing, done, person, job, store):
    printer, visitor = plays(), person()
    number = done("print.badge", visitor=visitor["id"], printer=known(printer))["print"]["id"]
    store.change(lambda change: change.update("DELETE FROM contacts WHERE visitor_id = ?", visitor["id"]))
    printing()
    assert job(number, "failed")["problem"] == "gone"
    assert printer.badges == []


@pytest.mark.parametrize(
    "fields, wrong",
    [
        ({"driver": "fax"}, "driver"),
        ({"driver": "network", "address": "a b"}, "address"),
        ({"driver": "network", "address": "printer:99999"}, "address"),
        ({"driver": "network", "address": "printer", "layout": "card"}, "layout"),
        ({"driver": "cups", "address": "-o raw"}, "address"),
        ({"driver": "browser", "layout": "poster"}, "layout"),
    ],
)
def test_a_printer_that_cannot_be_is_refused_by_field(act, fields, wrong):
    answer = act("printer.add", name="프린터", **fields)
    assert (answer.status, list(answer.data["fields"])) == (400, [wrong])


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "2852039166:80",  # the same, as it may be written too
        "224.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "127.0.0.1:631",
        "127.0.0.1:8123",
        "127.9.9.9:8123",
        "127.1:8123",
        "localhost:8123",
        "LOCALHOST:8123",
    ],
)
def test_nothing_is_sent_where_no_printer_can_be(act, monkeypatch, address):
    monkeypatch.setattr("kiosk.addresses._listening", {8123})
    answer = act("printer.add", name="프린터", driver="network", address=address)
    assert (answer.status, list(answer.data["fields"])) == (400, ["address"])


@pytest.mark.parametrize("address", ["192.168.0.20", "10.0.0.7:9100", "127.0.0.1:9100", "printer.local"])
def test_a_printer_may_be_where_printers_are(act, monkeypatch, address):
    monkeypatch.setattr("kiosk.addresses._listening", {8123})
    assert act("printer.add", name="프린터", driver="network", address=address).ok


def test_a_name_is_asked_about_when_it_is_connected_to(
    quick, plays, known, printing, done, person, job, trouble, monkeypatch
):
    """The name was well when the printer was added; where it leads now is this server's own port."""
    printer = plays()
    port = int(printer.address.split(":")[1])
    number = done("print.badge", visitor=person()["id"], printer=known(f"localhost:{port}"))["print"]["id"]
    monkeypatch.setattr("kiosk.addresses._listening", {port})
    printing()
    assert trouble("address") == "address"
    assert (job(number)["state"], printer.connections) == ("queued", 0)


def test_only_an_organiser_adds_printers(act, desk):
    assert act("printer.add", desk, name="프린터", driver="browser").status == 403


LP = """#!/bin/sh
echo "$@" >> "$FOLDER/asked"
case "$(basename "$0")" in
  lp) [ -e "$FOLDER/off" ] && { echo "lp: no such destination" >&2; exit 1; }
      for last; do :; done; cp "$last" "$FOLDER/printed.pdf"
      touch "$FOLDER/waiting"; echo "request id is Zebra-12 (1 file(s))" ;;
  lpstat) case "$1" in
      -l) if [ -e "$FOLDER/state" ]; then cat "$FOLDER/state"; else echo "printer Zebra is idle.  enabled since now"; fi ;;
      *) [ -e "$FOLDER/waiting" ] && echo "Zebra-12  expo  1024  now" ; true ;;
      esac ;;
  cancel) rm "$FOLDER/waiting" ;;
esac
"""


@pytest.fixture
def lp(tmp_path, monkeypatch):
    """Programs that play CUPS; the folder holds what they were asked and what waits."""
    folder = tmp_path / "cups"
    folder.mkdir()
    for name in ("lp", "lpstat", "cancel"):
        (folder / name).write_text(LP)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("FOLDER", str(folder))
    monkeypatch.setattr(drivers, "CUPS_LOOK_S", 0.02)
    return folder


def test_cups_has_printed_once_the_job_has_left_its_list(lp, known, printing, done, person, job):
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    printing()
    assert job(number, "sent")
    while not (lp / "waiting").exists():
        time.sleep(0.01)
    assert job(number)["state"] == "sent"
    (lp / "waiting").unlink()
    job(number, "done")
    assert "-d Zebra" in (lp / "asked").read_text()
    assert b"/MediaBox [0 0 255.118 155.906]" in (lp / "printed.pdf").read_bytes()


def test_a_restart_asks_cups_what_became_of_its_job(lp, known, printing, done, person, job):
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    done("print.report", SYSTEM, job=number, state="sent")
    done("print.report", SYSTEM, job=number, state="sent", receipt="Zebra-12")
    printing()
    job(number, "done")
    assert "lp -d" not in (lp / "asked").read_text()


def test_a_job_that_cups_cannot_print_is_called_back_and_waits(
    lp, known, printing, done, person, job, trouble, monkeypatch
):
    monkeypatch.setattr(drivers, "CUPS_PRINT_S", 0.2)
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    running = printing
    running(back_off_s=(30,))
    assert trouble("off") == "off"
    assert (job(number)["state"], job(number)["receipt"], (lp / "waiting").exists()) == (
        "queued",
        None,
        False,
    )
    monkeypatch.setattr(drivers, "CUPS_PRINT_S", 20)
    running.stop()
    running()
    while not (lp / "waiting").exists():
        time.sleep(0.01)
    (lp / "waiting").unlink()
    job(number, "done")
    assert (lp / "asked").read_text().count("-d Zebra") == 2


def test_what_cups_had_begun_to_print_when_it_was_called_back_is_unknown(
    lp, known, printing, done, person, job, monkeypatch
):
    monkeypatch.setattr(drivers, "CUPS_PRINT_S", 0.2)
    (lp / "state").write_text("printer Zebra now printing Zebra-12.  enabled since now\n")
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    printing()
    assert job(number, "unknown")["problem"] == "stalled"


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        ("printer Zebra disabled since now -\n\treason unknown", "off"),
        ("printer Zebra now printing Zebra-11.  enabled since now\n\tAlerts: offline-report", "off"),
        ("printer Zebra is idle.  enabled since now\n\tAlerts: media-empty-error", "paper"),
    ],
)
def test_cups_gets_nothing_for_a_printer_that_is_stopped(
    lp, known, printing, done, person, job, trouble, state, problem
):
    (lp / "state").write_text(state)
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    printing()
    assert trouble(problem) == problem
    assert (job(number)["state"], "-d Zebra" in (lp / "asked").read_text()) == ("queued", False)
    (lp / "state").unlink()
    while not (lp / "waiting").exists():
        time.sleep(0.01)
    (lp / "waiting").unlink()
    job(number, "done")


def test_a_destination_that_cups_refuses_is_trouble(lp, known, printing, done, person, job, trouble):
    (lp / "off").touch()
    number = done("print.badge", visitor=person()["id"], printer=known("Zebra", driver="cups"))["print"]["id"]
    printing()
    assert trouble("refused") == "refused"
    assert job(number)["state"] in ("queued", "sent")
    (lp / "off").unlink()
    while not (lp / "waiting").exists():
        time.sleep(0.01)
    (lp / "waiting").unlink()
    job(number, "done")
