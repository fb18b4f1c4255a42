import json

import pytest

from kiosk.actions.refusals import NotFound
from kiosk.screens import board


def part(shown, part_id):
    return next(part.values for part in shown.parts if part.id == part_id)


def test_a_called_number_stands_in_its_cell_and_leads_the_calls(arrive, act, show):
    visitor = arrive("김민서", "A02")
    act("ticket.call_next", booth="A02", counter=1)
    shown = show(board, "hall")
    cell = part(shown, "cell-A02")
    assert [(call["number"], call["name"]) for call in cell["called"]] == [(visitor["number"], "김○서")]
    calls = shown.page["calls"]
    assert [(call["booth"], call["number"], call["agency"]) for call in calls] == [
        ("A02", visitor["number"], "종로구")
    ]


def test_the_newest_call_of_a_booth_comes_first_also_after_a_recall(arrive, act, show, clock):
    first, second = arrive("김민서", "A01"), arrive("이도윤", "A01")
    ticket = act("ticket.call_next", booth="A01", counter=1)["ticket"]
    clock.pass_min(1)
    act("ticket.call_next", booth="A01", counter=2)
    numbers = [call["number"] for call in part(show(board, "hall"), "cell-A01")["called"]]
    assert numbers == [second["number"], first["number"]]
    clock.pass_min(1)
    act("ticket.recall", ticket=ticket["id"])
    numbers = [call["number"] for call in part(show(board, "hall"), "cell-A01")["called"]]
    assert numbers == [first["number"], second["number"]]


def test_who_is_called_again_leads_and_who_came_stands_there_no_more(arrive, act, show, clock):
    first, second = arrive("김민서", "A01"), arrive("이도윤", "A02")
    early = act("ticket.call_next", booth="A01", counter=1)["ticket"]
    clock.pass_min(1)
    late = act("ticket.call_next", booth="A02", counter=1)["ticket"]
    clock.pass_min(1)
    act("ticket.recall", ticket=early["id"])
    numbers = [call["number"] for call in show(board, "hall").page["calls"]]
    assert numbers == [first["number"], second["number"]]
    act("consultation.start", ticket=late["id"], counter=1)
    assert [call["number"] for call in show(board, "hall").page["calls"]] == [first["number"]]


def test_a_call_costs_a_board_less_than_two_kilobytes(arrive, act, show, paint):
    for n in range(5):
        arrive(f"방문{n}", "A01")
    before = {one.id: paint(show(board, "hall"), one.id) for one in show(board, "hall").parts}
    act("ticket.call_next", booth="A01", counter=1)
    shown = show(board, "hall", {"A01"})
    after = {one.id: paint(shown, one.id) for one in shown.parts}
    changed = [text for place, text in after.items() if before[place] != text]
    assert {"cell-A01", "hall-totals"} == {place for place, text in after.items() if before[place] != text}
    sent = json.dumps({"html": "\n".join(changed), "data": shown.data}, ensure_ascii=False).encode()
    assert len(sent) < 2_000 - 100  # topic and seq come to it


def test_only_touched_booths_are_read_again(show):
    shown = show(board, "hall", {"A02"})
    assert [booth["number"] for booth in shown.data["booths"]] == ["A02"]
    assert [part.id for part in shown.parts if part.id.startswith("cell-")] == ["cell-A02"]


def test_next_numbers_leave_out_who_is_served_elsewhere(arrive, act, show):
    busy, free = arrive("김민서", "A01", "A02"), arrive("이도윤", "A02")
    act("ticket.call_next", booth="A01", counter=1)
    assert part(show(board, "A02"), "booth-next")["next"] == [free["number"]]
    assert busy["number"] != free["number"]


def test_a_booth_whose_queue_is_elsewhere_does_not_say_that_nobody_waits(arrive, act, show, paint):
    arrive("김민서", "A01", "A02")
    act("ticket.call_next", booth="A01", counter=1)
    foot = paint(show(board, "A02"), "booth-next")
    assert "모두 다른 곳에 있습니다" in foot
    assert "기다리는 분이 없습니다" not in foot


def test_a_paused_booth_says_why(act, show):
    act("booth.pause", booth="A02", reason="14:00에 다시 시작합니다")
    shown = part(show(board, "A02"), "booth-call")
    assert (shown["state"], shown["message"]) == ("paused", "14:00에 다시 시작합니다")


def test_a_booth_that_is_not_there_is_not_found(show):
    with pytest.raises(NotFound):
        show(board, "Z99")


def test_agencies_have_their_english_names_on_an_english_board(show):
    assert part(show(board, "hall", lang="en"), "cell-A02")["agency"] == "Jongno-gu"


def test_after_closing_the_board_tells_the_next_days_hours(show, clock):
    clock.pass_min(7 * 60)
    shown = part(show(board, "A02"), "booth-call")
    assert (shown["state"], shown["hours"]) == ("closed", "2026-10-30 10:00~18:00")


def test_a_paused_cell_says_until_when_or_why(act, show, paint):
    act("booth.pause", booth="A01", reason="점심시간이에요", minutes=50)
    act("booth.pause", booth="A02", reason="회의 중이에요")
    shown = show(board, "hall")
    lunch, meeting = paint(shown, "cell-A01"), paint(shown, "cell-A02")
    assert "<b>12:50까지</b>" in lunch and "점심시간이에요" in lunch
    assert "회의 중이에요" in meeting and "까지" not in meeting and "대기" not in meeting
    act("booth.open", booth="A01")
    assert "까지" not in paint(show(board, "hall"), "cell-A01")


def test_a_paused_cell_where_somebody_waits_says_how_many_and_until_when(act, arrive, show, paint):
    arrive("김민서", "A02")
    act("booth.pause", booth="A02", reason="점심시간이에요", minutes=30)
    cell = paint(show(board, "hall"), "cell-A02")
    assert "12:30까지" in cell and "대기 1명" in cell and "점심시간이에요" not in cell
