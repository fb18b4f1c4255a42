"""`import`: preview or apply one file."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.work import AddWord, done, opened, print_json, stop
from kiosk.serving.logs import plain
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.exchange.files import PreparedFile

ALL_ASKED = "*"


def add_words(word: AddWord) -> None:
    sub = word("import", import_file, "파일을 가져옵니다")
    sub.add_argument(
        "kind",
        choices=[
            *("agencies", "plan", "enterprises", "appointments", "programme", "places", "guests", "paper"),
            *("marks", "away", "timetable_answers", "follow_ups", "purchases"),
        ],
    )
    sub.add_argument("file", type=Path)
    sub.add_argument("--dry-run", action="store_true")
    for name, help in (("renamed", "이름만 바뀐 기관의 부스"), ("replaced", "다른 기관이 들어온 부스")):
        sub.add_argument(
            f"--{name}",
            nargs="?",
            const=ALL_ASKED,
            default="",
            metavar="A01,A02",
            help=f"{help} (번호가 없으면 모두)",
        )
    sub.add_argument("--json", action="store_true")


def import_file(settings: Settings, asked: Namespace) -> None:
    """Preview or apply one file; refused rows are counted, not an error."""
    from kiosk.exchange import files
    from kiosk.exchange.reader import read_file
    from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES
    from kiosk.expo import imports

    with opened(settings) as store:
        known = files.forms(store)
    try:
        with asked.file.open("rb") as sent:
            file = read_file(asked.kind, sent.read(MAX_FILE_BYTES + 1), known=known)
    except OSError as error:
        stop(f"{asked.file}: 파일을 열 수 없습니다 ({error.strerror}).")
    except files.Unreadable as error:
        stop(f"{asked.file.name}: {error}")
    answers = _takeovers(settings, file, asked)
    if asked.dry_run:
        with opened(settings) as store:
            report = files.preview(store, file, meant=imports.meaning(**answers))
    else:
        fields = {"kind": asked.kind, "upload": imports.keep(asked.kind, file.rows), **answers}
        report = files.told(file, done(settings, "import.apply", fields)["report"])
    if booths := [row["asks"]["booth"] for row in report["rows"] if row.get("asks", {}).get("meant") == ""]:
        print(
            f"이름만 바뀐 기관이면 --renamed {','.join(booths)} 옵션을, 다른 기관이 들어오면 --replaced {','.join(booths)} "
            "옵션을 붙여 다시 가져와 주세요.",
            file=sys.stderr,
        )
    if asked.json:
        print_json(report)
        return
    for note in report["notes"]:
        print(plain(note))
    for row in report["rows"]:
        if row["messages"] or asked.dry_run:
            print(plain(_row_line(row)))
    counts = " ".join(
        f"{name} {report[name]}"
        for name in ("added", "changed", "unchanged", "merged", "refused", "warned", "missing")
    )
    print(
        f"{asked.file.name}: {counts}" + (" (미리 보기: 아무것도 바꾸지 않았습니다)" if asked.dry_run else "")
    )


def _takeovers(settings: Settings, file: "PreparedFile", asked: Namespace) -> dict[str, list[str]]:
    """The booths whose agency was renamed or replaced, as the options say: those named, or all others that the file asks
    about."""
    from kiosk.exchange import files

    said = {name: getattr(asked, name) for name in ("renamed", "replaced")}
    if any(said.values()) and asked.kind != "agencies":
        stop("--renamed와 --replaced는 기관 파일(agencies)에 씁니다.")
    every = [name for name, text in said.items() if text == ALL_ASKED]
    named = {
        name: [one.strip().upper() for one in text.split(",") if one.strip()] if name not in every else []
        for name, text in said.items()
    }
    if len(every) == 2:
        stop("--renamed와 --replaced 가운데 하나에는 부스번호를 적어 주세요: --renamed A01 --replaced A02")
    if every:
        with opened(settings) as store:
            rows = files.preview(store, file)["rows"]
        booths = {row["asks"]["booth"] for row in rows if "asks" in row}
        named[every[0]] = sorted(booths.difference(*named.values()))
    return named


def _row_line(row: dict[str, Any]) -> str:
    """`3행 added 가온테크 (123-45-67891, 세탁): ‘휴대전화’ 번호가…`"""
    listed = (", ".join(one) if isinstance(one, list) else one for one in row["values"].values())
    values = ", ".join(
        f"{one:,}" if type(one) is int else str(one) for one in listed if type(one) is not bool
    )
    head = f"{row['row']}행 {row['verdict']} {row['name']}" + (f" ({values})" if values else "")
    return f"{head}: {' '.join(row['messages'])}" if row["messages"] else head
