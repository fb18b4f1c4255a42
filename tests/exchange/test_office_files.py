"""Files as offices and forms send them come in as their senders mean them."""

import json

import pytest

from kiosk import cli
from kiosk.demo import sample
from kiosk.exchange.files import prepare_file
from tests.exchange import office_files

# added, refused, warned of each file
COUNTS = {
    "ent_consent.xlsx": (16, 0, 2),
    "ent_names.xlsx": (20, 0, 14),
    "ent_form.xlsx": (1, 0, 0),
    "ent_two_phones.xlsx": (1, 0, 0),
    "ent_pandas.csv": (1, 2, 0),
    "ent_digits.csv": (10, 0, 5),
    "plan_amounts.csv": (18, 2, 4),
}
PEOPLE = "SELECT c.name, c.phone FROM contacts c ORDER BY c.visitor_id"


@pytest.fixture
def send(bring, files):
    """Imports one of the files; the sample's agencies are in."""
    bring("agencies", files["agencies.csv"])

    def send(name):
        kind, make = office_files.FILES[name]
        return bring(kind, make())

    return send


@pytest.mark.parametrize("name", COUNTS)
def test_a_file_as_offices_send_it_counts(name, send):
    report = send(name)
    assert (report["added"], report["refused"], report["warned"]) == COUNTS[name]


@pytest.mark.parametrize(
    "name", ["ent_names.xlsx", *(pytest.param(name, marks=pytest.mark.long) for name in COUNTS)]
)
def test_a_file_as_offices_send_it_is_read_by_the_command_line(name, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "data"))
    kind, make = office_files.FILES[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "agencies.csv").write_bytes(sample.files()["agencies.csv"])
    cli.main(["import", "agencies", str(tmp_path / "agencies.csv"), "--json"])
    capsys.readouterr()
    cli.main(["import", kind, str(tmp_path / name), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], report["refused"], report["warned"]) == COUNTS[name]


def test_only_who_agreed_is_kept(send, rows):
    send("ent_consent.xlsx")
    assert [row["name"] for row in rows(PEOPLE)] == [f"나무{at}" for at in range(14)]


def test_placeholders_are_no_persons_and_real_names_are_kept(send, rows):
    said = [row["messages"] for row in send("ent_names.xlsx")["rows"]]
    kept = (*office_files.SEVERAL, *office_files.WITH_MORE, *office_files.NAMES)
    assert [row["name"] for row in rows(PEOPLE)] == [name.replace("\n", " ") for name in kept]
    words = ["기업만 넣어요"] * 7 + ["여러 사람"] * 4 + ["다른 말"] * 3
    assert [word in messages[0] for word, messages in zip(words, said, strict=False)] == [True] * 14
    assert said[14:] == [[]] * 6


def test_a_form_s_export_is_read_by_its_questions(send, rows):
    send("ent_form.xlsx")
    assert rows(PEOPLE) == [{"name": "다섯로", "phone": "010-4444-0014"}]


def test_of_two_columns_the_better_is_used_and_the_other_named(send, rows):
    send("ent_two_phones.xlsx")
    assert rows(PEOPLE) == [{"name": "넷로리", "phone": "010-4444-0013"}]
    assert rows("SELECT district FROM enterprises") == [{"district": "마포구"}]
    assert prepare_file("enterprises", office_files.two_phones()).notes == [
        "‘대표자’ 열은 쓰지 않아요.",
        "‘전화번호’ 열은 쓰지 않고 ‘휴대전화’ 열을 써요.",
        "‘주소’ 열은 쓰지 않고 ‘자치구’ 열을 써요.",
    ]


def test_a_number_that_lost_its_digits_is_refused_and_says_why(send, rows):
    report = send("ent_pandas.csv")
    assert [row["verdict"] for row in report["rows"]] == ["added", "refused", "refused"]
    assert "끝자리를 믿을 수 없어요" in report["rows"][1]["messages"][0]
    assert report["rows"][2]["messages"][0] == "‘기업명’ 칸이 비어 있어요. 채워서 다시 가져와 주세요."
    assert rows(PEOPLE) == [{"name": "나무1", "phone": "010-3333-0300"}]


def test_numbers_and_wishes_are_read_where_one_reading_is_possible(send, rows):
    report = send("ent_digits.csv")
    assert [bool(row["messages"]) for row in report["rows"]] == [at in (2, 3, 5, 7, 8) for at in range(10)]
    assert [row["brn"] for row in rows("SELECT brn FROM enterprises ORDER BY id")] == [
        office_files.brn(at) for at in range(10)
    ]
    mobile = [f"010-1234-06{at:02}" for at in range(7)]
    assert [row["phone"] for row in rows(PEOPLE)] == [*mobile, "010-3333-0007", None, None]
    wished = rows(
        "SELECT group_concat(a.name, '+') AS names FROM visitors v LEFT JOIN wishes w ON w.visitor_id = v.id"
        " LEFT JOIN booths b ON b.id = w.booth_id LEFT JOIN agencies a ON a.id = b.agency_id GROUP BY v.id"
    )
    assert [row["names"] for row in wished] == ["은평구"] * 6 + ["은평구+성북구"] * 2 + [None] * 2


def test_an_amount_is_exact_where_its_words_allow_one_reading(send, rows):
    report = send("plan_amounts.csv")
    won = {f"금액 {at}": won for at, won in enumerate(office_files.AMOUNTS.values()) if won is not None}
    assert {row["title"]: row["won"] for row in rows("SELECT title, won FROM plan_items")} == won
    assert [bool(row["messages"]) for row in report["rows"]] == [
        at in (1, 2, 5, 6, 15, 17) for at in range(20)
    ]


def test_who_lets_data_be_kept_but_not_passed_on_has_not_agreed(bring, expo, rows):
    head = "기업명,사업자등록번호,담당자,개인정보 수집·이용 동의,개인정보 제3자 제공에 동의하십니까?\n"
    text = head + f"가,{office_files.brn(1)},김가온,네,아니오\n나,{office_files.brn(2)},이바다,네,네\n"
    report = bring("enterprises", text)
    assert [row["name"] for row in rows(PEOPLE)] == ["이바다"]
    assert report["rows"][0]["messages"][0].startswith("‘제3자 제공 동의’가 Y가 아니라")
