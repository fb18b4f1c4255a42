"""Two real laptops over a folder: one is killed, the other goes on with all that was copied, and no key lies outside the bundle."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.cli.serving import serve
from kiosk.data import mastership, replicas
from kiosk.data.mastership import Standing
from kiosk.data.running import Claim
from kiosk.data.running import running as running_server
from kiosk.settings import Settings
from kiosk.standby.follower import require_may_follow
from tests.outside.programs import free_port
from tests.standby.copies import wait_for
from tests.standby.ltx import unpack
from tests.traces import traces

WORDS = "가격 가끔 가난 가능 가득 가르침 가뭄"


def kiosk(*arguments: object, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", *map(str, arguments), "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def running(*arguments: object, data: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "kiosk", *map(str, arguments), "--data", str(data)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def asked(port: int, path: str = "/healthz", **form: str) -> dict[str, Any] | str | None:
    body = urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", body, timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return None
    return json.loads(text) if answer.headers.get_content_subtype() == "json" else text


@pytest.mark.long
def test_the_second_laptop_goes_on_where_the_first_was_killed(elsewhere: Path) -> None:
    first, second, stick = elsewhere / "first", elsewhere / "second", elsewhere / "stick"
    words, bundle = elsewhere / "words", elsewhere / "standby.bundle"
    words.write_text(WORDS, encoding="utf-8")
    kiosk("expo", "--name", "시험", "--days", time.strftime("%Y-%m-%d"), "--hours", "00:00-23:59", data=first)
    follow = ("--bundle", bundle, "--passphrase-file", words, "--from", stick)
    ports = free_port(), free_port()
    with running("serve", "--port", ports[0], data=first, KIOSK_REPLICA=str(stick)) as server:
        wait_for(lambda: asked(ports[0]))
        made = kiosk("standby", "prepare", "--out", bundle, "--passphrase-file", words, data=first)
        assert made.returncode == 0, made.stderr
        with running("standby", "follow", *follow, "--port", ports[1], data=second) as standby:
            kiosk("station", "add", "--role", "desk", data=first)
            said = asked(ports[0])
            assert isinstance(said, dict)
            wait_for(lambda: _is_at(asked(ports[1]), said["seq"]))
            server.send_signal(signal.SIGKILL)
            page = asked(ports[1], "/take-over")
            assert isinstance(page, str) and "이어받기" in page
            secret = page.partition('name="secret" value="')[2].partition('"')[0]
            assert asked(ports[1], "/take-over", secret="wrong") is None
            began = time.monotonic()
            asked(ports[1], "/take-over", secret=secret)
            now = wait_for(lambda: _is_server(asked(ports[1])))
            print(f"took over in {time.monotonic() - began:.1f} s")
            assert now["seq"] > said["seq"] and standby.poll() is None
    key = (first / "badge.key").read_text()
    assert (second / "badge.key").read_text() == key
    pages = elsewhere / "pages"
    pages.mkdir()
    assert unpack(stick, pages)
    assert traces(stick, key) | traces(pages, key) == set()
    assert key.encode() not in bundle.read_bytes() and bytes.fromhex(key) not in bundle.read_bytes()


def _is_at(state: Any, seq: int) -> bool:
    return isinstance(state, dict) and state.get("role") == "standby" and state["seq"] >= seq


def _is_server(state: Any) -> dict[str, Any] | None:
    return state if isinstance(state, dict) and "version" in state else None


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("replicate", "--to", "/nowhere/at/all"), "폴더가 없습니다"),
        (("standby", "prepare", "--out", "/nowhere/b"), "없는 폴더"),
        (
            ("standby", "prepare", "--out", "b", "--passphrase-file", "/nowhere"),
            "비밀 문장을 읽을 수 없습니다",
        ),
        (("standby", "follow", "--bundle", "/nowhere", "--from", "x"), "--passphrase-file"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_left(
    arguments: tuple[str, ...], sentence: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.cli import main

    monkeypatch.chdir(elsewhere)
    data = elsewhere / "data"
    said: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: said.append(" ".join(map(str, words))))
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--data", str(data)])
    assert ended.value.code == 2
    assert any(sentence in line for line in said)
    assert not (data / "badge.keys").exists() and not list(elsewhere.glob("b"))


def test_only_a_folder_that_is_nobodys_follows(elsewhere: Path) -> None:
    """The first laptop's own folder would be made a standby's under the running server; a second server would write beside it."""
    claim = Claim(elsewhere, version="v", port=8000, https_port=None)
    try:
        with pytest.raises(Unusable, match="서버가 켜져 있습니다"):
            require_may_follow(elsewhere)
        again = Claim(elsewhere, version="v", port=8001, https_port=None)
        again.end()
        assert (found := running_server(elsewhere)) and found.port == 8000
        asked = Namespace(root=None)
        with pytest.raises(SystemExit):
            serve(Settings(folder=elsewhere), asked)
    finally:
        claim.end()
    require_may_follow(elsewhere)
    (elsewhere / "expo.db").touch()
    with pytest.raises(Unusable, match="첫 노트북의 폴더"):
        require_may_follow(elsewhere)
    mastership.write(elsewhere, Standing(role="old"))
    with pytest.raises(Unusable, match="아무도 보지 않았습니다"):
        require_may_follow(elsewhere)
    mastership.write(elsewhere, Standing(role="off"))
    require_may_follow(elsewhere)
    with replicas.following(elsewhere) as ours, replicas.following(elsewhere) as others:
        assert ours and not others
