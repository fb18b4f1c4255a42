"""What a visitor is told to see next: suggestions with their reasons."""

import sqlite3
from functools import lru_cache
from itertools import islice

from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import choices, loads, routing, visits
from kiosk.expo.queue.choices import Choice
from kiosk.expo.queue.promises import Promises
from kiosk.expo.queue.substitutes import SubstituteShape
from kiosk.expo.square import days, waits
from kiosk.expo.square.ground import Match
from kiosk.language.sentences import gettext

SUGGESTIONS = 3


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
    promises: Promises | None = None,
) -> list[SuggestionShape]:
    """The agenda's suggestions: booths worth seeing beside the places the visitor has, with their reasons.

    `options` are what `routing.place` has just left over; without them they are looked for. `promises`: the visitor's, if
    they are known.
    """
    if today is None or now >= today.closes_at or visitor["badge_kind"] != "visitor":
        return []
    if visitor["enterprise_id"] is None:  # who sells nothing matches nothing
        return []
    if options is None:
        promises = promises or Promises(db, loads.of(db, now), visitor["id"], now)
        options = routing.Options(routing.choices_for(db, visitor, promises.state, today, now), promises)
    best = islice((one for one in options.choices if not one.wished), SUGGESTIONS)
    return [_suggestion(one, options.promises, lang) for one in best]


def or_soonest(
    found: list[SuggestionShape],
    db: sqlite3.Connection,
    visitor: Visitor,
    today: days.Day | None,
    now: int,
    lang: str,
    promises: Promises | None = None,
) -> list[SuggestionShape]:
    """These suggestions; where nobody asked what the visitor's enterprise makes, the booths where a meeting begins soonest:
    screens leave nobody who came to meet agencies with nothing."""
    if found or today is None or now >= today.closes_at or visitor["badge_kind"] != "visitor":
        return found
    if visitor["enterprise_id"] is None or routing.kinds_of(db, visitor["enterprise_id"]):
        return found
    promises = promises or Promises(db, loads.of(db, now), visitor["id"], now)
    best = choices.soonest(visitor["id"], visits.of(db, visitor["id"], today), promises.state, today, now)
    return [_suggestion(one, promises, lang) for one in best[:SUGGESTIONS]]


def _suggestion(choice: Choice, promises: Promises, lang: str) -> SuggestionShape:
    wait_min, walk_min = promises.wait_min(choice.booth["id"]), waits.walk_min(choice.walk_ms)
    return {
        "booth": choice.number,
        "agency": choice.booth["agency"],
        "short": choice.booth["agency_short"],
        "english": choice.booth["agency_en"],
        "reasons": list(_reasons(choice.wished, choice.match, *wait_min, walk_min, lang)),
        "wait_min": wait_min,
        "walk_m": round(choice.walk_m),
    }


@lru_cache(maxsize=1024)  # a kilobyte each
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
                categories=", ".join(gettext(one, lang) for one in match.categories),
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
