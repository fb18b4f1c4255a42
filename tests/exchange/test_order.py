"""What a preview says of a whole file before its rows, and what it shows of each row."""

import csv
import io
from uuid import uuid4

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange.files import prepare_file, preview, told
from kiosk.expo import imports

SAID = {
    ("plan", ()): "기관과 부스를 먼저 가져오세요.",
    ("enterprises", ()): "기관과 부스, 구매계획을 먼저 가져오세요.",
    ("enterprises", ("agencies",)): "구매계획을 먼저 가져오세요.",
    ("appointments", ()): "기관과 부스, 구매계획, 참가 기업과 사람을 먼저 가져오세요.",
    ("appointments", ("agencies", "plan")): "참가 기업과 사람을 먼저 가져오세요.",
}
NAMES = {
    "agencies": "agencies.csv",
    "plan": "purchase_plan.csv",
    "enterprises": "enterprises.csv",
    "appointments": "appointments.csv",
    "programme": "programme.csv",
}


SHOWN = {
    "agencies": ("기관명", {"booth": "부스번호", "counters": "상담석"}),
    "plan": ("사업명", {"agency": "기관명", "category": "품목", "won": "예산(원)"}),
    "enterprises": ("기업명", {"brn": "사업자등록번호", "person": "담당자"}),
    "appointments": ("기업명", {"brn": "사업자등록번호", "agency": "기관명", "time": "시각"}),
    "programme": ("프로그램", {"time": "시각", "place": "장소"}),
}


@pytest.fixture(scope="module")
def files(sample_files, short_plan):
    return sample_files | {"purchase_plan.csv": short_plan}


@pytest.fixture
def look(store, files):
    return lambda kind: preview(store, prepare_file(kind, files[NAMES[kind]]))


@pytest.mark.parametrize(("kind", "there"), SAID)
def test_what_has_to_come_first_is_said_once_and_not_once_a_row(bring, look, files, kind, there):
    for before in there:
        bring(before, files[NAMES[before]])
    report = look(kind)
    assert report["notes"][0].startswith(SAID[kind, there])
    assert report["warned"] == 0
    assert report["next"] in report["needs"]
    said = {message for row in report["rows"] for message in row["messages"]}
    assert said == (set() if kind == "enterprises" else {"먼저 할 일이 있어 넣지 않았어요."})


def test_an_expo_without_days_is_said_once(tmp_path, files):
    store = Store(tmp_path / "new", badge_key=b"k" * 32, synchronous="OFF")
    report = preview(store, prepare_file("programme", files["programme.csv"]))
    store.close()
    assert report["notes"] == ["박람회 날짜를 먼저 정해 주세요. 지금은 한 줄도 넣을 수 없어요."]
    assert (report["refused"], report["added"]) == (12, 0)


def test_enterprises_that_came_too_early_get_what_was_missing_from_the_same_file_again(bring, files, value):
    assert bring("enterprises", files["enterprises.csv"])["added"] == 260
    assert value("SELECT count(*) FROM enterprise_categories") == 0
    bring("agencies", files["agencies.csv"])
    bring("plan", files["purchase_plan.csv"])
    again = bring("enterprises", files["enterprises.csv"])
    assert (again["changed"], again["warned"], again["needs"]) == (260, 0, [])
    assert value("SELECT count(*) FROM enterprise_categories") > 260
    assert value("SELECT count(*) FROM wishes WHERE starts_at IS NULL") > 260


def test_files_are_offered_in_their_order(bring, look, files):
    offered = {}
    for kind in NAMES:
        offered[kind] = look(kind)["next"]
        bring(kind, files[NAMES[kind]])
    assert list(offered.values()) == ["plan", "enterprises", "appointments", "programme", None]
    bring("places", "종류,위치X(m),위치Y(m)\n입구,41,54\n")
    assert look("agencies")["next"] == "plan"


def test_each_row_shows_its_name_and_key_values(bring, expo, look, files):
    bring("enterprises", files["enterprises.csv"])
    for kind, (heading, values) in SHOWN.items():
        first = next(csv.DictReader(io.StringIO(files[NAMES[kind]].decode("utf-8-sig"))))
        row = look(kind)["rows"][0]
        assert (row["name"], {name: str(row["values"][name]) for name in values}) == (
            first[heading],
            {name: first[column] for name, column in values.items()},
        )


def test_a_refused_row_shows_what_can_be_read_of_it_and_no_person_without_consent(store):
    text = "기업명,사업자등록번호,담당자,개인정보동의\n가온테크,12,김가온,Y\n나래기획,123-45-67891,이나래,N\n"
    first, second = preview(store, prepare_file("enterprises", text.encode()))["rows"]
    assert (first["verdict"], first["name"], first["values"]) == (
        "refused",
        "가온테크",
        {"person": "김가온", "consent": True},
    )
    assert second["values"] == {"brn": "123-45-67891", "consent": False}


def test_what_is_remembered_of_applying_a_file_names_nobody(store, expo, rows):
    text = "기업명,사업자등록번호,담당자,개인정보동의\n가온테크,123-45-67891,김가온별,Y\n"
    file = prepare_file("enterprises", text.encode())
    fields = {
        "action_id": uuid4().hex,
        "kind": "enterprises",
        "upload": imports.keep("enterprises", file.rows),
    }
    report = perform(store, "import.apply", SYSTEM, fields).data["report"]
    assert told(file, report)["rows"][0]["values"]["person"] == "김가온별"
    kept = rows("SELECT * FROM answers") + rows("SELECT * FROM journal")
    assert [row for row in kept if "김가온별" in str(row)] == []


def test_a_plan_says_its_total_and_its_largest_item_before_the_agencies_are_there(store, sample_files):
    report = preview(store, prepare_file("plan", sample_files["purchase_plan.csv"]))
    assert report["total_won"] == 35_000_000_000
    largest = max(report["rows"], key=lambda row: row["values"]["won"])
    name = f"{largest['values']['agency']} {largest['name']}"
    assert report["largest"] == {"row": largest["row"], "name": name, "won": largest["values"]["won"]}
