"""What stands in deploy/ fits together and fits the program: names, ports, bounds, commands; as far as no machine is set up."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.running import NGINX, PROXY
from tests.outside.programs import ROOT

DEPLOY = ROOT / "deploy"
CONTAINER = DEPLOY / "container"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SCRIPTS = sorted([ROOT / "run.sh", *DEPLOY.rglob("*.sh")])
HOME = "/usr/local/lib/expo-kiosk"  # where install.sh and Containerfile put the program


def run(*command: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    return subprocess.run(
        [str(one) for one in command],
        env=own | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((CONTAINER / "compose.yaml").read_text(encoding="utf-8")))


def given(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.M)


def test_the_scripts_are_sound() -> None:
    assert [path for path in SCRIPTS if not os.access(path, os.X_OK) and path.name != "nginx.sh"] == []
    found = run("shellcheck", "--exclude=SC2015", *SCRIPTS)
    assert found.stdout == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one(unit: Path, tmp_path: Path) -> None:
    """By systemd's own check, with the programs that it starts in place."""
    text = unit.read_text(encoding="utf-8").replace(f"{HOME}/run.sh", str(ROOT / "run.sh"))
    copy = tmp_path / unit.name.replace("@", "@9101")
    copy.write_text(
        text.replace("kiosk-redis.service", "").replace("redis-server.service ", ""), encoding="utf-8"
    )
    found = run("systemd-analyze", "verify", "--man=no", copy)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_comes_back_whatever_happens_and_may_little(unit: Path) -> None:
    said = {
        name: given(unit, name)
        for name in ("Restart", "Type", "ProtectSystem", "NoNewPrivileges", "LimitCORE")
    }
    assert said == {
        "Restart": ["always"],
        "Type": ["notify"],
        "ProtectSystem": ["strict"],
        "NoNewPrivileges": ["yes"],
        "LimitCORE": ["0"],
    }
    if "run.sh" in unit.read_text(encoding="utf-8"):
        assert given(unit, "WatchdogSec") and given(unit, "NotifyAccess") == ["main"]


def test_units_give_settings_that_the_program_reads() -> None:
    read = set(
        re.findall(r"KIOSK_[A-Z_]+", "\n".join(path.read_text() for path in (ROOT / "kiosk").rglob("*.py")))
    )
    files = [*UNITS, *(DEPLOY / "systemd").glob("*.env"), CONTAINER / "compose.yaml", CONTAINER / "enter.sh"]
    said = set(re.findall(r"KIOSK_[A-Z_]+", "\n".join(path.read_text() for path in files)))
    own = {"KIOSK_HOST", "KIOSK_PORT", "KIOSK_MORE", "KIOSK_NAME"}  # of the files themselves
    assert {one.removesuffix("_FILE") for one in said} - own - read == set()


def test_the_installer_lays_out_all_that_the_units_name(tmp_path: Path) -> None:
    for words in (
        ["square"],
        ["nginx", "expo.example", "live.example"],
        ["redis"],
        ["edges", "9101", "9102"],
    ):
        done = run(DEPLOY / "install.sh", *words, DESTDIR=str(tmp_path))
        assert done.returncode == 0, done.stderr
    etc = tmp_path / "etc"
    assert (tmp_path / HOME[1:] / "run.sh").exists() and not (tmp_path / HOME[1:] / ".git").exists()
    for unit in UNITS:
        assert (etc / "systemd/system" / unit.name).read_bytes() == unit.read_bytes()
        for file in given(unit, "EnvironmentFile"):
            assert (tmp_path / file[1:]).exists() or "%i" in file
    assert "server_name expo.example;" in (etc / "nginx/expo/square.conf").read_text()
    assert (etc / "nginx/expo/audience.conf").read_text().count("server_name live.example;") == 2
    for secret in ("kiosk.env", "edge.env", "redis-users.acl", "redis-square-url", "redis-edge-url"):
        assert (etc / "expo-kiosk" / secret).stat().st_mode & 0o077 == 0, secret
    # Again, as after an update: what is the machine's own stays.
    own = etc / "expo-kiosk/kiosk.env", etc / "nginx/expo/where.conf", etc / "expo-kiosk/redis-users.acl"
    for path in own:
        path.write_text("own")
    for words in (["square"], ["nginx", "expo.example"], ["redis"]):
        assert run(DEPLOY / "install.sh", *words, DESTDIR=str(tmp_path)).returncode == 0
    assert [path.read_text() for path in own] == ["own"] * 3
    assert "audience.conf" not in (etc / "nginx/nginx.conf").read_text()


@pytest.mark.parametrize(
    "words",
    [[], ["nginx"], ["nginx", "https://x"], ["nginx", "a b"], ["edges"], ["edges", "x"], ["edges", "80;id"]],
)
def test_the_installer_says_what_it_wants(words: list[str], tmp_path: Path) -> None:
    refused = run(DEPLOY / "install.sh", *words, DESTDIR=str(tmp_path))
    assert refused.returncode == 2 and refused.stderr
    assert list(tmp_path.iterdir()) == []


class TestContainers:
    def test_what_is_taken_along_is_there(self) -> None:
        text = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
        copied = [one for line in re.findall(r"^COPY (?!--)(.*)$", text, re.M) for one in line.split()[:-1]]
        assert copied and [one for one in copied if not (ROOT / one).exists()] == []
        kept = (CONTAINER / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        assert {line[1:] for line in kept if line.startswith("!")} == set(copied)

    def test_addresses_and_ports_of_all_files_are_the_same(self) -> None:
        services = compose()["services"]
        at = {name: one["networks"]["expo"]["ipv4_address"] for name, one in services.items()}
        where = (CONTAINER / "where.conf").read_text(encoding="utf-8")
        assert re.findall(r"server (\S+):8000", where) == [at["kiosk"], at["edge1"], at["edge2"]]
        assert re.findall(r"^    (\S+) 1;", where, re.M) == [at["edge1"], at["edge2"]]
        for name in ("kiosk", "edge1", "edge2"):
            assert services[name]["environment"]["KIOSK_TRUSTED_PROXY"] == at["nginx"]
        prepare = (CONTAINER / "prepare.sh").read_text(encoding="utf-8")
        [port] = re.findall(r"^port (\d+)$", (DEPLOY / "redis/redis.conf").read_text(), re.M)
        assert (
            f"{at['redis']}:{port}" in prepare
            and f"-p {port} " in services["redis"]["healthcheck"]["test"][1]
        )
        assert re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / "systemd/edge.env").read_text()) == [port]

    def test_all_but_nginx_is_closed_and_nobody_is_root(self) -> None:
        services = compose()["services"]
        assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
        for one in services.values():
            assert one["read_only"] and one["cap_drop"] == ["ALL"] and not one["user"].startswith("0")
            assert one["restart"] == "unless-stopped"

    def test_names_and_secrets_are_made_once(self, tmp_path: Path) -> None:
        shutil.copytree(DEPLOY, tmp_path / "deploy")
        prepare = tmp_path / "deploy/container/prepare.sh"
        assert run(prepare, "https://x", "y").returncode == 2
        done = run(prepare, "expo.example", "live.example")
        assert done.returncode == 0 and "fullchain.pem" in done.stdout
        made = prepare.parent / "secrets"
        before = {path.name: path.read_text() for path in made.iterdir()}
        assert run(prepare, "expo.example", "live.example").returncode == 0
        assert {path.name: path.read_text() for path in made.iterdir()} == before
        assert made.stat().st_mode & 0o077 == 0
        said = {Path(one["file"]).name for one in compose()["secrets"].values()}
        assert said - set(before) == {"edge1-token", "edge2-token"}

    def test_nginx_gets_this_expos_names_and_addresses(self, tmp_path: Path) -> None:
        done = run(
            CONTAINER / "nginx.sh",
            NGINX="true",
            NGINX_FROM=str(NGINX),
            NGINX_WHERE=str(CONTAINER / "where.conf"),
            NGINX_TO=str(tmp_path / "nginx"),
            KIOSK_NAME="expo.example",
            LIVE_NAME="live.example",
        )
        assert done.returncode == 0, done.stderr
        made = {path.name: path.read_text() for path in (tmp_path / "nginx").rglob("*") if path.is_file()}
        assert "server_name expo.example;" in made["square.conf"]
        assert made["audience.conf"].count("server_name live.example;") == 2
        assert "172.28.24.21:8000" in made["where.conf"] and PROXY not in made["where.conf"]

    def test_a_secret_that_is_missing_is_a_sentence(self, tmp_path: Path) -> None:
        refused = run(CONTAINER / "enter.sh", "serve", KIOSK_EDGE_TOKEN_FILE=str(tmp_path / "none"))
        assert (refused.returncode, "KIOSK_EDGE_TOKEN_FILE" in refused.stderr) == (2, True)


def test_an_edge_only_reads_in_redis_and_only_the_expos_keys(tmp_path: Path) -> None:
    """By the users that make-users.sh makes, in a real Redis."""
    from tests.outside.programs import free_port

    port = free_port()
    assert run(DEPLOY / "redis/make-users.sh", tmp_path, f"127.0.0.1:{port}").returncode == 0
    text = (DEPLOY / "redis/redis.conf").read_text(encoding="utf-8")
    text = text.replace("port 6380", f"port {port}").replace("/etc/expo-kiosk", str(tmp_path))
    (tmp_path / "redis.conf").write_text(text)
    server = subprocess.Popen(["redis-server", str(tmp_path / "redis.conf")], stdout=subprocess.DEVNULL)
    try:

        def ask(who: str, *words: str) -> str:
            url = (tmp_path / f"redis-{who}-url").read_text()
            return run("redis-cli", "--no-auth-warning", "-u", url, *words).stdout.strip()

        for _ in range(100):
            if ask("square", "PING") == "PONG":
                break
        assert ask("square", "XADD", "kiosk:m:1:shows", "1-0", "topic", "board:hall") == "1-0"
        assert ask("square", "EXPIRE", "kiosk:m:1:shows", "60") == "1"
        assert "board:hall" in ask("edge", "XREAD", "COUNT", "5", "STREAMS", "kiosk:m:1:shows", "0")
        for words in (
            ["XADD", "kiosk:m:1:shows", "2-0", "a", "b"],
            ["DEL", "kiosk:m:1:shows"],
            ["GET", "other"],
            ["FLUSHALL"],
        ):
            assert ask("edge", *words).startswith("NOPERM"), words
        assert ask("square", "FLUSHALL").startswith("NOPERM")
        assert "NOAUTH" in run("redis-cli", "-p", str(port), "GET", "kiosk:m:generation").stdout
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_installers_answers_are_read_by_debian() -> None:
    assert run("debconf-set-selections", "--checkonly", DEPLOY / "image/preseed.cfg").returncode == 0
    assert json.dumps(f"{HOME}/deploy/install.sh square")[1:-1] in (DEPLOY / "image/preseed.cfg").read_text()
