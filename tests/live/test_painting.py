"""What was painted is kept by its bytes, so that what that holds is known."""

from sys import getsizeof
from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask
from markupsafe import Markup

from kiosk.live import painting
from kiosk.live.painting import BESIDE_BYTES, Painter
from kiosk.screens import Part


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Whatever is painted from here on: a text of a hundred letters."""
    seen: list[object] = []

    def paint(self: Painter, template: str, values: dict[str, object], lang: str) -> Markup:
        seen.append(values["n"])
        return Markup("가" * 100)

    monkeypatch.setattr(Painter, "_paint", paint)
    monkeypatch.setattr(painting, "KEPT_BYTES", 10 * (getsizeof(Markup("가" * 100)) + BESIDE_BYTES))
    return seen


def test_only_so_many_bytes_are_kept_and_what_is_asked_for_again_is_not_painted_again(
    painted: list[object],
) -> None:
    painter = Painter(cast(Flask, SimpleNamespace()))
    for n in [0, *range(10), 0, 9]:
        painter.part(Part("one", "a.html", {"n": n}), "ko")
    assert painted == list(range(10))  # ten fit
    for n in range(10, 40):
        painter.part(Part("one", "a.html", {"n": n}), "ko")
        painter.part(Part("one", "a.html", {"n": 0}), "ko")
    assert painted == list(range(40))
    kept = [*painter._kept.values(), *painter._kept_before.values()]
    assert sum(getsizeof(one) + BESIDE_BYTES for one in kept) <= 2 * painting.KEPT_BYTES
