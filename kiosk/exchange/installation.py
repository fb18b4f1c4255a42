"""The expos of one installation: a data folder each, side by side. They are listed, and left as they are."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from kiosk.data.connection import dict_row
from kiosk.language.sentences import N_

FILE = "expo.db"
LAST_BACKUP = "last-backup"
LISTED_MAX = 100
NAME = re.compile(r"[0-9A-Za-z가-힣][0-9A-Za-z가-힣_-]{0,39}")

State = Literal["new", "prepared", "running", "over", "archived", "unreadable"]
STATES: dict[State, str] = {
    "new": N_("이름과 날을 정하기 전"),
    "prepared": N_("준비 중"),
    "running": N_("열리는 중"),
    "over": N_("끝남"),
    "archived": N_("끝남 · 연락처를 지움"),
    "unreadable": N_("읽을 수 없음"),
}


class Found(NamedTuple):
    """An expo: its folder's name, its own, its days (ISO), how large its folder is, when it was backed up last (ms)."""

    folder: str
    name: str
    days: tuple[str, ...]
    state: State
    bytes: int
    backup_at: int | None


def expos(root: Path, now: int) -> list[Found]:
    """Those in the folders right under `root`, the newest days first."""
    try:
        folders = [one for one in root.iterdir() if not one.name.startswith(".") and _is_expo(one)]
    except OSError:
        return []
    found = [look(one, now) for one in sorted(folders)[:LISTED_MAX]]
    return sorted(found, key=lambda one: one.days[-1] if one.days else "9", reverse=True)


def look(folder: Path, now: int) -> Found:
    """What stands in this folder, whatever program wrote it."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    backup_at = last_backup_at(folder)
    try:
        address = f"file:{quote(str((folder / FILE).absolute()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as db:
            db.row_factory = dict_row
            name, dates, state = _read(db, now)
    except sqlite3.Error:
        name, dates, state = "", (), "unreadable"
    return Found(folder.name, name, dates, state, size, backup_at)


def note_backup(folder: Path, copy: Path | None = None) -> None:
    """Remember that the expo of this folder was backed up just now, into this file where it stays where it was made."""
    note = folder / LAST_BACKUP
    note.touch(mode=0o600)
    note.write_text(str(copy.resolve()) if copy else "", encoding="utf-8")


def last_backup_at(folder: Path) -> int | None:
    """When the expo of this folder was backed up last (ms); None for never."""
    try:
        return round((folder / LAST_BACKUP).stat().st_mtime * 1000)
    except FileNotFoundError:
        return None


def newest_copy(folder: Path) -> Path | None:
    """The file of the last backup where it was made; None where there is none, or it is elsewhere by now."""
    try:
        named = (folder / LAST_BACKUP).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(named) if named and Path(named).is_file() else None


def next_folder(here: Path, year: str) -> str:
    """A free name beside this folder for the expo of that year: `2026` -> `2027`, `data` -> `data-2027`."""
    name = here.name if NAME.fullmatch(here.name) else "expo"
    usual = re.sub(r"20[0-9]{2}", year, name) if re.search(r"20[0-9]{2}", name) else f"{name}-{year}"
    free = (f"{usual}{end}" for end in ("", *(f"-{n}" for n in range(2, LISTED_MAX))))
    return next((one for one in free if not (here.parent / one).exists()), usual)


def _is_expo(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and (folder / FILE).is_file()


def _read(db: sqlite3.Connection, now: int) -> tuple[str, tuple[str, ...], State]:
    expo = db.execute("SELECT name FROM expo").fetchone()
    days = db.execute("SELECT day, opens_at, closes_at FROM days ORDER BY day").fetchall()
    dates = tuple(one["day"] for one in days)
    if expo is None or not days:
        return (expo["name"] if expo else ""), dates, "new"
    if now < days[0]["opens_at"]:
        return expo["name"], dates, "prepared"
    if now < days[-1]["closes_at"]:
        return expo["name"], dates, "running"
    has_contacts = db.execute("SELECT 1 FROM contacts LIMIT 1").fetchone() is not None
    return expo["name"], dates, "over" if has_contacts else "archived"
