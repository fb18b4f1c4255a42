"""`replicate` and `standby`: a copy of the expo elsewhere, and a second laptop that goes on with it."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.work import AddWord, Run, stop
from kiosk.settings import DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


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
    stop("replicate: 아직 준비되지 않았습니다.")


def prepare(settings: Settings, asked: Namespace) -> None:
    """Write the bundle."""
    stop("standby prepare: 아직 준비되지 않았습니다.")


def follow(settings: Settings, asked: Namespace) -> None:
    """Follow the first laptop, until it is ended or taken over."""
    stop("standby follow: 아직 준비되지 않았습니다.")
