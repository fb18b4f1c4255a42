"""The purchases the agencies announced. An item is known by agency, department and title."""

from collections.abc import Iterable
from typing import Any

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Categories, find_agency
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
from kiosk.language.text import close_key, key

COLUMNS = ("title", "category", "won", "quarter")


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "plan", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    agencies = {key(row["name"]): row["id"] for row in reading.all("SELECT id, name FROM agencies")}
    categories = Categories(reading)
    stored = {
        (row["agency_id"], close_key(row["department"]), close_key(row["title"])): row
        for row in reading.all("SELECT * FROM plan_items")
    }
    seen: dict[tuple[int, str, str], tuple[int | str, dict[str, Any]]] = {}
    added, changed = [], []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        agency_id = agencies.get(find_agency(agencies, values["agency"]) or "")
        if agency_id is None:
            verdict.refuse(
                verdict._(
                    "등록되지 않은 기관이에요: %(name)s. 기관을 먼저 가져오거나 ‘기관명’을 맞춰 주세요."
                ),
                name=values["agency"],
            )
            continue
        values = {**values, "category": categories.learn(values["category"])}
        identity = agency_id, close_key(values["department"]), close_key(values["title"])
        if identity in seen:
            _repeated(verdict, values, *seen[identity])
            continue
        seen[identity] = verdict.place, values
        item = stored.get(identity)
        if item is None:
            verdict.verdict = ADDED
            added.append((agency_id, values["department"], *(values[column] for column in COLUMNS)))
        elif any(item[column] != values[column] for column in COLUMNS):
            verdict.verdict = CHANGED
            changed.append((*(values[column] for column in COLUMNS), item["id"]))
        else:
            verdict.verdict = UNCHANGED
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored.keys() - seen.keys()))
    outcome.write(
        "INSERT INTO plan_items (agency_id, department, title, category, won, quarter) VALUES (?, ?, ?, ?, ?, ?)",
        added,
    )
    outcome.write("UPDATE plan_items SET title = ?, category = ?, won = ?, quarter = ? WHERE id = ?", changed)
    return outcome


def _repeated(verdict: Verdict, values: dict[str, Any], first_row: int | str, first: dict[str, Any]) -> None:
    if all(values[column] == first[column] for column in COLUMNS[1:]):
        verdict.verdict = MERGED
        verdict.say(verdict._("%(row)s번째 줄과 같은 사업이라 하나로 합쳤어요."), row=first_row)
    else:
        verdict.refuse(
            verdict._(
                "%(row)s번째 줄에 같은 기관·부서·사업명이 다른 내용으로 "
                "있어요. 다른 사업이면 사업명을 다르게 적어 주세요."
            ),
            row=first_row,
        )
