"""The whole document: its cover and its chapters, in their order."""

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import date

from kiosk.actions.refusals import Unusable
from kiosk.exchange.report import (
    agencies,
    categories,
    enterprises,
    first_page,
    methods,
    programme,
    signings,
    square,
    waiting,
    year_on_year,
)
from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Chapter, Cover, Document
from kiosk.expo.figures import past, scope
from kiosk.expo.figures.past import Past
from kiosk.expo.square import days
from kiosk.expo.square.face import SVG, Emblem
from kiosk.face.scale import PATTERN_SHARE
from kiosk.language.sentences import N_, gettext

CHAPTERS: tuple[Callable[[Asked], Chapter | None], ...] = (
    first_page.chapter,
    year_on_year.chapter,
    waiting.chapter,
    square.chapter,
    agencies.chapter,
    enterprises.chapter,
    categories.chapter,
    signings.chapter,
    programme.chapter,
    methods.corrections,
    methods.chapter,
)
NO_DAYS = N_(
    "박람회의 이름과 날을 아직 정하지 않아 보고서를 만들 수 없습니다. 운영본부 화면에서 먼저 정해 주세요."
)
NO_SUCH_DAY = N_("%(day)s일째는 없습니다. 이 박람회는 %(n)s일입니다: 1부터 %(n)s까지 적어 주세요.")


def asked_for(
    db: sqlite3.Connection, *, now: int, lang: str, day: int | None = None, compare: Past | None = None
) -> Asked:
    """What a report on the whole expo, or on its `day` (counted from 1), is about. The whole expo is compared with this other one,
    else with the one it was made from, where that is known. Raises Unusable."""
    each = scope.each_day(db, now)
    if not each:
        raise Unusable(gettext(NO_DAYS, lang))
    if day is None:
        return Asked(db, scope.of_expo(db, now), tuple(each), lang, compare or past.known(db))
    if not 1 <= day <= len(each):
        raise Unusable(gettext(NO_SUCH_DAY, lang, day=day, n=len(each)))
    return Asked(db, each[day - 1], (each[day - 1],), lang)


def document(asked: Asked, on_chapter: Callable[[], None] = lambda: None) -> Document:
    """Everything that stands in the report; `on_chapter` is called after each chapter."""
    chapters = []
    for make in CHAPTERS:
        if made := make(asked):
            chapters.append(made)
        on_chapter()
    face = asked.face
    title = asked(N_("%(expo)s 결과"), expo=face.title(asked.lang))
    return {
        "lang": asked.lang,
        "title": title,
        "accent": asked.accent,
        "cover": _cover(asked, title),
        "chapters": chapters,
    }


def _cover(asked: Asked, title: str) -> Cover:
    face = asked.face
    field = face.scale.field
    return {
        "title": face.title(asked.lang),
        "subtitle": asked(N_("결과 보고서")),
        "when": when([one.day for one in asked.scope.days], asked.lang),
        "made": asked(
            N_("%(at)s에 셈"), at=f"{days.local(asked.scope.now, asked.scope.zone):%Y-%m-%d %H:%M}"
        ),
        "glow": field["face-glow"],
        "field": field["face-field"],
        "deep": field["face-deep"],
        "on": field["face-on"],
        "quiet": field["face-quiet"],
        "warm": field["face-warm"],
        "line": field["face-line"],
        "emblem": as_svg(face.emblem_on_field, face.emblem_on_paper),
        "plate": face.own_emblem is not None,
        "pattern": face.pattern.replace("<svg ", f'<svg opacity="{PATTERN_SHARE}" ', 1),
    }


def when(expo_days: Sequence[str], lang: str) -> str:
    """From the first day (ISO) to the last: `2026. 10. 29.~30.`, `29–30 October 2026`; "" without any."""
    if not expo_days:
        return ""
    first, last = date.fromisoformat(expo_days[0]), date.fromisoformat(expo_days[-1])
    if first == last:
        return f"{first:%Y. %-m. %-d.}" if lang == "ko" else f"{first:%-d %B %Y}"
    if lang == "ko":
        begin = f"{first:%Y. %-m. %-d.}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{begin}~{last:%-d.}"
        return f"{begin}~{last:%-m. %-d.}" if first.year == last.year else f"{begin}~{last:%Y. %-m. %-d.}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d}–{last:%-d %B %Y}"
    begin = f"{first:%-d %B}" if first.year == last.year else f"{first:%-d %B %Y}"
    return f"{begin} – {last:%-d %B %Y}"


def as_svg(emblem: Emblem, painted: bytes | None) -> str:
    """The emblem as SVG text; one of pixels (or painted as such, which looks the same everywhere) lies within."""
    png = painted if painted else None if emblem.kind == SVG else emblem.data
    if png is None:
        return emblem.data.decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
        f'<image width="100" height="100" href="data:image/png;base64,{b64encode(png).decode()}"/></svg>'
    )
