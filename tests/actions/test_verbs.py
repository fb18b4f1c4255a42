"""The table of verbs: each row is whole and makes sense, and everything that speaks of a verb reads it there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from kiosk.actions import fields, timers
from kiosk.actions.access import STATIONS
from kiosk.actions.verb import SAME, By, Kind, Screens, Verb, takes, who
from kiosk.actions.verbs import VERBS, is_public, kind_of, kinds
from kiosk.data import journal
from kiosk.data.store import Change
from kiosk.live.touched import Touched
from kiosk.pages.plain_http import OPEN_ENDPOINTS
from kiosk.screens import feed, history, late
from tests.cases import CASES
from tests.cast import KEY, ZONE, Cast
from tools.contract import contract

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "kiosk"
SCRIPTS = CODE / "static" / "js"
# Who can be cut off and go on: their pages have an outbox.
KEEPERS = {"kiosk", "desk", "booth", "door"}
FILES = {"csv", "db", "ics", "key", "pdf", "png", "xlsx"}


def test_every_verb_has_a_case() -> None:
    assert CASES.keys() == VERBS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_a_row_makes_sense(verb: str) -> None:
    row = VERBS[verb]
    assert row.rule.__doc__, "docs/contract.md says what it does"
    assert row.roles <= STATIONS | {"visitor", "phone"}
    assert row.fields.keys() >= set(row.one_of) and len(row.one_of) != 1
    assert row.roles >= set(row.badge_from) and ("code" in row.fields or not row.badge_from)
    assert not row.sends_to_booth or "booth" in row.fields
    assert row.roles or not (row.by_page or row.over_http), "what is inside is open nowhere"
    assert not (row.by_page and row.over_http)
    assert not (row.for_strangers and row.roles), "`system` asks for them"
    assert not row.is_rationed or "phone" in row.roles
    assert row.late or not row.on_expo_days
    if row.deed:
        assert row.late and row.roles & KEEPERS


# What over plain HTTP may be said: whom and where by numbers and codes, never a person's data.
IN_THE_OPEN = {"code", "visitor", "ticket", "invite", "booth", "digits", "bind", "item", "on"}


def test_plain_http_takes_what_phones_do_and_nothing_about_a_person() -> None:
    for verb, row in VERBS.items():
        if row.over_http:
            assert row.roles & {"visitor", "phone"}, verb
            assert row.fields.keys() <= IN_THE_OPEN, verb


def test_every_sentence_stands_in_the_catalogue_and_takes_a_booth_at_most() -> None:
    catalogue = CODE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    english = {message.id: message.string for message in read_po(catalogue.open("rb"))}
    for name, kind in kinds().items():
        for sentence in sentences(kind):
            assert english.get(sentence), (name, sentence)
            assert set(re.findall(r"%\((\w+)\)", sentence)) <= {"booth"}, (name, sentence)


def sentences(kind: Kind) -> Iterator[str]:
    for said in (kind.history, kind.in_feed):
        if said:
            yield from said.sentences.values() if isinstance(said, By) else (said,)
    if isinstance(kind, Verb) and kind.deed:
        yield kind.deed
    if isinstance(kind, Verb) and kind.by_clock:
        yield kind.by_clock


def test_what_the_journal_is_given_is_a_verb() -> None:
    """An entry of a kind that no row knows would be told nowhere."""
    assert recorded() - VERBS.keys() == set()


def recorded() -> set[str]:
    """The kinds that the rules write by name."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("record", "append"):
                texts = (one.value for one in ast.walk(node.args[0] if node.args else node) if is_text(one))
                found |= {one for one in texts if re.fullmatch(r"[a-z]+\.[a-z_]+", one)}
    return found


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_nobody_names_a_verb_that_does_not_exist() -> None:
    """A query, a page or a script that asks for a verb of another name finds nothing, and nobody notices."""
    families = "|".join({name.partition(".")[0] for name in kinds()})
    named = re.compile(rf"""(["'])((?:{families})\.([a-z_]+))\1""")
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in CODE.rglob("*.*")
        if path.suffix in (".py", ".html", ".js") and "vendor" not in path.parts
        for _, name, ending in named.findall(path.read_text(encoding="utf-8"))
        if not (kind_of(name) or name in OPEN_ENDPOINTS or ending in FILES)
    }
    assert unknown == set()


def test_a_browser_keeps_exactly_the_verbs_whose_rows_have_a_word_for_it() -> None:
    assert kept_by_browsers() == {verb for verb, row in VERBS.items() if row.deed}


def kept_by_browsers() -> set[str]:
    """actOrKeep("...", ...), keep("..."), what is undone by actOrKeep, and a page's own set of those it keeps."""
    verb = r'"([a-z]+\.[a-z_]+)"'
    found: set[str] = set()
    for path in SCRIPTS.rglob("*.js"):
        script = path.read_text(encoding="utf-8")
        found |= set(re.findall(rf"\b(?:actOrKeep|keep)\(\s*{verb}", script))
        found |= set(
            re.findall(rf"\bundoable\(\s*{verb}(?:(?!undoable\().)*?\bactOrKeep\)", script, re.DOTALL)
        )
        for listed in re.findall(r"\bKEPT = new Set\(\[(.*?)\]", script, re.DOTALL):
            found |= set(re.findall(verb, listed))
    return found


def test_what_the_clock_does_has_its_words() -> None:
    """They are told to the organiser when the clock can't."""
    clock = Path(timers.__file__).read_text(encoding="utf-8")
    done = {name for name in re.findall(r'"([a-z]+\.[a-z_]+)"', clock) if name in VERBS}
    assert done == {verb for verb, row in VERBS.items() if row.by_clock}


class TestANewVerb:
    """One row and one rule: nothing else is told of it, and everything knows it."""

    @pytest.fixture(autouse=True)
    def wave(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def wave(change: Change, *, visitor: int) -> dict[str, Any]:
            """Somebody waves at the desk."""
            change.record("visitor.wave", visitor_id=visitor)
            return {"waved": visitor}

        row = Verb(
            wave,
            takes({"visitor": fields.identifier}),
            who("desk stage"),
            deed="인사",
            history="손을 흔들었어요",
            feed=SAME,
            screens=Screens.STAGE,
        )
        monkeypatch.setitem(VERBS, "visitor.wave", row)

    def test_is_done_by_its_roles_alone_with_its_fields_alone(self, cast: Cast) -> None:
        someone = {"visitor": cast.minseo.id}
        assert is_public("visitor.wave")
        assert cast.done("visitor.wave", "desk", **someone)["waved"] == cast.minseo.id
        assert cast.refused("visitor.wave", "kiosk", **someone) == (403, "not_allowed")
        assert cast.refused("visitor.wave", None, **someone) == (401, "not_paired")
        assert cast.refused("visitor.wave", "desk", hand="left", **someone) == (400, "bad_fields")

    def test_is_told_in_history_and_feed_and_wakes_its_screens(self, cast: Cast) -> None:
        cast.done("visitor.wave", "stage", visitor=cast.minseo.id)
        touched = Touched()
        with cast.store.read() as db:
            assert feed.feed(db, ZONE, "ko")[0]["text"] == "손을 흔들었어요"
            told = history.in_words(db, cast.minseo.id, lang="ko", limit=1)
            [entry] = [one for one in journal.entries_after(db, 0) if one.kind == "visitor.wave"]
        assert told[0]["text"] == "손을 흔들었어요"
        touched.add_entry(entry, {})
        assert touched.visitors == {cast.minseo.id}
        assert touched.words == {"organiser", "preparation", "rehearsal", "stage", "board"}

    def test_is_kept_by_who_is_cut_off_and_stands_on_the_desks_list(self, cast: Cast) -> None:
        refused = {"refused": "wrong_state", "message": "늦었어요."}
        cast.done("late.report", "desk", kept="one", deed="visitor.wave", **refused)
        with cast.store.read() as db:
            assert late.to_check(db, "ko", KEY)[0]["what"] == "인사"
        assert late.deed_words("ko")["deed_visitor.wave"] == "인사"
        late_by_far = {"at": 0, "sent_at": 10**9}
        cast.done("visitor.wave", "desk", visitor=cast.minseo.id, **late_by_far)
        assert '"time_unknown": true' in cast.value("SELECT detail FROM journal WHERE kind = 'visitor.wave'")

    def test_stands_in_the_contract(self) -> None:
        row = "| `visitor.wave` | `visitor` | desk, stage | HTTPS | Somebody waves at the desk. | yes |  |"
        assert row in contract().splitlines()
