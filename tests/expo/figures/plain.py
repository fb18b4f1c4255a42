"""Every figure counted again from whole tables, by the words of its definition alone: nothing of kiosk/ is used here."""

import json
import math
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
SEOUL = ZoneInfo("Asia/Seoul")
MINUTE = 60_000
TABLES = (
    "arrivals visitors days journal tickets consultations lines signings wishes plan_items programme sign_ups"
    " follow_ups purchases"
)


class Plain:
    """The tables of a database, and figures by their names of one day, or of all days where `day` is None."""

    def __init__(self, path: Path, now: int) -> None:
        connection = sqlite3.connect(path)
        connection.row_factory = sqlite3.Row
        self.tables = {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for name in TABLES.split()
        }
        connection.close()
        self.now = now
        for entry in self.tables["journal"]:
            entry["detail"] = json.loads(entry["detail"])
        self.visitors = {row["id"]: row for row in self.tables["visitors"]}
        self.days = sorted(row["day"] for row in self.tables["days"])
        self.hours = {row["day"]: (row["opens_at"], row["closes_at"]) for row in self.tables["days"]}

    def figures(self, day: str | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in (
            self._people,
            self._check_ins,
            self._meetings,
            self._outcomes,
            self._signings,
            self._calls,
            self._waits,
            self._estimates,
            self._wishes,
            self._plan,
            self._programme,
            self._after,
        ):
            found |= part(day)
        return found

    def _within(self, day: str | None, at: int | None) -> bool:
        return at is not None and (day is None or date(at) == day)

    def _came(self, day: str | None) -> list[Row]:
        """Arrivals of visitors on these days that were not taken back."""
        return [
            row
            for row in self.tables["arrivals"]
            if row["undone_at"] is None
            and row["day"] in ([day] if day else self.days)
            and self.visitors[row["visitor_id"]]["badge_kind"] == "visitor"
        ]

    def _people(self, day: str | None) -> Row:
        came = {row["visitor_id"] for row in self._came(day)}
        last = day or max(one for one in self.days if one <= date(self.now))
        earlier = {row["visitor_id"] for row in self._came(None) if row["day"] < last}
        again = 0
        for visitor in came:
            own = sorted(row["day"] for row in self._came(None) if row["visitor_id"] == visitor)
            again += any(one > own[0] for one in own if day is None or one == day)
        taps = [e for e in self.tables["journal"] if e["kind"] == "citizen.count"]
        return {
            "persons": len(came),
            "enterprises": len({self.visitors[one]["enterprise_id"] for one in came} - {None}),
            "persons_returned": again,
            "returned_share": share(again, len(earlier)),
            "citizens": sum(e["detail"]["count"] for e in taps if day in (None, e["detail"]["day"])),
        }

    def _check_ins(self, day: str | None) -> Row:
        """Where, by the journal, which knows a merged registration by its own visitor."""
        came = self._came(day)
        roles = [self._role(row) for row in came]
        walked_in = [
            row
            for row in came
            for visitor in [self.visitors[row["visitor_id"]]]
            if visitor["source"] != "import" and date(visitor["registered_at"]) == row["day"]
        ]
        return {
            "check_ins": len(came),
            "check_ins_kiosk": roles.count("kiosk"),
            "check_ins_desk": roles.count("desk"),
            "check_ins_organiser": len(roles) - roles.count("kiosk") - roles.count("desk"),
            "check_ins_on_paper": sum(row["paper_at"] is not None for row in came),
            "check_ins_registered": len(came) - len(walked_in),
            "check_ins_walk_in": len(walked_in),
        }

    def _role(self, arrival: Row) -> str:
        scans = [
            e
            for e in self.tables["journal"]
            if e["kind"] == "visitor.check_in"
            and e["detail"].get("day") == arrival["day"]
            and e["detail"].get("welcome") in ("new", "back")
            and arrival["visitor_id"] in (e["visitor_id"], self.visitors[e["visitor_id"]]["merged_into"])
            and e["happened_at"] == arrival["at"]
        ]
        return str(scans[0]["actor"])

    def _finished(self, day: str | None) -> list[Row]:
        return [
            row
            for row in self.tables["consultations"]
            if row["state"] == "finished" and self._within(day, row["finished_at"])
        ]

    def _meetings(self, day: str | None) -> Row:
        finished = self._finished(day)
        lengths = [
            one["finished_at"] - one["started_at"]
            for one in finished
            if one["forgotten_at"] is None
            and not (one["paper_at"] is not None and one["finished_at"] == one["started_at"])
        ]
        return {
            "consultations_started": sum(
                self._within(day, one["started_at"]) and one["state"] in ("open", "finished")
                for one in self.tables["consultations"]
            ),
            "consultations_finished": len(finished),
            "consultations_forgotten": sum(one["forgotten_at"] is not None for one in finished),
            "consultations_unwritten": sum(one["unwritten"] for one in finished),
            "consultations_on_paper": sum(one["paper_at"] is not None for one in finished),
            "consultation_mean_min": mean_min(lengths),
        }

    def _lines(self, day: str | None) -> list[Row]:
        versions = {(one["id"], one["version"]) for one in self._finished(day)}
        return [one for one in self.tables["lines"] if (one["consultation_id"], one["version"]) in versions]

    def _outcomes(self, day: str | None) -> Row:
        found = {}
        for kind in ("consulted", "commitment", "contract", "mou"):
            lines = [one for one in self._lines(day) if one["outcome"] == kind]
            found[f"outcome_{kind}"] = len(lines)
            if kind != "mou":
                found[f"outcome_{kind}_won"] = sum(one["amount_won"] or 0 for one in lines)
        return found

    def _signings(self, day: str | None) -> Row:
        done = [
            one["kind"]
            for one in self.tables["signings"]
            if one["state"] == "done" and self._within(day, one["done_at"])
        ]
        kinds = {f"signings_{kind}": done.count(kind) for kind in ("contract", "commitment", "mou")}
        return {"signings": len(done), **kinds}

    def _calls(self, day: str | None) -> Row:
        kinds = [e["kind"] for e in self.tables["journal"] if self._within(day, e["at"])]
        calls = kinds.count("ticket.call_next") + kinds.count("ticket.call") - kinds.count("ticket.uncall")
        missed = kinds.count("ticket.no_show")
        return {"calls": calls, "no_shows": missed, "no_show_share": share(missed, calls)}

    def _waits(self, day: str | None) -> Row:
        """By whole seconds: how many of them somebody waited, one after the other."""
        by_call: list[int] = []
        by_visitor: dict[int, int] = {}
        for arrival in self._came(day):
            visitor, (opens, closes) = arrival["visitor_id"], self.hours[arrival["day"]]
            own = [one for one in self.tables["tickets"] if one["visitor_id"] == visitor]
            busy = self._busy(visitor, own)
            since = max(arrival["at"], opens)
            until = min(arrival["left_at"] or closes, closes, self.now)
            waited: set[int] = set()
            for one in own:
                if one["appointment_at"] is not None or one["origin"] == "walk_up":
                    continue
                called = first(one["called_at"], one["started_at"])
                begun = max(one["joined_at"], since)
                if called is not None and date(called) == arrival["day"] and called >= since:
                    by_call.append(len(seconds(begun, called) - busy))
                ended = until if one["state"] == "waiting" else first(called or one["ended_at"], until)
                if ended is not None and (called or one["ended_at"] or one["state"] == "waiting"):
                    waited |= seconds(begun, ended)
            if waited:
                by_visitor[visitor] = by_visitor.get(visitor, 0) + len(waited - busy)
        found = {}
        for name, values in (("call", sorted(by_call)), ("visitor", sorted(by_visitor.values()))):
            found[f"wait_per_{name}_min"] = round(sum(values) / len(values) / 60, 1) if values else None
            for percent in (50, 80):
                rank = math.ceil(percent * len(values) / 100)
                found[f"wait_per_{name}_p{percent}_min"] = round(values[rank - 1] / 60, 1) if values else None
        return found

    def _busy(self, visitor: int, own: Iterable[Row]) -> set[int]:
        """Seconds in which somebody was called, met, rested or sat in the programme."""
        found: set[int] = set()
        for one in own:
            if (called := first(one["called_at"], one["started_at"])) is not None:
                running = self.now if one["state"] in ("called", "serving") else 0
                found |= seconds(called, one["ended_at"] or running)
        items = {one["id"]: one for one in self.tables["programme"]}
        for one in self.tables["sign_ups"]:
            item = items[one["item_id"]]
            stands = one["left_at"] is None and item["cancelled_at"] is None
            if one["visitor_id"] == visitor and one["attended_at"] and stands:
                found |= seconds(one["attended_at"], item["ends_at"] or item["starts_at"] + 60 * MINUTE)
        entries = [
            e for e in self.tables["journal"] if e["visitor_id"] and self._is(visitor, e["visitor_id"])
        ]
        for place, entry in enumerate(entries):
            if entry["kind"] == "visitor.pause":
                ends = [e["at"] for e in entries[place:] if e["kind"] == "visitor.resume"]
                found |= seconds(entry["at"], min([entry["detail"]["until"], *ends[:1]]))
        return found

    def _is(self, visitor: int, other: int) -> bool:
        return visitor in (other, self.visitors[other]["merged_into"])

    def _estimates(self, day: str | None) -> Row:
        measured = [
            one
            for one in self.tables["tickets"]
            if self._within(day, one["started_at"])
            and one["expected_p80_ms"] is not None
            and not any(one["joined_at"] <= closes <= one["started_at"] for _, closes in self.hours.values())
        ]
        told = {"estimates_measured": len(measured)}
        for percent in ("p50", "p80"):
            hits = sum(
                one["started_at"] - one["joined_at"] <= (one[f"expected_{percent}_ms"] or 0) + MINUTE
                for one in measured
            )
            told[f"estimates_within_{percent}_share"] = share(hits, len(measured))  # type: ignore[assignment]
        return told

    def _wishes(self, day: str | None) -> Row:
        came = {row["visitor_id"] for row in self._came(day)}
        enterprises = {self.visitors[one]["enterprise_id"] for one in came}
        asked = set()
        for wish in self.tables["wishes"]:
            if wish["state"] == "withdrawn":
                continue
            if wish["visitor_id"] in came:
                asked.add((wish["booth_id"], "visitor", wish["visitor_id"]))
            elif wish["visitor_id"] is None and wish["enterprise_id"] in enterprises:
                asked.add((wish["booth_id"], "enterprise", wish["enterprise_id"]))
        met = {
            (one["booth_id"], kind, owner)
            for one in self.tables["consultations"]
            if one["state"] != "cancelled" and (day is None or date(one["started_at"]) <= day)
            for kind, owner in (
                ("visitor", one["visitor_id"]),
                ("enterprise", self.visitors[one["visitor_id"]]["enterprise_id"]),
            )
        }
        return {
            "wishes": len(asked),
            "wishes_met": len(asked & met),
            "wishes_met_share": share(len(asked & met), len(asked)),
        }

    def _plan(self, day: str | None) -> Row:
        plan = {one["id"]: one["won"] for one in self.tables["plan_items"]}
        touched = {one["plan_item_id"] for one in self._lines(day)} - {None}
        won, touched_won = sum(plan.values()), sum(plan[one] for one in touched)
        return {
            "plan_items": len(plan),
            "plan_won": won,
            "plan_items_touched": len(touched),
            "plan_items_touched_share": share(len(touched), len(plan)),
            "plan_won_touched": touched_won,
            "plan_won_touched_share": share(touched_won, won),
        }

    def _programme(self, day: str | None) -> Row:
        items = {
            one["id"]: one
            for one in self.tables["programme"]
            if self._within(day, one["starts_at"]) and one["cancelled_at"] is None
        }
        standing = [
            one for one in self.tables["sign_ups"] if one["item_id"] in items and one["left_at"] is None
        ]
        return {
            "programme_items": len(items),
            "programme_sign_ups": sum(not one["at_door"] for one in standing),
            "programme_attended": sum(one["attended_at"] is not None for one in standing),
            "programme_citizens": sum(one["citizens"] for one in items.values()),
            "programme_waiting": sum(one["seated_at"] is None for one in standing),
        }

    def _after(self, day: str | None) -> Row:
        """Each commitment by the newest answer that stands; of logs that were not corrected since."""
        today = datetime.fromtimestamp(self.now / 1000, SEOUL).date()
        states: dict[str, list[tuple[int, int]]] = {"contracted": [], "lapsed": [], "open": []}
        unanswered = due = 0
        finished = {row["id"]: row["finished_at"] for row in self.tables["consultations"]}
        for line in self._lines(day):
            if line["outcome"] != "commitment":
                continue
            answers = [row for row in self.tables["follow_ups"] if row["line_id"] == line["id"]]
            standing = [row for row in answers if row["undone_at"] is None][-1:]
            state = standing[0]["state"] if standing else "open"
            states[state].append((line["amount_won"], (standing and standing[0]["won"]) or 0))
            unanswered += not standing
            promised = datetime.fromtimestamp(finished[line["consultation_id"]] / 1000, SEOUL).date()
            answered = standing and datetime.fromtimestamp(standing[0]["as_of"] / 1000, SEOUL).date()
            asked = [promised + timedelta(days=after) for after in (30, 90, 180)]
            due += state == "open" and any(one <= today and (not answered or answered < one) for one in asked)
        beside = [row["won"] for row in self.tables["purchases"] if row["decided"] == "beside"]
        return {
            "commitments_contracted": len(states["contracted"]),
            "commitments_contracted_won": sum(won for _, won in states["contracted"]),
            "commitments_contracted_said_won": sum(said for said, _ in states["contracted"]),
            "commitments_lapsed": len(states["lapsed"]),
            "commitments_lapsed_won": sum(said for said, _ in states["lapsed"]),
            "commitments_open": len(states["open"]),
            "commitments_open_won": sum(said for said, _ in states["open"]),
            "commitments_unanswered": unanswered,
            "commitments_due": due,
            "later_purchases": None if day else len(beside),
            "later_purchases_won": None if day else sum(beside),
        }


def date(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, SEOUL):%Y-%m-%d}"


def seconds(start: int, end: int) -> set[int]:
    return set(range(start // 1000, end // 1000))


def first(*times: int | None) -> int | None:
    return min((one for one in times if one is not None), default=None)


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def mean_min(values: list[int]) -> float | None:
    return round(sum(values) / len(values) / MINUTE, 1) if values else None
