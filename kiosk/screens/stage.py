"""The stage: one signing at a time as a slide for the camera, between two the next pair (`stage`); and what its crew does
(`stage:crew`)."""

import sqlite3
from collections.abc import Collection
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.meeting.signings import SIGNED
from kiosk.expo.square import days
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown
from kiosk.screens.ceremonies import Signing, ceremonies
from kiosk.screens.results import Count, today

CREW = "crew"
DONE_SHOWN = 5


class Slide(TypedDict):
    """The signing on the stage now; else who is next, and today's results by kind."""

    signing: Signing | None
    next: Signing | None
    counts: list[Count]


class CrewRow(TypedDict):
    """Those that wait, in their order, and whether somebody stands on the stage: what is next can't be announced then."""

    signings: list[Signing]
    busy: bool


class CrewPast(TypedDict):
    """Skipped ones, and the last that were signed, the newest first."""

    skipped: list[Signing]
    done: list[Signing]


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """The signing on the stage now, and those sent to it, in their order. Raises NotFound for another key than `crew`."""
    if key not in ("", CREW):
        raise NotFound(gettext("그런 화면은 없어요.", lang))
    signings = ceremonies(db, lang)
    zone = days.time_zone(db)
    parts = _crew(signings) if key == CREW else _wall(signings, today(db, now, zone, SIGNED))
    at = days.local(now, zone)
    page = {"clock": days.clock_text(now, zone), "year": at.year, "month": at.month, "day": at.day}
    return Shown({"signings": signings}, parts, page, "stage/_topic.html")


def _wall(signings: list[Signing], counts: list[Count]) -> list[Part]:
    on_stage, waiting = _in(signings, "announced")[-1:], _in(signings, "sent")
    slide: Slide = {
        "signing": on_stage[0] if on_stage else None,
        "next": waiting[0] if waiting else None,
        "counts": counts,
    }
    coming = waiting if on_stage else waiting[1:]
    return [
        Part("stage-slide", "stage/_slide.html", slide),
        Part("stage-next", "stage/_next.html", {"signings": coming}),
    ]


def _crew(signings: list[Signing]) -> list[Part]:
    on_stage = _in(signings, "announced")
    row: CrewRow = {"signings": _in(signings, "sent"), "busy": bool(on_stage)}
    past: CrewPast = {
        "skipped": _in(signings, "skipped"),
        "done": _in(signings, "done")[: -DONE_SHOWN - 1 : -1],
    }
    return [
        Part("crew-now", "stage/_crew_now.html", {"signings": on_stage[::-1]}),
        Part("crew-row", "stage/_crew_row.html", row),
        Part("crew-past", "stage/_crew_past.html", past),
    ]


def _in(signings: list[Signing], state: str) -> list[Signing]:
    return [one for one in signings if one["state"] == state]
