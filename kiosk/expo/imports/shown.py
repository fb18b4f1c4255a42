"""What a preview shows of a row: its name and key values, of prepared values that may be missing where a row is refused.

Persons' names are among them, so they go to whoever holds the file and are kept nowhere.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.expo.imports.rows import Prepared
from kiosk.expo.programme.items import KINDS

Values = dict[str, Any]


def row(kind: str, prepared: Prepared) -> dict[str, Any]:
    """{"name", "values": {name: text, a number or a list; what is not there is left out}}."""
    name, values = _SHOWN[kind](prepared["values"])
    return {
        "name": name or "",
        "values": {key: value for key, value in values.items() if value not in (None, "", [])},
    }


def total_won(rows: Iterable[Prepared]) -> int:
    """Of the rows that can be read, whether or not the database takes them: what stands at the foot of the paper."""
    return sum(one["values"]["won"] or 0 for one in rows if not one["refused"])


def largest(rows: Iterable[Prepared]) -> dict[str, Any] | None:
    """The item of a plan with the highest amount: {"row", "name", "won"}; by it a wrong unit is seen."""
    read = [one for one in rows if not one["refused"] and one["values"]["won"]]
    if not read:
        return None
    found = max(read, key=lambda one: one["values"]["won"])
    name = " ".join(filter(None, (found["values"]["agency"], found["values"]["title"])))
    return {"row": found["row"], "name": name, "won": found["values"]["won"]}


def _agency(values: Values) -> tuple[str, Values]:
    return values["name"], {
        "booth": values["number"],
        "kind": values["kind"],
        "counters": values["counters"],
        "place": _place(values),
    }


def _place(values: Values) -> str | None:
    x, y = values["x_m"], values["y_m"]
    return None if x is None or y is None else f"{x:g}, {y:g}"


def _item(values: Values) -> tuple[str, Values]:
    return values["title"], {
        name: values[name] for name in ("agency", "department", "category", "won", "quarter")
    }


def _enterprise(values: Values) -> tuple[str, Values]:
    return values["enterprise"]["name"], {
        "brn": _brn(values["brn"]),
        "kind": values["enterprise"].get("kind"),
        "person": values["name"] if values["consent"] else None,
        "categories": values["categories"],
        "wishes": values["wishes"],
        "consent": values["consent"],
    }


def _appointment(values: Values) -> tuple[str, Values]:
    return values["enterprise"] or _brn(values["brn"]) or "", {
        "brn": _brn(values["brn"]),
        **{name: values[name] for name in ("agency", "day", "time")},
    }


def _event(values: Values) -> tuple[str, Values]:
    told = ("day", "time", "ends", "place", "capacity", "host", "spoken")
    return values["title"], {name: values[name] for name in told} | {"kind": KINDS[values["kind"]]}


def _spot(values: Values) -> tuple[str, Values]:
    return values["name"], {"place": _place(values)}


def _guest(values: Values) -> tuple[str, Values]:
    return values["name"] if values["consent"] else "", {
        "gathering": values["gathering"],
        "latin": values["person"]["name_latin"] if values["consent"] else None,
        "from": values["person"]["comes_from"],
        "language": values["language"],
        "consent": values["consent"],
    }


def _brn(digits: str | None) -> str | None:
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits else None


_SHOWN = {
    "agencies": _agency,
    "plan": _item,
    "enterprises": _enterprise,
    "appointments": _appointment,
    "programme": _event,
    "places": _spot,
    "guests": _guest,
}
