"""Where a station stands on the square, so that a kiosk's map and its walks begin at the kiosk."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.square import fleet
from kiosk.expo.square.ground import Spot
from kiosk.expo.square.stations import shape
from kiosk.language.sentences import N_, gettext


class _Standing(TypedDict):
    x_m: float | None
    y_m: float | None


def station_at(db: sqlite3.Connection, station_id: int | None) -> Spot | None:
    """Where this station stands (metres), where somebody has said so."""
    row = rows.one(db, _Standing, "SELECT x_m, y_m FROM stations WHERE id = ?", station_id)
    if row is None or row["x_m"] is None or row["y_m"] is None:
        return None
    return row["x_m"], row["y_m"]


def place_station(
    change: Change, *, station: int | None = None, x_m: float | None = None, y_m: float | None = None
) -> dict[str, Any]:
    """Say where a station stands (metres), a kiosk of itself; without metres nobody knows, and its map begins at the
    entrance. The answer's `before` is where it stood. Raises NotFound, BadFields."""
    station = change.actor.station_id if change.actor.role == "kiosk" else station
    if station is None:
        raise BadFields({"station": gettext("어느 단말인지 골라 주세요.", change.lang)})
    fleet.require(change, station)
    if (x_m is None) != (y_m is None):
        missing = "x_m" if x_m is None else "y_m"
        raise BadFields({missing: gettext("가로와 세로를 모두 미터로 적어 주세요.", change.lang)})
    before = station_at(change.db, station)
    change.update("UPDATE stations SET x_m = ?, y_m = ? WHERE id = ?", x_m, y_m, station)
    change.record("station.place", station=station, x_m=x_m, y_m=y_m)
    said = (
        N_("이 단말의 자리를 정했어요.")
        if x_m is not None
        else N_("자리를 지웠어요. 지도는 입구에서 시작해요.")
    )
    return {
        "station": {**shape(change.db, station), "x_m": x_m, "y_m": y_m},
        "before": {"x_m": before[0], "y_m": before[1]} if before else None,
        "message": gettext(said, change.lang),
    }
