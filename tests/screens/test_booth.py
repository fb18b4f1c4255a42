import pytest

from kiosk.actions.refusals import NotFound
from kiosk.screens import booth, booth_records
from kiosk.screens.partners import Partners


def part(shown, part_id):
    return next(part.values for part in shown.parts if part.id == part_id)


@pytest.fixture
def seat(show):
    """What counter 1 of a booth shows."""
    return lambda number, counter=1: part(show(booth, number), f"counter-{counter}")


@pytest.fixture
def waiting(show):
    return lambda number: part(show(booth, number), "booth-next")["waiting"]


@pytest.fixture
def makes(store):
    """What an enterprise makes: the import's job, here by hand."""

    def makes(visitor, *categories):
        def write(change):
            enterprise = change.value("SELECT enterprise_id FROM visitors WHERE id = ?", visitor["id"])
            for category in categories:
                change.update("INSERT INTO enterprise_categories VALUES (?, ?)", enterprise, category)

        store.change(write)

    return makes


def test_an_empty_counter_names_whom_the_next_tap_calls(arrive, act, seat):
    first = arrive("김민서", "A02")
    arrive("이도윤", "A02")
    assert (seat("A02")["state"], seat("A02")["next"]) == ("free", first["number"])
    called = act("ticket.call_next", booth="A02", counter=1)["ticket"]["number"]
    assert called == first["number"]


def test_the_next_tap_skips_who_is_served_elsewhere_and_the_queue_says_where(arrive, act, seat, waiting):
    busy, free = arrive("김민서", "A01", "A02"), arrive("이도윤", "A02")
    act("ticket.call_next", booth="A01", counter=1)
    assert seat("A02")["next"] == free["number"]
    places = [(one["called_number"], one["where"], one["busy_at"], one["first"]) for one in waiting("A02")]
    assert places == [
        (busy["number"], "called", "A01", False),
        (free["number"], "here", None, True),
    ]


def test_a_tablet_is_sent_who_comes_next_and_all_who_wait_when_it_asks(arrive, show, store, clock):
    numbers = [arrive(f"손님{n}", "A02")["number"] for n in range(booth.WAITING_SHOWN + 2)]
    next_ = part(show(booth, "A02"), "booth-next")
    assert [one["called_number"] for one in next_["waiting"]] == numbers[: booth.WAITING_SHOWN]
    assert next_["count"] == len(numbers)
    with store.read() as db:
        everybody = booth.waiting(db, "A02", now=clock(), lang="ko")
    assert [one["called_number"] for one in everybody] == numbers


def test_nobody_can_come_while_all_who_wait_are_elsewhere(arrive, act, seat):
    arrive("김민서", "A01", "A02")
    act("ticket.call_next", booth="A01", counter=1)
    assert (seat("A02")["next"], seat("A02")["waits_elsewhere"]) == (None, 1)


def test_a_call_shows_the_span_until_the_recall_and_why(arrive, act, seat, clock):
    visitor = arrive("김민서", "A02")
    act("ticket.call_next", booth="A02", counter=1)
    call = seat("A02")["call"]
    assert (call["called_number"], call["name"], call["enterprise"]) == (
        visitor["number"],
        "김민서",
        "세진플러스",
    )
    assert (call["since"], call["until"]) == ("2026-10-29T12:00:00+09:00", "2026-10-29T12:03:00+09:00")
    assert call["reasons"] == [f"{visitor['number']}번이 줄에서 가장 앞이에요."]
    clock.pass_min(2)
    act("ticket.recall", ticket=call["ticket"])
    again = seat("A02")["call"]
    assert (again["recalled"], again["until"]) == (True, "2026-10-29T12:05:00+09:00")


def test_a_meeting_with_a_call_ahead_shows_both(arrive, act, seat):
    arrive("김민서", "A02")
    ahead = arrive("이도윤", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    act("consultation.start", ticket=ticket, counter=1)
    assert (seat("A02")["state"], seat("A02")["next"], seat("A02")["call"]) == (
        "serving",
        ahead["number"],
        None,
    )
    act("ticket.call_next", booth="A02", counter=1)
    assert seat("A02")["call"]["called_number"] == ahead["number"]


def test_the_card_says_what_they_make_what_we_plan_and_when_we_met(arrive, act, seat, makes):
    visitor = arrive("김민서", "A01", "A02")
    makes(visitor, "피복·근무복")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    meeting = act("consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
    card = seat("A02")["meeting"]
    assert card["makes"] == ["피복·근무복"]
    assert (card["plan"]["items"], card["plan"]["won"]) == (1, 19_000_000)
    assert (card["met"], card["elsewhere"]) == ([], [])
    act("consultation.finish", consultation=meeting, lines=[{"outcome": "contract", "amount": 19_000_000}])

    # Another agency learns that they met, never what came of it.
    ticket = act("ticket.call_next", booth="A01", counter=1)["ticket"]["id"]
    act("consultation.start", ticket=ticket, counter=1)
    other = seat("A01")["meeting"]
    assert (other["met"], other["elsewhere"]) == ([], ["A02"])
    assert "19000000" not in str(other) and "19_000_000" not in str(other)


def test_todays_records_hold_what_was_agreed_and_no_note(arrive, act, show):
    visitor = arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    meeting = act("consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
    act("consultation.finish", consultation=meeting, lines=[{"outcome": "mou"}], note="우리만 아는 말")
    shown = show(booth, "A02")
    [record] = part(shown, "booth-records")["records"]
    assert (record["called_number"], [line["outcome"] for line in record["lines"]]) == (
        visitor["number"],
        ["mou"],
    )
    assert "우리만 아는 말" not in str(shown)


def test_the_log_holds_lines_with_their_plan_items_and_the_note(arrive, act, store):
    arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    meeting = act("consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
    with store.read() as db:
        item = db.execute("SELECT id FROM plan_items WHERE title LIKE '근무복%'").fetchone()["id"]
    draft = [{"outcome": "contract", "plan_item": item}]
    act(
        "consultation.note",
        consultation=meeting,
        note="견적서",
        lines=draft,
        follow_up={"text": "견적", "who": "기업"},
    )
    with store.read() as db:
        log = booth_records.log(db, meeting, lang="ko")
        missing = booth_records.log(db, meeting + 1, lang="ko")
    assert log is not None
    assert (log["note"], log["follow_up"], log["state"]) == (
        "견적서",
        {"text": "견적", "who": "기업"},
        "open",
    )
    assert [(one["plan_title"], one["plan_won"], one["amount"]) for one in log["lines"]] == [
        ("근무복 100% 구매", 19_000_000, None)
    ]
    assert missing is None


def test_plan_items_are_the_agencys_own_and_found_word_by_word(arrive, store, makes):
    visitor = arrive("김민서")
    makes(visitor, "청소·방역")
    with store.read() as db:
        row = db.execute("SELECT id, agency_id FROM booths WHERE number = 'A02'").fetchone()
        partners = Partners(db, row["agency_id"], row["id"], "Asia/Seoul")
        found = {
            words: [item["title"] for item in partners.find_plan_items(words, visitor["id"])]
            for words in ("", "총무과 근무복", "100%", "%", "인쇄")
        }
    assert found[""] == ["청사 청소", "근무복 100% 구매"]
    assert found["총무과 근무복"] == found["100%"] == found["%"] == ["근무복 100% 구매"]
    assert found["인쇄"] == []


def test_an_idle_booth_sees_whom_to_invite_once(arrive, act, show, makes):
    fitting, other = arrive("김민서"), arrive("이도윤", enterprise="다른 기업")
    makes(fitting, "피복·근무복")
    makes(other, "인쇄·출판")
    next_ = part(show(booth, "A02"), "booth-next")
    assert [(one["called_number"], one["items"], one["won"]) for one in next_["invited"]] == [
        (fitting["number"], 1, 19_000_000)
    ]
    act("booth.invite", booth="A02", visitor=fitting["id"])
    next_ = part(show(booth, "A02"), "booth-next")
    assert (next_["invited"], [one["number"] for one in next_["asked"]]) == ([], [fitting["number"]])


def test_a_paused_booth_says_until_when_and_calls_nobody(arrive, act, seat):
    arrive("김민서", "A02")
    act("booth.pause", booth="A02", reason="점심시간이에요", minutes=60)
    shown = seat("A02")
    assert (shown["state"], shown["next"], shown["until"], shown["reason"]) == (
        "paused",
        None,
        "13:00",
        "점심시간이에요",
    )


def test_a_closed_booth_says_when_it_opens(seat, clock):
    clock.pass_min(7 * 60)
    assert (seat("A02")["state"], seat("A02")["hours"]) == ("closed", "2026-10-30 10:00")


def test_the_twin_is_the_booth_with_its_tickets_and_full_names(arrive, show):
    visitor = arrive("김민서", "A02")
    [twin] = show(booth, "A02").data["booths"]
    assert (twin["number"], twin["waiting"]) == ("A02", 1)
    [ticket] = twin["tickets"]
    assert (ticket["number"], ticket["state"], ticket["visitor"]["name"]) == (
        visitor["number"],
        "waiting",
        "김민서",
    )


def test_every_counter_has_its_place_and_its_bar(show):
    ids = [one.id for one in show(booth, "A01").parts]
    assert ids == [
        "booth-head",
        "counter-1",
        "counter-2",
        "bar-1",
        "bar-2",
        "booth-next",
        "booth-records",
        "booth-messages",
    ]


def test_a_booth_that_is_not_there_is_not_found(show):
    with pytest.raises(NotFound):
        show(booth, "Z99")
