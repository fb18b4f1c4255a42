"""What pages, scripts and style sheets ask for is there: a file that was moved leaves no name behind."""

import re
from collections.abc import Iterator
from pathlib import Path

from kiosk.pages import offline

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "kiosk" / "static"
TEMPLATES = ROOT / "kiosk" / "templates"
IMPORT = re.compile(r"""(?:\bfrom |\bimport |\bimport\()"([.][^"]+|_\w+.css)\"""")
ADDRESS = re.compile(r"""new URL\("([^"]+)", import\.meta\.url\)""")
NAMED = re.compile(r"""filename='([^']+\.\w+)'""")
# Pairing counts with it what the device still keeps, by nothing that is newer.
ALSO = STATIC / "js" / "offline" / "station-store.js"
PAGE = re.compile(r"{% block page %}([\w-]+)")
FLOOR = re.compile(r"{% block floor %}(\d+)")
URL = re.compile(r"""url\("?([^")]+)"?\)""")


def test_every_module_and_file_that_a_script_names_is_there() -> None:
    asked = {}
    for script in (STATIC / "js").rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        asked |= {
            (script.name, name): script.parent / name for name in IMPORT.findall(text) + ADDRESS.findall(text)
        }
    assert len(asked) > 150
    assert [by for by, path in asked.items() if not path.resolve().is_file()] == []


def test_every_page_follows_a_new_version_when_it_rests() -> None:
    """By core/upgrade.js, and by the guard for a page whose scripts went with the version before."""
    scripts = {page: (STATIC / f"js/pages/{page}.js").read_text(encoding="utf-8") for page, _ in _pages()}
    assert {page for page, text in scripts.items() if 'import "../core/upgrade.js"' not in text} == set()
    assert "upgrade-guard.js" in (TEMPLATES / "layout.html").read_text(encoding="utf-8")


def test_every_page_has_its_script_and_its_style_sheet() -> None:
    pages = {page for page, _ in _pages()}
    assert len(pages) > 20
    wanted = [
        STATIC / f"{folder}/{page}.{kind}"
        for page in pages
        for kind in ("js", "css")
        for folder in (f"{kind}/pages", f"made/{kind}")
    ]
    assert [str(path) for path in wanted if not path.is_file()] == []


def test_what_a_page_links_beside_its_bundles_is_there() -> None:
    asked = {
        name for path in TEMPLATES.rglob("*.html") for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert "js/core/floor.js" in asked
    assert [name for name in sorted(asked) if not (STATIC / name).is_file()] == []


def test_a_page_for_old_browsers_is_made_of_what_was_linted_for_them() -> None:
    floors = (ROOT / "tools" / "lint" / "floors.mjs").read_text(encoding="utf-8")
    scripts, _, styles = floors.partition("PUBLIC_STYLES")
    for kind, listed in (("js", scripts), ("css", styles)):
        linted = {STATIC / kind / f"{name}.{kind}" for name in re.findall(r'"([\w/-]+)"', listed)}
        old = {STATIC / kind / "pages" / f"{page}.{kind}" for page, floor in _pages() if floor == "85"}
        made_of = {path for page in old for path in _made_of(page) if path.is_relative_to(STATIC / kind)}
        assert len(made_of) > 15 and made_of - linted - {ALSO} == set()


def test_whoever_opens_a_page_on_a_phone_of_their_own_loads_no_font() -> None:
    for page in ("phone", "plan", "register"):
        assert "@font-face" not in (STATIC / "made" / "css" / f"{page}.css").read_text(encoding="utf-8")


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    sheets = [*(STATIC / "made").rglob("*.css"), STATIC / "fonts" / "fonts.css"]
    asked = [
        sheet.parent / name for sheet in sheets for name in URL.findall(sheet.read_text(encoding="utf-8"))
    ]
    assert asked and [str(path) for path in asked if not path.resolve().is_file()] == []


def test_the_service_worker_and_the_guard_stand_where_the_server_looks_for_them() -> None:
    assert offline.WORKER.is_file()
    assert (STATIC / offline.GUARD).is_file()
    assert f'const GUARD = "/static/{offline.GUARD}";' in offline.WORKER.read_text(encoding="utf-8")


def _pages() -> Iterator[tuple[str, str]]:
    """The name of every page's bundles, and its floor."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if '{% extends "layout.html" %}' in text:
            page, floor = PAGE.search(text), FLOOR.search(text)
            yield page[1] if page else "page", floor[1] if floor else "85"


def _made_of(path: Path) -> set[Path]:
    """A script or style sheet, and all that it imports."""
    found, left = set(), [path]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            names = IMPORT.findall(re.sub(r"/\*.*?\*/", "", one.read_text(encoding="utf-8"), flags=re.S))
            left += [(one.parent / name).resolve() for name in names]
    return found
