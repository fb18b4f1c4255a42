"""docs/screens.md: the page that shows the pictures."""

import re
from itertools import groupby

from tools.pictures.halls import ROOT
from tools.pictures.scenes import SCENES, Scene, Size

DOCS = ROOT / "docs"
PICTURES = DOCS / "screens"
TARGET = DOCS / "screens.md"
HEAD = """# Every screen

Each page in Korean at the sizes it is made for, and in English at the first of them, in the states that matter: full, empty, with the longest names,
before opening, closed, and cut off from the server. It is the sample expo on its first day, at moments that stand still.
`.venv/bin/python -m tools.pictures` makes page and pictures anew; `python -m tools.pictures kiosk --whole FOLDER` makes one page's and keeps them in their full size.
"""


def shown(scene: Scene) -> list[tuple[Size, str]]:
    """In which sizes and languages it is pictured. English is pictured once: a second thumbnail of it shows little more, and all
    of them stand in the repository."""
    return [
        (size, lang)
        for size in scene.sizes
        for lang in ("ko", "en")
        if lang == "ko" or size == scene.sizes[0]
    ]


def file_of(scene: Scene, size: Size, lang: str) -> str:
    """The name of a picture's file in docs/screens."""
    name = re.sub(r"[^a-z]+", "-", f"{scene.page} {scene.state}")
    return f"{name}-{size[0]}-{lang}.webp"


def write_page() -> None:
    TARGET.write_text(text(), encoding="utf-8")


def text() -> str:
    """The page as it should be, with every picture."""
    parts = [HEAD]
    for page, scenes in groupby(SCENES, lambda scene: scene.page):
        parts.append(f"## {page[0].upper()}{page[1:]}\n")
        for scene in scenes:
            sizes = ", ".join(f"{width}x{height}" for width, height in scene.sizes)
            parts.append(f"**{scene.state}** ({sizes})\n")
            parts.append("\n".join(_picture(scene, size, lang) for size, lang in shown(scene)))
            parts.append("")
    return "\n".join(parts)


def _picture(scene: Scene, size: Size, lang: str) -> str:
    told = f"{scene.page}, {scene.state}, {size[0]}x{size[1]}, {lang}"
    return f"![{told}](screens/{file_of(scene, size, lang)})"
