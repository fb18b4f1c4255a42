"""Events that are held with the expo: booths, items and guests of their own, and screens that show one alone."""

import pytest

from badges.fonts import SUBSTITUTE
from kiosk.exchange import badge_sheets, files
from kiosk.expo import imports
from kiosk.expo.figures import programme, scope
from kiosk.expo.square import gatherings, ground
from kiosk.screens import desk, plan_search
from kiosk.screens import programme as programme_screen
from kiosk.screens.plan_asked import Asked
from tests.cast import DAY, NEXT_DAY

GUESTS = """초청 행사,손님 이름,영문 이름,소속,직함,언어,휴대전화,이메일,개인정보동의
국제 세미나,佐藤花子,Hanako Sato,Tokyo Social Lab,대표,일본어,+81-90-1234-5678,hanako@example.jp,Y
국제 세미나,さくら,Sakura,Osaka Coop,,일본어,,,Y
seminar,Claire Martin,,Ville de Lyon,,프랑스어,,claire@example.fr,Y
국제 세미나,박하늘,,외교부,과장,한국어,010-1234-5678,,Y
국제 세미나,John Doe,,,,,,,N
없는 행사,Jane Roe,,,,영어,,,Y
"""


@pytest.fixture
def seminar(cast):
    return cast.done(
        "gathering.save", name="국제 세미나", name_en="Seminar", begins_on=NEXT_DAY, booths=["A01", "A02"]
    )["gathering"]


def brought(cast, text=GUESTS):
    rows = files.prepare_file("", text.encode()).rows
    return cast.done("import.apply", kind="guests", upload=imports.keep("guests", rows))["report"]


def guest(cast, name):
    return cast.rows(
        "SELECT v.* FROM visitors v JOIN contacts c ON c.visitor_id = v.id WHERE c.name = ?", name
    )[0]


def code_of(cast, name):
    with cast.store.read() as db:
        person = desk.person(
            db, guest(cast, name)["id"], now=cast.clock.now, lang="ko", badge_key=cast.store.badge_key
        )
    return person["code"], person


def test_an_event_has_its_days_and_booths(cast, seminar):
    assert seminar == {
        "id": 1, "name": "국제 세미나", "name_en": "Seminar", "begins_on": NEXT_DAY, "ends_on": NEXT_DAY, "place": None,
        "booths": ["A01", "A02"],
    }  # fmt: skip
    again = cast.done("gathering.save", gathering=1, name="국제 세미나", booths=["A03"])["gathering"]
    assert (again["booths"], again["begins_on"]) == (["A03"], None)
    assert cast.refused("gathering.save", name="국제 세미나") == (409, "wrong_state")
    assert cast.refused("gathering.save", name="딴", begins_on="2026-12-01") == (400, "bad_fields")
    assert cast.refused("gathering.save", name="딴", begins_on=NEXT_DAY, ends_on=DAY) == (400, "bad_fields")
    assert cast.refused("gathering.save", name="딴", booths=["Z99"]) == (409, "unknown_booth")


def test_an_event_without_guests_can_be_taken_out(cast, seminar):
    item = cast.done("programme.add", title="기조 강연", day=DAY, starts="11:00", gathering=1)["item"]
    assert item["gathering"] == 1
    cast.done("gathering.remove", gathering=1)
    assert cast.value("SELECT gathering_id FROM programme") is None
    assert cast.value("SELECT count(*) FROM booths WHERE gathering_id IS NOT NULL") == 0


def test_programme_and_plan_can_be_read_by_event(cast, seminar):
    cast.done("programme.add", title="기조 강연", day=DAY, starts="11:00", gathering=1)
    cast.done("programme.add", title="개막식", day=DAY, starts="12:00")
    with cast.store.read() as db:
        shown = programme_screen.show(db, now=cast.clock.now, lang="en")
        found = plan_search.found(db, Asked(event=("1",)))
        every = plan_search.found(db, Asked())
    assert [one["event"] for one in shown.page["days"][0]["cards"]] == [1, None]
    assert shown.page["events"] == [{"id": 1, "name": "Seminar"}]
    assert {row["booth"] for row in found["rows"]} == {"A01", "A02"} < {row["booth"] for row in every["rows"]}


def test_guests_come_in_with_a_file_each_with_their_language(cast, seminar):
    report = brought(cast)
    assert [row["verdict"] for row in report["rows"]] == ["added"] * 4 + ["refused"] * 2
    assert (
        "없는 행사" in report["rows"][5]["messages"][0] and "국제 세미나" in report["rows"][5]["messages"][0]
    )
    assert [guest(cast, name)["guest_lang"] for name in ("佐藤花子", "Claire Martin", "박하늘")] == [
        "ja",
        "fr",
        "ko",
    ]
    again = brought(cast, GUESTS.replace("Tokyo Social Lab,대표,일본어", "Tokyo Social Lab,이사,영어"))
    assert [row["verdict"] for row in again["rows"]][:4] == ["changed", "unchanged", "unchanged", "unchanged"]
    assert cast.refused("gathering.remove", gathering=1) == (409, "wrong_state")


def test_a_guest_who_was_forgotten_is_not_brought_back(cast, seminar):
    brought(cast)
    id = guest(cast, "Claire Martin")["id"]
    cast.store.change(lambda change: change.update("DELETE FROM contacts WHERE visitor_id = ?", id))
    assert brought(cast)["rows"][2]["verdict"] == "unchanged"
    assert cast.rows("SELECT * FROM contacts WHERE name = 'Claire Martin'") == []


@pytest.mark.parametrize(
    ("name", "says"), [("佐藤花子", "Welcome!"), ("Claire Martin", "Welcome!"), ("박하늘", "환영합니다!")]
)
def test_the_kiosk_greets_a_guest_in_their_language_else_in_english(cast, seminar, name, says):
    brought(cast)
    code, _ = code_of(cast, name)
    assert cast.done("visitor.check_in", "kiosk", code=code)["message"] == says


def test_no_queue_is_pressed_on_a_guest_who_may_join_all_the_same(cast, seminar):
    brought(cast)
    code, person = code_of(cast, "Claire Martin")
    agenda = cast.done("visitor.check_in", "kiosk", code=code)["agenda"]
    assert (agenda["tickets"], agenda["suggestions"]) == ([], [])
    assert cast.done("ticket.join", "desk", visitor=person["id"], booth="A01")["ticket"]["booth"] == "A01"


def test_the_desk_sees_whose_guest_somebody_is(cast, seminar):
    brought(cast)
    assert code_of(cast, "佐藤花子")[1]["guest"] == {
        "event": "국제 세미나", "speaks": "일본어", "name_latin": "Hanako Sato", "comes_from": "Tokyo Social Lab",
    }  # fmt: skip


def test_a_guests_badge_bears_their_own_letters_where_its_fonts_have_them_else_latin_ones(cast, seminar):
    brought(cast)
    badges = {one.number: one for one in badge_sheets.everybody(cast.store)}
    han, kana, french = (
        badges[guest(cast, name)["number"]] for name in ("佐藤花子", "さくら", "Claire Martin")
    )
    assert (han.name, han.enterprise) == ("Hanako Sato", "Tokyo Social Lab")
    assert (kana.name, kana.enterprise) == ("さくら", "Sakura · Osaka Coop")
    assert (french.name, french.kind, french.event) == ("Claire Martin", badge_sheets.GUEST, "Seminar")
    assert SUBSTITUTE not in han.name


def test_attendance_is_counted_by_event(cast, seminar):
    brought(cast)
    item = cast.done("programme.add", title="기조 강연", day=DAY, starts="10:05", gathering=1)["item"]["id"]
    cast.done("programme.add", title="개막식", day=DAY, starts="12:00")
    code, person = code_of(cast, "Claire Martin")
    cast.done("visitor.check_in", "kiosk", code=code)
    cast.done("programme.sign_up", "desk", item=item, visitor=person["id"])
    cast.done("programme.attend", "desk", item=item, citizens=3)
    with cast.store.read() as db:
        seminar, rest = programme.by_gathering(db, scope.of_expo(db, cast.clock.now))
    counted = ("items", "signed_up", "attended", "citizens", "guests", "guests_came", "booths")
    assert [seminar[name] for name in counted] == [1, 1, 0, 3, 4, 1, 2]
    assert [rest[name] for name in counted] == [1, 0, 0, 0, 0, 0, 4] and rest["id"] is None


def test_a_gathering_is_part_of_the_ground(cast, seminar):
    with cast.store.read() as db:
        assert [one["name"] for one in ground.of(db).gatherings] == ["국제 세미나"]
        assert gatherings.spoken_to("fr", "ko") == "en" and gatherings.spoken_to(None, "ko") == "ko"
