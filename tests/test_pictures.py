"""docs/screens.md shows every picture that there is, and none is too large for the repository."""

from tools.pictures.page import PICTURES, TARGET, file_of, shown, text
from tools.pictures.scenes import SCENES

MOST_BYTES, MOST_ALL_BYTES = 25_000, 1_500_000


def test_the_page_shows_every_scene_and_every_picture_is_there() -> None:
    """Where it fails: .venv/bin/python -m tools.pictures."""
    assert TARGET.read_text(encoding="utf-8") == text()
    wanted = {file_of(scene, size, lang) for scene in SCENES for size, lang in shown(scene)}
    assert {path.name for path in PICTURES.iterdir()} == wanted


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_ALL_BYTES
