"""The writer's process: what is sent to it arrives as it was, and what comes together shares a commit."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.actions.perform import Prepared, settle
from kiosk.actions.refusals import NotFound
from kiosk.actions.verb import INSIDE, SILENT, Verb, takes
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor, Store
from kiosk.serving import writer
from tests.cast import KEY, Cast

TEXTS = some.text(
    some.characters(exclude_categories=())
)  # lone surrogates too: what is no text is refused by a rule
ACTORS = some.builds(
    Actor,
    TEXTS,
    station_id=some.none() | some.integers(1),
    booth=some.none() | TEXTS,
    visitor_id=some.none() | some.integers(1),
    phone=some.none() | TEXTS,
    secure=some.booleans(),
)
ACTIONS = some.builds(Prepared, TEXTS, ACTORS, TEXTS, TEXTS, TEXTS, some.integers(0, 2**53), TEXTS)


@pytest.fixture
def store(cast: Cast) -> Iterator[Store]:
    """The expo as the writer's process has it open."""
    opened = Store(
        cast.store.path.parent,
        clock=cast.clock,
        badge_key=KEY,
        waiter=writer.CommitWaiter,
        own_thread=False,
        synchronous="OFF",
    )
    yield opened
    opened.close()


def action(verb: str, action_id: str, **values: Any) -> Prepared:
    return Prepared(verb, Actor("desk", station_id=1), action_id, json.dumps(values), "hash", 0, "ko")


def settled(store: Store, *together: Prepared) -> dict[int, tuple[int, str]]:
    """number -> status and text of what was sent together, numbered from 0."""
    sent = [writer.request_of(number, one)[writer.REQUEST.size :] for number, one in enumerate(together)]
    found = {}
    for answer in writer.settle_together(store, sent):
        number, status, length = writer.ANSWER.unpack_from(answer)
        assert len(answer) == writer.ANSWER.size + length
        found[number] = status, answer[writer.ANSWER.size :].decode()
    return found


@given(some.integers(0, 2**63), some.floats(0, allow_nan=False), ACTIONS)
def test_an_action_arrives_as_it_was_sent(number: int, until: float, sent: Prepared) -> None:
    request = writer.request_of(number, sent, until)[writer.REQUEST.size :]
    assert writer.read_request(request) == (number, until, sent)


@given(some.lists(some.binary(max_size=40), min_size=1, max_size=8), some.data())
def test_requests_are_whole_however_the_channel_cuts_them(sent: list[bytes], data: some.DataObject) -> None:
    stream = b"".join(writer.REQUEST.pack(len(one)) + one for one in sent)
    cuts = sorted(data.draw(some.sets(some.integers(1, max(1, len(stream) - 1)), max_size=6)))
    own, its = socket.socketpair()

    def send() -> None:
        with own:
            for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
                own.sendall(stream[start:end])

    sender = threading.Thread(target=send)
    sender.start()
    with its:
        assert [one for together in writer.requests(its) for one in together] == sent
    sender.join()


def test_what_comes_together_shares_one_commit_and_keeps_its_order(cast: Cast, store: Store) -> None:
    people = [cast.register() for _ in range(5)]
    commits: list[int] = []
    store.after_commit = lambda: commits.append(1)
    answers = settled(store, *(action("visitor.check_in", f"in-{one.id}", visitor=one.id) for one in people))
    assert len(commits) == 1
    assert {status for status, _ in answers.values()} == {200}
    entries = [row["visitor_id"] for row in cast.journal("visitor.check_in")]
    assert entries == [one.id for one in people]


def test_the_same_action_twice_in_one_commit_is_done_once(cast: Cast, store: Store) -> None:
    person = cast.register()
    answers = settled(store, *[action("visitor.check_in", "once", visitor=person.id)] * 3)
    assert len(set(answers.values())) == 1
    assert len(cast.journal("visitor.check_in")) == 1


def test_a_refusal_and_a_fault_undo_nothing_of_the_others(
    cast: Cast, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(change: Any) -> dict[str, Any]:
        change.insert("agencies", name="성북구")
        raise RuntimeError("a fault")

    monkeypatch.setitem(
        VERBS, "ticket.faulty", Verb(fail, takes(), INSIDE, late=False, history=SILENT, feed=SILENT)
    )
    person = cast.register()
    answers = settled(
        store,
        action("ticket.faulty", "bad"),
        action("ticket.leave", "nobody's", ticket=10_000),
        action("booth.open", "open already", booth="A01"),
        action("visitor.check_in", "good", visitor=person.id),
    )
    assert [answers[number][0] for number in range(4)] == [writer.FAULT, 404, 409, 200]
    assert "fault in ticket.faulty" in caplog.text
    assert cast.value("SELECT count(*) FROM agencies WHERE name = '성북구'") == 1
    assert cast.places(person) == []
    assert cast.value("SELECT count(*) FROM answers WHERE action_id IN ('bad', 'nobody''s')") == 0
    assert cast.value("SELECT count(*) FROM answers WHERE action_id IN ('open already', 'good')") == 2


def test_names_are_filled_in_by_who_asked(cast: Cast, store: Store) -> None:
    person = cast.register(name="이하늘", enterprise="구름 기업")
    _, text = settled(store, action("visitor.check_in", "in", visitor=person.id))[0]
    assert "이하늘" not in text
    cast.store.elsewhere = _Same(store)
    assert cast.done("visitor.check_in", "desk", visitor=person.id)["visitor"]["name"] == "이하늘"


class _Same:
    """Another process, played by this one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settle(self, given: Prepared) -> tuple[int, str]:
        return settled(self._store, given)[0]


def test_what_only_this_process_holds_is_performed_here(cast: Cast, tmp_path: Path) -> None:
    class Nobody:
        def settle(self, given: Prepared) -> tuple[int, str]:
            raise AssertionError(given.verb)

    cast.store.elsewhere = Nobody()
    assert cast.do("import.apply", kind="agencies", upload="no upload").status == NotFound.status


def test_settle_alone_says_the_same_as_perform(cast: Cast) -> None:
    refused = cast.do("booth.open", "organiser", action_id="a", booth="A01")
    again = settle(cast.store, Prepared("booth.open", cast.actor("organiser"), "a", "{}", "other", 0, "ko"))
    assert (refused.status, again[0]) == (409, 409)
    assert "action_id_reused" in again[1]
