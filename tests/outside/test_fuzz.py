"""Whatever is sent to whichever verb, the answer has the contract's shape, and nothing is a fault of the server."""

import json
import random
from uuid import uuid4

import pytest

from kiosk.actions.verbs import VERBS, is_public
from tests.outside.conftest import Cast

NASTY = [
    None,
    "",
    " ",
    "\0",
    "\ud800",
    "\ufdd0101\ufdd1",
    "＜b＞&<script>",
    "'; DROP TABLE visitors; --",
    "%s%(name)s{0}",
    "x" * 300_000,
    "9" * 5000,
    "A03",
    "a03 ",
    "1",
    "-1",
    "٣",
    "[",
    "[[1]]",
    '{"keep": [1]}',
    "2026-10-29T10:20:00+09:00",
    "9999-12-31T23:59:59-23:59",
    True,
    False,
    0,
    1,
    -1,
    2**53,
    2**63,
    -(2**70),
    10**400,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    [],
    [[]],
    [None],
    ["A03", "A03", "\ud800"],
    [{"outcome": "contract", "amount": 10**30}],
    [{"outcome": "mou", "plan_item": [1]}],
    [{"outcome": ["contract"]}],
    [{"\ud800": 1}],
    ["x"] * 5000,
    {},
    {"\ud800": "x"},
    {"boards_public": "x", "entrance": [float("nan"), 1]},
    {"text": {"x": 1}, "who": 7},
    {"keep": True, "share": "maybe"},
]
ROLES = ("organiser", "desk", "booth", "kiosk", "stage")


@pytest.mark.parametrize("verb", sorted(filter(is_public, VERBS)))
@pytest.mark.sampled(4)
def test_nothing_that_is_sent_is_a_fault(cast: Cast, verb: str) -> None:
    dice = random.Random(verb)
    role = next((role for role in ROLES if role in VERBS[verb].roles), "organiser")
    program = cast.kiosk.browser(cast.tokens[role])
    known = [*VERBS[verb].fields, "at", "sent_at", "lang", "more"]
    for attempt in range(40):
        names = list(VERBS[verb].fields) if attempt % 2 else dice.sample(known, dice.randint(1, len(known)))
        fields = {name: dice.choice(NASTY) for name in names}
        if attempt % 5 == 0:
            fields["\ud800\ufdd01\ufdd1"] = 1
        body = json.dumps({"action_id": uuid4().hex} | fields)
        reply = program.send("POST", f"/actions/{verb}", data=body)
        assert reply.status in (200, 400, 403, 404, 409), (body[:500], reply.text)
        assert reply.data.keys() >= {"ok", "code", "message"}
        json.loads(reply.text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        if reply.status == 400:
            assert all(isinstance(one, str) and one for one in reply.data["fields"].values())


@pytest.mark.parametrize("verb", ["visitor.register", "ticket.join", "consultation.finish"])
def test_no_form_is_a_fault(cast: Cast, verb: str) -> None:
    role = next(role for role in ROLES if role in VERBS[verb].roles)
    dice = random.Random(verb)
    texts = [one for one in NASTY if isinstance(one, str)]
    for _ in range(20):
        fields = {name: dice.choice(texts).encode("utf-8", "surrogatepass") for name in VERBS[verb].fields}
        fields |= {"action_id": uuid4().hex.encode()}
        reply = cast.kiosk.browser(cast.tokens[role]).send("POST", f"/actions/{verb}", data=fields)
        assert reply.status in (400, 403, 404, 409, 413), reply.text


def test_a_name_cannot_be_asked_for_by_what_marks_it(cast: Cast) -> None:
    """Names stand in kept answers as marks around an id; nobody may bring such a mark in and get the name."""
    person = cast.person(name="표시로못읽어")
    browser = cast.stranger
    browser.get("/register")
    mark = f"\ufdd0{person.id}\ufdd1"
    for fields in ({mark: 1}, {"name": mark, "consent": True}, {"wishes": [mark], mark: mark}):
        for who in (browser, cast.desk, cast.organiser):
            reply = who.act("visitor.register", **fields)
            assert reply.status in (400, 401)
            assert person.name not in reply.text
    for verb, fields in (
        ("expo.settings", {"settings": {mark: 1}}),
        ("consultation.finish", {"consultation": 1, "lines": [{mark: 1}]}),
        ("booth.pause", {"booth": mark}),
    ):
        assert person.name not in cast.organiser.act(verb, **fields).text


@pytest.mark.parametrize(
    "name", ["a" * 300, "9" * 25, "9" * 5000, "%00", "..%2f..%2fapp.py", "%ff", "\u202e"]
)
def test_no_address_is_a_fault(cast: Cast, name: str) -> None:
    for place in ("static", "static/v-1", "attachments", "desk/badge", "desk/print", "board", "booths", "x"):
        for ending in ("", ".js", ".json", ".png"):
            reply = cast.organiser.get(f"/{place}/{name}{ending}")
            assert reply.status in (400, 404, 405), (place, ending, reply.status)


def test_the_server_is_well_and_has_no_trace_in_its_log(cast: Cast) -> None:
    assert cast.stranger.get("/board.json").status == 200
    assert cast.organiser.get("/organiser.json").status == 200
    assert cast.stranger.get("/board").status == 200
    assert "Traceback" not in "".join(cast.kiosk.complained)
