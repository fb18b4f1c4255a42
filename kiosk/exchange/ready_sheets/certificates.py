"""Certificates of participation (PDF), a page an enterprise in the expo's face: who came, and with how many agencies it met."""

import sqlite3
from pathlib import Path
from typing import Any, TypedDict

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.data import conditions, rows
from kiosk.exchange import typesetting
from kiosk.exchange.report.document import as_svg, when
from kiosk.expo.person import brn
from kiosk.expo.square import days, ground
from kiosk.face import default_emblem
from kiosk.face.scale import PATTERN_SHARE
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import company_key

TEMPLATE = "print/certificate.typ"
MET = N_("위 기업은 %(event)s(%(when)s)에 참가하여 공공기관 %(n)s곳과 구매 상담을 하였음을 확인합니다.")
CAME = N_("위 기업은 %(event)s(%(when)s)에 참가하였음을 확인합니다.")


class Participant(TypedDict):
    """An enterprise of which somebody came; `agencies`: how many it met."""

    id: int
    name: str
    name_en: str | None
    brn: str | None
    agencies: int


def write_certificates(
    db: sqlite3.Connection, path: Path, lang: str, *, now: int, enterprise: str = ""
) -> int:
    """Write those of all enterprises that came, or of the one of this name or 사업자등록번호; returns how many.

    Raises Unusable where there is none.
    """
    found = [one for one in participants(db) if _is_asked_for(one, enterprise)]
    if not found:
        sentence = N_("입장한 기업 가운데 ‘%(name)s’이 없어요. 이름이나 사업자등록번호를 확인해 주세요.")
        nobody = N_("아직 입장한 기업이 없어요. 박람회가 시작된 뒤에 만들어 주세요.")
        raise Unusable(gettext(sentence if enterprise else nobody, lang, name=enterprise[:60]))
    with whole(path) as place:
        place.write_bytes(_pdf(values_of(db, found, lang, now=now), now))
    return len(found)


def participants(db: sqlite3.Connection) -> list[Participant]:
    """By name: every enterprise of which somebody checked in."""
    return rows.every(
        db,
        Participant,
        "SELECT e.id, e.name, e.name_en, e.brn, (SELECT count(DISTINCT b.agency_id) FROM consultations c"
        " JOIN visitors v ON v.id = c.visitor_id JOIN booths b ON b.id = c.booth_id"
        " WHERE v.enterprise_id = e.id AND c.state = 'finished') AS agencies FROM enterprises e WHERE EXISTS"
        f" (SELECT 1 FROM visitors v JOIN arrivals a ON a.visitor_id = v.id AND {conditions.came()}"
        " WHERE v.enterprise_id = e.id) ORDER BY e.name, e.id",
    )


def values_of(db: sqlite3.Connection, found: list[Participant], lang: str, *, now: int) -> dict[str, Any]:
    """What the template shows, all of it text."""
    still = ground.of(db)
    face = still.face
    event = face.title(lang) or gettext(N_("박람회"), lang)
    name = gettext(N_("참가 확인서"), lang)
    span = when([one.day for one in still.days], lang)
    return {
        "lang": lang,
        "title": f"{event} {name}",
        "name": name,
        "event": event,
        "accent": face.scale.light["brand-ink"],
        **{name: face.scale.field[f"face-{name}"] for name in ("glow", "field", "deep", "on")},
        "emblem": as_svg(face.emblem_on_field, face.emblem_on_paper),
        "plate": face.own_emblem is not None,
        "pattern": face.pattern.replace("<svg ", f'<svg opacity="{PATTERN_SHARE}" ', 1),
        "day": when([days.date_of(now, still.time_zone)], lang),
        "certificates": [_certificate(one, event, span, still.days[0].day[:4], lang) for one in found],
    }


def _certificate(one: Participant, event: str, span: str, year: str, lang: str) -> dict[str, str]:
    sentence = MET if one["agencies"] else CAME
    number = N_("제 %(year)s-%(n)s 호")
    return {
        "number": gettext(number, lang, year=year, n=f"{one['id']:04}"),
        "enterprise": (lang == "en" and one["name_en"]) or one["name"],
        "brn": brn.shown(one["brn"]) if one["brn"] else "",
        "said": gettext(sentence, lang, event=event, when=span, n=one["agencies"]),
    }


def _is_asked_for(one: Participant, enterprise: str) -> bool:
    if not enterprise.strip():
        return True
    asked = company_key(enterprise)
    names = [company_key(name) for name in (one["name"], one["name_en"]) if name]
    return asked in names or (one["brn"] is not None and brn.parse(enterprise) == one["brn"])


def _pdf(values: dict[str, Any], now: int) -> bytes:
    """An emblem that can't be set gives way to the default one."""
    try:
        return typesetting.pdf(TEMPLATE, values, made_at=now)
    except typesetting.Unset:
        plain = {**values, "emblem": default_emblem.emblem_on_field_svg(), "plate": False}
        return typesetting.pdf(TEMPLATE, plain, made_at=now)
