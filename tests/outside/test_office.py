"""An export as an official opens it: LibreOffice reads the spreadsheet and the CSV files, and no cell has become another."""

import csv
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import frictionless
import pytest

from benchmarks.growth import finished
from kiosk.data.store import Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.exchange.export import WORKBOOK, export
from kiosk.exchange.export.columns import Column
from kiosk.exchange.export.open_data import RESOURCES
from kiosk.exchange.export.tables import TABLES
from kiosk.exchange.spreadsheet_text import as_meant
from kiosk.expo.square import days

pytestmark = pytest.mark.long

PATIENCE_S = 300
# Comma, quotes, UTF-8, from line 1, every sheet: cells as they are shown, or as they are.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
AS_THEY_ARE = AS_SHOWN.replace("true,true", "true,false")
OPENED = (
    "CSV:44,34,76,1,,1042,false,true"  # in Korean, guessing what numbers and dates are, as who taps the file
)
ODD = (
    "INSERT INTO enterprises (id, name, brn) VALUES (9001, '=HYPERLINK(1)', '0123456789')",
    "INSERT INTO visitors (id, number, source, registered_at, enterprise_id) VALUES (9001, 9001, 'test', 1793232000000, 9001)",
    "INSERT INTO consents (visitor_id, purpose, given, text_version, at) VALUES (9001, 'keep', 1, '1', 0)",
    "INSERT INTO contacts (visitor_id, name, title, phone) VALUES (9001, '0012', '3-1', '01012345678')",
    "UPDATE lines SET amount_won = 999999999999, note = '1234567890123456' WHERE id = 1",
    'UPDATE consultations SET note = \'+82 1E5\', follow_up = \'{"text": "1/2", "who": "TRUE", "due": "3월 1일"}\' WHERE id = 1',
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("expo")
    now = days.at_local(facts.EXPO_DAYS[1], "11:00", "Asia/Seoul")
    with closing(Store(folder, clock=lambda: now, badge_key=b"k" * 32, synchronous="OFF")) as store:
        load(store)
        store.change(partial(finished, count=300))
        for sql in ODD:
            store.change(lambda change, sql=sql: change.update(sql))
        export(store, folder / "out")
    return folder / "out"


def test_the_spreadsheet_shows_what_the_csv_files_say(exported: Path, tmp_path: Path) -> None:
    _convert(exported / WORKBOOK, tmp_path, AS_SHOWN)
    for table in (one for one in TABLES if one.in_workbook):
        files, shown = _rows(exported / f"{table.file}.csv"), _rows(tmp_path / f"expo-{table.title}.csv")
        headings = files[0]
        assert shown[0] == headings and len(shown) == len(files), table.file
        for said, seen in zip(files[1:], shown[1:], strict=True):
            columns = [table.column(heading) for heading in headings]
            assert [_as_shown(*one) for one in zip(columns, said, strict=True)] == seen


@pytest.mark.parametrize("name", ["visitors", "enterprises", "consultations", "lines", "purchase_plan"])
def test_a_csv_file_that_is_opened_and_saved_says_the_same(exported: Path, tmp_path: Path, name: str) -> None:
    _convert(exported / f"{name}.csv", tmp_path, AS_THEY_ARE, f"--infilter={OPENED}")
    files, shown = _rows(exported / f"{name}.csv"), _rows(next(tmp_path.glob("*.csv")))
    assert shown == files


def test_the_open_data_is_a_valid_package(exported: Path, tmp_path: Path) -> None:
    subprocess.run(["unzip", "-q", exported / "open_data.zip", "-d", tmp_path], check=True)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert len(report.tasks) == len(RESOURCES)


def _convert(file: Path, into: Path, to: str, *more: str) -> None:
    profile = f"-env:UserInstallation={(into / 'profile').as_uri()}"
    words = [
        "soffice",
        "--headless",
        profile,
        *more,
        "--convert-to",
        to,
        "--outdir",
        str(into),
        str(file),
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert list(into.glob("*.csv")), done.stderr


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _as_shown(column: Column, said: str) -> str:
    """A cell of the CSV file as the spreadsheet shows it."""
    said = as_meant(said)
    if column.kind == "moment":
        return said[:19].replace("T", " ")
    if column.kind == "won" and said:
        return f"{int(said):,}"
    if column.kind == "decimal" and said:
        return said.removesuffix(".0")
    return column.words.get(said, said)
