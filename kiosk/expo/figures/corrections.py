"""What changes a closed day's figures later: each entry of the journal that does is marked, and every figure that it touches
is shown as it was frozen, as it is now, and how often it was touched.

Later come what cut-off stations kept, corrections of logs, meetings that ended after the closing, signings of the evening.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.data.journal import Recorded
from kiosk.data.store import Change
from kiosk.expo.figures import definitions
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import closings, days, ground
from kiosk.expo.square.closings import Closing
from kiosk.expo.square.days import Day

# What an entry touches, by its kind. Of logs, their lines say more exactly which outcomes.
TOUCHES: dict[str, tuple[str, ...]] = {
    "visitor.check_in": ("arrivals", "waiting"),
    "visitor.undo_check_in": ("arrivals", "waiting"),
    "visitor.check_out": ("waiting",),
    "visitor.merge": ("arrivals", "waiting", "wishes"),
    "citizen.count": ("citizens",),
    "consultation.start": ("meetings", "waiting"),
    "consultation.cancel_start": ("meetings", "waiting"),
    "consultation.finish": ("meetings", "waiting", "wishes"),
    "consultation.lapse": ("meetings", "waiting", "wishes"),
    "consultation.correct": (),
    "ticket.no_show": ("calls",),
    "ticket.uncall": ("calls",),
    "wish.add": ("wishes",),
    "wish.withdraw": ("wishes",),
    "signing.done": ("signings",),
    "signing.undo": ("signings",),
    "programme.sign_up": ("programme",),
    "programme.leave": ("programme",),
    "programme.attend": ("programme",),
    "programme.undo_attend": ("programme",),
    "programme.cancel": ("programme",),
    "programme.restore": ("programme",),
    "import.apply": ("plan", "bought", "wishes", "programme"),
}
# The beginning of a figure's name -> what touches it. The first that fits.
FIGURES: tuple[tuple[str, str], ...] = (
    ("persons", "arrivals"),
    ("enterprises", "arrivals"),
    ("returned", "arrivals"),
    ("check_ins", "arrivals"),
    ("citizens", "citizens"),
    ("consultation", "meetings"),
    ("outcome_consulted", "consulted"),
    ("outcome_commitment", "commitment"),
    ("outcome_contract", "contract"),
    ("outcome_mou", "mou"),
    ("signings", "signings"),
    ("calls", "calls"),
    ("no_show", "calls"),
    ("wait", "waiting"),
    ("estimates", "waiting"),
    ("wishes", "wishes"),
    ("plan_items_touched", "bought"),
    ("plan_won_touched", "bought"),
    ("plan", "plan"),
    ("programme", "programme"),
)


class _Mark(TypedDict):
    seq: int
    touches: str
    agency_id: int | None


class Mark(NamedTuple):
    """An entry of the journal after a closing: what it touches, at a booth of which agency (None: at none)."""

    touches: frozenset[str]
    agency_id: int | None


class Later(TypedDict):
    """What was done in a day after its closing, as lists show it; ms."""

    seq: int
    kind: str
    at: int
    happened_at: int
    booth: str | None
    number: int | None
    consultation: int | None


class Lines(TypedDict):
    """The lines of one version of a log, counted by kind and purchase."""

    version: int
    outcome: str
    amount_won: int | None
    plan_item_id: int | None


class Frozen(NamedTuple):
    """Figures as they were frozen, and what touched them since."""

    closing: Closing
    values: dict[str, Any]
    marks: tuple[Mark, ...]

    def times(self, name: str) -> int:
        """How often this figure was touched since."""
        group = touched_by(name)
        return sum(group in one.touches for one in self.marks)


def mark(change: Change) -> None:
    """Mark what this change did in days that are closed: in the journal's entries (`after_closing`: the day), and beside the
    closing. Nothing is looked at as long as no day is closed."""
    closed = [day for day in ground.of(change.db).days if day.closed_at is not None]
    if not closed:
        return
    for entry in change.recorded:
        if entry.kind not in TOUCHES or "refused" in entry.detail:
            continue
        for day in closed:
            if _belongs(change, entry, day):
                _mark(change, entry, day)


def touched_by(name: str) -> str:
    """What touches the figure of this name."""
    return next((group for start, group in FIGURES if name.startswith(start)), "")


def frozen(db: sqlite3.Connection, scope: Scope) -> Frozen | None:
    """What was frozen of a day, or of the whole expo once all its days are closed. None as long as nothing is."""
    if scope.day is not None:
        closing = closings.of_day(db, scope.day)
        return _frozen(db, closing, "figures") if closing else None
    standing = [closings.of_day(db, day.day) for day in days.all_days(db)]
    if not standing or None in standing:
        return None
    return _frozen(db, max((one for one in standing if one), key=lambda one: one["closed_at"]), "so_far")


def told(db: sqlite3.Connection, scope: Scope) -> dict[str, Any]:
    """`definitions.told`, with what was frozen: `value` as it was then; where something touched it since, `corrected` (as it is
    now) and `corrections` (how often). `closing`: when, and the SHA-256 of the day's figures."""
    now = definitions.told(db, scope)
    was = frozen(db, scope)
    if was is None:
        return now
    zone = scope.zone
    figures = {name: _told(name, one, was) for name, one in now["figures"].items()}
    closing = {
        "day": was.closing["day"],
        "closed_at": days.iso(was.closing["closed_at"], zone),
        "sha256": was.closing["sha256"],
        "agencies_sha256": was.closing["agencies_sha256"],
    }
    return {**now, "figures": figures, "closing": closing}


def later(db: sqlite3.Connection, closing: int, limit: int = 100) -> list[Later]:
    """What was done in a day after this closing of it, the newest first."""
    return rows.every(
        db,
        Later,
        "SELECT j.seq, j.kind, j.at, j.happened_at, b.number AS booth, v.number, j.consultation_id AS consultation"
        " FROM after_closing a JOIN journal j ON j.seq = a.seq LEFT JOIN booths b ON b.id = j.booth_id"
        " LEFT JOIN visitors v ON v.id = j.visitor_id WHERE a.closing_id = ? ORDER BY a.seq DESC LIMIT ?",
        closing,
        limit,
    )


def _frozen(db: sqlite3.Connection, closing: Closing, which: Literal["figures", "so_far"]) -> Frozen:
    """`figures` are touched by what is marked for this closing; `so_far` by what is for any, since this one, the last."""
    where, value = (
        ("a.closing_id = ?", closing["id"])
        if which == "figures"
        else (
            "a.closing_id IN (SELECT id FROM closings WHERE reopened_at IS NULL) AND a.seq > ?",
            closing["seq"],
        )
    )
    marks = rows.every(
        db,
        _Mark,
        "SELECT DISTINCT a.seq, a.touches, b.agency_id FROM after_closing a JOIN journal j ON j.seq = a.seq"
        f" LEFT JOIN booths b ON b.id = j.booth_id WHERE {where}",
        value,
    )
    found = (Mark(frozenset(json.loads(one["touches"])), one["agency_id"]) for one in marks)
    return Frozen(closing, json.loads(closing[which]), tuple(found))


def _told(name: str, now: dict[str, Any], was: Frozen) -> dict[str, Any]:
    value, times = was.values.get(name), was.times(name)
    if not times and value == now["value"]:
        return now
    return {**now, "value": value, "corrected": now["value"], "corrections": times}


def _belongs(change: Change, entry: Recorded, day: Day) -> bool:
    """Whether what was done counts in the figures of this day."""
    detail, zone = entry.detail, change.time_zone
    if entry.kind == "import.apply":
        return True
    if "day" in detail:
        return bool(detail["day"] == day.day)
    if entry.kind == "visitor.merge":
        return "merged" in detail and _came(change, entry.visitor_id, day)
    if "item" in detail:
        return days.date_of(_starts_at(change, detail["item"]), zone) == day.day
    if entry.kind.startswith("consultation."):
        return days.date_of(_met_at(change, entry.consultation_id), zone) == day.day
    return days.date_of(detail.get("was_done_at") or change.happened_at, zone) == day.day


def _came(change: Change, visitor_id: int | None, day: Day) -> bool:
    sql = "SELECT 1 FROM arrivals WHERE visitor_id = ? AND day = ?"
    return change.one(sql, visitor_id, day.day) is not None


def _starts_at(change: Change, item: int) -> int:
    return int(change.value("SELECT starts_at FROM programme WHERE id = ?", item) or 0)


def _met_at(change: Change, consultation: int | None) -> int:
    sql = "SELECT coalesce(finished_at, started_at) FROM consultations WHERE id = ?"
    return int(change.value(sql, consultation) or 0)


def _mark(change: Change, entry: Recorded, day: Day) -> None:
    touches = {*TOUCHES[entry.kind], *_lines_touched(change, entry)}
    change.update(
        "INSERT INTO after_closing (closing_id, seq, touches) SELECT id, ?, ? FROM closings WHERE day = ? AND reopened_at IS NULL",
        entry.seq,
        json.dumps(sorted(touches)),
        day.day,
    )
    change.update(
        "UPDATE journal SET detail = json_set(detail, '$.after_closing', ?) WHERE seq = ?",
        day.day,
        entry.seq,
    )


def _lines_touched(change: Change, entry: Recorded) -> Iterable[str]:
    """The kinds of outcome whose count or won another version of a log changes; `bought` where the purchases it names do."""
    if entry.kind not in ("consultation.finish", "consultation.correct"):
        return
    found = rows.every(
        change.db,
        Lines,
        "SELECT l.version, l.outcome, l.amount_won, l.plan_item_id FROM lines l JOIN consultations c"
        " ON c.id = l.consultation_id WHERE c.id = ? AND l.version IN (c.version, c.version - 1) AND l.version > 0",
        entry.consultation_id,
    )
    newest = max((one["version"] for one in found), default=0)
    versions: Mapping[bool, list[Lines]] = {
        is_newest: [one for one in found if (one["version"] == newest) is is_newest]
        for is_newest in (True, False)
    }
    now, before = (
        Counter((one["outcome"], one["amount_won"]) for one in versions[new]) for new in (True, False)
    )
    yield from {outcome for outcome, _ in (now - before) + (before - now)}
    now_bought, bought_before = (
        Counter((one["plan_item_id"], one["amount_won"]) for one in versions[new] if one["plan_item_id"])
        for new in (True, False)
    )
    if now_bought != bought_before:
        yield "bought"
