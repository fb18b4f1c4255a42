"""The journal as programs follow it: whatever was done, no name, phone, mail, note or reason is in a line."""

import json

from kiosk.actions.verbs import VERBS
from kiosk.screens import events
from tests.cast import DAY, ZONE, Cast

BASE = {"seq", "at", "happened_at", "kind", "actor", "station", "booth", "ticket", "consultation"}


def lines(cast: Cast) -> list[dict]:
    """Every entry as it is told; that each is plain is looked at here, for the tests of all verbs too."""
    with cast.store.read() as db:
        told = [events.line(entry, ZONE) for entry in events.after(db, 0, 2**53, 10_000)]
    for line in told:
        require_plain(line)
    return [json.loads(line) for line in told]


def require_plain(line: str) -> None:
    """Names and notes of the cast are Korean, phones and mails have these marks; what is told is of known members."""
    told = json.loads(line)
    assert line.isascii() and "@" not in line and "010-" not in line, line
    assert told.keys() <= BASE | {"refused", *VERBS[told["kind"]].tells}, line
    assert "visitor" not in told


def test_a_meeting_is_followed_from_the_call_to_its_outcome(cast: Cast) -> None:
    person = cast.arrive("A02", name="남궁비밀", phone="010-7654-3210")
    meeting = cast.meet(person, "A02")
    cast.done(
        "consultation.finish",
        "booth:A02",
        consultation=meeting,
        lines=[{"outcome": "contract", "amount": 5_000, "note": "secret note"}],
        note="secret note",
    )
    told = {one["kind"]: one for one in lines(cast) if one["ticket"] in (person.tickets["A02"], None)}
    assert told["visitor.check_in"]["welcome"] == "new" and told["visitor.check_in"]["day"] == DAY
    assert (told["ticket.join"]["booth"], told["ticket.join"]["origin"]) == ("A02", "asked")
    assert (told["consultation.start"]["counter"], told["consultation.start"]["consultation"]) == (1, meeting)
    [finish] = [one for one in lines(cast) if one["kind"] == "consultation.finish"]
    assert (finish["outcomes"], finish["actor"], finish["at"][:10]) == (["contract"], "booth", DAY)
    assert "secret" not in json.dumps(lines(cast))


def test_what_somebody_typed_is_not_told_whatever_a_row_allows(cast: Cast) -> None:
    def write(change):
        change.record("booth.pause", booth_id=1, minutes="call 010-7654-3210", reason="점심")
        change.record("import.apply", what="Kim Minseo", added=3)
        change.record("somebody.elses", secret="x")

    cast.store.change(write)
    with cast.store.read() as db:
        *_, pause, imported, unknown = [events.event(one, ZONE) for one in events.after(db, 0, 2**53, 10_000)]
    assert pause.keys() == unknown.keys() == BASE
    assert imported.keys() == BASE | {"added"}


def test_a_refused_scan_is_told_with_its_code_alone(cast: Cast) -> None:
    cast.refused("visitor.check_in", "desk", code=cast.minseo.code[:-1] + "0")
    assert lines(cast)[-1].get("refused") == "unknown_code"
