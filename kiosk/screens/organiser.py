"""The organiser's page (`organiser`): figures with their last hour, the square, alarms, every booth, the feed."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from kiosk.data.health import Trouble
from kiosk.expo.figures import alarms, figures
from kiosk.expo.meeting import forgotten
from kiosk.expo.queue import loads, tickets
from kiosk.expo.square import booths, days, waits
from kiosk.expo.square.stations import CONNECTED
from kiosk.screens import Part, Shown, print_jobs
from kiosk.screens.board import agency_name
from kiosk.screens.feed import feed
from kiosk.screens.square_map import rows_of

Row = dict[str, Any]

ALARMS_SHOWN = 6
CROWDED = (1, 4, 8, 12)  # how many waiting make a booth one shade darker


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    troubles: Sequence[Trouble] = (),
) -> Shown:
    """The whole square as organisers see it, and the server's own troubles; `touched` is not used, unchanged places are
    not sent again."""
    return OrganiserLook(db, now, lang, troubles).shown()


class OrganiserLook:
    """One look at the square."""

    def __init__(self, db: sqlite3.Connection, now: int, lang: str, troubles: Sequence[Trouble] = ()) -> None:
        self.db, self.now, self.lang, self.troubles = db, now, lang, troubles
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)
        self.square = loads.of(db, now)
        self.waiting = booths_waiting(db, self.today)
        midnight = days.at_local(days.date_of(now, self.zone), "00:00", self.zone)
        self.results = {row["booth"]: row for row in figures.by_booth(db, midnight)}

    def shown(self) -> Shown:
        totals = figures.organiser(self.db, self.now, self.zone)
        found = alarms.find(self.db, self.square, self.today, self.now, self.lang)
        troubles = alarms.worst_first([*alarms.of_server(self.troubles, self.now, self.lang), *found])
        rows = [self._booth(row) for row in self.square.booths.values()]
        slots = figures.over_the_day(self.db, self.today, self.zone) if self.today else []
        hour = figures.last_hour(self.db, self.now, self.zone)
        parts = [
            Part(
                "org-figures",
                "organiser/_figures.html",
                {**totals, "hour": hour, "present": hour["present"][-1]},
            ),
            *(Part(f"map-{row['number']}", "organiser/_cell.html", row) for row in rows),
            Part("org-alarms", "organiser/_alarms.html", self._alarms(troubles, totals["unwritten"])),
            *(Part(f"row-{row['number']}", "organiser/_row.html", row) for row in rows),
            Part(
                "org-day",
                "organiser/_day.html",
                {"slots": slots, "now": days.clock_text(self.now, self.zone)},
            ),
            Part("org-feed", "organiser/_feed.html", {"entries": feed(self.db, self.zone, self.lang)}),
        ]
        data = {
            **totals,
            "alarms": [_told(one) for one in troubles],
            "forgotten": forgotten.unwritten(self.db, self.lang, self.zone),
        }
        return Shown(data, parts, self._page(), "organiser/_topic.html")

    def _page(self) -> Row:
        ids = [[number and f"map-{number}" for number in row] for row in rows_of(self.square.booths.values())]
        today = self.today
        hours = None
        if today:
            hours = "~".join(days.hours_text(today, self.zone))
        return {
            "clock": days.clock_text(self.now, self.zone),
            "map": ids,
            "day": days.date_of(self.now, self.zone),
            "hours": hours,
            "is_open": bool(today and today.is_open(self.now)),
        }

    def _alarms(self, troubles: list[alarms.Alarm], unwritten: int) -> Row:
        without = self._booths_without_tablet()
        return {
            "alarms": [asdict(one) for one in troubles[:ALARMS_SHOWN]],
            "more": max(0, len(troubles) - ALARMS_SHOWN),
            "booths": len(self.square.booths),
            "without_tablet": without,
            "prints": print_jobs.troubles(self.db, self.lang),
            "unwritten": unwritten,
            "is_open": self._page()["is_open"],
        }

    def _booths_without_tablet(self) -> int:
        """Booths where no paired station could call anybody."""
        row = self.db.execute(
            "SELECT count(*) AS booths FROM booths b WHERE NOT EXISTS (SELECT 1 FROM stations s WHERE s.booth_id = b.id"
            f" AND s.role = 'booth' AND {CONNECTED} AND s.revoked_at IS NULL)"
        ).fetchone()
        return int(row["booths"])

    def _booth(self, row: Row) -> Row:
        """One booth: how full it is, what goes on at its counters, what came of today's meetings."""
        state = booths.state_of(row, self.today, self.now)
        waiting = self.waiting.get(row["id"], 0)
        busy = tickets.called_or_serving(self.db, row["id"])
        result = self.results[row["number"]]
        return {
            "number": row["number"],
            "agency": agency_name(row, self.lang),
            "state": state,
            "counters": row["counters"],
            "waiting": waiting,
            "level": sum(waiting >= least for least in CROWDED),
            "wait_min": waits.minutes(self.square.wait_ms(row["id"], waiting)) if state == "open" else None,
            "seats": [
                {
                    "counter": one["counter"],
                    "number": one["number"],
                    "state": one["state"],
                    "min": self._since(one),
                }
                for one in sorted(busy, key=lambda one: (one["counter"], one["state"] == "called"))
            ],
            "free": row["counters"]
            - len({one["counter"] for one in busy if one["counter"] <= row["counters"]}),
            "reason": row["pause_reason"],
            "result": result,
        }

    def _since(self, ticket: Row) -> int:
        """Minutes since the meeting began, or since the call."""
        since = ticket["started_at"] or ticket["called_at"] or self.now
        return int(max(0, self.now - since) // days.MIN_MS)


def booths_waiting(db: sqlite3.Connection, today: days.Day | None) -> dict[int, int]:
    """Booth id -> how many wait there who are in today."""
    rows = db.execute(
        "SELECT t.booth_id, count(*) AS waiting FROM tickets t JOIN arrivals a ON a.visitor_id = t.visitor_id"
        " AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL WHERE t.state = 'waiting' GROUP BY t.booth_id",
        (today.day if today else "",),
    )
    return {row["booth_id"]: row["waiting"] for row in rows}


def stations(db: sqlite3.Connection, zone: str) -> list[Row]:
    """Every station that was not revoked, the newest first: when it was paired and when it last did something."""
    rows = db.execute(
        "SELECT s.id, s.role, s.name, b.number AS booth, s.paired_at, s.created_at, s.pair_expires_at,"
        f" s.token_hash IS NOT NULL AS works, {CONNECTED} AS connected,"
        " (SELECT max(j.at) FROM journal j WHERE j.station_id = s.id) AS acted_at"
        " FROM stations s LEFT JOIN booths b ON b.id = s.booth_id WHERE s.revoked_at IS NULL ORDER BY s.id DESC"
    ).fetchall()
    for row in rows:
        for name in ("paired_at", "acted_at", "created_at"):
            at = row[name]
            row[name] = f"{days.local(at, zone):%m.%d %H:%M}" if at else None
    return rows


def _told(one: alarms.Alarm) -> Row:
    return {"code": one.code, "booth": one.booth, "minutes": one.minutes, "message": one.sentence}
