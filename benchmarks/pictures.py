"""The pictures of docs/queueing.md that the rows of benchmarks make: bands of forecasts, and waits by policy with intervals.

.venv/bin/python -m benchmarks.bands ROWS.jsonl --plot docs/bands.png
.venv/bin/python -m benchmarks.pictures ROWS.jsonl docs/policies.png        # the rows of benchmarks/overtaking.py
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from badges import fonts
from badges.files import whole
from benchmarks.overtaking import interval
from kiosk.simulation.foretold import Scored
from kiosk.simulation.plot import COLOURS, INK, LINE, MARGIN_PX, NAMES, PAPER, QUIET

WIDTH_PX, HEAD_PX, PANEL_PX, PLOT_PX, GAP_PX = 1600, 150, 460, 300, 60
BAND, MIDDLE, CAME, WHISKER = "#bcd3fb", "#256ef4", "#1e2124", "#e07b00"
POLICIES = {
    "shortest": NAMES["shortest"],
    "in_rank": "순서대로만",
    "ours": NAMES["ours"],
    "clairvoyant": NAMES["clairvoyant"],
}
INKS = {**COLOURS, "in_rank": "#b1b8be"}
STEP_MIN = (15, 30, 60, 120, 240)
SHADES = 64  # of the palette: what is drawn has few
HALF_MIN, ROW_PX = 30, 70

Corner = tuple[int, int]


class Sheet:
    """A picture with a heading, and panels side by side in rows."""

    def __init__(self, title: str, below: str, height_px: int) -> None:
        self.image = Image.new("RGB", (WIDTH_PX, HEAD_PX + height_px), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self._font = fonts.load().sized
        self.write((MARGIN_PX, 44), title, 40, weight="bold")
        self.write((MARGIN_PX, 98), below, 24, QUIET)

    def write(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: str = INK,
        *,
        weight: str = "regular",
        anchor: str = "la",
    ) -> None:
        self.pen.text(at, text, colour, self._font(weight, size), anchor=anchor)

    def save(self, path: Path) -> None:
        """As a palette: a quarter of the bytes."""
        with whole(path) as unfinished:
            self.image.quantize(SHADES).save(unfinished, "PNG", optimize=True)


def bands(
    told: Sequence[tuple[int, Sequence[Scored]]], held: Mapping[str, Sequence[Any]], path: Path
) -> None:
    """Bands told at some moments (minutes after opening) with what came; and which share held, by how long before it was told."""
    sheet = Sheet(
        "예측한 띠와 실제",
        "위: 하루의 세 때(세로줄)에 말한 광장의 대기(분)와 실제(검정) · 아래: 띠(P10~P90)에 든 비율과 95% 구간, 견준 수",
        2 * PANEL_PX,
    )
    width = (WIDTH_PX - 2 * MARGIN_PX - 2 * GAP_PX) // 3
    top = max(max(row.p90, row.came) for _, rows in told for row in rows)
    last = max(minute + rows[-1].lead_min + HALF_MIN for minute, rows in told)
    came = {minute + row.lead_min: row.came for minute, rows in told for row in rows}
    for place, (minute, rows) in enumerate(told):
        corner = MARGIN_PX + place * (width + GAP_PX), HEAD_PX
        _band(sheet, corner, width, (minute, rows), came, (last, top))
    for column, (what, heading) in enumerate((("wait booth", "부스의 대기"), ("wait square", "광장의 대기"))):
        corner = MARGIN_PX + column * ((WIDTH_PX - 2 * MARGIN_PX + GAP_PX) // 2), HEAD_PX + PANEL_PX
        _held(sheet, corner, (WIDTH_PX - 2 * MARGIN_PX - GAP_PX) // 2, heading, held[what])
    sheet.save(path)


def _band(
    sheet: Sheet,
    corner: Corner,
    width: int,
    told: tuple[int, Sequence[Scored]],
    came: Mapping[int, float],
    scale: tuple[int, float],
) -> None:
    """One moment: the band and its middle by half hours, what came as a line, the moment as an upright."""
    (x, y), (minute, rows), (last, top) = corner, told, scale
    name = "문 열 때" if minute < HALF_MIN else f"{minute // 60}시간 {minute % 60}분 뒤"
    sheet.write((x, y), f"{name.replace(' 0분', '')}에 말한 것", 26, weight="bold")
    base = y + 60 + PLOT_PX

    def at(minutes: float, value: float) -> tuple[float, float]:
        return x + minutes / last * width, base - value / top * PLOT_PX

    step = next((one for one in STEP_MIN if top / one <= 5), STEP_MIN[-1])
    for value in range(0, int(top) + 1, step):
        sheet.pen.line((*at(0, value), *at(last, value)), LINE, 1)
        sheet.write((x - 6, at(0, value)[1]), str(value), 18, QUIET, anchor="rm")
    for row in rows:
        begins = minute + row.lead_min
        sheet.pen.rectangle((*at(begins, row.p90), *at(begins + HALF_MIN, row.p10)), BAND)
    for row in rows:
        begins = minute + row.lead_min
        sheet.pen.line((*at(begins, row.p50), *at(begins + HALF_MIN, row.p50)), MIDDLE, 3)
    line = [at(begins + HALF_MIN / 2, value) for begins, value in sorted(came.items())]
    sheet.pen.line(line, CAME, 3)
    for one in line:
        sheet.pen.ellipse((one[0] - 4, one[1] - 4, one[0] + 4, one[1] + 4), CAME)
    sheet.pen.line((*at(minute, 0), *at(minute, top)), QUIET, 2)
    for hour in range(0, last // 60 + 1, 2):
        sheet.write((at(hour * 60, 0)[0], base + 8), f"{hour}시간", 18, QUIET, anchor="ma")


def _held(sheet: Sheet, corner: Corner, width: int, heading: str, shares: Sequence[Any]) -> None:
    """A bar for each distance with its interval; the line where bands promise to be."""
    x, y = corner
    sheet.write((x, y), f"{heading}: 얼마나 앞서 말했나", 26, weight="bold")
    top, base = y + 60, y + 60 + PLOT_PX - 40
    height = base - top
    line_y = base - 0.8 * height
    step = width / max(len(shares), 1)
    for place, one in enumerate(shares):
        left, right = x + place * step + 16, x + (place + 1) * step - 16
        middle = (left + right) / 2
        sheet.pen.rectangle((left, base - one["share"] * height, right, base), BAND)
        low, high = base - one["low"] * height, base - one["high"] * height
        sheet.pen.line((middle, low, middle, high), INK, 3)
        for end in (low, high):
            sheet.pen.line((middle - 10, end, middle + 10, end), INK, 3)
        sheet.write((left + 8, base - 8), f"{one['share']:.0%}", 22, weight="bold", anchor="ls")
        until = (
            f"{one['lead'] // 60}~{one['until'] // 60}시간"
            if one["until"]
            else f"{one['lead'] // 60}시간 넘게"
        )
        sheet.write((middle, base + 8), until, 20, anchor="ma")
        sheet.write((middle, base + 34), f"{one['of']}", 18, QUIET, anchor="ma")
    sheet.pen.line((x, line_y, x + width, line_y), MIDDLE, 2)
    sheet.write((x + width, y + 6), "― 약속 80%", 20, MIDDLE, anchor="ra")


def policies(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """The mean wait of each policy over that of `shortest`, expo by expo, with its interval of 95 %: a panel a crowd."""
    sizes = sorted({row["visitors"] for row in rows})
    names = {
        size: [one for one in POLICIES if all(one in row for row in rows if row["visitors"] == size)]
        for size in sizes
    }
    seeds = sorted({row["seed"] for row in rows})
    sheet = Sheet(
        "방식마다 평균 대기: ‘가장 짧은 줄’을 1로",
        f"무작위로 만든 박람회 {len(seeds)}곳(seed {seeds[0]}~{seeds[-1]}), 박람회마다 견준 평균과 95% 구간 · 짧을수록 좋음",
        max(len(one) for one in names.values()) * ROW_PX + 76,
    )
    width = (WIDTH_PX - 2 * MARGIN_PX - (len(sizes) - 1) * GAP_PX) // len(sizes)
    found = {
        (size, name): interval(
            [
                row[name]["mean_wait_min"] / row["shortest"]["mean_wait_min"]
                for row in rows
                if row["visitors"] == size
            ]
        )
        for size in sizes
        for name in names[size]
    }
    longest = max(mean + half for mean, half in found.values())
    for place, size in enumerate(sizes):
        x, y = MARGIN_PX + place * (width + GAP_PX), HEAD_PX
        sheet.write((x, y), f"참가자 {size}명", 26, weight="bold")
        label_px, value_px = 130, 60
        scale = (width - label_px - value_px) / longest
        one_x = x + label_px + scale
        for at, name in enumerate(names[size]):
            (mean, half), top = found[size, name], y + 56 + at * ROW_PX
            weight = "bold" if name == "ours" else "regular"
            sheet.write((x, top + 22), POLICIES[name], 22, weight=weight, anchor="lm")
            left, middle = x + label_px, top + 22
            sheet.pen.rectangle((left, top, left + mean * scale, top + 44), INKS[name])
            low, high = left + (mean - half) * scale, left + (mean + half) * scale
            if half:
                sheet.pen.line((low, middle, high, middle), WHISKER, 4)
                for end in (low, high):
                    sheet.pen.line((end, middle - 10, end, middle + 10), WHISKER, 4)
            sheet.write((max(high, one_x) + 10, middle), f"{mean:.2f}", 22, weight=weight, anchor="lm")
        sheet.pen.line((one_x, y + 44, one_x, y + 56 + len(names[size]) * ROW_PX), LINE, 2)
    sheet.save(path)


if __name__ == "__main__":
    policies([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()], Path(sys.argv[2]))
