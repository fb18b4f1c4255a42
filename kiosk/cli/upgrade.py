"""`upgrade`, `back`: the evening between the days, forth and back."""

import shlex
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.actions.refusals import Unusable
from kiosk.cli.work import AddWord, opened, stop
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.exchange.back import Way
    from kiosk.serving.program import Program

FILE = "expo.db"
KINDS_SHOWN = 12


def add_words(word: AddWord) -> None:
    sub = word(
        "upgrade", upgrade, "데이터를 이 프로그램에 맞게 올립니다 (백업하고, 복사본에서 먼저 해 봅니다)"
    )
    sub.add_argument(
        "--try",
        dest="only_try",
        action="store_true",
        help="복사본에서 해 보기만 하고 아무것도 바꾸지 않습니다",
    )
    sub = word("back", back, "올리기 전의 판으로 되돌립니다")
    sub.add_argument("--yes", action="store_true", help="그 뒤에 적은 것이 빠지는 것을 알고 되돌립니다")


def upgrade(settings: Settings, asked: Namespace) -> None:
    """Bring the data up to this program now rather than at the next start; with --try only prove it on a copy."""
    from kiosk.data import upgrading

    steps, version = _ahead(settings)
    if not steps:
        _open(settings)  # which says so where a newer program has been at it
        print("이미 이 프로그램의 데이터입니다. 할 일이 없습니다.")
        return
    if asked.only_try:
        path = settings.folder / FILE
        upgrading.require_room(path)
        proof = upgrading.prove(path, settings.folder)
        print(
            f"{version}판의 데이터를 복사본에서 올려 보았습니다: {len(proof.steps)}단계, {proof.seconds:.1f}초, 이상 없음. "
            "아무것도 바꾸지 않았습니다."
        )
        return
    _open(settings)
    print(
        f"{version}판의 데이터를 올렸습니다: {len(steps)}단계. 올리기 전의 백업: {upgrading.backups(settings.folder)[0].name}"
    )
    print("되돌리려면: ./run.sh back")


def back(settings: Settings, asked: Namespace) -> None:
    """Back to the version before the last upgrade; without --yes it only says what would be lost (status 2)."""
    from kiosk.exchange import back as backwards
    from kiosk.serving import program

    steps, version = _ahead(settings)
    if steps:
        stop(f"이미 {version}판의 데이터입니다. 그 판의 프로그램으로 시작해 주세요.")
    try:
        with opened(settings) as store:
            to = backwards.way(store)
            if not asked.yes:
                stop(f"{_said(to)}\n아직 아무것도 바꾸지 않았습니다. 그래도 되돌리려면: ./run.sh back --yes")
            print(_said(to))
            gone = backwards.go(store, to)
    except Unusable as error:
        stop(str(error))
    print(
        f"되돌렸습니다. 되돌리기 전의 데이터는 {gone.kept.name}, 그 뒤에 적은 것은 {gone.written.name if gone.written else '없음'}"
    )
    this = program.this()
    print(_program(settings.folder, program.before(settings.folder, this), this))


def _ahead(settings: Settings) -> tuple[tuple[str, ...], str]:
    """The steps that this program would take, and of which version the data are. Nothing is changed."""
    from kiosk.data import migrations
    from kiosk.data.connection import connect_to_read
    from kiosk.data.migrations.releases import release_of

    path = settings.folder / FILE
    if not path.exists():
        stop(f"{settings.folder}: 박람회의 데이터가 없는 폴더입니다. --data에 데이터 폴더를 적어 주세요.")
    with closing(connect_to_read(path)) as db:
        return migrations.ahead(db), release_of(migrations.taken(db))


def _open(settings: Settings) -> None:
    """Which brings it up where it is of an earlier program."""
    with opened(settings):
        pass


def _said(to: "Way") -> str:
    when = f"{to.backup.name}({to.version}판)"
    if not to.since:
        return f"{when}으로 되돌립니다. 그 뒤에 적은 것은 없습니다."
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in list(to.since.items())[:KINDS_SHOWN])
    return (
        f"{when}으로 되돌립니다. 그 뒤에 적은 {sum(to.since.values()):,}건이 빠지고, 파일로 남습니다: {kinds}"
    )


def _program(folder: Path, before: "Program | None", this: "Program") -> str:
    """How to get the program before: done here where it is a clean checkout, else said."""
    from kiosk.serving import program

    data = shlex.quote(str(folder.resolve()))
    if before is None:
        return (
            "이제 이 폴더는 전의 프로그램만 엽니다. 전의 프로그램의 폴더에서 시작해 주세요: ./run.sh serve --data "
            + data
        )
    if before.folder != this.folder:
        return f"이제 전의 프로그램으로 시작해 주세요: cd {shlex.quote(before.folder)} && ./run.sh serve --data {data}"
    if before.revision != this.revision and program.check_out(Path(this.folder), before.revision):
        return f"프로그램도 {before.revision[:10]}(으)로 되돌렸습니다. 시작해 주세요: ./run.sh serve --data {data}"
    to = before.revision or "전의 판"
    return f"프로그램은 아직 새 판입니다. 전의 판을 꺼낸 뒤 시작해 주세요: git checkout {to} && ./run.sh serve --data {data}"
