"""The organiser's list of stations (`stations`): how each is, when it was last heard, and the cards of the pairing sheet."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from kiosk.actions.verbs import VERBS
from kiosk.data import rows
from kiosk.data.heard import Heard, Report
from kiosk.expo.figures.alarms import stations as alarms
from kiosk.expo.square import days, fleet, pairing_cards
from kiosk.expo.square.stations import CONNECTED
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown
from kiosk.serving.version import version

STEP_S = 10  # so fine is told when a station was last heard
# The states of a station, those first that somebody has to look after.
STATES = ("silent", "locked", "waiting", "on", "unheard", "program", "expired")
# The fields of `pairing.cards`: role, and whether it is for each booth.
CARDS = {
    "tablets": ("booth", True),
    "booth_boards": ("board", True),
    "kiosks": ("kiosk", False),
    "desks": ("desk", False),
    "boards": ("board", False),
    "stages": ("stage", False),
    "doors": ("door", False),
}
USUAL_CARDS = {"tablets": 1, "booth_boards": 0, "kiosks": 6, "desks": 5, "boards": 4, "stages": 1, "doors": 0}


class StationRow(TypedDict):
    """A station; times in ms. connected: 1 once somebody uses it; `token`: 1 where a program may; left_unsent: JSON."""

    id: int
    role: str
    booth: str | None
    agency: str | None
    agency_en: str | None
    name: str | None
    paired_at: int | None
    pair_expires_at: int | None
    connected: int
    token: int
    locked_at: int | None
    revoked_at: int | None
    replaces: int | None
    left_unsent: str


class ShownStation(TypedDict):
    """A station in the list and on its sheet. `heard_s`: seconds in steps, None where nothing was heard; tells: its page
    tells of itself; `deeds`, `left_deeds`: in words; skew_min: minutes its clock is ahead, where that is worth a word;
    `left`: how much the one it replaced had not sent. Of an edge: `sockets` are open there, lag_ms behind."""

    station: int
    role: str
    role_word: str
    called: str
    booth: str | None
    agency: str | None
    name: str | None
    state: str
    heard_s: int | None
    paired_at: str | None
    tells: bool
    unsent: int
    deeds: str
    refused: int
    battery: int | None
    charging: bool | None
    low: bool
    skew_min: int
    version: str
    is_old: bool
    page: str
    camera: str
    network: str
    delay_ms: int | None
    sockets: int | None
    lag_ms: int | None
    replaces: int | None
    left: int
    left_deeds: str


class Head(TypedDict):
    """The stations' ids in the list's order, and how many are how: on, silent, locked, low on battery; `unsent`: things
    that wait on all of them."""

    ids: list[int]
    on: int
    silent: int
    locked: int
    unsent: int
    low: int


class ShownCard(TypedDict):
    """A card in the grid: `title` in full and `short`; `used_at` HH:MM; `station`: of now, made by it."""

    card: int
    title: str
    short: str
    role: str
    used_at: str | None
    station: int | None


class Pairing(TypedDict):
    """The pairing sheet: until when (HH:MM) it is on, its cards, how many were used."""

    until: str | None
    cards: list[ShownCard]
    used: int


_STATIONS = (
    "SELECT s.id, s.role, b.number AS booth, a.name AS agency, a.name_en AS agency_en, s.name, s.paired_at,"
    f" s.pair_expires_at, {CONNECTED} AS connected, s.token_hash IS NOT NULL AS token, s.locked_at, s.revoked_at,"
    " s.replaces, s.left_unsent FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
    " LEFT JOIN agencies a ON a.id = b.agency_id"
)


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    heard: Mapping[int, Heard] | None = None,
) -> Shown:
    """Every station that was not revoked, those in trouble first, and the cards; the twin has the revoked ones too."""
    look = _Look(db, now, lang, heard or {})
    found = rows.every(db, StationRow, f"{_STATIONS} ORDER BY s.id")
    listed = sorted((look.station(row) for row in found if row["revoked_at"] is None), key=_order)
    parts = [
        Part("fleet-head", "organiser/_fleet_head.html", _head(listed)),
        Part("fleet-pairing", "organiser/_fleet_pairing.html", look.pairing()),
        *(Part(f"station-{one['station']}", "organiser/_fleet_row.html", one) for one in listed),
    ]
    data = {"stations": [look.twin(row) for row in found]}
    page = {"stations": len(listed), "layout": _layout(db)}
    return Shown(data, parts, page, "organiser/_fleet.html")


def find(
    db: sqlite3.Connection, station: int, now: int, lang: str, heard: Mapping[int, Heard]
) -> ShownStation | None:
    """One station, as a row of the list shows it; a revoked one too. None where there is none."""
    row = rows.one(db, StationRow, f"{_STATIONS} WHERE s.id = ?", station)
    return _Look(db, now, lang, heard).station(row) if row else None


def deeds(waiting: Mapping[str, int], lang: str) -> str:
    """What has not been sent yet, in words: '입장 확인 2, 상담 마침 1'."""
    named = [
        (gettext(VERBS[verb].deed, lang), n)
        for verb, n in waiting.items()
        if verb in VERBS and VERBS[verb].deed
    ]
    return ", ".join(f"{deed} {n}" for deed, n in named)


class _Look:
    """One look at the stations at a moment (ms)."""

    def __init__(self, db: sqlite3.Connection, now: int, lang: str, heard: Mapping[int, Heard]) -> None:
        self.db, self.now, self.lang, self.heard = db, now, lang, heard
        self.zone = days.time_zone(db)

    def twin(self, row: StationRow) -> dict[str, Any]:
        """As GET /stations.json has it."""
        heard, report = self._of(row)
        return {
            "id": row["id"],
            "role": row["role"],
            "booth": row["booth"],
            "name": row["name"],
            "heard_at": days.iso(heard.at, self.zone) if heard else None,
            "unsent": report.unsent,
            "refused": report.refused,
            "battery": report.battery,
            "charging": report.charging,
            "skew_ms": report.skew_ms,
            "version": report.version or None,
            "page": report.page or None,
            "camera": report.camera or None,
            "network": report.network or None,
            "delay_ms": report.delay_ms,
            "sockets": report.sockets,
            "lag_ms": report.lag_ms,
            "browser": report.browser or None,
            "locked": row["locked_at"] is not None,
            "revoked": row["revoked_at"] is not None,
        }

    def station(self, row: StationRow) -> ShownStation:
        """What the list and the station's own sheet say of it."""
        heard, report = self._of(row)
        left = {str(verb): int(n) for verb, n in json.loads(row["left_unsent"]).items()}
        agency = (self.lang == "en" and row["agency_en"]) or row["agency"]
        return {
            "station": row["id"],
            "role": row["role"],
            "role_word": fleet.role_word(row["role"], self.lang),
            "called": fleet.called(row, self.lang),
            "booth": row["booth"],
            "agency": agency,
            "name": row["name"],
            "state": self._state(row, heard),
            "heard_s": _steps(self.now - heard.at) if heard else None,
            "paired_at": f"{days.local(row['paired_at'], self.zone):%m.%d %H:%M}"
            if row["paired_at"]
            else None,
            "tells": heard is not None and heard.report is not None,
            "unsent": report.unsent,
            "deeds": deeds(report.waiting, self.lang),
            "refused": report.refused,
            "battery": report.battery,
            "charging": report.charging,
            "low": alarms.is_low(report),
            "skew_min": alarms.skew_min(report),
            "version": report.version,
            "is_old": bool(report.version) and report.version != version(),
            "page": report.page,
            "camera": report.camera,
            "network": report.network,
            "delay_ms": report.delay_ms,
            "sockets": report.sockets,
            "lag_ms": report.lag_ms,
            "replaces": row["replaces"],
            "left": sum(left.values()),
            "left_deeds": deeds(left, self.lang),
        }

    def pairing(self) -> Pairing:
        """The switch, and every card."""
        until = pairing_cards.open_until(self.db, self.now)
        cards = pairing_cards.shown(self.db)
        return {
            "until": days.clock_text(until, self.zone) if until else None,
            "cards": [self._card(card) for card in cards],
            "used": sum(card["used_at"] is not None for card in cards),
        }

    def _card(self, card: pairing_cards.ShownCard) -> ShownCard:
        return {
            "card": card["id"],
            "title": " ".join(filter(None, [card["booth"], pairing_cards.title(card, self.lang)])),
            "short": self._short(card),
            "role": card["role"],
            "used_at": days.clock_text(card["used_at"], self.zone) if card["used_at"] else None,
            "station": None if card["revoked"] else card["station"],
        }

    def _short(self, card: pairing_cards.ShownCard) -> str:
        if card["booth"] and card["role"] == "booth" and card["alone"]:
            return card["booth"]
        return " ".join(filter(None, [card["booth"], pairing_cards.title(card, self.lang)]))

    def _of(self, row: StationRow) -> tuple[Heard | None, Report]:
        heard = self.heard.get(row["id"])
        return heard, (heard and heard.report) or Report()

    def _state(self, row: StationRow, heard: Heard | None) -> str:
        if row["revoked_at"] is not None:
            return "revoked"
        if row["locked_at"] is not None:
            return "locked"
        if heard and heard.report:
            return "silent" if heard.is_silent(self.now) else "on"
        if not row["connected"]:
            return "expired" if (row["pair_expires_at"] or 0) < self.now else "waiting"
        return "program" if row["paired_at"] is None else "unheard"


def _order(one: ShownStation) -> tuple[int, bool, str, str, int]:
    return STATES.index(one["state"]), one["booth"] is None, one["booth"] or "", one["role"], one["station"]


def _layout(db: sqlite3.Connection) -> dict[str, int]:
    """How many cards there are of each sort (of booths' ones: a booth); before the first, what a square usually needs."""
    cards = pairing_cards.shown(db)
    if not cards:
        return USUAL_CARDS
    most: dict[tuple[str, bool], int] = {}
    for card in cards:
        kind = card["role"], card["booth"] is not None
        most[kind] = max(most.get(kind, 0), card["place"])
    return {name: most.get(kind, 0) for name, kind in CARDS.items()}


def _head(listed: Collection[ShownStation]) -> Head:
    states = Counter(one["state"] for one in listed)
    return {
        "ids": [one["station"] for one in listed],
        "on": states["on"],
        "silent": states["silent"],
        "locked": states["locked"],
        "unsent": sum(one["unsent"] for one in listed),
        "low": sum(one["low"] for one in listed),
    }


def _steps(age_ms: int) -> int:
    """Seconds, in steps."""
    return max(0, age_ms) // (STEP_S * 1000) * STEP_S
