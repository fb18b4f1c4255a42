"""What of an entry somebody typed is known by its name: a rule that writes another must say which of the two it is."""

import ast
from pathlib import Path

import kiosk
from kiosk.expo.person import erasure

# Of an entry's detail, what the program writes itself: ids, numbers, times, words of its own, or what is about no person.
OWN = frozenset(
    "absent_from after again_of agencies_sha256 alarm amount attachment before booths by came_at card cards citizens code_tail columns consultation count counter"
    " counters crowd day days deed driver due_on emblem ended extended_ms face first finished_at gathering given gone hours into invite"
    " item jobs job kept lines merged message minutes moment moved name notice number on open ordinal origin other outcome"
    " outcomes over_at pace pending people persons phones plays printer problem provisional purpose purposes put_back rank"
    " refused removed replaced_by replaces reset role rows serial settings sha256 share sheets show_amount signing skipped"
    " state station substitutes tablets then to took touches until version visitors waiting was_done_at welcome what wished won"
    " x_m y_m"
    # of paper and of promises (follow_up.link: the id of a link)
    " agency ended_at link place promise purchase started_at".split()
)


def test_every_detail_that_a_rule_records_is_known_as_typed_or_as_our_own() -> None:
    columns = {"visitor_id", "booth_id", "ticket_id", "consultation_id", None}
    recorded = {
        (keyword.arg, f"{path.name}:{node.lineno}")
        for path in Path(kiosk.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record"
        for keyword in node.keywords
        if keyword.arg not in columns
    }
    assert len(recorded) > 100
    assert {one for one in recorded if one[0] not in erasure.TYPED | OWN} == set()


def test_what_was_typed_goes_and_what_the_program_said_stays() -> None:
    detail = {
        "reason": "민서가 원해서",
        "serial": 2,
        "skipped": [{"ticket": 3, "reason": "in_meeting"}],
        "why": ["민서"],
    }
    assert erasure.scrub(detail) == detail | {"reason": None, "why": []}
    answer = {"message": "적어 둘게요: 휠체어.", "visitor": {"need": "휠체어", "number": 7}}
    assert erasure.scrub_answer(answer, "ko") == {
        "message": "개인정보와 함께 지운 내용이에요.",
        "visitor": {"need": None, "number": 7},
    }
