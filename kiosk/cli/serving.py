"""`serve` and `demo`: the words that start a server."""

import dataclasses
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.actions.refusals import NotWritten
from kiosk.cli.work import AddWord, performed, stop
from kiosk.data.store import Store
from kiosk.settings import DEFAULT_PORT, Settings, keep_private

if TYPE_CHECKING:  # most words of the command line need no server: see kiosk.create_app
    from flask import Flask

    from kiosk.serving.tls.https import Https
    from kiosk.standby.replication import Replication


def add_words(word: AddWord) -> None:
    sub = _add_server(word("serve", serve, "서버를 켭니다"), host="0.0.0.0")
    sub.add_argument(
        "--root", type=Path, metavar="DIR", help="박람회의 폴더들이 든 폴더: 화면에서 골라 켭니다"
    )
    sub = _add_server(word("demo", demo, "견본 박람회를 켭니다"), host="127.0.0.1")
    sub.add_argument("--crowd", type=int, default=120, help="가상 참가자 수 (0: 없음)")


def _add_server(sub: ArgumentParser, *, host: str) -> ArgumentParser:
    sub.add_argument("--port", type=_port, default=DEFAULT_PORT)
    sub.add_argument("--host", default=host)
    sub.add_argument("--https-port", type=_fixed_port)
    sub.add_argument("--cert", type=Path)
    sub.add_argument("--key", type=Path)
    return sub


def serve(settings: Settings, asked: Namespace) -> None:
    """The real thing. Without an organiser yet it prints a one-time link that makes the first."""
    from kiosk import create_app
    from kiosk.data.running import running
    from kiosk.pages.laptop_door import LaptopDoor
    from kiosk.serving import program

    if asked.root:
        settings = _chosen(settings, asked)
    if server := running(settings.folder):
        stop(
            f"{settings.folder}: 이 폴더로 이미 서버가 켜져 있습니다 (포트 {server.port}). 그 서버를 쓰거나 먼저 꺼 주세요."
        )
    app = create_app(settings)

    def announce(port: int) -> None:
        program.note(settings.folder, program.this())
        app.extensions["laptop_door"] = door = LaptopDoor(settings.folder, f"http://localhost:{port}")
        door.renew()
        _first_organiser(app.extensions["store"], settings, port)

    try:
        _run(app, asked, announce)
    finally:
        if door := app.extensions.get("laptop_door"):
            door.close()


def _chosen(settings: Settings, asked: Namespace) -> Settings:
    """With the folder that is chosen on a page, on the port where the server will be."""
    from kiosk.cli.lobby import choose

    if asked.data:
        stop("--data와 --root 가운데 하나만 적어 주세요.")
    folder = choose(asked.root, settings, asked.port)
    keep_private(folder)
    return dataclasses.replace(settings, folder=folder)


def demo(settings: Settings, asked: Namespace) -> None:
    """The sample expo with its first day moved to today, a simulated crowd, every station ready to use."""
    from kiosk.demo import demo as sample_day

    if asked.data is None and "KIOSK_DATA" not in os.environ:
        settings = dataclasses.replace(settings, folder=Path("data") / "demo")
    with sample_day.only_one(settings.folder) as tell:

        def announce(port: int) -> None:
            tell(address := f"http://localhost:{port}/")
            print(f"체험판: {address}", flush=True)
            if app.extensions["open_to_network"]:
                print(sample_day.OPEN_TO_ALL, file=sys.stderr, flush=True)

        app = sample_day.create(settings, crowd=asked.crowd, host=asked.host)
        _run(app, asked, announce)


def _run(app: "Flask", asked: Namespace, announce: Callable[[int], None]) -> None:
    from kiosk import start_clockwork
    from kiosk.data.running import Claim
    from kiosk.exchange.jobs import sweep as sweep_made
    from kiosk.exchange.restore import sweep
    from kiosk.serving.greenlets import off_loop
    from kiosk.serving.server import serve as run_server
    from kiosk.serving.tls.https import open_side
    from kiosk.serving.version import version
    from kiosk.standby.bundle import note_server

    store, settings = app.extensions["store"], app.extensions["settings"]
    replication = None
    try:
        sweep(store)
        sweep_made(settings.folder)
        https = open_side(settings, store, asked.https_port, asked.cert, asked.key)
        app.extensions["https"] = https
        app.extensions["replication"] = replication = _replication(app)

        def ready(port: int) -> None:
            claim = Claim(
                settings.folder, version=version(), port=port, https_port=https.port if https else None
            )
            app.extensions["claim"] = claim
            app.extensions["first"].start(asked.host, port)
            note_server(settings.folder, port, https.port if https else None, asked.cert, asked.key)
            if replication:
                replication.start()
            start_clockwork(app)
            announce(port)
            _say_https(settings, https, port)
            if settings.redis:
                off_loop(partial(_say_redis, settings.redis))

        run_server(
            app,
            app.extensions["socketio"],
            asked.host,
            asked.port,
            https_port=https.port if https else None,
            ssl_context=https.context if https else None,
            proxies=settings.trusted_proxies,
            on_ready=ready,
            on_stop=partial(_hang_up, app),
        )
    finally:
        if claim := app.extensions.get("claim"):
            claim.end()
        app.extensions["jobs"].close()
        app.extensions["foretelling"].close()
        if replication:
            replication.close()
        if edges := app.extensions["edges"]:
            edges.close()
        store.close()


def _replication(app: "Flask") -> "Replication | None":
    """What copies the expo while the server runs and this laptop writes, where KIOSK_REPLICA says so. Raises Unusable."""
    store, settings = app.extensions["store"], app.extensions["settings"]
    if not settings.replica:
        return None
    from kiosk.standby.replication import Replication
    from kiosk.standby.targets import SAME_DISK, identity, parse

    target = parse(settings.replica, identity(store.badge_key), data=settings.folder)
    if target.is_on_disk_of(settings.folder):
        print(SAME_DISK, file=sys.stderr, flush=True)
    return Replication(store, target, may=lambda: bool(app.extensions["first"].may_write))


def _hang_up(app: "Flask") -> None:
    """Somebody ends this server: other machines that are linked to it are told."""
    if edges := app.extensions["edges"]:
        edges.hang_up()
    app.extensions["first"].stop()


def _say_redis(url: str) -> None:
    """What is wrong with Redis; the square goes on without it, and it is tried again and again."""
    from kiosk.data.redis_problems import PROBLEMS
    from kiosk.edges.connect import shown
    from kiosk.edges.fan_out import asked_once

    if problem := asked_once(url):
        print(f"{shown(url)}: {PROBLEMS[problem]}", file=sys.stderr, flush=True)


def _say_https(settings: Settings, https: "Https | None", port: int) -> None:
    """Where tablets go, and whatever is doubtful about it; from here on the certificate renews itself."""
    from kiosk.serving.tls.https import doubts

    for note in doubts(settings, https):
        print(note, file=sys.stderr, flush=True)
    if https is None:
        return
    https.start(plain_port=port)
    print(f"단말: {https.origin(settings.origin, '')}", flush=True)
    if https.root:
        print(
            f"단말에서 인증서를 믿게 하는 안내: {https.trust_url}\n인증서 지문: {https.fingerprint}",
            flush=True,
        )


def _first_organiser(store: Store, settings: Settings, port: int) -> None:
    from kiosk.expo.square.stations import has_organiser

    here = f"http://localhost:{port}"
    said = [f"서버: {settings.origin} (이 노트북에서는 {here})" if settings.origin else f"서버: {here}"]
    with store.read() as db:
        known = has_organiser(db)
    if store.guard.is_old:  # its page says what to do
        said.append(
            f"이전 노트북입니다. 새 노트북에서 이어지고 있습니다. 여기서는 읽을 수만 있습니다: {here}/standby"
        )
        known = True
    if not known and _may_write(store):
        made = performed(store, "station.pair", {"role": "organiser"})["station"]["pair_url"]
        said.append(f"처음이라면 이 노트북의 브라우저에서 여세요: {here}/")
        said.append(f"첫 운영본부 단말을 여는 주소(15분, 한 번): {made if settings.origin else here + made}")
        if settings.origin:
            said.append(f"  이 노트북에서 연다면: {here}{made.removeprefix(settings.origin)}")
    print("\n".join(said), flush=True)


def _may_write(store: Store) -> bool:
    """Not while a laptop that starts waits for the answers of the others: then there is an organiser, or the command line."""
    try:
        store.guard.require()
    except NotWritten:
        return False
    return True


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text}: 0에서 65535까지의 포트를 적어 주세요.")
    return int(text)


def _fixed_port(text: str) -> int:
    """Tablets are told its number, so it can't be whichever is free."""
    if not _port(text):
        raise ArgumentTypeError("--https-port는 8443처럼 정해진 번호로 적어 주세요.")
    return int(text)
