"""The stage: one signing at a time as a slide for the camera, then who is next."""

import sqlite3
from collections.abc import Collection
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.expo.square import days
from kiosk.language import short_names
from kiosk.screens import Part, Shown
from kiosk.screens.agencies import agency_column, short_of
from kiosk.screens.enterprises import enterprise_column

# A meeting may have ended in several; the stage announces the weightiest.
WEIGHT = ("contract", "commitment", "mou")


class Agreed(TypedDict):
    """One kind of outcome that a signing is about: its parties, all its won together, one of its plan items."""

    id: int
    consultation: int
    state: str
    booth: str
    agency: str
    enterprise: str | None
    enterprise_short: str | None
    outcome: str
    won: int | None
    plan_item: str | None


class Signing(Agreed):
    """A signing by its weightiest outcome; `ordinal` counts each kind in the order of announcing. The short names are those
    of both parties in large letters; who signs is named whole."""

    ordinal: int
    agency_short: str


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """The signing on the stage now, and those sent to it, in their order."""
    signings = ceremonies(db, lang)
    on_stage = [one for one in signings if one["state"] == "announced"]
    waiting = [one for one in signings if one["state"] == "sent"]
    done = sum(one["state"] == "done" for one in signings)
    zone = days.time_zone(db)
    today = days.local(now, zone)
    parts = [
        Part(
            "stage-slide", "stage/_slide.html", {"signing": on_stage[-1] if on_stage else None, "done": done}
        ),
        Part("stage-next", "stage/_next.html", {"signings": waiting, "on_stage": on_stage[-1:]}),
    ]
    page = {
        "clock": days.clock_text(now, zone),
        "year": today.year,
        "month": today.month,
        "day": today.day,
    }
    return Shown({"signings": signings}, parts, page, "stage/_topic.html")


def ceremonies(db: sqlite3.Connection, lang: str) -> list[Signing]:
    """Every signing with its parties and what was agreed; those that wait come last."""
    agreed = rows.every(
        db,
        Agreed,
        f"SELECT s.id, s.consultation_id AS consultation, s.state, b.number AS booth, {agency_column(lang)} AS agency,"
        f" e.name AS enterprise, {enterprise_column(lang)} AS enterprise_short, l.outcome, sum(l.amount_won) AS won, max(p.title) AS plan_item"
        " FROM signings s CROSS JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
        " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " CROSS JOIN lines l ON l.consultation_id = c.id AND l.version = c.version AND l.outcome <> 'consulted'"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id"
        " GROUP BY s.id, l.outcome ORDER BY s.state = 'sent', coalesce(s.announced_at, s.sent_at), s.id",
    )
    weightiest: dict[int, Agreed] = {}
    for row in sorted(agreed, key=lambda one: WEIGHT.index(one["outcome"])):
        weightiest.setdefault(row["id"], row)
    counted = dict.fromkeys(WEIGHT, 0)
    signings: list[Signing] = []
    for row in agreed:
        if weightiest[row["id"]] is row:
            counted[row["outcome"]] += 1
            row["enterprise_short"] = short_names.enterprise(row["enterprise_short"] or "") or None
            short = short_of(db, row["booth"], lang)
            signings.append({**row, "ordinal": counted[row["outcome"]], "agency_short": short})
    return signings
