"""The report: the same on paper and as a page, every total to the won, whatever people are called."""

import ctypes
import json
import re
from contextlib import closing
from html.parser import HTMLParser

import pytest
from pypdfium2 import PdfDocument, raw

from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.exchange.report import CHAPTERS, asked_for, document, methods, write_report
from kiosk.exchange.report import _pdf as report_pdf
from kiosk.exchange.report.first_page import runs
from kiosk.expo.figures import definitions, scope
from tests.cast import DAY

HOSTILE = '#set page(fill: red) *a* _b_ $1$ `c` <b>d</b> @e \\ "f" %(g)s {{ h }}'
LONG = "가나다라마바사아자차카타파하" * 8
ARABIC = "شركة السلام"


class Page(HTMLParser):
    """What a page loads, and what one reads of it."""

    def __init__(self, html):
        super().__init__()
        self.loads, self.said = [], []
        self.feed(html)
        self.text = "".join(self.said)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.loads += [given[name] for name in ("src", "href", "srcset", "action") if given.get(name)]
        assert tag not in ("script", "link", "iframe", "object")

    def handle_data(self, data):
        self.said.append(data)


def written(store, folder, **asked):
    with store.read() as db:
        write_report(db, folder, now=store.now(), **asked)
    return folder


def lines_of(path):
    """What one reads in a PDF."""
    with closing(PdfDocument(path)) as pdf:
        return "\n".join(one.get_textpage().get_text_bounded() for one in pdf)


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def report(simulated_expo, tmp_path_factory):
    return written(simulated_expo(), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def made(simulated_expo):
    store = simulated_expo()
    with store.read() as db:
        return document(asked_for(db, now=store.now(), lang="ko"))


def figures_of(store, day=None):
    with store.read() as db:
        found = scope.of_expo(db, store.now()) if day is None else scope.each_day(db, store.now())[day - 1]
        return definitions.collect(db, found)


def test_every_total_stands_on_paper_and_page_to_the_won(simulated_expo, report):
    totals = [value for name, value in figures_of(simulated_expo()).items() if name.endswith("_won")]
    assert len(totals) >= 4 and all(totals)
    for said in (lines_of(report / "report.pdf"), Page((report / "report.html").read_text()).text):
        assert [f"{value:,}" for value in totals if f"{value:,}원" not in said] == []


def test_the_figures_lie_beside_it_with_their_definitions(simulated_expo, report):
    told = json.loads((report / "figures.json").read_text())["figures"]
    assert {name: one["value"] for name, one in told.items()} == figures_of(simulated_expo())
    assert all(one["definition"] and one["definition_en"] for one in told.values())


def test_the_paper_has_a_language_a_title_bookmarks_and_tags(report):
    with closing(PdfDocument(report / "report.pdf")) as pdf:
        chapters = [one.get_title() for one in pdf.get_toc()]
        language = (ctypes.c_ushort * 8)()
        raw.FPDFCatalog_GetLanguage(pdf, language, ctypes.sizeof(language))
        assert pdf.get_metadata_dict()["Title"] == "제1회 사회책임조달 박람회 결과"
        assert raw.FPDFCatalog_IsTagged(pdf)
    assert len(chapters) == len(CHAPTERS) - 1 and chapters[0] == "한눈에"  # nothing was corrected
    assert bytes(language).decode("utf-16-le").rstrip("\0") == "ko"


def test_the_first_page_says_its_sentence_in_one_piece(made, report):
    headline = "".join(run["text"] for run in made["chapters"][0]["blocks"][0]["runs"])
    assert headline.startswith("이틀 동안 기업 ") and headline.endswith("을 계약했습니다.")
    assert headline in lines_of(report / "report.pdf").replace("\r\n", "\n")


def test_no_korean_word_is_split_at_the_end_of_a_line(made, report):
    lines = lines_of(report / "report.pdf")
    said = [one["text"] for chapter in made["chapters"] for one in chapter["blocks"] if one["kind"] == "text"]
    words = {word for sentence in said for word in sentence.split()}
    assert len(words) > 60
    assert [word for word in words if word not in lines] == []


def test_the_page_loads_nothing(report):
    html = (report / "report.html").read_text()
    assert [one for one in Page(html).loads if not one.startswith(("data:", "#"))] == []
    assert [one for one in re.findall(r"url\(([^)]*)", html) if not one.startswith('"data:font/woff2')] == []
    assert "@import" not in html


def test_whatever_somebody_is_called_is_text(simulated_copy, tmp_path):
    store = simulated_copy()
    names = {"A01": HOSTILE, "A02": LONG, "A03": ARABIC, "A04": f"<svg {ARABIC}"}
    for booth, name in names.items():
        store.change(
            lambda change, booth=booth, name=name: change.update(
                "UPDATE agencies SET name = ?, name_en = NULL WHERE id = (SELECT agency_id FROM booths WHERE number = ?)",
                name,
                booth,
            )
        )
    folder = written(store, tmp_path, lang="en")
    paper, shown = lines_of(folder / "report.pdf"), Page((folder / "report.html").read_text())
    for name in (HOSTILE, LONG):
        assert squeezed(name) in squeezed(paper) and name in shown.text
    assert ARABIC in shown.text and "????" in paper  # no font of ours has its letters


def test_one_day_is_that_day_alone(simulated_expo):
    store = simulated_expo()
    with store.read() as db:
        asked = asked_for(db, now=store.now(), lang="ko", day=2)
        made = document(asked)
        with pytest.raises(Unusable, match="3일째는 없습니다"):
            asked_for(db, now=store.now(), lang="ko", day=3)
    assert (asked.scope.day, asked.figures) == ("2026-10-30", figures_of(store, 2))
    headline = made["chapters"][0]["blocks"][0]
    assert headline["runs"][0]["text"].startswith("하루 동안") and made["cover"]["when"] == "2026. 10. 30."


def test_without_days_there_is_a_sentence_and_no_file(tmp_path):
    opened = closing(Store(tmp_path, badge_key=b"k" * 32))
    with opened as nothing, nothing.read() as db, pytest.raises(Unusable, match="날을 아직 정하지 않아"):
        write_report(db, tmp_path / "out", now=nothing.now())
    assert not (tmp_path / "out").exists()


def test_before_anybody_came_there_are_sentences_and_no_rows_of_zeros(store):
    with store.read() as db:
        made = document(asked_for(db, now=store.now(), lang="ko"))
    blocks = [one for chapter in made["chapters"] for one in chapter["blocks"]]
    said = " ".join(one["text"] for one in blocks if one["kind"] == "text")
    for sentence in (
        "아직 끝난 상담이 없습니다",
        "아직 온 기업이 없습니다",
        "무대에서 서명한 것이 아직 없습니다",
    ):
        assert sentence in said
    assert not any(one["kind"] == "table" for one in blocks)


def test_no_row_of_a_table_says_nothing(made):
    tables = [one for chapter in made["chapters"] for one in chapter["blocks"] if one["kind"] == "table"]
    assert tables
    for table in tables:
        for row in table["rows"]:
            assert any(cell not in ("–", "") for cell in row[1:]), (table["title"], row)


def test_an_emblem_that_cannot_be_set_gives_way_to_the_default(made, caplog):
    broken = {**made, "chapters": made["chapters"][:1], "cover": {**made["cover"], "emblem": "<svg"}}
    assert report_pdf(broken, 0).startswith(b"%PDF")
    assert "without its own emblem" in caplog.text


def test_what_was_corrected_after_closing_stands_beside_what_was_told_then(simulated_expo):
    store = simulated_expo()
    with store.read() as db:
        asked = asked_for(db, now=store.now(), lang="ko")
        assert methods.corrections(asked) is None
        asked.told["figures"]["persons"] |= {"value": 7, "corrected": 8, "corrections": 1}
        chapter = methods.corrections(asked)
    assert chapter["blocks"][1]["rows"] == [[asked.word("persons"), "7명", "8명", "1"]]


def test_a_star_in_a_value_marks_nothing():
    assert runs("*%(a)s*는 %(b)s", a="*x*", b="*") == [
        {"text": "*x*", "strong": True},
        {"text": "는 *", "strong": False},
    ]


def test_what_was_corrected_at_an_agency_stands_beside_what_was_told_then(cast):
    meeting = cast.meet(cast.arrive(), "A02")
    cast.finish(meeting, {"outcome": "contract", "amount": 19_000_000})
    cast.clock.set(DAY, "18:30")
    cast.done("expo.close_day", day=DAY)
    lines = [{"outcome": "contract", "amount": 20_000_000}]
    cast.done("consultation.correct", consultation=meeting, lines=lines, reason="잘못 적음")
    with cast.store.read() as db:
        chapter = methods.corrections(asked_for(db, now=cast.clock.now, lang="ko", day=1))
    figures, agencies = chapter["blocks"][1:]
    assert figures["rows"] == [
        ["현장계약", "1건", "1건", "1"],
        ["현장계약 금액", "19,000,000원", "20,000,000원", "1"],
    ]
    assert agencies["rows"] == [["종로구", "현장계약 금액", "19,000,000원", "20,000,000원", "1"]]
