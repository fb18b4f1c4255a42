import pytest

from kiosk.screens import board, plan, plan_search
from kiosk.screens.plan_asked import Asked


@pytest.fixture
def found(store):
    def found(lang="ko", **asked):
        with store.read() as db:
            return plan_search.found(db, Asked(**asked), lang=lang)

    return found


def titles(found):
    return [row["title"] for row in found["rows"]]


def test_totals_are_the_whole_plan(show):
    totals = show(plan).parts[0].values
    assert totals == {"items": 3, "won": 30_000_000, "agencies": 2}


def test_every_word_must_be_found_somewhere(found):
    assert titles(found(q="종로구 청소")) == ["청사 청소"]
    assert found(q="종로구 인쇄")["count"] == 0


def test_a_booth_an_english_name_and_an_english_category_are_words_too(found):
    assert titles(found(q="a01")) == ["안내서 인쇄"]
    assert titles(found(q="jongno clean")) == ["청사 청소"]


def test_marks_are_no_wildcards(found):
    assert titles(found(q="100%")) == ["근무복 100% 구매"]
    assert found(q="_")["count"] == 0


def test_a_list_is_narrowed_by_agency_category_quarter_and_won(found):
    assert found(agency=("A02",))["won"] == found(agency=("종로구",))["won"] == 23_000_000
    assert [row["booth"] for row in found(category=("인쇄·출판",))["rows"]] == ["A01"]
    assert found(quarter=("1분기",))["count"] == 2
    assert titles(found(least=5_000_000, most=8_000_000)) == ["안내서 인쇄"]
    assert found(agency=("없는 곳",))["count"] == 0


def test_bars_go_from_the_dearest_and_by_the_year_and_say_what_is_chosen(found):
    search = found(quarter=("2분기",))
    assert [bar["name"] for bar in search["categories"]] == ["청소·방역"]
    assert [(bar["name"], bar["won"], bar["share"], bar["is_chosen"]) for bar in search["quarters"]] == [
        ("1분기", 26_000_000, 100, False),
        ("2분기", 4_000_000, 15, True),
    ]
    assert found()["told"] == {
        "category": "피복·근무복",
        "category_percent": 63,
        "quarter": "1분기",
        "quarter_percent": 87,
    }


def test_what_was_chosen_can_be_let_go_where_nothing_of_it_fits(found):
    [bar] = [bar for bar in found(q="인쇄", category=("청소·방역",))["categories"] if bar["is_chosen"]]
    assert (bar["name"], bar["items"]) == ("청소·방역", 0)


def test_a_page_beyond_the_last_is_the_last(found):
    assert found(page=99)["page"] == 1


def test_each_booth_is_told_how_long_one_waits_there_now(store, show, act, arrive):
    told = show(plan).page["waits"]
    assert told["A02"] == {"state": "open", "wait_min": [0, 0]}
    arrive("김하나", "A02")
    act("ticket.call_next", booth="A02", counter=1)
    arrive("김두리", "A02")
    act("booth.pause", booth="A01")
    told = show(plan).page["waits"]
    assert told["A02"]["wait_min"][0] > 0
    assert told["A01"] == {"state": "paused", "wait_min": None}


def test_a_wait_is_told_as_the_board_tells_it(show, arrive, act):
    for name in ("김하나", "김두리", "김세나"):
        arrive(name, "A02")
    on_board = {one["number"]: one["wait_min"] for one in show(board, "hall").data["booths"]}
    assert {number: wait["wait_min"] for number, wait in show(plan).page["waits"].items()} == on_board


def test_nobody_reads_waits_where_the_boards_are_not_public(show, act):
    act("expo.settings", settings={"boards_public": False})
    shown = show(plan)
    assert shown.page["waits"] == {} and len(shown.parts) == 1
    assert [item["wait_min"] for item in shown.data["items"]] == [None] * 3


def test_the_twin_says_all_of_an_item_and_nothing_beyond_the_last_page(store, show):
    item = show(plan).data["items"][0]
    assert item == {
        "id": 1,
        "booth": "A02",
        "agency": "종로구",
        "short": "종로구",
        "english": "Jongno-gu",
        "department": "총무과",
        "title": "근무복 100% 구매",
        "category": "피복·근무복",
        "won": 19_000_000,
        "quarter": "1분기",
        "wait_min": [0, 0],
    }
    with store.read() as db:
        assert plan.twin(db, Asked(page=2), {})["items"] == []


def test_what_an_agency_without_a_booth_announced_is_nowhere(store, found):
    store.change(lambda change: change.insert("agencies", name="떠난 기관"))
    store.change(
        lambda change: change.insert(
            "plan_items",
            agency_id=4,
            department="과",
            title="갈 곳 없는 구매",
            category="세탁",
            won=5,
            quarter="1분기",
        )
    )
    assert found()["count"] == 3 and found(q="갈 곳")["count"] == 0
