"""Who looks like one person registered twice, and what becomes of everything when they are merged."""

from kiosk.expo.door import duplicates
from kiosk.screens.desk_search import Index
from tests.cast import DAY, NEXT_DAY, Cast, Person, person_of

NAME = "정유진"
FIRM = {"enterprise": "(주)가온 누리", "phone": "010-2345-6789"}
WHY = {"reason": "같은 사람이에요"}


def pairs(cast: Cast) -> list[tuple[int, int, str]]:
    with cast.store.read() as db:
        return [(one["visitor"], one["into"], one["why"]) for one in duplicates.proposals(db)]


def merge(cast: Cast, gone: Person, stays: Person) -> dict:
    return cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, **WHY)


class TestProposals:
    def test_one_name_and_one_phone_is_one_person_however_both_are_written(self, cast: Cast) -> None:
        one = cast.register(NAME, **FIRM)
        two = cast.register(name="정 유진", enterprise="", citizen=True, phone="+82 10 2345 6789")
        assert pairs(cast) == [(two.id, one.id, "phone")]

    def test_one_name_at_one_enterprise_however_it_is_written(self, cast: Cast) -> None:
        one = cast.register(NAME, **FIRM)
        two = cast.register(NAME, enterprise="가온누리")
        assert pairs(cast) == [(two.id, one.id, "enterprise")]

    def test_namesakes_elsewhere_and_a_press_badge_are_others(self, cast: Cast) -> None:
        cast.register(NAME, **FIRM)
        cast.register(NAME, enterprise="다른 기업", phone="010-9999-0000")
        cast.register(NAME, enterprise="", phone=FIRM["phone"], badge_kind="press")
        cast.register(name="김가온", enterprise="가온누리", phone=FIRM["phone"])
        assert pairs(cast) == []

    def test_who_is_confirmed_and_who_came_stays(self, cast: Cast) -> None:
        waiting = cast.done("visitor.register", "phone", name=NAME, consent=True, **FIRM)["visitor"]
        known = cast.register(NAME, **FIRM)
        came = cast.register(NAME, enterprise="가온누리")
        cast.check_in(came)
        assert sorted(pairs(cast)) == [
            (waiting["id"], came.id, "enterprise"),
            (known.id, came.id, "enterprise"),
        ]

    def test_two_people_alike_are_asked_about_once(self, cast: Cast) -> None:
        one = cast.register(NAME, **FIRM)
        two = cast.register(NAME, enterprise="가온누리")
        third = cast.register(name="정 유진", enterprise="", citizen=True, phone=FIRM["phone"])
        both = {"visitor": two.id, "other": one.id}
        assert pairs(cast) == [(third.id, one.id, "phone"), (two.id, one.id, "enterprise")]
        cast.done("visitor.keep_apart", "desk", **both)
        cast.done("visitor.keep_apart", "desk", visitor=one.id, other=two.id)
        assert pairs(cast) == [(third.id, one.id, "phone")]
        cast.done("visitor.undo_keep_apart", "desk", **both)
        assert pairs(cast) == [(third.id, one.id, "phone"), (two.id, one.id, "enterprise")]
        assert cast.refused("visitor.undo_keep_apart", "desk", **both) == (409, "wrong_state")
        assert len(cast.journal("visitor.keep_apart")) == 2

    def test_a_third_alike_is_still_asked_about(self, cast: Cast) -> None:
        one, two, third = (cast.register(NAME, enterprise=firm) for firm in ("가온", "(주)가온", "가 온"))
        cast.done("visitor.keep_apart", "desk", visitor=third.id, other=one.id)
        assert (third.id, two.id, "enterprise") in pairs(cast)


class TestMerging:
    def test_the_one_that_stays_gets_all_and_the_other_has_no_name_left(self, cast: Cast) -> None:
        stays = cast.register(NAME, enterprise="", citizen=True)
        gone = cast.register(NAME, "B02", **FIRM, need="휠체어")
        for person in (gone, stays):
            cast.check_in(person)
        cast.join(gone, "A01"), cast.join(gone, "A02"), cast.join(stays, "A02")
        queue, place = cast.queue("A01"), cast.ticket(gone, "A01")
        answer = merge(cast, gone, stays)
        assert answer["visitor"]["number"] == stays.number and answer["visitor"]["need"] == "휠체어"
        assert answer["visitor"]["enterprise"] == FIRM["enterprise"]
        assert cast.ticket(stays, "A01")["rank"] == place["rank"] and len(cast.queue("A01")) == len(queue)
        assert cast.places(gone) == [] and {"A01", "A02"} <= set(cast.places(stays))
        assert cast.rows("SELECT state, merged_into FROM visitors WHERE id = ?", gone.id) == [
            {"state": "merged", "merged_into": stays.id}
        ]
        contacts = cast.rows("SELECT visitor_id, phone FROM contacts WHERE name = '정유진'")
        assert contacts == [{"visitor_id": stays.id, "phone": FIRM["phone"]}]
        assert [entry["visitor_id"] for entry in cast.journal("visitor.merge")] == [gone.id, stays.id]
        assert pairs(cast) == []

    def test_a_wish_goes_along_where_there_is_none_already(self, cast: Cast) -> None:
        stays, gone = cast.register(NAME, "A01", **FIRM), cast.register(NAME, "A01", "A03")
        merge(cast, gone, stays)
        assert (cast.wishes(stays), cast.wishes(gone)) == (["A01", "A03"], [])

    def test_a_day_counts_once_since_the_earlier_time(self, cast: Cast) -> None:
        stays, gone = cast.register(NAME, **FIRM), cast.register(NAME)
        cast.check_in(gone)
        came = cast.value("SELECT at FROM arrivals WHERE visitor_id = ?", gone.id)
        cast.clock.pass_min(5)
        cast.check_in(stays)
        cast.done("visitor.check_out", "desk", visitor=stays.id)
        merge(cast, gone, stays)
        rows = cast.rows("SELECT visitor_id, day, at, left_at FROM arrivals WHERE undone_at IS NULL")
        assert rows == [{"visitor_id": stays.id, "day": DAY, "at": came, "left_at": None}]

    def test_who_came_on_one_badge_alone_came(self, cast: Cast) -> None:
        stays, gone = cast.register(NAME, **FIRM), cast.register(NAME)
        cast.check_in(gone)
        merge(cast, gone, stays)
        assert cast.done("visitor.check_in", "desk", visitor=stays.id)["welcome"] in ("again", "repeat")
        assert NEXT_DAY not in [row["day"] for row in cast.rows("SELECT day FROM arrivals")]

    def test_meetings_are_those_of_the_one_that_stays(self, cast: Cast) -> None:
        stays, gone = cast.register(NAME, **FIRM), cast.arrive("A01")
        consultation = cast.meet(gone, "A01")
        cast.finish(consultation)
        merge(cast, gone, stays)
        assert cast.value("SELECT max(visitor_id) FROM consultations") == stays.id

    def test_the_old_badge_is_void_and_names_the_number_that_stays(self, cast: Cast) -> None:
        stays, gone = cast.register(NAME, **FIRM), cast.register(NAME)
        merge(cast, gone, stays)
        answer = cast.do("visitor.check_in", "kiosk", code=gone.code)
        assert (answer.status, answer.data["code"]) == (409, "badge_void")
        assert f"{stays.number}번" in answer.data["message"]
        assert stays.code not in answer.body
        for verb, fields in (
            ("visitor.check_in", {}),
            ("badge.reprint", {}),
            ("ticket.join", {"booth": "A01"}),
        ):
            assert cast.refused(verb, "desk", visitor=gone.id, **fields) == (409, "wrong_state")


class TestRefusals:
    def test_while_called_or_in_a_meeting(self, cast: Cast) -> None:
        gone, stays = cast.arrive("A01"), cast.register(NAME, **FIRM)
        cast.call("A01")
        refused = (409, "wrong_state")
        assert cast.refused("visitor.merge", "desk", visitor=gone.id, into=stays.id, **WHY) == refused
        cast.meet(gone, "A01")
        before = cast.tables()
        assert cast.refused("visitor.merge", "desk", visitor=gone.id, into=stays.id, **WHY) == refused
        assert cast.tables() == before

    def test_into_oneself_twice_and_into_a_stranger_s_phone(self, cast: Cast) -> None:
        waiting = person_of(
            cast.done("visitor.register", "phone", name=NAME, consent=True, **FIRM)["visitor"]
        )
        one, two = cast.register(NAME, **FIRM), cast.register(NAME)

        def refused(gone: Person, stays: Person) -> tuple[int, str]:
            return cast.refused("visitor.merge", "desk", visitor=gone.id, into=stays.id, **WHY)

        assert refused(one, one) == (400, "bad_fields")
        assert refused(one, waiting) == (409, "wrong_state")
        merge(cast, waiting, one)
        merge(cast, two, one)
        assert refused(two, one) == refused(one, two) == (409, "wrong_state")


class TestKeptUp:
    """The desk's proposals come from an index that is kept up person by person."""

    def test_they_are_those_of_a_fresh_look_after_every_change(self, cast: Cast) -> None:
        kept = Index()
        people = [
            cast.register(name, enterprise=firm, phone=phone)
            for name, firm, phone in (
                (NAME, "가온", "010-2345-6789"),
                (NAME, "(주)가온", "010-9999-0000"),
                ("정 유진", "누리", "010-2345-6789"),
                ("김가온", "가온", "010-1111-0000"),
                ("김가온", "주식회사 가온", "010-2222-0000"),
            )
        ]
        self._require_same(cast, kept)
        assert len(pairs(cast)) == 3
        cast.check_in(people[4])
        self._require_same(cast, kept)
        merge(cast, people[0], people[1])
        self._require_same(cast, kept)
        cast.done("visitor.keep_apart", "desk", visitor=people[3].id, other=people[4].id)
        self._require_same(cast, kept)
        cast.register(NAME, enterprise="가 온", phone="010-2345-6789")
        self._require_same(cast, kept)

    def _require_same(self, cast: Cast, kept: Index) -> None:
        with cast.store.read() as db:
            kept.keep_up(db)
            found = duplicates.proposals(db)
            assert duplicates.proposals(db, kept.alike) == found
            assert duplicates.proposals(db, kept.alike, 1) == found[:1]
