"""The print sheet: whole, in order, readable, with marks where to cut and fold."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageChops

from badges import sheet as sheets
from badges.code import encode
from badges.drawing import blank, draw
from badges.layouts import layout
from badges.sheet import A4_MM, marks, sheet

from .cast import KEY, badge, read
from .printed import PLACED, images, pages, papers

NAMES = "한지호 김민서 박서연 이도윤 최하준 정수아 강지우 조예준 윤서윤 장도현 임하은 서유진".split()
PEOPLE = [badge(101 + at, name) for at, name in enumerate(NAMES)]
BLANKS = [blank(number, 0, encode(KEY, number, 0)) for number in (302, 301)]


def faces(path, chosen, dpi):
    """What a printer makes of it: the badges in the order of the sheet."""
    for paper in papers(path, dpi):
        left, top = (
            (A4_MM[at] - chosen.size[at] * chosen.grid[at] * (chosen.faces, 1)[at]) / 2 for at in (0, 1)
        )
        for row in range(chosen.grid[1]):
            for column in range(chosen.grid[0]):
                x, y = left + column * chosen.faces * chosen.size[0], top + row * chosen.size[1]
                box = [round(mm * dpi / 25.4) for mm in (x, y, x + chosen.size[0], y + chosen.size[1])]
                face = paper.crop(box)
                if ImageChops.invert(face).getbbox():
                    yield face


def test_badges_lie_in_the_order_of_their_names_and_blank_ones_last(tmp_path):
    out = tmp_path / "badges.pdf"

    assert sheet(BLANKS + PEOPLE, out, dpi=100) == 2
    ordered = sorted(PEOPLE, key=lambda person: person.name) + BLANKS[::-1]
    assert [read(face) for face in faces(out, layout("card"), 100)] == [person.code for person in ordered]


def test_progress_is_told_after_each_badge(tmp_path):
    told = []
    sheet(PEOPLE, tmp_path / "a.pdf", on_progress=lambda *step: told.append(step), dpi=50)

    assert told == [(done, 12) for done in range(1, 13)]


def test_several_processes_draw_the_same_file(tmp_path):
    alone, together = tmp_path / "alone.pdf", tmp_path / "together.pdf"
    sheet(PEOPLE, alone, dpi=50, workers=1)
    sheet(PEOPLE, together, dpi=50, workers=2)

    assert alone.read_bytes() == together.read_bytes()


def test_a_butterfly_is_drawn_once_and_placed_twice(tmp_path):
    out = tmp_path / "a6.pdf"

    assert sheet(PEOPLE[:3], out, layout_name="a6", dpi=60) == 2
    ordered = sorted(PEOPLE[:3], key=lambda person: person.name)
    assert [read(face) for face in faces(out, layout("a6"), 60)] == [person.code for person in ordered]
    for steps in pages(out):
        assert {times % 2 for times in Counter(one[4] for one in PLACED.findall(steps)).values()} == {0}
    assert "[2 2] 0 d" in pages(out)[0]


def test_a_badge_is_printed_in_its_true_size(tmp_path):
    out = tmp_path / "one.pdf"
    sheet(PEOPLE[:1], out, dpi=50)
    millimetres = 72 / 25.4

    assert f"q {90 * millimetres:.3f} 0 0 {55 * millimetres:.3f} {15 * millimetres:.3f}" in pages(out)[0]
    assert b"/MediaBox [0 0 595.276 841.890]" in out.read_bytes()


@pytest.mark.parametrize("name", ["card", "label", "slip"])
def test_crop_marks_stand_on_the_paper_and_beside_the_badges(name):
    chosen = layout(name)
    width, height = chosen.size[0] * chosen.grid[0], chosen.size[1] * chosen.grid[1]
    left, top = (A4_MM[0] - width) / 2, (A4_MM[1] - height) / 2
    found = marks(chosen)

    assert len(found) == 2 * (chosen.grid[0] + 1 + chosen.grid[1] + 1)
    for line in found:
        assert min(line[:4]) >= 0 and max(line.x1, line.x2) <= A4_MM[0] and max(line.y1, line.y2) <= A4_MM[1]
        assert not (left < line.x2 and line.x1 < left + width and top < line.y2 and line.y1 < top + height)


def test_a_sheet_that_fails_leaves_nothing_and_keeps_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "badges.pdf"
    out.write_bytes(b"yesterday's")
    monkeypatch.setattr(sheets, "pack", lambda image: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sheet(PEOPLE, out, dpi=50)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("badges.pdf", b"yesterday's")]


def test_nobody_makes_one_empty_page(tmp_path):
    out = tmp_path / "empty.pdf"

    assert sheet([], out) == 0
    assert len(pages(out)) == 1


@pytest.mark.parametrize("name", ["card", "a6"])
@pytest.mark.parametrize(
    "person", [badge(101, "김민서", kind="운영", need="휠체어"), BLANKS[0]], ids=["staff", "blank"]
)
def test_a_face_is_printed_as_it_is_drawn(tmp_path, name, person):
    out = tmp_path / "one.pdf"
    sheet([person], out, layout_name=name)
    printed = next(faces(out, layout(name), 300))
    drawn = draw(person, name).convert("RGB").crop((0, 0, *printed.size))
    apart = np.abs(np.asarray(printed).astype(int) - np.asarray(drawn))

    assert read(printed) == person.code
    assert apart.mean() < 1 and (apart.max(axis=2) > 48).mean() < 0.002


def test_what_many_badges_share_is_written_once(tmp_path):
    few, many = tmp_path / "few.pdf", tmp_path / "many.pdf"
    sheet(PEOPLE[:1], few, dpi=100)
    sheet(
        [replace(PEOPLE[0], number=101 + at, code=encode(KEY, 101 + at, 0)) for at in range(10)],
        many,
        dpi=100,
    )

    of_one = len(images(few))
    assert (
        len(images(many)) <= of_one + 9 * 4
    )  # number, QR, code and what stands over a part's edge: each badge's own


def test_a_badge_takes_few_kilobytes(tmp_path):
    out = tmp_path / "badges.pdf"
    sheet(PEOPLE, out)
    assert out.stat().st_size < 7_000 * len(PEOPLE)
