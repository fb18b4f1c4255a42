"""The desk's search: what a volunteer hears is enough, among 10,000 in no time."""

import json
from pathlib import Path

import pytest

from kiosk.actions.verb import Screens
from kiosk.actions.verbs import VERBS
from kiosk.data import journal
from kiosk.live.touched import Touched
from kiosk.screens import organiser, phone
from kiosk.screens.desk_search import Index
from tests.cases import CASES
from tests.snapshots import kept_up, of_people, told

# What the desk's own search on a tablet (offline/snapshot/search.js) is held to as well.
HELD_TO = json.loads((Path(__file__).parents[1] / "js" / "desk-search.json").read_text(encoding="utf-8"))


@pytest.fixture
def people(store, act):
    """name -> number"""
    made = {}
    for person in HELD_TO["people"]:
        number = act("visitor.register", consent=True, **person)["visitor"]["number"]
        made[person["name"]] = number
    return made


@pytest.fixture
def find(store, people):
    index = Index()

    def find(typed):
        with store.read() as db:
            return [row["name"] for row in index.find(db, typed)]

    return find


def test_what_is_heard_finds_the_person(find):
    cases = HELD_TO["cases"]
    assert {case["typed"]: find(case["typed"]) for case in cases} == {
        case["typed"]: case["finds"] for case in cases
    }


def test_the_own_number_comes_first(find, people):
    number = str(people["김민서"])
    assert find(number)[0] == "김민서"


def test_a_name_comes_before_an_enterprise(find):
    assert find("강")[0] == "강미소"


def test_what_is_registered_later_is_found(store, act, find):
    assert find("나중") == []
    act("visitor.register", name="나중에온사람", citizen=True, consent=True)
    assert find("나중") == ["나중에온사람"]


def test_nothing_typed_finds_nobody(find):
    assert find("") == [] and find("  ") == [] and find("(주)") == []


def test_patterns_are_never_code(find):
    assert find(".*") == [] and find("[가-힣") == [] and find("김|강") == []


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.sampled(4)
def test_the_index_kept_up_is_as_one_made_anew_whatever_was_done(cast, verb):
    """Holds the rows' `renames`: a verb that changes names or numbers says so."""
    found = CASES[verb](cast)
    kept, anew = Index(), Index()
    with cast.store.read() as db:
        kept.keep_up(db)
    held = told(cast)
    role = next(
        (role for role in ("organiser", "desk", "kiosk", "booth", "phone", "visitor") if may(verb, role)),
        "system",
    )
    cast.done(verb, as_the_case_says(found, role), **found.good)
    with cast.store.read() as db:
        kept.keep_up(db)
        anew.keep_up(db)
    assert kept.people == anew.people
    # So does a tablet that is told what changed (screens/desk_snapshot.py).
    news = told(cast, of=held["of"], after=held["seq"])
    assert of_people(kept_up(held, news)) == of_people(told(cast))


def as_the_case_says(found, role):
    return {"booth": f"booth:{found.booth}", "visitor": found.who}.get(role, role)


def may(verb, role):
    return role in VERBS[verb].roles


def test_a_look_up_reads_nobody_again(store, act, people):
    """A desk's own search stands in the journal at every key."""
    index, asked = Index(), []
    with store.read() as db:
        index.find(db, "김")
    act("contact.search", persons=1)
    act("citizen.count", count=1)
    with store.read() as db:
        db.set_trace_callback(asked.append)
        index.find(db, "김")
        db.set_trace_callback(None)
    assert [sql for sql in asked if " contacts " in sql] == []


@pytest.mark.parametrize("verb", [verb for verb, row in VERBS.items() if row.screens is Screens.NONE])
def test_what_no_screen_shows_wakes_no_screen(cast, verb):
    found, touched = CASES[verb](cast), Touched()
    seq, before = cast.value("SELECT max(seq) FROM journal") or 0, shown(cast)
    roles = [one for one in ("desk", "organiser", "visitor") if may(verb, one)] or ["system"]
    cast.done(verb, found.who if roles[0] == "visitor" else roles[0], **found.good)
    with cast.store.read() as db:
        entries = journal.entries_after(db, seq)
    for entry in entries:
        touched.add_entry(entry, {})
    assert [entry.kind for entry in entries] == [verb]
    assert not touched
    assert shown(cast) == before


def shown(cast):
    now, key = cast.clock.now, cast.store.badge_key
    with cast.store.read() as db:
        screens = [
            organiser.show(db, now=now, lang="ko", badge_key=key),
            phone.show(db, cast.minseo.code, None, now=now, lang="ko", badge_key=key),
        ]
    return [(screen.parts, screen.data) for screen in screens]


def test_people_who_change_are_found_as_by_an_index_made_anew(store, act, find):
    kept = Index()
    with store.read() as db:
        kept.find(db, "김")
    made = [
        act("visitor.register", name=f"김가{at}", consent=True, enterprise=f"마바 {at}") for at in range(220)
    ]
    for at, one in enumerate(made):
        if at % 5 == 0:
            fields = {
                "visitor": one["visitor"]["id"],
                "into": made[at + 1]["visitor"]["id"],
                "reason": "같은 사람",
            }
            act("visitor.merge", **fields)
        if at % 50 == 0:  # looked through now and then, so that some stand in the text and some beside it
            with store.read() as db:
                kept.find(db, "김")
    for typed in ("김", "김가7", "ㄱㄱ", "마바 1", "마ㅂ 김", "17", "2827", "1111-2222", "제갈"):
        with store.read() as db:
            assert kept.find(db, typed, 500) == Index().find(db, typed, 500)
    with store.read() as db:
        assert len(kept.find(db, "김가", 500)) == 176
