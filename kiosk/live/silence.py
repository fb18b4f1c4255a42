"""Stations that have fallen silent: told to the organiser within half a minute, while the expo is on."""

import sqlite3
from collections.abc import Mapping

from kiosk.data import conditions
from kiosk.data.health import Trouble
from kiosk.data.heard import Heard
from kiosk.data.store import Store
from kiosk.expo.square import days
from kiosk.expo.square.stations import StationShape, shape

LOOK_S = 2
TOLD_ONE_BY_ONE = 3  # where more are silent at once, it is the Wi-Fi
_AT_WORK = (
    f"SELECT id FROM stations WHERE role <> 'organiser' AND locked_at IS NULL AND {conditions.NOT_REVOKED}"
)


class Silence:
    """What the server's health says of silent stations."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[str, Trouble] = {}

    def look(self) -> None:
        """Tell who has fallen silent, and take back who was heard again."""
        now = self._store.now()
        with self._store.read() as db:
            troubles = _troubles(db, self._store.heard.all(), now)
        for key in self._told.keys() - troubles.keys():
            self._store.health.clear(("silent", key))
        for key, trouble in troubles.items():
            if self._told.get(key) != trouble:
                self._store.health.tell(("silent", key), trouble)
        self._told = troubles


def _troubles(db: sqlite3.Connection, heard: Mapping[int, Heard], now: int) -> dict[str, Trouble]:
    today = days.today(db, now, days.time_zone(db))
    if today is None or now >= today.closes_at:  # in the evening tablets are switched off
        return {}
    at_work = {row["id"] for row in db.execute(_AT_WORK)}
    found = {one: told.at for one, told in heard.items() if one in at_work and told.is_silent(now)}
    if len(found) > TOLD_ONE_BY_ONE:
        return {"many": Trouble("stations_silent", min(found.values()), {"n": len(found)})}
    return {str(one): Trouble("station_silent", since, _who(shape(db, one))) for one, since in found.items()}


def _who(station: StationShape) -> dict[str, object]:
    return {name: station[name] for name in ("id", "role", "booth", "name")}
