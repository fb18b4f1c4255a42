"""What tools/vendor.py bundles: every file has the texts of its licences beside it and is named in NOTICE."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools.fonts import FAMILY, MADE
from tools.vendor import PARTS, TYPES, VENDOR

ROOT = Path(__file__).resolve().parent.parent
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
FILES = [name for part in PARTS for name in part.files]
TEXTS = sorted({name for part in PARTS for name in part.licences})
GRANTS = (
    "Permission is hereby granted",
    "Permission to use, copy",
    "SIL OPEN FONT LICENSE",
    "Apache License",
)


def test_every_part_has_a_licence():
    assert [part.files for part in PARTS if not part.licences] == []


@pytest.mark.parametrize("name", [*FILES, *TEXTS])
def test_notice_names_every_bundled_file_and_text(name):
    assert name in NOTICE


@pytest.mark.parametrize("name", TEXTS)
def test_every_licence_lies_beside_the_files_and_is_one(name):
    text = (VENDOR / "licences" / name).read_text(encoding="utf-8")
    assert any(grant in text for grant in GRANTS)


def test_nothing_is_bundled_that_has_no_part():
    bundled = {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != ".made-from" and path.suffix not in {".br", ".gz"}
    }
    # The declarations of types are our own lines, for the compiler alone.
    assert bundled == {*FILES, *TYPES, *(f"licences/{name}" for name in TEXTS)}


def test_fonts_have_the_open_font_licence_under_their_own_name():
    fonts = {name: part.licences for part in PARTS for name in part.files if name.startswith("fonts/")}
    assert fonts
    for licences in fonts.values():
        assert [name for name in licences if name.endswith("-OFL.txt")]


def test_fonts_that_were_cut_keep_their_licence_and_not_the_name_that_it_reserves():
    assert "SIL OPEN FONT LICENSE" in (MADE / "OFL.txt").read_text(encoding="utf-8")
    assert "ExpoKioskSans-*.woff2" in NOTICE and "Pretendard" not in FAMILY
    for path in MADE.glob("*.woff2"):
        with TTFont(path) as font:
            names = {record.nameID: str(record) for record in font["name"].names}
        assert names[1].startswith(FAMILY) and "Pretendard" not in names[4] + names[6]
        assert "Kil Hyung-jin" in names[0]


def test_the_project_itself_is_under_the_apache_licence():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
    for file, said in (
        ("pyproject.toml", 'license = "Apache-2.0"'),
        ("package.json", '"license": "Apache-2.0"'),
    ):
        assert said in (ROOT / file).read_text(encoding="utf-8")
