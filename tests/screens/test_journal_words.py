"""Whatever the journal may hold is told in words, or named as silent: a verb of tomorrow is thought about."""

import ast
import re
from pathlib import Path

import pytest

from kiosk.actions.perform import VERBS
from kiosk.screens import feed, history, late

ROOT = Path(__file__).resolve().parents[2]
LISTED = 30
EARLIER = {"expo.close_day"}  # a kind that journals of an earlier program hold, whatever the verb means now


def written() -> set[str]:
    """The kinds that the program writes by name."""
    found = set()
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("record", "append"):
                found |= {
                    one.value
                    for one in ast.walk(node.args[0] if node.args else node)
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and re.fullmatch(r"[a-z]+\.[a-z_]+", one.value)
                }
    return found


@pytest.mark.parametrize("words", [feed, history])
def test_every_kind_has_its_sentence_or_is_named_as_silent(words):
    told = {*words.SENTENCES, history.CHECK_IN}
    assert told & words.SILENT == set()
    assert (told | words.SILENT) - EARLIER == (set(VERBS) | written()) - EARLIER


def test_whatever_a_cut_off_station_keeps_has_its_word_on_the_desks_list_and_on_its_own():
    kept = set()
    for path in (ROOT / "kiosk" / "static" / "js").rglob("*.js"):
        kept |= set(re.findall(r'(?:actOrKeep|#keep)\("([a-z]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    page = (ROOT / "kiosk" / "templates" / "_offline.html").read_text(encoding="utf-8")
    own = set(re.findall(r'"deed_([a-z_.]+)"', page))
    assert kept - set(late.DEEDS) == set()
    assert set(late.DEEDS) == own - {"late.report"}
    assert own - set(VERBS) == set()


def test_who_went_home_is_told(store, act, arrive, clock):
    visitor = arrive("김민서")
    act("visitor.check_out", visitor=visitor["id"])
    with store.read() as db:
        assert feed.feed(db, "Asia/Seoul", "ko")[0]["text"] == "퇴장했어요"
        assert history.in_words(db, visitor["id"], lang="en", limit=1)[0]["text"] == "Left"


def test_who_looked_and_what_was_refused_pushes_nothing_out(store, act, arrive):
    """A desk's search is recorded at every key."""
    visitor = arrive("김민서")
    with store.read() as db:
        before = (
            feed.feed(db, "Asia/Seoul", "ko"),
            history.in_words(db, visitor["id"], lang="ko", limit=LISTED),
        )
    for at in range(130):
        act("contact.search", persons=at)
        act("contact.open", visitor=visitor["id"])
    with store.read() as db:
        after = (
            feed.feed(db, "Asia/Seoul", "ko"),
            history.in_words(db, visitor["id"], lang="ko", limit=LISTED),
        )
    assert before == after and before[0] and before[1]
