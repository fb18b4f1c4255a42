import pytest

from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.figures import figures
from kiosk.expo.square import days
from kiosk.screens import organiser, organiser_day
from kiosk.screens.feed import told_before
from kiosk.screens.organiser_search import find_anything


def part(shown, part_id):
    return next(part.values for part in shown.parts if part.id == part_id)


@pytest.fixture
def alarms(show):
    """(code, booth) of every alarm of the square now, worst first."""
    found = lambda: [(one["code"], one["booth"]) for one in show(organiser).data["alarms"]]  # noqa: E731
    return lambda: [one for one in found() if one[0] != "no_tablet"]


@pytest.fixture
def mend(show, act):
    """Do what the first remedy with this verb does."""

    def mend(verb):
        every = part(show(organiser), "org-alarms")["alarms"]
        remedy = next(one for alarm in every for one in alarm["remedies"] if one.verb == verb)
        return act(remedy.verb, **remedy.fields)

    return mend


@pytest.fixture
def alike(store):
    """B02 announces a purchase of A02's kind too."""
    text = "기관명,부서,사업명,품목,예산(원),시기\n서울특별시도시철도공사,역무과,역사 방역,청소·방역,3000000,3분기\n"
    file = prepare_file("plan", text.encode())
    store.change(lambda change: imports.apply(change, "plan", file.rows))


def meet(act, booth, counter=1):
    ticket = act("ticket.call_next", booth=booth, counter=counter)["ticket"]["id"]
    return act("consultation.start", ticket=ticket, counter=counter)["consultation"]["id"]


def test_the_twin_is_the_contracts_and_kinds_are_never_added_together(arrive, act, show):
    arrive("김민서", "A02")
    lines = [{"outcome": "contract", "amount": 19_000_000}, {"outcome": "mou"}]
    act("consultation.finish", consultation=meet(act, "A02"), lines=lines)
    arrive("이도윤", "A02")
    data = show(organiser).data
    assert (data["persons_today"], data["enterprises_today"], data["waiting"], data["in_meetings"]) == (
        2,
        1,
        1,
        0,
    )
    assert data["outcomes"] == {
        "consulted": {"count": 0, "won": 0},
        "commitment": {"count": 0, "won": 0},
        "contract": {"count": 1, "won": 19_000_000},
        "mou": {"count": 1},
    }


def test_the_last_hour_ends_with_what_is_so_now(arrive, act, show, clock):
    arrive("김민서", "A02")
    clock.pass_min(30)
    arrive("이도윤", "A02")
    meet(act, "A02")
    clock.pass_min(10)
    hour = part(show(organiser), "org-figures")["hour"]
    assert hour["present"][-3:] == [2, 2, 2] and hour["present"][4] == 1
    assert (hour["in_meetings"][-1], hour["waiting"][-1], hour["longest_wait_min"][-1]) == (1, 1, 10)
    assert all(len(values) == 13 for values in hour.values())


def test_the_chart_and_the_last_hour_are_told_to_programs_as_the_page_shows_them(arrive, act, store, clock):
    arrive("김민서", "A02")
    clock.pass_min(30)
    met = meet(act, "A02")
    clock.pass_min(15)
    act("consultation.finish", consultation=met, lines=[{"outcome": "consulted"}])
    with store.read() as db:
        zone = days.time_zone(db)
        told = organiser_day.twin(db, days.today(db, clock.now, zone), clock.now)
        hour = figures.last_hour(db, clock.now, zone)
    last = told["steps"][-1]
    assert (told["step_min"], last["time"], last["present"], last["finished"]) == (10, "12:40", 1, 1)
    assert last["at"] == f"{told['day']}T12:40:00+09:00"
    assert [one["wait_p50_min"] for one in told["steps"] if one["wait_p50_min"] is not None] == [30.0]
    assert told["last_hour"]["at"][-1] == days.iso(clock.now, zone)
    assert {name: told["last_hour"][name] for name in hour} == hour


def test_the_feed_is_read_on_to_its_beginning(arrive, store):
    for at in range(70):
        arrive(f"김{at}", "A02")
    with store.read() as db:
        found, before = [], 2**53
        while before is not None:
            told, before = told_before(db, "Asia/Seoul", "ko", before)
            found += [one["seq"] for one in told]
        entries = db.execute(
            "SELECT seq FROM journal WHERE kind = 'visitor.check_in' ORDER BY seq DESC"
        ).fetchall()
    assert found == sorted(set(found), reverse=True)
    assert {row["seq"] for row in entries} <= set(found)


def test_a_booth_whose_tablet_was_paired_by_its_qr_has_one(act, show):
    def without():
        return next(one["message"] for one in show(organiser).data["alarms"] if one["code"] == "no_tablet")

    assert without().startswith("부스 3곳")
    made = act("station.pair", role="booth", booth="A02")["station"]
    assert without().startswith("부스 3곳")  # nobody has opened it yet
    act("station.redeem", pair=made["pair_url"].rsplit("/", 1)[1], secret="s" * 32)
    assert without().startswith("부스 2곳")
    act("station.add", role="booth", booth="B02")
    assert without().startswith("부스 1곳")
    act("station.revoke", station=made["id"])
    assert without().startswith("부스 2곳")


def test_a_calm_square_has_no_alarm(arrive, alarms):
    arrive("김민서", "A02")
    assert alarms() == []


def test_a_free_counter_that_lets_people_wait_is_the_worst_and_calls_nobody(
    alike, arrive, alarms, show, clock
):
    arrive("김민서", "A02")
    clock.pass_min(4)
    assert alarms() == []
    clock.pass_min(2)
    assert alarms() == [("idle", "A02")]
    first = part(show(organiser), "org-alarms")["alarms"][0]
    # Perhaps nobody sits there, or the agency has not come: the booth is asked first, and calling comes last.
    assert [one.verb or one.link for one in first["remedies"]] == [
        "message.send",
        "booth.absent",
        "booth.pause",
        "booth.clear",
        "ticket.call_next",
    ]
    assert (first["people"], first["able"]) == (1, 1)


def test_an_agency_that_called_somebody_today_has_come(arrive, act, alarms, show, clock):
    arrive("김민서", "A02")
    called = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    act("ticket.uncall", ticket=called, reason="잘못 눌렀어요")
    clock.pass_min(6)
    first = part(show(organiser), "org-alarms")["alarms"][0]
    assert first["key"] == "idle:A02"
    assert "booth.absent" not in [one.verb for one in first["remedies"]]


def test_the_numbers_of_an_alarm_are_those_of_the_map(arrive, act, show, clock):
    arrive("김민서", "A02")
    resting = arrive("이도윤", "A02")
    act("visitor.pause", visitor=resting["id"])
    clock.pass_min(6)
    shown = show(organiser)
    first = shown.data["alarms"][0]
    assert (first["people"], first["able"]) == (2, 1)
    cell = part(shown, "map-A02")
    assert (cell["waiting"], cell["able"]) == (2, 1)
    assert first["cost"].startswith("2명 중 지금 올 수 있는 1명")


def test_nobody_is_called_where_nobody_could_come(arrive, act, show, clock, alarms):
    arrive("김민서", "A02")
    clock.pass_min(6)
    first = part(show(organiser), "org-alarms")["alarms"][0]
    assert first["remedies"][-1].effect == "올 수 있는 1명"
    act("visitor.pause", visitor=1)
    assert alarms() == []


def test_a_wait_over_the_limit_offers_a_counter_substitutes_and_stops_admitting(
    alike, arrive, act, alarms, show, mend, clock
):
    arrive("김민서", "A02")
    for name in ("이도윤", "박서연", "최하준"):
        arrive(name, "A02")
    meet(act, "A02")
    clock.pass_min(39)
    assert alarms() == []
    clock.pass_min(2)
    assert sorted(alarms()) == [("long_meeting", "A02"), ("long_wait", "A02")]

    def remedies():
        every = part(show(organiser), "org-alarms")["alarms"]
        return next(one["remedies"] for one in every if one["code"] == "long_wait")

    assert [one.verb for one in remedies()] == [
        "booth.counters",
        "booth.clear",
        "booth.admit",
        "ticket.call",
        "",
    ]
    moved = remedies()[1]
    assert moved.effect.startswith("평균 −") and moved.fields["sooner"] is True
    assert mend("booth.admit")["booth"]["number"] == "A02"
    assert "booth.admit" not in [one.verb for one in remedies()]
    said = int(moved.word.partition("명")[0])
    assert len(mend("booth.clear")["moved"]) == said
    assert mend("booth.counters")["counters"] == 2


def test_a_long_pause_is_an_alarm_and_opening_mends_it(arrive, act, alarms, mend, clock):
    arrive("김민서", "A02")
    act("booth.pause", booth="A02", reason="회의 중이에요", minutes=60)
    clock.pass_min(14)
    assert alarms() == []
    clock.pass_min(2)
    assert alarms() == [("paused", "A02")]
    assert mend("booth.open")["booth"]["state"] == "open"


def test_a_pause_without_an_end_is_an_alarm_sooner_while_people_wait(arrive, act, alarms, show, clock):
    arrive("김민서", "A02")
    act("booth.pause", booth="A02")
    act("booth.pause", booth="B02")
    settings = {"breaks": [{"from": "12:30", "to": "13:00", "why": "점심"}]}
    act("expo.settings", settings=settings)
    clock.pass_min(6)
    assert alarms() == [("left_before_break", "A02")]


def test_a_booth_that_nobody_comes_back_to_before_lunch_is_an_alarm_of_its_own(
    alike, arrive, act, alarms, show, mend, clock
):
    lunch = {"breaks": [{"from": "12:30", "to": "13:30", "why": "점심"}]}
    act("expo.settings", settings=lunch)
    arrive("김민서", "A02")
    arrive("이도윤", "A01")
    act("booth.pause", booth="A02", minutes=80)  # from 12:00 until lunch is nearly over
    act("booth.pause", booth="A01", minutes=20)
    clock.pass_min(6)
    assert alarms() == [("left_before_break", "A02")]
    alarm = show(organiser).data["alarms"][0]
    assert "쉬는 시간 전에 1명을 만날 사람이" in alarm["message"]
    assert "12:00부터 멈춰 있어요" in alarm["cost"] and "12:30 쉬는 시간까지 24분" in alarm["cost"]
    assert [one["verb"] for one in alarm["remedies"]] == ["message.send", "booth.clear", "booth.open", ""]
    assert mend("booth.clear")["moved"][0]["to"] == "B02"
    act("ticket.call_next", booth="B02", counter=1)
    assert alarms() == []
    arrive("박서연", "A02")
    act("booth.go_home", booth="A02")
    assert alarms() == [("left_before_break", "A02")]
    act("expo.settings", settings={"breaks": []})
    assert alarms() == [("gone", "A02")]


def test_who_will_not_be_met_before_lunch_is_an_alarm_where_somebody_else_would_meet_them(
    alike, arrive, act, alarms, show, clock
):
    act("expo.settings", settings={"breaks": [{"from": "12:30", "to": "13:30", "why": "점심"}]})
    arrive("김민서", "A02")
    for name in ("이도윤", "박서연", "최하준"):
        arrive(name, "A02")
    meet(act, "A02")
    clock.pass_min(1)
    assert alarms() == [("unmet_before_break", "A02")]
    alarm = show(organiser).data["alarms"][0]
    expected = show(organiser).data["alarms"][0]["message"]
    assert "12:30 쉬는 시간 전에 " in expected and "명을 못 만나요" in expected
    assert [one["verb"] for one in alarm["remedies"]] == [
        "booth.clear",
        "message.send",
        "booth.counters",
        "",
    ]
    assert all(one["effect"].startswith("평균 −") for one in (alarm["remedies"][0], alarm["remedies"][2]))
    act("expo.settings", settings={"breaks": [{"from": "14:30", "to": "15:00", "why": "기념식"}]})
    assert alarms() == []


def test_a_booth_that_went_home_while_people_wait_is_an_alarm(alike, arrive, act, alarms, mend):
    arrive("김민서", "A02")
    act("booth.go_home", booth="A02")
    assert alarms() == [("gone", "A02")]
    mend("booth.clear")
    assert alarms() == []


def test_who_was_called_twice_and_did_not_come_is_an_alarm(arrive, act, alarms, mend, clock):
    arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    clock.pass_min(3)
    act("ticket.recall", ticket=ticket)
    clock.pass_min(2)
    assert alarms() == [("not_come", "A02")]
    assert mend("ticket.no_show")["code"] == "put_back"


def test_there_are_no_alarms_of_the_square_while_the_expo_is_closed(arrive, alarms, clock):
    arrive("김민서", "A02")
    clock.pass_min(6.4 * 60)
    assert alarms() == []


def test_every_booth_has_its_place_on_the_map_and_its_row(arrive, act, show):
    arrive("김민서", "A02")
    meeting = meet(act, "A02")
    shown = show(organiser)
    row = part(shown, "row-A02")
    assert [(seat["number"], seat["state"]) for seat in row["seats"]] == [(101, "serving")]
    assert [one.id for one in shown.parts if one.id.startswith("map-")] == ["map-A01", "map-A02", "map-B02"]
    spots = shown.page["map"]["spots"]
    assert (
        spots["A01"]["x"] < spots["A02"]["x"] == spots["B02"]["x"] and spots["A02"]["y"] < spots["B02"]["y"]
    )
    act("consultation.finish", consultation=meeting, lines=[{"outcome": "contract", "amount": 5_000}])
    result = part(show(organiser), "row-A02")["result"]
    assert (result["meetings"], result["contract_count"], result["contract_won"]) == (1, 1, 5_000)


def test_the_feed_tells_numbers_and_enterprises_and_no_names(arrive, act, show):
    arrive("김민서", "A02")
    act("consultation.finish", consultation=meet(act, "A02"), lines=[{"outcome": "mou"}])
    entries = part(show(organiser), "org-feed")["entries"]
    assert [(one["who"], one["text"], one["words"]) for one in entries[:3]] == [
        ("101 세진플러스", "A02에서 상담을 마쳤어요", "업무협약"),
        ("101 세진플러스", "A02에서 상담을 시작했어요", ""),
        ("101 세진플러스", "A02에서 불렀어요", ""),
    ]
    assert "김민서" not in str(entries)


def test_search_finds_a_person_and_says_where_they_are(arrive, act, store, clock):
    visitor = arrive("김민서", "A02")
    meet(act, "A02")

    def people(typed):
        with store.read() as db:
            found = find_anything(db, typed, clock(), lang="ko")
        return [(one["href"], one["title"], one["where"]) for one in found if one["kind"] == "visitor"]

    number = visitor["number"]
    found = [(f"/organiser/visitors/{number}", f"{number} 김민서", "A02 상담 중")]
    assert people("민서") == people(str(number)) == people("세진") == found
    assert people("%") == []


def test_search_finds_every_kind_and_what_bears_the_words_first(arrive, act, store, clock):
    visitor = arrive("김민서", "A02")
    meeting = meet(act, "A02")
    act("station.add", role="booth", booth="A02")

    def kinds(typed):
        with store.read() as db:
            return [(one["kind"], one["href"]) for one in find_anything(db, typed, clock(), lang="ko")]

    assert kinds("a02")[0] == ("booth", "/organiser/booths/A02")
    assert "station" in [kind for kind, _ in kinds("a02")]
    assert kinds("종로")[0] == ("booth", "/organiser/booths/A02")
    assert kinds("세진플러스")[0][0] == "enterprise"
    assert kinds("근무복 100%")[0][0] == "purchase"
    assert kinds(str(visitor["number"]))[0][0] == "visitor"
    assert ("meeting", f"/organiser/meetings/{meeting}") in kinds(str(meeting))
