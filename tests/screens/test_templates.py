"""Templates read what their screens give, also in branches that no test walks through."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

import kiosk
from kiosk.exchange.report import blocks
from kiosk.expo.meeting import forgotten
from kiosk.pages import demo
from kiosk.screens import (
    board,
    booth,
    booth_records,
    closing,
    desk,
    everybody,
    figures,
    fleet,
    hall_state,
    map_drawing,
    news,
    notices,
    organiser,
    organiser_ahead,
    organiser_alarms,
    organiser_day,
    own_data,
    pending,
    phone,
    phone_own,
    plan,
    plan_own,
    plan_search,
    plan_way,
    print_jobs,
    privacy,
    programme,
    sheets,
    stage,
)
from kiosk.screens import door as programme_door
from kiosk.screens import kiosk as door
from kiosk.screens.agencies import Choice
from kiosk.screens.sheets import booth_deeds, shapes, visitor_deeds
from tests.template_names import hints_of, misread

TEMPLATES = Path(kiosk.__file__).parent / "templates"

NOW = dict.fromkeys(("persons_today", "enterprises_today", "waiting", "in_meetings"), int)
FIGURES = NOW | dict.fromkeys(
    (
        "outcomes",
        "outcomes_today",
        "citizens_today",
        "longest_wait_min",
        "estimates",
        "unwritten",
        "hour",
        "present",
    )
)
# template -> what it gets as `p`: a kind, or the names and their kinds.
PLACES: dict[str, Any] = {
    "board/_cell.html": board.Cell,
    "board/_state.html": hall_state.HallState,
    "board/_ticker.html": {"news": list[news.News]},
    "board/_totals.html": NOW,
    "booth_board/_call.html": board.CallNow,
    "booth_board/_next.html": board.NextNumbers,
    "booth_board/_notices.html": {"news": list[news.NoticeNews]},
    "booth/_bar.html": booth.Counter,
    "booth/_counter.html": booth.Counter,
    "booth/_head.html": booth.Head,
    "booth/_messages.html": booth.Messages,
    "booth/_next.html": booth.Next,
    "booth/_records.html": booth_records.Records,
    "notices/_cards.html": notices.InForce,
    "notices/_strip.html": notices.InForce,
    "organiser/everybody/_messages.html": everybody.Messages,
    "organiser/everybody/_notices.html": everybody.Notices,
    "organiser/everybody/_rest.html": everybody.Resting,
    "organiser/_ahead.html": organiser_ahead.Ahead,
    "organiser/_alarms.html": organiser_alarms.Alarms,
    "organiser/_cell.html": organiser.Cell,
    "organiser/_day.html": organiser_day.DayChart,
    "organiser/_feed.html": {"entries": list[Any]},
    "organiser/_figures.html": FIGURES,
    "organiser/_fleet_head.html": fleet.Head,
    "organiser/_fleet_pairing.html": fleet.Pairing,
    "organiser/_fleet_row.html": fleet.ShownStation,
    "organiser/_row.html": organiser.BoothRow,
    "organiser/sheets/_booth.html": booth_deeds.Deeds,
    "organiser/sheets/_figures.html": {"rows": list[shapes.Figure], "kind": str},
    "organiser/sheets/_groups.html": {"rows": list[shapes.Group], "kind": str},
    "organiser/sheets/_head.html": shapes.Head,
    "organiser/sheets/_line.html": shapes.Line,
    "organiser/sheets/_meeting.html": sheets.meeting.Deeds,
    "organiser/sheets/_nothing.html": {},
    "organiser/sheets/_past.html": {"rows": list[shapes.Past], "kind": str},
    "organiser/sheets/_station.html": sheets.station.Deeds,
    "organiser/sheets/_visitor.html": visitor_deeds.Deeds,
    "phone/_ended.html": {"ended": list[phone.Ended]},
    "phone/_lead.html": phone.Lead,
    "phone/_places.html": phone.OtherPlaces,
    "phone/_programme.html": phone.OwnProgramme,
    "phone/_who.html": {"number": int, "name": str, "enterprise": str | None},
    "phone/_wishes.html": phone.Later,
    "programme/_day.html": programme.DayOf,
    "programme/_now.html": programme.NowOn,
    "plan/_totals.html": plan.Totals,
    "stage/_crew_now.html": {"signings": list[stage.Signing]},
    "stage/_crew_past.html": stage.CrewPast,
    "stage/_crew_row.html": stage.CrewRow,
    "stage/_next.html": {"signings": list[stage.Signing]},
    "stage/_slide.html": stage.Slide,
    "plan/_wait.html": plan.Wait,
}
# template -> the names it gets otherwise.
PANELS: dict[str, dict[str, Any]] = {
    "booth/_place.html": {"p": booth.Place},
    "booth/_dialogs.html": {"others": list[Choice]},
    "booth/choose.html": {"booths": list[Choice]},
    "demo/page.html": {"stations": list[demo.Screen], "badges": list[demo.Badge]},
    "desk/_doubles.html": {"doubles": list[desk.Double]},
    "desk/_pending.html": {"pending": pending.Pending},
    "desk/_person.html": {"p": desk.Person},
    "desk/_scans.html": {"scans": list[desk.Scan]},
    "desk/page.html": {"booths": list[Choice], "pending": pending.Pending},
    "kiosk/_way.html": {"p": door.WhereNow},
    "door/_item.html": {"p": programme_door.Look},
    "organiser/_closing.html": {"p": closing.Page},
    "organiser/_printers.html": {
        "printers": list[print_jobs.ShownPrinter],
        "stations": list[print_jobs.Station],
    },
    "organiser/_programme_sheet.html": {"p": programme.Sheet},
    "organiser/sheets/_station_facts.html": {"q": fleet.ShownStation},
    "organiser/figures.html": {"p": figures.Figures},
    "organiser/alarms.html": {"alarms": list[organiser_alarms.PastAlarm], "earlier": int | None},
    "organiser/privacy.html": {"p": privacy.Privacy},
    "phone/data.html": {"data": own_data.OwnData},
    "desk/data.html": {"data": own_data.OwnData},
    "privacy/_data.html": {"data": own_data.OwnData},
    "organiser/unwritten.html": {"meetings": list[forgotten.Told]},
    "phone/_own.html": {"own": phone_own.Own | phone_own.Unbound},
    "phone/_map.html": {"p": {"map": map_drawing.Drawing, "booth": str, "here": str}},
    "kiosk/_found.html": {"p": door.Found},
    "kiosk/_finder.html": {"agencies": list[Choice], "finder": map_drawing.Drawing},
    "plan/_bars.html": {"found": plan_search.Found},
    "plan/_item.html": {"row": plan_search.Row, "own": plan_own.Own},
    "plan/_search.html": {"found": plan_search.Found},
    "plan/_turn.html": {"own": plan_own.Own},
    "plan/_way.html": {"to": plan_way.WayTo},
    "plan/page.html": {"found": plan_search.Found, "own": plan_own.Own},
    "plan/way.html": {"to": plan_way.WayTo, "own": plan_own.Own},
    "prints/_jobs.html": {"printers": list[print_jobs.ShownPrinter], "jobs": list[print_jobs.ShownJob]},
    "prints/_panel.html": {"printers": list[print_jobs.ShownPrinter]},
    "register/page.html": {"booths": list[Choice]},
    "report/page.html": {"report": blocks.Document},
}


@pytest.fixture(scope="module")
def environment():
    folder = Path(kiosk.__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder))


@pytest.mark.parametrize("template", PLACES)
def test_a_place_reads_names_that_its_screen_gives(environment, template):
    kind = PLACES[template]
    assert misread(environment, template, {"p": {**hints_of(kind), "id": str}}) == []


@pytest.mark.parametrize("template", PANELS)
def test_a_panel_reads_names_that_its_page_gives(environment, template):
    assert misread(environment, template, PANELS[template]) == []


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ("{% if false %}{{ p.call.nmae }}{% endif %}", ["line 1: Call.nmae"]),
        ("{% for seat in p.seats %}\n{{ seat.cuonter }}{% endfor %}", ["line 2: Seat.cuonter"]),
        (
            "{% set who = p.meeting or p.call %}{{ who.reasons }}{{ who.resaons }}",
            ["line 1: Meeting | Call.resaons"],
        ),
        (
            "{% for one in p.seats | sort(attribute='counter') %}{{ one.cuonter }}{% endfor %}",
            ["line 1: Seat.cuonter"],
        ),
        ("{% with one = p.seats[0] %}{{ one.meeting.plan['itmes'] }}{% endwith %}", ["line 1: Plan.itmes"]),
        ("{% for a, b in [(p.call, 1)] %}{{ loop.index }}{{ whatever.it.is }}{% endfor %}", []),
    ],
)
def test_a_misspelt_name_is_seen_in_every_branch(html, faults):
    environment = Environment(loader=DictLoader({"t": html}))
    given = {"p": {"seats": list[booth.Seat], "call": booth.Call | None, "meeting": booth.Meeting | None}}
    assert misread(environment, "t", given) == faults


def test_a_screen_gives_its_places_what_their_kinds_say(arrive, act, show):
    arrive("김민서", "A01", "A02")
    visitor = arrive("이도윤", "A01", enterprise="터치포굿")
    called = act("ticket.call_next", booth="A01", counter=1)["ticket"]["id"]
    meeting = act("consultation.start", ticket=called, counter=1)["consultation"]["id"]
    act("ticket.call_next", booth="A01", counter=2)
    code = visitor["badge"]["code"]
    station = act("station.add", role="desk")["station"]["id"]
    screens = [
        (board, "hall"),
        (board, "A01"),
        (booth, "A01"),
        (phone, code),
        (organiser, ""),
        (everybody, ""),
        (notices, "phones"),
        (notices, "tablets"),
        (fleet, ""),
        (plan, ""),
        (programme, ""),
        (stage, ""),
        (stage, "crew"),
        (sheets, "booth/A01"),
        (sheets, f"visitor/{visitor['number']}"),
        (sheets, f"meeting/{meeting}"),
        (sheets, f"station/{station}"),
        (sheets, "purchase/1"),
    ]
    parts = [part for screen, key in screens for part in show(screen, key).parts]
    kinds = {one.template: set(one.values) for one in parts}
    assert kinds == {name: set(hints_of(PLACES[name])) for name in kinds}
    assert kinds.keys() == PLACES.keys()


def test_only_sentences_of_ours_are_trusted() -> None:
    """`_()` takes its text for our own html and fills it in: a word from a file goes through `known_word()`."""
    ours = {"text", "need_consent", "p.need_consent"}  # what a person consents to
    for path in TEMPLATES.rglob("*.html"):
        given = re.findall(r"\b_\((?![\"'])([^),]*)", path.read_text(encoding="utf-8"))
        assert set(given) <= ours, path.name


def test_no_form_sends_what_is_typed_into_an_address_before_scripts_are_there() -> None:
    forms = [
        (path.name, form)
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert len(forms) > 80
    assert [one for one in forms if not re.search(r"\bmethod=|\baction=", one[1])] == []
