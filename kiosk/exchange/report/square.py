"""The square as a picture of the days: each booth where it stood, as dark as many meetings it had."""

from collections.abc import Iterable

from kiosk.exchange.report import svg
from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Block, Chapter, gathered, plot, text
from kiosk.exchange.report.plots import WIDE
from kiosk.expo.figures import tables
from kiosk.expo.square import ground
from kiosk.expo.square.walking import Point
from kiosk.face.colour import contrast
from kiosk.language.sentences import N_
from kiosk.screens.square_map import Drawn, Square, square_on

BOOTH_M = (6.2, 7.6)
STEPS = (0.1, 0.28, 0.5, 0.75, 1.0)


def chapter(asked: Asked) -> Chapter:
    standing = ground.of(asked.db)
    if not standing.booths:
        return gathered("square", asked(N_("광장")), [text(asked(N_("부스가 아직 없습니다.")))])
    meetings = {row["booth"]: row["meetings"] for row in tables.by_booth(asked.db, asked.scope)}
    square = square_on(standing, asked.lang)
    blocks: list[Block] = [
        plot(
            asked(N_("부스마다 상담 횟수")),
            asked(N_("상담이 많았던 부스일수록 짙습니다. 위가 북쪽입니다")),
            _picture(square, meetings, asked.accent, asked(N_("입구"))),
            _says(asked, meetings),
        )
    ]
    return gathered("square", asked(N_("광장")), blocks)


def _picture(square: Square, meetings: dict[str, int], accent: str, entrance: str) -> str:
    wide_m = square["width"] - square["left"]
    scale = WIDE / wide_m
    height = (square["height"] - square["top"]) * scale + 16

    def at(x: float, y: float) -> Point:
        return (x - square["left"]) * scale, (y - square["top"]) * scale

    most = max(meetings.values(), default=0)
    parts = [svg.rect(0, 0, WIDE, height, "#f4f6f6", 4)]
    for place in square["places"]:
        parts += _place(place, at(place["x"], place["y"]), scale)
    for spot in square["booths"]:
        parts += _booth(
            spot["number"], meetings.get(spot["number"], 0), most, at(spot["x"], spot["y"]), scale, accent
        )
    parts += _entrance(at(*square["entrance"]), entrance)
    return svg.drawing(WIDE, height, parts)


def _booth(number: str, met: int, most: int, at: Point, scale: float, accent: str) -> Iterable[str]:
    wide, high = BOOTH_M[0] * scale, BOOTH_M[1] * scale
    step = STEPS[min(int(len(STEPS) * met / (most + 1)), len(STEPS) - 1)] if met else 0.0
    fill = _between("#ffffff", accent, step)
    letters = "#ffffff" if contrast("#ffffff", fill) >= 4.5 else svg.INK
    yield svg.rect(
        at[0] - wide / 2, at[1] - high / 2, wide, high, fill, 3, f'stroke="{accent}" stroke-width="0.5"'
    )
    yield svg.words(
        number, at[0], at[1] - high * 0.14, fill=letters, anchor="middle", size=min(7.2, wide / 3.4)
    )
    if met:
        yield svg.words(
            f"{met:,}",
            at[0],
            at[1] + high * 0.3,
            fill=letters,
            anchor="middle",
            size=min(13, wide / 2.2),
            bold=True,
        )


def _place(place: Drawn, at: Point, scale: float) -> Iterable[str]:
    wide, high = place["width"] * scale, place["height"] * scale
    yield svg.rect(at[0] - wide / 2, at[1] - high / 2, wide, high, "#dfe5e4", 2)
    size = min(7.5, wide / max(place["wide_em"], 0.5))
    if size >= 5:
        yield svg.words(place["name"], at[0], at[1] + size / 3, fill=svg.QUIET, anchor="middle", size=size)


def _entrance(at: Point, word: str) -> Iterable[str]:
    yield svg.area([(at[0], at[1] - 3), (at[0] - 5, at[1] + 5), (at[0] + 5, at[1] + 5)], svg.INK)
    yield svg.words(word, at[0] + 9, at[1] + 4.5, bold=True)


def _says(asked: Asked, meetings: dict[str, int]) -> str:
    booth = max(meetings, key=lambda one: meetings[one], default="")
    if not booth or not meetings[booth]:
        return asked(N_("아직 끝난 상담이 없습니다."))
    return asked(N_("상담이 가장 많았던 부스는 %(booth)s입니다: %(n)s회."), booth=booth, n=meetings[booth])


def _between(start: str, end: str, share: float) -> str:
    parts = [(int(start[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)
