"""The words of the command line, a module a family; each calls one function that lives elsewhere.

Exit 0: done (refused rows are counted, not an error); 2: nothing was done, with a sentence on stderr. With --json
stdout is JSON and nothing else. Everything works beside a running server. A word imports what it needs when it runs:
most need neither server nor spreadsheets, and start in half the time.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from importlib import import_module

from kiosk import settings as process
from kiosk.actions.refusals import NotDone, Unusable
from kiosk.cli.work import Run, stop
from kiosk.serving.logs import log_to

FAMILIES = (
    "serving",
    "event",
    "imports",
    "timetable",
    "files",
    "standby",
    "edge",
    "doctor",
    "upgrade",
    "forecast",
)
# An edge knows nothing of an expo's rules, and is to be there within a second: it starts without the other words.
ALONE = {"edge"}


def main(arguments: list[str] | None = None) -> None:
    """Run one word and leave with its exit status."""
    log_to(sys.stderr)
    arguments = sys.argv[1:] if arguments is None else arguments
    asked = _parser(ALONE.intersection(arguments[:1]) or FAMILIES).parse_args(arguments)
    os.umask(0o077)  # the database, its log, backups, exports and badges hold people's contact data
    try:
        settings = process.from_environment(os.environ, folder=getattr(asked, "data", None))
        if "data" in asked:
            process.keep_private(settings.folder)
        asked.run(settings, asked)
    except (Unusable, NotDone) as error:
        stop(str(error))
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        stop(f"{error.filename or asked.word}: {error.strerror or error}. 파일과 폴더, 권한을 확인해 주세요.")
    except KeyboardInterrupt:
        stop("멈췄습니다.")


def _parser(families: Iterable[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="박람회 입장 확인과 상담 대기 시스템")
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")

    def word(name: str, run: Run, help: str, *, has_folder: bool = True) -> argparse.ArgumentParser:
        sub = words.add_parser(name, help=help)
        if has_folder:
            sub.add_argument("--data", help="데이터 폴더 (KIOSK_DATA)")
        sub.set_defaults(run=run)
        return sub

    for family in families:
        import_module(f"kiosk.cli.{family}").add_words(word)
    return parser
