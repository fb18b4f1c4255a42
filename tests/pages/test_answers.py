"""What an answer may hold for whom, over every verb and role: codes of badges, needs, what booths wrote for themselves."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from badges.code import encode
from kiosk.actions import access
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor
from kiosk.screens import kiosk, phone
from tests.cases import CASES, Case
from tests.cast import KEY, Cast

NOTE, NEED = "우리부스만의메모", "휠체어가필요해요"
IDS = range(1, 13)
WHOSE = (
    "visitor",
    "ticket",
    "consultation",
    "invite",
    "signing",
)  # fields that name what is somebody's by its id
# These answer codes nobody sent: a badge that was made, finished codes for a tablet that may be cut off.
MADE = {"visitor.register", "code.block"}


@pytest.fixture
def hall(cast: Cast) -> Cast:
    """The cast with somebody in every state whose code, need or log somebody might ask for."""
    person = cast.arrive("A02")
    met = cast.meet(cast.arrive(), "A03")
    cast.done("consultation.note", consultation=met, note=NOTE)
    line = {"outcome": "contract", "amount": 19_000_000, "note": NOTE}
    cast.done("consultation.finish", consultation=met, lines=[line], note=NOTE, follow_up={"text": NOTE})
    cast.done("visitor.set_need", "desk", visitor=person.id, need=NEED)
    cast.done("visitor.set_need", "desk", visitor=cast.minseo.id, need=NEED)
    cast.done("visitor.register", "phone", name="정유진", enterprise="아직 모르는 기업", consent=True)
    cast.done("visitor.merge", "desk", visitor=cast.register().id, into=cast.hajun.id, reason="같은 사람")
    cast.done("badge.void", "desk", visitor=cast.register().id, reason="분실")
    cast.done("badge.reserve", "desk", count=2)
    cast.done("code.block", "desk", count=2)
    return cast


def codes(cast: Cast) -> set[str]:
    """Every badge's code that is good now, those of blank badges and blocks too."""
    numbers = cast.rows("SELECT number, serial FROM visitors UNION SELECT number, 0 FROM reserved_numbers")
    return {encode(KEY, row["number"], row["serial"]) for row in numbers}


def questions(verb: str, good: dict[str, Any], bad: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The case's fields, and the same about everybody else: any id, with the case's own code and without."""
    yield good
    yield bad
    names = [name for name in VERBS[verb].fields if name in WHOSE]
    for name in names:
        for value in IDS:
            yield good | {name: value}
            yield {key: one for key, one in good.items() if key != "code"} | {name: value}


def actors(cast: Cast, verb: str, found: Case) -> list[Actor]:
    special = {"booth": f"booth:{found.booth}", "visitor": found.who}
    return [cast.actor(special.get(role, role)) for role in sorted(VERBS[verb].roles)]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if VERBS[verb].roles - access.SEE_CODES])
@pytest.mark.sampled(3)
def test_nobody_but_desks_learns_a_badges_code_from_an_answer(hall: Cast, verb: str) -> None:
    found = CASES[verb](hall)
    for actor in actors(hall, verb, found):
        if actor.role in access.SEE_CODES:
            continue
        for fields in questions(verb, found.good, found.bad):
            before = codes(hall)
            answer = hall.do(verb, actor, **fields)
            sent = json.dumps(fields)
            learnt = {code for code in before if code in answer.body and code not in sent}
            own = {encode(KEY, row["number"], row["serial"]) for row in _own(hall, actor)}
            assert learnt - own == set(), (actor.role, fields, answer.body)
            made = {code for code in codes(hall) - before if code in answer.body}
            assert not made or (verb in MADE and answer.ok), (actor.role, fields, answer.body)
            if actor.role != "booth":
                assert NEED not in answer.body, (actor.role, fields)
            if actor.role != "booth" or actor.booth != "A03":
                assert NOTE not in answer.body, (actor.role, fields)


def _own(cast: Cast, actor: Actor) -> list[dict[str, Any]]:
    return cast.rows("SELECT number, serial FROM visitors WHERE id IS ?", actor.visitor_id)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if "kiosk" in VERBS[verb].roles])
def test_a_kiosk_names_a_visitor_by_the_code_alone(hall: Cast, verb: str) -> None:
    """Whatever a kiosk may do about somebody: an id alone is refused as a form, whoever's it is."""
    good = CASES[verb](hall).good
    for name in set(VERBS[verb].fields) & set(WHOSE):
        without_code = {key: one for key, one in good.items() if key not in ("code", name)}
        for value in IDS:
            given = without_code | {name: value}
            assert hall.refused(verb, "kiosk", **given) == (400, "bad_fields"), given
    if "visitor" in VERBS[verb].fields:
        both = {"code": hall.minseo.code} | good | {"visitor": hall.minseo.id}
        assert hall.refused(verb, "kiosk", **both) == (400, "bad_fields")


def test_a_kiosks_own_registration_and_the_badge_it_shows_are_answered_whole(hall: Cast) -> None:
    made = hall.done("visitor.register", "kiosk", name="정유진", enterprise="새 기업", consent=True)[
        "visitor"
    ]
    assert made["badge"]["code"] == encode(KEY, made["number"], 0)
    shown = hall.done("visitor.check_in", "kiosk", code=hall.minseo.code)["visitor"]
    assert shown["badge"]["code"] == hall.minseo.code
    known = hall.do("visitor.register", "kiosk", name="윤민서", enterprise="세진플러스", consent=True)
    assert (known.data["code"], known.data["visitor"]["id"]) == ("already_registered", hall.minseo.id)
    assert known.data["visitor"]["badge"] == {"code": None, "number": hall.minseo.number, "serial": 0}


def test_a_booth_does_not_learn_the_code_of_who_is_not_confirmed(hall: Cast) -> None:
    pending = hall.value("SELECT id FROM visitors WHERE state = 'pending'")
    answer = hall.do("ticket.join", "booth:A01", visitor=pending, booth="A01")
    assert (answer.data["code"], answer.data["visitor"]["id"]) == ("not_confirmed", pending)
    assert answer.data["visitor"]["badge"]["code"] is None


def test_the_desks_list_knows_whom_a_kiosks_refused_registration_was_about(hall: Cast) -> None:
    refused = hall.do(
        "visitor.register", "kiosk", action_id="kept", name="윤민서", enterprise="세진플러스", consent=True
    )
    told = {
        "kept": "kept",
        "deed": "visitor.register",
        "refused": refused.data["code"],
        "message": "이미 있어요.",
    }
    hall.done("late.report", "kiosk", **told)
    assert hall.value("SELECT visitor_id FROM refused_late") == hall.minseo.id


def test_a_bound_phone_reads_what_was_agreed_and_not_what_the_booth_wrote_for_itself(hall: Cast) -> None:
    person = hall.arrive()
    over = hall.meet(person, "A03")
    line = {"outcome": "contract", "amount": 7_000_000, "note": NOTE}
    refused = hall.do("consultation.confirm", f"visitor:{person.id}", consultation=over)
    assert (refused.data["code"], refused.data["consultation"]["lines"]) == ("wrong_state", [])
    hall.done("consultation.finish", consultation=over, lines=[line], note=NOTE, follow_up={"text": NOTE})
    shown = hall.done("consultation.confirm", f"visitor:{person.id}", consultation=over)["consultation"]
    agreed = {"outcome": "contract", "amount": 7_000_000, "plan_item": None, "note": None}
    assert (shown["lines"], shown["note"], shown["follow_up"]) == ([agreed], None, None)


def test_the_stage_reads_what_is_signed_without_the_booths_note_and_what_is_not_both_parties_to_show(
    hall: Cast,
) -> None:
    [met] = hall.rows("SELECT id FROM consultations WHERE state = 'finished'")
    signing = hall.done("signing.announce", "stage", consultation=met["id"])["signing"]
    assert signing["lines"] == [{"outcome": "contract", "amount": None, "plan_item": None}]


def test_who_registers_on_a_phone_learns_nothing_of_the_enterprise_they_name(hall: Cast) -> None:
    """Neither its kind nor its appointment at A01, on the page or at a kiosk, until a desk has seen them."""
    said = {"name": "아무개", "enterprise": "세진플러스", "consent": True}
    made = hall.done("visitor.register", "phone", **said)["visitor"]
    clock = {"now": hall.clock.now, "lang": "ko", "badge_key": KEY}

    def learnt() -> tuple[Any, ...]:
        with hall.store.read() as db:
            shown = phone.show(db, made["badge"]["code"], **clock)
            way = kiosk.where_now(db, made["badge"]["code"], **clock)
        visitor, plan = shown.data["visitor"], shown.data["agenda"]
        asked = [one["booth"] for one in plan["appointments"]]
        return visitor["enterprise"], visitor["kind"], asked, plan["suggestions"] + way["cards"] == []

    assert learnt() == (None, None, [], True)
    hall.done("visitor.confirm", "desk", visitor=made["id"])
    assert learnt() == ("세진플러스", "사회적기업", ["A01"], False)
