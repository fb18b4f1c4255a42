"""The rule that brings prepared rows of a file into the expo, and the dry run of it.

Both run the same comparison, which reads the database and returns verdicts and statements. The dry run drops the
statements, so it always says what applying would do.
"""

import secrets
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from kiosk.actions.refusals import NotFound
from kiosk.expo.imports import (
    agencies,
    appointments,
    away,
    columns,
    enterprises,
    follow_ups,
    guests,
    marks,
    order,
    paper,
    pieces,
    places,
    plan,
    programme,
    purchases,
    takeovers,
    timetable_answers,
)
from kiosk.expo.imports.rows import VERDICTS, Outcome, Prepared, Reading, report
from kiosk.expo.programme import seats
from kiosk.language.sentences import gettext

if TYPE_CHECKING:
    from kiosk.data.store import Change

VERB = "import.apply"
COMPARE: dict[str, Callable[[Reading, Iterable[Prepared]], Outcome]] = {
    "agencies": agencies.compare,
    "plan": plan.compare,
    "enterprises": enterprises.compare,
    "appointments": appointments.compare,
    "programme": programme.compare,
    "places": places.compare,
    "guests": guests.compare,
    "marks": marks.compare,
    "away": away.compare,
    "timetable_answers": timetable_answers.compare,
    "paper": paper.compare,
    "follow_ups": follow_ups.compare,
    "purchases": purchases.compare,
}
KINDS = order.ORDER

UPLOADS_KEPT, ROWS_KEPT = 8, 60_000

__all__ = [
    "KINDS",
    "Prepared",
    "columns",
    "apply",
    "apply_action",
    "apply_pieces",
    "keep",
    "meaning",
    "preview",
    "progress",
]

_uploads: OrderedDict[str, tuple[str, list[Prepared]]] = OrderedDict()
_progress: OrderedDict[str, tuple[int, int]] = OrderedDict()


def keep(kind: str, prepared: list[Prepared]) -> str:
    """Keep prepared rows in this process until they are applied; returns the word that names them in the action.

    Rows hold contact data, so they are no field of the action and stand in no table; the oldest make way.
    """
    upload = secrets.token_hex(16)
    _uploads[upload] = kind, prepared
    while len(_uploads) > UPLOADS_KEPT or (len(_uploads) > 1 and _rows_kept() > ROWS_KEPT):
        _uploads.popitem(last=False)
    return upload


def apply_pieces(transaction: pieces.Transaction[Any], *, kind: str, upload: str, **_: Any) -> Any:
    """What `import.apply` does beforehand, in transactions of its own: bring a large file in by pieces. Gives what
    apply_action() then tells as done; None where the file is small enough for the action's own transaction."""
    kept_kind, prepared = _uploads.get(upload, ("", []))
    if kept_kind != kind or not pieces.is_large(kind, prepared):
        return None
    return pieces.bring_in(
        transaction, partial(_reading, meant={}), prepared, lambda done, total: _tell(upload, done, total)
    )


def progress(upload: str) -> tuple[int, int]:
    """How many rows of a large file are in, and of how many; 0 of 0 where nothing is known of it."""
    return _progress.get(upload, (0, 0))


def _tell(upload: str, done: int, total: int) -> None:
    _progress[upload] = done, total
    while len(_progress) > UPLOADS_KEPT:
        _progress.popitem(last=False)


def _rows_kept() -> int:
    return sum(len(prepared) for _, prepared in _uploads.values())


def apply_action(
    change: "Change",
    *,
    kind: str,
    upload: str,
    renamed: Iterable[str] = (),
    replaced: Iterable[str] = (),
    before: pieces.Whole | None = None,
) -> dict[str, Any]:
    """The action `import.apply`: bring the rows in that keep() holds under `upload`; answers with the report.

    `renamed`, `replaced`: booth numbers where another name is the same agency's, or another agency's. `before`: what
    apply_pieces() has brought in.
    """
    kept_kind, prepared = _uploads.get(upload, ("", []))
    if (
        before is None and kept_kind != kind
    ):  # what is in already is told, though other files were chosen meanwhile
        raise NotFound(
            gettext("올려 둔 파일이 없어요. 파일을 다시 골라 미리 보고 가져와 주세요.", change.lang)
        )
    if before:
        pieces.end(change, before)
        answer = _told(change, kind, before.outcome(_reading(change, {})))
    else:
        answer = apply(change, kind, prepared, meant=meaning(renamed, replaced))
    sentence = gettext(
        "가져왔어요: 더함 %(added)s, 바꿈 %(changed)s, 그대로 %(unchanged)s, 합침 %(merged)s, 거절 %(refused)s.",
        change.lang,
    )
    return {"message": sentence % answer, "report": answer}


def meaning(renamed: Iterable[str] = (), replaced: Iterable[str] = ()) -> dict[str, str]:
    """Booth number -> what another agency's name there means."""
    return dict.fromkeys(renamed, takeovers.RENAMED) | dict.fromkeys(replaced, takeovers.REPLACED)


def preview(
    db: sqlite3.Connection,
    kind: str,
    prepared: Iterable[Prepared],
    *,
    key: bytes,
    now: int = 0,
    lang: str = "ko",
    meant: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What apply() would answer now; writes nothing. `key` is the badge key (store.badge_key), `now` in ms,
    `meant` of meaning()."""
    expo = db.execute("SELECT time_zone FROM expo").fetchone()
    zone = expo["time_zone"] if expo else "Asia/Seoul"
    return report(COMPARE[kind](Reading(db, key, lang, now, time_zone=zone, meant=meant or {}), prepared))


def apply(
    change: "Change", kind: str, prepared: Iterable[Prepared], *, meant: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Write what the rows add or change, in this one transaction; returns the report of `import --json`.

    The same rows again change nothing. One journal entry `import.apply` holds the kind and the counts.
    """
    outcome = COMPARE[kind](_reading(change, meant or {}), prepared)
    for sql, rows in outcome.writes:
        change.db.executemany(sql, rows)
    if kind == "programme":  # a capacity may have grown
        seats.fill_all(change)
    if outcome.on_paper:
        paper.write(change, outcome.on_paper)
    for booth_id in outcome.vacated:
        takeovers.end_places(change, booth_id)
    return _told(change, kind, outcome)


def _reading(change: "Change", meant: Mapping[str, str]) -> Reading:
    by = f"{change.actor.role}:{change.actor.station_id}" if change.actor.station_id else change.actor.role
    return Reading(change.db, change.badge_key, change.lang, change.now, by, change.time_zone, meant)


def _told(change: "Change", kind: str, outcome: Outcome) -> dict[str, Any]:
    answer = report(outcome)
    counts = {name: answer[name] for name in (*VERDICTS, "warned", "missing")}
    change.record(VERB, what=kind, **counts, **({"moved": outcome.moved} if outcome.moved else {}))
    return answer
