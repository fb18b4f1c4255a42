"""The expo, its stations, its data and its paper: each check both ways."""

import json
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.data.heard import Report
from kiosk.doctor import paper, tablets
from kiosk.doctor.place import Place
from kiosk.exchange.installation import note_backup
from kiosk.exchange.typesetting import Unset
from kiosk.live.reports import browser_of
from tests.cast import DAY, Cast
from tests.data.test_upgrading import released
from tests.doctor.conftest import Look

ROOT = Path(__file__).resolve().parents[2]
CHROME = "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15"
IPHONE_CHROME = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1"


class TestEvent:
    @pytest.mark.parametrize(("day", "state"), [(DAY, "ok"), ("2026-10-20", "warn"), ("2026-11-20", "fail")])
    def test_today_is_among_the_days(
        self, cast: Cast, place: Place, look: Look, day: str, state: str
    ) -> None:
        cast.clock.set(day, "08:30")
        place.now = cast.clock()
        assert look("days")[0] == state

    def test_an_empty_folder_has_no_days(self, place: Place, look: Look) -> None:
        place.settings = replace(place.settings, folder=place.folder / "empty")
        assert look("days") == ("fail", "박람회의 이름과 날을 아직 정하지 않았어요. ‘준비’에서 정해 주세요.")

    def test_own_words_without_english(self, cast: Cast, look: Look) -> None:
        assert look("consents")[0] == "ok"
        cast.done("expo.settings", settings={"welcome": "어서 오세요"})
        assert look("consents")[0] == "warn"
        cast.done("expo.settings", settings={"welcome_en": "Welcome"})
        assert look("consents")[0] == "ok"

    def test_an_agency_without_a_booth(self, cast: Cast, look: Look) -> None:
        assert look("counters")[0] == "ok"
        cast.store.change(lambda change: change.update("INSERT INTO agencies (name) VALUES ('도봉구')"))
        state, says = look("counters")
        assert state == "warn" and "도봉구" in says

    def test_two_booths_at_one_spot(self, cast: Cast, look: Look) -> None:
        assert look("map")[0] == "ok"
        cast.store.change(
            lambda change: change.update("UPDATE booths SET x_m = 1, y_m = 1 WHERE number IN ('A01', 'A02')")
        )
        state, says = look("map")
        assert state == "warn" and "A01" in says and "A02" in says

    def test_a_kiosk_that_does_not_know_where_it_stands(self, cast: Cast, look: Look) -> None:
        assert look("kiosks")[0] == "warn"
        cast.store.change(
            lambda change: change.update("UPDATE stations SET x_m = 1, y_m = 1 WHERE role = 'kiosk'")
        )
        assert look("kiosks")[0] == "ok"

    def test_a_rehearsal_that_nobody_ended(self, cast: Cast, place: Place, look: Look) -> None:
        assert look("rehearsal")[0] == "ok"
        cast.clock.set("2026-10-20", "10:00")
        cast.done("rehearsal.begin")
        assert look("rehearsal")[0] == "fail"

    def test_another_time_zone_than_the_expos(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        for zone, state in (("UTC", "warn"), ("Asia/Seoul", "ok")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert look("time_zone")[0] == state
        monkeypatch.undo()
        time.tzset()


class TestTablets:
    def told(self, place: Place, **changed: object) -> None:
        """The first station tells something else."""
        assert place.seen
        first = min(place.seen.fleet)
        report = replace(place.seen.fleet[first], **changed)  # type: ignore[arg-type]
        place.seen = replace(place.seen, fleet=place.seen.fleet | {first: report})

    def test_a_silent_one(self, place: Place, look: Look) -> None:
        assert look("stations")[0] == "ok" and place.seen
        place.seen = replace(place.seen, heard_s=place.seen.heard_s | {min(place.seen.fleet): 60.0})
        assert look("stations")[0] == "warn"
        place.seen = replace(place.seen, heard_s={})
        assert look("stations") == ("warn", "단말 9대가 모두 꺼져 있어요. 켜 주세요.")

    def test_without_a_server_nobody_knows(self, cast: Cast, place: Place, look: Look) -> None:
        cast.store.change(lambda change: change.update("UPDATE stations SET cookie_hash = 'c' || id"))
        place.seen = None
        assert look("stations")[0] == "unseen"

    def test_none_at_all(self, cast: Cast, look: Look) -> None:
        cast.store.change(lambda change: change.update("UPDATE stations SET revoked_at = 1"))
        assert look("stations")[0] == "warn"

    @pytest.mark.parametrize(
        ("battery", "charging", "state"),
        [(12, False, "fail"), (12, True, "ok"), (45, False, "warn"), (None, None, "ok")],
    )
    def test_a_battery_that_will_not_last(
        self, place: Place, look: Look, battery: int | None, charging: bool | None, state: str
    ) -> None:
        self.told(place, battery=battery, charging=charging)
        assert look("batteries")[0] == state

    def test_no_battery_that_tells(self, place: Place, look: Look) -> None:
        assert place.seen
        place.seen = replace(place.seen, fleet={id: Report() for id in place.seen.fleet})
        assert [look(name)[0] for name in ("batteries", "browsers", "pages")] == ["unseen"] * 3

    @pytest.mark.parametrize(
        ("browser", "state"),
        [("Chrome 99", "fail"), ("Safari 16.3", "fail"), ("Safari 16.4", "ok"), ("", "ok")],
    )
    def test_a_browser_too_old_for_our_pages(
        self, place: Place, look: Look, browser: str, state: str
    ) -> None:
        self.told(place, browser=browser)
        assert look("browsers")[0] == state

    def test_a_board_may_be_older(self) -> None:
        assert tablets.is_too_old("Chrome 90", "desk") and not tablets.is_too_old("Chrome 90", "board")

    def test_pages_of_the_program_before(self, place: Place, look: Look) -> None:
        assert look("pages")[0] == "ok"
        self.told(place, version="0000000000")
        assert look("pages")[0] == "warn"

    def test_the_oldest_browsers_are_those_of_the_linters(self) -> None:
        floors = (ROOT / "tools/lint/floors.mjs").read_text(encoding="utf-8")
        said = {
            name: (float(chrome), float(safari))
            for name, chrome, safari in re.findall(
                r"(\w+) = \{ chrome: ([\d.]+), safari: ([\d.]+) \}", floors
            )
        }
        own = {"STATION": tablets.OF_STATIONS, "PUBLIC": tablets.OF_WALLS}
        assert said == {name: (one["Chrome"], one["Safari"]) for name, one in own.items()}

    @pytest.mark.parametrize(
        ("agent", "browser"),
        [
            (CHROME, "Chrome 126"),
            (IPAD, "Safari 16.4"),
            (IPHONE_CHROME, "Safari 17.5"),
            ("curl/8.0", ""),
            ("", ""),
        ],
    )
    def test_what_a_browser_is_its_agent_says(self, agent: str, browser: str) -> None:
        assert browser_of(agent) == browser


class TestData:
    def test_a_damaged_file(self, cast: Cast, place: Place, look: Look) -> None:
        assert look("database")[0] == "ok"
        place.settings = replace(place.settings, folder=place.folder / "copy")
        place.folder.mkdir()
        cast.store.backup(place.database)  # one file without a log beside it
        assert look("database")[0] == "ok"
        with place.database.open("r+b") as file:
            file.seek(4096 * 3)
            file.write(b"x" * 4096 * 20)
        assert look("database")[0] == "fail"

    def test_one_of_an_earlier_and_one_of_a_later_program(self, place: Place, look: Look) -> None:
        assert look("tables")[0] == "ok"
        place.settings = replace(place.settings, folder=place.folder / "old")
        released(place.folder, "0.1.0")
        state, says = look("tables")
        assert state == "warn" and "0.1.0판" in says
        with closing(sqlite3.connect(place.database)) as db, db:
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', 'm999', '')"
            )
        assert look("tables")[0] == "fail"

    def test_a_backup_that_is_missing_old_or_does_not_open(
        self, cast: Cast, place: Place, look: Look
    ) -> None:
        assert look("backup")[0] == "warn"
        copy = place.folder / "copy.db"
        cast.store.backup(copy)
        note_backup(place.folder, copy)
        place.wall = (place.folder / "last-backup").stat().st_mtime_ns // 1_000_000
        assert look("backup") == ("ok", "마지막 백업이 0시간 전이고, copy.db이 열려요.")
        copy.write_bytes(b"no database")
        assert look("backup")[0] == "fail"
        copy.unlink()  # taken away on a stick
        assert look("backup")[0] == "ok"
        place.wall += 25 * 3_600_000
        assert look("backup")[0] == "warn"

    @pytest.mark.parametrize(
        ("told", "state"),
        [
            ({"synced_at": 1}, "ok"),
            ({"pending_since": -20_000}, "warn"),
            ({"pending_since": -2_000}, "ok"),
            ({"problem": "away"}, "warn"),
            ({"problem": "never heard of"}, "warn"),
            ({"ended": True}, "warn"),
            ({"at": -60_000}, "warn"),
        ],
    )
    def test_the_copy_elsewhere(self, place: Place, look: Look, told: dict[str, object], state: str) -> None:
        assert look("replication")[0] == "warn"
        told = {name: place.wall + n if isinstance(n, int) and n < 0 else n for name, n in told.items()}
        (place.folder / "replication.json").write_text(
            json.dumps({"target": "/media/usb", "at": place.wall} | told)
        )
        assert look("replication")[0] == state

    def test_badges_of_another_key(self, cast: Cast, place: Place, look: Look) -> None:
        assert look("badge_key") == ("ok", "명찰 열쇠가 있어요. 아직 인쇄한 명찰이 없어요.")
        cast.done("badge.reserve", "desk", count=30)
        assert look("badge_key")[0] == "ok"
        (place.folder / "badge.key").write_text((b"x" * 32).hex())
        state, says = look("badge_key")
        assert state == "fail" and "30장" in says


class TestPaper:
    def test_fonts_that_are_missing_or_cut_down(
        self, look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        assert look("fonts")[0] == "ok"
        monkeypatch.setattr(paper, "RARE", "가\U0001f000")
        assert look("fonts")[0] == "warn"
        monkeypatch.setenv("BADGE_FONTS", str(tmp_path))
        assert look("fonts")[0] == "fail"

    def test_a_typesetter_that_does_not_work(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        assert look("typesetter")[0] == "ok"

        def broken() -> None:
            raise Unset("no font")

        monkeypatch.setattr(paper.typesetting, "try_out", broken)
        assert look("typesetter")[0] == "fail"

    def test_printers(self, cast: Cast, look: Look, printer: int) -> None:
        assert look("printers")[0] == "warn"
        cast.done("printer.add", name="브라우저", driver="browser")
        assert look("printers")[0] == "unseen"
        added = cast.done("printer.add", name="입구", driver="network", address=f"127.0.0.1:{printer}")[
            "printer"
        ]
        assert look("printers") == ("ok", "프린터 1대가 대답했어요.")
        cast.store.change(
            lambda change: change.update("UPDATE printers SET media_left = 5 WHERE id = ?", added["id"])
        )
        assert look("printers")[0] == "warn"

    def test_a_printer_that_is_off(self, cast: Cast, look: Look) -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{nobody.getsockname()[1]}"
        cast.done("printer.add", name="입구", driver="network", address=address)
        assert look("printers") == (
            "fail",
            "입구 프린터: 프린터에 닿지 않아요. 전원과 케이블을 확인해 주세요.",
        )

    @pytest.fixture
    def printer(self) -> Iterator[int]:
        """One that says that it is well; its port."""
        with socket.create_server(("127.0.0.1", 0)) as server:

            def answer() -> None:
                while True:
                    try:
                        line, _ = server.accept()
                    except OSError:
                        return
                    with line:
                        while line.recv(16):
                            line.sendall(b"\x12")

            thread = threading.Thread(target=answer, daemon=True)
            thread.start()
            yield server.getsockname()[1]
            server.shutdown(socket.SHUT_RDWR)
