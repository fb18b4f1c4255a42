"""A name is made small enough to stand whole; the browser's test of names measures that the guesses hold."""

from badges.fonts import load
from kiosk.demo.sample import facts
from kiosk.language.fitting import fit, fit_alike, fit_box, fit_class, width_em


def test_a_name_that_has_room_keeps_its_size():
    assert (fit("종로구", 5), fit_class("종로구", 5)) == (100, "")


def test_a_word_is_never_split_so_a_longer_one_is_smaller():
    assert fit("농수산식품공사", 5, lines=2) == fit("농수산식품공사", 5) == 80


def test_words_part_at_spaces_where_a_second_line_is_there():
    assert fit("시나브로하우징 사회적협동조합", 7, lines=2) > fit("시나브로하우징 사회적협동조합", 7)


def test_no_name_needs_no_class():
    assert fit_class(None, 5) == ""


def test_a_place_with_a_height_takes_as_many_lines_as_are_largest() -> None:
    name = "Seoul Credit Guarantee Foundation"
    assert fit_box(name, 4.2, 1.8) == "fit-60"  # three lines, where one would be smaller than 35 percent
    assert fit_box("종로구", 4.2, 1.8) == ""
    assert fit_box(name, 40, 1.8) == ""
    assert (
        fit_box("Yeongdeungpo-gu", 4.2, 1.8) == f"fit-{fit('Yeongdeungpo-gu', 4.2)}"
    )  # one word is never parted
    assert fit_box(None, 4, 1) == ""


def test_no_name_of_the_sample_is_guessed_narrower_than_our_bold_font_draws_it():
    drawn = load()
    for names in facts.AGENCIES:
        for name in names[:2]:
            assert drawn.width_em("bold", name) <= width_em(name) * 1.02, name


def test_names_beside_each_other_are_as_large_as_the_longest_allows():
    long = "서울특별시사회적경제지원센터"
    assert fit_alike(["종로구", long], 5.5, 2.3) == fit_box(long, 5.5, 2.3) != ""
    assert fit_alike(["종로구", "중구"], 5.5, 2.3) == ""
