"""The words of the command line; each calls one function that lives elsewhere.

Exit 0: done (refused rows are counted, not an error); 2: nothing was done, with a sentence on stderr. With --json
stdout is JSON and nothing else. Everything works beside a running server.
"""

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from socket import socket
from typing import Any, NoReturn
from uuid import uuid4

from kiosk import settings as process
from kiosk.actions.perform import perform
from kiosk.actions.refusals import NotDone, Unusable
from kiosk.data.store import SYSTEM, Store
from kiosk.serving.logs import log_to, plain

ALL_ASKED = "*"


def main(arguments: list[str] | None = None) -> None:
    """Run one word and leave with its exit status."""
    log_to(sys.stderr)
    parser = _parser()
    asked = parser.parse_args(arguments)
    os.umask(0o077)  # the database, its log, backups, exports and badges hold people's contact data
    try:
        settings = process.from_environment(os.environ, folder=asked.data)
        process.keep_private(settings.folder)
        asked.run(settings, asked)
    except (Unusable, NotDone) as error:
        _stop(str(error))
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _stop(
            f"{error.filename or asked.word}: {error.strerror or error}. 파일과 폴더, 권한을 확인해 주세요."
        )
    except KeyboardInterrupt:
        _stop("멈췄습니다.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="박람회 입장 확인과 상담 대기 시스템")
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")

    def word(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        sub = words.add_parser(name, help=help)
        sub.add_argument("--data", help="데이터 폴더 (KIOSK_DATA)")
        sub.set_defaults(run=run)
        return sub

    for name, run, help in (
        ("serve", serve, "서버를 켭니다"),
        ("demo", demo, "견본 박람회를 켭니다"),
    ):
        sub = word(name, run, help)
        sub.add_argument("--port", type=_port, default=process.DEFAULT_PORT)
        sub.add_argument("--host", default="127.0.0.1" if name == "demo" else "0.0.0.0")
        sub.add_argument("--https-port", type=_fixed_port)
        sub.add_argument("--cert", type=Path)
        sub.add_argument("--key", type=Path)
        if name == "demo":
            sub.add_argument("--crowd", type=int, default=120, help="가상 참가자 수 (0: 없음)")
    sub = word("expo", expo, "박람회의 이름과 날을 정합니다")
    sub.add_argument("--name", required=True)
    sub.add_argument("--days", required=True, help="2026-10-29,2026-10-30")
    sub.add_argument("--hours", required=True, help="10:00-18:00")
    sub = word("import", import_file, "파일을 가져옵니다")
    sub.add_argument("kind", choices=["agencies", "plan", "enterprises", "appointments", "programme"])
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
    sub = word("station", station, "단말을 더합니다")
    sub.add_argument("what", choices=["add"])
    sub.add_argument("--role", required=True)
    sub.add_argument("--booth")
    sub.add_argument("--name")
    sub.add_argument("--json", action="store_true")
    word("visitors", visitors, "참가자 목록").add_argument("--json", action="store_true")
    sub = word("badges", print_badges, "명찰을 PDF로 만듭니다")
    sub.add_argument("--out", type=Path, required=True)
    sub.add_argument("--layout", default="card", help="card, a6, label (badges/layouts.toml)")
    sub.add_argument(
        "--blank", type=_count, default=0, metavar="N", help="이름 없는 명찰 N장 (현장에서 이름을 적습니다)"
    )
    word("export", export, "CSV로 내보냅니다").add_argument("folder", type=Path)
    sub = words.add_parser("writer")  # the server's own word, so it has no line of help
    sub.add_argument("channel", type=int)
    sub.add_argument("--data")
    sub.set_defaults(run=write_for_server)
    word("report", report, "보고서를 만듭니다").add_argument("--out", type=Path, required=True)
    word("backup", backup, "데이터를 한 파일로 백업합니다").add_argument("file", type=Path)
    word("restore", restore, "백업한 파일로 되돌립니다").add_argument("file", type=Path)
    sub = word("simulate", simulate, "호출 방식을 모의 실험으로 비교합니다")
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--seed", type=int, default=1)
    sub.add_argument("--visitors", type=int, default=300)
    sub.add_argument("--plot", type=Path)
    return parser


def serve(settings: process.Settings, asked: argparse.Namespace) -> None:
    """The real thing. Without an organiser yet it prints a one-time link that makes the first."""
    from kiosk import create_app
    from kiosk.data.open_store import open_store
    from kiosk.serving import writer

    with writer.forked(open_store) as writes:
        app = create_app(settings)
        _run(app, writes, asked, lambda port: _first_organiser(app.extensions["store"], settings, port))


def demo(settings: process.Settings, asked: argparse.Namespace) -> None:
    """The sample expo with its first day moved to today, a simulated crowd, every station ready to use."""
    from kiosk.data.open_store import open_store
    from kiosk.demo import demo as sample_day
    from kiosk.serving import writer

    if asked.data is None and "KIOSK_DATA" not in os.environ:
        settings = dataclasses.replace(settings, folder=Path("data") / "demo")
    with writer.forked(open_store) as writes, sample_day.only_one(settings.folder) as tell:

        def announce(port: int) -> None:
            tell(address := f"http://localhost:{port}/")
            print(f"체험판: {address}", flush=True)
            if app.extensions["open_to_network"]:
                print(sample_day.OPEN_TO_ALL, file=sys.stderr, flush=True)

        app = sample_day.create(settings, crowd=asked.crowd, host=asked.host)
        _run(app, writes, asked, announce)


def write_for_server(settings: process.Settings, asked: argparse.Namespace) -> None:
    """The server's writer, started anew by it; `channel` is the file descriptor that leads there."""
    from kiosk.data.open_store import open_store
    from kiosk.serving import writer

    writer.serve(socket(fileno=asked.channel), open_store)


def expo(settings: process.Settings, asked: argparse.Namespace) -> None:
    fields = {"name": asked.name, "days": asked.days.split(","), "hours": asked.hours}
    done = _done(settings, "expo.set_up", fields)
    made = done["expo"]
    print(f"{made['name']}: {', '.join(made['days'])}, {made['hours']}")
    if done["message"]:
        print(done["message"])


def import_file(settings: process.Settings, asked: argparse.Namespace) -> None:
    """Preview or apply one file; refused rows are counted, not an error."""
    from kiosk.exchange import files
    from kiosk.exchange.reader import read_file
    from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES
    from kiosk.expo import imports

    with _open(settings) as store:
        known = files.forms(store)
    try:
        with asked.file.open("rb") as sent:
            file = read_file(asked.kind, sent.read(MAX_FILE_BYTES + 1), known=known)
    except OSError as error:
        _stop(f"{asked.file}: 파일을 열 수 없습니다 ({error.strerror}).")
    except files.Unreadable as error:
        _stop(f"{asked.file.name}: {error}")
    answers = _takeovers(settings, file, asked)
    if asked.dry_run:
        with _open(settings) as store:
            report = files.preview(store, file, meant=imports.meaning(**answers))
    else:
        fields = {"kind": asked.kind, "upload": imports.keep(asked.kind, file.rows), **answers}
        report = files.told(file, _done(settings, "import.apply", fields)["report"])
    if booths := [row["asks"]["booth"] for row in report["rows"] if row.get("asks", {}).get("meant") == ""]:
        print(
            f"이름만 바뀐 기관이면 --renamed {','.join(booths)} 옵션을, 다른 기관이 들어오면 --replaced {','.join(booths)} "
            "옵션을 붙여 다시 가져와 주세요.",
            file=sys.stderr,
        )
    if asked.json:
        _print_json(report)
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


def _row_line(row: dict[str, Any]) -> str:
    """`3행 added 가온테크 (123-45-67891, 세탁): ‘휴대전화’ 번호가…`"""
    listed = (", ".join(one) if isinstance(one, list) else one for one in row["values"].values())
    values = ", ".join(
        f"{one:,}" if type(one) is int else str(one) for one in listed if type(one) is not bool
    )
    head = f"{row['row']}행 {row['verdict']} {row['name']}" + (f" ({values})" if values else "")
    return f"{head}: {' '.join(row['messages'])}" if row["messages"] else head


def _takeovers(settings: process.Settings, file: Any, asked: argparse.Namespace) -> dict[str, list[str]]:
    """The booths whose agency was renamed or replaced, as the options say: those named, or all others that the file asks
    about."""
    from kiosk.exchange import files

    said = {name: getattr(asked, name) for name in ("renamed", "replaced")}
    if any(said.values()) and asked.kind != "agencies":
        _stop("--renamed와 --replaced는 기관 파일(agencies)에 씁니다.")
    every = [name for name, text in said.items() if text == ALL_ASKED]
    named = {
        name: [one.strip().upper() for one in text.split(",") if one.strip()] if name not in every else []
        for name, text in said.items()
    }
    if len(every) == 2:
        _stop("--renamed와 --replaced 가운데 하나에는 부스번호를 적어 주세요: --renamed A01 --replaced A02")
    if every:
        with _open(settings) as store:
            rows = files.preview(store, file)["rows"]
        booths = {row["asks"]["booth"] for row in rows if "asks" in row}
        named[every[0]] = sorted(booths.difference(*named.values()))
    return named


def station(settings: process.Settings, asked: argparse.Namespace) -> None:
    """A station for a program or a tablet; the token is shown this once."""
    fields = {name: getattr(asked, name) for name in ("role", "booth", "name") if getattr(asked, name)}
    made = _done(settings, "station.add", fields)["station"]
    made = {name: made[name] for name in ("id", "token", "pair_url")}
    if asked.json:
        _print_json(made)
    else:
        print(f"단말 {made['id']}\n토큰: {made['token']}\n연결 주소(15분, 한 번): {made['pair_url']}")


def visitors(settings: process.Settings, asked: argparse.Namespace) -> None:
    from kiosk.screens.people import everybody

    with _open(settings) as store, store.read() as db:
        people = everybody(db, store.badge_key)
    if asked.json:
        _print_json(people)
    else:
        for one in people:
            print(one["number"], plain(one["name"]), plain(one["enterprise"] or "시민"), sep="\t")


def print_badges(settings: process.Settings, asked: argparse.Namespace) -> None:
    from kiosk.exchange.badge_sheets import write_sheet

    with _open(settings) as store:
        count = write_sheet(
            store,
            asked.out,
            origin=settings.address,
            layout=asked.layout,
            blank=asked.blank,
            on_progress=_show_progress,
        )
    print(f"{asked.out}: 명찰 {count}장")


def export(settings: process.Settings, asked: argparse.Namespace) -> None:
    from kiosk.exchange.export import export as write

    with _open(settings) as store:
        with store.read() as db:
            counts = write(db, asked.folder)
        _perform(
            store, "export.note", {"rows": sum(counts.values()), "persons": counts.get("visitors.csv", 0)}
        )
    for name, rows in counts.items():
        print(f"{name}: {rows}행")


def report(settings: process.Settings, asked: argparse.Namespace) -> None:
    from kiosk.exchange.report import write_report

    with _open(settings) as store, store.read() as db:
        print(write_report(db, asked.out, now=store.now()))


def backup(settings: process.Settings, asked: argparse.Namespace) -> None:
    if asked.file.exists():
        _stop(f"{asked.file}: 이미 있는 파일입니다. 다른 이름을 적어 주세요.")
    if not asked.file.parent.is_dir():
        _stop(f"{asked.file.parent}: 없는 폴더입니다. 먼저 만들어 주세요.")
    with _open(settings) as store:
        store.backup(asked.file)
    print(f"{asked.file}: 백업했습니다. 명찰 열쇠(badge.key)는 따로 보관해 주세요.")


def restore(settings: process.Settings, asked: argparse.Namespace) -> None:
    """Take a backup over, also beside a running server; the expo as it was is kept in a file beside it."""
    from kiosk.exchange.restore import restore as take_over

    with _open(settings) as store:
        kept = take_over(store, asked.file)
    print(f"{asked.file}: 되돌렸습니다. 되돌리기 전의 데이터는 {kept} 파일에 있습니다.")


def simulate(settings: process.Settings, asked: argparse.Namespace) -> None:
    from kiosk import simulation

    result = simulation.compare(seed=asked.seed, visitors=asked.visitors, plot=asked.plot)
    if asked.json:
        _print_json(result)
    else:
        print(simulation.table(result))


def _run(app: Any, writes: Any, asked: argparse.Namespace, announce: Any) -> None:
    from kiosk import start_clockwork
    from kiosk.exchange.restore import sweep
    from kiosk.serving.relay import Relay
    from kiosk.serving.server import serve as run_server
    from kiosk.serving.tls.https import open_side

    store, settings = app.extensions["store"], app.extensions["settings"]
    relay = Relay(writes, store, settings)
    try:
        sweep(store)
        https = open_side(settings, store, asked.https_port, asked.cert, asked.key)
        app.extensions["https"] = https

        def ready(port: int) -> None:
            start_clockwork(app)
            announce(port)
            _say_https(settings, https, port)

        run_server(
            app,
            app.extensions["socketio"],
            asked.host,
            asked.port,
            https_port=https.port if https else None,
            ssl_context=https.context if https else None,
            on_ready=ready,
        )
    finally:
        relay.close()
        store.close()


def _say_https(settings: process.Settings, https: Any, port: int) -> None:
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


def _first_organiser(store: Store, settings: process.Settings, port: int) -> None:
    from kiosk.expo.square.stations import has_organiser

    here = f"http://localhost:{port}"
    said = [f"서버: {settings.origin} (이 노트북에서는 {here})" if settings.origin else f"서버: {here}"]
    with store.read() as db:
        known = has_organiser(db)
    if not known:
        made = _perform(store, "station.pair", {"role": "organiser"})["station"]["pair_url"]
        said.append(f"첫 운영본부 단말을 여는 주소(15분, 한 번): {made if settings.origin else here + made}")
        if settings.origin:
            said.append(f"  이 노트북에서 연다면: {here}{made.removeprefix(settings.origin)}")
    print("\n".join(said), flush=True)


def _open(settings: process.Settings) -> Any:
    from contextlib import closing

    from kiosk.data.open_store import open_store

    return closing(open_store(settings))


def _done(settings: process.Settings, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    with _open(settings) as store:
        return _perform(store, verb, fields)


def _perform(store: Store, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Perform as `system`; what is not done ends the program with its sentence."""
    done = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    if not done.ok:
        _stop(done.data["message"])
    return done.data


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text}: 0에서 65535까지의 포트를 적어 주세요.")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text}: 1에서 1000까지의 수를 적어 주세요.")
    return int(text)


def _show_progress(done: int, total: int) -> None:
    """One line on stderr that counts up; in a log file only its tens."""
    if sys.stderr.isatty() or done == total or done % 50 == 0:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        print(f"\r명찰 {done}/{total}", end=end, file=sys.stderr, flush=True)


def _fixed_port(text: str) -> int:
    """Tablets are told its number, so it can't be whichever is free."""
    if not _port(text):
        raise argparse.ArgumentTypeError("--https-port는 8443처럼 정해진 번호로 적어 주세요.")
    return int(text)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _stop(sentence: str) -> NoReturn:
    print("\n".join(plain(line) for line in sentence.split("\n")), file=sys.stderr)
    raise SystemExit(2)
