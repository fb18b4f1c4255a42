"""Pairing a tablet and binding a phone, as their browsers do it."""

import json
import re
import signal
from pathlib import Path
from uuid import uuid4

import pytest

from tests.outside.conftest import Cast
from tests.outside.programs import Browser, Kiosk
from tests.outside.test_http import refused


@pytest.fixture
def pair_url(cast: Cast):
    def pair_url(role="desk", **fields):
        made = cast.organiser.act("station.pair", role=role, **fields)
        assert made.status == 200, made.text
        return made.data["station"]["pair_url"]

    return pair_url


class TestATablet:
    def test_opening_the_page_uses_nothing_up(self, cast: Cast, pair_url) -> None:
        url = pair_url()
        for _ in range(3):
            page = cast.stranger.get(url)
            assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
            assert "Set-Cookie" not in page.headers
        assert cast.stranger.pair(url).status == 200

    def test_the_pages_post_pairs_and_ends_on_the_roles_page(self, cast: Cast, pair_url) -> None:
        tablet = cast.stranger
        paired = tablet.pair(pair_url("booth", booth="A02", name="둘째 탁자"))
        station = paired.data["station"]
        assert (station["role"], station["booth"]) == ("booth", "A02")
        assert paired.data["url"] == f"/booth?station={station['id']}"
        assert tablet.get(paired.data["url"]).status == 200
        assert tablet.act("booth.pause", booth="A02", as_station=station["id"]).status == 200
        assert tablet.act("booth.open", booth="A02").status == 200

    def test_the_same_secret_again_still_pairs_and_another_does_not(self, cast: Cast, pair_url) -> None:
        url, secret = pair_url(), uuid4().hex * 2
        first = cast.stranger.pair(url, secret).data["station"]
        tablet = cast.stranger
        assert tablet.pair(url, secret).data["station"] == first
        assert tablet.get("/desk").status in (200, 404)
        refused(cast.stranger.pair(url), 409, "wrong_state")

    def test_a_secret_by_which_another_station_is_known_is_refused_and_the_pairing_waits(
        self, cast: Cast, pair_url
    ) -> None:
        secret, first, second = uuid4().hex * 2, pair_url(), pair_url("stage")
        tablet = cast.stranger
        known = tablet.pair(first, secret).data["station"]
        refused(cast.stranger.pair(second, secret), 409, "wrong_state")
        assert tablet.get(f"/board.json?station={known['id']}").status == 200
        assert tablet.pair(first, secret).data["station"] == known
        assert cast.stranger.pair(second).data["station"]["role"] == "stage"
        refused(cast.stranger.pair(pair_url(), cast.tokens["desk"]), 409, "wrong_state")
        cast.organiser.act("station.revoke", station=known["id"])
        refused(cast.stranger.pair(pair_url(), secret), 409, "wrong_state")

    def test_a_pairing_nobody_made_is_refused(self, cast: Cast) -> None:
        refused(cast.stranger.pair("/pair/nobody-made-this"), 409, "wrong_state")
        assert cast.stranger.get("/pair/nobody-made-this").status == 200

    @pytest.mark.parametrize("body", [{}, {"secret": 7}, {"secret": "short"}, {"secret": "x" * 201}, [], "x"])
    def test_a_secret_must_be_long(self, cast: Cast, pair_url, body: object) -> None:
        refused(cast.stranger.send("POST", pair_url(), json=body), 400, "bad_fields")

    def test_a_secret_that_is_no_text_is_400(self, cast: Cast, pair_url) -> None:
        body = json.dumps({"secret": "\ud800" * 40})
        headers = {"Content-Type": "application/json"}
        refused(cast.stranger.send("POST", pair_url(), data=body, headers=headers), 400, "bad_fields")

    def test_one_browser_holds_several_stations(self, cast: Cast, pair_url) -> None:
        browser = cast.stranger
        ids = {}
        for role, fields in (("desk", {}), ("booth", {"booth": "A01"}), ("booth", {"booth": "A02"})):
            station = browser.pair(pair_url(role, **fields)).data["station"]
            ids[fields.get("booth", role)] = station["id"]
        person = cast.person(arrived=True)
        # The newest whose role fits: a desk for this verb, the second booth for that one.
        assert browser.act("badge.reprint", visitor=person.id).status == 200
        assert browser.act("booth.pause", booth="A02").status == 200
        refused(browser.act("booth.pause", booth="A01"), 403, "not_allowed")
        assert browser.act("booth.pause", booth="A01", as_station=ids["A01"]).status == 200
        assert browser.get(f"/booths/A01.json?station={ids['A01']}").status == 200
        assert browser.get(f"/booths/A01.json?station={ids['desk']}").status == 200
        refused(browser.get(f"/booths/A01.json?station={ids['A02']}"), 403, "not_allowed")
        refused(browser.act("badge.reprint", visitor=person.id, as_station=ids["A01"]), 403, "not_allowed")
        for number in ("A01", "A02"):
            assert browser.act("booth.open", booth=number, as_station=ids[number]).status == 200

    def test_a_station_this_browser_does_not_hold_is_401(self, cast: Cast, pair_url) -> None:
        browser = cast.stranger
        browser.pair(pair_url())
        refused(browser.get("/board.json?station=1"), 401, "not_paired")
        refused(browser.get("/board.json?station=x"), 401, "not_paired")
        refused(browser.act("visitor.check_in", code="1", as_station=1), 401, "not_paired")

    def test_a_revoked_tablet_is_401_and_its_other_stations_stay(self, cast: Cast, pair_url) -> None:
        browser = cast.stranger
        desk = browser.pair(pair_url()).data["station"]["id"]
        stage = browser.pair(pair_url("stage")).data["station"]["id"]
        cast.organiser.act("station.revoke", station=desk)
        refused(browser.get(f"/board.json?station={desk}"), 401, "not_paired")
        assert browser.get(f"/stage.json?station={stage}").status == 200

    def test_a_pairing_of_a_revoked_station_is_void(self, cast: Cast) -> None:
        made = cast.organiser.act("station.pair", role="desk").data["station"]
        cast.organiser.act("station.revoke", station=made["id"])
        refused(cast.stranger.pair(made["pair_url"]), 409, "wrong_state")

    def test_revoking_cuts_an_open_socket_at_once(self, cast: Cast, pair_url) -> None:
        browser, other = cast.stranger, cast.stranger
        station = browser.pair(pair_url()).data["station"]["id"]
        other.pair(pair_url())
        cut = cast.kiosk.socket({"station": station}, cookies=browser.cookie_header)
        stays = cast.kiosk.socket(cookies=other.cookie_header)
        assert cut.watch("booth:A03")["ok"] and stays.watch("booth:A03")["ok"]
        cast.organiser.act("station.revoke", station=station)
        assert cut.ends()
        assert not stays.ends(within_s=0.3)

    def test_token_and_cookie_of_one_station_both_work(self, cast: Cast) -> None:
        made = json.loads(cast.kiosk.cli("station", "add", "--role", "desk", "--json").stdout)
        assert made.keys() == {"id", "token", "pair_url"}
        program, browser = cast.kiosk.browser(made["token"]), cast.stranger
        assert browser.pair(made["pair_url"]).data["station"]["id"] == made["id"]
        assert browser.get("/booths/A03.json").status == 200
        assert program.get("/booths/A03.json").status == 200
        cast.organiser.act("station.revoke", station=made["id"])
        assert browser.get("/booths/A03.json").status == 401
        assert program.get("/booths/A03.json").status == 401

    def test_a_pairing_lasts_15_minutes(self, cast: Cast, pair_url) -> None:
        kiosk, in_time, late = cast.kiosk, pair_url(), pair_url()
        shift = float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"])
        try:
            for minutes, url in ((14, in_time), (16, late)):
                kiosk.environ["KIOSK_CLOCK_SHIFT_S"] = f"{shift + minutes * 60:.3f}"
                kiosk.stop()
                kiosk.start()
                paired = cast.stranger.pair(url)
                assert paired.status == (200 if minutes == 14 else 409)
        finally:
            kiosk.environ["KIOSK_CLOCK_SHIFT_S"] = f"{shift:.3f}"
            kiosk.restart()


def test_serve_prints_the_first_organisers_link_until_it_was_used(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    kiosk.start()
    try:
        said = "".join(kiosk.said)
        link = re.search(r"http://localhost:\d+(/pair/\S+)", said)
        assert link
        browser = Browser(kiosk)
        paired = browser.pair(link[1])
        assert paired.data["station"]["role"] == "organiser"
        assert browser.get("/organiser.json").status == 200
        refused(Browser(kiosk).pair(link[1]), 409, "wrong_state")
        kiosk.restart()
        assert "/pair/" not in "".join(kiosk.said)
        assert browser.get("/organiser.json").status == 200
        assert kiosk.stop(signal.SIGTERM) == 0
    finally:
        if kiosk.process and kiosk.process.poll() is None:
            kiosk.stop(signal.SIGKILL)


class TestAPhone:
    @pytest.fixture
    def phone(self, cast: Cast):
        """A visitor's own browser that has opened their page."""

        def phone(person):
            browser = cast.stranger
            assert browser.get(f"/v/{person.code}").status == 200
            return browser

        return phone

    def bind(self, browser: Browser, person, **fields: object):
        return browser.act("phone.bind", **{"code": person.code, **fields})

    def test_the_last_four_digits_bind_it(self, cast: Cast, phone) -> None:
        person = cast.person(arrived=True, phone="010-2345-6789")
        browser = phone(person)
        refused(browser.act("ticket.join", code=person.code, booth="A01"), 403, "not_allowed")
        bound = self.bind(browser, person, digits="6789")
        assert (bound.status, bound.data["visitor"]["number"]) == (200, person.number)
        joined = browser.act("ticket.join", code=person.code, booth="A01")
        assert joined.status == 200, joined.text
        assert person.name not in joined.text
        ticket = joined.data["ticket"]["id"]
        assert browser.act("ticket.leave", ticket=ticket).status == 200

    def test_a_bound_phone_acts_for_its_own_visitor_only(self, cast: Cast, phone) -> None:
        person = cast.person(arrived=True, phone="010-2345-6789")
        other = cast.person(arrived=True)
        browser = phone(person)
        self.bind(browser, person, digits="6789")
        theirs = cast.desk.act("ticket.join", visitor=other.id, booth="A01").data["ticket"]["id"]
        refused(browser.act("ticket.leave", ticket=theirs), 403, "not_allowed")
        refused(browser.act("ticket.join", visitor=other.id, booth="A02"), 403, "not_allowed")
        refused(browser.act("visitor.check_in", code=person.code), 403, "not_allowed")

    def test_five_wrong_tries_and_the_right_one_comes_too_late(self, cast: Cast, phone) -> None:
        person = cast.person(phone="010-2345-6789")
        browser = phone(person)
        for digits in ("0000", "1111", "67890", "678", "6780"):
            refused(self.bind(browser, person, digits=digits), 409, "unknown_code")
        refused(self.bind(browser, person, digits="6789"), 409, "wrong_state")
        refused(self.bind(phone(person), person, digits="6789"), 409, "wrong_state")

    def test_a_phone_passed_on_is_its_newest_visitors(self, cast: Cast, phone) -> None:
        first = cast.person(arrived=True, phone="010-2345-6789")
        second = cast.person(arrived=True, phone="010-2345-1234")
        browser = phone(first)
        assert self.bind(browser, first, digits="6789").status == 200
        assert self.bind(browser, second, digits="1234").status == 200
        assert self.bind(browser, second, digits="1234").status == 200
        refused(browser.act("ticket.join", visitor=first.id, booth="A01"), 403, "not_allowed")
        assert browser.act("ticket.join", visitor=second.id, booth="A01").status == 200

    @pytest.mark.parametrize("verb", ["badge.void", "badge.reprint"])
    def test_a_phone_bound_to_a_badge_that_was_lost_acts_no_more(self, cast: Cast, phone, verb: str) -> None:
        person = cast.person(arrived=True, phone="010-2345-6789")
        browser = phone(person)
        assert self.bind(browser, person, digits="6789").status == 200
        ticket = browser.act("ticket.join", visitor=person.id, booth="A01").data["ticket"]["id"]
        watching = cast.kiosk.socket(cookies=browser.cookie_header)
        assert watching.watch(f"visitor:{person.code}")["ok"] is True
        assert cast.desk.act(verb, visitor=person.id, reason="잃어버렸어요").status == 200
        for what, fields in (
            ("ticket.leave", {"ticket": ticket}),
            ("ticket.join", {"visitor": person.id, "booth": "A02"}),
            ("visitor.pause", {"visitor": person.id}),
        ):
            refused(browser.act(what, **fields), 403, "not_allowed")
        assert browser.get(f"/v/{person.code}/own").status == 404
        assert watching.ends()

    def test_a_phone_that_the_desk_ends_loses_its_part_at_once(self, cast: Cast, phone) -> None:
        person = cast.person(arrived=True, phone="010-2345-6789")
        browser = phone(person)
        watching = cast.kiosk.socket(cookies=browser.cookie_header)
        assert watching.watch(f"visitor:{person.code}")["ok"] is True
        assert self.bind(browser, person, digits="6789").status == 200
        watching.shown(
            topic=f"visitor:{person.code}"
        )  # so that a page asks for its own part, and a desk for its card
        assert 'data-verb="ticket.join"' in browser.get(f"/v/{person.code}/own").text
        panel = cast.desk.get(f"/desk/person/{person.id}.json").data["html"]
        assert "휴대폰 1대 연결" in panel
        assert 'data-do="unbind"' in panel
        assert cast.desk.act("phone.unbind", visitor=person.id).data["phones"] == 1
        watching.shown(topic=f"visitor:{person.code}")
        assert 'data-verb="ticket.join"' not in browser.get(f"/v/{person.code}/own").text
        refused(browser.act("visitor.pause", visitor=person.id), 403, "not_allowed")
        assert 'data-do="unbind"' not in cast.desk.get(f"/desk/person/{person.id}.json").data["html"]

    def test_a_one_time_qr_binds_one_phone(self, cast: Cast, phone) -> None:
        person = cast.person(arrived=True)
        offered = cast.kiosk_station.act("phone.offer", code=person.code)
        assert offered.status == 200, offered.text
        path, _, fragment = offered.data["bind_url"].partition("#bind=")
        assert path.endswith(f"/v/{person.code}")
        browser = phone(person)
        assert self.bind(browser, person, bind=fragment).status == 200
        refused(self.bind(phone(person), person, bind=fragment), 409, "wrong_state")
        assert browser.act("ticket.join", code=person.code, booth="A02").status == 200

    def test_another_visitors_qr_does_not_bind_this_page(self, cast: Cast, phone) -> None:
        person, other = cast.person(), cast.person()
        fragment = cast.desk.act("phone.offer", code=other.code).data["bind_url"].partition("#bind=")[2]
        browser = phone(person)
        bound = self.bind(browser, person, bind=fragment)
        if bound.status == 200:  # the QR says whose phone it becomes, whatever page sends it
            assert bound.data["visitor"]["number"] == other.number

    def test_a_browser_without_cookie_cannot_bind(self, cast: Cast) -> None:
        person = cast.person(phone="010-2345-6789")
        refused(self.bind(cast.stranger, person, digits="6789"), 401, "not_paired")

    def test_what_is_sent_to_bind_may_be_anything(self, cast: Cast, phone) -> None:
        person = cast.person(phone="010-2345-6789")
        browser = phone(person)
        for fields in (
            {"digits": 6789.5},
            {"bind": ["x"]},
            {"bind": "\ud800"},
            {"digits": "\0\0\0\0"},
            {},
            {"x": 1},
        ):
            assert self.bind(browser, person, **fields).status in (400, 409), fields

    def test_registering_on_a_phone_waits_for_a_desk(self, cast: Cast) -> None:
        browser = cast.stranger
        if browser.get("/register").status == 404:
            browser.get("/v/" + cast.person().code)
        name = f"폰등록{uuid4().hex[:4]}"
        made = browser.act("visitor.register", name=name, enterprise=f"폰기업 {uuid4()}", consent=True)
        assert made.status == 200, made.text
        visitor = made.data["visitor"]
        refused(cast.desk.act("visitor.check_in", visitor=visitor["id"]), 409, "not_confirmed")
        assert cast.desk.act("visitor.confirm", visitor=visitor["id"]).status == 200
        assert cast.desk.act("visitor.check_in", visitor=visitor["id"]).data["welcome"] == "new"
