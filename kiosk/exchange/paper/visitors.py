"""What visitors read while nothing else tells them: the programme and the map, in Korean and English."""

from typing import TYPE_CHECKING, Any

from kiosk.exchange.report import svg
from kiosk.expo.programme import items
from kiosk.expo.programme.items import Item
from kiosk.expo.square import days, ground
from kiosk.expo.square.walking import Point
from kiosk.language.sentences import N_, gettext
from kiosk.screens.square_map import Square, square_on

if TYPE_CHECKING:
    from kiosk.exchange.paper import About

WIDE = 740.0  # points of the drawing: A4 across
BOOTH_M = (6.2, 7.0)


def programme(about: "About") -> dict[str, Any]:
    """Every day's, cancelled items left out."""
    zone = days.time_zone(about.db)
    every = [one for one in items.every(about.db) if one["cancelled_at"] is None]
    dated: dict[str, list[Item]] = {}
    for one in every:
        dated.setdefault(days.date_of(one["starts_at"], zone), []).append(one)
    return {
        "kind": "programme",
        "title": _both(N_("프로그램"), about),
        "empty": _both(N_("프로그램이 아직 없어요."), about),
        "heads": [_both(one, about) for one in (N_("시각"), N_("프로그램"), N_("장소"), N_("종류"))],
        "days": [
            {"date": _date(of_day[0], zone), "rows": [_row(one, about, zone) for one in of_day]}
            for _, of_day in sorted(dated.items())
        ],
    }


def map_of(about: "About") -> dict[str, Any]:
    still = ground.of(about.db)
    return {
        "kind": "map",
        "title": _both(N_("광장 지도"), about),
        "svg": _picture(square_on(still, "ko"), _both(N_("입구"), about)),
        "says": gettext(N_("부스마다 번호가 적힌 광장의 지도. 위가 북쪽이에요."), about.lang),
        "booths": [
            {"number": one["number"], "agency": one["agency"], "english": one["agency_en"] or ""}
            for one in sorted(still.booths.values(), key=lambda one: one["number"])
        ],
    }


def _both(sentence: str, about: "About") -> str:
    """`프로그램 · Programme`."""
    return f"{sentence} · {gettext(sentence, 'en')}"


def _date(item: Item, zone: str) -> str:
    at = days.local(item["starts_at"], zone)
    return f"{at.month}월 {at.day}일({'월화수목금토일'[at.weekday()]}) · {at:%a %-d %b}"


def _row(item: Item, about: "About", zone: str) -> dict[str, str]:
    starts = days.clock_text(item["starts_at"], zone)
    ends = days.clock_text(item["ends_at"], zone) if item["ends_at"] else ""
    return {
        "time": f"{starts}–{ends}" if ends else starts,
        "title": item["title"],
        "host": " · ".join(filter(None, (item["host"], item["spoken"]))),
        "place": item["place"] or "",
        "kind": _both(items.KINDS[item["kind"]], about),
    }


def _picture(square: Square, entrance: str) -> str:
    """Black on white, so that a copier's copy is as good."""
    scale = WIDE / (square["width"] - square["left"])
    height = (square["height"] - square["top"]) * scale + 18

    def at(x: float, y: float) -> Point:
        return (x - square["left"]) * scale, (y - square["top"]) * scale

    parts = [svg.rect(0.5, 0.5, WIDE - 1, height - 1, "#ffffff", 4, 'stroke="#4c5c6b" stroke-width="1"')]
    for place in square["places"]:
        x, y = at(place["x"], place["y"])
        wide, high = place["width"] * scale, place["height"] * scale
        parts.append(
            svg.rect(
                x - wide / 2, y - high / 2, wide, high, "#e9eeed", 2, 'stroke="#c9d3d1" stroke-width="0.6"'
            )
        )
        size = min(11.0, wide / max(place["wide_em"], 0.5))
        if size >= 5:
            parts.append(
                svg.words(place["name"], x, y + size / 3, fill=svg.QUIET, anchor="middle", size=size)
            )
    wide, high = BOOTH_M[0] * scale, BOOTH_M[1] * scale
    for spot in square["booths"]:
        x, y = at(spot["x"], spot["y"])
        parts.append(
            svg.rect(
                x - wide / 2, y - high / 2, wide, high, "#ffffff", 3, 'stroke="#12202b" stroke-width="0.9"'
            )
        )
        parts.append(
            svg.words(spot["number"], x, y + wide / 8.5, anchor="middle", size=wide / 2.9, bold=True)
        )
    x, y = at(*square["entrance"])
    y = min(y, height - 14)
    parts.append(svg.area([(x, y - 5), (x - 7, y + 7), (x + 7, y + 7)], svg.INK))
    parts.append(svg.words(entrance, x + 12, y + 6, bold=True, size=11))
    return svg.drawing(WIDE, height, parts)
