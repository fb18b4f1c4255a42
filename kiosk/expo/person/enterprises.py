"""Enterprises as people name them: known by 사업자등록번호, else by a name that only one of them has."""

import re
from collections.abc import Iterable

from kiosk.data.store import Change
from kiosk.expo.person import brn as brn_rules

KINDS = ("사회적기업", "예비사회적기업", "협동조합", "사회적협동조합", "마을기업", "자활기업", "기타")


def normal_kind(text: str) -> str | None:
    """The kind as the expo writes it ("(예비)사회적기업" is 예비사회적기업), or None when unknown."""
    plain = re.sub(r"[()\s]", "", text)
    return plain if plain in KINDS else None


def find_or_add(change: Change, name: str, brn: str | None, kind: str | None) -> tuple[int, bool]:
    """The enterprise's id, and whether it was known before."""
    number = brn_rules.parse(brn) if brn else None
    if (known := _find(change, name, number)) is not None:
        return known, True
    plain_kind = normal_kind(kind) if kind else None
    return change.insert("enterprises", name=name, brn=number, kind=plain_kind), False


def add_categories(change: Change, enterprise_id: int, categories: Iterable[str]) -> None:
    """What the enterprise sells; those that stand already stay."""
    for category in categories:
        change.update("INSERT OR IGNORE INTO enterprise_categories VALUES (?, ?)", enterprise_id, category)


def _find(change: Change, name: str, number: str | None) -> int | None:
    if number:
        return _id(change, "SELECT id FROM enterprises WHERE brn = ?", number)
    same = change.all("SELECT id FROM enterprises WHERE name = ?", name)
    return same[0]["id"] if len(same) == 1 else None


def _id(change: Change, sql: str, value: str) -> int | None:
    found: int | None = change.value(sql, value)
    return found
