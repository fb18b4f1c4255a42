"""Whom agencies and enterprises wish to meet, before there are appointments: known by agency, enterprise and whose mark it is.

A mark that the file does not name stays: it may have been set in the browser since.
"""

from collections.abc import Iterable

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Agencies, Enterprises
from kiosk.expo.imports.rows import ADDED, MERGED, UNCHANGED, Outcome, Prepared, Reading, begin

Key = tuple[int, int, str]  # agency, enterprise, side
BOTH = "both"


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "marks", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    agencies, enterprises = Agencies(reading), Enterprises(reading)
    stored: set[Key] = {
        (one["agency_id"], one["enterprise_id"], one["side"])
        for one in reading.all("SELECT agency_id, enterprise_id, side FROM marks")
    }
    seen: dict[Key, int | str] = {}
    added: list[Key] = []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        agency = agencies.find(verdict, values["agency"])
        enterprise = enterprises.find(verdict, values)
        if verdict.verdict or agency is None or enterprise is None:
            continue
        sides = ("agency", "enterprise") if values["side"] == BOTH else (values["side"],)
        keys = [(agency, enterprise, side) for side in sides]
        if all(one in seen for one in keys):
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 표시라 하나로 합쳤어요."), row=seen[keys[0]])
            continue
        new = [one for one in keys if one not in stored and one not in seen]
        seen.update(dict.fromkeys(keys, verdict.place))
        verdict.verdict = ADDED if new else UNCHANGED
        added += new
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored - seen.keys()))
    outcome.write(
        "INSERT INTO marks (agency_id, enterprise_id, side, source, marked_at) VALUES (?, ?, ?, 'import', ?)",
        [(*key, reading.now) for key in added],
    )
    return outcome
