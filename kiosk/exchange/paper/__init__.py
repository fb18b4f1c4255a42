"""Paper for when the power goes (PDF, A4): what to do, the programme and the map, a list to let people in by, the desk's list by
name, and a log sheet for each booth. In one file with its contents, and each by itself.

Its columns are those that are typed in afterwards (exchange/on_paper.py).
"""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.exchange import typesetting
from kiosk.exchange.paper import booths, desk, guide, visitors
from kiosk.exchange.ready_sheets import file_name
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext

TEMPLATE = "print/paper.typ"
ALL = "paper.pdf"
BOOTHS = "booths"
Part = dict[str, Any]
Tell = Callable[[int, int], None]


class Written(NamedTuple):
    """How many files there are, and how many people are named in them."""

    files: int
    persons: int


class About(NamedTuple):
    """What every sheet is about: the expo at `now` (ms), on `day`, for readers of `lang`; `badge_key` tells codes."""

    db: sqlite3.Connection
    day: Day
    lang: str
    now: int
    badge_key: bytes


def write_paper(
    db: sqlite3.Connection,
    folder: Path,
    lang: str,
    *,
    now: int,
    badge_key: bytes,
    day: int | None = None,
    on_progress: Tell | None = None,
    before_they_appear: Callable[[int], None] = lambda persons: None,
) -> Written:
    """Write `paper.pdf` and each of its sheets into `folder`, made where missing, for a day of the expo (counted from 1; else
    today, or the next one). on_progress(done, total) is called after each file, before_they_appear(how many are
    named) before the first. The caller holds one read snapshot.

    Raises Unusable where there is no such day, or no booth.
    """
    about = About(db, _day(db, now, day, lang), lang, now, badge_key)
    if not ground.of(db).booths:
        raise Unusable(gettext(N_("아직 기관이 없어요. 먼저 기관 파일을 가져와 주세요."), lang))
    people = desk.people(about)
    parts: list[tuple[str, Part]] = [
        ("1-what-to-do", guide.guide(about)),
        ("2-programme", visitors.programme(about)),
        ("3-map", visitors.map_of(about)),
        ("4-check-in", desk.check_in(about)),
        ("5-desk-list", desk.by_name(about, people)),
        *((f"{BOOTHS}/{file_name(one['booth'], one['agency'])}", one) for one in booths.logs(about)),
    ]
    files = [(ALL, [part for _, part in parts]), *((f"{name}.pdf", [part]) for name, part in parts)]
    before_they_appear(len(people))
    (folder / BOOTHS).mkdir(parents=True, exist_ok=True)
    for done, (name, of_file) in enumerate(files, 1):
        with whole(folder / name) as place:
            place.write_bytes(typesetting.pdf(TEMPLATE, _values(about, of_file), made_at=now))
        if on_progress:
            on_progress(done, len(files))
    return Written(len(files), len(people))


def _day(db: sqlite3.Connection, now: int, day: int | None, lang: str) -> Day:
    every = days.all_days(db)
    if not every:
        raise Unusable(
            gettext(N_("박람회의 이름과 날을 먼저 정해 주세요. 날이 있어야 종이를 만들 수 있어요."), lang)
        )
    if day is None:
        today = days.date_of(now, days.time_zone(db))
        return next((one for one in every if one.day >= today), every[-1])
    if not 1 <= day <= len(every):
        sentence = N_("%(day)s일째는 없습니다. 이 박람회는 %(n)s일입니다: 1부터 %(n)s까지 적어 주세요.")
        raise Unusable(gettext(sentence, lang, day=day, n=len(every)))
    return every[day - 1]


def _values(about: About, parts: Iterable[Part]) -> dict[str, Any]:
    """What the template shows, all of it text."""
    still, lang = ground.of(about.db), about.lang
    listed = list(parts)
    made = f"{days.local(about.now, still.time_zone):%Y-%m-%d %H:%M}"
    event = still.face.title(lang) or gettext(N_("박람회"), lang)
    title = listed[0]["title"] if len(listed) == 1 else gettext(N_("전기가 나가면 쓰는 종이"), lang)
    return {
        "lang": lang,
        "title": f"{event} {title}",
        "name": title,
        "event": event,
        "accent": still.face.scale.light["brand-ink"],
        "day": _dated(about),
        "made": gettext(N_("%(at)s에 만듦"), lang, at=made),
        "contents": gettext(N_("차례"), lang) if len(listed) > 1 else "",
        "afterwards": gettext(
            N_("전기가 돌아오면 운영본부의 ‘종이 옮겨 적기’에서 옮기고, 걷은 종이는 함께 보관하세요."), lang
        ),
        "parts": listed,
    }


def _dated(about: About) -> str:
    """`10월 29일(목)`."""
    at = days.local(about.day.opens_at, days.time_zone(about.db))
    if about.lang != "ko":
        return f"{at:%a, %-d %B}"
    return f"{at.month}월 {at.day}일({'월화수목금토일'[at.weekday()]})"
