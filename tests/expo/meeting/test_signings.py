"""From a finished log to the stage: steps that can be taken back, numbers that stay, an amount by consent of both."""

import json

import pytest

from kiosk.actions import access, fields
from kiosk.live import topics
from kiosk.screens.ceremonies import ceremonies

CONTRACT = {"outcome": "contract", "amount": 19_000_000}
COMMITMENT = {"outcome": "commitment", "amount": 500_000_000}
MOU = {"outcome": "mou"}
CONSULTED = {"outcome": "consulted"}
SLIP = {"reason": "잘못 눌렀어요"}


@pytest.fixture
def agreed(cast):
    """Makes a meeting at A01 that ended in these lines: its id, and who was there."""

    def make(*lines, booth="A01"):
        person = cast.arrive()
        meeting = cast.meet(person, booth)
        cast.finish(meeting, *(lines or [CONTRACT]))
        return meeting, person

    return make


@pytest.fixture
def sent(cast, agreed):
    """Sends one more to the stage: the signing's id."""

    def send(*lines):
        return cast.done("signing.send", consultation=agreed(*lines)[0])["signing"]["id"]

    return send


def shown(cast, lang="ko"):
    with cast.store.read() as db:
        return {one["id"]: one for one in ceremonies(db, lang)}


def row(cast):
    """Those that wait, in their order."""
    return [one["id"] for one in shown(cast).values() if one["state"] == "sent"]


class TestSigning:
    def test_sent_announced_done(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONTRACT)
        sent = cast.done("signing.send", "booth:A01", consultation=meeting)["signing"]
        announced = cast.done("signing.announce", "stage", consultation=meeting)["signing"]
        done = cast.done("signing.done", "stage", signing=sent["id"])["signing"]
        assert [one["state"] for one in (sent, announced, done)] == ["sent", "announced", "done"]
        assert {one["id"] for one in (sent, announced, done)} == {sent["id"]}

    def test_announced_without_being_sent(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, {"outcome": "mou"})
        assert cast.done("signing.announce", "stage", consultation=meeting)["signing"]["state"] == "announced"

    def test_each_step_once_and_in_order(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONTRACT)
        fields = {"consultation": meeting}
        signing = cast.done("signing.send", **fields)["signing"]["id"]
        assert cast.refused("signing.send", **fields) == (409, "wrong_state")
        assert cast.refused("signing.done", "stage", signing=signing) == (409, "wrong_state")
        cast.done("signing.announce", **fields)
        assert cast.refused("signing.announce", **fields) == (409, "wrong_state")
        cast.done("signing.done", "stage", signing=signing)
        assert cast.refused("signing.done", "stage", signing=signing) == (409, "wrong_state")

    def test_where_there_is_nothing_to_sign_it_is_refused(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONSULTED)
        assert cast.refused("signing.send", consultation=meeting) == (409, "wrong_state")
        assert cast.refused("signing.send", "booth:A02", consultation=meeting) == (403, "not_allowed")
        assert cast.refused("signing.announce", consultation=999) == (404, "not_found")

    def test_what_was_corrected_away_is_not_announced(self, cast, agreed):
        meeting, _ = agreed()
        cast.done("signing.send", consultation=meeting)
        cast.done("consultation.correct", consultation=meeting, lines=[CONSULTED], reason="잘못 골랐어요")
        assert cast.refused("signing.announce", consultation=meeting) == (409, "wrong_state")


class TestUndo:
    def test_signed_stands_on_the_stage_again_and_announced_waits_again_at_its_place(
        self, cast, agreed, sent
    ):
        meeting, _ = agreed()
        first = cast.done("signing.send", consultation=meeting)["signing"]["id"]
        others = [sent(), sent()]
        cast.done("signing.announce", "stage", consultation=meeting)
        cast.done("signing.done", "stage", signing=first)
        states = [cast.done("signing.undo", "stage", signing=first, **SLIP)["signing"]["state"] for _ in "12"]
        assert states == ["announced", "sent"]
        assert row(cast) == [first, *others]
        assert cast.rows("SELECT announced_at, done_at FROM signings WHERE id = ?", first) == [
            {"announced_at": None, "done_at": None}
        ]
        assert cast.refused("signing.undo", signing=first, **SLIP) == (409, "wrong_state")
        assert [json.loads(one["detail"])["reason"] for one in cast.journal("signing.undo")] == [
            "잘못 눌렀어요"
        ] * 2

    def test_skipped_waits_again_where_it_stood(self, cast, sent):
        ids = [sent(), sent(), sent()]
        cast.done("signing.skip", "stage", signing=ids[0], reason="자리에 없음")
        assert row(cast) == ids[1:]
        cast.done("signing.undo", signing=ids[0], **SLIP)
        assert row(cast) == ids

    def test_only_what_waits_is_skipped(self, cast, agreed):
        meeting, _ = agreed()
        signing = cast.done("signing.announce", consultation=meeting)["signing"]["id"]
        assert cast.refused("signing.skip", signing=signing) == (409, "wrong_state")


class TestNumbers:
    def announce(self, cast, meeting):
        signing = cast.done("signing.announce", consultation=meeting)["signing"]
        return signing["kind"], signing["ordinal"]

    def test_each_kind_is_counted_for_itself_in_the_order_of_announcing(self, cast, agreed):
        meetings = [agreed(*lines)[0] for lines in ([CONTRACT], [MOU], [MOU, CONTRACT], [COMMITMENT])]
        assert [self.announce(cast, one) for one in meetings] == [
            ("contract", 1),
            ("mou", 1),
            ("contract", 2),
            ("commitment", 1),
        ]

    def test_the_last_number_is_free_again_and_an_earlier_one_stays(self, cast, agreed):
        first, second, third = (agreed()[0] for _ in range(3))
        ids = [cast.done("signing.announce", consultation=one)["signing"]["id"] for one in (first, second)]
        cast.done("signing.undo", signing=ids[1], **SLIP)
        assert self.announce(cast, third) == ("contract", 2)  # the last one was free
        cast.done("signing.undo", signing=ids[0], **SLIP)
        assert self.announce(cast, second) == ("contract", 3)  # nobody's else
        assert self.announce(cast, first) == ("contract", 1)  # it was called that before

    def test_those_that_wait_show_the_number_they_would_get(self, cast, agreed, sent):
        self.announce(cast, agreed()[0])
        sent(CONTRACT), sent(MOU), sent(CONTRACT)
        assert [(one["outcome"], one["ordinal"]) for one in shown(cast).values()] == [
            ("contract", 1),
            ("contract", 2),
            ("mou", 1),
            ("contract", 3),
        ]

    def test_of_another_kind_by_now_it_shows_no_number_of_that_kind(self, cast, agreed):
        meeting, _ = agreed()
        self.announce(cast, meeting)
        cast.done("consultation.correct", consultation=meeting, lines=[MOU], reason="잘못 골랐어요")
        [one] = shown(cast).values()
        assert (one["outcome"], one["ordinal"]) == ("mou", None)


class TestOrder:
    def test_moved_before_another_and_to_the_end_and_back(self, cast, sent):
        a, b, c = sent(), sent(), sent()
        answer = cast.done("signing.move", "stage", signing=c, before=a)
        assert (row(cast), answer["was_before"]) == ([c, a, b], None)
        assert cast.done("signing.move", signing=c)["was_before"] == a
        assert row(cast) == [a, b, c]
        answer = cast.done("signing.move", signing=a, before=c)
        assert (row(cast), answer["was_before"]) == ([b, a, c], b)

    def test_however_often_it_is_moved_each_has_a_place_of_its_own(self, cast, sent):
        a, b, c = sent(), sent(), sent()
        for _ in range(60):  # fractions would run out
            cast.done("signing.move", signing=b, before=a)
            cast.done("signing.move", signing=a, before=b)
        assert row(cast) == [a, b, c]
        assert len({one["rank"] for one in cast.rows("SELECT rank FROM signings")}) == 3

    def test_who_was_skipped_waits_again_where_it_is_put(self, cast, sent):
        a, b = sent(), sent()
        cast.done("signing.skip", signing=a)
        cast.done("signing.move", signing=a)
        assert row(cast) == [b, a]

    def test_only_what_waits_is_moved_and_only_before_what_waits(self, cast, agreed, sent):
        a, b = sent(), sent()
        announced = cast.done("signing.announce", consultation=agreed()[0])["signing"]["id"]
        assert cast.refused("signing.move", signing=announced) == (409, "wrong_state")
        assert cast.refused("signing.move", signing=a, before=announced) == (409, "wrong_state")
        assert cast.refused("signing.move", signing=a, before=a) == (409, "wrong_state")
        assert cast.refused("signing.move", signing=a, before=999) == (404, "not_found")
        assert row(cast) == [a, b]


class TestAmount:
    def won(self, cast):
        [one] = shown(cast).values()
        return one["won"]

    def confirm(self, cast, meeting, person, **given):
        fields = {"consultation": meeting, "code": person.code, **given}
        return cast.done("consultation.confirm", "booth:A01", **fields)["consultation"]["show_amount"]

    @pytest.mark.parametrize(
        ("agency", "enterprise", "won"),
        [
            ({}, {}, None),
            ({"show_amount": True}, {}, None),
            ({}, {"show_amount": True}, None),
            ({"show_amount": True}, {"show_amount": False}, None),
            ({"show_amount": True}, {"show_amount": True}, 19_000_000),
        ],
    )
    def test_is_shown_only_where_both_agreed(self, cast, agreed, agency, enterprise, won):
        meeting, person = agreed()
        self.confirm(cast, meeting, person, **enterprise)
        sent = cast.done("signing.send", "booth:A01", consultation=meeting, **agency)["signing"]
        assert self.won(cast) == won
        told = cast.done("signing.announce", "stage", consultation=meeting)["signing"]
        assert [line["amount"] for line in told["lines"]] == [won]
        assert sent["lines"][0]["amount"] == 19_000_000  # its own booth knows it
        done = cast.done("signing.done", "organiser", signing=sent["id"])["signing"]
        assert done["lines"][0]["amount"] == 19_000_000

    def test_stands_in_nothing_that_stage_or_strangers_read_before_both_agreed(self, cast, agreed):
        meeting, person = agreed({"outcome": "contract", "amount": 19_000_123})
        self.confirm(cast, meeting, person)
        cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=True)
        cast.done("signing.announce", "stage", consultation=meeting)
        keys = {"visitor": person.code, "places": "A01", "board": "hall"}
        words = [word for word, roles in access.TOPICS.items() if roles & {"stage", "stranger"}]
        assert {"stage", "board", "visitor"} <= set(words)
        with cast.store.read() as db:
            for word in words:
                seen = topics.show(cast.store, db, f"{word}:{keys.get(word, '')}".rstrip(":"), "ko")
                said = repr((seen.data, [part.p for part in seen.parts]))
                assert "19000123" not in said.replace(",", "").replace("_", ""), word

    def test_the_crews_words_with_an_amount_go_with_the_consent(self, cast, agreed):
        meeting, person = agreed()
        self.confirm(cast, meeting, person, show_amount=True)
        signing = cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=True)["signing"][
            "id"
        ]
        cast.done("signing.edit", "stage", signing=signing, text="1,900만 원 구매")
        cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=False)
        answer = cast.done("signing.edit", "stage", signing=signing, text="근무복 구매")
        assert (answer["before"]["text"], answer["signing"]["text"]) == (None, "근무복 구매")

    def test_either_may_say_otherwise_later_and_the_same_again_is_refused(self, cast, agreed):
        meeting, person = agreed()
        assert self.confirm(cast, meeting, person) is False
        cast.done("signing.send", "booth:A01", consultation=meeting)
        assert self.confirm(cast, meeting, person, show_amount=True) is True
        sent = cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=True)["signing"]
        assert (sent["show_amount"], self.won(cast)) == (True, 19_000_000)
        again = {"consultation": meeting, "show_amount": True}
        assert cast.refused("signing.send", "booth:A01", **again) == (409, "wrong_state")
        fields = again | {"code": person.code}
        assert cast.refused("consultation.confirm", "booth:A01", **fields) == (409, "wrong_state")
        cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=False)
        assert self.won(cast) is None

    def test_another_amount_needs_the_enterprises_word_anew(self, cast, agreed):
        meeting, person = agreed()
        self.confirm(cast, meeting, person, show_amount=True)
        cast.done("signing.send", "booth:A01", consultation=meeting, show_amount=True)
        lines = [{"outcome": "contract", "amount": 190_000_000}]
        cast.done("consultation.correct", consultation=meeting, lines=lines, reason="0을 빠뜨렸어요")
        assert self.won(cast) is None
        self.confirm(cast, meeting, person)
        assert self.won(cast) is None  # a new confirmation does not carry the old consent on


class TestWords:
    def test_stand_on_the_stage_in_both_languages_and_go_again(self, cast, sent):
        signing = sent()
        words = {"text": "환경미화원복 구매", "text_en": "Street cleaners' uniforms"}
        assert cast.done("signing.edit", "stage", signing=signing, **words)["before"] == {
            "text": None,
            "text_en": None,
        }
        assert [shown(cast, lang)[signing]["words"] for lang in ("ko", "en")] == list(words.values())
        assert cast.done("signing.edit", signing=signing)["before"] == words
        assert shown(cast)[signing]["words"] is None

    def test_say_nothing_of_another_version_of_the_log(self, cast, agreed):
        meeting, _ = agreed()
        signing = cast.done("signing.send", consultation=meeting)["signing"]["id"]
        cast.done("signing.edit", signing=signing, text="책상 서른 개")
        cast.done("consultation.correct", consultation=meeting, lines=[MOU], reason="잘못 골랐어요")
        assert shown(cast)[signing]["words"] is None

    @pytest.mark.parametrize(
        "words",
        [
            "작업복 1,900만 원",
            "작업복 19000000원",
            "작업복 3억원",
            "uniforms for ₩19,000,000",
            "19 million won",
        ],
    )
    def test_name_no_amount_that_is_not_both_parties_to_show(self, cast, sent, words):
        field = "text_en" if words.isascii() or "₩" in words else "text"
        assert cast.refused("signing.edit", signing=sent(), **{field: words}) == (400, "bad_fields")

    def test_with_an_amount_go_when_a_party_takes_its_word_back(self, cast, agreed):
        meeting, person = agreed()
        fields = {"consultation": meeting, "code": person.code, "show_amount": True}
        cast.done("consultation.confirm", "booth:A01", **fields)
        signing = cast.done("signing.send", consultation=meeting, show_amount=True)["signing"]["id"]
        cast.done("signing.edit", signing=signing, text="작업복 300벌, 1,900만 원")
        assert shown(cast)[signing]["words"] == "작업복 300벌, 1,900만 원"
        cast.done("signing.send", consultation=meeting, show_amount=False)
        assert shown(cast)[signing]["words"] is None

    @pytest.mark.parametrize("text", ["가" * (fields.WALL_MAX + 1), "\ue000", " \u200b "])
    def test_are_short_and_readable(self, cast, sent, text):
        assert cast.refused("signing.edit", signing=sent(), text=text) == (400, "bad_fields")

    def test_are_one_line_without_what_can_not_be_seen(self, cast, sent):
        answer = cast.done("signing.edit", signing=sent(), text="  작업복\n300벌\u200b ")
        assert answer["signing"]["text"] == "작업복 300벌"
