"""Every page, twin, topic and verb as every role, with its own and with foreign ids and codes.

Each is asked who may: nobody else gets it, and nothing is a fault. And whatever comes back holds nothing that its reader
may not see: codes nobody sent, full names, contact data, needs, other booths' notes and amounts, secrets.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk import create_app
from kiosk.actions.verbs import VERBS, is_public
from kiosk.serving.version import version
from kiosk.settings import Settings
from tests.outside import world as halls
from tests.outside.conftest import Cast
from tests.outside.programs import Socket
from tests.outside.world import BOOTHS, DESKS, KNOWN, PHONES, ROLES, SECURE, STATIONS, World

NOWHERE = 999_999


@pytest.fixture(scope="module")
def world(cast: Cast) -> World:
    return halls.make(cast)


def addresses(world: World) -> Iterator[tuple[str, set[str]]]:
    """Every address that is read, with its own and with foreign keys, and who gets it."""
    for path in (
        "/board",
        "/board?lang=en",
        "/board/A01",
        "/board/A03",
        "/board.json",
        "/sounds.json",
        "/plan",
        "/plan?q=근무복",
        "/programme",
        "/programme?lang=en",
        "/programme.json",
        "/programme/own.json",
        "/plan/A01",
        "/plan/A01/way",
        "/results",
        "/results?q=종로&lang=en",
        "/results.json",
        "/results/A03",
        "/results/A03.json",
    ):
        yield path, KNOWN
    for path in (
        "/plan.json",
        "/plan.csv",
        "/v/{hana}",
        "/V/{dul}",
        "/v/{pending}",
        "/v/{hana}/own",
        "/v/{dul}/own",
        "/v/{hana}/badge",
        "/v/{pending}/badge?lang=en",
        "/v/{dul}/badge.png",
    ):
        yield path.format(**_codes(world)), KNOWN
    for file in ("day.json", "day.ics", "meetings", "data", "data.json"):
        yield f"/v/{world.people['hana'].code}/{file}", {"bound"}
        yield f"/v/{world.people['dul'].code}/{file}", set()
    for name in ("hana", "dul", "net", "pending"):
        yield f"/visitors/{world.people[name].code}.json", KNOWN
    for path in (
        f"/v/{world.void}",
        f"/visitors/{world.void}.json",
        f"/v/{world.void}/own",
        "/actions/ticket.join",
        "/laptop/seen.json",
    ):
        yield path, set()
    for number, staff in BOOTHS.items():
        yield f"/booths/{number}.json", {staff, *DESKS}
        yield f"/booth?booth={number}", {staff, "organiser"}
        yield f"/booth/waiting?booth={number}", {staff, "organiser"}
        yield f"/booth/log.xlsx?booth={number}", {staff, "organiser"}
        yield f"/booth/plan.json?booth={number}&visitor={world.people['dul'].id}", {staff, "organiser"}
    for number, met, file in zip(BOOTHS, world.ids["consultation"], world.ids["attachment"], strict=False):
        yield f"/booth/log.json?consultation={met}", {BOOTHS[number], "organiser"}
        yield f"/attachments/{file}", {BOOTHS[number], "organiser"}
    for name, one in world.people.items():
        yield f"/desk/person/{one.id}.json", DESKS
        for ending in ("", ".json"):  # of who was merged nothing is kept
            yield f"/desk/data/{one.id}{ending}", set() if name == "merged" else DESKS
        yield f"/desk/badge/{one.id}", DESKS if name in ("hana", "dul", "set", "net") else set()
    for words in ("하나", "2201", "mail2201", "mail2201@example.kr", "010-1111-2202"):
        yield f"/desk/search.json?q={words}", DESKS
        yield f"/organiser/find.json?q={words}", {"organiser"}
    for path in ("/organiser/paper", "/organiser/paper/part"):
        yield path, DESKS
    for path in ("/desk/snapshot.json", "/desk/snapshot.json?of=none&after=x"):
        yield path, {"desk", "door"}
    job = world.ids["job"][0]
    for path in (
        *(
            "/desk",
            "/desk?shell",
            "/desk?lang=en",
            "/desk/lists.json",
            "/desk/late.json",
            "/desk/prints.json",
        ),
        *(
            "/desk/print/media.css",
            f"/desk/print/{job}",
            f"/desk/print/{job}.png",
            "/desk/enterprise.json?brn=2827311272",
        ),
        f"/desk/badge/{world.people['hana'].id}.png",
    ):
        yield path, DESKS
    yield "/booth", {*BOOTHS.values(), "organiser"}
    for path in (
        "/door",
        "/door?shell=1",
        "/door/part",
        f"/door/part?item={world.ids['item'][1]}",
        "/door/part?item=nothing",
    ):
        yield path, DESKS
    yield "/kiosk", {"kiosk"}
    yield "/kiosk/enterprise.json?brn=2827311272", {"kiosk"}
    yield "/kiosk/found.json?booth=A03", {"kiosk"}
    for path in ("/stage", "/stage/crew", "/stage.json"):
        yield path, {"stage", "organiser"}
    for path in (
        "",
        ".json",
        "/import",
        "/printers",
        "/printers.json",
        "/programme",
        f"/programme/{world.ids['item'][1]}/sheet",
        "/settings",
        "/settings/A03",
        "/pairing.pdf",
        "/stations",
        "/stations?open=1",
        "/unwritten",
        *(f"{sheet}{ending}" for sheet in _sheets(world) for ending in ("", ".json")),
        "/start",
        "/start.json",
        "/rehearsal",
        "/rehearsal.json",
        "/follow-ups",
        "/follow-ups.json",
        "/follow-ups/1",
        "/timetable",
        "/timetable.json",
        "/timetable/A03",
        "/doctor",
        "/doctor/part",
        "/doctor.json",
        "/closing",
        "/closing/part",
        "/closing.json",
        "/alarms",
        "/alarms.json",
        "/forecast.json",
        "/what-if.json?what=walk_ins&count=5",
        "/privacy",
        "/privacy.json",
        "/booths.json",
        "/day.json",
        "/feed.json",
        "/import.json?upload=none",
        "/patterns/agencies.xlsx",
        "/files",
        "/files.json",
        "/standby",
        "/standby/part",
        "/standby.json",
        "/expos",
        "/figures",
        "/figures?day=2026-10-30",
    ):
        yield f"/organiser{path}", {"organiser"}
    for path in ("/booths/Z99", "/visitors/0", f"/meetings/{NOWHERE}.json", "/purchases/x", "/stations/1.5"):
        yield f"/organiser{path}", set()
    for path in (
        f"/organiser/follow-ups/{NOWHERE}.xlsx",
        "/follow-ups/whatever",
        "/follow-ups/whatever/sheet.xlsx",
        "/timetable/whatever",
    ):
        yield path, set()
    yield "/stations.json", {"organiser"}
    yield "/standby", {"organiser"}
    yield "/standby.json", {"organiser"}
    yield "/standby/alone.jsonl", set()
    yield "/figures.json", {"organiser"}
    yield "/figures.json?day=2026-10-30", {"organiser"}
    yield "/figures.json?day=2025-01-01", set()
    yield "/events", {"organiser"}
    yield "/notices.json", {"organiser"}
    yield "/settings.json", {"organiser"}
    yield "/again", SECURE | {"foreign"}
    for path in ("/register", "/pair/whatever", "/P/whatever", "/sw.js", "/v/push-worker.js"):
        yield path, SECURE | {"foreign"}
    for path in (
        "/",
        "/healthz",
        "/trust",
        "/static/made/css/plan.css",
        f"/static/v-{version()}/made/css/plan.css",
        "/openapi.json",
        "/face.json",
        "/words.json",
        "/face/any/face.css",
        "/face/any/emblem",
        "/face/any/emblem-on-field",
        "/face/any/pattern.svg",
    ):
        yield path, set(ROLES)
    yield "/organiser/files/0000000000000000", set()  # nothing is made here
    for path in ("/trust/ca.crt", "/trust/ca.mobileconfig", "/sounds/7"):
        yield path, set()  # this server has no authority of its own, and its organiser recorded nothing


def _sheets(world: World) -> list[str]:
    """One of each kind, of persons also one whom nobody has confirmed."""
    asked = (
        world.ask("organiser", "GET", f"/visitors/{world.people[name].code}.json")
        for name in ("hana", "pending")
    )
    return [
        "/booths/A01",
        *(f"/visitors/{reply.data['visitor']['number']}" for reply in asked),
        "/enterprises/1",
        f"/meetings/{world.ids['consultation'][0]}",
        "/stations/1",
        "/purchases/1",
    ]


def _codes(world: World) -> dict[str, str]:
    return {name: one.code for name, one in world.people.items()}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The addresses that there are."""
    app = create_app(Settings(Path(tmp_path_factory.mktemp("app"))))
    app.extensions["store"].close()
    return app.url_map


def test_every_address_is_crawled(world: World, rules: Any) -> None:
    at = rules.bind("localhost")
    read = {at.match(path.partition("?")[0])[0] for path, _ in addresses(world)}
    posted = {at.match(path, method="POST")[0] for path, _, _ in posts(world)} | {
        "actions.act",
        "demo.pace",
        "standby.link",
        "edges.edge_link",
    }
    assert {rule.endpoint for rule in rules.iter_rules()} - read - posted == set()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.sampled(3)
def test_what_is_read_is_for_its_readers_and_tells_them_no_more(world: World, role: str) -> None:
    faults = []
    for path, readers in addresses(world):
        reply = world.ask(role, "GET", path)
        got = reply.status in (200, 302)
        fits = got if role in readers else reply.status in (401, 403, 404, 405)
        told = world.leaks(role, path, reply.text)
        faults += [] if fits and not told else [(path, reply.status, told)]
    assert faults == []


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE"])
@pytest.mark.sampled(4)
def test_another_method_does_nothing_and_is_no_fault(world: World, method: str) -> None:
    fine = (200, 404) if method == "OPTIONS" else (404, 405)
    faults = []
    for path, _ in addresses(world):
        reply = world.ask("organiser", method, path)
        faults += [] if reply.status in fine else [(path, reply.status)]
    assert faults == []


def test_what_is_hidden_stands_before_its_readers(world: World) -> None:
    """Else the crawl would look for what is nowhere."""
    readers = ("organiser", "desk", "booth", "booth_a01", "bound")
    asked = [(role, path) for role in readers for path, found in addresses(world) if role in found]
    texts = "".join(halls.unescaped(world.ask(role, "GET", path).text) for role, path in asked)
    unseen = [one for one in world.hidden if one.readers and not any(form in texts for form in one.written)]
    merged, blank = world.people["merged"], world.codes[-1]  # gone, and on paper alone
    assert {one.written[0] for one in unseen} == {merged.code, merged.name, blank}


def posts(world: World) -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """What is posted and is no verb: the address, what is sent, who is answered."""
    bind_url = f"/v/{world.people['dul'].code}#bind=x"
    yield "/kiosk/way.json", {"code": world.people["dul"].code}, {"kiosk"}
    yield "/kiosk/way.json", {"code": world.people["pending"].code}, {"kiosk"}
    yield "/kiosk/way.json", {"code": world.void}, set()
    yield "/kiosk/qr.json", {"bind_url": bind_url}, {"kiosk"}
    yield "/desk/qr.json", {"bind_url": bind_url}, DESKS
    yield "/station/qr.json", {"codes": [world.people["dul"].code]}, {"kiosk", "desk"}
    yield "/station/qr.json", {"codes": ["1234567890123456"]}, set()
    yield "/organiser/qr.json", {"text": "http://kiosk.test/"}, {"organiser"}
    yield "/organiser/contact.json", {"visitor": world.people["hana"].id}, {"organiser"}
    yield "/organiser/contact.json", {"visitor": NOWHERE}, set()
    yield "/organiser/face.json", {"colour": "#0b7d6d"}, {"organiser"}
    yield "/organiser/face.json", {"colour": "#ffff00"}, set()
    yield "/organiser/import.json", {}, set()
    yield "/answered", {"records": [], "round": "last"}, {*STATIONS, "bound"}
    yield "/organiser/files.json", {"what": "nothing"}, set()
    yield "/organiser/standby/bundle.json", {}, {"organiser"}
    yield "/standby/alone", {}, set()
    yield "/standby/seen", {}, set()
    yield "/organiser/files/0000000000000000/stop.json", {}, set()
    yield "/organiser/doctor.json", {}, {"organiser"}
    yield "/organiser/expos.json", {"folder": "../elsewhere"}, set()
    yield "/begin", {}, set()
    yield "/follow-ups/whatever", {"state": "open"}, set()
    yield "/timetable/whatever", {"verb": "timetable.mark"}, set()
    yield "/register/qr.json", {"code": world.people["dul"].code}, SECURE | {"foreign"}
    yield "/pair/whatever", {"secret": "x" * 40}, set()
    yield "/again", {"word": "x" * 43, "secret": "x" * 40, "name": "누구"}, set()
    yield "/P/whatever", {"secret": "x" * 40}, set()
    yield f"/consultations/{world.ids['consultation'][0]}/attachments", {}, set()


@pytest.mark.parametrize("role", ROLES)
def test_what_is_posted_is_for_its_senders_and_tells_them_no_more(world: World, role: str) -> None:
    faults = []
    for path, given, senders in posts(world):
        reply = world.ask(role, "POST", path, json=given)
        fits = reply.status == 200 if role in senders else reply.status in (400, 401, 403, 404, 409)
        told = world.leaks(role, f"{path} {given}", reply.text)
        faults += [] if fits and not told else [(path, reply.status, told, reply.text)]
    assert faults == []


def topics(world: World) -> Iterator[tuple[str, set[str]]]:
    """Every kind of topic and who may join it."""
    for topic in ("board:hall", "board:A01", "board:A03", "plan", "programme"):
        yield topic, KNOWN
    for name in ("hana", "dul", "pending"):
        yield f"visitor:{world.people[name].code}", KNOWN
    for number, staff in BOOTHS.items():
        yield f"booth:{number}", {staff, *DESKS}
    for topic in (
        "organiser",
        "stations",
        "preparation",
        "rehearsal",
        "sheet:booth/A01",
        "sheet:enterprise/1",
        "sheet:station/1",
    ):
        yield topic, {"organiser"}
    yield "stage", {"stage", "organiser"}
    for topic in (
        f"visitor:{world.void}",
        "sheet:booth/Z99",
        "sheet:nothing/1",
        "sheet:",
        "board:Z99",
        "booth:Z99",
        "queue:A03",
        "visitor:",
        "nothing",
    ):
        yield topic, set()


@pytest.mark.parametrize("role", sorted(SECURE))
def test_a_topic_is_for_its_watchers_and_tells_them_no_more(world: World, role: str) -> None:
    client = _socket(world, role)
    sent = ""
    for topic, watchers in topics(world):
        sent += topic
        answer = client.watch(topic)
        assert answer["ok"] == (role in watchers), (topic, answer)
        assert answer["ok"] or answer["code"] in ("not_paired", "not_allowed", "not_found"), (topic, answer)
        assert world.leaks(role, topic, str(answer)) == set(), topic
    ticket, until = world.ids["ticket"][0], f"visitor:{world.people['dul'].code}"
    for verb, fields in (
        ("ticket.call", {"counter": 2, "reason": "휠체어"}),
        ("ticket.uncall", {"reason": "아직"}),
    ):
        assert world.browsers["booth_a01"].act(verb, ticket=ticket, **fields).status == 200
        assert world.leaks(role, sent, client.heard(until)) == set(), verb
    client.close()


def _socket(world: World, role: str) -> Socket:
    token = world.cast.tokens.get(role)
    browser = world.browsers[role]
    return world.cast.kiosk.socket({"token": token} if token else None, cookies=browser.cookie_header)


CHOICES: dict[str, Callable[[World, random.Random], Any]] = {
    "booth": lambda world, dice: dice.choice(["A01", "A03", "A03", "B01", "Z99"]),
    "counter": lambda world, dice: dice.choice([1, 2]),
    "code": lambda world, dice: dice.choice([*world.codes, world.void, "1234567890123456"]),
    "reserved_code": lambda world, dice: dice.choice([*world.codes, world.void]),
    "into": lambda world, dice: dice.choice(world.ids["visitor"]),
    "other": lambda world, dice: dice.choice(world.ids["visitor"]),
    "station": lambda world, dice: NOWHERE,
    "count": lambda world, dice: 1,
    "sheets": lambda world, dice: 1,
    **dict.fromkeys(
        ("tablets", "booth_boards", "kiosks", "desks", "boards", "stages"), lambda world, dice: 1
    ),
    "what": lambda world, dice: "sound",
    "replaces": lambda world, dice: NOWHERE,
    "persons": lambda world, dice: 1,
    "minutes": lambda world, dice: 5,
    "name": lambda world, dice: dice.choice(["남궁하나", "황보네모", "새사람"]),
    "enterprise": lambda world, dice: dice.choice(["세진플러스", "폰기업", "새기업"]),
    "brn": lambda world, dice: "282-73-11272",
    "kind": lambda world, dice: dice.choice(["사회적기업", "plan"]),
    "consent": lambda world, dice: True,
    "citizen": lambda world, dice: False,
    "on": lambda world, dice: True,
    "lines": lambda world, dice: [{"outcome": "contract", "amount": 5_000_000}],
    "follow_up": lambda world, dice: {"text": "다음 주"},
    "categories": lambda world, dice: ["세탁"],
    "topics": lambda world, dice: ["세탁"],
    "wishes": lambda world, dice: ["B01"],
    "settings": lambda world, dice: {"repeat_scan_s": 10},
    "role": lambda world, dice: "board",
    "digits": lambda world, dice: "0000",
    "bind": lambda world, dice: "guessed",
    "driver": lambda world, dice: "browser",
    "state": lambda world, dice: "sent",
    "email": lambda world, dice: "new@example.kr",
    "badge_kind": lambda world, dice: "visitor",
}


def question(world: World, verb: str, dice: random.Random) -> dict[str, Any]:
    """Fields of this verb about anybody and anything there is; of those that exclude each other, one."""
    row = VERBS[verb]
    left_out = set(row.one_of) - {dice.choice(row.one_of)} if row.one_of else set()
    fields = {}
    for name, one in row.fields.items():
        if name in left_out or not (
            one.required or name in ("code", "visitor", *row.one_of) or dice.random() < 0.3
        ):
            continue
        if name in world.ids:
            fields[name] = dice.choice([*world.ids[name], NOWHERE])
        else:
            fields[name] = CHOICES.get(name, lambda world, dice: "말")(world, dice)
    return fields


NOBODY = ("stranger", "revoked", "foreign")
ASKED = 8  # times a verb and role that may; who may not is asked once


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.sampled(3)
def test_a_verb_is_for_its_roles_and_answers_them_no_more(world: World, role: str) -> None:
    words = {"booth_a01": {"booth"}, "bound": {"visitor", "phone"}, "plain": {"phone"}}.get(role, {role})
    world.ask(role, "GET", f"/v/{world.codes[0]}")  # which gives a browser its cookie
    for verb in sorted(filter(is_public, VERBS)):
        may = bool(words & VERBS[verb].roles) and (role != "plain" or VERBS[verb].over_http)
        dice = random.Random(f"{verb} {role}")
        for _ in range(ASKED if may else 1):
            fields = question(world, verb, dice)
            if "code" in fields and role in PHONES:  # a phone that guesses codes is soon told to wait
                fields["code"] = dice.choice(world.codes)
            reply = world.ask(role, "POST", f"/actions/{verb}", json={"action_id": uuid4().hex, **fields})
            asked = (verb, fields, reply.text)
            assert reply.data.keys() >= {"ok", "code", "message"}, asked
            if may:
                assert reply.status in (200, 400, 403, 404, 409, 429), asked
            elif reply.status != 429:  # which is looked at before the role
                assert reply.status == (401 if role in NOBODY else 403), asked
            assert reply.status != 429 or role in (*PHONES, "plain"), asked
            named = [one.name for one in world.people.values() if one.id == fields.get("visitor")]
            sent = f"{fields}{named if 'booth' in words else ''}"  # whom a booth takes in by id is its own from then on
            assert world.leaks(role, sent, reply.text) == set(), asked


def test_nothing_was_a_fault_of_the_server(world: World) -> None:
    complained = "".join(world.cast.kiosk.complained)
    assert "Traceback" not in complained
    # A template that reads a name which its page was not given.
    assert [line for line in complained.splitlines() if "Template variable" in line] == []
    last = world.browsers["organiser"].get("/organiser")
    assert last.status == 200, "".join(world.cast.kiosk.complained)[-3000:]
