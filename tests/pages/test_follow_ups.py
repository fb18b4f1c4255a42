"""The page of an agency's link: its own promises alone, answered without a script, until it expires or is taken back."""

import re
import shutil
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk import create_app
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.expo.square import days
from kiosk.settings import Settings
from tests.cast import KEY, ZONE
from tests.expo.after.conftest import lines, promised  # noqa: F401 (a fixture)

AFTER = "2026-12-10"


class Office:
    """An agency's browser, and the server that it asks."""

    def __init__(self, folder: Path, cast: Any) -> None:
        shift_s = days.at_local(AFTER, "10:00", ZONE) / 1000 - time.time()
        self.app = create_app(Settings(folder, origin="https://expo.example.kr", clock_shift_s=shift_s))
        self.store = self.app.extensions["store"]
        self.client, self.lines = self.app.test_client(), lines(cast)
        self.agency = cast.value("SELECT agency_id FROM booths WHERE number = 'A02'")
        self.url = self.do("follow_up.link", agency=self.agency)["url"]
        self.path = self.url.removeprefix("https://expo.example.kr")

    def do(self, verb: str, **fields: Any) -> dict[str, Any]:
        done = perform(self.store, verb, SYSTEM, {"action_id": f"{verb} {fields}", **fields})
        assert done.ok, done.body
        return done.data

    def get(self, path: str = "") -> Any:
        return self.client.get(path or self.path)

    def post(self, **form: str) -> Any:
        # As a browser sends the form of a page that gives no referrer.
        headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        return self.client.post(self.path, data={"action_id": "one", **form}, headers=headers)


@pytest.fixture
def office(tmp_path: Path, promised: Any) -> Iterator[Office]:  # noqa: F811
    folder = tmp_path / "served"
    promised.store.backup(tmp_path / "expo-copy.db")
    folder.mkdir()
    shutil.copy(tmp_path / "expo-copy.db", folder / "expo.db")
    (folder / "badge.key").write_text(KEY.hex())
    found = Office(folder, promised)
    yield found
    found.store.close()


def test_a_link_shows_its_own_agencys_promises_and_nobodys_contact_data(office: Office) -> None:
    page = office.get()
    text = page.get_data(as_text=True)
    assert page.status_code == 200 and "19,000,000원" in text and "7,000,000원" not in text
    assert not re.search("윤민서|5849|contact1", text)
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert office.url.count("/") == 4 and len(office.path.rpartition("/")[2]) >= 32
    sheet = load_workbook(BytesIO(office.get(f"{office.path}/sheet.xlsx").data)).worksheets[0]
    assert [cell.value for cell in sheet["C"]][1:3] == ["종로구", "종로구"] and sheet.max_row == 4


def test_an_answer_reaches_the_organisers_with_who_gave_it_and_can_be_taken_back(office: Office) -> None:
    line = str(office.lines["19"])
    given = {"promise": line, "state": "contracted", "contracted_on": "2026-11-30", "won": "18,500,000"}
    missing = office.post(**given)
    assert missing.status_code == 400 and "부서와 이름을 적어 주세요" in missing.get_data(as_text=True)
    wrong = office.post(**given | {"won": "모름", "by": "총무과 김주무"}).get_data(as_text=True)
    assert "정수로 적어 주세요" in wrong and 'value="2026-11-30"' in wrong, "what was written stays"
    saved = office.post(**given, by="총무과 김주무")
    assert saved.status_code == 302 and saved.headers["Location"].endswith(f"saved=1#p{line}")
    assert office.post(**given, by="총무과 김주무").status_code == 302
    row = office.store.glance().execute("SELECT * FROM follow_ups").fetchall()
    assert [(one["state"], one["won"], one["answered_by"], one["actor"]) for one in row] == [
        ("contracted", 18_500_000, "총무과 김주무", "link:1")
    ]
    assert "계약함 2026-11-30 18,500,000원" in office.get().get_data(as_text=True)
    assert office.post(undo=str(row[0]["id"]), action_id="two").status_code == 302
    assert "계약함 2026-11-30" not in office.get().get_data(as_text=True)


def test_another_agencys_promise_is_not_found(office: Office) -> None:
    answer = office.post(promise=str(office.lines["7"]), state="open", by="총무과")
    assert (
        answer.status_code == 404 and not office.store.glance().execute("SELECT * FROM follow_ups").fetchall()
    )


def test_a_link_that_is_over_says_so_and_a_wrong_word_counts_as_a_guess(office: Office) -> None:
    older = office.path
    office.path = office.do("follow_up.link", agency=office.agency, days_open=1)["url"].rpartition("kr")[2]
    assert (office.get(older).status_code, office.get().status_code) == (410, 200)
    organiser = office.do("station.add", role="organiser")["station"]["token"]
    of_agency = f"/organiser/follow-ups/{office.agency}", {"Authorization": f"Bearer {organiser}"}
    assert "follow_up.unlink" in office.client.get(of_agency[0], headers=of_agency[1]).text
    office.do("follow_up.unlink", agency=office.agency)
    assert "follow_up.unlink" not in office.client.get(of_agency[0], headers=of_agency[1]).text
    assert "새 링크를 부탁해 주세요" in office.get().get_data(as_text=True)
    assert office.post(promise=str(office.lines["19"]), state="open", by="총무과").status_code == 410
    tries = [office.get("/follow-ups/wrong").status_code for _ in range(70)]
    assert tries[0] == 404 and tries[-1] == 429
    log = office.store.glance().execute(
        "SELECT count(*) AS n FROM journal WHERE detail LIKE ?", (f"%{office.path[-20:]}%",)
    )
    assert log.fetchone()["n"] == 0, "no word stands anywhere"
