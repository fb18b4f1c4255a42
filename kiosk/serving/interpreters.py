"""Fresh interpreters beside the server, for what takes long: never a fork of it, below it, and without its settings."""

import os
import subprocess
import sys
from pathlib import Path

BELOW = 10  # nice, which each sets for itself: on a busy laptop the square comes first

_ROOT = Path(__file__).parents[2]


def command(module: str) -> list[str]:
    """What runs a module of this program."""
    return [sys.executable, "-P", "-m", module]


def environment() -> dict[str, str]:
    """In which it runs."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    return own | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}


def begin(module: str) -> subprocess.Popen[str]:
    """One that is told lines and answers lines, in a process group of its own: it and whatever it starts can be ended together.
    In the server's session, for nice counts within one alone (docs/decisions/making-files.md)."""
    return subprocess.Popen(
        command(module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
        encoding="utf-8",
        process_group=0,
    )
