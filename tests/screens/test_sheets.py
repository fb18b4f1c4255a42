"""Sheets: what each tells of its subject, and that looking at one writes nothing."""

from typing import Any

import pytest

from kiosk.screens import sheets
from tests.cast import KEY, Cast


def read(cast: Cast, key: str, lang: str = "ko") -> dict[str, Any]:
    """The sheet's twin."""
    with cast.store.read() as db:
        return dict(sheets.show(db, key, now=cast.clock.now, lang=lang, badge_key=KEY).data["sheet"])


@pytest.fixture
def met(cast: Cast) -> dict[str, Any]:
    """Minseo came, met A02 about its work clothes, and agreed on a contract; Seoyeon waits there."""
    cast.check_in(cast.minseo)
    if "A02" not in cast.minseo.tickets:
        cast.join(cast.minseo, "A02")
    cast.clock.pass_min(5)
    meeting = cast.meet(cast.minseo, "A02")
    cast.clock.pass_min(10)
    item = cast.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    cast.finish(meeting, {"outcome": "contract", "amount": 5_000_000, "plan_item": item})
    cast.check_in(cast.seoyeon)
    enterprise = cast.value("SELECT id FROM enterprises WHERE name = '세진플러스'")
    station = (
        cast.stations["booth:A02"] if "booth:A02" in cast.stations else next(iter(cast.stations.values()))
    )
    return {"meeting": meeting, "purchase": item, "enterprise": enterprise, "station": station}


def keys(cast: Cast, met: dict[str, Any]) -> list[str]:
    return [
        "booth/A02",
        f"visitor/{cast.minseo.number}",
        *(f"{kind}/{key}" for kind, key in met.items()),
    ]


def test_every_sheet_has_all_its_parts(cast: Cast, met: dict[str, Any]) -> None:
    for key in keys(cast, met):
        sheet = read(cast, key)
        assert sheet["head"]["title"], key
        assert sheet["line"]["ticks"], key
        assert sheet["figures"], key
        assert sheet["groups"], key


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_sheet_is_painted(cast: Cast, paint: Any, met: dict[str, Any], lang: str) -> None:
    for key in keys(cast, met):
        with cast.store.read() as db:
            shown = sheets.show(db, key, now=cast.clock.now, lang=lang, badge_key=KEY)
        html = "".join(paint(shown, part.id, lang) for part in shown.parts)
        assert 'id="sheet-title"' in html and 'id="sheet-deeds"' in html, key
