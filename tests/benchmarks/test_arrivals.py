"""What benchmarks/live.py counts as shown: the first message about the place that is not older than the tap."""

from benchmarks.arrivals import Shown
from benchmarks.watchers import Seen


def test_a_board_shows_a_booth_with_its_first_message_about_it_that_is_not_older() -> None:
    shown = Shown(
        [
            Seen(1.0, "board", "board:hall", 10, 500, ("A01", "A02")),
            Seen(2.0, "board", "board:hall", 12, 500, ("A02",)),
            Seen(3.0, "board", "board:hall", 13, 500, ("A01",)),
        ]
    )
    assert shown.first("board", "A01", 10) == 1.0
    assert shown.first("board", "A01", 11) == 3.0
    assert shown.first("board", "A02", 11) == 2.0
    assert shown.first("board", "A02", 13) is None
    assert shown.first("another", "A01", 1) is None


def test_a_phone_that_holds_a_booths_places_is_shown_them_by_that_topic_alone() -> None:
    shown = Shown(
        [
            Seen(1.0, "phone", "visitor:1", 5, 90),
            Seen(2.0, "phone", "places:A01", 5, 90),
            Seen(3.0, "phone", "places:B01", 9, 90),
        ]
    )
    assert shown.first("phone", "visitor", 5) == 1.0
    assert shown.first("phone", "places:A01", 5) == 2.0
    assert shown.first("phone", "places:A01", 6) is None
