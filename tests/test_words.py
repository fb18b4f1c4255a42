"""docs/words.md, the glossary, has every word that the code counts on: it can't fall behind."""

import re
from pathlib import Path

import pytest

from kiosk.actions import access
from kiosk.actions.verbs import VERBS
from tests.cast import Cast

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
WORDS = {word for quoted in re.findall(r"`([^`]+)`", PAGE) for word in (quoted, quoted.partition(":")[0])}

CHOICES = re.compile(r"(\w+) TEXT[^,(]*CHECK \(\1 IN \(([^)]*)\)\)")
REFUSED = re.compile(r"[Rr]efused(?:_scan)?\(\s*(?:change,\s*)?\"(\w+)\"")
OF_SQLITE = {"sqlite_sequence", "_sqlite_migrations"}


def test_every_state_role_and_kind_that_a_table_knows_is_explained(cast: Cast) -> None:
    known = {
        word.strip(" '")
        for sql in schema(cast).values()
        for _, words in CHOICES.findall(sql)
        for word in words.split(",")
    }
    assert {"waiting", "organiser", "contract", "lapsed"} <= known  # or the schema is read no more
    assert known - WORDS == set()


def test_every_table_is_explained(cast: Cast) -> None:
    assert schema(cast).keys() - WORDS - OF_SQLITE == set()


def test_every_role_that_may_do_something_is_explained() -> None:
    assert (
        set().union(*(row.roles for row in VERBS.values()), access.STATIONS) | {"system", "stranger"} <= WORDS
    )


@pytest.mark.parametrize("word", sorted(access.TOPICS))
def test_every_topic_is_explained(word: str) -> None:
    assert word in WORDS


def test_every_refusal_of_the_rules_is_explained() -> None:
    codes = {
        code
        for path in (ROOT / "kiosk").rglob("*.py")
        for code in REFUSED.findall(path.read_text(encoding="utf-8"))
    }
    assert {"badge_void", "wrong_state"} <= codes
    assert codes - WORDS == set()


def schema(cast: Cast) -> dict[str, str]:
    """Name of a table -> the statement that made it."""
    with cast.store.read() as db:
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {row["name"]: row["sql"] for row in rows}
