"""Make kiosk/static/fonts/ of Pretendard GOV: a first file a weight with what screens say, and the rest in parts.

Run by run.sh after tools/vendor.py. A browser loads a part when one of its characters is shown (docs/decisions/pages.md).
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "node_modules" / "krds-uiux" / "resources" / "fonts"
# How often each syllable is used, by the slices of the font's own author: the last is the most frequent.
SLICES = ROOT / "node_modules" / "pretendard" / "dist" / "web" / "static" / "pretendard-dynamic-subset.css"
LICENCE = (
    ROOT / "node_modules" / "pretendard" / "dist" / "LICENSE.txt"
)  # of the same author; krds-uiux has no text of it
MADE = ROOT / "kiosk" / "static" / "fonts"
SHEET = "fonts.css"
SAID = (
    "kiosk/translations/**/*.po",
    "kiosk/demo/sample/*.py",
)  # sentences of the screens, names as people have them

WEIGHTS = {"Regular": 400, "Medium": 500, "Bold": 700}
FAMILY = "Expo Kiosk Sans"  # the licence keeps the name Pretendard for the whole font
FREQUENT_SLICES = 5
PART = 450  # characters of a part that comes when it is needed: some 45 KB
NAMES = {1: FAMILY, 3: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", ""), 16: FAMILY}


class Part(NamedTuple):
    name: str  # of its file
    style: str
    characters: tuple[int, ...]


def main() -> None:
    """Write the font files and `fonts.css`, which says for which characters each is; nothing where it says so already."""
    parts = [part for style in WEIGHTS for part in parts_of(style)]
    sheet = f"/* {inputs()} */\n" + "".join(map(face, parts))
    if (MADE / SHEET).is_file() and (MADE / SHEET).read_text(encoding="utf-8") == sheet:
        return
    fresh = MADE.with_name("fonts.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    with ProcessPoolExecutor() as pool:
        list(pool.map(write, parts, [fresh] * len(parts)))
    shutil.copyfile(LICENCE, fresh / "OFL.txt")
    (fresh / SHEET).write_text(sheet, encoding="utf-8")
    shutil.rmtree(MADE, ignore_errors=True)
    fresh.rename(MADE)


def inputs() -> str:
    """A digest of what the files are made of, beside the characters that the sheet itself names."""
    return hashlib.sha256(
        b"".join(path.read_bytes() for path in (Path(__file__), *map(source, WEIGHTS)))
    ).hexdigest()


def parts_of(style: str) -> Iterator[Part]:
    with TTFont(source(style)) as font:
        known = set(font.getBestCmap())
    for at, characters in enumerate(split(known)):
        yield Part(f"{FAMILY.replace(' ', '')}-{style}-{at}.woff2", style, tuple(sorted(characters)))


def source(style: str) -> Path:
    return SOURCES / f"PretendardGOV-{style}.subset.woff2"


def split(known: set[int]) -> Iterator[list[int]]:
    """The characters of a font: first those that screens say and the most frequent, then parts by frequency."""
    frequent = by_frequency()
    first = (set(range(0x20, 0x100)) | said() | set(frequent[0])) & known
    first |= {one for slice_ in frequent[:FREQUENT_SLICES] for one in slice_} & known
    yield sorted(first)
    rank = {one: at for at, slice_ in enumerate(frequent) for one in slice_}
    rest = sorted(known - first, key=lambda one: (rank.get(one, len(frequent)), one))
    for at in range(0, len(rest), PART):
        yield rest[at : at + PART]


def said() -> set[int]:
    """The characters of the catalogue's sentences and of the sample's names."""
    return {
        ord(one)
        for pattern in SAID
        for path in ROOT.glob(pattern)
        for one in path.read_text(encoding="utf-8")
        if one.isprintable()
    }


def by_frequency() -> list[list[int]]:
    """The characters of each slice, the most frequent slice first."""
    sheet = SLICES.read_text(encoding="utf-8")
    one_weight = re.findall(r"font-weight: 400;[^}]*?unicode-range: ([^;}]*)", sheet)
    return [list(spread(ranges)) for ranges in reversed(one_weight)]


def spread(ranges: str) -> Iterator[int]:
    for first, last in re.findall(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", ranges):
        yield from range(int(first, 16), int(last or first, 16) + 1)


def write(part: Part, folder: Path) -> None:
    options = subset.Options(flavor="woff2", name_IDs=["*"], drop_tables=["vhea", "vmtx"])
    options.layout_features += ["tnum"]
    font = subset.load_font(str(source(part.style)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=part.characters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]
    subset.save_font(font, str(folder / part.name), options)


def face(part: Part) -> str:
    return (
        f'@font-face {{\n  font-family: "{FAMILY}";\n  font-weight: {WEIGHTS[part.style]};\n  font-display: swap;\n'
        f'  src: url("{part.name}") format("woff2");\n  unicode-range: {", ".join(joined(part.characters))};\n}}\n'
    )


def joined(characters: tuple[int, ...]) -> Iterator[str]:
    """Ranges of `unicode-range`: 1, 2, 3, 5 -> "U+1-3", "U+5"."""
    first = last = characters[0]
    for one in (*characters[1:], -1):
        if one != last + 1:
            yield f"U+{first:x}" + (f"-{last:x}" if last > first else "")
            first = one
        last = one


if __name__ == "__main__":
    main()
