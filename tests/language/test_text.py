"""Whatever letters come in, by whichever way: a person stays one person, and nobody's name comes out for another's mark."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.actions.fields import printable
from kiosk.actions.perform import perform
from kiosk.actions.verbs import VERBS
from kiosk.data import names
from kiosk.data.store import SYSTEM
from kiosk.exchange.files import KINDS, prepare_file
from kiosk.expo import imports
from kiosk.language import text
from kiosk.screens.desk_search import Index
from kiosk.screens.organiser_search import find_anything
from tests.cases import CASES
from tests.cast import FILES, Cast

SECRET = "표시로못읽어"
LETTERS = {
    "token": "\ufdd0{id}\ufdd1",
    "masked token": "a \ufdd0m{id}\ufdd1 b",
    "noncharacter": "가\uffff나",
    "surrogate": "가\ud800나",
    "private": "가\ue000나",
    "unassigned": "가\u0378나",
    "zero width": "\ufeff가\u200b나\u2060",
    "bidirectional": "\u202e가나\u2069",
    "fillers": "가\u3164나\u115f",
    "apart": unicodedata.normalize("NFD", "가나"),
}


def leaves(value: Any, letters: str) -> Iterator[Any]:
    """The value with one of its texts, or one of its names, replaced by `letters`."""
    if isinstance(value, str):
        yield letters
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in leaves(one, letters))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from (value | {name: other} for other in leaves(one, letters))
        yield value | {letters: "x"}


def variants(given: dict[str, Any], verb: str, letters: str) -> Iterator[dict[str, Any]]:
    for name in VERBS[verb].fields:
        yield given | {name: letters}
        yield from (given | {name: other} for other in leaves(given.get(name), letters))
    yield given | {letters: "x"}


def texts(cast: Cast) -> Iterator[str]:
    """All text that is kept, remembered answers and the journal as well (without the marks they hold by right)."""
    for rows in cast.tables().values():
        yield from (value for row in rows for value in row.values() if isinstance(value, str))
    for row in cast.rows("SELECT body FROM answers"):
        yield names._TOKEN.sub("", row["body"])
    yield from (row["detail"] or "" for row in cast.rows("SELECT detail FROM journal"))


def unclean(value: str) -> str:
    """Which letters of a kept text should not be there."""
    gone = {char for char in value if unicodedata.category(char) in ("Cn", "Co", "Cs", "Cf")}
    ignorable = {char for char in value if char in "\u3164\u115f\u1160\uffa0"}
    return "".join(sorted(gone | ignorable)) or ("" if unicodedata.is_normalized("NFC", value) else value)


@pytest.mark.parametrize("verb", sorted(CASES))
@pytest.mark.sampled(3)
def test_no_field_of_a_verb_brings_in_marks_or_brings_out_a_name(cast: Cast, verb: str) -> None:
    someone = cast.register(SECRET)
    case = CASES[verb](cast)
    for letters in LETTERS.values():
        mark = letters.format(id=someone.id)
        for given in variants(case.good, verb, mark):
            if isinstance(given.get("upload"), str) and given["upload"] == mark:
                continue
            answer = cast.do(verb, "system" if verb.startswith("import.") else "organiser", **given)
            assert answer.status in (200, 400, 403, 404, 409), answer.body
            assert SECRET not in answer.body or f'"id": {someone.id}' in answer.body, (given, answer.body)
            if not text.is_text(mark) and mark in given.values():
                assert answer.status in (400, 403, 404), answer.body
    assert [found for value in texts(cast) if (found := unclean(value))] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.sampled(2)
def test_no_column_of_a_file_brings_in_marks_or_brings_out_a_name(cast: Cast, kind: str) -> None:
    someone = cast.register(SECRET)
    written = FILES | {
        "programme": "일자,시각,프로그램,장소,정원\n1일차,11:00,개막,무대,10\n",
        "appointments": FILES["appointments"].replace("11:00", "12:00"),
        "places": "종류,이름,영문명,위치X(m),위치Y(m),가로(m),세로(m)\n입구,정문,Gate,41,54,3,2\n",
        "guests": "성명,소속,초청 행사,개인정보동의\n김초청,서울연구원,세미나,동의\n",
        "paper": "일자,부스,번호,시작,끝,결과,금액(원),사업명,메모\n1일차,A01,101,10:01,10:02,상담,1000,근무복,좋음\n",
        "marks": "기관명,기업명,사업자등록번호,누가\n종로구,세진플러스,282-73-11272,서로\n",
        "away": "기관명,기업명,사업자등록번호,못 오는 날,못 오는 시각,다시 오는 시각\n종로구,,,1일차,11:00,12:00\n",
        "timetable_answers": "기관명,기업명,사업자등록번호,일자,시각,기관의 답,기업의 답\n종로구,세진플러스,282-73-11272,1일차,11:00,확인,\n",
        "purchases": "기관명,기업명,사업자등록번호,구매 품목,구매일,구매 금액(원),문서번호\n서울특별시,세진플러스,,근무복,2026-10-29,1000,총무-1\n",
        "follow_ups": "관리번호,기관,기업,어떻게 됐나,이유,답한 분\n1-1,서울특별시,세진플러스,하지 않기로 함,예산,총무과\n",
    }
    headings, row = written[kind].splitlines()[:2]
    for letters in LETTERS.values():
        mark = letters.format(id=someone.id)
        for column in range(headings.count(",") + 1):
            cells = row.split(",")
            cells[column] += mark
            sent = f"{headings},{mark}\n{','.join(cells)}\n".encode("utf-8", "replace")
            file = prepare_file(kind, sent)
            fields = {
                "kind": kind,
                "upload": imports.keep(kind, file.rows),
                "action_id": f"{letters}{column}",
            }
            fields["action_id"] = f"{kind}-{column}-{sorted(LETTERS.values()).index(letters)}"
            answer = perform(cast.store, "import.apply", SYSTEM, fields)
            assert answer.ok and SECRET not in answer.body, answer.body
            assert "".join(unclean(note) for note in file.notes) == ""
    for shown in cast.rows("SELECT v.id FROM visitors v WHERE v.id <> ?", someone.id):
        assert SECRET not in cast.do("badge.reprint", "desk", visitor=shown["id"]).body
    assert [found for value in texts(cast) if (found := unclean(value))] == []


def test_a_letter_without_meaning_is_taken_out_of_a_cell_and_said(cast: Cast) -> None:
    someone = cast.register(SECRET)
    row = f"악의\ufdd0{someone.id}\ufdd1회사,123-45-67891,,세탁\ue000,김가온,,,,,,Y"
    headings = FILES["enterprises"].splitlines()[0]
    [prepared] = prepare_file("enterprises", f"{headings}\n{row}\n".encode()).rows
    assert prepared["values"]["enterprise"]["name"] == f"악의{someone.id}회사"
    assert prepared["values"]["categories"] == ["세탁"]
    assert prepared["messages"] == [
        "‘기업명’에서 글자로 읽을 수 없는 문자를 뺐어요. 값을 확인해 주세요.",
        "‘품목’에서 글자로 읽을 수 없는 문자를 뺐어요. 값을 확인해 주세요.",
    ]


@pytest.mark.parametrize("spelled", [
    unicodedata.normalize("NFD", "홍길동"), "홍\u200b길동", "\u202e홍길동\u202c", "홍길동\u3164", " 홍 길동 ", "홍길동\ufeff",
])  # fmt: skip
def test_one_person_is_one_however_their_name_is_typed(cast: Cast, spelled: str) -> None:
    person = cast.register("홍길동", enterprise="가온누리")
    company = unicodedata.normalize("NFD", "가온\u200b누리")
    answer = cast.do("visitor.register", "desk", name=spelled, enterprise=company, consent=True)
    assert (answer.status, answer.data["code"]) == (409, "already_registered")
    assert answer.data["visitor"]["number"] == person.number
    with cast.store.read() as db:
        assert [one["number"] for one in Index().find(db, spelled)] == [person.number]
        found = [one["href"] for one in find_anything(db, company, 0, lang="ko")]
    assert f"/organiser/visitors/{person.number}" in found


def test_one_person_of_a_file_is_one_however_their_name_is_typed(cast: Cast) -> None:
    before = cast.value("SELECT count(*) FROM visitors")
    text_of_file = FILES["enterprises"].replace("윤민서", unicodedata.normalize("NFD", "윤\u200b민서"))
    rows = prepare_file("enterprises", text_of_file.encode()).rows
    report = cast.store.change(lambda change: imports.apply(change, "enterprises", rows))
    assert (report["unchanged"], cast.value("SELECT count(*) FROM visitors")) == (3, before)


def test_a_mark_that_an_older_database_holds_is_no_name(cast: Cast) -> None:
    """An import could once bring one in: as a company, in the middle of a name, in a remembered answer."""
    someone, other = cast.register(SECRET), cast.register("김가온", enterprise="가온누리")
    for company in (
        f"악의\ufdd0{someone.id}\ufdd1",
        f"\ufdd0{someone.id}\ufdd1",
        f'"name": "\ufdd0{someone.id}\ufdd1',
    ):
        cast.store.change(
            lambda change, company=company: change.update(
                "UPDATE enterprises SET name = ? WHERE id = (SELECT enterprise_id FROM visitors WHERE id = ?)",
                company,
                other.id,
            )
        )
        answer = cast.done("badge.reprint", "desk", visitor=other.id)
        assert (answer["visitor"]["name"], SECRET in json.dumps(answer, ensure_ascii=False)) == (
            "김가온",
            False,
        )


def test_a_note_keeps_its_lines_and_shows_where_a_letter_was_none(cast: Cast) -> None:
    cast.check_in(cast.minseo)
    meeting = cast.meet(cast.minseo, "A01")
    answer = cast.done("consultation.note", consultation=meeting, note="첫째\r\n\U000f02b1둘째\u200b\n")
    assert answer["consultation"]["note"] == "첫째\n\ufffd둘째"


def test_text_that_is_clean_stays_as_it_is() -> None:
    for plain in ("가온누리 (주)", "ＫＩＭ", "㈜다온", "ㅅㅈ", "a\nb", "½", "한\n  칸"):
        assert text.clean(plain) == plain
    assert printable("\ufdd03\ufdd1\u202e") == "?3?"
    assert re.fullmatch("가 나", text.line("\t가\u3000\n 나\x07"))
