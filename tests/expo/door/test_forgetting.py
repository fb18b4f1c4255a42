"""Who is forgotten leaves no trace in any file, and every figure as it was."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.exchange import forgotten
from kiosk.exchange.badge_sheets import write_sheet
from kiosk.exchange.export import export
from kiosk.exchange.ready_sheets import booth_logs
from kiosk.exchange.restore import restore
from kiosk.expo.figures import definitions, scope
from kiosk.expo.meeting import attachments
from kiosk.expo.square import booths
from tests.cases import CONTRACT, programme_item
from tests.cast import Cast, Person
from tests.expo.figures.test_replay import assert_given_back
from tests.traces import traces

NAME, TITLE, PHONE, MAIL, NEED = (
    "남궁아람솔",
    "특별고문역",
    "010-7391-2864",
    "aramsol@example.kr",
    "보청기지원",
)
NOTE, REASON, FILE_NAME, BYTES = (
    "아람솔님의사정",
    "까닭을적음",
    "아람솔명함.png",
    b"\x89PNG\r\n\x1a\n" + b"picture-of-aramsol" * 9,
)
WORDS = (NAME, TITLE, PHONE, MAIL, NEED, NOTE, REASON, "아람솔명함", "picture-of-aramsol")


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.store.after_forgetting = partial(forgotten.after_forgetting, cast.store)
    return cast


def figures(cast: Cast) -> dict[str, Any]:
    with cast.store.read() as db:
        about = [scope.of_expo(db, cast.clock.now), *scope.each_day(db, cast.clock.now)]
        return {str(one): definitions.collect(db, one) for one in about}


def lived(cast: Cast) -> Person:
    """Somebody of whom something stands wherever it can."""
    person = cast.register(
        NAME,
        "B01",
        enterprise="어느 기업",
        title=TITLE,
        phone=PHONE,
        email=MAIL,
        need=NEED,
        consent={"keep": True, "share": True, "need": True},
    )
    cast.check_in(person)
    for booth in ("A02", "A03"):
        cast.join(person, booth)
    cast.done("badge.reprint", visitor=person.id, reason=REASON)
    person.code = cast.done("badge.reprint", visitor=person.id)["visitor"]["badge"]["code"]
    cast.done("phone.bind", "phone:theirs", code=person.code, digits=PHONE[-4:])
    cast.call("A02")
    cast.done("ticket.uncall", ticket=person.tickets["A02"], reason=REASON)
    cast.done("ticket.call", ticket=person.tickets["A02"], counter=1, reason=REASON)
    meeting = cast.meet(person, "A02")
    cast.done("consultation.note", consultation=meeting, note=NOTE, lines=[])
    cast.done(
        "consultation.finish",
        consultation=meeting,
        lines=[CONTRACT | {"note": NOTE}],
        note=NOTE,
        shared_note=NOTE,
        topics=[NOTE],
        follow_up={"text": NOTE, "who": NAME, "due": "다음 주"},
    )
    cast.done("consultation.correct", consultation=meeting, lines=[CONTRACT], reason=REASON, note=NOTE + "2")
    with attachments.arriving(attachments.examine(BYTES)) as sha256:
        cast.done("consultation.attach", consultation=meeting, sha256=sha256, name=FILE_NAME)
    cast.done("signing.send", consultation=meeting)
    promise = {"outcome": "commitment", "amount": 5_000_000}
    cast.done("consultation.correct", consultation=meeting, lines=[CONTRACT, promise], reason=REASON)
    line = cast.value("SELECT max(id) FROM lines WHERE outcome = 'commitment'")
    for answer in ({"state": "lapsed", "reason": NOTE}, {"state": "open", "reason": f"{NAME} 님 연락 안 됨"}):
        cast.done("follow_up.answer", promise=line, **answer, by=f"총무과({NAME} 님 담당)")
    cast.done(
        "follow_up.undo", follow_up=cast.value("SELECT max(id) FROM follow_ups"), reason=f"{NAME} 님이 전화함"
    )
    signing = cast.value("SELECT id FROM signings WHERE consultation_id = ?", meeting)
    cast.done("signing.edit", signing=signing, text=NOTE)
    cast.done("message.send", text=f"{NAME}님({PHONE})을 찾아요")
    cast.done("booth.pause", booth="B02", reason=f"{NAME} 님과 이야기")
    cast.done("booth.open", booth="B02")
    return person


def forget(cast: Cast, person: Person, who: str = "desk") -> dict[str, Any]:
    return cast.done("visitor.forget", who, visitor=person.id, reason=f"{NAME} 본인이 원해요")


def test_nothing_of_them_stands_in_any_file_and_every_figure_is_the_same(cast: Cast) -> None:
    folder = cast.store.path.parent
    person = lived(cast)
    cast.store.backup(folder / "my-backup.db")
    export(cast.store, folder / "out")
    write_sheet(cast.store, folder / "badges.pdf")
    (folder / "notes.txt").write_text("아무도 아닌 사람의 메모", encoding="utf-8")
    (folder / "list.csv").write_bytes(f"이름,전화\n{NAME},-\n".encode("cp949"))
    with cast.store.read() as db:
        assert db.execute("SELECT count(*) AS n FROM contacts WHERE name = ?", (NAME,)).fetchone()["n"] == 1
    assert {word for _, word in traces(folder, *WORDS)} >= {NAME, PHONE, MAIL, NEED, NOTE, REASON}
    before = figures(cast)
    removed = forget(cast, person)["removed"]
    assert figures(cast) == before
    assert traces(folder, *WORDS) == set()
    assert removed["names"] == removed["phone_numbers"] == removed["emails"] == removed["needs"] == 1
    assert {"notes", "follow_ups", "reasons", "places", "phones", "answers"} <= removed.keys()
    assert sorted(
        path.name for path in folder.iterdir() if path.is_file() and "expo.db" not in path.name
    ) == [
        "forgotten.jsonl",
        "my-backup.db",
        "notes.txt",
    ]
    assert cast.places(person) == []
    assert_given_back(cast.store)


def test_another_expo_in_a_folder_of_its_own_forgets_nobody(cast: Cast) -> None:
    """Its visitors have the same ids, and are others."""
    person, other = lived(cast), cast.store.path.parent / "2025"
    other.mkdir()
    (other / "badge.key").write_text("00")
    cast.store.backup(other / "expo.db")
    before = (other / "expo.db").read_bytes()
    forget(cast, person)
    assert (other / "expo.db").read_bytes() == before


def test_what_remains_says_so_in_its_language(cast: Cast) -> None:
    person = lived(cast)
    first = cast.do(
        "ticket.call", action_id="again", ticket=person.tickets["A03"], counter=1, reason="급해요"
    )
    assert NAME in first.body
    forget(cast, person)
    korean = cast.do(
        "ticket.call", action_id="again", ticket=person.tickets["A03"], counter=1, reason="급해요"
    ).data
    english = cast.do(
        "ticket.call", action_id="again", ticket=person.tickets["A03"], counter=1, reason="급해요", lang="en"
    ).data
    names = [one["ticket"]["visitor"]["name"] for one in (korean, english)]
    assert (korean["ok"], names) == (True, ["지워진 참가자", "Removed visitor"])


def test_a_badge_of_somebody_forgotten_opens_nothing_and_every_action_about_them_is_refused(
    cast: Cast,
) -> None:
    person = lived(cast)
    forget(cast, person)
    assert cast.refused("visitor.check_in", "kiosk", code=person.code) == (409, "forgotten")
    for verb, fields in {
        "ticket.join": {"booth": "A02"},
        "visitor.set_need": {"need": "휠체어"},
        "badge.void": {"reason": "분실"},
        "visitor.forget": {"reason": "또"},
        "phone.unbind": {},
    }.items():
        assert cast.refused(verb, "organiser", visitor=person.id, **fields) == (409, "forgotten"), verb
    assert cast.value("SELECT count(*) FROM phones WHERE visitor_id = ?", person.id) == 0


def test_only_they_themselves_may_from_a_phone_and_only_over_https(cast: Cast) -> None:
    from kiosk.data.store import Actor

    def asked(actor: Actor) -> tuple[int, str]:
        return cast.refused("visitor.forget", actor, visitor=cast.minseo.id, reason="본인")

    assert asked(Actor("visitor", visitor_id=cast.hajun.id)) == (403, "not_allowed")
    assert asked(Actor("visitor", visitor_id=cast.minseo.id, secure=False)) == (403, "not_allowed")
    assert forget(cast, cast.minseo, f"visitor:{cast.minseo.id}")["removed"]["names"] == 1


def test_a_meeting_that_runs_is_finished_and_counted_without_what_is_written_in_it(cast: Cast) -> None:
    person = cast.arrive("A02", name=NAME, enterprise="어느 기업", phone=PHONE)
    meeting = cast.meet(person, "A02")
    forget(cast, person)
    answer = cast.done(
        "consultation.finish", consultation=meeting, lines=[CONTRACT | {"note": NOTE}], note=NOTE
    )
    assert (answer["consultation"]["note"], answer["consultation"]["lines"][0]["note"]) == (None, None)
    assert (
        cast.value("SELECT amount_won FROM lines WHERE consultation_id = ? AND version = 1", meeting)
        == CONTRACT["amount"]
    )
    assert cast.value("SELECT count(*) FROM consultations WHERE note IS NOT NULL") == 0
    forgotten.keep_up(cast.store)
    assert traces(cast.store.path.parent, NAME, PHONE, NOTE) == set()
    assert cast.places(person) == []


def test_an_outbox_that_comes_later_brings_nobody_back(cast: Cast, tmp_path: Path) -> None:
    cast.store.backup(tmp_path / "old.db")
    given = {
        "name": NAME,
        "phone": PHONE,
        "enterprise": "어느 기업",
        "consent": True,
        "action_id": "kept on a tablet",
    }
    visitor = cast.done("visitor.register", "desk", **given)["visitor"]
    cast.done("visitor.forget", visitor=visitor["id"], reason="본인")
    assert cast.done("visitor.register", "desk", **given)["visitor"]["name"] == "지워진 참가자"
    restore(cast.store, tmp_path / "old.db")
    assert cast.refused("visitor.register", "desk", **given) == (409, "forgotten")
    other = cast.register("다른 사람")
    assert other.id == visitor["id"]  # the number is given anew, and is not forgotten with the one before
    cast.store.backup(tmp_path / "new.db")
    restore(cast.store, tmp_path / "new.db")
    assert cast.value("SELECT name FROM contacts WHERE visitor_id = ?", other.id) == "다른 사람"


def test_a_restored_backup_forgets_again_and_leaves_no_trace(cast: Cast, tmp_path: Path) -> None:
    person = lived(cast)
    cast.store.backup(tmp_path / "old.db")
    forget(cast, person)
    restore(cast.store, tmp_path / "old.db")
    assert traces(cast.store.path.parent, *WORDS) == set()
    assert cast.value("SELECT forgotten_at FROM visitors WHERE id = ?", person.id) is not None
    lines = [
        json.loads(line) for line in (cast.store.path.parent / "forgotten.jsonl").read_text().splitlines()
    ]
    assert [one.keys() for one in lines] == [{"visitor", "at", "actions"}]


def test_one_registration_merged_into_another_goes_with_it(cast: Cast) -> None:
    twice = cast.register(NAME, enterprise="어느 기업", phone=PHONE)
    cast.done("visitor.merge", visitor=twice.id, into=cast.minseo.id, reason=REASON)
    forget(cast, cast.minseo)
    assert traces(cast.store.path.parent, NAME, PHONE, REASON, "윤민서", "010-5849-4074") == set()


def test_a_seat_for_which_somebody_waits_is_theirs(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    for person in (cast.minseo, cast.seoyeon):
        cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    forget(cast, cast.minseo)
    assert (
        cast.value("SELECT visitor_id FROM sign_ups WHERE left_at IS NULL AND seated_at IS NOT NULL")
        == cast.seoyeon.id
    )


def test_who_takes_back_that_agencies_are_told_is_told_no_more_and_who_has_it_sees_that(cast: Cast) -> None:
    cast.check_in(cast.minseo)
    cast.finish(cast.meet(cast.minseo, "A02"))

    def sheets() -> dict[str, list[list[Any]]]:
        with cast.store.read() as db:
            book, _ = booth_logs.book(db, booths.find(db, "A02"), "ko")
        return {table.title: [row[:1] + row[2:3] + row[-1:] for row in table.rows] for table in book.tables}

    assert [row[0] for row in sheets()["연락처"]] == [str(cast.minseo.number)]
    assert "동의를 거둔 분" not in sheets()
    cast.done("export.note", "booth:A02", persons=1, rows=1)
    cast.clock.pass_min(1)
    cast.done("visitor.set_consent", f"visitor:{cast.minseo.id}", visitor=cast.minseo.id, share=False)
    assert sheets()["연락처"] == []
    number = str(cast.minseo.number)
    assert sheets()["동의를 거둔 분"] == [[number, "연락처를 알리는 동의를 거뒀어요", "예"]]
    cast.clock.pass_min(1)
    cast.done("export.note", "booth:A02", persons=1, rows=1)
    assert sheets()["동의를 거둔 분"] == [[number, "연락처를 알리는 동의를 거뒀어요", None]]
    forget(cast, cast.minseo)
    assert sheets()["동의를 거둔 분"][0][1] == "개인정보를 지웠어요"


def test_whatever_people_did_one_is_forgotten_without_a_trace(simulated_copy: Any) -> None:
    """Two lived days: somebody who did much is forgotten, then everybody's time is over."""
    store = simulated_copy(1)
    store.after_forgetting = partial(forgotten.after_forgetting, store)
    now = store.now()

    def counted() -> list[dict[str, Any]]:
        with store.read() as db:
            return [
                definitions.collect(db, one) for one in (scope.of_expo(db, now), *scope.each_day(db, now))
            ]

    with store.read() as db:
        people = db.execute(
            "SELECT c.visitor_id, c.name, c.phone, (SELECT count(*) FROM journal j WHERE j.visitor_id = c.visitor_id) AS did"
            " FROM contacts c WHERE c.phone IS NOT NULL AND (SELECT count(*) FROM contacts o WHERE o.name = c.name) = 1"
            " ORDER BY did DESC"
        ).fetchall()
    before, one = counted(), people[0]
    answer = perform(
        store, "visitor.forget", SYSTEM, {"action_id": "f", "visitor": one["visitor_id"], "reason": "본인"}
    )
    assert answer.ok and one["did"] > 10, (answer.body, one)
    assert counted() == before
    assert traces(store.path.parent, one["phone"]) == set()
    with store.read() as db:
        words = [row["phone"] for row in db.execute("SELECT phone FROM contacts WHERE phone IS NOT NULL")]
    purged = perform(store, "contacts.forget", SYSTEM, {"action_id": "p", "as_of": "2099-01-01"})
    assert purged.data["visitors"] > 10 and counted() == before
    assert traces(store.path.parent, *words) == set()


@pytest.mark.parametrize(("name", "phone"), [("null", None), ("contract", "1764921"), ("booth", None)])
def test_whoever_bears_a_word_of_the_program_changes_nothing_but_what_names_them(
    cast: Cast, name: str, phone: str | None
) -> None:
    cast.check_in(cast.minseo)
    cast.finish(cast.meet(cast.minseo, "A01"), CONTRACT)
    person = cast.register(name, consent=True, enterprise="어느 기업", **({"phone": phone} if phone else {}))
    cast.done("message.send", text=f"{name}, {name}님을 찾아요")
    before = cast.rows(
        "SELECT seq, kind, detail FROM journal WHERE kind LIKE 'consultation.%' OR kind LIKE 'station.%'"
    )
    told = cast.rows("SELECT body FROM answers WHERE verb LIKE 'consultation.%' OR verb LIKE 'station.%'")
    forget(cast, person)
    assert (
        cast.rows(
            "SELECT seq, kind, detail FROM journal WHERE kind LIKE 'consultation.%' OR kind LIKE 'station.%'"
        )
        == before
    )
    assert (
        cast.rows("SELECT body FROM answers WHERE verb LIKE 'consultation.%' OR verb LIKE 'station.%'")
        == told
    )
    for row in cast.rows("SELECT detail AS said FROM journal UNION ALL SELECT body FROM answers"):
        json.loads(row["said"])
    assert cast.value("SELECT text FROM messages") == "지워진 참가자, 지워진 참가자님을 찾아요"
