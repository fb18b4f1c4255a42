"""What a desk's tablet keeps for when the server is away: told once whole, then what changed; and nothing that it need not know.

That what changed is told whatever was done holds tests/screens/test_search.py, verb by verb.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from kiosk.actions.refusals import Refused
from kiosk.expo.square import stations
from kiosk.screens import desk_snapshot
from tests.cast import DAY, NEXT_DAY
from tests.snapshots import told


def test_only_who_changed_is_told(cast):
    before = told(cast)
    cast.check_in(cast.minseo)
    news = told(cast, of=before["of"], after=before["seq"])
    assert [row[0] for row in news["people"]] == [cast.minseo.id]
    assert news["people"][0][4] == "in" and not news["whole"] and news["key"] is None
    assert told(cast, of=news["of"], after=news["seq"])["people"] == []


def test_another_day_another_device_and_a_lost_journal_are_told_anew(cast):
    cast.clock.set(DAY, "12:00")
    cast.check_in(cast.minseo)
    before = told(cast)
    assert told(cast, of=before["of"], after=before["seq"] + 100)["whole"]
    cast.clock.set(NEXT_DAY, "09:00")
    tomorrow = told(cast, of=before["of"], after=before["seq"])
    assert tomorrow["whole"] and {row[4] for row in tomorrow["people"]} == {"away"}
    cast.store.change(
        lambda change: change.update(
            "UPDATE stations SET cookie_hash = 'other' WHERE id = ?", cast.stations["desk"]
        )
    )
    assert told(cast, of=tomorrow["of"], after=tomorrow["seq"])["whole"]


def test_a_badge_is_known_by_its_hash_and_is_not_told(cast):
    held = told(cast)
    key = urlsafe_b64decode(held["key"])
    row = next(row for row in held["people"] if row[0] == cast.minseo.id)
    hashed = hmac.digest(key, cast.minseo.code.encode(), "sha256")
    assert row[6] == urlsafe_b64encode(hashed)[:3].decode()
    assert cast.minseo.code not in json.dumps(held)
    with cast.store.read() as db:
        other = stations.pairing_key(db, cast.stations["kiosk"], cast.store.badge_key)
    assert other != key


def test_no_phone_no_mail_no_need_no_note_is_told(cast):
    secret = {"phone": "010-7777-1234", "email": "hidden@example.kr", "title": "비밀이사", "need": "휠체어"}
    cast.done("visitor.register", "desk", name="차유나", enterprise="유나상사", consent=True, **secret)
    text = json.dumps(told(cast), ensure_ascii=False)
    assert "차유나" in text
    assert [one for one in ("7777", "1234", "hidden", "비밀이사", "휠체어") if one in text] == []


def test_a_door_is_told_no_names(cast):
    held = told(cast, named=False)
    assert held["people"] and {row[2] for row in held["people"]} == {None}


def test_blank_badges_are_told_until_they_are_somebodys(cast):
    badges = cast.done("badge.reserve", "desk", count=3)["badges"]
    cast.done("code.block", "kiosk", count=2)  # another station's, given out by that alone
    held = told(cast)
    assert [(run["first"], len(run["marks"])) for run in held["blanks"]] == [(badges[0]["number"], 9)]
    cast.done("badge.claim", "desk", code=badges[1]["code"], visitor=cast.minseo.id)
    news = told(cast, of=held["of"], after=held["seq"])
    assert [run["first"] for run in news["blanks"]] == [badges[0]["number"], badges[2]["number"]]
    assert [row[1] for row in news["people"]] == [badges[1]["number"]]


def test_who_is_forgotten_is_gone_with_the_next_contact(cast):
    before = told(cast)
    cast.done("visitor.forget", "desk", visitor=cast.minseo.id, reason="본인의 뜻")
    news = told(cast, of=before["of"], after=before["seq"])
    assert (news["gone"], news["people"]) == ([cast.minseo.id], [])


def test_more_people_than_a_tablet_keeps_are_a_sentence(cast, monkeypatch):
    monkeypatch.setattr(desk_snapshot, "PEOPLE_MAX", 1)
    with pytest.raises(Refused, match="1명보다 많아"):
        told(cast)
