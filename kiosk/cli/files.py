"""`badges`, `links`, `paper`, `export`, `report`, `backup`, `restore`, `purge`: files that leave the expo, a backup that comes
back, and data whose time is over."""

import sys
from argparse import ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.cli.work import AddWord, opened, performed, print_json, stop
from kiosk.data.store import SYSTEM
from kiosk.language.sentences import LANGUAGES
from kiosk.settings import Settings

WHOM = ("all", "unopened", "booked", "pending")


def add_words(word: AddWord) -> None:
    sub = word("badges", print_badges, "명찰을 PDF로 만듭니다")
    sub.add_argument("--out", type=Path, required=True)
    sub.add_argument("--layout", default="card", help="card, a6, label (badges/layouts.toml)")
    sub.add_argument(
        "--blank", type=_count, default=0, metavar="N", help="이름 없는 명찰 N장 (현장에서 이름을 적습니다)"
    )
    sub = word("links", links, "문자로 보낼 링크 명단을 엑셀로 만듭니다 (이름, 휴대전화, 링크, 번호)")
    sub.add_argument("--out", type=Path, required=True)
    sub.add_argument(
        "--who",
        choices=WHOM,
        default="all",
        help="all, unopened(아직 열지 않은 분), booked(다음 날 예약), pending(등록 확인 전)",
    )
    sub = word(
        "paper", paper, "전기가 나가면 쓸 종이를 만듭니다 (PDF: 안내, 프로그램, 지도, 명단, 부스 기록지)"
    )
    sub.add_argument("--out", type=Path, required=True)
    sub.add_argument("--lang", choices=LANGUAGES, default="ko", help="언어 (ko)")
    sub.add_argument("--day", type=int, metavar="N", help="N일째 (1부터; 적지 않으면 오늘이나 다음 날)")
    sub = word("export", export, "모든 자료를 CSV와 XLSX, JSON으로 내보냅니다")
    sub.add_argument("folder", type=Path)
    sub.add_argument("--no-contacts", action="store_true", help="이름과 연락처, 명찰 번호를 뺍니다")
    sub = word("report", report, "보고서와 자료를 만듭니다 (PDF, HTML, 숫자, XLSX)")
    sub.add_argument("--out", type=Path, required=True)
    sub.add_argument("--lang", choices=LANGUAGES, default="ko", help="언어 (ko)")
    sub.add_argument("--day", type=int, metavar="N", help="N일째만 (1부터; 적지 않으면 모든 날)")
    sub.add_argument(
        "--compare", type=Path, metavar="DIR", help="견줄 행사의 데이터 폴더나 그 보고서의 figures.json"
    )
    word("backup", backup, "데이터를 한 파일로 백업합니다").add_argument("file", type=Path)
    word("restore", restore, "백업한 파일로 되돌립니다").add_argument("file", type=Path)
    sub = word("purge", purge, "보관 기간이 지난 연락처를 지웁니다")
    sub.add_argument("--as-of", type=_date, metavar="DATE", help="이날로 보고 지웁니다 (2027-10-30)")
    sub.add_argument("--json", action="store_true")


def print_badges(settings: Settings, asked: Namespace) -> None:
    """Everybody's badge, or some without a name, on sheets to print."""
    from kiosk.exchange.badge_sheets import write_sheet

    with opened(settings) as store:
        count = write_sheet(
            store,
            asked.out,
            origin=settings.address,
            layout=asked.layout,
            blank=asked.blank,
            on_progress=_show_progress,
        )
        if not asked.blank:
            performed(store, "badge.sheet", {"count": count})
    print(f"{asked.out}: 명찰 {count}장")


def links(settings: Settings, asked: Namespace) -> None:
    """Write the list for a text-message service; who made it, and how many are on it, is in the journal before it appears."""
    from kiosk.exchange.ready_sheets.links import write_links

    with opened(settings) as store, store.read() as db:

        def note(persons: int) -> None:
            performed(store, "export.note", {"rows": persons, "persons": persons})

        persons = write_links(
            db,
            asked.out,
            "ko",
            now=store.now(),
            origin=settings.address,
            badge_key=store.badge_key,
            who=asked.who,
            before_it_appears=note,
        )
    print(f"{asked.out}: {persons}명. 보낸 뒤에는 파일을 지워 주세요.")


def paper(settings: Settings, asked: Namespace) -> None:
    """Write the sheets for when the power goes; that the desk's list names people is in the journal before it appears."""
    from kiosk.exchange.paper import write_paper

    with opened(settings) as store, store.read() as db:

        def note(persons: int) -> None:
            performed(store, "export.note", {"rows": persons, "persons": persons})

        made = write_paper(
            db,
            asked.out,
            asked.lang,
            now=store.now(),
            badge_key=store.badge_key,
            day=asked.day,
            on_progress=_show_sheets,
            before_they_appear=note,
        )
    print(
        f"{asked.out}: 파일 {made.files}개 (paper.pdf에 모두). 이름 명단에 {made.persons}명이 있으니 그날 파쇄해 주세요."
    )


def export(settings: Settings, asked: Namespace) -> None:
    """Write the expo as files; who exported, and how many are named in them, is in the journal before they appear."""
    from kiosk.exchange.export import export as write

    with opened(settings) as store:

        def note(rows: dict[str, int], persons: int) -> None:
            performed(store, "export.note", {"rows": sum(rows.values()), "persons": persons})

        try:
            rows = write(store, asked.folder, contacts=not asked.no_contacts, before_they_appear=note)
        except Unusable as error:
            stop(f"{asked.folder}: {error}")
    for name, count in rows.items():
        print(f"{name}: {count}행")


def report(settings: Settings, asked: Namespace) -> None:
    """Write the report into a folder, with its ready sheets, and say what it is."""
    from kiosk.exchange.other_expo import past_of
    from kiosk.exchange.ready_sheets import OF_REPORT, write_sheets
    from kiosk.exchange.report import STEPS, write_report

    def show(done: int, before: int = 0) -> None:
        _show_steps(before + done, STEPS + len(OF_REPORT))

    if asked.compare and asked.day:
        stop("하루의 보고서는 다른 행사와 견줄 수 없습니다. --day나 --compare 가운데 하나만 적어 주세요.")
    if asked.compare and asked.compare.resolve() == settings.folder.resolve():
        stop(f"{asked.compare}: 같은 박람회입니다. 견줄 다른 행사의 폴더를 적어 주세요.")
    with opened(settings) as store, store.read() as db:
        now, folder = store.now(), asked.out / "sheets"
        compare = past_of(asked.compare, now, asked.lang) if asked.compare else None
        said = write_report(
            db,
            asked.out,
            now=now,
            lang=asked.lang,
            day=asked.day,
            compare=compare,
            on_progress=lambda done, _: show(done),
        )
        sheets = write_sheets(db, folder, asked.lang, now=now, on_progress=lambda done, _: show(done, STEPS))
    print(said)
    print(f"{asked.out}/sheets: {', '.join(path.name for path in sheets)}")


def backup(settings: Settings, asked: Namespace) -> None:
    """Copy the database into one new file; the key of the badges stays apart."""
    from kiosk.exchange.installation import note_backup

    if asked.file.exists():
        stop(f"{asked.file}: 이미 있는 파일입니다. 다른 이름을 적어 주세요.")
    if not asked.file.parent.is_dir():
        stop(f"{asked.file.parent}: 없는 폴더입니다. 먼저 만들어 주세요.")
    with opened(settings) as store:
        store.backup(asked.file)
    note_backup(settings.folder, asked.file)
    print(f"{asked.file}: 백업했습니다. 명찰 열쇠(badge.key)는 따로 보관해 주세요.")


def restore(settings: Settings, asked: Namespace) -> None:
    """Take a backup over, also beside a running server; the expo as it was is kept in a file beside it."""
    from kiosk.exchange.restore import restore as take_over

    with opened(settings) as store:
        kept = take_over(store, asked.file)
    print(f"{asked.file}: 되돌렸습니다. 되돌리기 전의 데이터는 {kept} 파일에 있습니다.")


def purge(settings: Settings, asked: Namespace) -> None:
    """Remove what people's consent does not cover any more, from every file of the data folder; 0 where nothing is due."""
    from functools import partial

    from kiosk.exchange.forgotten import after_forgetting, keep_up, keep_words
    from kiosk.expo.square import days

    with opened(settings) as store:
        store.before_forgetting = partial(keep_words, store)
        store.after_forgetting = partial(after_forgetting, store)
        with store.read() as db:
            day = asked.as_of or days.date_of(store.now(), days.time_zone(db))
        fields = {"action_id": uuid4().hex, "as_of": day}
        answer = perform(store, "contacts.forget", SYSTEM, fields)
        if not answer.ok and answer.data["code"] != "wrong_state":
            stop(answer.data["message"])
        keep_up(store)
    if asked.json:
        print_json({"visitors": 0, "as_of": day} | _counts(answer.data))
    else:
        print(answer.data["message"])


def _counts(answer: dict[str, Any]) -> dict[str, int]:
    return {"visitors": answer["visitors"], **answer["removed"]} if answer["ok"] else {}


def _date(text: str) -> str:
    try:
        return str(date.fromisoformat(text))
    except ValueError:
        raise ArgumentTypeError(f"{text}: 2027-10-30처럼 있는 날짜를 적어 주세요.") from None


def _show_progress(done: int, total: int) -> None:
    """One line on stderr that counts up; in a log file only its tens."""
    if sys.stderr.isatty() or done == total or done % 50 == 0:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        print(f"\r명찰 {done}/{total}", end=end, file=sys.stderr, flush=True)


def _show_steps(done: int, total: int) -> None:
    """The same of a report: how many of its parts."""
    if sys.stderr.isatty() or done == total:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        print(f"\r보고서 {done}/{total}", end=end, file=sys.stderr, flush=True)


def _show_sheets(done: int, total: int) -> None:
    """The same of paper: how many files."""
    if sys.stderr.isatty() or done == total:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        print(f"\r종이 {done}/{total}", end=end, file=sys.stderr, flush=True)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError(f"{text}: 1에서 1000까지의 수를 적어 주세요.")
    return int(text)
