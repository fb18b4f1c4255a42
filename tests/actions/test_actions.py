"""Every verb with its roles and a refusal, the order of the checks, and the same action_id again."""

import json
import threading

import pytest

from kiosk.actions import access
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor
from tests.cases import CASES
from tests.cast import NEXT_DAY, open_store
from tests.screens import test_events

# Verbs whose roles outside programs were promised from the first version on; none of these may ever change. What the
# project adds beside, the rows alone say.
CONTRACT_ROLES = {
    "visitor.register": "desk kiosk organiser phone",
    "visitor.check_in": "kiosk desk organiser",
    "visitor.undo_check_in": "desk organiser",
    "visitor.confirm": "desk organiser",
    "badge.reprint": "desk organiser",
    "ticket.join": "kiosk desk booth organiser visitor",
    "wish.add": "kiosk desk organiser visitor",
    "wish.withdraw": "kiosk desk organiser visitor",
    "ticket.leave": "kiosk desk booth organiser visitor",
    "ticket.transfer": "desk booth organiser",
    "ticket.call_next": "booth organiser",
    "ticket.call": "booth organiser",
    "ticket.recall": "booth organiser",
    "ticket.no_show": "booth organiser",
    "consultation.start": "booth organiser",
    "consultation.note": "booth organiser",
    "consultation.finish": "booth organiser",
    "consultation.correct": "booth organiser",
    "consultation.confirm": "booth visitor",
    "booth.open": "booth organiser",
    "booth.pause": "booth organiser",
    "signing.send": "booth organiser",
    "signing.announce": "stage organiser",
    "signing.done": "stage organiser",
    "signing.undo": "stage organiser",
    "signing.move": "stage organiser",
    "signing.skip": "stage organiser",
    "signing.edit": "stage organiser",
    "station.pair": "organiser",
    "station.revoke": "organiser",
}
# Nothing has lapsed; a job's state is the printer's affair; who is an organiser already begins nothing.
WITHOUT_ENTRY = ("invite.lapse", "print.report", "station.begin")
ROLES = sorted(access.STATIONS | {"visitor", "phone"})


def may(cast, verb):
    """The verb's case and everybody who may do it, an organiser first, `system` where nobody else."""
    found = CASES[verb](cast)
    special = {"booth": f"booth:{found.booth}", "visitor": found.who}
    roles = sorted(VERBS[verb].roles, key=lambda role: (role != "organiser", role))
    return found, [special.get(role, role) for role in roles] or ["system"]


def test_the_contracts_verbs_belong_to_the_contracts_roles():
    assert {verb: VERBS[verb].roles for verb in CONTRACT_ROLES} == {
        verb: frozenset(roles.split()) for verb, roles in CONTRACT_ROLES.items()
    }


@pytest.mark.parametrize(
    "verb, role", [(verb, role) for verb in VERBS for role in sorted(VERBS[verb].roles) or ["system"]]
)
def test_a_verb_is_done_by_who_may_and_stands_in_the_journal(cast, verb, role):
    found, actors = may(cast, verb)
    who = cast.actor(next(one for one in actors if one.split(":")[0] == role))
    cast.done(verb, who, action_id="the one", **found.good)
    entries = cast.rows("SELECT actor, station_id, at, kind FROM journal WHERE action_id = 'the one'")
    if verb not in WITHOUT_ENTRY:
        assert entries
    assert {one.pop("kind") for one in entries} <= set(VERBS)  # whoever reads the journal knows them all
    assert all(tuple(one.values()) == (who.who, who.station_id, cast.clock.now) for one in entries)
    assert len(test_events.lines(cast)) == cast.value(
        "SELECT count(*) FROM journal"
    )  # and nobody is named to who follows it


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_refused_and_a_refusal_changes_nothing_else(cast, verb):
    found, actors = may(cast, verb)
    before = cast.tables()
    assert cast.refused(verb, actors[0], **found.bad) == found.refusal
    assert cast.tables() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.sampled(2)
def test_other_roles_are_403_and_nobody_known_is_401(cast, verb):
    found = CASES[verb](cast)
    before = cast.tables()
    for role in sorted(set(ROLES) - VERBS[verb].roles):
        assert cast.refused(verb, "visitor:1" if role == "visitor" else role, **found.good) == (
            403,
            "not_allowed",
        ), role
    for nobody in (None, "stranger"):
        assert cast.refused(verb, nobody, **found.good) == (401, "not_paired")
    assert cast.tables() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.sampled(3)
def test_the_same_action_id_gives_the_first_answer_byte_for_byte(cast, verb):
    found, actors = may(cast, verb)
    strangers = actors[0] == "phone" or VERBS[verb].for_strangers  # whose refusals are not remembered
    for action_id, fields in (("good", found.good), *(() if strangers else [("bad", found.bad)])):
        first = cast.do(verb, actors[0], action_id=action_id, **fields)
        cast.clock.pass_min(7)
        cast.reopen()
        tables = cast.tables()
        again = cast.do(verb, actors[0], action_id=action_id, **fields)
        if not VERBS[verb].secrets:
            assert (again.status, again.body) == (first.status, first.body)
        else:
            assert again.status == first.status
        assert cast.tables() == tables


@pytest.mark.parametrize("verb", [verb for verb, row in VERBS.items() if row.secrets])
def test_a_secret_is_shown_only_the_first_time(cast, verb):
    found, actors = may(cast, verb)
    first = cast.done(verb, actors[0], action_id="once", **found.good)
    again = cast.done(verb, actors[0], action_id="once", **found.good)

    def without(value):
        if not isinstance(value, dict):
            return value
        return {name: None if name in VERBS[verb].secrets else without(one) for name, one in value.items()}

    assert again == without(first)
    kept = cast.value("SELECT body FROM answers WHERE action_id = 'once'")
    assert json.loads(kept) == again


@pytest.mark.parametrize("verb", [verb for verb in CONTRACT_ROLES if len(CONTRACT_ROLES[verb].split()) > 1])
def test_a_verb_that_nobody_else_may_reuse(cast, verb):
    found, actors = may(cast, verb)
    cast.done(verb, actors[0], action_id="mine", **found.good)
    assert cast.refused(verb, actors[1], action_id="mine", **found.good) == (409, "action_id_reused")


class TestWhatAStrangerIsRefused:
    """Neither a station nor a bound phone: 1,500 tries in three seconds must leave no trace."""

    @pytest.mark.parametrize(
        "verb, actor, fields, status",
        [
            ("phone.bind", "phone", {"code": "9" * 16, "digits": "6789"}, 409),
            ("phone.bind", "phone", {"bind": "nobody"}, 409),
            ("station.redeem", "system", {"pair": "nobody", "secret": "s" * 32}, 409),
            ("visitor.register", "phone", {"name": "정유진", "citizen": True, "consent": False}, 409),
            (
                "visitor.register",
                "phone",
                {"name": "정유진", "citizen": True, "consent": True, "reserved_code": "9" * 16},
                409,
            ),
        ],
    )
    def test_is_remembered_nowhere(self, cast, verb, actor, fields, status):
        before = cast.rows("SELECT * FROM answers"), cast.rows("SELECT * FROM journal"), cast.tables()
        for action_id in ("one", "one", "two"):
            assert cast.refused(verb, actor, action_id=action_id, **fields)[0] == status
        assert before == (
            cast.rows("SELECT * FROM answers"),
            cast.rows("SELECT * FROM journal"),
            cast.tables(),
        )

    def test_a_bound_phones_refusal_is_remembered(self, cast):
        first = cast.do(
            "ticket.join", f"visitor:{cast.minseo.id}", action_id="one", code="9" * 16, booth="A01"
        )
        assert (first.status, first.data["code"]) == (409, "unknown_code")
        assert cast.value("SELECT body FROM answers WHERE action_id = 'one'") == first.body
        assert len(cast.journal("ticket.join")) == 1

    def test_a_phone_may_not_claim_a_code_of_a_tablets_block(self, cast):
        """Of a station whose pairing has ended any station may report the codes; a phone is none."""
        code = cast.done("code.block", "kiosk", count=1)["codes"][0]["code"]
        cast.done("station.revoke", station=cast.stations["kiosk"])
        fields = {"name": "정유진", "citizen": True, "consent": True, "reserved_code": code}
        assert cast.refused("visitor.register", "phone", **fields) == (409, "unknown_code")
        assert cast.done("visitor.register", "desk", **fields)["visitor"]["badge"]["code"] == code


class TestTheSameActionIdAgain:
    def test_from_two_threads_at_once_it_is_done_once(self, cast):
        person = cast.arrive()
        answers = []

        def join():
            answers.append(cast.do("ticket.join", "desk", action_id="twice", visitor=person.id, booth="A01"))

        threads = [threading.Thread(target=join) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {(one.status, one.body) for one in answers} == {(200, answers[0].body)}
        assert cast.value("SELECT count(*) FROM tickets WHERE visitor_id = ?", person.id) == 1

    def test_with_other_fields_or_another_verb_it_is_reused(self, cast):
        cast.done("booth.pause", action_id="one", booth="A01")
        assert cast.refused("booth.pause", action_id="one", booth="A02") == (409, "action_id_reused")
        assert cast.refused("booth.open", action_id="one", booth="A01") == (409, "action_id_reused")
        assert cast.refused("booth.pause", action_id="one", booth="A01", reason="점심") == (
            409,
            "action_id_reused",
        )

    def test_by_another_booth_visitor_or_phone_it_is_reused(self, cast):
        person, other = cast.arrive("A01"), cast.arrive("A02")
        fields = {"ticket": person.tickets["A01"]}
        cast.done("ticket.leave", f"visitor:{person.id}", action_id="one", **fields)
        assert cast.refused("ticket.leave", f"visitor:{other.id}", action_id="one", **fields) == (
            409,
            "action_id_reused",
        )
        given = {"name": "정유진", "enterprise": "새 기업", "consent": True}
        cast.done("visitor.register", "phone:one", action_id="two", **given)
        assert cast.refused("visitor.register", "phone:other", action_id="two", **given) == (
            409,
            "action_id_reused",
        )

    def test_another_station_of_the_same_role_and_booth_gets_the_first_answer(self, cast):
        person = cast.arrive("A01")
        one, other = Actor("booth", station_id=6, booth="A01"), Actor("booth", station_id=99, booth="A01")
        first = cast.do("ticket.leave", one, action_id="one", ticket=person.tickets["A01"])
        again = cast.do("ticket.leave", other, action_id="one", ticket=person.tickets["A01"])
        assert again.body == first.body

    def test_reuse_is_not_remembered(self, cast):
        cast.done("booth.pause", action_id="one", booth="A01")
        first = cast.do("booth.pause", action_id="one", booth="A01").body
        cast.refused("booth.pause", action_id="one", booth="A02")
        assert cast.do("booth.pause", action_id="one", booth="A01").body == first

    def test_what_was_not_done_for_its_form_is_done_after_mending(self, cast):
        for status, fields in (
            (400, {"booth": "A01", "minutes": "lang"}),
            (400, {"booth": "A01", "why": "?"}),
            (200, {"booth": "A01", "minutes": 30}),
        ):
            assert cast.do("booth.pause", action_id="one", **fields).status == status
        assert cast.do("ticket.recall", action_id="two", ticket=999).status == 404
        assert cast.do("booth.pause", action_id="two", booth="A02").status == 200

    def test_a_refusal_is_remembered_when_it_would_be_done_by_now(self, cast):
        first = cast.do("ticket.call_next", action_id="one", booth="A01", counter=1)
        cast.arrive("A01")
        again = cast.do("ticket.call_next", action_id="one", booth="A01", counter=1)
        assert (first.data["code"], again.body) == ("queue_empty", first.body)

    def test_the_form_is_looked_at_before_the_remembered_answer(self, cast):
        given = {"name": "정유진", "enterprise": "새 기업", "consent": True}
        cast.done("visitor.register", "desk", action_id="one", **given)
        assert cast.refused("visitor.register", "desk", action_id="one", **given, email="없음") == (
            400,
            "bad_fields",
        )

    def test_the_remembered_answer_comes_before_what_is_gone(self, cast):
        person = cast.arrive("A01")
        first = cast.do("ticket.leave", "desk", action_id="one", ticket=person.tickets["A01"])
        assert (
            cast.do("ticket.leave", "desk", action_id="one", ticket=str(person.tickets["A01"])).body
            == first.body
        )

    def test_names_are_as_they_are_now(self, cast):
        first = cast.done("visitor.check_in", "desk", action_id="one", code=cast.minseo.code)
        cast.store.change(
            lambda change: change.update(
                "UPDATE contacts SET name = ? WHERE visitor_id = ?", '윤"민\\서', cast.minseo.id
            )
        )
        again = cast.done("visitor.check_in", "desk", action_id="one", code=cast.minseo.code)
        assert (first["visitor"]["name"], again["visitor"]["name"]) == ("윤민서", '윤"민\\서')
        cast.store.change(
            lambda change: change.update("DELETE FROM contacts WHERE visitor_id = ?", cast.minseo.id)
        )
        forgotten = cast.done("visitor.check_in", "desk", action_id="one", code=cast.minseo.code)
        assert {
            forgotten["visitor"]["name"],
            *(t["visitor"]["name"] for t in forgotten["agenda"]["tickets"]),
        } == {"이름 비공개"}

    def test_no_name_phone_or_email_stands_outside_contacts(self, cast):
        given = {"phone": "010-1111-2222", "email": "yujin@example.kr", "title": "이사"}
        person = cast.register("정유진", "A01", **given, enterprise="세진플러스")
        cast.check_in(person)
        cast.refused("visitor.register", "desk", name="정유진", enterprise="세진플러스", consent=True)
        cast.finish(cast.meet(person, "A01"))
        everything = {
            name: str(cast.rows(f"SELECT * FROM {name}")) for name in [*cast.tables(), "answers", "journal"]
        }
        for secret in ("정유진", "1111-2222", "yujin@"):
            assert [name for name, text in everything.items() if secret in text] == ["contacts"]


class TestTheOrderOfTheChecks:
    def test_no_such_verb_is_404_even_for_nobody(self, cast):
        assert cast.refused("ticket.eat", None) == (404, "not_found")

    def test_nobody_is_401_before_anything_else(self, cast):
        assert cast.refused("ticket.call_next", None, booth=7, what="?") == (401, "not_paired")

    def test_the_role_is_403_before_the_form(self, cast):
        assert cast.refused("ticket.call_next", "desk", booth=7) == (403, "not_allowed")

    @pytest.mark.parametrize(
        "verb", ["ticket.call_next", "ticket.join", "booth.pause", "booth.open", "consultation.start"]
    )
    def test_the_stations_own_booth_is_403_before_the_form(self, cast, verb):
        assert cast.refused(verb, "booth:A01", booth="a02 ", counter="?") == (403, "not_allowed")

    def test_the_role_is_403_before_the_remembered_answer(self, cast):
        cast.done("booth.pause", action_id="one", booth="A02")
        assert cast.refused("booth.pause", "booth:A01", action_id="one", booth="A02") == (403, "not_allowed")

    def test_the_form_is_400_before_what_the_action_is_about_is_404(self, cast):
        assert cast.refused("consultation.finish", consultation=999, lines=[]) == (400, "bad_fields")
        assert cast.refused("consultation.finish", consultation=999, lines=[{"outcome": "consulted"}]) == (
            404,
            "not_found",
        )

    def test_whose_it_is_is_403_before_lookups_are_400(self, cast):
        meeting = cast.meet(cast.arrive(), "A02")
        fields = {"consultation": meeting, "lines": [{"outcome": "consulted", "plan_item": 999}]}
        assert cast.refused("consultation.finish", "booth:A01", **fields) == (403, "not_allowed")
        assert cast.refused("consultation.finish", "booth:A02", **fields) == (400, "bad_fields")

    def test_lookups_are_400_before_the_rules(self, cast):
        person = cast.arrive("A02")
        cast.done("ticket.leave", "desk", ticket=person.tickets["A02"])
        fields = {"ticket": person.tickets["A02"], "counter": 2}
        assert cast.refused("consultation.start", **fields) == (400, "bad_fields")
        assert cast.refused("consultation.start", **fields | {"counter": 1}) == (409, "wrong_state")

    @pytest.mark.parametrize(
        "verb",
        ["ticket.leave", "ticket.recall", "ticket.no_show", "ticket.call", "ticket.transfer"],
    )
    def test_another_booths_ticket_is_403_and_no_ticket_is_404(self, cast, verb):
        ticket = cast.arrive("A02").tickets["A02"]
        more = {
            "ticket.call": {"counter": 1, "reason": "급함"},
            "ticket.transfer": {"booth": "A03"},
        }.get(verb, {})
        assert cast.refused(verb, "booth:A01", ticket=ticket, **more) == (403, "not_allowed")
        assert cast.refused(verb, "booth:A01", ticket=999, **more) == (404, "not_found")


class TestFields:
    def test_an_unknown_field_is_400_and_named(self, cast):
        answer = cast.do("booth.pause", booth="A01", shout=True)
        assert (answer.status, set(answer.data["fields"])) == (400, {"shout"})

    def test_every_field_that_does_not_fit_is_named_with_a_sentence(self, cast):
        answer = cast.do("ticket.call", ticket="x", counter=0, reason="  ")
        assert set(answer.data["fields"]) == {"ticket", "counter", "reason"}
        assert all(answer.data["fields"].values())

    @pytest.mark.parametrize("action_id", [None, "", "x" * 65, 7, "a\0b", "\ud800", ["a"]])
    def test_an_action_id_is_1_to_64_characters(self, cast, action_id):
        answer = cast.do("booth.pause", booth="A01", action_id=action_id)
        assert (answer.status, set(answer.data["fields"])) == (400, {"action_id"})

    @pytest.mark.parametrize(
        "text", ["\ud800", "a\0b", "\ufdd01\ufdd1", 7, True, ["a"], {"a": 1}, "긴" * 5000]
    )
    def test_text_that_is_no_text_is_400(self, cast, text):
        assert cast.refused("booth.pause", booth="A01", reason=text) == (400, "bad_fields")

    @pytest.mark.parametrize("name", ["\ud800", "\ufdd01\ufdd1", "a\0b"])
    def test_what_somebody_sent_can_not_pass_for_a_name(self, cast, name):
        answer = cast.do("booth.pause", booth="A01", **{name: 1})
        assert answer.status == 400
        assert "윤민서" not in answer.body and answer.body.encode()

    @pytest.mark.parametrize("number", [0, -1, 1.5, True, "x", "1.0", 2**53 + 1, 10**30, [1], {}])
    def test_an_id_is_a_whole_number(self, cast, number):
        assert cast.refused("ticket.recall", ticket=number) == (400, "bad_fields")

    def test_a_form_may_send_everything_as_text(self, cast):
        person = cast.arrive()
        meeting = cast.meet(person, "A01")
        fields = {"consultation": str(meeting), "lines": '[{"outcome": "contract", "amount": 5}]'}
        lines = cast.done("consultation.finish", **fields)["consultation"]["lines"]
        assert lines == [{"outcome": "contract", "amount": 5, "plan_item": None, "note": None}]

    @pytest.mark.parametrize(
        "lines",
        [
            [],
            "x",
            "[" * 3000,
            [7],
            [{}],
            [{"outcome": "gift"}],
            [{"outcome": "contract"}],
            [{"outcome": "commitment"}],
            [{"outcome": "contract", "amount": 0}],
            [{"outcome": "contract", "amount": 1_000_000_000_000}],
            [{"outcome": "contract", "amount": 1.5}],
            [{"outcome": "contract", "amount": True}],
            [{"outcome": "mou", "amount": 5}],
            [{"outcome": "consulted", "plan_item": "x"}],
            [{"outcome": "consulted", "plan_item": 999}],
            [{"outcome": "consulted", "note": 7}],
            [{"outcome": "consulted", "won": 7}],
            [{"outcome": ["consulted"]}],
        ],
        ids=str,
    )
    def test_anything_amiss_inside_lines_is_400(self, cast, lines):
        meeting = cast.meet(cast.arrive(), "A01")
        answer = cast.do("consultation.finish", consultation=meeting, lines=lines)
        assert (answer.status, set(answer.data["fields"])) == (400, {"lines"})
        assert cast.value("SELECT state FROM consultations") == "open"

    def test_a_drafts_lines_may_be_empty_or_lack_an_amount(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        for lines in ([], [{"outcome": "contract"}]):
            answer = cast.done("consultation.note", consultation=meeting, lines=lines)
            assert [line["outcome"] for line in answer["consultation"]["lines"]] == [
                line["outcome"] for line in lines
            ]
        assert cast.refused("consultation.note", consultation=meeting, lines=[{"outcome": "gift"}]) == (
            400,
            "bad_fields",
        )

    @pytest.mark.parametrize(
        "given", [{}, {"code": "1", "visitor": 1}, {"code": None, "visitor": None}, {"code": ""}]
    )
    def test_exactly_one_of_code_and_visitor_is_needed(self, cast, given):
        answer = cast.do("visitor.check_in", "desk", **given)
        assert (answer.status, set(answer.data["fields"])) == (400, {"code", "visitor"})

    def test_a_code_that_is_no_code_is_unknown(self, cast):
        for code in (" ", "안녕", "1" * 15, "9" * 16, "9" * 600, "ㅁㅠㅊ"):
            assert cast.refused("visitor.check_in", "kiosk", code=code) == (409, "unknown_code")

    @pytest.mark.parametrize(
        "verb, fields",
        [
            ("visitor.check_in", {"visitor": 1}),
            ("ticket.join", {"visitor": 1, "booth": "A01"}),
            ("ticket.leave", {"ticket": 1}),
            ("visitor.pause", {"visitor": 1}),
            ("visitor.resume", {"visitor": 1}),
            ("invite.accept", {"invite": 1}),
            ("invite.decline", {"invite": 1}),
        ],
    )
    def test_a_kiosk_knows_people_by_their_code_alone(self, cast, verb, fields):
        answer = cast.do(verb, "kiosk", **fields)
        assert (answer.status, set(answer.data["fields"])) == (400, {"code"})


class TestWhenItHappened:
    def test_what_waited_at_a_station_happened_when_it_was_done(self, cast):
        cast.clock.pass_min(10)
        fields = {"at": "2026-10-29T09:00:00+09:00", "sent_at": "2026-10-29T09:04:00+09:00"}
        cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **fields)
        four_min = cast.clock.now - 4 * 60_000
        assert cast.value("SELECT at FROM arrivals") == four_min
        assert cast.rows("SELECT at, happened_at FROM journal WHERE kind = 'visitor.check_in'") == [
            {"at": cast.clock.now, "happened_at": four_min}
        ]

    def test_at_and_sent_at_are_not_compared_as_fields(self, cast):
        fields = {"code": cast.seoyeon.code}
        first = cast.do("visitor.check_in", "kiosk", action_id="one", **fields, at=1000, sent_at=2000)
        again = cast.do("visitor.check_in", "kiosk", action_id="one", **fields, at=1000, sent_at=9000)
        plain = cast.do("visitor.check_in", "kiosk", action_id="one", **fields, lang="en")
        assert first.body == again.body == plain.body

    @pytest.mark.parametrize(
        "verb, fields",
        [
            ("ticket.call_next", {"booth": "A01", "counter": 1}),
            ("booth.pause", {"booth": "A01"}),
        ],
    )
    def test_queues_and_booths_take_no_at(self, cast, verb, fields):
        answer = cast.do(verb, at=1000, sent_at=2000, **fields)
        assert (answer.status, set(answer.data["fields"])) == (400, {"at", "sent_at"})

    @pytest.mark.parametrize("at", ["gestern", True, -1, "2026-10-29T09:00:00", [1]])
    def test_a_time_that_is_none_is_400(self, cast, at):
        answer = cast.do("visitor.check_in", "kiosk", code=cast.seoyeon.code, at=at, sent_at=2000)
        assert (answer.status, set(answer.data["fields"])) == (400, {"at"})

    def test_a_station_whose_clock_runs_backwards_acts_now(self, cast):
        cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, at=5000, sent_at=2000)
        assert cast.value("SELECT at FROM arrivals") == cast.clock.now

    def test_a_late_scan_of_yesterday_is_yesterdays_arrival(self, cast):
        cast.clock.set(NEXT_DAY, "10:00")
        day_ms = 24 * 3600 * 1000
        cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, at=0, sent_at=day_ms)
        assert cast.value("SELECT day FROM arrivals") == "2026-10-29"


def test_answers_speak_the_askers_language_once(cast):
    first = cast.do("booth.pause", action_id="one", booth="A01", lang="en")
    again = cast.do("booth.pause", action_id="one", booth="A01", lang="ko")
    assert again.body == first.body
    assert cast.refused("booth.pause", booth="A02", lang="fr") == (400, "bad_fields")


def test_a_refused_scan_stands_in_the_journal_with_its_reason_and_four_digits(cast):
    void = cast.minseo.code
    cast.done("badge.reprint", visitor=cast.minseo.id)
    cast.refused("visitor.check_in", "kiosk", code=f"https://expo.example.kr/v/{void}")
    cast.refused("visitor.check_in", "kiosk", code="9999 8888 7777 6666")
    cast.refused("visitor.check_in", "kiosk", code="x")
    cast.refused("ticket.join", "kiosk", code=cast.hajun.code, booth="A01")
    found = [
        (row["kind"], row["station_id"], row["visitor_id"], json.loads(row["detail"]))
        for row in cast.rows(
            "SELECT * FROM journal WHERE kind IN ('visitor.check_in', 'ticket.join') ORDER BY seq"
        )
    ]
    kiosk = cast.stations["kiosk"]
    assert found == [
        (
            "visitor.check_in",
            kiosk,
            cast.minseo.id,
            {"refused": "badge_void", "code_tail": void[-4:]},
        ),
        ("visitor.check_in", kiosk, None, {"refused": "unknown_code", "code_tail": "6666"}),
        ("visitor.check_in", kiosk, None, {"refused": "unknown_code", "code_tail": None}),
        ("ticket.join", kiosk, None, {"refused": "not_checked_in", "code_tail": cast.hajun.code[-4:]}),
    ]
    assert not any(void in str(row) for row in cast.rows("SELECT * FROM journal"))


def test_a_bound_phone_sees_names_masked(cast):
    person = cast.arrive("A01")
    answer = cast.done("ticket.leave", f"visitor:{person.id}", ticket=person.tickets["A01"])
    assert "○" in answer["ticket"]["visitor"]["name"]


def test_what_was_answered_is_written_before_the_store_is_closed(cast):
    person = cast.arrive("A01")
    beside = open_store(cast.store.path.parent, cast.clock)
    with beside.read() as db:
        assert db.execute(
            "SELECT count(*) AS n FROM tickets WHERE visitor_id = ?", (person.id,)
        ).fetchone() == {"n": 1}
    beside.close()
