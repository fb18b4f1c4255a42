"""`replicate` and `standby`: a copy of the expo elsewhere, and a second laptop that goes on with it."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.work import AddWord, Run, opened, stop
from kiosk.settings import DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


_SAME_DISK = (
    "이 노트북과 같은 디스크입니다. 노트북이 망가지면 함께 없어지니 USB나 다른 노트북에 복사해 주세요."
)


def add_words(word: AddWord) -> None:
    sub = word("replicate", replicate, "데이터를 다른 곳에 이어서 복사합니다 (끝낼 때까지)")
    sub.add_argument(
        "--to",
        required=True,
        metavar="TARGET",
        help="폴더, USB, sftp://사용자@노트북/폴더, s3://버킷/폴더?endpoint=주소",
    )
    sub = word("standby", prepare, "둘째 노트북을 준비합니다")
    deeds = sub.add_subparsers(dest="deed", required=True, metavar="prepare|follow")
    _add_prepare(
        _deed(deeds, "prepare", prepare, "둘째 노트북으로 가져갈 파일 하나를 만듭니다 (첫 노트북에서)")
    )
    _add_follow(_deed(deeds, "follow", follow, "첫 노트북을 따라갑니다 (둘째 노트북에서)"))


def _deed(deeds: "_SubParsersAction[ArgumentParser]", name: str, run: Run, help: str) -> ArgumentParser:
    sub = deeds.add_parser(name, help=help)
    sub.add_argument("--data", default=SUPPRESS, help="데이터 폴더 (KIOSK_DATA)")
    sub.set_defaults(run=run)
    return sub


def _add_prepare(sub: ArgumentParser) -> None:
    sub.add_argument("--out", type=Path, required=True, metavar="FILE")
    sub.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="F",
        help="비밀 문장이 든 파일 (적지 않으면 만들어 한 번 보여 줍니다)",
    )
    sub.add_argument("--cert", type=Path, help="서버를 켤 때 쓰는 인증서도 가져갑니다")
    sub.add_argument("--key", type=Path)


def _add_follow(sub: ArgumentParser) -> None:
    sub.add_argument("--bundle", type=Path, required=True, metavar="FILE")
    sub.add_argument("--passphrase-file", type=Path, metavar="F")
    sub.add_argument("--from", dest="target", required=True, metavar="TARGET")
    sub.add_argument("--port", type=int, default=DEFAULT_PORT)
    sub.add_argument("--host", default="0.0.0.0", help="이어받은 뒤 서버가 듣는 주소")
    sub.add_argument("--https-port", type=int)
    sub.add_argument("--take-over", action="store_true", help="바로 이어받아 서버가 됩니다")


def replicate(settings: Settings, asked: Namespace) -> None:
    """Copy until it is ended."""
    import signal
    from contextlib import suppress

    from kiosk.standby.replication import Replication
    from kiosk.standby.targets import identity, parse

    with opened(settings) as store:
        target = parse(asked.to, identity(store.badge_key), data=settings.folder)
        replication = Replication(store, target)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: replication.stop())
        if target.is_on_disk_of(settings.folder):
            print(_SAME_DISK, file=sys.stderr, flush=True)
        print(f"복사하는 중: {target.shown} (Ctrl+C로 끝냅니다)", flush=True)
        with suppress(KeyboardInterrupt):
            replication.run()


def prepare(settings: Settings, asked: Namespace) -> None:
    """Write the bundle."""
    stop("standby prepare: 아직 준비되지 않았습니다.")


def follow(settings: Settings, asked: Namespace) -> None:
    """Follow the first laptop, until it is ended or taken over."""
    stop("standby follow: 아직 준비되지 않았습니다.")
