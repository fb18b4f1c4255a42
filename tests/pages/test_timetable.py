"""The agency's page of the timetable: its own marks and proposals alone, without a script, and nobody's contact data."""

import itertools
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import create_app
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.exchange import timetable
from kiosk.expo.proposals import proposals
from kiosk.expo.square import days
from kiosk.settings import Settings
from tests.cast import KEY, NEXT_DAY, ZONE, Cast


class Office:
    """A02's browser, and the server that it asks."""

    def __init__(self, folder: Path, cast: Cast) -> None:
        shift_s = days.at_local("2026-10-28", "10:00", ZONE) / 1000 - time.time()
        self.app = create_app(Settings(folder, origin="https://expo.example.kr", clock_shift_s=shift_s))
        self.ids = itertools.count(1)
        self.store, self.client = self.app.extensions["store"], self.app.test_client()
        self.agency = cast.value("SELECT agency_id FROM booths WHERE number = 'A02'")
        url = self.do("timetable.link", agency=self.agency)["url"]
        self.path = url.removeprefix("https://expo.example.kr")

    def do(self, verb: str, **fields: Any) -> dict[str, Any]:
        done = perform(self.store, verb, SYSTEM, {"action_id": f"{verb} {next(self.ids)}", **fields})
        assert done.ok, done.body
        return done.data

    def text(self) -> str:
        found = self.client.get(self.path)
        assert found.status_code == 200
        return str(found.get_data(as_text=True))

    def post(self, verb: str, accept: str = "text/html", **form: str) -> Any:
        headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin", "Accept": accept}
        given = {"action_id": f"form {next(self.ids)}", "verb": verb, **form}
        return self.client.post(self.path, data=given, headers=headers)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.store.read() as db:
            return list(db.execute(sql).fetchall())


@pytest.fixture
def office(tmp_path: Path, cast: Cast) -> Iterator[Office]:
    folder = tmp_path / "served"
    folder.mkdir()
    cast.store.backup(folder / "expo.db")
    (folder / "badge.key").write_text(KEY.hex())
    found = Office(folder, cast)
    yield found
    found.store.close()
    shutil.rmtree(folder)


def test_enterprises_that_fit_the_plan_stand_first_and_a_mark_is_one_form(office: Office) -> None:
    page = office.text()
    assert not re.search("윤민서|이서연|5849|contact1", page)
    assert "우리를 만나고 싶어 해요" in page  # 터치포굿 wished A02
    wishes = office.rows("SELECT id FROM enterprises WHERE name = '터치포굿'")[0]["id"]
    done = office.post("timetable.mark", enterprise=str(wishes), wanted="true")
    assert done.status_code == 302 and office.path in done.headers["Location"]
    broken = office.post("timetable.mark", enterprise=str(wishes), wanted="true", at="a\r\nb")
    assert broken.headers["Location"].endswith("#a%0D%0Ab")
    again = office.post("timetable.mark", "application/json", enterprise=str(wishes), wanted="false")
    assert again.get_json() | {"ok": True, "wanted": False, "count": 0} == again.get_json()
    assert office.post("timetable.mark", enterprise="999999").status_code == 404
    assert office.post("expo.settings", values="{}").status_code == 200  # no form of this page: shown again
    assert office.rows("SELECT 1 FROM marks") == []


def test_it_answers_all_at_once_and_says_when_it_is_away(office: Office) -> None:
    for name in ("터치포굿", "세진플러스"):
        [one] = office.rows(f"SELECT id FROM enterprises WHERE name = '{name}'")
        office.post("timetable.mark", enterprise=str(one["id"]))
    office.post("timetable.away", day=NEXT_DAY, until="12:00")
    assert "10:00~12:00" in office.text()
    office.do("timetable.propose", run=proposals.keep(timetable.make(office.store).run))
    assert "2건의 답을 기다려요" in office.text()
    assert office.post("all").status_code == 200
    assert {one["agency_says"] for one in office.rows("SELECT agency_says FROM proposals")} == {"yes"}
    [away] = office.rows("SELECT id FROM away")
    office.post("timetable.back", away=str(away["id"]))
    assert office.rows("SELECT 1 FROM away") == []
    wrong = office.post("timetable.away", day=NEXT_DAY, starts="15:00", until="12:00")
    assert wrong.status_code == 400 and "‘까지’가" in wrong.get_data(as_text=True)


def test_a_wrong_link_opens_nothing_and_one_taken_back_says_so(office: Office) -> None:
    assert office.client.get("/timetable/wrong").status_code == 404
    office.do("timetable.unlink", agency=office.agency)
    assert office.client.get(office.path).status_code == 410


def test_a_new_link_of_the_one_kind_voids_none_of_the_other(office: Office) -> None:
    """Whoever is sent the list of follow-ups after the expo did not lose what it opened before, nor the other way round."""
    after = office.do("follow_up.link", agency=office.agency)["url"].rpartition("/")[2]
    assert office.client.get(office.path).status_code == 200
    assert office.client.get(f"/timetable/{after}").status_code == 404  # it opens nothing but its own page
    office.do("timetable.link", agency=office.agency)
    assert office.client.get(office.path).status_code == 410
    assert office.client.get(f"/follow-ups/{after}").status_code == 200
    assert office.client.get(office.path.replace("/timetable/", "/follow-ups/")).status_code == 404


def test_an_enterprises_bound_phone_shows_its_proposals_until_they_are_declined(
    office: Office, cast: Cast
) -> None:
    office.do("timetable.propose", run=proposals.keep(timetable.make(office.store).run))
    code, own = cast.seoyeon.code, f"/v/{cast.seoyeon.code}/own"
    with office.client as phone:
        address = {"base_url": "https://expo.example.kr"}
        phone.get(f"/v/{code}", **address)
        headers = {"Origin": "https://expo.example.kr", "Sec-Fetch-Site": "same-origin"}
        bind = {"action_id": "bind", "code": code, "digits": "6203"}
        assert phone.post("/actions/phone.bind", json=bind, headers=headers, **address).get_json()["ok"]
        assert "예약 제안" in phone.get(own, **address).get_data(as_text=True)
        [one] = office.rows("SELECT id FROM proposals")
        said = {"action_id": "no", "proposal": one["id"], "says": "no"}
        assert phone.post("/actions/timetable.answer", json=said, headers=headers, **address).get_json()["ok"]
        assert "예약 제안" not in phone.get(own, **address).get_data(as_text=True)
