"""Purchases of the time after the expo, as agencies' files bring them. One is known by agency, document and product; without a
document by agency, enterprise, product, day and won. What they are of what was promised, somebody says later
(expo/after/purchases.py).
"""

from collections.abc import Iterable
from typing import Any, TypedDict

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
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.language.text import close_key, company_key, key

COLUMNS = ("enterprise", "brn", "product", "category", "bought_on", "won", "document")
NO_AGENCY = N_("등록되지 않은 기관이에요: %(name)s. 기관을 먼저 가져오거나 ‘기관명’을 맞춰 주세요.")
TOO_EARLY = N_("박람회 첫날(%(day)s)보다 앞선 구매예요. 박람회 뒤의 구매만 넣어 주세요.")
NOT_YET = N_("구매일이 아직 오지 않았어요(오늘은 %(day)s). 연도를 확인해 주세요.")
DECIDED = N_(
    "이미 약속과 견주어 정한 구매라 바꾸지 않았어요. ‘박람회 뒤’ 화면에서 되돌린 뒤에 다시 가져와 주세요."
)
SAME = N_("%(row)s번째 줄과 같은 구매라 하나로 합쳤어요.")
TWICE = N_(
    "%(row)s번째 줄에 같은 구매가 다른 내용으로 있어요. 다른 구매면 문서번호나 품목을 다르게 적어 주세요."
)
UNMET = N_("박람회에서 이 기관과 상담한 기업이 아니에요. 이을 약속이 없어 이후 구매로만 남아요.")

Identity = tuple[Any, ...]


class Stored(TypedDict):
    id: int
    agency_id: int
    enterprise: str
    brn: str | None
    product: str
    category: str | None
    bought_on: str
    won: int
    document: str | None
    decided: str | None


class Met(TypedDict):
    agency_id: int
    enterprise: str
    brn: str | None


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "purchases", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    agencies = {key(row["name"]): row["id"] for row in reading.all("SELECT id, name FROM agencies")}
    categories, met = Categories(reading), _met(reading)
    stored = {
        _identity(one["agency_id"], one): one
        for one in reading.every(
            Stored,
            "SELECT id, agency_id, enterprise, brn, product, category, bought_on, won, document, decided FROM purchases",
        )
    }
    span = _span(reading)
    seen: dict[Identity, tuple[int | str, dict[str, Any]]] = {}
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for verdict, values in rows:
        if verdict.verdict or not _is_within(verdict, values["bought_on"], span):
            continue
        agency_id = agencies.get(find_agency(agencies, values["agency"]) or "")
        if agency_id is None:
            verdict.refuse(verdict._(NO_AGENCY), name=values["agency"])
            continue
        values = {**values, "category": categories.find(values["product"])}
        identity = _identity(agency_id, values)
        if identity in seen:
            _repeated(verdict, values, *seen[identity])
            continue
        seen[identity] = verdict.place, values
        if not {(agency_id, values["brn"]), (agency_id, company_key(values["enterprise"]))} & met:
            verdict.say(verdict._(UNMET))
        columns = tuple(values[name] for name in COLUMNS)
        one = stored.get(identity)
        if one is None:
            verdict.verdict = ADDED
            added.append((agency_id, *columns, reading.now))
        elif all(one[name] == values[name] for name in COLUMNS):  # type: ignore[literal-required]
            verdict.verdict = UNCHANGED
        elif one["decided"]:
            verdict.refuse(verdict._(DECIDED))
        else:
            verdict.verdict = CHANGED
            changed.append((*columns, one["id"]))
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored.keys() - seen.keys()))
    outcome.write(
        f"INSERT INTO purchases (agency_id, {', '.join(COLUMNS)}, imported_at) VALUES ({', '.join('?' * (len(COLUMNS) + 2))})",
        added,
    )
    outcome.write(
        f"UPDATE purchases SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE id = ? AND decided IS NULL",
        changed,
    )
    return outcome


def _identity(agency_id: int, values: Any) -> Identity:
    if values["document"]:
        return agency_id, close_key(values["document"]), close_key(values["product"])
    who = values["brn"] or company_key(values["enterprise"])
    return agency_id, who, close_key(values["product"]), values["bought_on"], values["won"]


def _met(reading: Reading) -> set[tuple[int, str | None]]:
    """Agency, and an enterprise that it met, by its number and by its name."""
    found = reading.every(
        Met,
        "SELECT DISTINCT b.agency_id, e.name AS enterprise, e.brn FROM booths b CROSS JOIN consultations c ON c.booth_id = b.id"
        " AND c.state = 'finished' JOIN visitors v ON v.id = c.visitor_id JOIN enterprises e ON e.id = v.enterprise_id",
    )
    by_name = {(one["agency_id"], company_key(one["enterprise"])) for one in found}
    return by_name | {(one["agency_id"], one["brn"]) for one in found if one["brn"]}


def _span(reading: Reading) -> tuple[str, str]:
    """From the expo's first day to today (ISO)."""
    first = next((one.day for one in days.all_days(reading.db)), "")
    return first, days.date_of(reading.now, reading.time_zone)


def _is_within(verdict: Verdict, bought_on: str, span: tuple[str, str]) -> bool:
    first, today = span
    if bought_on < first:
        verdict.refuse(verdict._(TOO_EARLY), day=first)
    elif bought_on > today:
        verdict.refuse(verdict._(NOT_YET), day=today)
    return not verdict.verdict


def _repeated(verdict: Verdict, values: dict[str, Any], first_row: int | str, first: dict[str, Any]) -> None:
    if all(values[name] == first[name] for name in COLUMNS):
        verdict.verdict = MERGED
        verdict.say(verdict._(SAME), row=first_row)
    else:
        verdict.refuse(verdict._(TWICE), row=first_row)
