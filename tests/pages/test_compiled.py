"""Compiled templates are kept between two starts, and nobody needs them to be."""

import shutil
import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from kiosk.pages.compiled import kept_templates


def environment(texts: dict[str, str], compiled: list[str]) -> Environment:
    """As after a start; `compiled` lists what it compiles."""

    class Listed(Environment):
        def compile(self, source, name=None, *more, **named):
            compiled.append(name)
            return super().compile(source, name, *more, **named)

    return Listed(loader=DictLoader(texts), bytecode_cache=kept_templates())


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_template_is_compiled_once_for_all_starts_until_it_changes() -> None:
    compiled: list[str] = []
    for text, shown in (("{{ 1 + 1 }}", "2"), ("{{ 1 + 1 }}", "2"), ("{{ 1 + 2 }}", "3")):
        found = environment({"sum.html": text}, compiled).get_template("sum.html")
        assert found.render() == shown
    assert compiled == ["sum.html", "sum.html"]


def test_a_page_needs_no_room_for_them(temporary: Path) -> None:
    page = environment({"sum.html": "{{ 1 + 1 }}"}, [])
    shutil.rmtree(temporary)
    assert page.get_template("sum.html").render() == "2"
    temporary.write_text("no folder")
    assert kept_templates() is None
