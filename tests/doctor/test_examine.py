"""All checks together: worst first, none waited for, and as the command line and a server tell them."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.actions.refusals import Refused
from kiosk.data.checkup import Checked, Checkup
from kiosk.data.running import Claim, running
from kiosk.doctor import examine as examining
from kiosk.doctor import rounds
from kiosk.doctor.checks import CHECKS, Check, always
from kiosk.doctor.examine import examine
from kiosk.doctor.found import Found, Word, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.doctor.rounds import Rounds
from kiosk.screens import preparation
from tests.cast import DAY, Cast


def check(name: str, found: Found) -> Check:
    return Check(name, "제목", always, lambda place: found)


def test_the_worst_comes_first_and_one_failure_keeps_the_doors_shut(place: Place) -> None:
    found = examine(
        place, [check("a", ok("a")), check("b", warn("b")), check("c", unseen("c")), check("d", ok("d"))]
    )
    assert [one.name for one in found.checks] == ["b", "c", "a", "d"] and found.ok
    found = examine(place, [check("a", ok("a")), check("b", fail("b %(n)s", n=2))])
    assert (found.ok, found.checks[0].says["ko"]) == (False, "b 2")


def test_a_check_that_hangs_or_raises_is_unseen_and_the_others_are_told(place: Place) -> None:
    hung = threading.Event()
    hangs = Check("hangs", "제목", always, lambda place: hung.wait() and ok("never") or ok("never"))
    raises = Check("raises", "제목", always, lambda place: 1 // 0)  # type: ignore[arg-type, return-value]
    began = time.monotonic()
    found = examine(place, [hangs, raises, check("well", ok("well"))], within_s=0.3)
    hung.set()
    assert time.monotonic() - began < 3
    assert {one.name: one.state for one in found.checks} == {
        "hangs": "unseen",
        "raises": "unseen",
        "well": "ok",
    }


def test_a_word_of_ours_is_in_the_sentences_language() -> None:
    found = fail("%(problem)s", problem=Word("용지가 없어요. 용지를 넣어 주세요."))
    assert found.said("ko") == "용지가 없어요. 용지를 넣어 주세요." and found.said("en").isascii()


def test_checks_have_names_of_their_own_and_apply_where_there_is_something_to_look_at(place: Place) -> None:
    names = [one.name for one in CHECKS]
    assert len(names) == len(set(names)) >= 30
    place.settings, place.seen = replace(place.settings, folder=place.folder / "empty"), None
    applied = {one.name for one in CHECKS if one.when(place)}
    assert "disk" in applied and applied.isdisjoint({"database", "browsers", "printers"})


class TestCommandLine:
    @pytest.fixture
    def run(
        self, cast: Cast, place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(examining, "place_of", lambda settings, **options: place)

        def run(*words: str) -> tuple[int, str]:
            with pytest.raises(SystemExit) as left:
                cli.main(["doctor", "--data", str(place.folder), *words])
            return int(left.value.code or 0), capsys.readouterr().out

        return run

    @pytest.mark.parametrize("lang", ["ko", "en"])
    def test_json_and_nothing_else(
        self, run, place: Place, lang: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            examining, "examine", lambda place: examine(place, [check("a", warn("연습은 꺼져 있어요."))])
        )
        status, said = run("--json", "--lang", lang)
        [one] = json.loads(said)["checks"]
        assert (status, json.loads(said)["ok"]) == (0, True)
        assert one == {"name": "a", "ok": True, "state": "warn", "title": "제목"} | {"says": one["says"]}
        assert one["says"] == ("연습은 꺼져 있어요." if lang == "ko" else "The rehearsal is off.")

    def test_where_the_doors_should_not_open_it_ends_with_1(self, run, place: Place) -> None:
        place.now += 30 * 86_400_000
        status, said = run()
        first = said.splitlines()[0]
        assert (status, first.startswith("✗ ")) == (1, True)
        assert "정한 날이 모두 지났어요" in said and "고쳐 주세요." in said.splitlines()[-1]


class TestRounds:
    @pytest.fixture
    def looked(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """How often somebody looked; what they found is well."""
        times: list[int] = []

        def look(settings: object) -> Checkup:
            times.append(1)
            return Checkup(at=self.at())

        monkeypatch.setattr(rounds, "_looked", look)
        return times

    at = staticmethod(lambda: 0)

    def test_a_server_looks_once_in_the_hour_before_the_doors_open(
        self, cast: Cast, place: Place, looked: list[int]
    ) -> None:
        own = Rounds(cast.store, place.settings)
        type(self).at = staticmethod(cast.clock)
        for day, clock, times in (
            *((DAY, "08:50", 0), (DAY, "09:05", 1), (DAY, "09:10", 1), (DAY, "10:00", 1), (DAY, "12:00", 1)),
            *(("2026-10-30", "08:50", 1), ("2026-10-30", "09:30", 2), ("2026-10-31", "09:30", 2)),
        ):
            cast.clock.set(day, clock)
            own.look_if_due()
            assert len(looked) == times, (day, clock)
        assert cast.store.health.checkup

    def test_two_do_not_look_at_once(self, cast: Cast, place: Place, looked: list[int]) -> None:
        own = Rounds(cast.store, place.settings)
        with own._one, pytest.raises(Refused):
            own.look("ko")
        own.look("ko")
        assert len(looked) == 1

    def test_a_look_that_failed_is_a_sentence(
        self, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(settings: object) -> Checkup:
            raise OSError("no python")

        monkeypatch.setattr(rounds, "_looked", fails)
        with pytest.raises(Refused):
            Rounds(cast.store, place.settings).look("en")
        assert cast.store.health.checkup is None

    def test_the_list_of_what_to_do_tells_what_was_found(self, cast: Cast) -> None:
        def step(*states: str) -> preparation.Step:
            checks = tuple(
                Checked(str(n), state, {"ko": "제목"}, {"ko": f"문장 {n}"})  # type: ignore[arg-type]
                for n, state in enumerate(states)
            )
            with cast.store.read() as db:
                checkup = Checkup(cast.clock(), checks) if states else None
                shown = preparation.show(db, now=cast.clock(), lang="ko", checkup=checkup)
            return next(part.values for part in shown.parts if part.id == "step-doctor")  # type: ignore[return-value]

        assert (step()["state"], step("ok")["state"]) == ("free", "done")
        assert step("warn", "ok")["says"] == "10.29 10:00 · 살펴볼 것 1가지"
        assert (step("fail", "ok")["state"], step("fail", "ok")["tasks"]) == ("check", ("문장 0",))


class TestRunning:
    @pytest.fixture
    def claim(self, tmp_path: Path) -> Iterator[Claim]:
        claim = Claim(tmp_path, version="v", port=8000, https_port=8443)
        yield claim
        claim.end()

    def test_a_server_is_known_while_it_lives(self, tmp_path: Path, claim: Claim) -> None:
        assert running(tmp_path) == claim.running
        claim.end()
        assert running(tmp_path) is None and not list(tmp_path.iterdir())

    def test_what_a_killed_server_left_is_not_believed(self, tmp_path: Path, claim: Claim) -> None:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "running.json").write_text(json.dumps(asdict(claim.running)))
        assert running(tmp_path / "other") is None
