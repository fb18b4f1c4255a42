"""The rehearsal as an organiser sees it (`rehearsal`): whether one is on, and what goes when it ends."""

import sqlite3
from collections.abc import Collection
from typing import Any

from kiosk.expo.square import days, rehearsal
from kiosk.language.sentences import N_, gettext
from kiosk.screens import Part, Shown

# What stays, in words an organiser would look for.
STAYS = (N_("단말과 연결"), N_("가져온 파일"), N_("설정과 얼굴"), N_("인쇄해 둔 명찰"))


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """`data`: {"rehearsal": null or {"began_at", "ends_by", "plays", "crowd", "pace"}, "goes": [{"table", "word", "count"}]}."""
    found, zone = rehearsal.active(db), days.time_zone(db)
    goes = rehearsal.goes(db, lang) if found else []
    told = (
        {
            "began_at": days.iso(found["began_at"], zone),
            "ends_by": days.iso(found["ends_by"], zone),
            "plays": found["day"],
            "crowd": found["crowd"],
            "pace": found["pace"],
        }
        if found
        else None
    )
    state: dict[str, Any] = {"is_on": found is not None}
    if found:
        state |= {
            "since": days.clock_text(found["began_at"], zone),
            "until": days.hours_text(days.Day("", 0, found["ends_by"]), zone)[1],
            "crowd": found["crowd"],
            "pace": found["pace"],
        }
    stays = [gettext(one, lang) for one in STAYS]
    parts = [
        Part("rehearsal-state", "organiser/_rehearsal_state.html", state),
        Part(
            "rehearsal-goes",
            "organiser/_rehearsal_goes.html",
            {"is_on": state["is_on"], "goes": goes, "stays": stays},
        ),
    ]
    return Shown({"rehearsal": told, "goes": goes}, parts, {}, "organiser/_rehearsal.html")
