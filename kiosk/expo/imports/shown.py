"""What a preview shows of a row: its name and key values, of prepared values that may be missing where a row is refused.

Persons' names are among them, so they go to whoever holds the file and are kept nowhere.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.expo.after.answers import STATE_WORDS
from kiosk.expo.imports.rows import Prepared
from kiosk.expo.programme.items import KINDS

Values = dict[str, Any]
OUTCOMES = {"consulted": "상담", "commitment": "우선구매 약정", "contract": "현장계약", "mou": "업무협약"}

SIDES = {"agency": "기관", "enterprise": "기업", "both": "서로"}
ANSWERS = {"yes": "확인", "no": "거절"}


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


def _follow_up(values: Values) -> tuple[str, Values]:
    word = STATE_WORDS.get(values["state"])
    told = ("agency", "contracted_on", "won", "document", "reason")
    return values["enterprise"] or values["key"] or "", {
        "became": word,
        **{name: values[name] for name in told},
    }


def _purchase(values: Values) -> tuple[str, Values]:
    told = ("agency", "product", "bought_on", "won", "document")
    return values["enterprise"], {"brn": _brn(values["brn"]), **{name: values[name] for name in told}}


def _guest(values: Values) -> tuple[str, Values]:
    return values["name"] if values["consent"] else "", {
        "gathering": values["gathering"],
        "latin": values["person"]["name_latin"] if values["consent"] else None,
        "from": values["person"]["comes_from"],
        "language": values["language"],
        "consent": values["consent"],
    }


def _on_paper(values: Values) -> tuple[str, Values]:
    line = values["lines"][0] if values["lines"] else None
    return values["number"], {
        "booth": values["booth"],
        "day": values["day"],
        "time": values["time"],
        "ends": values["ends"],
        "outcome": OUTCOMES[line["outcome"]] if line else None,
        "won": line["amount"] if line else None,
    }


def _brn(digits: str | None) -> str | None:
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits else None


def _mark(values: Values) -> tuple[str, Values]:
    told = {"agency": values["agency"], "side": SIDES.get(values["side"])}
    return values["enterprise"] or _brn(values["brn"]) or "", {"brn": _brn(values["brn"]), **told}


def _away(values: Values) -> tuple[str, Values]:
    who = values["agency"] or values["enterprise"] or _brn(values["brn"]) or ""
    return who, {name: values[name] for name in ("day", "from", "until")}


def _timetable_answer(values: Values) -> tuple[str, Values]:
    says = {name: ANSWERS.get(values[name]) for name in ("agency_says", "enterprise_says")}
    told = {name: values[name] for name in ("agency", "day", "time")}
    return values["enterprise"] or _brn(values["brn"]) or "", {"brn": _brn(values["brn"]), **told, **says}


_SHOWN = {
    "agencies": _agency,
    "plan": _item,
    "enterprises": _enterprise,
    "appointments": _appointment,
    "programme": _event,
    "places": _spot,
    "guests": _guest,
    "follow_ups": _follow_up,
    "purchases": _purchase,
    "paper": _on_paper,
    "marks": _mark,
    "away": _away,
    "timetable_answers": _timetable_answer,
}
