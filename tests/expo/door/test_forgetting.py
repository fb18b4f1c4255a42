"""Who is forgotten leaves no trace in any file, and every figure as it was."""

import json
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.exchange import forgotten, paper, typesetting
from kiosk.exchange.badge_sheets import write_sheet
from kiosk.exchange.export import export
from kiosk.exchange.files import prepare_file
from kiosk.exchange.paper import desk
from kiosk.exchange.ready_sheets import (
    booth_logs,
    certificates,
    enterprise_sheets,
    follow_ups,
    links,
    write_booth_logs,
    write_follow_up_sheets,
)
from kiosk.exchange.ready_sheets import (
    write_sheet as write_ready_sheet,
)
from kiosk.exchange.ready_sheets.links import write_links
from kiosk.exchange.report import write_report
from kiosk.exchange.restore import restore
from kiosk.expo import imports
from kiosk.expo.figures import definitions, scope
from kiosk.expo.meeting import attachments
from kiosk.expo.person import visitors
from kiosk.expo.square import booths, days
from kiosk.screens import desk as desk_screen
from kiosk.screens import meetings
from tests.cases import CONTRACT, programme_item
from tests.cast import DAY, NEXT_DAY, Cast, Person
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
    cast.store.before_forgetting = partial(forgotten.keep_words, cast.store)
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


GUEST, LATIN, ORIGIN, GUEST_MAIL = "佐藤花子美", "Hanakomi Satoshi", "Tokyolab Verein", "hanakomi@example.jp"
ANSWERED = "총무과 담당자의 답"


def after_the_days(cast: Cast, person: Person, folder: Path) -> int:
    """What stands of them once the expo is over; and a guest, whose id it gives."""
    promise = {"outcome": "commitment", "amount": 19_000_000}
    cast.clock.set(DAY, "15:00")
    cast.done(
        "paper.meeting",
        badge=str(person.number),
        booth="A03",
        starts="14:10",
        ends="14:30",
        lines=[promise, {"outcome": "mou", "amount": None, "note": NOTE}],
        note=f"{NAME} {NOTE}",
        follow_up={"text": NOTE, "who": NAME},
    )
    cast.done("gathering.save", name="세미나", place=f"{NAME} 홀", begins_on=DAY, booths=["B03"])
    _bring(
        cast,
        "guests",
        "초청 행사,손님 이름,영문 이름,소속,직함,언어,휴대전화,이메일,개인정보동의\n"
        f"세미나,{GUEST},{LATIN},{ORIGIN},대표,일본어,,{GUEST_MAIL},Y\n",
    )
    guest = cast.value("SELECT visitor_id FROM contacts WHERE name = ?", GUEST)
    cast.done("message.send", text=f"{LATIN}, {GUEST}: 통역")
    cast.clock.set("2026-12-10", "10:00")
    for day in (DAY, NEXT_DAY):
        cast.done("expo.close_day", day=day)
    cast.done("expo.reopen_day", day=NEXT_DAY, reason=f"{NAME} 님의 기록")
    cast.done("expo.close_day", day=NEXT_DAY)
    lines = cast.rows("SELECT id FROM lines WHERE outcome IN ('commitment', 'mou') ORDER BY id")
    answer = {"promise": lines[-1]["id"], "state": "lapsed", "reason": REASON, "by": f"{NAME} {ANSWERED}"}
    cast.done("follow_up.answer", **answer)
    undone = cast.done("follow_up.answer", promise=lines[-2]["id"], state="open", reason=REASON)["follow_up"]
    cast.done("follow_up.undo", follow_up=undone["id"], reason=REASON)
    signed = {
        "state": "contracted",
        "contracted_on": "2026-12-01",
        "won": 18_500_000,
        "document": f"총무-7 {NAME}",
    }
    cast.done("follow_up.answer", promise=lines[-2]["id"], **signed)
    _bring(
        cast,
        "purchases",
        "기관명,기업명,사업자등록번호,구매 품목,구매일,구매 금액(원),문서번호\n"
        f"종로구,세진플러스,282-73-11272,{NAME} 주문품,2026-12-02,3000000,{PHONE}\n",
    )
    now, key = cast.clock.now, cast.store.badge_key
    with cast.store.read() as db:
        about = paper.About(db, days.all_days(db)[0], "ko", now, key)
        names = paper._values(about, [desk.by_name(about, desk.people(about))])
        (folder / "desk-list.pdf").write_bytes(typesetting.pdf(paper.TEMPLATE, names, made_at=now))
        write_report(db, folder / "report", now=now)
        write_follow_up_sheets(db, folder / "sheets", "ko", now=now)
        write_booth_logs(db, folder / "logs", "ko", now=now)
        write_ready_sheet(db, "follow_ups", folder, "ko", now=now)
        write_links(db, folder / "links.xlsx", "ko", now=now, origin="https://expo.example.kr", badge_key=key)
    return int(guest)


def seen_of_them(cast: Cast, person: Person, colleague: Person, *words: str) -> set[str]:
    """Which words a colleague's phone, the booths' logs, the agencies' sheets, certificates and the desk's lists say now."""
    with cast.store.read() as db:
        now, visitor = cast.clock.now, visitors.find(db, colleague.id)
        assert visitor
        about = paper.About(db, days.all_days(db)[0], "ko", now, cast.store.badge_key)
        agencies = [row["id"] for row in db.execute("SELECT id FROM agencies").fetchall()]
        seen = repr(
            [
                meetings.of_visitor(db, visitor, "ko"),
                [booth_logs.book(db, booths.find(db, number), "ko") for number in ("A02", "A03")],
                [follow_ups.of_agency(db, one, "ko", now=now, contacts=True) for one in agencies],
                certificates.participants(db),
                desk.people(about),
                links._addressed(db, "all", {}),
                list(enterprise_sheets.books(db, "ko")),
                desk_screen.person(db, person.id, now=now, lang="ko", badge_key=cast.store.badge_key),
            ]
        )
    return {word for word in words if word in seen}


def _bring(cast: Cast, kind: str, text: str) -> None:
    rows = prepare_file(kind, text.encode()).rows
    report = cast.done("import.apply", kind=kind, upload=imports.keep(kind, rows))["report"]
    assert report["added"] == 1, report


def test_what_came_of_it_what_stood_on_paper_and_guests_go_too(cast: Cast) -> None:
    folder = cast.store.path.parent
    person = lived(cast)
    colleague = cast.register("다른이", enterprise="어느 기업")
    cast.check_in(colleague)
    making = folder / "making-1-job"
    making.mkdir()
    guest = after_the_days(cast, person, making)
    shutil.copytree(making, folder / "made")
    words = (*WORDS, ANSWERED)
    theirs = (GUEST, LATIN, ORIGIN, GUEST_MAIL)
    found = {word for _, word in traces(folder, *words, *theirs)}
    assert found == {*words, *theirs}
    assert seen_of_them(cast, person, colleague, *words, *theirs) >= {NAME, PHONE, MAIL, TITLE, NOTE, GUEST}
    before = figures(cast)
    forget(cast, person)
    assert traces(folder, *words) == set()
    cast.done("visitor.forget", "desk", visitor=guest, reason="원해요")
    assert traces(folder, *theirs) == set()
    assert figures(cast) == before
    assert_given_back(cast.store)
    left = {str(path.relative_to(folder / "made")) for path in (folder / "made").rglob("*") if path.is_file()}
    assert left >= {"report/report.pdf", "report/report.html", "report/figures.json"}
    assert "desk-list.pdf" not in left  # set for paper: nobody reads whom it names
    assert cast.value("SELECT count(*) FROM follow_ups WHERE state = 'lapsed' AND reason = ''") == 2
    assert cast.value("SELECT document FROM follow_ups WHERE document IS NOT NULL") == "총무-7 지워진 참가자"
    assert seen_of_them(cast, person, colleague, *words, *theirs) == set()
    late = {"promise": cast.value("SELECT line_id FROM follow_ups WHERE state = 'lapsed'"), "state": "lapsed"}
    cast.done("follow_up.answer", **late, reason=REASON, by=ANSWERED)
    forgotten.keep_up(cast.store)
    assert traces(folder, REASON, ANSWERED) == set()  # what is answered later tells nothing of them either


def test_what_an_older_program_deleted_without_overwriting_it_is_in_no_free_page(cast: Cast) -> None:
    with closing(sqlite3.connect(cast.store.path)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("INSERT INTO messages (text, sent_at) VALUES (?, 1)", (f"{NAME} {NOTE} " * 2_000,))
        db.commit()
        db.execute("DELETE FROM messages WHERE sent_at = 1")
        db.commit()
    folder = cast.store.path.parent
    assert traces(folder, NOTE) != set()
    forget(cast, cast.minseo)
    assert traces(folder, NAME, NOTE) == set()


def test_a_server_that_dies_before_the_files_are_cleared_clears_them_when_it_starts(cast: Cast) -> None:
    folder = cast.store.path.parent
    person = lived(cast)
    (folder / "list.csv").write_bytes(f"이름,전화\n{NAME},-\n".encode("cp949"))
    (folder / "notes.txt").write_text("아무도 아닌 사람의 메모", encoding="utf-8")

    def die(words: Any) -> None:
        raise KeyboardInterrupt

    cast.store.after_forgetting = die
    with pytest.raises(KeyboardInterrupt):
        forget(cast, person)
    assert (folder / "list.csv").exists() and (folder / forgotten.WORDS).stat().st_mode & 0o777 == 0o600
    cast.reopen()
    forgotten.keep_up(cast.store)
    assert traces(folder, *WORDS) == set()
    assert (folder / "notes.txt").exists() and not (folder / forgotten.WORDS).exists()


def test_where_everybody_goes_nobody_is_named_in_what_was_typed_of_others(cast: Cast) -> None:
    lived(cast)
    cast.done("message.send", text="윤민서, 없는사람")
    cast.done("booth.pause", booth="B02", reason="이서연 님과 이야기")
    cast.done("booth.open", booth="B02")
    cast.done("contacts.forget", "system", as_of="2099-01-01")
    assert traces(cast.store.path.parent, *WORDS, "윤민서", "이서연", "010-5849-4074") == set()
    assert cast.value("SELECT text FROM messages ORDER BY id DESC") == "지워진 참가자, 없는사람"


def test_words_of_somebody_who_was_not_forgotten_after_all_go(cast: Cast) -> None:
    forgotten.keep_words(cast.store, {"윤민서"})  # and the transaction failed
    forgotten.keep_up(cast.store)
    assert not (cast.store.path.parent / forgotten.WORDS).exists()


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


def test_printers_called_by_two_who_are_forgotten_are_told_apart(cast: Cast) -> None:
    for person, name in ((cast.minseo, "윤민서"), (cast.hajun, "강하준")):
        cast.done("printer.add", name=f"{name} 프린터", driver="browser")
        cast.done("visitor.forget", visitor=person.id, reason="본인 요청")
    with cast.store.read() as db:
        called = [row["name"] for row in db.execute("SELECT name FROM printers ORDER BY id")]
    assert len(set(called)) == 2 and called[1].endswith("프린터 2")
