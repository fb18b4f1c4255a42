import pytest

from kiosk.screens import organiser
from kiosk.screens.organiser_search import find_anything


def part(shown, part_id):
    return next(part.values for part in shown.parts if part.id == part_id)


@pytest.fixture
def alarms(show):
    """(code, booth) of every alarm now, worst first."""
    return lambda: [(one["code"], one["booth"]) for one in show(organiser).data["alarms"]]


@pytest.fixture
def mend(show, act):
    """Do what the first alarm's button does."""

    def mend():
        first = part(show(organiser), "org-alarms")["alarms"][0]
        return act(first["verb"], **first["fields"])

    return mend


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


def test_a_booth_whose_tablet_was_paired_by_its_qr_has_one(act, show):
    def without():
        return part(show(organiser), "org-alarms")["without_tablet"]

    before = without()
    made = act("station.pair", role="booth", booth="A02")["station"]
    assert without() == before  # nobody has opened it yet
    act("station.redeem", pair=made["pair_url"].rsplit("/", 1)[1], secret="s" * 32)
    assert without() == before - 1
    act("station.add", role="booth", booth="B02")
    assert without() == before - 2
    act("station.revoke", station=made["id"])
    assert without() == before - 1


def test_a_calm_square_has_no_alarm(arrive, alarms):
    arrive("김민서", "A02")
    assert alarms() == []


def test_a_free_counter_that_lets_people_wait_is_the_worst_and_calls_nobody(arrive, alarms, show, clock):
    arrive("김민서", "A02")
    clock.pass_min(4)
    assert alarms() == []
    clock.pass_min(2)
    assert alarms() == [("idle", "A02")]
    first = part(show(organiser), "org-alarms")["alarms"][0]
    assert (first["verb"], first["booth"]) == ("", "A02")  # perhaps nobody sits there: somebody looks


def test_who_waits_over_forty_minutes_is_called_by_the_alarm(arrive, act, alarms, mend, clock):
    first = arrive("김민서", "A02")
    second = arrive("이도윤", "A02")
    meet(act, "A02")
    clock.pass_min(39)
    assert alarms() == []
    clock.pass_min(2)
    assert sorted(alarms()) == [("long_meeting", "A02"), ("long_wait", "A02")]
    assert mend()["ticket"]["number"] == second["number"] != first["number"]


def test_a_long_pause_is_an_alarm_and_opening_mends_it(arrive, act, alarms, mend, clock):
    arrive("김민서", "A02")
    act("booth.pause", booth="A02", reason="회의 중이에요")
    clock.pass_min(16)
    assert alarms() == [("paused", "A02")]
    assert mend()["booth"]["state"] == "open"


def test_who_was_called_twice_and_did_not_come_is_an_alarm(arrive, act, alarms, mend, clock):
    arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    clock.pass_min(3)
    act("ticket.recall", ticket=ticket)
    clock.pass_min(2)
    assert alarms() == [("not_come", "A02")]
    assert mend()["code"] == "put_back"


def test_there_are_no_alarms_while_the_expo_is_closed(arrive, alarms, clock):
    arrive("김민서", "A02")
    clock.pass_min(6.5 * 60)
    assert alarms() == []


def test_every_booth_has_its_place_on_the_map_and_its_row(arrive, act, show):
    arrive("김민서", "A02")
    meeting = meet(act, "A02")
    shown = show(organiser)
    row = part(shown, "row-A02")
    assert [(seat["number"], seat["state"]) for seat in row["seats"]] == [(101, "serving")]
    assert [one.id for one in shown.parts if one.id.startswith("map-")] == ["map-A01", "map-A02", "map-B02"]
    assert shown.page["map"] == [["map-A01", "map-A02"], [None, "map-B02"]]
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
