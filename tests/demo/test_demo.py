"""The demo: today's sample expo, alive when it is first seen, and no folder but a demo's ever touched."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk import cli
from kiosk.actions.refusals import Unusable
from kiosk.addresses import is_loopback
from kiosk.data.store import Store
from kiosk.demo import demo
from kiosk.demo.crowd import ACTIONS_A_STEP, Crowd
from kiosk.expo.square.days import at_local
from kiosk.settings import Settings

TODAY = f"{datetime.now(ZoneInfo('Asia/Seoul')):%Y-%m-%d}"
STARTS_AT = at_local(TODAY, "10:20", "Asia/Seoul")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = demo.create(Settings(folder=tmp_path_factory.mktemp("demo")), crowd=40)
    yield app
    app.extensions["crowd_greenlet"].kill()
    app.extensions["store"].close()


@pytest.fixture
def empty(tmp_path):
    """Makes demos without a crowd in one folder, each closed before the next."""
    made = []

    def create(**settings):
        if made:
            made[-1].extensions["store"].close()
        made.append(demo.create(Settings(folder=tmp_path, **settings), crowd=0))
        return made[-1]

    yield create
    made[-1].extensions["store"].close()


def test_the_first_day_is_today_and_the_clock_shows_twenty_past_ten(app):
    store = app.extensions["store"]
    assert 0 <= store.now() - STARTS_AT < 60_000
    assert [row["day"] for row in _all(store, "SELECT day FROM days ORDER BY day")][0] == TODAY
    assert app.extensions["settings"].clock_shift_s != 0


@pytest.mark.parametrize(
    ("host", "warned"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), ("192.168.0.7", True)],
)
def test_a_demo_that_others_can_reach_says_what_that_means_on_its_own_page(app, host, warned):
    app.extensions["open_to_network"] = not is_loopback(host)
    for lang, sentence in (
        ("ko", "누구에게나 열려 있어요"),
        ("en", "Whoever opens this address becomes an organiser"),
    ):
        page = app.test_client().get(f"/?lang={lang}").get_data(as_text=True)
        assert (sentence in page) is warned


def test_the_hall_is_alive_at_the_start_and_two_booths_wait_for_a_person(app):
    store = app.extensions["store"]
    states = {
        row["state"]: row["n"]
        for row in _all(store, "SELECT state, count(*) AS n FROM tickets GROUP BY state")
    }
    assert states["serving"] >= 10 and states["done"] >= 5 and states["waiting"] >= 15
    unstaffed = _all(
        store,
        "SELECT b.number FROM tickets t JOIN booths b ON b.id = t.booth_id"
        " WHERE b.number IN ('A03', 'B02') AND t.called_at IS NOT NULL",
    )
    assert unstaffed == []


def test_the_last_registered_stay_away_so_that_their_badges_can_be_tried(app):
    last = _all(
        app.extensions["store"],
        "SELECT (SELECT count(*) FROM arrivals a WHERE a.visitor_id = v.id) AS n FROM visitors v"
        " WHERE v.source = 'import' ORDER BY v.id DESC LIMIT 2",
    )
    assert [row["n"] for row in last] == [0, 0]


def test_the_index_opens_a_station_of_every_role(app):
    client = app.test_client()
    assert client.get("/").status_code == 200
    roles = {row["id"]: row["role"] for row in _all(app.extensions["store"], "SELECT id, role FROM stations")}
    assert set(roles.values()) == {"kiosk", "desk", "booth", "board", "stage", "door", "organiser"}
    assert set(app.extensions["demo_secrets"]) == set(roles)
    organiser = next(id for id, role in roles.items() if role == "organiser")
    figures = client.get(f"/organiser.json?station={organiser}").get_json()
    assert figures["persons_today"] > 10


def test_the_crowd_stands_still_at_pace_nought_and_never_acts_more_than_a_few_times_a_step(app):
    crowd = app.extensions["crowd"]
    seq = _seq(app)
    crowd.pace = 0
    crowd.tick()
    assert _seq(app) == seq
    assert crowd.size == 40
    assert max(crowd.step(2_000, ACTIONS_A_STEP) for _ in range(5)) <= ACTIONS_A_STEP


def test_a_crowd_that_begins_anew_goes_on_with_what_runs(app):
    again = Crowd(app.extensions["store"], 40, unstaffed=demo.UNSTAFFED, seed=2)
    before = _all(app.extensions["store"], "SELECT count(*) AS n FROM consultations WHERE state = 'finished'")
    for _ in range(45):
        again.step(2_000)
    after = _all(app.extensions["store"], "SELECT count(*) AS n FROM consultations WHERE state = 'finished'")
    assert after[0]["n"] > before[0]["n"]


def test_the_crowd_survives_its_own_faults(app, monkeypatch, caplog):
    crowd = Crowd(app.extensions["store"], 40)
    crowd.tick()

    def stumble(*_):
        raise RuntimeError("mud")

    monkeypatch.setattr(crowd, "_look", stumble)
    crowd.tick()
    assert "the crowd stumbled" in caplog.text


def test_todays_demo_goes_on_where_it_stopped_with_the_same_stations(empty):
    first = empty()
    secrets = first.extensions["demo_secrets"]
    ahead = STARTS_AT + 3_600_000
    first.extensions["store"].change(lambda change: change.update("UPDATE journal SET at = ?", ahead))
    again = empty()
    assert again.extensions["demo_secrets"] == secrets
    assert 0 <= again.extensions["store"].now() - ahead < 60_000


def test_a_shift_given_by_the_user_adds(empty):
    app = empty(clock_shift_s=7200.0)
    assert 0 <= app.extensions["store"].now() - STARTS_AT - 7_200_000 < 60_000


@pytest.mark.long
def test_another_days_demo_and_one_cut_short_are_replaced(empty, tmp_path):
    before = empty().extensions["demo_secrets"]
    for change in ({"day": "2001-01-01"}, {"ready": False}):
        mark = json.loads((tmp_path / demo.MARK).read_text())
        (tmp_path / demo.MARK).write_text(json.dumps(mark | change))
        after = empty().extensions["demo_secrets"]
        assert after != before
        before = after


def test_a_folder_that_is_no_demo_is_refused_and_left_alone(tmp_path):
    Store(tmp_path).close()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(Unusable):
        demo.create(Settings(folder=tmp_path), crowd=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_second_demo_in_one_folder_says_where_the_first_runs(tmp_path, capsys):
    with demo.only_one(tmp_path) as tell:
        tell("http://localhost:8123/")
        with pytest.raises(SystemExit) as left:
            cli.main(["demo", "--data", str(tmp_path)])
    assert left.value.code == 2
    assert "이미 실행 중입니다(http://localhost:8123/)" in capsys.readouterr().err
    with demo.only_one(tmp_path):  # the first has ended
        assert (tmp_path / demo.RUNNING).read_text() == ""


def test_what_is_no_demo_is_not_kept_for_one(tmp_path):
    (tmp_path / "expo.db").write_bytes(b"")
    with pytest.raises(Unusable), demo.only_one(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["expo.db"]


def _all(store, sql):
    with store.read() as db:
        return db.execute(sql).fetchall()


def _seq(app):
    return _all(app.extensions["store"], "SELECT max(seq) AS seq FROM journal")[0]["seq"]
