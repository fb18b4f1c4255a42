"""An edge's process without its process: what it says where Redis is none, or another."""

import os
import subprocess
import sys
from typing import Any

import pytest

from kiosk.edges import process
from kiosk.edges.keys import Generation
from kiosk.edges.process import OTHER_AFTER_S, WRONG_REDIS, Edge, Wanted
from tests.outside.programs import ROOT


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    monkeypatch.setattr(process.os, "kill", lambda pid, number: None)
    monkeypatch.setattr(Edge, "run", lambda self: None)
    return Edge(
        Wanted("http://127.0.0.1:1", "redis://:sesame@127.0.0.1:6379", "x", "127.0.0.1", 0, lang="en")
    )


@pytest.mark.parametrize("problem", WRONG_REDIS)
def test_a_redis_that_can_never_work_ends_it_with_a_sentence(edge: Edge, problem: str) -> None:
    edge.redis_away("unreached")
    assert edge.sentence == "", "it is waited for"
    edge.redis_away(problem)
    assert edge.sentence.startswith("redis://127.0.0.1:6379: ") and "sesame" not in edge.sentence
    assert edge.health()[0] is False


def test_one_that_worked_before_is_waited_for(edge: Edge) -> None:
    edge.began(Generation("a", "word", 1, "e", 1, "1"), "")
    edge.redis_away("wrong_password")
    assert edge.sentence == "" and edge.health()[1]["redis"] is False


def test_another_redis_is_told_once_the_server_should_have_written(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    edge._line.is_up = True
    edge.redis_away("empty")
    assert "does not write" not in caplog.text
    edge._problem_at -= OTHER_AFTER_S + 1
    for _ in range(3):
        edge.redis_away("empty")
    assert caplog.text.count("the server does not write to this Redis") == 1


def test_phones_are_told_while_nothing_comes_from_the_square(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who connects then as well, and nobody once the next pulse came."""
    told: list[str] = []
    monkeypatch.setattr(process, "hand_on", lambda socketio, room, text, pause: told.append(text))
    edge._say_behind()
    edge._hear_pulse('42["pulse",{"seq":7,"now":"2026-10-29T10:00:00+09:00"}]')
    edge._say_behind()
    assert not told and not edge._behind()
    edge._pulse_at -= process.BEHIND_AFTER_S
    edge._say_behind()
    assert told == ['42["behind",{"since":"2026-10-29T10:00:00+09:00"}]'] == [edge._behind()]
    edge._hear_pulse('42["pulse",{"seq":8,"now":"2026-10-29T10:01:00+09:00"}]')
    assert not edge._behind()


def test_it_has_no_part_that_could_open_the_expo() -> None:
    """What it opens while it runs is looked at by `test_edge.py` in the long run."""
    code = "import sys, kiosk.cli.edge, kiosk.edges.process; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    modules: Any = set(done.stdout.split())
    assert not {"kiosk.data.store", "kiosk.actions.perform", "kiosk.live.publish", "kiosk.app"} & modules
