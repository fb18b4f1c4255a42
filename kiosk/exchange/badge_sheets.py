"""Badges as they are printed: everybody's on sheets of A4, blank ones, one person's for a printer."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypedDict
from uuid import uuid4

from badges.code import encode
from badges.drawing import Badge, blank
from badges.fonts import SUBSTITUTE
from badges.fonts import load as load_fonts
from badges.layouts import layout as badge_layout
from badges.sheet import sheet
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data import rows
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.square import gatherings, ground, rehearsal
from kiosk.expo.square.face import Face
from kiosk.expo.square.ground import Gathering

CITIZEN, GUEST = "시민", "초청 손님"
REHEARSED = "연습 명찰 · 행사 날에는 쓸 수 없어요"
STAFF_KINDS = {"staff": "운영", "press": "취재", "official": "관계자"}


class Holder(TypedDict):
    """Whose badge is printed, and what stands on it."""

    number: int
    serial: int
    name: str
    badge_kind: str
    enterprise: str | None
    kind: str | None
    need: str | None
    gathering_id: int | None
    name_latin: str | None
    comes_from: str | None


_SELECT = (
    "SELECT v.number, v.serial, c.name, v.badge_kind, e.name AS enterprise, e.kind, v.need, v.gathering_id, c.name_latin,"
    " c.comes_from FROM visitors v"
    " JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
    " WHERE v.state = 'registered' AND v.voided_at IS NULL"  # a void one: badge.reprint first, which raises the serial
)


def write_sheet(
    store: Store,
    path: str | os.PathLike[str],
    *,
    origin: str = "",
    layout: str = "card",
    blank: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write a PDF of everybody's badge, in the order of names, or of `blank` new blank ones; returns how many.

    origin: where phones open a badge's QR, or "" for digits alone. on_progress(done, total). Raises Unusable for an
    unknown layout or a path that cannot be written. Nobody whose contact data was forgotten gets a badge.
    """
    try:
        badge_layout(layout)
        badges = blank_badges(store, blank, origin=origin) if blank else everybody(store, origin=origin)
        sheet(badges, path, on_progress=on_progress, layout_name=layout)
    except ValueError as error:
        raise Unusable(f"명찰 모양을 확인해 주세요: {error}") from error
    except OSError as error:
        raise Unusable(f"{path}: 쓸 수 없습니다 ({error.strerror or error}).") from error
    return len(badges)


def everybody(store: Store, *, origin: str = "") -> list[Badge]:
    """The badge of every registered visitor."""
    with store.read() as db:
        face = ground.of(db).face
        return [
            badge(row, store.badge_key, origin, face, gatherings.of(db, row["gathering_id"]))
            for row in rows.every(db, Holder, _SELECT)
        ]


def one(db: sqlite3.Connection, visitor_id: int, key: bytes, *, origin: str = "") -> Badge | None:
    """A visitor's badge as it is now. None for somebody who is not registered (any more) or was forgotten, and for a
    badge that was made void."""
    row = rows.one(db, Holder, f"{_SELECT} AND v.id = ?", visitor_id)
    if row is None:
        return None
    return badge(row, key, origin, ground.of(db).face, gatherings.of(db, row["gathering_id"]))


def blank_badges(store: Store, count: int, *, origin: str = "") -> list[Badge]:
    """Blank badges whose numbers are reserved for good, one action per block. Raises Unusable."""
    with store.read() as db:
        face = ground.of(db).face
    made = perform(store, "badge.reserve", SYSTEM, {"action_id": uuid4().hex, "count": count})
    if not made.ok:
        raise Unusable(made.data["message"])
    return [
        replace(blank(one["number"], one["serial"], one["code"], origin or None), **_looks(face))
        for one in made.data["badges"]
    ]


def badge(row: Holder, key: bytes, origin: str, face: Face, gathering: Gathering | None = None) -> Badge:
    """What the printed badge says. A guest's names their event in place of the expo, and whom they come from."""
    if gathering:
        return _guests(row, key, origin, face, gathering)
    kind = STAFF_KINDS.get(row["badge_kind"]) or (row["kind"] or "기타" if row["enterprise"] else CITIZEN)
    return Badge(
        number=row["number"],
        serial=row["serial"],
        code=encode(key, row["number"], row["serial"]),
        name=row["name"],
        enterprise=row["enterprise"],
        kind=kind,
        origin=origin or None,
        need=row["need"],
        **_looks(face) | ({"event": REHEARSED} if row["serial"] >= rehearsal.FIRST_SERIAL else {}),
    )


def _guests(row: Holder, key: bytes, origin: str, face: Face, gathering: Gathering) -> Badge:
    """The name in its own letters where the badge's fonts have them all, the Latin one above it; else that one alone."""
    own, latin = row["name"], row["name_latin"]
    is_shown = SUBSTITUTE not in load_fonts().printable(own)
    above = (latin if is_shown and latin != own else None, row["comes_from"])
    plain: Holder = {
        **row,
        "name": own if is_shown or not latin else latin,
        "enterprise": " · ".join(filter(None, above)) or None,
        "kind": GUEST,
        "gathering_id": None,
    }
    made = badge(plain, key, origin, face)
    named = made.event if row["serial"] >= rehearsal.FIRST_SERIAL else gatherings.title(gathering, "en")
    return replace(made, kind=GUEST, event=named)


def _looks(face: Face) -> dict[str, Any]:
    """What a badge shows of the expo. An emblem of its own that nobody painted for paper is left out."""
    emblem = face.emblem_on_paper or (b"" if face.own_emblem else None)
    return {"event": face.name, "colour": face.colour, "emblem": emblem}
