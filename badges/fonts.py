"""The two fonts of a badge, and the text they can show.

`Pretendard-Regular.otf` and `Pretendard-Bold.otf` (SIL Open Font Licence, embedding allowed): the whole fonts
with all 11,172 syllables, because the subsets made for browsers lack rare ones. They are looked for in the folder
given, else in `BADGE_FONTS`, else where `run.sh` puts them.
"""

import os
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

WEIGHTS = {"regular": "Pretendard-Regular.otf", "bold": "Pretendard-Bold.otf"}
SUBSTITUTE = "?"

_USUAL_FOLDER = Path(__file__).resolve().parent.parent / "kiosk" / "static" / "vendor" / "fonts"
_MEASURED_AT_PX = 200
_FACES_MOST = 16  # 0.2 MB each, opened in 1 ms; a name fitted to its line has a size of its own
_INVISIBLE = {"Cc", "Cf"}
_NEEDLESS = {"Mn"}  # a mark that no font places would only leave a gap


class FontsMissing(RuntimeError):
    """The folder lacks a font. The message says which and how to get it."""


class Fonts:
    """Both weights from one folder. Raises FontsMissing at once where one is not there."""

    def __init__(self, folder: Path) -> None:
        self._paths = {weight: folder / name for weight, name in WEIGHTS.items()}
        for path in self._paths.values():
            if not path.is_file():
                raise FontsMissing(
                    f"{path} is missing: any `./run.sh` word fetches it, or name its folder in BADGE_FONTS."
                )
        self.sized = lru_cache(maxsize=_FACES_MOST)(self._sized)
        self.width_em = lru_cache(maxsize=8192)(self._width_em)
        self._known = frozenset.intersection(*(_characters(path) for path in self._paths.values()))

    def _sized(self, weight: str, size_px: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self._paths[weight], size_px)

    def _width_em(self, weight: str, text: str) -> float:
        """How wide the text runs, as a multiple of the font size."""
        return float(self.sized(weight, _MEASURED_AT_PX).getlength(text)) / _MEASURED_AT_PX

    def printable(self, text: str) -> str:
        """The text as it can be shown: composed, on one line, and a `?` for what no glyph exists for.

        Never an empty box: that looks like a broken printer, while a `?` is seen and asked about.
        """
        shown = [self._shown(letter) for letter in unicodedata.normalize("NFC", text)]
        return " ".join("".join(shown).split())

    def _shown(self, letter: str) -> str:
        if letter.isspace():
            return " "
        category = unicodedata.category(letter)
        if category in _INVISIBLE:
            return ""
        if ord(letter) in self._known:
            return letter
        simpler = unicodedata.normalize("NFKC", letter)
        if all(ord(part) in self._known for part in simpler):
            return simpler
        return "" if category in _NEEDLESS else SUBSTITUTE


def load(folder: str | os.PathLike[str] | None = None) -> Fonts:
    """The fonts of a folder, opened once a process."""
    return _load(Path(folder or os.environ.get("BADGE_FONTS") or _USUAL_FOLDER))


@lru_cache(maxsize=4)
def _load(folder: Path) -> Fonts:
    return Fonts(folder)


def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
