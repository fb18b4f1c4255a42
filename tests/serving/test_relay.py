"""The server's end of the channel to the writer's process: greenlets and threads ask at once, and nobody waits for ever.

Each runs in a Python of its own, which forks as the server does at its start.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast import Cast

SERVER = """
import gevent, os, signal, sys, threading
from pathlib import Path
from kiosk.serving import greenlets, writer
from kiosk.actions.perform import perform
from kiosk.actions.verb import INSIDE, SILENT, Verb, takes
from kiosk.actions.verbs import VERBS
from kiosk.settings import Settings
from kiosk.data.store import SYSTEM, Store

folder = Path(sys.argv[1])

def open_store(settings, **options):
    assert settings.folder == folder
    return Store(folder, badge_key=b"k" * 32, **options)

def fail(change):
    raise RuntimeError("a fault")

VERBS["booth.faulty"] = Verb(fail, takes(), INSIDE, history=SILENT, feed=SILENT)

def do(verb, action_id, **fields):
    return perform(store, verb, SYSTEM, {"action_id": action_id, **fields})

with writer.forked(open_store) as process:
    from kiosk.serving.relay import Relay
    store = Store(folder, badge_key=b"k" * 32, waiter=greenlets.waiter)
    relay = Relay(process, store, Settings(folder))
    TESTED
    relay.close()
    store.close()
"""


def serve(folder: Path, tested: str) -> "subprocess.CompletedProcess[str]":
    script = SERVER.replace("    TESTED\n", "".join(f"    {line}\n" for line in tested.strip().splitlines()))
    return subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def folder(cast: Cast) -> Path:
    return cast.store.path.parent


def test_greenlets_and_threads_get_each_their_own_answer(folder: Path) -> None:
    done = serve(
        folder,
        """
answers = {}
def arrive(number):
    answers[number] = do("badge.reprint", f"again-{number}", visitor=number).data["visitor"]["id"]
threads = [threading.Thread(target=arrive, args=(1,)), threading.Thread(target=arrive, args=(2,))]
for thread in threads: thread.start()
gevent.joinall([gevent.spawn(arrive, 3)], raise_error=True)
while any(thread.is_alive() for thread in threads): gevent.sleep(0.001)
assert answers == {1: 1, 2: 2, 3: 3}, answers
""",
    )
    assert done.returncode == 0, done.stderr


def test_what_is_asked_before_the_writer_is_ready_is_answered(folder: Path) -> None:
    done = serve(
        folder,
        """
store.close(), relay.close()
with writer.forked(open_store) as late:
    pids = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    os.kill(int(pids[-1]), signal.SIGSTOP)
    store = Store(folder, badge_key=b"k" * 32, waiter=greenlets.waiter)
    relay = Relay(late, store, Settings(folder))
    asked = [gevent.spawn(do, "badge.reprint", f"early-{number}", visitor=number) for number in (1, 2, 3)]
    gevent.sleep(0.2)
    os.kill(int(pids[-1]), signal.SIGCONT)
    gevent.joinall(asked, timeout=20)
    assert all(one.value is not None and one.value.ok for one in asked), [one.value for one in asked]
    relay.close()
""",
    )
    assert done.returncode == 0, done.stderr


def test_a_fault_of_the_writer_is_one_here_and_the_next_action_is_done(folder: Path) -> None:
    done = serve(
        folder,
        """
try:
    do("booth.faulty", "bad")
except RuntimeError as error:
    assert "booth.faulty" in str(error)
else:
    raise SystemExit("no fault")
assert do("booth.pause", "good", booth="A01").ok
""",
    )
    assert done.returncode == 0, done.stderr
    assert "a fault" in done.stderr  # logged where it happened


def test_what_a_dying_writer_had_not_answered_the_server_does_itself(folder: Path) -> None:
    done = serve(
        folder,
        """
woken = []
store.after_commit = lambda: woken.append(1)
assert do("booth.pause", "by the writer", booth="A01").ok and woken
pid = int(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text())
os.kill(pid, signal.SIGSTOP)
waiting = gevent.spawn(do, "booth.pause", "unanswered", booth="A02")
gevent.sleep(0.05)
os.kill(pid, signal.SIGKILL)
answer = waiting.get(timeout=10)
assert answer.ok and store.elsewhere is None
assert do("booth.pause", "unanswered", booth="A02") == answer
assert do("booth.pause", "by the writer", booth="A01").ok
""",
    )
    assert done.returncode == 0, done.stderr


def test_what_was_committed_and_not_answered_is_done_once(folder: Path) -> None:
    done = serve(
        folder,
        """
pid = int(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text())
hand_out, relay._hand_out = relay._hand_out, lambda buffer: None  # its answers never arrive
waiting = gevent.spawn(do, "station.pair", "once", role="desk")
def stations():
    with store.read() as db:
        return db.execute("SELECT count(*) AS n FROM stations WHERE name IS NULL").fetchone()["n"]
before = stations()
while stations() == before: gevent.sleep(0.001)
os.kill(pid, signal.SIGKILL)
assert waiting.get(timeout=10).ok
assert stations() == before + 1
""",
    )
    assert done.returncode == 0, done.stderr


def test_who_acts_while_the_server_ends_is_answered(folder: Path) -> None:
    done = serve(
        folder,
        """
acting = [gevent.spawn(do, "badge.reprint", f"late-{number}", visitor=number) for number in (1, 2, 3)]
relay.close()
gevent.joinall(acting, timeout=10)
assert all(one.value.ok for one in acting)
""",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_writer_that_stands_still_does_not_keep_the_server_from_ending(folder: Path) -> None:
    done = serve(
        folder,
        """
from kiosk.serving import relay as relays
relays.CLOSE_S = writer.END_S = 0.2
os.kill(int(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()), signal.SIGSTOP)
""",
    )
    assert done.returncode == 0, done.stderr


def test_a_native_thread_that_answers_gets_no_loop_of_its_own(folder: Path) -> None:
    done = serve(
        folder,
        """
store.elsewhere = None
from gevent._hub_local import get_hub_if_exists
hubs = store.change(lambda change: get_hub_if_exists()), store.change(lambda change: get_hub_if_exists())
assert hubs == (None, None), hubs
""",
    )
    assert done.returncode == 0, done.stderr


def test_a_server_that_cannot_begin_leaves_no_writer_behind(tmp_path: Path) -> None:
    script = SERVER.split("    from kiosk.serving.relay")[0] + "    raise SystemExit(3)\n"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (3, b"")


def test_a_server_that_fails_while_it_serves_takes_the_writer_along(folder: Path) -> None:
    assert serve(folder, 'raise SystemExit("failed")').stderr == "failed\n"


def children() -> str:
    """In the server: the ids of its child processes, the dead among them too."""
    return 'Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()'


def test_whoever_waits_too_long_for_a_hanging_writer_may_send_again_and_it_is_done_once(folder: Path) -> None:
    done = serve(
        folder,
        f"""
import time
from kiosk.serving import relay as relays
relays.ANSWER_S, relays.HANGING_ANSWER_S = 1.0, 0.2
[pid] = map(int, {children()})
def stations():
    with store.read() as db:
        return db.execute("SELECT count(*) AS n FROM stations WHERE name IS NULL").fetchone()["n"]
before = stations()
os.kill(pid, signal.SIGSTOP)
began = time.monotonic()
first = [gevent.spawn(do, "station.pair", f"pair-{{number}}", role="desk") for number in range(3)]
gevent.joinall(first, timeout=20)
assert [(one.value.status, one.value.data["code"]) for one in first] == [(503, "not_written")] * 3
assert 0.9 < time.monotonic() - began < 5
assert do("station.pair", "pair-0", role="desk").status == 503  # at once: it is known to hang
assert [one.code for one in store.health.troubles()] == ["writer_hangs"]
os.kill(pid, signal.SIGCONT)
while store.health.troubles(): gevent.sleep(0.01)
assert stations() == before  # what was told as not written is not done behind anybody's back
again = [do("station.pair", f"pair-{{number}}", role="desk") for number in (0, 1, 0, 1)]
assert [one.status for one in again] == [200] * 4
assert again[0].data["station"]["id"] == again[2].data["station"]["id"]
assert stations() == before + 2
assert store.elsewhere is relay
""",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("does not answer") == 1


def test_what_a_hanging_writer_is_sent_has_a_bound(folder: Path) -> None:
    done = serve(
        folder,
        f"""
import time
from kiosk.serving import relay as relays
relays.ANSWER_S = relays.HANGING_ANSWER_S = 2.0
relays.WAITING_MAX, relays.UNSENT_MAX_BYTES = 30, 1 << 20
[pid] = map(int, {children()})
os.kill(pid, signal.SIGSTOP)
asked = [gevent.spawn(do, "booth.pause", f"small-{{n}}", booth="A01") for n in range(40)]
gevent.sleep(0.5)
assert sum(one.ready() for one in asked) == 10, [one.ready() for one in asked]
assert all(one.get(timeout=10).status == 503 for one in asked)
relays.WAITING_MAX = 10_000
asked = [gevent.spawn(do, "booth.pause", f"long-{{n}}", booth="A01", reason="쉬" * 150) for n in range(5000)]
gevent.joinall(asked, timeout=30)
assert all(one.value.status == 503 for one in asked)
assert relay._unsent_bytes() < (1 << 20) + 2048 and not relay._waiting
os.kill(pid, signal.SIGCONT)
while not do("booth.pause", "goes on", booth="A01").ok: gevent.sleep(0.05)
assert not relay._outgoing
""",
    )
    assert done.returncode == 0, done.stderr


def test_a_writer_that_hangs_for_good_is_ended_and_the_server_goes_on(folder: Path) -> None:
    done = serve(
        folder,
        f"""
from kiosk.serving import relay as relays
relays.ANSWER_S, relays.HANGING_ANSWER_S, relays.KILL_AFTER_S = 0.2, 0.1, 0.5
[pid] = map(int, {children()})
os.kill(pid, signal.SIGSTOP)
for n in range(100):
    if do("booth.pause", "at last", booth="A01").ok: break
else:
    raise SystemExit("never")
assert store.health.troubles() == []
""",
    )
    assert done.returncode == 0, done.stderr


def test_a_writer_that_ended_leaves_no_zombie_and_another_takes_over(folder: Path) -> None:
    done = serve(
        folder,
        f"""
from kiosk.serving import relay as relays
relays.AGAIN_S = (0.05,)
ended = []
for number in range(2):
    [pid] = map(int, {children()})
    os.kill(pid, signal.SIGKILL)
    ended.append(pid)
    while store.elsewhere: gevent.sleep(0.001)
    assert do("booth.pause", f"meanwhile-{{number}}", booth=f"A0{{number + 1}}").ok  # by the server itself
    while store.elsewhere is None: gevent.sleep(0.01)
    [now] = map(int, {children()})
    assert now not in ended
store.change = None  # whatever is done from here on is not done in this process
assert do("booth.open", "by another", booth="A01").ok
assert do("booth.open", "by another", booth="A01").ok
""".replace("store.close()", ""),
    )
    assert done.returncode == 0, done.stderr
