"""When an agency or an enterprise cannot come: known by who and the whole span."""

from collections.abc import Iterable
from typing import Any

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Agencies, Days, Enterprises
from kiosk.expo.imports.rows import ADDED, MERGED, UNCHANGED, Outcome, Prepared, Reading, Verdict, begin

Key = tuple[int | None, int | None, int, int]  # agency, enterprise, from, until


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "away", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    agencies, enterprises, days = Agencies(reading), Enterprises(reading), Days(reading)
    stored: set[Key] = {
        (one["agency_id"], one["enterprise_id"], one["begins_at"], one["ends_at"])
        for one in reading.all("SELECT agency_id, enterprise_id, begins_at, ends_at FROM away")
    }
    seen: dict[Key, int | str] = {}
    added: list[Key] = []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        who = _who(verdict, values, agencies, enterprises)
        span = _span(verdict, values, days)
        if verdict.verdict or who is None or span is None:
            continue
        key = *who, *span
        if key in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같아 하나로 합쳤어요."), row=seen[key])
            continue
        seen[key] = verdict.place
        verdict.verdict = UNCHANGED if key in stored else ADDED
        if key not in stored:
            added.append(key)
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored - seen.keys()))
    outcome.write(
        "INSERT INTO away (agency_id, enterprise_id, begins_at, ends_at, source, said_at) VALUES (?, ?, ?, ?, 'import', ?)",
        [(*key, reading.now) for key in added],
    )
    return outcome


def _who(
    verdict: Verdict, values: dict[str, Any], agencies: Agencies, enterprises: Enterprises
) -> tuple[int | None, int | None] | None:
    """The agency's or the enterprise's id beside None: a row is about one of them."""
    of_enterprise = bool(values["brn"] or values["enterprise"])
    if of_enterprise == bool(values["agency"]):
        verdict.refuse(
            verdict._("한 줄에 한 곳만 적어 주세요: ‘기관명’이나 ‘기업명·사업자등록번호’ 가운데 하나예요.")
        )
        return None
    if of_enterprise:
        return None, enterprises.find(verdict, values)
    return agencies.find(verdict, values["agency"]), None


def _span(verdict: Verdict, values: dict[str, Any], days: Days) -> tuple[int, int] | None:
    """Without times the whole day."""
    found = days.moment(verdict, values["day"], values["from"] or "00:00")
    if found is None:
        return None
    day, begins_at = found
    ends_at = days.at(day.day, values["until"] or "24:00")
    if begins_at >= ends_at:
        verdict.refuse(verdict._("‘까지’가 ‘부터’보다 늦어야 해요. 시각을 다시 적어 주세요."))
        return None
    if not values["from"]:
        begins_at = day.opens_at
    if not values["until"]:
        ends_at = day.closes_at
    return begins_at, ends_at
