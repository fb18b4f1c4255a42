"""The comparison as a picture: one panel a figure, one bar a policy, the bound as a line."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from badges import fonts
from badges.files import whole
from kiosk.actions.refusals import Unusable

SIZE_PX = (1600, 1400)
COMPARED_PX = 1040  # above are the policies, below what was told
MARGIN_PX, HEAD_PX, PANEL_GAP_PX, BAR_PX, BAR_GAP_PX = 70, 150, 90, 46, 16
INK, QUIET, LINE, PAPER = "#1e2124", "#58616a", "#cdd1d5", "#ffffff"
COLOURS = {
    "fixed": "#8a949e",
    "shortest": "#58616a",
    "held": "#b1b8be",
    "ours": "#256ef4",
    "clairvoyant": "#1e2124",
}
NAMES = {
    "fixed": "정해진 순서",
    "shortest": "가장 짧은 줄",
    "held": "모두 유지",
    "ours": "이 시스템",
    "clairvoyant": "미리 안다면",
}
# figure: heading, unit, what is better, times what
PANELS = {
    "mean_wait_min": ("평균 대기", "분", "짧을수록 좋음", 1),
    "p90_wait_min": ("열에 아홉은 이보다 덜 기다림", "분", "짧을수록 좋음", 1),
    "wishes_met": ("이룬 상담 희망", "%", "많을수록 좋음", 100),
    "idle_counter_min": ("기다리는 사람이 있는데 빈 상담석", "분", "짧을수록 좋음", 1),
}

TOLD = (
    ("by_hour", "문 연 뒤 시간마다", "시간"),
    ("by_places", "다른 자리의 수마다", "곳"),
)
CHART_PX = 200


def draw(result: dict[str, Any], path: Path) -> None:
    """Write the PNG. Raises Unusable where it can't be written."""
    font = fonts.load().sized
    image = Image.new("RGB", SIZE_PX, PAPER)
    pen = ImageDraw.Draw(image)
    title = "같은 사람들, 네 가지 방식과 미리 알았다면"
    below = f"참가자 {result['visitors']}명 · 부스 {result['booths']}곳 · seed {result['seed']}"
    pen.text((MARGIN_PX, 44), title, INK, font("bold", 40))
    pen.text((MARGIN_PX, 98), below, QUIET, font("regular", 24))
    width = (SIZE_PX[0] - 2 * MARGIN_PX - PANEL_GAP_PX) // 2
    height = (COMPARED_PX - HEAD_PX - MARGIN_PX) // 2
    for place, key in enumerate(PANELS):
        row, column = divmod(place, 2)
        corner = MARGIN_PX + column * (width + PANEL_GAP_PX), HEAD_PX + row * height + 20
        _panel(pen, font, corner, width, key, result)
    for column, (key, heading, unit) in enumerate(TOLD):
        corner = MARGIN_PX + column * (width + PANEL_GAP_PX), COMPARED_PX
        _told(
            pen, font, corner, width, f"들은 시간 안에 앉은 사람, {heading}", unit, result["reliability"][key]
        )
    try:
        with whole(path) as unfinished:
            image.save(unfinished, "PNG", optimize=True)
    except OSError as error:
        raise Unusable(f"{path}: 그림을 쓸 수 없습니다 ({error.strerror or error}).") from error


def _panel(
    pen: ImageDraw.ImageDraw, font: Any, corner: tuple[int, int], width: int, key: str, result: Any
) -> None:
    heading, unit, better, times = PANELS[key]
    x, y = corner
    pen.text((x, y), heading, INK, font("bold", 26))
    pen.text((x + width, y + 6), better, QUIET, font("regular", 20), anchor="ra")
    values = {name: row[key] * times for name, row in result["policies"].items()}
    bound = result["bounds"][key] * times
    label_px, value_px = 150, 110
    scale = (width - label_px - value_px) / max(*values.values(), bound, 1e-9)
    line_x = x + label_px + bound * scale
    for place, (name, value) in enumerate(values.items()):
        top = y + 48 + place * (BAR_PX + BAR_GAP_PX)
        left, middle = x + label_px, top + BAR_PX / 2
        weight = "bold" if name == "ours" else "regular"
        pen.text((x, middle), NAMES[name], INK, font(weight, 22), anchor="lm")
        end = left + value * scale
        pen.rectangle((left, top, end, top + BAR_PX), COLOURS[name])
        beside = line_x if end <= line_x < end + value_px else end  # no line through a number
        pen.text((beside + 10, middle), f"{value:.1f}{unit}", INK, font(weight, 22), anchor="lm")
    bottom = y + 48 + len(values) * (BAR_PX + BAR_GAP_PX)
    pen.line((line_x, y + 40, line_x, bottom), INK if bound else LINE, 2)
    if bound:
        pen.text((line_x, bottom + 2), f"한계 {bound:.1f}", QUIET, font("regular", 18), anchor="ma")


def _told(
    pen: ImageDraw.ImageDraw,
    font: Any,
    corner: tuple[int, int],
    width: int,
    heading: str,
    unit: str,
    shares: Any,
) -> None:
    """Of those told P80 and P50 how many sat down by it: two bars a group, a line where they should end."""
    x, y = corner
    pen.text((x, y), heading, INK, font("bold", 26))
    top = y + 60
    for share, colour in ((0.8, COLOURS["ours"]), (0.5, COLOURS["shortest"])):
        line_y = top + (1 - share) * CHART_PX
        pen.line((x, line_y, x + width, line_y), colour, 2)
        pen.text((x + width, line_y - 2), f"P{share * 100:.0f}", colour, font("regular", 18), anchor="rs")
    step = (width - 60) / max(len(shares), 1)
    for place, (name, row) in enumerate(shares.items()):
        left = x + place * step
        for bar, (key, colour) in enumerate(
            (("within_p80", COLOURS["ours"]), ("within_p50", COLOURS["shortest"]))
        ):
            start = left + bar * step * 0.35
            high = top + (1 - row[key]) * CHART_PX
            pen.rectangle((start, high, start + step * 0.3, top + CHART_PX), colour)
        middle = left + step * 0.33
        pen.text((middle, top + CHART_PX + 8), f"{name}{unit}", INK, font("regular", 18), anchor="ma")
        pen.text((middle, top + CHART_PX + 32), f"{row['told']}", QUIET, font("regular", 16), anchor="ma")
