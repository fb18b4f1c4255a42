"""Which Chromium: the stories run in Debian's headless shell, which draws pages and no windows of its own around them.

Where it is not to be had they run in a whole Chromium, much slower; a run says which one it has. Pictures and
benchmarks are of the whole one, whose letters are a hair's breadth different.
"""

import shutil
from collections.abc import Iterable

SHELL, *WINDOWED = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def _first(names: Iterable[str]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


CHROMIUM = _first((SHELL, *WINDOWED)) or SHELL
WHOLE = _first((*WINDOWED, SHELL)) or SHELL
