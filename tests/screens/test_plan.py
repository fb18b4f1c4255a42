import pytest

from kiosk.screens import plan


@pytest.fixture
def found(store):
    def found(**asked):
        with store.read() as db:
            return plan.found(db, **asked)

    return found


def test_totals_are_the_whole_plan(show):
    totals = show(plan).data
    assert (totals["items"], totals["won"], totals["agencies"]) == (3, 30_000_000, 2)


def test_every_word_must_be_found_somewhere(found):
    assert [row["title"] for row in found(q="종로구 청소")["rows"]] == ["청사 청소"]
    assert found(q="종로구 인쇄")["count"] == 0


def test_wildcards_are_taken_as_they_stand(found):
    assert [row["title"] for row in found(q="100%")["rows"]] == ["근무복 100% 구매"]
    assert found(q="_")["count"] == 0


def test_a_list_is_narrowed_by_booth_and_category(found):
    assert found(booth="A02")["won"] == 23_000_000
    assert [row["booth"] for row in found(category="인쇄·출판")["rows"]] == ["A01"]


def test_a_page_beyond_the_last_is_the_last(found):
    assert found(page=99)["page"] == 1
