"""What happened to the subject of a sheet, from the journal, in sentences: numbers and enterprises, nobody's name."""

import json
from typing import Any

from kiosk.actions.verbs import kinds
from kiosk.data import rows
from kiosk.expo.square import days
from kiosk.language.sentences import gettext, reworded
from kiosk.screens import history
from kiosk.screens.addresses import address
from kiosk.screens.feed import OUTCOMES, PAUSES_ENDED
from kiosk.screens.sheets.shapes import Look, Past

SHOWN = 30
LOOKED_AT = 60  # of those that are told: some say nothing after all


class Entry(history.OfVisitor):
    """With what it was about."""

    seq: int
    number: int | None
    enterprise: str | None
    consultation_id: int | None


def of_people(look: Look, where: str, *values: Any) -> list[Past]:
    """The last entries of `journal j` about visitors under this condition that say something, the newest first."""
    # Going back through the whole journal, as SQLite would, takes long for who is seldom heard of.
    return _told(look, "INDEXED BY journal_of_visitor", where, *values)


def of(look: Look, seqs: str, *values: Any) -> list[Past]:
    """The last of the entries with these `seqs`, a query, that say something, the newest first."""
    return _told(look, "", f"j.seq IN ({seqs})", *values)


def _told(look: Look, index: str, where: str, *values: Any) -> list[Past]:
    said = {name: kind.history or kind.in_feed for name, kind in kinds().items()}
    entries = rows.every(
        look.db,
        Entry,
        "SELECT j.seq, j.kind, j.happened_at, j.actor, j.detail, j.consultation_id, b.number AS booth, s.name AS station,"
        f" v.number, e.name AS enterprise FROM journal j {index} LEFT JOIN booths b ON b.id = j.booth_id"
        " LEFT JOIN stations s ON s.id = j.station_id LEFT JOIN visitors v ON v.id = j.visitor_id"
        f" LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE {where} AND {history.are_told(said)}"
        " ORDER BY j.seq DESC LIMIT ?",
        *values,
        LOOKED_AT,
    )
    found = (_past(look, row, history.sentence_of(row, said[row["kind"]], look.lang)) for row in entries)
    return [one for one in found if one][:SHOWN]


def _past(look: Look, row: Entry, text: str | None) -> Past | None:
    detail = json.loads(row["detail"])
    if text is None or (row["kind"] in PAUSES_ENDED and detail.get("reason") == "closed"):
        return None
    outcomes = [gettext(OUTCOMES[kind], look.lang) for kind in detail.get("outcomes", ()) if kind in OUTCOMES]
    reason = detail.get("reason") or ""
    return {
        "seq": row["seq"],
        "day": f"{days.local(row['happened_at'], look.zone):%m.%d}",
        "time": days.clock_text(row["happened_at"], look.zone),
        "time_unknown": bool(detail.get("time_unknown", False)),
        "who": " ".join(str(part) for part in (row["number"], row["enterprise"]) if part),
        "href": address("visitor", row["number"]) if row["number"] else None,
        "text": " · ".join([text, *outcomes]),
        "reason": "" if reason.isascii() and reason.islower() else str(reworded(reason, look.lang)),
        "by": row["station"]
        or gettext(history.ROLES.get(row["actor"].partition(":")[0], row["actor"]), look.lang),
    }
