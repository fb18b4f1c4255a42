"""The command line's words beside a running server: exit status, and JSON and nothing else with --json."""

import json
import re
from pathlib import Path

import pytest

from kiosk import cli
from tests.outside.conftest import FILES, Cast
from tests.outside.programs import Browser, Kiosk
from tests.saved_files import DESK, PLAN, compound, workbook

VERDICTS = ("added", "changed", "unchanged", "merged", "refused")


@pytest.fixture
def file(tmp_path: Path):
    """Writes one of the small files, changed by pairs of texts: file("plan", ("19000000", "x"))."""

    def file(kind: str, *changes: tuple[str, str]) -> str:
        text = FILES[kind]
        for old, new in changes:
            text = text.replace(old, new)
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8-sig")
        return str(path)

    return file


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Runs words in this process, which starts faster: exit status 2, a sentence on stderr, nothing on stdout."""

    def refused(*words: str, folder: Path = tmp_path, **environ: str) -> str:
        for name, value in {"KIOSK_DATA": str(folder), **environ}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            cli.main(list(words))
        said = capsys.readouterr()
        assert (left.value.code, said.out) == (2, "")
        assert said.err.strip() and "Traceback" not in said.err
        return said.err

    return refused


def test_what_is_amiss_is_a_sentence_and_status_2_also_in_a_process_of_its_own(cast: Cast) -> None:
    done = cast.kiosk.cli("station", "add", "--role", "king", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "role" in done.stderr and "Traceback" not in done.stderr


def test_an_expo_is_made_from_nothing_by_words_alone(tmp_path: Path, file) -> None:
    kiosk = Kiosk(tmp_path / "new")
    kiosk.cold = True
    words = ("--name", "박람회", "--days", "2026-10-29,2026-10-30", "--hours", "10:00-18:00")
    assert kiosk.cli("expo", *words).returncode == 0
    for kind, added in (("agencies", 4), ("enterprises", 2)):
        done = kiosk.cli("import", kind, file(kind), "--json")
        assert (done.returncode, json.loads(done.stdout)["added"]) == (0, added)
    people = json.loads(kiosk.cli("visitors", "--json").stdout)
    assert [one["name"] for one in people] == ["윤민서", "강하준"]
    kiosk.start()
    try:
        made = json.loads(kiosk.cli("station", "add", "--role", "desk", "--json").stdout)
        desk = Browser(kiosk, made["token"])
        assert desk.act("visitor.check_in", code=people[0]["code"]).data["welcome"] == "new"
    finally:
        kiosk.stop()


def test_the_doctor_asks_the_running_server_and_ends_with_1_where_the_doors_should_not_open(
    cast: Cast,
) -> None:
    done = cast.kiosk.cli("doctor", "--json", "--lang", "en")
    said = json.loads(done.stdout)
    checks = {one["name"]: one for one in said["checks"]}
    assert said.keys() == {"ok", "checks"} and all(
        one.keys() >= {"name", "ok", "says"} for one in said["checks"]
    )
    assert (done.returncode, said["ok"], checks["clock"]["ok"]) == (
        1,
        False,
        False,
    )  # a test's clock is moved
    assert (
        "KIOSK_CLOCK_SHIFT_S" in checks["clock"]["says"] and str(cast.kiosk.port) in checks["ports"]["says"]
    )
    assert checks["days"]["state"] == checks["database"]["state"] == "ok"
    assert "browsers" in checks  # which only a server tells of


class TestImport:
    def test_the_report_has_every_row(self, cast: Cast, file) -> None:
        changes = (("19000000", "많음"), ("안내서 인쇄", "안내서와 지도 인쇄"))
        done = cast.kiosk.cli("import", "plan", file("plan", *changes), "--json", "--dry-run")
        report = json.loads(done.stdout)
        assert done.returncode == 0
        assert report.keys() >= {*VERDICTS, "warned", "rows"}
        assert [row["row"] for row in report["rows"]] == [2, 3, 4, 5]
        assert [row["verdict"] for row in report["rows"]] == ["refused", "unchanged", "added", "unchanged"]
        assert report["rows"][0]["messages"] and all(row.keys() >= {"messages"} for row in report["rows"])
        assert {name: report[name] for name in VERDICTS} == {
            "added": 1,
            "changed": 0,
            "unchanged": 2,
            "merged": 0,
            "refused": 1,
        }

    def test_another_name_at_a_booth_is_asked_about_and_answered_by_an_option(self, cast: Cast, file) -> None:
        words = ("import", "agencies", file("agencies", ("성북구,", "성북문화재단,")))
        asked = cast.kiosk.cli(*words, "--json")
        report = json.loads(asked.stdout)
        assert (report["refused"], "--renamed B01" in asked.stderr) == (1, True)
        assert "구매계획 1건" in report["rows"][3]["messages"][0]
        for option, wanted in (("--replaced", "changed"), ("--renamed=B01", "changed")):
            dry = json.loads(cast.kiosk.cli(*words, "--dry-run", "--json", option).stdout)
            assert dry["rows"][3]["verdict"] == wanted
        done = [
            json.loads(cast.kiosk.cli(*words, "--json", *option).stdout) for option in (["--renamed"], [])
        ]
        assert [one["rows"][3]["verdict"] for one in done] == ["changed", "unchanged"]
        cast.kiosk.cli("import", "agencies", file("agencies"), "--renamed")  # as the other tests know it

    @pytest.mark.parametrize("words", [("--dry-run",), ()])
    def test_the_report_tells_of_the_whole_file(self, cast: Cast, tmp_path: Path, words) -> None:
        sheet = tmp_path / "plan.xlsx"
        sheet.write_bytes(
            workbook(("2026년 계획",), ("(단위 : 천원)",), PLAN, DESK, ("합계", "", "", "", 12_500))
        )
        report = json.loads(cast.kiosk.cli("import", "plan", str(sheet), "--json", *words).stdout)
        assert (report["total_won"], [row["row"] for row in report["rows"]]) == (12_500_000, [4])
        assert report["notes"] == [
            "모두 1건, 12,500,000원이에요. 가장 큰 사업은 은평구 ‘책상’ 12,500,000원이에요.",
            "파일에 적힌 합계와 같아요.",
            "금액을 천원 단위로 읽었어요(‘(단위 : 천원)’).",
            "합계를 적은 줄 1개는 넣지 않았어요: 5행 ‘합계’.",
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"<## NASCA DRM FILE - VER1.00 ##>\1\2\3", "보안을 해제한 뒤"),
            (compound("EncryptedPackage"), "암호를 풀고"),
            (workbook(("(단위: 달러)",), PLAN, DESK), "‘달러’"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_its_own_way_out(
        self, refused, tmp_path: Path, content: bytes, sentence: str
    ) -> None:
        odd = tmp_path / "plan.xlsx"
        odd.write_bytes(content)
        assert sentence in refused("import", "plan", str(odd), "--json")

    def test_a_preview_shows_names_and_key_values_and_the_file_that_comes_next(
        self, cast: Cast, file
    ) -> None:
        shown = cast.kiosk.cli("import", "plan", file("plan"), "--dry-run").stdout
        assert "2행 unchanged 근무복 구매 (종로구, 총무과, 피복·근무복, 19,000,000, 1분기)" in shown
        report = json.loads(cast.kiosk.cli("import", "plan", file("plan"), "--dry-run", "--json").stdout)
        assert (report["needs"], report["rows"][0]["name"]) == ([], "근무복 구매")
        assert report["total_won"] == sum(row["values"]["won"] for row in report["rows"])

    def test_columns_that_were_said_once_are_known_and_another_kind_is_told(
        self, cast: Cast, refused, tmp_path: Path, file
    ) -> None:
        odd = tmp_path / "odd.csv"
        odd.write_text(
            "모임,코드,오실 분,폰,허락\n가온테크,123-45-67891,김가온,010-1234-5678,Y\n", encoding="utf-8"
        )
        words = ("import", "enterprises", str(odd), "--dry-run", "--json")
        assert "제목 줄을 찾지 못했어요" in refused(*words)
        columns = {"name": "모임", "brn": "코드", "person": "오실분", "consent": "허락"}
        assert cast.organiser.act("import.columns", kind="enterprises", columns=columns).status == 200
        [row] = json.loads(cast.kiosk.cli(*words).stdout)["rows"]
        assert (row["name"], row["values"]["person"]) == ("가온테크", "김가온")
        assert "‘구매계획’ 파일로 보여요" in refused("import", "enterprises", file("plan"))

    def test_a_dry_run_changes_nothing_and_the_same_file_twice_neither(self, cast: Cast, file) -> None:
        before = cast.kiosk.cli("visitors", "--json").stdout
        new = file("enterprises", ("윤민서", "윤민재"))
        cast.kiosk.cli("import", "enterprises", new, "--dry-run")
        assert cast.kiosk.cli("visitors", "--json").stdout == before
        first, again = (
            json.loads(cast.kiosk.cli("import", "enterprises", new, "--json").stdout) for _ in range(2)
        )
        assert (first["added"], again["added"], again["unchanged"]) == (1, 0, 2)

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00\xd8", b"PK\x03\x04broken", "이름\n가\n".encode()]
    )
    @pytest.mark.sampled(3)
    def test_a_file_that_is_none_does_nothing(self, refused, tmp_path: Path, content: bytes) -> None:
        odd = tmp_path / "x.csv"
        odd.write_bytes(content)
        assert "x.csv" in refused("import", "agencies", str(odd), "--json")

    def test_a_file_that_is_missing_does_nothing(self, refused, tmp_path: Path) -> None:
        assert "missing.csv" in refused("import", "plan", str(tmp_path / "missing.csv"), "--json")
        refused("import", "plan", str(tmp_path), "--json")


class TestStations:
    @pytest.mark.parametrize("role", ["kiosk", "booth"])
    def test_the_token_works_at_once_at_the_running_server(self, cast: Cast, role: str) -> None:
        words = ("--role", role, "--name", "둘째", *(("--booth", "A01") if role == "booth" else ()))
        done = cast.kiosk.cli("station", "add", *words, "--json")
        made = json.loads(done.stdout)
        assert made.keys() == {"id", "token", "pair_url"}
        assert made["pair_url"].startswith("/pair/")
        assert cast.kiosk.browser(made["token"]).get("/board.json").status == 200

    def test_what_is_amiss_is_said(self, refused, cast: Cast) -> None:
        add = ("station", "add", "--json")
        assert "role" in refused(*add, "--role", "king")
        refused(*add, "--role", "booth")
        assert "Z99" in refused(*add, "--role", "booth", "--booth", "Z99", folder=cast.kiosk.folder)

    def test_a_pair_url_begins_with_the_origin(self, tmp_path: Path) -> None:
        kiosk = Kiosk(tmp_path, KIOSK_ORIGIN="https://kiosk.example.kr:8443")
        made = json.loads(kiosk.cli("station", "add", "--role", "desk", "--json").stdout)
        assert made["pair_url"].startswith("https://kiosk.example.kr:8443/pair/")


class TestFilesOut:
    def test_visitors(self, cast: Cast) -> None:
        person = cast.person()
        people = json.loads(cast.kiosk.cli("visitors", "--json").stdout)
        [found] = [one for one in people if one["id"] == person.id]
        assert found.keys() == {"id", "name", "enterprise", "number", "code"}
        assert (found["name"], found["number"], found["code"]) == (person.name, person.number, person.code)

    def test_badges_export_and_backup_make_files(self, refused, cast: Cast, tmp_path: Path) -> None:
        for words, made in (
            (("badges", "--out", str(tmp_path / "badges.pdf")), "badges.pdf"),
            (("export", str(tmp_path / "out")), "out"),
            (("backup", str(tmp_path / "backup.db")), "backup.db"),
        ):
            done = cast.kiosk.cli(*words)
            assert done.returncode == 0, done.stderr
            assert (tmp_path / made).exists()
        assert (tmp_path / "badges.pdf").read_bytes()[:5] == b"%PDF-"
        refused("backup", str(tmp_path / "backup.db"))
        refused("backup", str(tmp_path / "missing" / "backup.db"))
        refused("export", str(tmp_path / "backup.db"))
        refused("badges", "--out", str(tmp_path / "missing" / "badges.pdf"), folder=cast.kiosk.folder)


class TestBadSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("KIOSK_ORIGIN", "https://192.168.0.7:8443"),
            ("KIOSK_ORIGIN", "kiosk.example.kr"),
            ("KIOSK_CLOCK_SHIFT_S", "soon"),
            ("KIOSK_CLOCK_RATE", "fast"),
        ],
    )
    def test_are_refused_at_the_start_by_name(self, refused, name: str, value: str) -> None:
        assert name in refused("visitors", "--json", **{name: value})

    def test_a_folder_that_is_a_file(self, refused, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("x")
        refused("visitors", "--json", folder=tmp_path / "data")

    def test_a_database_that_is_none(self, refused, tmp_path: Path) -> None:
        (tmp_path / "expo.db").write_bytes(b"x" * 8192)
        assert "expo.db" in refused("visitors", "--json")

    def test_a_port_in_use(self, cast: Cast) -> None:
        again = cast.kiosk.cli("serve", "--host", "127.0.0.1", "--port", str(cast.kiosk.port))
        assert (again.returncode, again.stdout) == (2, "")
        assert str(cast.kiosk.port) in again.stderr and "Traceback" not in again.stderr
        assert cast.stranger.get("/healthz").status == 200

    @pytest.mark.parametrize(
        "words",
        [(), ("fly",), ("import", "people", "x"), ("serve", "--port", "99999"), ("expo", "--name", "x")],
    )
    def test_words_that_are_none(self, refused, words: tuple[str, ...]) -> None:
        refused(*words)

    @pytest.mark.parametrize(("days", "hours"), [("tomorrow", "10:00-18:00"), ("2026-10-29", "18:00-10:00")])
    def test_days_that_are_none(self, refused, days: str, hours: str) -> None:
        refused("expo", "--name", "x", "--days", days, "--hours", hours)


class TestFace:
    def test_what_is_named_is_set_and_the_rest_stays(self, refused, tmp_path: Path, capsys) -> None:
        emblem = tmp_path / "emblem.svg"
        emblem.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')
        folder = ["--data", str(tmp_path / "data")]
        cli.main(["expo", "--name", "박람회", "--days", "2026-10-29", "--hours", "10:00-18:00", *folder])
        cli.main(["face", "--colour", "#1a237e", "--emblem", str(emblem), *folder])
        cli.main(["face", "--name-en", "The Fair", "--reset", "colour", *folder])
        assert capsys.readouterr().out.splitlines()[1:] == [
            "박람회 · #1a237e",
            "박람회 · The Fair · #0b7d6d",
        ]
        assert "#797900" in refused("face", "--colour", "#ffff00", folder=tmp_path / "data")

    def test_what_is_amiss_is_said(self, refused, tmp_path: Path) -> None:
        refused("face")
        refused("face", "--emblem", str(tmp_path / "none.svg"))
        refused("face", "--colour", "#0b7d6d")  # no expo yet


def test_the_help_names_every_word_of_the_contract(tmp_path: Path) -> None:
    done = Kiosk(tmp_path).cli("--help")
    words = "serve demo expo face import station visitors badges export report backup restore simulate"
    assert done.returncode == 0
    assert set(words.split()) <= set(re.findall(r"[a-z]+", done.stdout))


def test_what_holds_contact_data_is_read_by_its_owner_alone(tmp_path: Path, file) -> None:
    kiosk = Kiosk(tmp_path / "data")
    kiosk.folder.mkdir()
    (kiosk.folder / "expo.db").touch(0o644)
    kiosk.cli("expo", "--name", "박람회", "--days", "2026-10-29", "--hours", "10:00-18:00")
    kiosk.start()
    try:
        kiosk.cli("backup", str(tmp_path / "backup.db"))
        kiosk.cli("export", str(tmp_path / "out"))
        private = [*kiosk.folder.iterdir(), tmp_path / "backup.db", *(tmp_path / "out").iterdir()]
        assert {"expo.db", "expo.db-wal", "badge.key", "visitors.csv"} <= {path.name for path in private}
        assert [path.name for path in private if path.stat().st_mode & 0o077] == []
    finally:
        kiosk.stop()
