"""What a visitor is told to see next: suggestions with their reasons, and substitutes for a booth that is not to be had."""

import sqlite3
from functools import lru_cache
from itertools import islice
from typing import TypedDict

from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import loads, routing, visits
from kiosk.expo.queue.choices import Choice, worth_min, would_start_too_late
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days, waits
from kiosk.expo.square.ground import Booth, Match
from kiosk.language.sentences import gettext

SUGGESTIONS = 3


class SubstituteShape(TypedDict):
    """The contract's substitute; `wait_min` is P50 and P80 in minutes."""

    booth: str
    agency: str
    wait_min: list[int]


class SuggestionShape(SubstituteShape):
    """The contract's suggestion."""

    reasons: list[str]
    walk_m: int


def suggestions(
    db: sqlite3.Connection,
    visitor: Visitor,
    today: days.Day | None,
    now: int,
    lang: str,
    options: routing.Options | None = None,
    state: Loads | None = None,
) -> list[SuggestionShape]:
    """The agenda's suggestions: booths worth seeing beside the places the visitor has, with their reasons.

    `options` are what `routing.place` has just left over; without them they are looked for, by `state` if it is known.
    """
    if today is None or now >= today.closes_at or visitor["badge_kind"] != "visitor":
        return []
    if visitor["enterprise_id"] is None:  # who sells nothing matches nothing
        return []
    if options is None:
        state = state or loads.of(db, now)
        options = routing.Options(routing.choices_for(db, visitor, state, today, now), state)
    best = islice((one for one in options.choices if not one.wished), SUGGESTIONS)
    return [_suggestion(one, waits.minutes(options.state.wait_ms(one.booth["id"])), lang) for one in best]


def substitutes(
    db: sqlite3.Connection, booth: Booth, visitor: Visitor, state: Loads, today: days.Day, now: int
) -> list[SubstituteShape]:
    """Open booths whose agencies announced the same kinds of purchase as this one, the least waiting first."""
    wanted = routing.matches_of(db, visitor["enterprise_id"], state.ground).get(booth["agency_id"])
    categories = list(wanted.categories) if wanted else _categories_of_agency(db, booth["agency_id"])
    if not categories:
        return []
    marks = ",".join("?" * len(categories))
    rows = db.execute(
        f"SELECT b.id, sum(s.items) AS items, sum(s.won) AS won FROM plan_sums s"
        f" JOIN booths b ON b.agency_id = s.agency_id WHERE s.category IN ({marks}) AND b.id <> ? GROUP BY b.id",
        (*categories, booth["id"]),
    ).fetchall()
    live, seen, _, _ = visits.of(db, visitor["id"], today)
    options = []
    for row in rows:
        other = state.booths[row["id"]]
        if other["paused_at"] is not None or row["id"] in live | seen:
            continue
        if would_start_too_late(state, other, today, now):
            continue
        worth = worth_min(row["items"], row["won"]) - state.wait_ms(row["id"])[0] / waits.MIN_MS
        options.append((-worth, other["number"], other))
    best = sorted(options, key=lambda one: one[:2])[:SUGGESTIONS]
    return [
        {
            "booth": other["number"],
            "agency": other["agency"],
            "wait_min": waits.minutes(state.wait_ms(other["id"])),
        }
        for _, _, other in best
    ]


def _suggestion(choice: Choice, wait_min: list[int], lang: str) -> SuggestionShape:
    walk_min = max(1, round(choice.walk_ms / waits.MIN_MS))
    return {
        "booth": choice.number,
        "agency": choice.booth["agency"],
        "reasons": list(_reasons(choice.wished, choice.match, *wait_min, walk_min, lang)),
        "wait_min": wait_min,
        "walk_m": round(choice.walk_m),
    }


@lru_cache(maxsize=4096)
def _reasons(
    wished: bool, match: Match | None, p50: int, p80: int, walk_min: int, lang: str
) -> tuple[str, ...]:
    """Why this booth, in sentences."""
    said = []
    if wished:
        said.append(gettext("상담을 희망하신 기관이에요.", lang))
    if match:
        said.append(
            gettext(
                "%(categories)s 구매계획 %(items)s건, %(won)s원",
                lang,
                categories=", ".join(match.categories),
                items=match.items,
                won=f"{match.won:,}",
            )
        )
    if p80 <= 3:
        said.append(gettext("지금 거의 기다리지 않아요.", lang))
    else:
        said.append(gettext("%(p50)s~%(p80)s분쯤 기다려요.", lang, p50=p50, p80=p80))
    said.append(gettext("걸어서 %(walk)s분 거리예요.", lang, walk=walk_min))
    return tuple(said)


def _categories_of_agency(db: sqlite3.Connection, agency_id: int) -> list[str]:
    rows = db.execute(
        "SELECT category FROM plan_sums WHERE agency_id = ? ORDER BY won DESC LIMIT 3", (agency_id,)
    ).fetchall()
    return [row["category"] for row in rows]
