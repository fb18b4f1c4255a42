"""The next expo is made of one that was: how it was set up, nobody who came, and all of it or nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from badges.code import encode
from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields, Unusable
from kiosk.data import handed_on
from kiosk.data.open_store import open_next, open_store
from kiosk.data.store import Actor
from kiosk.exchange import next_expo, other_expo
from kiosk.expo.figures import past
from kiosk.expo.square import days, follow_on
from kiosk.settings import Settings
from tests.cast import KEY

PEOPLE = ("윤민서", "강하준", "이서연", "세진플러스", "010-5849-4074", "contact1@example.kr")


@pytest.fixture
def old(cast):
    """Last year's data folder, with a key, some settings, and a meeting that ended with a contract."""
    folder = cast.store.path.parent
    (folder / "badge.key").write_text(KEY.hex())
    cast.done(
        "expo.settings", settings={"recall_min": 5, "welcome": "2026 박람회", "results_on": "2026-12-01"}
    )
    cast.done(
        "booth.settings", booth="A01", settings={"counters_by_hour": [{"from": "13:00", "counters": 4}]}
    )
    cast.done("pairing.cards", tablets=1, kiosks=2)
    cast.done("expo.face", name_en="Fair 2026", colour="#0b7d6d")
    meeting = cast.meet(cast.arrive(), "A01")
    cast.finish(meeting, {"outcome": "contract", "amount": 7_000_000})
    return folder


@pytest.fixture
def place(tmp_path_factory):
    """Beside the cast's folder, which is the old expo's."""
    return tmp_path_factory.mktemp("installation")


def made(old, place, **given):
    target = place / "next" / "2027"
    opens = partial(open_next, Settings(target), old)
    return next_expo.make(
        old, target, now=days.at_local("2026-10-29", "15:00", "Asia/Seoul"), open_new=opens, **given
    )


def rows(folder, sql):
    with closing(sqlite3.connect(folder / "expo.db")) as db:
        return db.execute(sql).fetchall()


def test_a_new_expo_stands_as_the_old_one_did_a_year_later_on_the_same_weekdays(old, place):
    told = made(old, place)

    assert told.expo["days"] == ["2027-10-28", "2027-10-29"] and told.expo["hours"] == "10:00-18:00"
    booths = "SELECT b.number, a.name, a.name_en, b.x_m, b.y_m, coalesce(b.file_counters, b.counters), b.settings FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY 1"
    assert rows(told.folder, booths) == rows(old, booths)
    assert rows(told.folder, "SELECT name_en, colour FROM face") == [("Fair 2027", "#0b7d6d")]
    [(settings,)] = rows(told.folder, "SELECT settings FROM expo")
    assert json.loads(settings) == {"recall_min": 5, "welcome": "2026 박람회"}
    assert rows(told.folder, "SELECT count(*) FROM pairing_cards") == rows(
        old, "SELECT count(*) FROM pairing_cards"
    )
    assert dict(told.took)["기관"] == 6 and "welcome" not in dict(told.took)
    assert [one for one in told.look_at if "2026 박람회" in one]


def test_nobody_who_came_and_nothing_planned_goes_along(old, place):
    told = made(old, place)

    for table in handed_on.LEFT & {
        name for (name,) in rows(told.folder, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    }:
        if (
            table not in ("days", "journal", "answers", "past_expos", "loads", "pairing_switch")
            and "sqlite" not in table
        ):
            assert rows(told.folder, f"SELECT count(*) FROM {table}") == [(0,)], table
    held = b"".join(file.read_bytes() for file in told.folder.iterdir())
    assert [one for one in PEOPLE if one.encode() in held] == []
    assert (told.folder / "badge.key").read_text().strip() != KEY.hex()


def test_every_table_is_taken_or_left(cast):
    with cast.store.read() as db:
        there = {row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert there - {"expo"} == (handed_on.TAKEN.keys() | handed_on.LEFT) & there
    assert handed_on.TAKEN.keys().isdisjoint(handed_on.LEFT)


def test_a_badge_of_the_old_expo_is_told_to_be_one(old, place):
    folder = made(old, place).folder
    with closing(open_store(Settings(folder))) as store:

        def scanned(code):
            done = perform(store, "visitor.check_in", Actor("desk"), {"action_id": code, "code": code})
            return done.data["code"], done.data["message"][:10]

        assert scanned(encode(KEY, 101, 0)) == ("unknown_code", "지난 박람회의 명찰")
        assert scanned(encode(b"f" * 32, 101, 0)) == ("unknown_code", "이 명찰은 우리 박")


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(old, place):
    target = place / "next" / "2027"
    target.mkdir(parents=True)
    (target / "memo.txt").write_text("안녕")

    with pytest.raises(Unusable, match="이미 무언가"):
        made(old, place)
    assert [file.name for file in target.iterdir()] == ["memo.txt"]
    assert [one.name for one in target.parent.iterdir()] == ["2027"]


def test_it_is_made_beside_the_old_one_never_in_it(old, place):
    (place / "link").symlink_to(old)
    for inside in (old / "2027", old / ".." / old.name / "a" / "2027", place / "link" / "2027"):
        with pytest.raises(Unusable, match="지난 박람회의 폴더 안"):
            next_expo.make(old, inside, now=0, open_new=partial(open_next, Settings(old), old))
    assert not (old / "2027").exists()


@pytest.mark.parametrize("given", [{"days": ["2027-13-01"]}, {"hours": "18:00-10:00"}])
def test_nothing_is_half_done(old, place, given):
    with pytest.raises(BadFields):
        made(old, place, **given)
    assert list((place / "next").iterdir()) == []


def test_what_is_no_expo_gives_none(cast, place):
    with pytest.raises(Unusable, match="데이터 폴더가 아니에요"):
        made(place / "nowhere", place)
    cast.clock.set("2026-10-28", "10:00")
    cast.done("rehearsal.begin")
    with pytest.raises(Unusable, match="연습 중"):
        made(cast.store.path.parent, place)
    assert not (place / "next").exists()


def test_the_old_expo_is_only_read(old, place):
    before = {file.name: file.read_bytes() for file in old.iterdir() if not file.name.endswith("-shm")}
    made(old, place)
    assert {
        file.name: file.read_bytes() for file in old.iterdir() if not file.name.endswith("-shm")
    } == before


def test_the_new_expo_knows_the_figures_of_the_old_one(old, place):
    with closing(open_store(Settings(made(old, place).folder))) as store, store.read() as db:
        known = past.known(db)
    assert known and known.days == ("2026-10-29", "2026-10-30")
    assert known.figures["outcome_contract_won"]["value"] == 7_000_000
    assert known.agencies["서울특별시"]["contract_won"] == 7_000_000
    assert known.is_over is False


def test_an_expo_of_an_earlier_program_is_read_without_being_touched(old, place):
    earlier = place / "earlier"
    shutil.copytree(old, earlier)
    with closing(sqlite3.connect(earlier / "expo.db")) as db:
        db.execute("DROP TABLE past_expos")
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm074%'")
        db.commit()

    with other_expo.opened(earlier) as db:
        assert past.known(db) is None
    assert rows(earlier, "SELECT count(*) FROM sqlite_schema WHERE name = 'past_expos'") == [(0,)]


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("2026 사회적경제 박람회", "2027 사회적경제 박람회"),
        ("제3회 공공구매 박람회(2026)", "제4회 공공구매 박람회(2027)"),
        ("공공구매 박람회", "공공구매 박람회"),
        ("120265 박람회", "120265 박람회"),
    ],
)
def test_a_name_goes_on_by_a_year(name, later):
    assert follow_on.next_name(name) == later
