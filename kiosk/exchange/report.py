"""The report an organiser answers to the press with: one page of HTML and the same figures as JSON.

Every figure comes from `kiosk.expo.figures`; kinds of outcome stand side by side and are never added together.
"""

import json
import sqlite3
from base64 import b64encode
from pathlib import Path
from typing import Any, TypedDict

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from badges.files import whole
from kiosk.expo.figures import figures, meetings, waiting
from kiosk.expo.figures.figures import BoothResults
from kiosk.expo.square import days, ground
from kiosk.expo.square.face import SVG

TEMPLATES = Path(__file__).parent.parent / "templates"
WORDS = {"consulted": "상담", "commitment": "우선구매 약정", "contract": "현장계약", "mou": "업무협약"}


class DayReport(TypedDict):
    """One day: persons and enterprises who came, how long meetings and waits took (minutes), outcomes by kind."""

    day: str
    persons: int
    enterprises: int
    meetings: dict[str, Any]
    waited_min: dict[str, Any]
    outcomes: dict[str, dict[str, int]]


class Report(TypedDict):
    """What the page and the JSON are made of; `made_at` is ISO; each figure as `figures` defines it."""

    name: str
    made_at: str | None
    days: list[DayReport]
    outcomes: dict[str, dict[str, int]]
    estimates: waiting.KeptEstimates
    booths: list[BoothResults]
    unwritten: int


def write_report(db: sqlite3.Connection, folder: Path, *, now: int) -> str:
    """Write report.html and report.json into `folder` (made where missing); returns a sentence for the terminal."""
    found = collect(db, now)
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("report/page.html")
    folder.mkdir(parents=True, exist_ok=True)
    with whole(folder / "report.html") as html, whole(folder / "report.json") as data:
        html.write_text(page.render(report=found, words=WORDS, cover=_cover(db)), encoding="utf-8")
        data.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return f"{folder}/report.html: {found['name']}, {len(found['days'])}일의 결과를 적었습니다."


def _cover(db: sqlite3.Connection) -> dict[str, Any]:
    """The face for a page that stands alone: colours, and pictures as `data:` addresses."""
    face = ground.of(db).face
    emblem = face.emblem_on_field
    return {
        **{name.removeprefix("face-"): colour for name, colour in face.scale.field.items()},
        "ink": face.scale.light["brand-ink"],
        "plate": face.own_emblem is not None,
        "emblem": _address(emblem.kind, emblem.data),
        "pattern": _address(SVG, face.pattern.encode()),
    }


def _address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def collect(db: sqlite3.Connection, now: int) -> Report:
    """Every figure of the report, by day and in all."""
    zone = days.time_zone(db)
    expo = db.execute("SELECT name FROM expo").fetchone()
    return {
        "name": expo["name"] if expo else "",
        "made_at": days.iso(now, zone),
        "days": [_day(db, day, zone) for day in days.all_days(db)],
        "outcomes": meetings.by_kind(db),
        "estimates": waiting.kept_estimates(db),
        "booths": figures.by_booth(db),
        "unwritten": figures.unwritten(db),
    }


def _day(db: sqlite3.Connection, day: days.Day, zone: str) -> DayReport:
    since = days.at_local(day.day, "00:00", zone)
    until = since + 24 * 60 * days.MIN_MS
    square = figures.now_on_the_square(db, day.day)
    return {
        "day": day.day,
        "persons": square["persons_today"],
        "enterprises": square["enterprises_today"],
        "meetings": figures.meetings_min(db, since, until),
        "waited_min": figures.waited_min(db, since, until),
        "outcomes": meetings.by_kind(db, since, until),
    }
