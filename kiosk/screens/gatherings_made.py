"""The events that are held with the expo, for whoever makes the programme: each with its booths, and how much is its own."""

import sqlite3
from typing import TypedDict

from kiosk.expo.square import gatherings, ground
from kiosk.expo.square.gatherings import GatheringShape, Uses


class Made(TypedDict):
    """One, and how many items of the programme and guests are its own."""

    shape: GatheringShape
    uses: Uses


def look(db: sqlite3.Connection) -> list[Made]:
    """All of them, in the order in which they were made."""
    found = [one["id"] for one in ground.of(db).gatherings]
    return [{"shape": gatherings.shape(db, id), "uses": gatherings.uses(db, id)} for id in found]
