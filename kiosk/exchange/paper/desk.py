"""The door's empty list, and the desk's list by name, in the order of Hangul's first letters: who registered, their number, and the
last four digits of their badge, by which the two are compared.

The list names people, so it says so on every page, and who makes it is on record (`export.note`).
"""

from itertools import groupby
from typing import TYPE_CHECKING, Any, TypedDict

from badges import code as badge_code
from kiosk.data import rows
from kiosk.expo.queue.booked import Booked, of_visitors
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:
    from kiosk.exchange.paper import About

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
PLAIN = {"ㄲ": "ㄱ", "ㄸ": "ㄷ", "ㅃ": "ㅂ", "ㅆ": "ㅅ", "ㅉ": "ㅈ"}
CHECK_INS = 84  # rows on three pages; the sheet may be copied


class Person(TypedDict):
    """Somebody who registered."""

    id: int
    number: int
    serial: int
    name: str
    enterprise: str | None


def people(about: "About") -> list[Person]:
    """Who can be let in, by name. Whoever did not agree that it is kept has no name here."""
    return rows.every(
        about.db,
        Person,
        "SELECT v.id, v.number, v.serial, c.name, e.name AS enterprise FROM contacts c CROSS JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state = 'registered' ORDER BY c.name, v.number",
    )


def by_name(about: "About", found: list[Person]) -> dict[str, Any]:
    lang = about.lang
    booked = of_visitors(about.db, about.day.opens_at, about.day.closes_at)
    listed = sorted(found, key=lambda one: (_place_of(one["name"]), one["name"], one["number"]))
    groups = [
        {"letter": letter, "rows": [_row(one, booked, about) for one in ones]}
        for letter, ones in groupby(listed, key=lambda one: letter_of(one["name"]))
    ]
    return {
        "kind": "names",
        "title": gettext(N_("안내 데스크 이름 명단"), lang),
        "warning": gettext(
            N_("개인정보 · 안내 데스크 밖으로 가져가지 마세요. 사진을 찍지 말고, 그날 파쇄하세요."), lang
        ),
        "heads": [
            gettext(one, lang)
            for one in (N_("왔음"), N_("이름"), N_("기업"), N_("번호"), N_("명찰 끝 4자리"), N_("오늘 예약"))
        ],
        "groups": groups,
        "empty": gettext(N_("아직 등록한 사람이 없어요."), lang),
        "count": gettext(N_("%(n)s명"), lang, n=f"{len(found):,}"),
        "destroyed": gettext(N_("파쇄 기록"), lang),
        "destroyed_says": gettext(
            N_(
                "이 명단은 그날 문서 세단기로 파쇄하고 아래를 적어 운영본부에 돌려주세요. 이 장에는 이름이 없어요."
            ),
            lang,
        ),
        "destroyed_fields": [
            gettext(one, lang)
            for one in (N_("파쇄한 날과 시각"), N_("파쇄한 장 수"), N_("파쇄한 사람"), N_("확인한 사람"))
        ],
    }


def check_in(about: "About") -> dict[str, Any]:
    lang = about.lang
    return {
        "kind": "check-in",
        "title": gettext(N_("입장 명단"), lang),
        "lead": gettext(
            N_("명찰의 큰 숫자와 시각만 적으면 돼요. 이름과 기업은 명찰이 없는 분만 적어요."), lang
        ),
        "heads": [
            gettext(one, lang) for one in (N_("번호"), N_("시각"), N_("이름"), N_("기업"), N_("빈 명찰"))
        ],
        "new": gettext(N_("명찰이 없는 분만"), lang),
        "rows": CHECK_INS,
        "boxes": 4,
    }


def letter_of(name: str) -> str:
    """The Hangul letter under which people look for a name; `A–Z` for what begins otherwise."""
    first = name.strip()[:1]
    if not "가" <= first <= "힣":
        return "A–Z"
    initial = INITIALS[(ord(first) - ord("가")) // 588]
    return PLAIN.get(initial, initial)


def _place_of(name: str) -> int:
    return (INITIALS + "A").index(letter_of(name)[0])


def _row(one: Person, booked: dict[int, list[Booked]], about: "About") -> dict[str, str]:
    return {
        "name": one["name"],
        "enterprise": one["enterprise"] or "",
        "number": str(one["number"]),
        "tail": badge_code.tail(badge_code.encode(about.badge_key, one["number"], one["serial"])),
        "booked": ", ".join(
            f"{days.clock_text(each['starts_at'], days.time_zone(about.db))} {each['booth']}"
            for each in booked.get(one["id"], ())
        ),
    }
