"""The face is set in one action, whole or not at all, and stands still between."""

from base64 import b64encode

import pytest

from kiosk.expo.square import ground
from tests.cast import Cast

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def face(cast: Cast):
    with cast.store.read() as db:
        return ground.of(db).face


def test_without_anything_said_the_face_is_the_default(cast):
    own = face(cast)
    assert (own.name, own.colour, own.own_emblem) == ("박람회", "#0b7d6d", None)
    assert own.emblem.kind == "image/svg+xml"


def test_what_is_said_changes_and_the_rest_stays(cast):
    cast.done("expo.face", name_en="The Fair", colour="#1A237E", emblem=SVG, emblem_png=PIXEL)
    before = face(cast)
    cast.done("expo.face", name="둘째 박람회", short_name="박람회", reset=["colour"])
    own = face(cast)

    assert (own.title("ko"), own.title("en"), own.short("ko")) == ("둘째 박람회", "The Fair", "박람회")
    assert (before.colour, own.colour) == ("#1a237e", "#0b7d6d")
    assert own.own_emblem == before.own_emblem and own.emblem_on_paper.startswith(b"\x89PNG")
    assert own.version != before.version


def test_an_emblem_goes_with_all_of_it(cast):
    cast.done("expo.face", emblem=SVG, emblem_png=PIXEL)
    cast.done("expo.face", reset=["emblem"])
    assert (face(cast).own_emblem, face(cast).emblem_on_paper) == (None, None)


def test_a_png_is_its_own_picture_for_paper(cast):
    cast.done("expo.face", emblem=PIXEL)
    assert face(cast).emblem_on_paper == face(cast).own_emblem.data


@pytest.mark.parametrize(
    "field, value",
    [
        ("colour", "#ffff00"),
        ("colour", "노랑"),
        ("emblem", "<svg"),
        ("emblem", "data:image/png;base64," + b64encode(b"no picture").decode()),
        ("emblem_png", PIXEL),
        ("name", "   "),
        ("reset", ["name"]),
    ],
)
def test_one_field_that_does_not_fit_and_nothing_is_done(cast, field, value):
    before = face(cast)
    answer = cast.do("expo.face", "organiser", **{"name_en": "The Fair", field: value})
    assert (answer.status, list(answer.data["fields"])) == (400, [field])
    assert face(cast) == before


def test_a_faint_colour_is_answered_with_one_that_would_do(cast):
    said = cast.do("expo.face", colour="#ffcc00").data["fields"]["colour"]
    assert "1.5:1" in said and "#907200" in said
    cast.done("expo.face", colour="#907200")


def test_the_pattern_grows_from_where_the_booths_stand(cast):
    before = face(cast)
    with cast.store.read() as db:
        spots = {(row["x_m"], row["y_m"]) for row in ground.of(db).booths.values()}
    assert set(before.spots) == spots
    cast.store.change(lambda change: change.update("UPDATE booths SET y_m = 60 WHERE number = 'A01'"))
    assert face(cast).pattern != before.pattern and face(cast).version != before.version
