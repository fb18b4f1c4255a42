"""What pages, scripts and style sheets ask for is there: a file that was moved leaves no name behind."""

import re
from pathlib import Path

import pytest

from kiosk.pages import offline

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "kiosk" / "static"
TEMPLATES = ROOT / "kiosk" / "templates"
IMPORT = re.compile(r"""(?:\bfrom |\bimport |\bimport\()"([.][^"]+)\"""")
ADDRESS = re.compile(r"""new URL\("([^"]+)", import\.meta\.url\)""")
NAMED = re.compile(r"""filename='([^']+\.\w+)'""")
LISTED = re.compile(r"""for name in \[([^\]]*)\] %}\s*<[^>]*filename='(\w+/)' ~ name ~ '(\.\w+)'""")
URL = re.compile(r"""url\("([^"]+)"\)""")


def test_every_module_and_file_that_a_script_names_is_there() -> None:
    asked = {}
    for script in (STATIC / "js").rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        asked |= {
            (script.name, name): script.parent / name for name in IMPORT.findall(text) + ADDRESS.findall(text)
        }
    assert len(asked) > 150
    assert [by for by, path in asked.items() if not path.resolve().is_file()] == []


@pytest.mark.parametrize("kind, least", [("js", 30), ("css", 25)])
def test_every_script_and_style_sheet_that_a_page_loads_is_there(kind: str, least: int) -> None:
    asked = set()
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        asked |= {name for name in NAMED.findall(text) if name.startswith(f"{kind}/")}
        for names, folder, ending in LISTED.findall(text):
            asked |= {
                f"{folder}{name}{ending}" for name in re.findall(r'"([^"]+)"', names) if folder == f"{kind}/"
            }
    assert len(asked) > least
    assert [name for name in sorted(asked) if not (STATIC / name).is_file()] == []


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    sheets = list((STATIC / "css").rglob("*.css"))
    asked = [
        sheet.parent / name for sheet in sheets for name in URL.findall(sheet.read_text(encoding="utf-8"))
    ]
    assert asked and [str(path) for path in asked if not path.resolve().is_file()] == []


def test_the_service_worker_and_the_guard_stand_where_the_server_looks_for_them() -> None:
    assert offline.WORKER.is_file()
    assert (STATIC / offline.GUARD).is_file()
    assert f'const GUARD = "/static/{offline.GUARD}";' in offline.WORKER.read_text(encoding="utf-8")
