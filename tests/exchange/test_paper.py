"""Before the day and without power: the list for text messages, and the sheets that are written on by hand."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from badges.code import decode
from kiosk.actions.refusals import Unusable
from kiosk.exchange import paper, typesetting
from kiosk.exchange.paper import About, booths, desk, guide
from kiosk.exchange.ready_sheets import links
from kiosk.expo.square import days
from tests.cast import DAY, KEY, Cast

ORIGIN = "https://expo.example.kr"


def written(cast: Cast, folder: Path, **asked: Any) -> list[dict[str, Any]]:
    path, noted = folder / "links.xlsx", []
    given = {
        "now": cast.clock.now,
        "origin": ORIGIN,
        "badge_key": KEY,
        "before_it_appears": noted.append,
    } | asked
    with cast.store.read() as db:
        count = links.write_links(db, path, "ko", **given)
    heading, *found = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert noted == [count] == [len(found)]
    return [dict(zip(map(str, heading), row, strict=True)) for row in found]


def test_the_list_for_messages_holds_text_and_opens_what_the_badge_opens(cast: Cast, tmp_path: Path) -> None:
    cast.done("visitor.register", "desk", name="전화없음", enterprise="새 기업", consent=True)
    found = written(cast, tmp_path)
    first = found[0]
    assert (first["이름"], first["휴대전화"], first["번호"]) == (
        "윤민서",
        "010-5849-4074",
        str(cast.minseo.number),
    )
    origin, _, code = first["링크"].rpartition("/v/")
    assert (origin, decode(KEY, code).number) == (ORIGIN, cast.minseo.number)
    assert len(found) == 3  # who left no number can't be sent one
    cast.store.change(
        lambda change: change.insert(
            "consents", visitor_id=cast.minseo.id, purpose="keep", given=0, text_version="1", at=change.now
        )
    )
    assert [row["이름"] for row in written(cast, tmp_path)] == ["강하준", "이서연"]
    with pytest.raises(Unusable, match="KIOSK_PHONE_ORIGIN"):
        written(cast, tmp_path, origin="")


def test_who_is_reminded_has_not_opened_or_has_an_appointment_next(cast: Cast, tmp_path: Path) -> None:
    cast.clock.set("2026-10-28", "19:00")
    cast.done("link.open", "phone:mine", code=cast.minseo.code)
    cast.done("link.open", "phone:other", code=cast.minseo.code)
    assert len(cast.journal("link.open")) == 1
    with cast.store.read() as db:
        assert links.counts(db, cast.clock.now) == {"all": 3, "unopened": 2, "booked": 2, "pending": 0}
    assert {row["이름"]: row["예약"] for row in written(cast, tmp_path, who="booked")} == {
        "윤민서": "11:00 A01",
        "강하준": "11:00 A01",
    }
    assert [row["이름"] for row in written(cast, tmp_path, who="unopened")] == ["강하준", "이서연"]
    with pytest.raises(Unusable, match="등록 확인 전인 분"):
        written(cast, tmp_path, who="pending")


def test_sheets_hold_what_is_known_and_room_for_the_rest(cast: Cast) -> None:
    with cast.store.read() as db:
        day = days.all_days(db)[0]
        about = About(db, day, "ko", cast.clock.now, KEY)
        logs = list(booths.logs(about))
        names = desk.by_name(about, desk.people(about))
        page = typesetting.pdf(
            paper.TEMPLATE, paper._values(about, [guide.guide(about), names, logs[0]]), made_at=cast.clock.now
        )
    assert [one["booth"] for one in logs] == ["A01", "A02", "A03", "B01", "B02", "B03"]
    first, *rest = logs[0]["rows"]
    assert (first["time"], first["enterprise"], first["number"]) == (
        "11:00",
        "세진플러스",
        "",
    )  # two may come
    assert all(row["number"] == "" for row in rest) and len(rest) >= booths.EMPTY_ROWS
    assert len(logs[0]["rows"]) % booths.A_PAGE == 0
    assert [group["letter"] for group in names["groups"]] == ["ㄱ", "ㅇ"]
    listed = {row["name"]: row for group in names["groups"] for row in group["rows"]}
    seoyeon = listed["이서연"]
    assert (seoyeon["number"], seoyeon["tail"]) == (str(cast.seoyeon.number), cast.seoyeon.code[-4:])
    assert listed["강하준"]["booked"] == "11:00 A01"
    pages = [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(page)]
    assert len(pages) == 5  # contents, what to do, names, their shredding, a booth
    assert "전기가 나가면" in pages[1] and "개인정보" in pages[2] and "파쇄한 사람" in pages[3]
    assert "이서연" in pages[2] and not any("이서연" in one for one in (pages[0], pages[3], pages[4]))


@pytest.mark.long
def test_all_sheets_are_in_one_file_and_each_by_itself(cast: Cast, tmp_path: Path) -> None:
    noted: list[int] = []
    with cast.store.read() as db:
        given = {"now": cast.clock.now, "badge_key": KEY, "before_they_appear": noted.append}
        made = paper.write_paper(db, tmp_path, "en", day=2, **given)
        with pytest.raises(Unusable, match="1"):
            paper.write_paper(db, tmp_path, "ko", day=3, **given)
    assert (made.files, made.persons, noted) == (12, 3, [3])
    assert len(list(tmp_path.rglob("*.pdf"))) == 12 and (tmp_path / "booths" / "A01 Seoul.pdf").exists()
    assert len(pypdfium2.PdfDocument(tmp_path / "paper.pdf")) == 15
    assert DAY[:4] in pypdfium2.PdfDocument(tmp_path / "5-desk-list.pdf")[0].get_textpage().get_text_range()
