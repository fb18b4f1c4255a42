"""The sheet of a station: how it is, what it did today, and what can be done to it."""

from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square import ground
from kiosk.expo.square.ground import Spot
from kiosk.expo.square.station_places import station_at
from kiosk.language.sentences import N_
from kiosk.screens import fleet
from kiosk.screens.agencies import Choice, booths_to_choose
from kiosk.screens.map_drawing import Drawing, Panel, drawing
from kiosk.screens.sheets import past
from kiosk.screens.sheets.line import Axis, bars, empty
from kiosk.screens.sheets.shapes import Figure, Group, Line, Look, Sheet, figure, group, link
from kiosk.screens.square_map import square_on

SLOT_MS = 15 * 60_000
ON_A_SHEET = Panel(480, 320, 18)
WITH_A_PLACE = ("kiosk", "board")  # their maps begin where they stand


class Slot(TypedDict):
    """How much a station did in a quarter of an hour; `slot` counts from the line's start."""

    slot: int
    count: int


class Deeds(TypedDict):
    """The station, and the booths that it could belong to; of one whose place counts the square, and where it stands there
    (metres) if somebody has said so."""

    station: fleet.ShownStation
    booths: list[Choice]
    map: Drawing | None
    placed: Spot | None


def subjects() -> list[tuple[str, object]]:
    return [("word", "stations")]


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the station of this id, revoked ones too."""
    shown = fleet.find(look.db, int(key), look.now, look.lang, look.heard)
    if shown is None:
        return None
    return {
        "head": {
            "kind": "station",
            "kind_word": look._(N_("단말")),
            "key": key,
            "title": shown["called"],
            "lead": " ".join(filter(None, [shown["booth"], shown["agency"]])),
            "state": shown["state"],
            "state_word": None,
            "facts": [],
            "station": shown,
        },
        "line": _line(look, int(key)),
        "figures": _figures(look, shown),
        "groups": _groups(look, shown),
        "past": past.of(look, f"{_BY} UNION {_ABOUT}", int(key)),
        "deeds": _deeds(look, shown, int(key)),
    }


def _deeds(look: Look, shown: fleet.ShownStation, station: int) -> Deeds:
    placed = station_at(look.db, station)
    return {
        "station": shown,
        "booths": booths_to_choose(look.db, look.lang),
        "map": _map(look, placed) if shown["role"] in WITH_A_PLACE else None,
        "placed": placed,
    }


def _map(look: Look, placed: Spot | None) -> Drawing:
    """The square, where this station stands or the entrance marked."""
    still = ground.of(look.db)
    word = look._(N_("이 단말")) if placed else look._(N_("입구"))
    return drawing(square_on(still, look.lang), ON_A_SHEET, dot=placed or still.entrance, here_word=word)


# What it did, and what was done to it.
_BY = (
    "SELECT seq FROM (SELECT seq FROM journal INDEXED BY journal_of_station WHERE station_id = ?1"
    " ORDER BY seq DESC LIMIT 200)"
)
_ABOUT = (
    "SELECT seq FROM journal INDEXED BY about_station WHERE json_extract(detail, '$.station') = ?1"
    f" AND {conditions.ABOUT_STATIONS}"
)


def _line(look: Look, station: int) -> Line:
    if look.day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    axis = Axis(look, look.day)
    found = rows.every(
        look.db,
        Slot,
        "SELECT (happened_at - ?1) / ?2 AS slot, count(*) AS count FROM journal WHERE station_id = ?3"
        " AND happened_at BETWEEN ?1 AND ?4 GROUP BY 1 ORDER BY 1",
        axis.start,
        SLOT_MS,
        station,
        axis.end,
    )
    slots = [
        (axis.start + one["slot"] * SLOT_MS, axis.start + (one["slot"] + 1) * SLOT_MS, one["count"])
        for one in found
    ]
    done = sum(one["count"] for one in found)
    return axis.line([bars(look._("한 일"), slots, axis)], look._("이 단말에서 한 일 %(n)s건", n=done))


def _figures(look: Look, shown: fleet.ShownStation) -> list[Figure]:
    return [
        figure(
            look._("보낼 것"),
            look._("%(n)s건", n=shown["unsent"]) if shown["tells"] else "–",
            shown["deeds"] or look._("단말에 있고 아직 서버에 닿지 않은 일"),
        ),
        figure(
            look._("확인이 필요한 것"),
            look._("%(n)s건", n=shown["refused"]) if shown["tells"] else "–",
            look._("늦게 닿아 거절된 일"),
        ),
    ]


def _groups(look: Look, shown: fleet.ShownStation) -> list[Group]:
    links = []
    if shown["booth"]:
        links.append(link("booth", shown["booth"], " ".join(filter(None, [shown["booth"], shown["agency"]]))))
    if shown["replaces"]:
        links.append(link("station", shown["replaces"], f"#{shown['replaces']}", look._("이어받은 단말")))
    return [
        group(
            look._("관계있는 것"),
            links,
            none=look._("부스에 매이지 않은 단말이에요."),
            all_at="/organiser/stations",
        )
    ]
