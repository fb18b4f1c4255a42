"""What a file was saved as: what is read all the same, and what is turned down with its own way out."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kiosk.exchange.files import prepare_file
from kiosk.exchange.reader import read_file
from kiosk.exchange.tables import MAX_CELL_CHARS, MAX_ROWS, Unreadable
from tests.saved_files import (
    DESK,
    PLAN,
    compound,
    fill,
    html,
    saved,
    sheets,
    strict,
    web_archive,
    with_part,
    workbook,
    xml_table,
)

# openpyxl says what it forgives.
pytestmark = pytest.mark.filterwarnings("ignore:(Workbook|File) contains:UserWarning")

HEADINGS = ("기업명", "사업자등록번호", "담당자", "휴대전화", "개인정보동의")
PERSON = ("가온상사", "201-10-04097", "하나로", "010-3333-0408", "Y")
APPOINTMENT = ("기업명", "사업자등록번호", "기관명", "일자", "시각")


def people(data):
    return [
        (
            row["row"],
            row["values"]["enterprise"]["name"],
            row["values"]["name"],
            row["values"]["person"]["phone"],
        )
        for row in prepare_file("enterprises", data).rows
    ]


def items(data):
    return [
        (row["row"], row["values"]["title"], row["values"]["won"]) for row in prepare_file("plan", data).rows
    ]


HANARO = ("가온상사", "하나로", "010-3333-0408")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize(
    "said",
    ["", '<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">'],
)
def test_a_page_saved_as_xls_is_read_whatever_it_says_of_its_letters(charset, said):
    assert people(html(HEADINGS, PERSON, head=said, charset=charset)) == [(2, *HANARO)]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><th>{}<tr><td>{}</table>",
        "<TABLE><THEAD><TR><TH>{}</TH></TR></THEAD><TBODY><TR><TD>{}</TD></TR></TBODY></TABLE>",
        "<!DOCTYPE html>\n<html><head><title>표</title><style>td {{mso-number-format:'\\@'}}</style>"
        "<!--[if gte mso 9]><xml><x:Name>표</x:Name></xml><![endif]--></head>"
        "<body><table><tr><td>{}</td></tr><tr><td>{}</td></tr></table></body></html>",
        "<html><head><meta charset=utf-8><table><tr><td><b>{}</b></td></tr><tr><td><font>{}</font></td></tr></table>",
        "<table><tr><td><table><tr><td>{}</td></tr><tr><td>{}</td></tr></table></td></tr></table>",
        "\n\n  <?xml version='1.0' encoding='utf-8'?><html><body><table><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
        "<script>document.write('<table>')</script><div><table><tr><td>{}</td></tr><tr><td>{}</td></tr></table></div>",
    ],
)
def test_pages_are_read_as_browsers_read_them(page):
    cells = ("</td><td>".join(row) for row in (HEADINGS, PERSON))
    assert [row[1:] for row in people(page.format(*cells).encode())] == [HANARO]


def test_tables_of_a_page_stand_below_each_other_with_the_text_between():
    page = html(PLAN, DESK, before="<h1>계획</h1><p>(단위 : 천원)</p><table><tr><td>2026년</td></tr></table>")
    assert items(page) == [(5, "책상", 12_500_000)]


def test_cells_of_a_page_reach_over_rows_and_columns():
    page = (
        "<table><tr><td rowspan=2>기업명</td><td rowspan='2'>사업자등록번호</td><td colspan=2>참석자</td>"
        "<td rowspan=2>개인정보동의</td></tr><tr><td>성명</td><td>휴대전화</td></tr>"
        "<tr><td rowspan=2>가온상사</td><td rowspan=2>201-10-04097</td><td>하나로</td><td>010-3333-0408</td><td>Y</td></tr>"
        "<tr><td>두나로</td><td>010&#45;3333-0409<br></td><td>Y</td></tr></table>"
    )
    assert people(page.encode()) == [(3, *HANARO), (4, "가온상사", "두나로", "010-3333-0409")]


def test_a_page_that_cuts_a_number_short_has_the_whole_one_beside_it():
    page = html(PLAN, DESK).replace(b"<td>12500</td>", b'<td x:num="12500000">1.25E+07</td>')
    assert items(page) == [(2, "책상", 12_500_000)]


def test_a_web_archive_is_read():
    assert people(web_archive(html(HEADINGS, PERSON))) == [(2, *HANARO)]


@pytest.mark.parametrize("encoding", ["UTF-8", "EUC-KR", "UTF-16"])
def test_xml_of_2003_is_read(encoding):
    assert people(xml_table(HEADINGS, PERSON, encoding=encoding)) == [(2, *HANARO)]


def test_xml_has_places_merged_cells_formulas_and_dates():
    rows = [
        HEADINGS[:2] + ("기관명", "일자", "시각"),
        (
            '<Cell ss:MergeDown="1"><Data ss:Type="String">가온상사</Data></Cell>',
            '<Cell ss:Index="2"><Data ss:Type="String">201-10-04097</Data></Cell>',
            "은평구",
            '<Cell ss:Formula="=TODAY()"><Data ss:Type="DateTime">2026-10-29T00:00:00.000</Data></Cell>',
            '<Cell><Data ss:Type="DateTime">1899-12-31T14:20:00.000</Data></Cell>',
        ),
        ('<Cell ss:Index="2"><Data ss:Type="Number">2011004097.0</Data></Cell>', "중구", "1일차", "15:00"),
    ]
    first, second = prepare_file("appointments", xml_table(*rows)).rows
    assert [first["values"][name] for name in ("enterprise", "day", "time")] == [
        "가온상사",
        "2026-10-29",
        "14:20",
    ]
    assert [second["values"][name] for name in ("enterprise", "brn", "agency", "time")] == [
        "가온상사",
        "2011004097",
        "중구",
        "15:00",
    ]
    assert first["messages"] == ["‘일자’에 수식이 있어 저장된 값을 썼어요. 값을 확인해 주세요."]


def test_a_hidden_sheet_of_xml_is_left_out():
    hidden = (
        '<Worksheet ss:Name="작년"><Table><Row><Cell><Data ss:Type="String">기업명</Data></Cell></Row></Table>'
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>'
        "</WorksheetOptions></Worksheet>"
    )
    file = prepare_file("enterprises", xml_table(HEADINGS, PERSON, more=hidden))
    assert (len(file.rows), file.notes) == (1, ["숨긴 시트는 읽지 않았어요: 작년."])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("xl/styles.xml", ("<fill><patternFill /></fill>", "<fill/>")),
        ("xl/styles.xml", ("<font>", '<font><b val="maybe"/>')),
        ("xl/styles.xml", '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'),
        ("docProps/core.xml", "<cp:coreProperties/>"),
        ("docProps/app.xml", "no XML"),
        ("xl/theme/theme1.xml", "<a"),
        ("xl/worksheets/sheet1.xml", ("</sheetData>", '</sheetData><pageSetup orientation="sideways"/>')),
        (
            "xl/worksheets/sheet1.xml",
            ("<sheetData>", '<sheetViews><sheetView view="odd"/></sheetViews><sheetData>'),
        ),
    ],
)
def test_decoration_that_spreadsheets_forgive_does_not_keep_a_workbook_from_being_read(name, change):
    book = Workbook()
    fill(book.active, [("명단",), HEADINGS, PERSON], merged=["A1:E1"])
    assert people(with_part(saved(book), name, change)) == [(3, *HANARO)]


def test_a_date_stays_a_date_where_the_style_sheet_is_odd():
    import datetime

    rows = [APPOINTMENT, ("가온", "201-10-04097", "중구", datetime.date(2026, 10, 29), datetime.time(14, 20))]
    data = with_part(workbook(*rows), "xl/styles.xml", ("<fill><patternFill /></fill>", "<fill/>"))
    [row] = prepare_file("appointments", data).rows
    assert (row["values"]["day"], row["values"]["time"]) == ("2026-10-29", "14:20")


def test_a_time_that_a_spreadsheet_keeps_a_little_short_is_the_minute_that_is_shown():
    import datetime

    rows = [APPOINTMENT, ("가온", "201-10-04097", "중구", "1일차", datetime.time(14, 19, 59, 999_700))]
    [row] = prepare_file("appointments", workbook(*rows)).rows
    assert row["values"]["time"] == "14:20"


def test_a_strict_workbook_is_read():
    assert people(strict(workbook(HEADINGS, PERSON))) == [(2, *HANARO)]


def package(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return out.getvalue()


NASCA = b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(range(1, 120))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (NASCA, "문서 보안(DRM)이 걸린 파일이에요. 보안을 해제한 뒤"),
        (
            b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM \x00\x01\x02",
            "문서 보안(DRM)",
        ),
        (b"SCDSA004" + bytes(range(1, 200)), "문서 보안(DRM)"),
        (b"<DOCUMENT SAFER V2.0>\x00\x01\x02\xff", "문서 보안(DRM)"),
        (b"\x01\x02\x03MarkAny Document\x04\x05" + bytes(range(128, 255)), "문서 보안(DRM)"),
        (compound("EncryptionInfo", "EncryptedPackage"), "암호가 걸린 파일이에요. 엑셀에서 암호를 풀고"),
        (compound("\x06DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"), "문서 보안(DRM)"),
        (compound("Workbook"), "옛 엑셀(xls) 파일이에요. 엑셀에서 열어 XLSX로 저장"),
        (compound("\x05HwpSummaryInformation"), "한글 문서예요."),
        (compound("WordDocument"), "옛 엑셀(xls)이나 다른 종류의 파일"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "옛 엑셀(xls) 파일이에요."),
        (b"%PDF-1.7", "PDF나 그림은 읽지 못해요."),
        (b"\x89PNG\r\n", "PDF나 그림은 읽지 못해요."),
        (b"Rar!\x1a\x07", "압축 파일이에요."),
        (package("mimetype", "content.xml"), "ODS(오픈 문서)는 읽지 못해요."),
        (package("xl/workbook.bin"), "XLSB(이진 통합 문서)는 읽지 못해요."),
        (package("Contents/content.hpf"), "한글 문서예요."),
        (package("word/document.xml"), "워드 문서예요."),
        (package("명단.xlsx", "계획.xlsx"), "압축 파일이에요."),
        (b"<?xml version='1.0'?><rows><row/></rows>", "XML 파일에서 표를 찾지 못했어요."),
        (b"<html><body>login</body></html>", "제목 줄을 찾지 못했어요."),
        (bytes(range(1, 256)) * 9, "문서 보안(DRM)이 걸려 있으면 해제하고"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_turned_down_with_its_own_way_out(data, sentence):
    with pytest.raises(Unreadable) as caught:
        prepare_file("enterprises", data)
    assert sentence in str(caught.value)


def test_a_list_that_speaks_of_protection_is_no_protected_file():
    text = "DRM 솔루션 업체 명단\n" + ",".join(HEADINGS) + "\n" + ",".join(PERSON)
    assert people(text.encode()) == [(3, *HANARO)]


def lines(*rows, mark=","):
    return "".join(mark.join(row) + "\r\n" for row in rows)


@pytest.mark.parametrize(
    "data",
    [
        lines(HEADINGS, PERSON, mark="\t").encode("utf-16-le"),
        lines(HEADINGS, PERSON, mark="\t").encode("utf-16-be"),
        lines(HEADINGS, PERSON, mark="\t").encode("cp949"),
        ("sep=;\r\n" + lines(HEADINGS, PERSON, mark=";")).encode(),
        ("sep=|\n" + lines(HEADINGS, PERSON, mark="|")).encode("utf-8-sig"),
        ('"sep=;"\r\n' + lines(HEADINGS, PERSON, mark=";")).encode("cp949"),
        lines(HEADINGS, (f'"{PERSON[0]}"', *PERSON[1:])).encode("cp949"),
    ],
)
def test_text_is_read_in_the_spellings_that_programs_save(data):
    assert people(data) == [(2, *HANARO)]


def test_a_few_letters_cut_in_half_are_left_out_and_said():
    rows = [(f"기업{n}", "201-10-04097", "하나로", "010-3333-0408", "Y") for n in range(40)]
    data = (
        lines(HEADINGS, *rows)
        .encode("cp949")
        .replace("기업39".encode("cp949"), "기업39".encode("cp949") + b"\xb0")
    )
    file = prepare_file("enterprises", data)
    assert file.rows[-1]["values"]["enterprise"]["name"] == "기업39"
    assert "글자로 읽을 수 없는 문자를 뺐어요" in file.rows[-1]["messages"][0]
    assert file.notes == ["깨진 글자 1개를 뺐어요. 원래 파일을 확인해 주세요."]


def test_xml_with_a_document_type_is_not_read():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><Workbook>&b;</Workbook>'
    with pytest.raises(Unreadable, match="XML 파일에서 표를"):
        prepare_file("plan", bomb)


@pytest.mark.parametrize(
    "data",
    [
        ("<table><tr>" + "<td>" * 300_000).encode(),
        ("<table>" + "<tr><td>가" * 200_000).encode(),
        ("<table><tr><td rowspan=999999 colspan=999999>" * 30_000).encode(),
        ("<table><tr><td>" + "가" * 300_000).encode(),
        ("<div>" * 1_200_000).encode(),
        ("<" * 1_000_000).encode(),
        xml_table(*[("가",)] * 1, more="<Worksheet><Table>" + "<Row/>" * 100_000 + "</Table></Worksheet>"),
        xml_table(("가" * 300_000,)),
        xml_table(
            ('<Cell ss:Index="999999999"/>',),
            more='<Worksheet><Table><Row ss:Index="99999999"/></Table></Worksheet>',
        ),
    ],
    ids=["cells", "rows", "spans", "letters", "deep", "brackets", "xml rows", "xml letters", "xml places"],
)
@pytest.mark.sampled(3)
def test_pages_and_xml_that_are_meant_to_be_slow_are_turned_down(data):
    with pytest.raises(Unreadable):
        read_file("plan", data)


def test_merged_cells_without_end_are_turned_down():
    merges = '<mergeCell ref="A2:A20000"/>' * 120_000
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 20_000))
    data = with_part(
        workbook(PLAN, DESK),
        "xl/worksheets/sheet1.xml",
        ("</sheetData>", f"{rows[60:]}</sheetData><mergeCells>{merges}</mergeCells>"),
    )
    with pytest.raises(Unreadable):
        read_file("plan", data)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"<table>",
            b"<?xml version='1.0'?>",
            b"\xff\xfe",
            b"MIME-Version: 1.0\n",
            b"\xd0\xcf\x11\xe0",
            b"PK\x03\x04",
            b"sep=;\n",
        ]
    ),
)
def test_whatever_the_bytes_reading_ends_in_a_sentence(data, start):
    with pytest.raises(Unreadable):
        prepare_file("plan", start + data)


def test_limits_of_cells_hold_for_pages_and_xml():
    long = "가" * (MAX_CELL_CHARS + 2_000)
    for data in (html(HEADINGS, (long,)), xml_table(HEADINGS, (long,))):
        with pytest.raises(Unreadable, match="한 칸에 글자가 너무 많아요"):
            prepare_file("enterprises", data)
    with pytest.raises(Unreadable, match="줄이 너무 많아요"):
        prepare_file("plan", html(PLAN, *[("가",)] * (MAX_ROWS + 1)))


def test_the_sheets_of_a_package_are_told_from_its_charts():
    book = sheets(계획=[PLAN, DESK])
    book.create_chartsheet("그림")
    assert items(saved(book)) == [(2, "책상", 12_500)]
