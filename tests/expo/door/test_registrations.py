"""Registering: consent, duplicates, the phone's pending registration, what doesn't fit."""

import json

import pytest

from badges.code import decode
from kiosk.screens import booth
from tests.cast import KEY

GIVEN = {"name": "정유진", "enterprise": "새 기업", "consent": True}


def test_a_visitor_gets_a_number_and_a_badge_and_is_not_checked_in(cast):
    visitor = cast.done("visitor.register", "kiosk", **GIVEN)["visitor"]
    assert {name: visitor[name] for name in ("name", "enterprise", "number")} == {
        "name": "정유진",
        "enterprise": "새 기업",
        "number": 104,
    }
    badge = visitor["badge"]
    assert (decode(KEY, badge["code"]), badge["number"], badge["serial"]) == ((104, 0), 104, 0)
    assert cast.value("SELECT count(*) FROM arrivals") == 0


def test_numbers_begin_at_101_and_follow_one_another(cast):
    numbers = [
        cast.done("visitor.register", "desk", **GIVEN | {"name": f"가{n}"})["visitor"]["number"]
        for n in range(3)
    ]
    assert (cast.minseo.number, numbers) == (101, [104, 105, 106])


class TestConsent:
    @pytest.mark.parametrize("consent", [False, {"keep": False, "share": True}, {"share": True}, {}, "false"])
    def test_without_keep_it_is_refused(self, cast, consent):
        before = cast.tables()
        assert cast.refused("visitor.register", "desk", **GIVEN | {"consent": consent}) == (409, "no_consent")
        assert cast.tables() == before

    @pytest.mark.parametrize(
        "consent, keep, share",
        [(True, 1, 1), ("true", 1, 1), ({"keep": True, "share": False}, 1, 0), ({"keep": True}, 1, 0)],
    )
    def test_each_purpose_is_kept_with_the_version_of_its_text(self, cast, consent, keep, share):
        visitor = cast.done("visitor.register", "desk", **GIVEN | {"consent": consent})["visitor"]["id"]
        rows = cast.rows("SELECT purpose, given, text_version FROM consents WHERE visitor_id = ?", visitor)
        assert {row["purpose"]: row["given"] for row in rows} == {"keep": keep, "share": share}
        assert all(row["text_version"] for row in rows)

    @pytest.mark.parametrize("consent", [None, "", 1, "maybe", {"keep": 1}, {"sell": True}, [True]])
    def test_what_is_no_answer_is_400(self, cast, consent):
        assert cast.refused("visitor.register", "desk", **GIVEN | {"consent": consent}) == (400, "bad_fields")


class TestKnownPeople:
    def test_somebody_who_is_there_already_is_refused_with_who_it_is(self, cast):
        given = GIVEN | {"name": "윤민서", "enterprise": "세진플러스"}
        answer = cast.do("visitor.register", "desk", **given)
        assert (answer.status, answer.data["code"]) == (409, "already_registered")
        visitor = answer.data["visitor"]
        assert (visitor["id"], visitor["name"], visitor["number"]) == (cast.minseo.id, "윤민서", 101)

    def test_by_the_number_of_the_enterprise_too(self, cast):
        given = GIVEN | {"name": "윤민서", "enterprise": "㈜세진", "brn": "2827311272"}
        assert cast.refused("visitor.register", "desk", **given) == (409, "already_registered")

    def test_the_same_name_at_another_enterprise_is_somebody_else(self, cast):
        assert (
            cast.done("visitor.register", "desk", **GIVEN | {"name": "윤민서"})["visitor"]["id"]
            != cast.minseo.id
        )

    def test_citizens_of_one_name_are_two(self, cast):
        given = {"name": "김시민", "citizen": True, "consent": True}
        ids = [cast.done("visitor.register", "desk", **given)["visitor"]["id"] for _ in range(2)]
        assert len(set(ids)) == 2

    def test_a_second_person_joins_the_enterprise_that_is_known(self, cast):
        visitor = cast.done("visitor.register", "desk", **GIVEN | {"enterprise": "세진플러스"})["visitor"]
        assert cast.value("SELECT count(*) FROM enterprises WHERE name = '세진플러스'") == 1
        assert visitor["kind"] == "사회적기업"


class TestOnThePhone:
    def test_a_phones_registration_stays_pending_and_is_told_nothing(self, cast):
        given = GIVEN | {"name": "윤민서", "enterprise": "세진플러스"}
        answer = cast.done("visitor.register", "phone", **given)
        assert (answer["pending"], answer["visitor"]["id"] != cast.minseo.id) == (True, True)
        assert answer["visitor"]["kind"] is None

    def test_nor_what_an_enterprise_is_called(self, cast):
        given = GIVEN | {"enterprise": "아무개", "brn": "2827311272"}
        assert cast.done("visitor.register", "phone", **given)["visitor"]["enterprise"] == "아무개"

    @pytest.mark.parametrize("brn", [{}, {"brn": "282-73-11272"}])
    def test_the_desk_that_confirms_is_told_of_a_duplicate(self, cast, brn):
        given = GIVEN | {"name": "윤민서", "enterprise": "세진플러스"} | brn
        pending = cast.done("visitor.register", "phone", **given)["visitor"]["id"]
        answer = cast.do("visitor.confirm", "desk", visitor=pending)
        assert (answer.data["code"], answer.data["visitor"]["id"]) == ("already_registered", cast.minseo.id)

    def test_a_desk_confirms_once(self, cast):
        pending = cast.done("visitor.register", "phone", **GIVEN)["visitor"]["id"]
        assert cast.done("visitor.confirm", "desk", visitor=pending)["visitor"]["id"] == pending
        assert cast.refused("visitor.confirm", "desk", visitor=pending) == (409, "wrong_state")

    def test_it_adds_nothing_to_an_enterprise_that_is_known(self, cast):
        before = cast.rows("SELECT * FROM enterprise_categories")
        given = GIVEN | {"enterprise": "세진플러스", "categories": ["청소·방역"]}
        cast.done("visitor.register", "phone", **given)
        assert cast.rows("SELECT * FROM enterprise_categories") == before


class TestFields:
    @pytest.mark.parametrize(
        "name, value",
        [
            ("enterprise", ""),
            ("name", " "),
            ("brn", "123-45-67890"),
            ("brn", "282731127"),
            ("kind", "주식회사"),
            ("email", "yujin"),
            ("categories", {"a": 1}),
            ("wishes", 7),
            ("citizen", "perhaps"),
        ],
    )
    def test_what_does_not_fit_is_named(self, cast, name, value):
        answer = cast.do("visitor.register", "desk", **GIVEN | {name: value})
        assert (answer.status, list(answer.data["fields"])) == (400, [name])

    def test_an_enterprise_is_needed_unless_it_is_a_citizen(self, cast):
        answer = cast.do("visitor.register", "desk", name="정유진", consent=True)
        assert (answer.status, list(answer.data["fields"])) == (400, ["enterprise"])

    def test_a_wish_for_an_unknown_booth_is_refused(self, cast):
        assert cast.refused("visitor.register", "desk", **GIVEN | {"wishes": ["Z99"]}) == (
            409,
            "unknown_booth",
        )

    def test_a_doubtful_phone_is_warned_of_and_kept(self, cast):
        answer = cast.done("visitor.register", "desk", **GIVEN | {"phone": "없어요"})
        assert len(answer["warnings"]) == 1
        assert (
            cast.value("SELECT phone FROM contacts WHERE visitor_id = ?", answer["visitor"]["id"]) == "없어요"
        )

    def test_wishes_come_as_a_list_or_a_forms_text(self, cast):
        for n, wishes in enumerate((["a01", "A02"], '["A01","A02"]', "A01, A02")):
            visitor = cast.done("visitor.register", "desk", **GIVEN | {"name": f"가{n}", "wishes": wishes})[
                "visitor"
            ]
            found = cast.rows("SELECT booth_id FROM wishes WHERE visitor_id = ?", visitor["id"])
            assert len(found) == 2


def test_a_need_is_noted_later_and_the_booth_that_calls_sees_it(cast):
    cast.check_in(cast.seoyeon)
    assert (
        cast.done("visitor.set_need", "desk", visitor=cast.seoyeon.id, need="휠체어")["visitor"]["need"]
        == "휠체어"
    )
    with cast.store.read() as db:
        shown = booth.show(db, "A02", now=cast.clock.now, lang="ko")
    assert "휠체어" in str([part.values for part in shown.parts])
    (entry,) = cast.journal("visitor.set_need")
    assert json.loads(entry["detail"])["booths"] == cast.places(cast.seoyeon)
    assert cast.done("visitor.set_need", "desk", visitor=cast.seoyeon.id)["visitor"]["need"] is None


class TestConsentToANeed:
    """A need may be sensitive data (개인정보 보호법 제23조): kept only with a consent of its own."""

    def consents(self, cast, visitor):
        rows = cast.rows("SELECT purpose, given FROM consents WHERE visitor_id = ? ORDER BY id", visitor)
        return [(row["purpose"], row["given"]) for row in rows]

    def test_with_its_own_tick_it_is_kept_beside_the_others(self, cast):
        given = GIVEN | {"need": "휠체어", "consent": {"keep": True, "share": False, "need": True}}
        visitor = cast.done("visitor.register", "desk", **given)["visitor"]
        assert visitor["need"] == "휠체어"
        assert self.consents(cast, visitor["id"]) == [("keep", 1), ("share", 0), ("need", 1)]

    def test_without_it_a_need_is_refused_and_nobody_is_registered(self, cast):
        before = cast.value("SELECT count(*) FROM visitors")
        given = GIVEN | {"need": "휠체어", "consent": {"keep": True, "share": True, "need": False}}
        answer = cast.do("visitor.register", "phone", **given)
        assert (answer.status, answer.data["code"]) == (409, "no_consent")
        assert "민감정보" in answer.data["message"]
        assert cast.value("SELECT count(*) FROM visitors") == before

    @pytest.mark.parametrize("consent", [True, {"keep": True, "share": False}])
    def test_a_program_of_the_contract_gives_it_with_the_rest(self, cast, consent):
        given = GIVEN | {"need": "통역", "consent": consent}
        visitor = cast.done("visitor.register", "desk", **given)["visitor"]
        assert (visitor["need"], self.consents(cast, visitor["id"])[-1]) == ("통역", ("need", 1))

    def test_who_needs_nothing_is_not_asked(self, cast):
        visitor = cast.done("visitor.register", "desk", **GIVEN)["visitor"]["id"]
        assert self.consents(cast, visitor) == [("keep", 1), ("share", 1)]

    def test_noted_later_it_needs_the_same(self, cast):
        who = {"visitor": cast.minseo.id, "need": "휠체어"}
        assert cast.refused("visitor.set_need", "desk", **who, consent=False) == (409, "no_consent")
        assert cast.value("SELECT need FROM visitors WHERE id = ?", cast.minseo.id) is None
        cast.done("visitor.set_need", "desk", **who, consent=True)
        assert self.consents(cast, cast.minseo.id)[-1] == ("need", 1)
        cast.done("visitor.set_need", "desk", visitor=cast.minseo.id)  # taking it off needs none

    def test_its_words_are_kept_in_each_language(self, cast):
        cast.done("visitor.register", "desk", **GIVEN | {"need": "통역"})
        texts = cast.rows("SELECT lang, text FROM consent_texts WHERE purpose = 'need' ORDER BY lang")
        assert [row["lang"] for row in texts] == ["en", "ko"]
        assert "sensitive" in texts[0]["text"] and "민감정보" in texts[1]["text"]
