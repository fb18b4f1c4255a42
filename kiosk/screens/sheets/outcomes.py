"""What was agreed, by kind and never as one sum, and ranges of minutes, in words."""

from typing import TypedDict

from kiosk.language.sentences import N_
from kiosk.screens.sheets.shapes import Figure, Look, figure

OUTCOMES = {
    "contract": N_("현장계약"),
    "commitment": N_("우선구매 약정"),
    "mou": N_("업무협약"),
    "consulted": N_("구매 논의"),
}


class Outcome(TypedDict):
    outcome: str
    count: int
    won: int | None


def range_words(look: Look, range_min: list[int] | None) -> str:
    """A range of minutes in words."""
    if not range_min:
        return "–"
    low, high = range_min
    if high == 0:
        return look._("바로")
    return look._("%(n)s분", n=low) if low == high else look._("%(low)s~%(high)s분", low=low, high=high)


def outcome_figures(look: Look, outcomes: list[Outcome]) -> list[Figure]:
    """What was agreed, by kind, never one sum; kinds of which there are none are left out."""
    found = {one["outcome"]: one for one in outcomes}
    return [
        figure(
            look._(word),
            look._("%(n)s건", n=found[kind]["count"]),
            "",
            None if kind == "mou" else found[kind]["won"],
        )
        for kind, word in OUTCOMES.items()
        if kind in found
    ]
