"""Sheets of badges, blank ones, and what becomes of a blank badge's number."""

import itertools

import pytest
import zxingcpp

from badges.code import decode, encode
from badges.drawing import draw
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data.store import Actor, Store
from kiosk.demo import sample
from kiosk.exchange import badge_sheets as sheets
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.square import days, event

DESK = Actor("desk", station_id=None)
PEOPLE = 25  # on three sheets of ten


@pytest.fixture
def store(tmp_path):
    noon = days.at_local("2026-10-29", "12:00", "Asia/Seoul")
    store = Store(tmp_path, clock=lambda: noon, badge_key=b"k" * 32, synchronous="OFF")
    store.change(
        lambda change: event.set_up(
            change, name="박람회", days=["2026-10-29", "2026-10-30"], hours="10:00-18:00"
        )
    )
    yield store
    store.close()


@pytest.fixture
def do(store):
    """Perform an action at the desk; gives the answer, done or refused."""
    ids = itertools.count()

    def do(verb, actor=DESK, **fields):
        return perform(store, verb, actor, {"action_id": f"a{next(ids)}", **fields})

    return do


@pytest.fixture
def walk_in(do):
    def walk_in(name, enterprise="세진플러스"):
        return do("visitor.register", name=name, consent=True, enterprise=enterprise).data["visitor"]

    return walk_in


@pytest.fixture
def blanks(do):
    return lambda count: do("badge.reserve", count=count).data["badges"]


def test_the_sheet_holds_every_registered_person_and_tells_how_far_it_is(store, tmp_path):
    [head, *lines] = sample.files()["enterprises.csv"].splitlines(keepends=True)
    file = prepare_file("enterprises", head + b"".join(lines[:PEOPLE]))
    store.change(lambda change: imports.apply(change, "enterprises", file.rows))
    told = []
    path = tmp_path / "badges.pdf"
    count = sheets.write_sheet(store, path, on_progress=lambda done, total: told.append((done, total)))
    assert (count, told[0], told[-1], len(told)) == (PEOPLE, (1, PEOPLE), (PEOPLE, PEOPLE), PEOPLE)
    assert path.read_bytes().count(b"/Type /Page /Parent") == 3


def test_who_was_forgotten_or_waits_for_the_desk_gets_no_badge(store, do, walk_in):
    kept, forgotten = walk_in("김민서"), walk_in("박서연")
    store.change(lambda change: change.update("DELETE FROM contacts WHERE visitor_id = ?", forgotten["id"]))
    phone = Actor("phone", phone="p")
    do("visitor.register", phone, name="이도윤", consent=True, enterprise="한빛")
    assert [badge.number for badge in sheets.everybody(store)] == [kept["number"]]


def test_a_badge_says_what_its_bearer_is(store, do, walk_in):
    walk_in("김민서")
    do("visitor.register", name="최시민", consent=True, citizen=True)
    staff = walk_in("정운영")
    store.change(
        lambda change: change.update("UPDATE visitors SET badge_kind = 'staff' WHERE id = ?", staff["id"])
    )
    assert {badge.name: badge.kind for badge in sheets.everybody(store)} == {
        "김민서": "기타",
        "최시민": "시민",
        "정운영": "운영",
    }


def test_a_printed_badge_scans_as_its_bearer(store, walk_in):
    visitor = walk_in("김민서")
    [badge] = sheets.everybody(store, origin="https://expo.example")
    [read] = zxingcpp.read_barcodes(draw(badge, "card"))
    assert read.text == "HTTPS://EXPO.EXAMPLE/V/" + visitor["badge"]["code"]


def test_blank_badges_are_never_the_same_twice_and_the_counter_goes_round_them(store, walk_in, tmp_path):
    walk_in("김민서")
    assert sheets.write_sheet(store, tmp_path / "blank.pdf", blank=3) == 3
    assert [badge.number for badge in sheets.blank_badges(store, 2)] == [105, 106]
    assert walk_in("박서연")["number"] == 107


def test_an_import_goes_round_blank_badges_too(store, blanks):
    blanks(4)
    file = prepare_file("enterprises", sample.files()["enterprises.csv"])
    store.change(lambda change: imports.apply(change, "enterprises", file.rows))
    assert min(badge.number for badge in sheets.everybody(store)) == 105


def test_a_blank_badge_nobody_claimed_is_refused_with_its_own_sentence(do, blanks):
    [badge] = blanks(1)
    kiosk = Actor("kiosk", station_id=None)
    refused = do("visitor.check_in", kiosk, code=badge["code"]).data
    assert (refused["code"], refused["blank"]) == ("unknown_code", {"number": badge["number"]})
    assert refused["message"].startswith("아직 이름이 없는 명찰이에요. 안내 데스크로")


def test_a_walk_in_is_registered_onto_a_blank_badge_and_checks_in_with_it(do, blanks):
    [badge] = blanks(1)
    claimed = do("badge.claim", code=badge["code"], name="김민서", consent=True, enterprise="세진플러스")
    assert claimed.ok, claimed.body
    assert (claimed.data["visitor"]["number"], claimed.data["visitor"]["badge"]["code"]) == (
        badge["number"],
        badge["code"],
    )
    assert do("visitor.check_in", code=badge["code"]).data["welcome"] == "new"


def test_a_registered_visitor_goes_by_the_blank_badges_number_and_the_old_badge_is_void(do, blanks, walk_in):
    visitor = walk_in("김민서")
    [badge] = blanks(1)
    claimed = do("badge.claim", code=badge["code"], visitor=visitor["id"]).data["visitor"]
    assert (claimed["id"], claimed["number"]) == (visitor["id"], badge["number"])
    assert do("visitor.check_in", code=visitor["badge"]["code"]).data["code"] == "badge_void"
    assert do("visitor.check_in", code=badge["code"]).data["welcome"] == "new"


def test_a_number_that_was_given_up_is_never_somebody_elses(do, blanks, walk_in):
    [badge] = blanks(1)
    last = walk_in("김민서")
    do("badge.claim", code=badge["code"], visitor=last["id"])
    assert walk_in("박서연")["number"] == last["number"] + 1
    assert do("visitor.check_in", code=last["badge"]["code"]).data["code"] == "badge_void"


def test_a_claimed_badge_is_refused_with_its_owner(do, blanks, walk_in):
    owner, other = walk_in("김민서"), walk_in("박서연")
    [badge] = blanks(1)
    do("badge.claim", code=badge["code"], visitor=owner["id"])
    refused = do("badge.claim", code=badge["code"], visitor=other["id"]).data
    assert (refused["code"], refused["visitor"]["id"]) == ("wrong_state", owner["id"])


def test_a_claimed_badge_can_be_reprinted(store, do, blanks):
    [badge] = blanks(1)
    do("badge.claim", code=badge["code"], name="김민서", consent=True, enterprise="세진플러스")
    again = do("badge.reprint", code=badge["code"]).data["visitor"]["badge"]
    assert decode(store.badge_key, again["code"]) == (badge["number"], 1)


@pytest.mark.parametrize(
    "fields, status, code",
    [
        ({"code": "no code"}, 409, "unknown_code"),
        ({"code": encode(b"k" * 32, 4000, 0)}, 409, "unknown_code"),
        ({}, 400, "bad_fields"),
        ({"name": "김민서", "consent": False, "enterprise": "세진플러스"}, 409, "no_consent"),
        ({"visitor": 4711}, 404, "not_found"),
        ({"visitor": 1, "name": "김민서"}, 400, "bad_fields"),
    ],
)
def test_what_cannot_be_claimed_is_said(do, blanks, fields, status, code):
    [badge] = blanks(1)
    refused = do("badge.claim", **({"code": badge["code"]} | fields))
    assert (refused.status, refused.data["code"]) == (status, code)
    assert do("visitor.check_in", code=badge["code"]).data["blank"]["number"] == badge["number"]


def test_a_layout_or_a_path_that_is_none_is_said_in_a_sentence(store, tmp_path):
    with pytest.raises(Unusable, match="card"):
        sheets.write_sheet(store, tmp_path / "b.pdf", layout="poster")
    with pytest.raises(Unusable, match="쓸 수 없습니다"):
        sheets.write_sheet(store, tmp_path / "nowhere" / "b.pdf")
