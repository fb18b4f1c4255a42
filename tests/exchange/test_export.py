"""What leaves the house: whole, of one moment, typed, nobody's contact data without consent, and no live formula."""

import csv
import io
import json
import resource
import sqlite3
import zipfile
from contextlib import contextmanager
from datetime import date

import openpyxl
import pytest

from kiosk.actions.refusals import Unusable
from kiosk.data import expo_settings
from kiosk.exchange.export import FILES, WORKBOOK, _add_functions, export, export_open_data
from kiosk.exchange.export.columns import COLUMNS
from kiosk.exchange.export.tables import LEFT_OUT, SECRETS, TABLES
from kiosk.exchange.export.workbook import LONGEST_CELL, Workbook
from kiosk.exchange.spreadsheet_text import as_meant, harmless, steady
from kiosk.expo.figures import definitions, scope
from tests.cast import DAY, NEXT_DAY

GROWS = {
    "visitors",
    "consents",
    "arrivals",
    "wishes",
    "invites",
    "tickets",
    "consultations",
    "lines",
    "journal",
}
TURNED = [
    "0012",
    "1234567890123456",
    "3-1",
    "1/2",
    "2026-10-29",
    "1E5",
    "50%",
    "TRUE",
    "3월 1일",
    "10:30",
    "1 1/2",
]
KEPT = [
    "A01",
    "12",
    "010-1234-5678",
    "123-45-67890",
    "1234 5678 9012 3456",
    "청소·방역",
    "1분기",
    "3-1번 출구",
    "",
]


@pytest.fixture
def exported(store, tmp_path):
    def exported(name, **options):
        export(store, tmp_path / "out", **options)
        path = tmp_path / "out" / name
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return exported


@pytest.fixture
def square(cast, tmp_path):
    """A meeting with its lines, of one whose names and notes a spreadsheet would run; and what was exported of it."""
    person = cast.arrive("A02", name="=HYPERLINK(1)", enterprise="007 <산업> &", phone="010-7654-3210")
    meeting = cast.meet(person, "A02")
    lines = [{"outcome": "contract", "amount": 999_999_999_999}, {"outcome": "mou", "note": "+82"}]
    said = {"note": "@SUM(1)", "follow_up": {"text": "견적", "who": "담당", "due": "3-1"}}
    cast.done("consultation.finish", "booth:A02", consultation=meeting, lines=lines, **said)
    export(cast.store, tmp_path / "out")
    return person


def sheet_rows(path, title):
    """Rows by heading, as cells."""
    sheet = openpyxl.load_workbook(path)[title]
    headings = [cell.value for cell in sheet[1]]
    return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_every_file_is_written(store, tmp_path, bring, files, expo):
    bring("enterprises", files["enterprises_messy.xlsx"])
    counts = export(store, tmp_path / "out")
    assert set(counts) == set(FILES) == {path.name for path in (tmp_path / "out").iterdir()}
    assert (counts["purchase_plan.csv"], counts["visitors.csv"], counts["tickets.csv"]) == (200, 258, 0)


def test_a_formula_is_neutralised(bring, files, expo, exported):
    bring("enterprises", files["enterprises_messy.xlsx"])
    names = [row["이름"] for row in exported("visitors.csv")]
    assert '\'=HYPERLINK("http://x","클릭")' in names
    assert not any(name.startswith("=") for name in names)


def test_contact_data_is_written_only_with_consent_to_keep_it(bring, files, expo, exported, store):
    bring("enterprises", files["enterprises.csv"])
    store.change(
        lambda change: change.insert(
            "consents", visitor_id=1, purpose="keep", given=0, text_version="1", at=change.now
        )
    )
    first, second = exported("visitors.csv")[:2]
    assert [first[column] for column in ("번호", "이름", "직함", "휴대전화", "이메일", "보관동의")] == [
        "101",
        "",
        "",
        "",
        "",
        "N",
    ]
    assert all(second[column] for column in ("이름", "휴대전화", "이메일"))
    assert first["등록시각"].endswith("+09:00")


def test_without_contacts_nobody_is_named_in_any_file(cast, tmp_path):
    person = cast.arrive("A02", name="남궁비밀", enterprise="견본", phone="010-7654-3210")
    told = []
    for contacts in (True, False):
        out = tmp_path / str(contacts)
        export(cast.store, out, contacts=contacts, before_they_appear=lambda _, persons: told.append(persons))
        code = " ".join(person.code[at : at + 4] for at in range(0, 16, 4))
        found = {word: word in _all_text(out) for word in ("남궁비밀", "010-7654-3210", code)}
        assert found == dict.fromkeys(found, contacts)
        assert person.code not in _all_text(out)
    assert told[0] > 0 and told[1] == 0


def test_what_was_exported_comes_in_again(bring, files, short_plan, store, tmp_path):
    bring("agencies", files["agencies.csv"])
    plan = short_plan.decode("utf-8-sig").splitlines()
    odd = ['서울특별시,=1+1,"+82 안내, 둘",청소·방역,500,1분기', "서울특별시,0012,3-1,청소·방역,500,1분기"]
    assert plan[0] == "기관명,부서,사업명,품목,예산(원),시기"
    bring("plan", "\n".join([*plan, *odd]))
    export(store, tmp_path / "out")
    for kind, name in (("agencies", "agencies.csv"), ("plan", "purchase_plan.csv")):
        report = bring(kind, (tmp_path / "out" / name).read_bytes())
        assert report["unchanged"] == len(report["rows"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_whatever_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert harmless(start + "1") == f"'{start}1"
    assert (harmless("1-1"), harmless(-5), harmless("")) == ("1-1", -5, "")


def test_text_that_a_spreadsheet_would_turn_into_something_else_gets_an_apostrophe_and_loses_it_again():
    assert [steady(text) for text in TURNED] == [f"'{text}" for text in TURNED]
    assert [steady(text) for text in KEPT] == KEPT
    assert [as_meant(steady(text)) for text in (*TURNED, *KEPT, "=1", "'90년대", "'0012")] == [
        *(*TURNED, *KEPT, "=1", "'90년대"),
        "0012",
    ]


def test_every_table_of_the_database_is_exported_or_left_out_for_a_reason_and_no_secret_is_read(cast):
    read = set()

    def note(action, table, column, *_):
        if action == sqlite3.SQLITE_READ:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    with cast.store.read() as db:
        _add_functions(db, cast.store.badge_key)
        there = {
            row["name"]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        }
        db.set_authorizer(note)
        for table in TABLES:
            db.execute(table.sql, {"contacts": 1} if ":contacts" in table.sql else {}).fetchone()
        db.set_authorizer(None)
    tables = {table for table, _ in read} & there
    assert tables.isdisjoint(LEFT_OUT)
    assert there - tables == LEFT_OUT.keys() & there
    secrets = {(table, column) for table, columns in SECRETS.items() for column in columns}
    assert read & secrets == set()


def test_every_column_says_what_it_means_and_long_tables_need_no_sorting(cast):
    headings = set()
    with cast.store.read() as db:
        _add_functions(db, cast.store.badge_key)
        for table in TABLES:
            values = {"contacts": 1} if ":contacts" in table.sql else {}
            headings |= {column[0] for column in db.execute(table.sql, values).description}
            plan = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {table.sql}", values)]
            assert table.file not in GROWS or not any("TEMP B-TREE" in step for step in plan), plan
    assert headings == COLUMNS.keys()


def test_columns_of_the_workbook_have_their_types(square, tmp_path):
    book = tmp_path / "out" / WORKBOOK
    [meeting] = sheet_rows(book, "상담")
    assert meeting["시작시각"].value.isoformat() == f"{DAY}T10:00:01" and meeting["시작시각"].is_date
    assert (meeting["상태"].value, meeting["상담석"].value, meeting["기업명"].value) == (
        "끝남",
        1,
        "007 <산업> &",
    )
    assert meeting["후속기한"].value == "3-1" and meeting["기업명"].number_format == "@"
    contract, mou = sheet_rows(book, "상담 결과")
    assert (contract["금액(원)"].value, contract["금액(원)"].number_format) == (999_999_999_999, "#,##0")
    assert (contract["결과"].value, mou["결과"].value, mou["메모"].value) == ("현장계약", "업무협약", "+82")
    arrivals = sheet_rows(book, "입장")
    assert {row["일자"].value.date() for row in arrivals} == {date.fromisoformat(DAY)}
    [named] = [row for row in sheet_rows(book, "참가자") if row["번호"].value == square.number]
    assert (named["이름"].value, named["이름"].data_type) == ("=HYPERLINK(1)", "s")
    assert named["명찰번호"].value.replace(" ", "") == square.code


def test_the_figures_of_the_workbook_are_those_of_all_pages(square, cast, tmp_path):
    with cast.store.read() as db:
        values = definitions.collect(db, scope.of_expo(db, cast.clock.now))
    shown = {
        row["figures.json"].value: row["값"].value for row in sheet_rows(tmp_path / "out" / WORKBOOK, "수치")
    }
    assert shown == values and shown["outcome_contract_won"] == 999_999_999_999


def test_every_sheet_is_frozen_below_its_head_and_filtered_and_none_calculates(square, tmp_path):
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    assert [sheet.title for sheet in book][:3] == ["안내", "수치", "정의"]
    assert len(book.worksheets) == 3 + sum(table.in_workbook for table in TABLES)
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path):
    columns = [COLUMNS["번호"], COLUMNS["메모"]]
    texts = ["  빈칸 ", "a\x01b_x0041_\r\n\ufffe", "<b>&amp;", "가" * (LONGEST_CELL + 1), "끝"]
    with Workbook(tmp_path / "book.xlsx", tmp_path, "Asia/Seoul") as book:
        sheet = book.sheet("표", ["번호", "메모"], columns, most=3)
        for row in enumerate(texts):
            sheet.append(row)
        sheet.finish()
    made = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert [(one.title, one.dimensions) for one in made] == [
        ("표", "A1:B3"),
        ("표 2", "A1:B3"),
        ("표 3", "A1:B2"),
    ]
    found = [row[1] for one in made for row in one.iter_rows(min_row=2, values_only=True)]
    assert found[0] == texts[0] and found[2] == texts[2] and found[4] == "끝"
    assert openpyxl.utils.escape.unescape(found[1]) == texts[1]
    assert len(found[3]) == LONGEST_CELL and found[3].endswith("…")
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_the_journal_is_told_line_by_line(square, cast, tmp_path):
    with (tmp_path / "out" / "journal.jsonl").open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    assert [line["seq"] for line in lines] == list(range(1, 1 + cast.value("SELECT count(*) FROM journal")))
    [start] = [line for line in lines if line["kind"] == "consultation.start"]
    assert (start["visitor"], start["booth"], start["actor"]) == (square.number, "A02", "organiser")
    assert start["at"] == f"{DAY}T10:00:01+09:00" and isinstance(start["detail"], dict)
    assert {":" in line["actor"] for line in lines} == {False}


def test_the_open_data_describes_itself_and_adds_up(square, tmp_path, cast):
    with zipfile.ZipFile(tmp_path / "out" / "open_data.zip") as packed:
        package = json.loads(packed.read("datapackage.json"))
        tables = {
            one["name"]: list(csv.DictReader(io.StringIO(packed.read(one["path"]).decode("utf-8-sig"))))
            for one in package["resources"]
        }
    for one in package["resources"]:
        names = [field["name"] for field in one["schema"]["fields"]]
        assert all(list(row) == names for row in tables[one["name"]])
        assert all(field["description"] for field in one["schema"]["fields"])
    results = tables["results_by_category"]
    assert sum(int(row["현장계약(원)"]) for row in results) == 999_999_999_999
    assert sum(int(row["업무협약(건)"]) for row in results) == 1
    assert sum(int(row["구매계획(건)"]) for row in results) == len(tables["purchase_plan"])
    assert sum(int(row["구매계획(원)"]) for row in results) == cast.value("SELECT sum(won) FROM plan_items")
    assert tables["corrected_after_closing"] == [] and package["sources"]
    assert [one["name"] for one in package["licenses"]] == ["KOGL-1.0-Type-1"]


def open_data_of(cast, path):
    """Its descriptor, and what was corrected after the closing."""
    export_open_data(cast.store, path)
    with zipfile.ZipFile(path) as packed:
        corrected = packed.read("corrected_after_closing.csv").decode("utf-8-sig")
        return json.loads(packed.read("datapackage.json")), list(csv.reader(io.StringIO(corrected)))[1:]


@pytest.mark.parametrize("word", expo_settings.LICENCES)
def test_the_open_data_has_the_licence_of_the_settings(cast, tmp_path, word):
    cast.done("expo.settings", settings={"open_data_licence": word})
    [licence] = open_data_of(cast, tmp_path / "open_data.zip")[0]["licenses"]
    assert word.replace("kogl-", "Type-").upper() in licence["name"].upper()
    assert licence["title"] == expo_settings.LICENCES[word] and licence["path"].startswith("https://")


def test_the_open_data_says_what_was_corrected_after_the_closing(cast, tmp_path):
    item = cast.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    meeting = cast.meet(cast.arrive(), "A02")
    cast.finish(meeting, {"outcome": "contract", "amount": 19_000_000, "plan_item": item})
    for day in (DAY, NEXT_DAY):
        cast.clock.set(day, "18:30")
        cast.done("expo.close_day", day=day)
    assert open_data_of(cast, tmp_path / "open_data.zip")[1] == []
    lines = [{"outcome": "contract", "amount": 20_000_000, "plan_item": item}, {"outcome": "mou"}]
    cast.done("consultation.correct", consultation=meeting, lines=lines, reason="잘못 적음")
    assert open_data_of(cast, tmp_path / "open_data.zip")[1] == [
        ["계획 밖", "mou", "0", "1", "0", "0"],
        ["피복·근무복", "contract", "1", "1", "19000000", "20000000"],
    ]


@contextmanager
def no_file_longer_than(most: int):
    """As where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_the_disk_is_full_a_sentence_says_so_and_what_was_there_stays(store, bring, expo, tmp_path):
    out = tmp_path / "out"
    export(store, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for most in (0, 3_000, len(before[WORKBOOK]) - 100):
        with no_file_longer_than(most), pytest.raises(Unusable, match="남은 용량이 모자랍니다"):
            export(store, out)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_file_in_the_place_of_the_folder_is_told(store, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(Unusable, match="폴더가 아니라 파일입니다"):
        export(store, tmp_path / "out")


def test_what_cannot_be_noted_does_not_appear(store, tmp_path):
    def refuse(rows, persons):
        raise Unusable("적지 못했습니다.")

    with pytest.raises(Unusable):
        export(store, tmp_path / "out", before_they_appear=refuse)
    assert list((tmp_path / "out").iterdir()) == []


def _all_text(folder):
    """Whatever can be read in the files of the folder, packed ones unpacked."""
    parts = []
    for path in folder.iterdir():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                parts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        else:
            parts.append(path.read_text("utf-8"))
    return "\n".join(parts)
