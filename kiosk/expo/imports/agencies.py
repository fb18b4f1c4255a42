"""Agencies and their booths. An agency is known by its name, a booth by its number.

A known agency may move to another booth number, two may change places; a booth whose agency stands nowhere in the
file under its old name was renamed, or another agency takes it over (`takeovers.py`).
"""

from collections.abc import Iterable
from typing import Any, Literal

from kiosk.expo.imports import takeovers
from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Verdict,
    begin,
)
from kiosk.expo.imports.takeovers import StoredAgency
from kiosk.language.text import key

Column = Literal[
    "name", "name_en", "short_name", "kind", "total_purchase_won", "number", "counters", "x_m", "y_m"
]
AGENCY: tuple[Column, ...] = ("name", "name_en", "short_name", "kind", "total_purchase_won")
BOOTH: tuple[Column, ...] = ("number", "counters", "x_m", "y_m")
COLUMNS = AGENCY + BOOTH

Values = dict[str, Any]
Matched = tuple[Verdict, Values, StoredAgency | None]


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    stored = reading.every(
        StoredAgency,
        "SELECT a.id AS agency_id, b.id AS booth_id, a.name, a.name_en, a.short_name, a.kind, a.total_purchase_won, b.number,"
        " coalesce(b.file_counters, b.counters) AS counters, b.x_m, b.y_m FROM agencies a LEFT JOIN booths b ON b.agency_id = a.id",
    )
    matched, taken = _judge_takeovers(reading, _match(rows, stored))
    matched = _without_collisions(matched, stored)
    agency_id, booth_id = reading.next_id("agencies"), reading.next_id("booths")
    new_agencies, new_booths, agencies, booths, freed, handed_over = [], [], [], [], [], []
    for verdict, values, row in matched:
        if row is None:
            verdict.verdict = ADDED
            new_agencies.append((agency_id, *(values[column] for column in AGENCY)))
            new_booths.append((booth_id, agency_id, *(values[column] for column in BOOTH)))
            agency_id, booth_id = agency_id + 1, booth_id + 1
            continue
        new: Values = {
            column: row[column] if values[column] is None else values[column] for column in COLUMNS
        }
        different = {column for column in COLUMNS if new[column] != row[column]}
        verdict.verdict = CHANGED if different else UNCHANGED
        takeovers.say_what_runs(reading, verdict, row, new)
        if row["booth_id"] in taken:
            new_agencies.append((agency_id, *(values[column] for column in AGENCY)))
            handed_over.append((agency_id, row["booth_id"]))
            agency_id += 1
        elif different & set(AGENCY):
            agencies.append((*(new[column] for column in AGENCY), row["agency_id"]))
        if row["booth_id"] is None:
            new_booths.append((booth_id, row["agency_id"], *(new[column] for column in BOOTH)))
            booth_id += 1
        elif different & set(BOOTH):
            booths.append((*(new[column] for column in BOOTH), row["booth_id"]))
            # Two booths that change places would meet halfway, so every moving one first lets go of its number.
            freed.append((f"~{row['booth_id']}", row["booth_id"]))
    known = sum(row is not None for _, _, row in matched)
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored) - known)
    outcome.write(
        "UPDATE agencies SET name = ?, name_en = ?, short_name = ?, kind = ?, total_purchase_won = ? WHERE id = ?",
        agencies,
    )
    outcome.write("UPDATE booths SET number = ? WHERE id = ?", freed)
    # Where a plan by the hour says how many counters there are, the file says how many without it.
    outcome.write(
        "UPDATE booths SET number = ?1, counters = iif(file_counters IS NULL, ?2, counters),"
        " file_counters = iif(file_counters IS NULL, NULL, ?2), x_m = ?3, y_m = ?4 WHERE id = ?5",
        booths,
    )
    outcome.write(
        "INSERT INTO agencies (id, name, name_en, short_name, kind, total_purchase_won) VALUES (?, ?, ?, ?, ?, ?)",
        new_agencies,
    )
    outcome.write("UPDATE booths SET agency_id = ? WHERE id = ?", handed_over)
    outcome.vacated = [booth_id for _, booth_id in handed_over]
    outcome.write(
        "INSERT INTO booths (id, agency_id, number, counters, x_m, y_m) VALUES (?, ?, ?, ?, ?, ?)", new_booths
    )
    return outcome


def _match(rows: list[tuple[Verdict, Values]], stored: list[StoredAgency]) -> list[Matched]:
    """Beside each usable row the agency it is about, or None for a new one."""
    by_name = {key(row["name"]): row for row in stored}
    names_in_file = {key(values["name"]) for verdict, values in rows if not verdict.verdict}
    renamable = {
        row["number"]: row for row in stored if row["number"] and key(row["name"]) not in names_in_file
    }
    seen_names: dict[str, tuple[int | str, Values]] = {}
    seen_numbers: dict[str, int | str] = {}
    matched = []
    for verdict, values in rows:
        if verdict.verdict or _repeated(verdict, values, seen_names, seen_numbers):
            continue
        seen_names[key(values["name"])] = verdict.place, values
        seen_numbers[values["number"]] = verdict.place
        row = by_name.get(key(values["name"])) or renamable.get(values["number"])
        matched.append((verdict, values, row))
    return matched


def _judge_takeovers(reading: Reading, matched: list[Matched]) -> tuple[list[Matched], set[int]]:
    """The rows that may go on, and the booths (ids) that another agency takes over."""
    taken: set[int] = set()
    for verdict, values, row in matched:
        if row is None or row["booth_id"] is None or key(row["name"]) == key(values["name"]):
            continue
        if takeovers.is_replaced(reading, verdict, row, values["number"], values["name"]):
            taken.add(row["booth_id"])
    return [one for one in matched if not one[0].verdict], taken


def _without_collisions(matched: list[Matched], stored: list[StoredAgency]) -> list[Matched]:
    """Refuse whoever wants the number of a booth that stays; refusing one may make another collide."""
    while True:
        moving = {row["agency_id"] for _, _, row in matched if row}
        staying = {row["number"]: row["name"] for row in stored if row["agency_id"] not in moving}
        collide = [one for one in matched if one[1]["number"] in staying]
        for verdict, values, _ in collide:
            verdict.refuse(
                verdict._(
                    "부스 %(number)s에는 이미 다른 기관(%(name)s)이 있어요. "
                    "다른 부스번호를 적거나 그 기관의 줄도 넣어 주세요."
                ),
                number=values["number"],
                name=staying[values["number"]],
            )
        if not collide:
            return matched
        matched = [one for one in matched if one not in collide]


def _repeated(
    verdict: Verdict,
    values: Values,
    seen_names: dict[str, tuple[int | str, Values]],
    seen_numbers: dict[str, int | str],
) -> bool:
    """Judge a row whose agency or booth an earlier row has already."""
    if first := seen_names.get(key(values["name"])):
        if first[1] == values:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 기관이라 하나로 합쳤어요."), row=first[0])
        else:
            verdict.refuse(
                verdict._("같은 기관이 %(row)s번째 줄에 다른 내용으로 있어요. 한 줄만 남겨 주세요."),
                row=first[0],
            )
    elif values["number"] in seen_numbers:
        verdict.refuse(
            verdict._("부스번호 %(number)s번을 %(row)s번째 줄에서 이미 썼어요. 다른 부스번호를 적어 주세요."),
            number=values["number"],
            row=seen_numbers[values["number"]],
        )
    return bool(verdict.verdict)
