"""What of the programme people are signed up for, as sheets list it."""

from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square import days
from kiosk.screens.sheets.shapes import Group, Link, Look, group

SHOWN = 12


class SignUp(TypedDict):
    """Who is signed up for what; ms."""

    number: int
    title: str
    place: str | None
    starts_at: int
    cancelled_at: int | None
    seated_at: int | None
    attended_at: int | None


def of_people(look: Look, whose: str, value: int, *, names_them: bool = False) -> list[Group]:
    """A group of what they are signed up for, in its order; none where there is nothing. `whose`: a condition on `s`."""
    found = rows.every(
        look.db,
        SignUp,
        "SELECT v.number, i.title, i.place, i.starts_at, i.cancelled_at, s.seated_at, s.attended_at FROM sign_ups s"
        " JOIN programme i ON i.id = s.item_id JOIN visitors v ON v.id = s.visitor_id"
        f" WHERE {whose} AND s.{conditions.SIGNED_UP} ORDER BY i.starts_at, v.number",
        value,
    )
    if not found:
        return []
    links = [_link(look, one, names_them) for one in found[:SHOWN]]
    return [group(look._("신청한 프로그램"), links, more=max(0, len(found) - SHOWN))]


def _link(look: Look, one: SignUp, names_them: bool) -> Link:
    same = look.day and days.date_of(one["starts_at"], look.zone) == look.day.day
    clock = look.clock(one["starts_at"]) if same else f"{days.local(one['starts_at'], look.zone):%m.%d %H:%M}"
    detail = [str(one["number"]) if names_them else None, one["place"], _standing(look, one)]
    return {
        "kind": "item",
        "href": "/organiser/programme",
        "title": one["title"],
        "detail": " · ".join(filter(None, detail)),
        "state": None,
        "time": clock,
    }


def _standing(look: Look, one: SignUp) -> str:
    if one["cancelled_at"] is not None:
        return look._("취소됨")
    if one["attended_at"] is not None:
        return look._("참석했어요")
    return look._("자리 있음") if one["seated_at"] is not None else look._("대기")
