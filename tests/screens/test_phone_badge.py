"""The badge on a phone: read by an eye that is not ours, and saying no more than the badge does."""

import io

import numpy as np
import zxingcpp
from PIL import Image

from badges.code import decode
from kiosk.exchange import badge_picture
from kiosk.expo.person import visitors
from kiosk.screens.phone_badge import PhoneBadge, badge_of
from tests.cast import KEY, Cast, Person

ORIGIN = "https://expo.example.kr"


def look(cast: Cast, person: Person, *, lang: str = "ko") -> PhoneBadge:
    with cast.store.read() as db:
        row = visitors.find_by_code(db, KEY, person.code)
        assert row
        return badge_of(db, row, now=cast.clock.now, lang=lang, key=KEY, origin=ORIGIN)


def test_it_says_when_and_whom_to_meet_and_nobodys_whole_name(cast: Cast) -> None:
    cast.clock.set("2026-10-28", "19:00")
    found = look(cast, cast.minseo)
    assert found["name"] == "윤○서"
    assert [(one["date"], one["opens"]) for one in found["days"]] == [
        ("10월 29일(목)", "10:00"),
        ("10월 30일(금)", "10:00"),
    ]
    assert [(one["booth"], one["time"]) for one in found["booked"]] == [("A01", "10월 29일 11:00")]
    assert [one["booth"] for one in look(cast, cast.seoyeon)["wishes"]] == ["A02"]
    assert found["holds"] == f"HTTPS://EXPO.EXAMPLE.KR/V/{cast.minseo.code}" and found["unopened"]
    cast.clock.set("2026-10-29", "10:30")
    cast.check_in(cast.minseo)
    assert look(cast, cast.minseo)["is_in"]


def test_who_registered_on_a_phone_is_sent_to_the_desk(cast: Cast) -> None:
    made = cast.done("visitor.register", "phone", name="정유진", enterprise="새 기업", consent=True)[
        "visitor"
    ]
    code = cast.value("SELECT number FROM visitors WHERE id = ?", made["id"])
    with cast.store.read() as db:
        row = visitors.find(db, made["id"])
        assert row
        found = badge_of(db, row, now=cast.clock.now, lang="ko", key=KEY, origin="")
    assert (found["number"], found["enterprise"]) == (code, None) and "안내 데스크" in (found["note"] or "")


def test_a_camera_reads_the_picture(cast: Cast) -> None:
    found = look(cast, cast.minseo)
    file = badge_picture.draw(
        badge_picture.Picture(
            *("박람회", "#005c4f", "#ffffff", found["number"], found["name"]),
            *(
                "아주 긴 이름의 사회적협동조합 연합회 서울지부",
                found["code"],
                found["holds"],
                "비춰 주세요",
                ("10월 29일",),
            ),
        )
    )
    image = Image.open(io.BytesIO(file)).convert("L")
    for size in ((1080, 1620), (270, 405)):
        read = zxingcpp.read_barcode(np.asarray(image.resize(size)))
        assert read and decode(KEY, read.text).number == cast.minseo.number
