"""The same hall before a Node server: the messages of a run, said again by socket.io to the same sockets."""

import json
import shutil
import subprocess
import time
from bisect import bisect_right
from dataclasses import replace

from benchmarks.deeds import Deed
from benchmarks.load import ROOT, Client, cpu_s
from benchmarks.watchers import Seen, Watcher, Watchers

OVERHEAD_BYTES = 90  # of a message beside its filling

# One tap: after how many seconds, and the messages [room, seq, bytes] it brought.
Script = list[tuple[float, list[tuple[str, int, int]]]]


def script_of(deeds: list[Deed], seen: list[Seen]) -> Script:
    """What the product said after each tap, to everybody in a room at once."""
    dues = [deed.due for deed in deeds]
    script: Script = [(due - dues[0], []) for due in dues]
    told = set()
    for one in sorted(seen):
        if one.size and (key := (one.topic, one.seq)) not in told and one.when >= dues[0]:
            told.add(key)
            filling = max(0, one.size - OVERHEAD_BYTES)
            script[bisect_right(dues, one.when) - 1][1].append((one.topic, one.seq, filling))
    return script


def held(watchers: list[Watcher], seen: list[Seen]) -> list[Watcher]:
    """The same watchers, who join from the start all they were told of: this server knows no places that lead to others."""
    topics = {one.name: set(one.topics) for one in watchers}
    for one in seen:
        topics[one.who].add(one.topic)
    return [replace(one, topics=tuple(sorted(topics[one.name])), places=False) for one in watchers]


def play(script: Script, watchers: list[Watcher]) -> dict[str, object] | None:
    """Figures of the Node server; None where there is no Node or no socket.io."""
    if not shutil.which("node") or not (ROOT / "node_modules/socket.io").exists():
        return None
    node = subprocess.Popen(["node", "benchmarks/node_hall.mjs"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert node.stdout
    port = int(node.stdout.readline())
    audience = Watchers(port, watchers)
    try:
        audience.connect()
        audience.wait_until_fresh(60)
        time.sleep(1)
        audience.report()
        before, began = cpu_s(node.pid), time.monotonic()
        answers = _say(port, script)
        seconds, spent = time.monotonic() - began, cpu_s(node.pid) - before
        time.sleep(1)
        seen = audience.report().seen
    finally:
        audience.close()
        node.kill()
        node.wait()
    boards = [one.when - one.began for one in seen if one.topic == "board:hall" and one.began]
    phones = [one.when - one.began for one in seen if one.topic.startswith("visitor:") and one.began]
    return {
        "board": boards,
        "phone": phones,
        "answer": answers,
        "cpu": spent / seconds,
        "messages": len(seen),
    }


def _say(port: int, script: Script) -> list[float]:
    """An open loop as in the product's run; each tap's answer (s)."""
    client, began, took = Client(port, "none"), time.monotonic(), []
    for after, messages in script:
        due = began + after
        time.sleep(max(0.0, due - time.monotonic()))
        client.post("/say", json.dumps({"began": due, "messages": messages}).encode())
        took.append(time.monotonic() - due)
    client.close()
    return took
