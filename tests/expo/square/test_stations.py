"""Stations and phones: pairing, tokens, revoking, binding."""

import pytest

from kiosk.data.store import Actor
from kiosk.expo.person import phones
from kiosk.expo.square import stations


def paired(cast, **fields):
    """A new pairing's station id and word."""
    station = cast.done("station.pair", **fields)["station"]
    return station["id"], station["pair_url"].rsplit("/", 1)[1]


def actor_of(cast, token):
    with cast.store.read() as db:
        return stations.actor_of(db, token)


class TestPairing:
    def test_a_pairing_makes_the_browser_that_station(self, cast):
        station, word = paired(cast, role="booth", booth="B01")
        assert cast.done("station.redeem", "system", pair=word, secret="cookie")["station"]["id"] == station
        assert actor_of(cast, "cookie") == Actor("booth", station_id=station, booth="B01")

    def test_once(self, cast):
        _, word = paired(cast, role="kiosk")
        cast.done("station.redeem", "system", pair=word, secret="mine")
        assert cast.refused("station.redeem", "system", pair=word, secret="theirs") == (409, "wrong_state")
        assert actor_of(cast, "theirs") is None

    def test_the_same_browser_again_after_a_lost_answer(self, cast):
        station, word = paired(cast, role="kiosk")
        for _ in range(2):
            answer = cast.done("station.redeem", "system", pair=word, secret="mine")
            assert answer["station"]["id"] == station

    def test_within_fifteen_minutes(self, cast):
        _, word = paired(cast, role="kiosk")
        cast.clock.pass_min(16)
        assert cast.refused("station.redeem", "system", pair=word, secret="mine") == (409, "wrong_state")

    def test_who_was_revoked_is_nobody(self, cast):
        station, word = paired(cast, role="kiosk")
        cast.done("station.redeem", "system", pair=word, secret="mine")
        cast.done("station.revoke", station=station)
        assert actor_of(cast, "mine") is None
        assert cast.refused("station.revoke", station=station) == (409, "wrong_state")

    def test_what_waited_while_its_station_was_revoked_is_not_done(self, cast):
        station, word = paired(cast, role="desk")
        cast.done("station.redeem", "system", pair=word, secret="mine")
        desk = actor_of(cast, "mine")
        done = cast.done("visitor.check_in", desk, action_id="before", visitor=cast.minseo.id)
        cast.done("station.revoke", station=station)
        assert cast.refused("badge.void", desk, visitor=cast.minseo.id, reason="x") == (401, "not_paired")
        assert cast.done("visitor.check_in", desk, action_id="before", visitor=cast.minseo.id) == done

    def test_no_token_or_pairing_stands_anywhere_in_plain(self, cast):
        _, word = paired(cast, role="kiosk")
        token = cast.done("station.add", "system", role="desk")["station"]["token"]
        everything = str(
            [cast.rows(f"SELECT * FROM {name}") for name in [*cast.tables(), "answers", "journal"]]
        )
        assert word not in everything and token not in everything
        assert actor_of(cast, token).role == "desk"

    @pytest.mark.parametrize(
        "fields, found",
        [
            ({"role": "king"}, 400),
            ({"role": "booth"}, 400),
            ({"role": "booth", "booth": "Z9"}, 409),
            ({}, 400),
        ],
    )
    def test_what_does_not_fit_is_refused(self, cast, fields, found):
        assert cast.do("station.pair", **fields).status == found


class TestPhones:
    def bound(self, cast, phone):
        with cast.store.read() as db:
            row = db.execute(
                "SELECT visitor_id FROM phones WHERE token_hash = ? AND bound_at", (phone,)
            ).fetchone()
        return row and row["visitor_id"]

    def test_by_the_last_four_digits_of_the_registered_phone(self, cast):
        cast.done("phone.bind", "phone:p", code=cast.minseo.code, digits="4074")
        assert self.bound(cast, "p") == cast.minseo.id

    def test_five_tries(self, cast):
        for _ in range(5):
            assert cast.refused("phone.bind", "phone:p", code=cast.minseo.code, digits="0000") == (
                409,
                "unknown_code",
            )
        assert cast.refused("phone.bind", "phone:q", code=cast.minseo.code, digits="4074") == (
            409,
            "wrong_state",
        )

    def test_never_by_the_digits_over_plain_http(self, cast):
        plain = Actor("phone", phone="p", secure=False)
        assert cast.refused("phone.bind", plain, code=cast.minseo.code, digits="4074") == (403, "not_allowed")

    def test_by_a_qr_that_works_once_and_for_a_while(self, cast):
        url = cast.done("phone.offer", "kiosk", code=cast.minseo.code)["bind_url"]
        word = url.rpartition("=")[2]
        cast.done("phone.bind", "phone:p", bind=word)
        assert self.bound(cast, "p") == cast.minseo.id
        assert cast.refused("phone.bind", "phone:q", bind=word) == (409, "wrong_state")
        late = cast.done("phone.offer", "kiosk", code=cast.minseo.code)["bind_url"].rpartition("=")[2]
        cast.clock.now += phones.OFFER_MS + 1
        assert cast.refused("phone.bind", "phone:q", bind=late) == (409, "wrong_state")

    def test_a_phone_bound_again_is_its_new_visitors(self, cast):
        for person in (cast.minseo, cast.hajun, cast.hajun):
            word = cast.done("phone.offer", "desk", code=person.code)["bind_url"].rpartition("=")[2]
            cast.done("phone.bind", "phone:p", bind=word)
            assert self.bound(cast, "p") == person.id


class TestTheExpo:
    def test_settings_are_changed_one_by_one_and_within_bounds(self, cast):
        cast.done("expo.settings", settings={"recall_min": 5})
        settings = cast.done("expo.settings", settings={"live_tickets": 2})["settings"]
        assert (settings["recall_min"], settings["live_tickets"], settings["first_meeting_min"]) == (5, 2, 15)

    @pytest.mark.parametrize(
        "settings",
        [
            {},
            {"recall_min": 0},
            {"recall_min": "3"},
            {"boards_public": 1},
            {"entrance": [1]},
            {"wifi": True},
            [1],
            "x",
        ],
    )
    def test_a_bad_setting_is_400(self, cast, settings):
        before = cast.tables()
        assert cast.refused("expo.settings", settings=settings) == (400, "bad_fields")
        assert cast.tables() == before

    def test_the_defaults_are_the_designs(self, cast):
        from kiosk.expo.square import booths

        with cast.store.read() as db:
            settings = booths.settings_of(db)
        design = {
            "boards_public": True,
            "live_tickets": 3,
            "repeat_scan_s": 10,
            "recall_min": 3,
            "appointment_early_min": 5,
            "appointment_late_min": 10,
            "call_ahead_min": 3,
            "first_meeting_min": 15,
            "walk_m_per_min": 60,
        }
        assert {name: settings[name] for name in design} == design
