"""The word `timetable`: what it works out, keeps, makes appointments of, and says where it can't."""

import json
from typing import Any

import pytest

from kiosk.cli import main
from tests.cast import KEY, Cast


@pytest.fixture
def run(cast: Cast, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the word on the eve of the cast's expo; gives what it printed."""
    (cast.store.path.parent / "badge.key").write_text(KEY.hex())
    cast.clock.set("2026-10-28", "10:00")
    monkeypatch.setattr("kiosk.data.open_store.wall_clock", lambda *_: cast.clock)

    def word(*given: str) -> str:
        main(["timetable", *given, "--data", str(cast.store.path.parent)])
        return capfd.readouterr().out

    return word


def test_it_writes_nothing_unless_asked_and_its_json_is_all_that_is_printed(run: Any, cast: Cast) -> None:
    told = json.loads(run("--json"))
    [new] = [one for one in told["meetings"] if not one["kept"]]
    assert (new["booth"], new["enterprise"], new["marked_by"]) == ("A02", "터치포굿", ["enterprise"])
    assert told["figures"]["kept"] == 1 and told["unmet"] == [] and len(told["counters"]) == 12
    assert json.loads(run("--json")) == told
    assert cast.value("SELECT count(*) FROM proposals") == 0


def test_it_proposes_writes_the_sheet_and_makes_appointments(run: Any, cast: Cast, tmp_path: Any) -> None:
    said = run("--propose", "--out", str(tmp_path / "t.xlsx"))
    assert (
        said.startswith("예약 2건") and said.count("\n") >= 2 and (tmp_path / "t.xlsx").stat().st_size > 4000
    )
    assert json.loads(run("--apply", "--json"))["appointments"] == 1
    assert cast.value("SELECT count(*) FROM wishes WHERE starts_at IS NOT NULL AND state = 'open'") == 2


def test_without_marks_it_says_what_to_do_first(
    run: Any, cast: Cast, capfd: pytest.CaptureFixture[str]
) -> None:
    cast.store.change(lambda change: change.update("UPDATE wishes SET state = 'withdrawn'"))
    with pytest.raises(SystemExit) as ended:
        run("--json")
    assert ended.value.code == 2 and "표시" in capfd.readouterr().err


def test_a_seed_too_long_to_be_kept_is_refused_before_anything_is_worked_out(
    run: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("--propose", "--seed", "9" * 20)
    assert "9자리까지" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--propose", "--out", "/nowhere/t.xlsx"), "이 폴더가 없습니다"),
        (("--apply", "--propose"), "따로 실행해 주세요"),
    ],
)
def test_what_cannot_be_done_whole_is_refused_before_anything_is(
    run: Any, cast: Cast, capfd: pytest.CaptureFixture[str], given: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*given)
    assert ended.value.code == 2 and sentence in capfd.readouterr().err
    assert cast.value("SELECT count(*) FROM proposals") == 0
