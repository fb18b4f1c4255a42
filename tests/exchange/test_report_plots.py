"""Plots of the report: every letter stands within the drawing, every name is text, and what stands alone is no peak."""

import re

from kiosk.exchange.report import plots
from kiosk.exchange.report.plots import Bar, Curve

ACCENT = "#0b7d6d"
TIMES = [f"{hour}:{minute:02}" for hour in range(10, 13) for minute in range(0, 60, 10)]


def test_the_peak_is_the_highest_that_has_a_neighbour():
    assert plots.peak([1.0, 3.0, 3.0, None, 9.0]) == (1, 3.0)
    assert plots.peak([None, 2.0, None]) is None
    assert plots.peak([]) is None


def test_a_name_is_text_and_a_letter_without_a_glyph_a_question_mark():
    drawn = plots.bars([Bar("<b>&شر", 1, "1")], accent=ACCENT, width=plots.HALF)
    assert "&lt;b&gt;&amp;??" in drawn and "<b>" not in drawn


def test_bars_and_what_is_written_at_their_ends_stand_within_the_drawing():
    rows = [
        Bar("서울특별시교육청", 1_000_000_000, "1,000,000,000원"),
        Bar("중구", 1, "1원"),
        Bar("종로구", 0, "–"),
    ]
    drawn = plots.bars(rows, accent=ACCENT, width=plots.HALF)
    ends = [
        float(x) + float(wide)
        for x, wide in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    ]
    said = [float(x) for x in re.findall(r'<text x="([\d.]+)" [^>]*>[\d,]+원', drawn)]
    assert len(ends) == 2 and max(ends) < max(said) < plots.HALF - plots.svg.width_of("1,000,000,000원") + 1


def test_what_is_missing_is_an_outline():
    filled, hollow = (
        plots.bars([Bar("세탁", 2, "2")], accent=ACCENT, width=plots.HALF, hollow=hollow)
        for hollow in (False, True)
    )
    assert (
        f'fill="{ACCENT}"' in filled and f'fill="{ACCENT}"' not in hollow and f'stroke="{ACCENT}"' in hollow
    )


def test_curves_part_where_nothing_was_measured_and_names_keep_apart():
    values = [float(at) for at in range(9)] + [None] + [8.0] * 8
    found = [Curve("첫날", values), Curve("둘째 날", values)]
    drawn = plots.curves(
        TIMES, found, accent=ACCENT, width=plots.WIDE, height=120, say=lambda value: f"{value}분"
    )
    assert drawn.count("<polyline") == 4
    first, second = (
        float(re.search(rf'y="([\d.]+)"[^>]*>{name}<', drawn)[1]) for name in ("첫날", "둘째 날")
    )
    assert abs(first - second) >= plots.LETTERS
    assert "10:80" not in drawn and "11:20 · 8분" in drawn
