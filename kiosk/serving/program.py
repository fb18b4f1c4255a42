"""Which program this is and which one served a data folder before it: `program.json` in the folder, told by each server's start.

A way back needs both halves: the tables as they were (kiosk/data/upgrading.py keeps them) and the program that reads them.
"""

import json
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from badges.files import whole
from kiosk.serving.version import ROOT, version

FILE = "program.json"
BYTES_MAX = 8192
GIT_S = 5.0


@dataclass(frozen=True)
class Program:
    """`version`: of its bytes; `folder`: where it stood; `revision`: git's, "" outside of a checkout."""

    version: str
    folder: str
    revision: str


def this() -> Program:
    return Program(version(), str(ROOT), revision_of(ROOT))


def note(folder: Path, program: Program) -> None:
    """This program serves the folder now; another one that did so until now is the one before. A full disk is no reason not to start."""
    now, before = _read(folder)
    if now == program:
        return
    before = now if now and now.version != program.version else before
    text = json.dumps(
        {"now": asdict(program), "before": asdict(before) if before else None}, ensure_ascii=False
    )
    with suppress(OSError), whole(folder / FILE) as place:
        place.write_text(text, encoding="utf-8")


def before(folder: Path, program: Program) -> Program | None:
    """The last program but this one that served the folder; None where nobody knows."""
    now, earlier = _read(folder)
    return now if now and now.version != program.version else earlier


def revision_of(root: Path) -> str:
    """The commit that is checked out there, "" where there is none or git is not there."""
    return git(root, "rev-parse", "HEAD") if (root / ".git").exists() else ""


def git(root: Path, *words: str) -> str:
    """What git prints, "" where it fails."""
    command = ["git", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def check_out(root: Path, revision: str) -> bool:
    """Put this program's checkout back to a commit; False where it is none, or somebody changed files in it."""
    if not revision or not (root / ".git").exists() or git(root, "status", "--porcelain"):
        return False
    git(root, "checkout", "--quiet", "--detach", revision)
    return revision_of(root) == revision


def _read(folder: Path) -> tuple[Program | None, Program | None]:
    try:
        with (folder / FILE).open("rb") as file:
            said = json.loads(file.read(BYTES_MAX))
        return _program(said["now"]), _program(said["before"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def _program(said: Any) -> Program | None:
    return Program(**{name: str(value) for name, value in said.items()}) if said else None
