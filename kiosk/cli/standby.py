"""`replicate` and `standby`: a copy of the expo elsewhere, and a second laptop that goes on with it."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.work import AddWord, Run, opened, stop
from kiosk.settings import DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Callable, Iterator

    from kiosk.standby.bundle import Bundle
    from kiosk.standby.follow import Copy
    from kiosk.standby.follower import Follower


_SHORT = "비밀 문장이 짧습니다. 누가 파일을 주우면 맞혀 볼 수 있으니, 적지 않으면 만들어 드리는 일곱 낱말을 쓰세요."
_NO_ORIGIN = "KIOSK_ORIGIN을 정하지 않았습니다. 둘째 노트북은 주소가 달라 단말이 찾지 못하니, 이름을 정해 두 노트북에 같게 적어 주세요."
_NO_SERVER = (
    "아직 서버를 켠 적이 없어 주소와 인증서가 묶음에 들어가지 않습니다. 서버를 먼저 켜고 다시 만들어 주세요."
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

    from kiosk.data import mastership, replicas
    from kiosk.standby.replication import NOT_FIRST, TAKEN, Replication
    from kiosk.standby.targets import SAME_DISK, identity, parse

    with opened(settings) as store:
        target = parse(asked.to, identity(store.badge_key), data=settings.folder)
        if replicas.is_running(settings.folder):
            stop(f"{replicas.PROBLEMS[TAKEN]}.")
        if mastership.read(settings.folder).role != "first":
            stop(f"{replicas.PROBLEMS[NOT_FIRST]}.")
        replication = Replication(store, target, may=lambda: mastership.read(settings.folder).role == "first")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: replication.stop())
        if target.is_on_disk_of(settings.folder):
            print(SAME_DISK, file=sys.stderr, flush=True)
        print(f"복사하는 중: {target.shown} (Ctrl+C로 끝냅니다)", flush=True)
        with suppress(KeyboardInterrupt):
            replication.run()


def prepare(settings: Settings, asked: Namespace) -> None:
    """Write the bundle. Words that are made here are shown this once, never kept."""
    from kiosk.standby import bundle, passphrase

    words = passphrase.read(asked.passphrase_file) if asked.passphrase_file else passphrase.make()
    if passphrase.is_short(words):
        print(_SHORT, file=sys.stderr, flush=True)
    if not settings.origin:
        print(_NO_ORIGIN, file=sys.stderr, flush=True)
    bundle.require_new(asked.out)
    if not (settings.folder / bundle.SERVER).exists():
        stop(_NO_SERVER)
    with opened(settings) as store:
        token = bundle.new_token(store)
        with store.read() as db:
            made = bundle.gather(
                db,
                settings.folder,
                now=store.now(),
                token=token,
                origin=settings.origin,
                phone_origin=settings.phone_origin,
            )
    bundle.write(asked.out, bundle.seal(made, words))
    print(f"{asked.out}: 만들었습니다. 둘째 노트북으로 옮긴 뒤에는 지워 주세요.")
    if not asked.passphrase_file:
        print(f"\n비밀 문장 (한 번만 보여 줍니다. 파일과 따로 전해 주세요):\n\n    {words}\n")
        print(passphrase.as_blocks(words))


def follow(settings: Settings, asked: Namespace) -> None:
    """Follow the first laptop, until it is ended or taken over."""
    from dataclasses import replace

    from kiosk.actions.refusals import Unusable
    from kiosk.data import replicas
    from kiosk.standby import bundle
    from kiosk.standby.follow import Copy
    from kiosk.standby.follower import require_may_follow
    from kiosk.standby.take_over import take_over
    from kiosk.standby.targets import parse

    made = bundle.read(asked.bundle, _words(asked))
    made.require_fits(settings.folder)
    require_may_follow(settings.folder)
    target = parse(asked.target, made.identity, data=settings.folder, option="--from")
    settings = replace(
        settings,
        origin=settings.origin or made.origin,
        phone_origin=settings.phone_origin or made.phone_origin,
    )
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replicas.following(settings.folder) as ours:
        if not ours:
            raise Unusable(f"{settings.folder}: 다른 창에서 이미 따라가고 있습니다. 하나만 켜 주세요.")
        made.unpack(settings.folder)
        copy = Copy(settings.folder, target)
        if asked.take_over:
            with _linked(settings, asked, made) as follower:
                print(take_over(settings, copy, follower), flush=True)
        elif not _follow_until_needed(settings, asked, made, copy, target.shown):
            return
    _become_server(settings, asked, made)


def _follow_until_needed(
    settings: Settings, asked: Namespace, made: "Bundle", copy: "Copy", shown: str
) -> bool:
    """Follow, and take over when that is needed; False where it was ended before. What kept a take-over from being done stands on
    the page, and it follows on."""
    import signal

    from kiosk.actions.refusals import Unusable
    from kiosk.cli import following as pages
    from kiosk.standby.take_over import take_over

    following = pages.Following(made, copy, shown)
    follower = _follower(settings, asked, made, following.begin.set)
    following.link = follower
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: following.stop.set())
    end = pages.show(following, asked.port)
    copy.start()
    follower.start()
    try:
        while following.wait():
            try:
                print(take_over(settings, copy, follower), flush=True)
                return True
            except Unusable as error:
                following.failed = str(error)
                following.begin.clear()
                following.copy = copy = copy.again()
        follower.stop()
        return False
    finally:
        end()
        copy.close()


@contextmanager
def _linked(settings: Settings, asked: Namespace, made: "Bundle") -> "Iterator[Follower]":
    """At once, but a first laptop that lives is asked to hand over: without the link nobody here knew of it."""
    follower = _follower(settings, asked, made, lambda: None).start()
    follower.wait_until_linked()
    try:
        yield follower
    except BaseException:
        follower.stop()
        raise


def _follower(
    settings: Settings, asked: Namespace, made: "Bundle", on_silence: "Callable[[], None]"
) -> "Follower":
    from kiosk.standby.follower import Follower, followed

    first = followed(
        names=made.names,
        port=made.port,
        https_port=made.https_port,
        origin=made.origin,
        token=made.token,
        files=made.files,
    )
    return Follower(settings.folder, first, port=asked.port, on_silence=on_silence)


def _become_server(settings: Settings, asked: Namespace, made: "Bundle") -> None:
    """Serve, under the first laptop's name and certificate."""
    import signal

    from kiosk.cli.serving import serve
    from kiosk.standby import bundle

    asked.root = None
    asked.https_port = asked.https_port or made.https_port
    asked.cert, asked.key = (
        (settings.folder / bundle.CERTIFICATE, settings.folder / bundle.CERTIFICATE_KEY)
        if bundle.CERTIFICATE in made.files
        else (None, None)
    )
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    serve(settings, asked)


def _words(asked: Namespace) -> str:
    from getpass import getpass

    from kiosk.standby import passphrase

    if asked.passphrase_file:
        return passphrase.read(asked.passphrase_file)
    if not sys.stdin.isatty():
        stop("비밀 문장을 --passphrase-file에 적은 파일로 주세요.")
    return getpass("비밀 문장: ")
