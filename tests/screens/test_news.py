"""The ticker's items: each whole, one after another."""

import pytest

from kiosk.screens import board, news


@pytest.mark.parametrize(
    ("notice", "items"),
    [
        ("", []),
        ("비가 옵니다", ["비가 옵니다"]),
        (
            "비가 옵니다. 천막 안으로 오십시오! 곧 다시 시작합니다.",
            ["비가 옵니다.", "천막 안으로 오십시오!", "곧 다시 시작합니다."],
        ),
        ("3.5m 간격을 두십시오.\n고맙습니다.", ["3.5m 간격을 두십시오.", "고맙습니다."]),
    ],
)
def test_a_notice_is_told_sentence_by_sentence(notice, items):
    assert news.sentences(notice) == items


def test_the_notice_comes_before_what_begins_later(act, show):
    act("notice.send", text="비가 옵니다. 천막 안으로 오십시오.", to=["boards"])
    ticker = next(part.values for part in show(board, "hall").parts if part.id == "hall-ticker")
    assert [one["text"] for one in ticker["news"] if one["kind"] == "notice"] == [
        "비가 옵니다.",
        "천막 안으로 오십시오.",
    ]
