"""Reads a file in a process of its own, bounded in time and memory: whoever sent it, the square goes on meanwhile.

A fresh interpreter (never a fork of the server, whose threads, sockets and database it would take along) gets the bytes on
its standard input, after a line that says how to read them, and writes what it made of them to its standard output, a line
of JSON each: what it found out about the whole file, then one prepared row after another. `python -m kiosk.exchange.reader`
is that process.
"""

import gc
import json
import logging
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import IO, Any

from kiosk.actions.refusals import NotWritten
from kiosk.exchange import files
from kiosk.exchange.sheets import too_large
from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES, Unreadable
from kiosk.exchange.wording import LONGEST
from kiosk.language.sentences import gettext
from kiosk.serving import interpreters

log = logging.getLogger(__name__)

# The sample's largest file (3,849 rows) takes half a second and 60 MB.
CPU_S = 10
READ_S = 60  # by the wall: it stands behind everybody on a busy laptop, and what a file costs says the processor alone
MEMORY_BYTES = 768 * 1024 * 1024
ANSWER_BYTES = 64 * 1024 * 1024
WAIT_S = 30.0

TOO_HEAVY = 3  # exit status: the memory was not enough, or there is too much to say

# One file at a time, and three whose senders wait: each holds a thread of the server's and its bytes.
_turn, _places = threading.Semaphore(1), threading.Semaphore(4)


def read_file(
    kind: str,
    data: bytes,
    lang: str = "ko",
    columns: Mapping[str, str] | None = None,
    known: files.Known | None = None,
) -> files.PreparedFile:
    """As files.prepare_file, in another process. The calling thread waits for it, so it must not be the loop's.

    Raises Unreadable or one of its kinds, also for a file that takes too long or too much memory; NotWritten (503)
    where others wait already, or the machine has no time for it.
    """
    if len(data) > MAX_FILE_BYTES:
        raise too_large(lang)
    with _one_of_few(lang):
        return _read(data, lang, _asked(kind, lang, columns or {}, known or {}))


def _asked(kind: str, lang: str, columns: Mapping[str, str], known: files.Known) -> dict[str, Any]:
    """How to read a file, as JSON: the fields of prepare_file but its bytes."""
    forms = {name: [_of_kind(name, one) for one in many] for name, many in known.items()}
    return {"kind": kind, "lang": lang, "columns": _of_kind(kind, columns) if kind else {}, "known": forms}


def _of_kind(kind: str, columns: Mapping[str, str]) -> dict[str, str]:
    names = {one.name for one in files.KINDS[kind].FIELDS}
    return {name: key for name, key in columns.items() if name in names and len(key) <= 2 * LONGEST}


@contextmanager
def _one_of_few(lang: str) -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise _busy(lang)
    try:
        if not _turn.acquire(timeout=WAIT_S):
            raise _busy(lang)
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()


def _busy(lang: str) -> NotWritten:
    return NotWritten(gettext("다른 파일을 읽고 있어요. 잠시 뒤에 다시 골라 주세요.", lang))


def _read(data: bytes, lang: str, asked: dict[str, Any]) -> files.PreparedFile:
    child = subprocess.Popen(
        interpreters.command("kiosk.exchange.reader"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=interpreters.environment(),
    )
    with child:
        try:
            out, complained = child.communicate(json.dumps(asked).encode() + b"\n" + data, timeout=READ_S)
        except subprocess.TimeoutExpired:
            raise NotWritten(
                gettext("노트북이 바빠서 파일을 다 읽지 못했어요. 잠시 뒤에 다시 골라 주세요.", lang)
            ) from None
        finally:
            child.kill()
    if child.returncode < 0 or child.returncode == TOO_HEAVY:
        raise _too_heavy(lang)
    if child.returncode:
        # The last line alone: an error's own words may quote what stands in the file.
        fault = complained.decode("utf-8", "replace").strip().rpartition("\n")[2].partition(":")[0]
        log.error("reading a file of %s failed: %s", asked["kind"] or "a kind to guess", fault)
        raise Unreadable(
            gettext(
                "파일을 읽다가 문제가 생겼어요. 표만 새 파일에 옮겨 XLSX로 저장해서 다시 골라 주세요.", lang
            )
        )
    return _answered(out.split(b"\n"))


def _answered(lines: list[bytes]) -> files.PreparedFile:
    about = json.loads(lines[0])
    guess = files.Guess(**about["guess"]) if about.get("guess") else None
    if "unreadable" in about:
        raise _unreadable(about, guess)
    # Row by row: one large text would keep the interpreter, and with it the server's loop, for as long as it takes.
    rows = [json.loads(one) for one in lines[1:]]
    return files.PreparedFile(about["kind"], rows, about["notes"], guess, about["total_won"])


def _unreadable(about: dict[str, Any], guess: files.Guess | None) -> Unreadable:
    sentence = about["unreadable"]
    if guess:
        error = (files.Unheaded if about["kind"] else files.UnknownKind)(sentence, guess)
        error.kind = about["kind"]
        return error
    return files.OtherKind(sentence, about["looks_like"]) if "looks_like" in about else Unreadable(sentence)


def _too_heavy(lang: str) -> Unreadable:
    return Unreadable(
        gettext(
            "파일을 읽는 데 너무 오래 걸려요. 필요한 시트와 줄만 새 파일에 옮겨 저장해서 다시 골라 주세요.",
            lang,
        )
    )


def main() -> None:
    """The process that reads."""
    _bound()
    try:
        about, rows = _prepared(json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer)
        lines = [json.dumps(one, ensure_ascii=False).encode() for one in (about, *rows)]
    except MemoryError:
        os._exit(TOO_HEAVY)
    if sum(map(len, lines)) > ANSWER_BYTES:
        sys.exit(TOO_HEAVY)
    sys.stdout.buffer.write(b"\n".join(lines))


def _prepared(asked: dict[str, Any], sent: IO[bytes]) -> tuple[dict[str, Any], list[Any]]:
    try:
        file = files.prepare_file(data=sent.read(), **asked)
    except (files.Unheaded, files.UnknownKind) as error:
        return {"unreadable": str(error), "guess": asdict(error.guess), "kind": error.kind}, []
    except files.OtherKind as error:
        return {"unreadable": str(error), "looks_like": error.looks_like}, []
    except Unreadable as error:
        return {"unreadable": str(error)}, []
    about = {"kind": file.kind, "notes": file.notes, "total_won": file.total_won}
    return {**about, "guess": file.guess and asdict(file.guess)}, list(file.rows)


def _bound() -> None:
    """What a file may cost. Some systems know no limit of memory; the wall clock holds everywhere."""
    os.nice(interpreters.BELOW)
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    gc.disable()  # it ends soon, and collecting among millions of cells takes longer than reading them


if __name__ == "__main__":
    main()
