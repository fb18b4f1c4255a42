"""Printers: which there are, who prints where, what is in them."""

import re
import sqlite3
from typing import Any, Literal, TypedDict, get_args

from badges.layouts import layouts
from kiosk import addresses
from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.square import stations
from kiosk.language.sentences import N_, gettext

Driver = Literal["browser", "cups", "network"]

# The browser's own print needs nothing but a browser; the rest are printers that the server speaks to.
DRIVERS = get_args(Driver)
LAYOUT_OF = {"browser": "card", "cups": "card", "network": "label"}
PORT = 9100

PROBLEMS = {
    "off": N_("프린터에 닿지 않아요. 전원과 케이블을 확인해 주세요."),
    "paper": N_("용지가 없어요. 용지를 넣어 주세요."),
    "cover": N_("프린터가 멈춰 있어요. 덮개와 용지를 확인해 주세요."),
    "refused": N_("인쇄 서비스(CUPS)가 받지 않았어요. 프린터 이름을 확인해 주세요."),
    "cut": N_("인쇄하다가 끊겼어요. 나온 종이를 확인하고 다시 인쇄하거나 옮겨 주세요."),
    "stalled": N_("프린터가 받다가 멈췄어요. 나온 종이를 확인하고 다시 인쇄하거나 옮겨 주세요."),
    "silent": N_("다 보냈지만 프린터가 대답하지 않아요. 나왔는지 확인해 주세요."),
    "restart": N_("보내는 사이에 서버가 다시 시작됐어요. 나왔는지 확인해 주세요."),
    "jam": N_("종이가 걸렸어요."),
    "removed": N_("프린터를 뺐어요. 다른 프린터로 옮겨 주세요."),
    "address": N_("이 주소에는 프린터가 있을 수 없어요. 프린터의 주소를 확인하고 다시 더해 주세요."),
    "fault": N_("서버가 이 명찰을 그리지 못했어요. 운영본부에 알려 주세요."),
    "gone": N_("지금은 명찰을 줄 수 없는 참가자예요. 등록을 확인해 주세요."),
}


class Printer(TypedDict):
    """A printer's row; times in ms. `media_left`: badges until it is empty, None where nobody has said;
    `trouble`: one of PROBLEMS."""

    id: int
    name: str
    driver: Driver
    address: str
    layout: str
    printed: int
    media_left: int | None
    trouble: str | None
    trouble_at: int | None
    added_at: int
    removed_at: int | None


class PrinterShape(TypedDict):
    """How answers and screens show a printer; `problem` is a sentence."""

    id: int
    name: str
    driver: Driver
    layout: str
    state: Literal["ready", "trouble"]
    problem: str | None
    printed: int
    media_left: int | None


def add(
    change: Change, *, name: str, driver: str, address: str | None = None, layout: str | None = None
) -> dict[str, Any]:
    """A printer more. `address`: host or host:port (network), the destination's name (cups), none (browser).

    Raises BadFields (driver, address, layout), Refused wrong_state where the name is taken.
    """
    place, layout = address or "", layout or LAYOUT_OF.get(driver, "")
    wrong = _wrong(driver, place, layout, change.lang)
    if wrong:
        raise BadFields(wrong)
    if change.one(f"SELECT 1 FROM printers WHERE name = ? AND {conditions.NOT_REMOVED}", name):
        raise Refused(
            "wrong_state", gettext("같은 이름의 프린터가 있어요. 다른 이름을 적어 주세요.", change.lang)
        )
    printer_id = change.insert(
        "printers", name=name, driver=driver, address=place, layout=layout, added_at=change.now
    )
    change.record("printer.add", printer=printer_id, driver=driver)
    return {
        "printer": shape(require(change, printer_id), change.lang),
        "message": gettext("프린터를 더했어요.", change.lang),
    }


def misfits(values: dict[str, Any], lang: str) -> dict[str, str]:
    """An address where no printer can be (kiosk.addresses), as far as it is known without asking for a name's."""
    if values.get("driver") != "network":
        return {}
    try:
        host, port = place_of(values.get("address") or "")
    except ValueError:
        return {}  # said by the rule
    if addresses.may_be_printer("127.0.0.1" if host.lower() == "localhost" else host, port):
        return {}
    sentence = gettext(
        "이 주소에는 프린터가 있을 수 없어요. 프린터의 주소를 192.168.0.20:9100 처럼 적어 주세요.", lang
    )
    return {"address": sentence}


def remove(change: Change, *, printer: int) -> dict[str, Any]:
    """Take a printer away. What waits for it has failed then, for the desk to move. Raises NotFound."""
    row = require(change, printer)
    change.update(
        f"UPDATE printers SET removed_at = ? WHERE id = ? AND {conditions.NOT_REMOVED}", change.now, printer
    )
    change.update("DELETE FROM station_printers WHERE printer_id = ?", printer)
    change.update(
        "UPDATE print_jobs SET state = 'failed', problem = 'removed', ended_at = ?"
        " WHERE printer_id = ? AND state = 'queued'",
        change.now,
        printer,
    )
    change.record("printer.remove", printer=printer)
    return {"printer": shape(row, change.lang), "message": gettext("프린터를 뺐어요.", change.lang)}


def use(change: Change, *, printer: int | None = None, station: int | None = None) -> dict[str, Any]:
    """What this station (an organiser may name another) registers is printed there from now on; no printer: nowhere.

    Raises NotFound, Refused wrong_state where it is unclear which station is meant.
    """
    if station is None or change.actor.role not in ("organiser", "system"):
        station = change.actor.station_id
    if station is None:
        raise Refused("wrong_state", gettext("어느 단말의 프린터인지 골라 주세요.", change.lang))
    if not stations.is_known(change, station):
        raise NotFound(gettext("그런 단말이 없어요. 목록을 새로 열어 주세요.", change.lang))
    row = require(change, printer) if printer else None
    change.update("DELETE FROM station_printers WHERE station_id = ?", station)
    if row:
        change.insert("station_printers", station_id=station, printer_id=row["id"])
    change.record("printer.use", station=station, printer=printer)
    return {
        "printer": shape(row, change.lang) if row else None,
        "message": gettext("이제 %(name)s 프린터로 인쇄해요.", change.lang, name=row["name"])
        if row
        else gettext("이 단말은 이제 저절로 인쇄하지 않아요.", change.lang),
    }


def load(change: Change, *, printer: int, sheets: int) -> dict[str, Any]:
    """So many badges can be printed from now on before it is empty. Raises NotFound."""
    require(change, printer)
    change.update("UPDATE printers SET media_left = ? WHERE id = ?", sheets, printer)
    change.record("printer.load", printer=printer, sheets=sheets)
    return {"printer": shape(require(change, printer), change.lang)}


def trouble(change: Change, *, printer: int, problem: str | None = None) -> dict[str, Any]:
    """What the server heard of a printer: a problem, or none any more. Nothing is sent while it lasts."""
    row = require(change, printer)
    if row["trouble"] != problem:
        since = change.now if problem else None
        change.update("UPDATE printers SET trouble = ?, trouble_at = ? WHERE id = ?", problem, since, printer)
        change.record("printer.trouble", printer=printer, problem=problem)
    return {"printer": shape(require(change, printer), change.lang)}


def require(change: Change, printer_id: int) -> Printer:
    """A printer that was not removed. Raises NotFound."""
    row = rows.one(
        change.db, Printer, f"SELECT * FROM printers WHERE id = ? AND {conditions.NOT_REMOVED}", printer_id
    )
    if row is None:
        raise NotFound(gettext("그런 프린터가 없어요. 목록을 새로 열어 주세요.", change.lang))
    return row


def of_station(db: sqlite3.Connection, station_id: int | None) -> Printer | None:
    """The printer where this station prints by itself."""
    return rows.one(
        db,
        Printer,
        "SELECT p.* FROM station_printers s JOIN printers p ON p.id = s.printer_id"
        f" WHERE s.station_id = ? AND p.{conditions.NOT_REMOVED}",
        station_id,
    )


def shape(row: Printer, lang: str) -> PrinterShape:
    return {
        "id": row["id"],
        "name": row["name"],
        "driver": row["driver"],
        "layout": row["layout"],
        "state": "trouble" if row["trouble"] else "ready",
        "problem": told(row["trouble"], lang),
        "printed": row["printed"],
        "media_left": row["media_left"],
    }


def told(problem: str | None, lang: str) -> str | None:
    """The sentence of a problem."""
    return gettext(PROBLEMS.get(problem, problem), lang) if problem else None


def place_of(address: str) -> tuple[str, int]:
    """Host and port of a network printer. ValueError if it is neither `host` nor `host:port`."""
    match = re.fullmatch(r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?", address)
    port = int(match[3] or PORT) if match else 0
    if not match or not 0 < port < 65536:
        raise ValueError(address)
    return match[1], port


def _wrong(driver: str, address: str, layout: str, lang: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if driver not in DRIVERS:
        return {"driver": gettext("driver는 %(names)s 가운데 하나예요.", lang, names=", ".join(DRIVERS))}
    fits = [name for name, one in layouts().items() if one.mono or driver != "network"]
    if layout not in fits:
        wrong["layout"] = gettext("layout은 %(names)s 가운데 하나예요.", lang, names=", ".join(fits))
    if driver == "cups" and not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", address):
        wrong["address"] = gettext("CUPS에 등록한 프린터의 이름을 적어 주세요.", lang)
    if driver == "network":
        try:
            place_of(address)
        except ValueError:
            wrong["address"] = gettext("프린터의 주소를 192.168.0.20:9100 처럼 적어 주세요.", lang)
    return wrong
