"""programme.csv: a row that is no item gets a sentence, and nothing of it is half done."""

import pytest

HEADING = "일자,시각,종료,프로그램,장소,정원,종류,진행,언어\n"


def told(report):
    return {one["row"]: " ".join(one["messages"]) for one in report["rows"]}


def verdicts(report):
    return [one["verdict"] for one in report["rows"]]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1일차,,,특강,소통의 장,80,강연,,", "‘시각’은 14:20처럼 적어 주세요."),
        (",11:00,,특강,소통의 장,80,강연,,", "‘일자’는 1일차나 2026-10-29처럼 적어 주세요."),
        ("1일차,11:00,10:30,특강,소통의 장,80,강연,,", "끝나는 시각(10:30)이 시작(11:00)보다 뒤여야 해요."),
        ("1일차,11:00,11:00,특강,소통의 장,80,강연,,", "끝나는 시각(11:00)이 시작(11:00)보다 뒤여야 해요."),
        ("1일차,11:00,점심때,특강,소통의 장,80,강연,,", "‘종료’는 15:00처럼 적어 주세요."),
        ("1일차,15:00~14:00,,특강,소통의 장,80,강연,,", "끝나는 시각(14:00)이 시작(15:00)보다 뒤여야 해요."),
        ("3일차,11:00,,특강,소통의 장,80,강연,,", "‘일자’가 박람회 날이 아니에요."),
        ("1일차,11:00,,,소통의 장,80,강연,,", "‘프로그램’ 칸이 비어 있어요."),
        ("1일차,11:00,,특강,Z99,80,강연,,", "‘장소’ Z99 부스가 없어요."),
    ],
)
def test_a_row_that_is_no_item_is_refused_and_the_others_come_in(bring, rows, row, sentence):
    report = bring("programme", HEADING + "1일차,10:30,11:00,개막식,주무대,300,행사,,\n" + row + "\n")
    assert verdicts(report) == ["added", "refused"]
    assert sentence in told(report)[3]
    assert [one["title"] for one in rows("SELECT title FROM programme")] == ["개막식"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("1일차,11:00,,특강: 첫 납품,소통의 장,80,,,", "lecture"),
        ("1일차,11:00,,사업 발표회,소통의 장,80,,,", "presentation"),
        ("1일차,11:00,,시니어모델 패션쇼,주무대,80,,,", "performance"),
        ("1일차,11:00,,업사이클링 환경창의력교육,참여의 장,40,,,", "class"),
        ("1일차,10:00,,사회적경제기업 제품 전시,전시의 장,,,,", "exhibition"),
        ("1일차,10:30,,개막식,주무대,300,,,", "event"),
        ("1일차,10:30,,작은 음악회,주무대,300,행사,,", "event"),
        ("1일차,10:30,,무엇,주무대,300,교육·체험,,", "class"),
    ],
)
def test_the_kind_is_what_the_file_says_else_what_the_title_tells(bring, rows, row, kind):
    assert told(bring("programme", HEADING + row + "\n")) == {2: ""}
    assert rows("SELECT kind FROM programme") == [{"kind": kind}]


def test_both_ends_in_one_cell_and_what_is_doubtful_is_said(bring, rows):
    report = bring(
        "programme",
        HEADING
        + "1일차,11:00~11:40,,특강,소통의 장,스무 명,이야기,김강사,영어\n"
        + "1일차,11:30,12:00,발표회,소통의 장,80,발표,,\n"
        + "1일차,12:00,12:30,공연,소통의 장,80,공연,,\n",
    )
    assert verdicts(report) == ["added", "added", "added"]
    assert "‘정원’을 수로 적어 주세요." in told(report)[2] and "‘종류’를 알 수 없어" in told(report)[2]
    assert told(report)[3] == "소통의 장에 같은 시간의 ‘특강’도 있어요. 시각이나 장소를 확인해 주세요."
    assert told(report)[4] == ""
    first = rows(
        "SELECT ends_at - starts_at AS lasts, capacity, kind, host, spoken FROM programme ORDER BY id"
    )[0]
    assert first == {
        "lasts": 40 * 60_000,
        "capacity": None,
        "kind": "lecture",
        "host": "김강사",
        "spoken": "영어",
    }


def test_importing_again_keeps_what_the_file_does_not_say_and_tells_what_moved(bring, rows):
    bring("programme", HEADING + "1일차,11:00,11:40,특강,소통의 장,80,강연,김강사,영어\n")
    heading = "일자,시각,프로그램,장소,정원\n"
    assert verdicts(bring("programme", heading + "1일차,11:00,특강,소통의 장,80\n")) == ["unchanged"]
    assert verdicts(bring("programme", heading + "1일차,11:10,특강,주무대,80\n")) == ["changed"]
    [row] = rows("SELECT host, was_place, starts_at - was_starts_at AS later FROM programme")
    assert row == {"host": "김강사", "was_place": "소통의 장", "later": 10 * 60_000}


def test_a_larger_capacity_in_the_file_lets_who_waits_move_up(bring, store, rows):
    heading = "일자,시각,프로그램,장소,정원\n"
    bring("programme", heading + "1일차,11:00,특강,소통의 장,1\n")

    def sign_two_up(change):
        for number in (1, 2):
            change.insert("visitors", number=100 + number, source="desk", registered_at=0)
            change.insert(
                "sign_ups",
                item_id=1,
                visitor_id=number,
                signed_at=number,
                seated_at=1 if number == 1 else None,
            )

    store.change(sign_two_up)
    bring("programme", heading + "1일차,11:00,특강,소통의 장,2\n")
    assert [row["has"] for row in rows("SELECT seated_at IS NOT NULL AS has FROM sign_ups")] == [1, 1]


def test_one_place_has_one_spelling(bring, rows):
    report = bring(
        "programme",
        HEADING + "1일차,11:00,11:40,특강,소통의 장,80,,,\n1일차,12:00,12:30,발표회,소통의장,80,,,\n",
    )
    assert told(report)[3] == "장소를 이미 있는 이름으로 맞춰 적었어요: 소통의장 → 소통의 장."
    assert rows("SELECT DISTINCT place FROM programme") == [{"place": "소통의 장"}]


def test_a_place_that_the_map_does_not_show_is_said_once_there_is_a_map(bring, store):
    bring("programme", HEADING + "1일차,10:30,11:00,개막식,주무대,300,,,\n")
    store.change(
        lambda change: change.insert(
            "places", kind="hall", name="소통의 장", x_m=1, y_m=1, width_m=2, height_m=2
        )
    )
    report = bring(
        "programme",
        HEADING + "1일차,11:00,11:40,특강,소통의장,80,,,\n1일차,12:00,12:30,공연,물빛 마당,80,,,\n",
    )
    assert told(report) == {
        2: "장소를 이미 있는 이름으로 맞춰 적었어요: 소통의장 → 소통의 장.",
        3: "지도에 없는 장소예요: 물빛 마당. 시설 파일에 넣으면 지도에 나와요.",
    }
