"""The programme of the stages. An entry is known by its time and title, or, when moved, by day and title."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Days
from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Verdict,
    begin,
)
from kiosk.expo.programme import items
from kiosk.expo.programme.items import Item
from kiosk.expo.square import ground
from kiosk.expo.square import places as square_places
from kiosk.language.text import close_key

COLUMNS = ("starts_at", "ends_at", "title", "kind", "place", "capacity", "host", "spoken", "gathering_id")
# What a file need not say: then what somebody gave by hand stays.
KEPT = ("ends_at", "host", "spoken", "gathering_id")

BOOTH = re.compile(r"[A-Z][0-9]{2}")

Values = dict[str, Any]


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "programme", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    days = Days(reading)
    stored = {_key(row): row for row in items.every(reading.db)}
    places = _Places(reading, (row["place"] for row in stored.values()))
    timed = [
        (
            verdict,
            _item(values, days, moment[0].day, moment[1])
            | {
                "place": places.find(verdict, values["place"]),
                "gathering_id": _gathering(reading, verdict, values.get("gathering")),
            },
        )
        for verdict, values in rows
        if not verdict.verdict and (moment := days.moment(verdict, values["day"], values["time"]))
    ]
    timed = [
        (verdict, new) for verdict, new in timed if not verdict.verdict
    ]  # a place that is none refuses too
    in_file = {_key(new) for _, new in timed}
    movable = {
        (days.day_of(starts_at), title): row
        for (starts_at, title), row in stored.items()
        if (starts_at, title) not in in_file
    }
    seen: dict[tuple[int, str], int | str] = {}
    added, changed = [], []
    for verdict, new in timed:
        key = _key(new)
        if key in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 프로그램이라 하나로 합쳤어요."), row=seen[key])
            continue
        seen[key] = verdict.place
        entry = stored.get(key) or movable.pop((days.day_of(key[0]), key[1]), None)
        if entry is None:
            verdict.verdict = ADDED
            added.append(new)
        elif told := _changes(entry, new):
            verdict.verdict = CHANGED
            if told.keys() & {"starts_at", "place"}:
                told |= items.moved(entry, reading.now)
            changed.append((entry["id"], told))
        else:
            verdict.verdict = UNCHANGED
    _say_what_clashes(timed)
    verdicts = [verdict for verdict, _ in rows]
    known = sum(one.verdict in (CHANGED, UNCHANGED) for one in verdicts)
    outcome = Outcome(verdicts, missing=len(stored) - known)
    for item_id, told in changed:
        sets = ", ".join(f"{name} = ?" for name in told)
        outcome.write(f"UPDATE programme SET {sets} WHERE id = ?", [(*told.values(), item_id)])
    marks = ", ".join("?" * len(COLUMNS))
    outcome.write(
        f"INSERT INTO programme ({', '.join(COLUMNS)}) VALUES ({marks})",
        [tuple(new[name] for name in COLUMNS) for new in added],
    )
    return outcome


class _Places:
    """Where things are on: one place has one spelling, the map's or the first, and a booth has to be there."""

    def __init__(self, reading: Reading, names: Iterable[str | None]) -> None:
        drawn = [place["name"] for place in square_places.read(reading.db)]
        self._drawn = {close_key(name) for name in drawn}
        self._known = {close_key(name): name for name in (*names, *drawn) if name}
        self._booths = {row["number"] for row in reading.all("SELECT number FROM booths")}

    def find(self, verdict: Verdict, name: str | None) -> str | None:
        if name is None:
            return None
        number = name.upper()
        if BOOTH.fullmatch(number) and number not in self._booths:
            verdict.refuse(
                verdict._("‘장소’ %(name)s 부스가 없어요. 부스번호나 장소의 이름을 적어 주세요."), name=name
            )
        elif self._drawn and close_key(name) not in self._drawn and number not in self._booths:
            sentence = verdict._("지도에 없는 장소예요: %(name)s. 시설 파일에 넣으면 지도에 나와요.")
            verdict.say(sentence, name=name)
        known = self._known.setdefault(close_key(name), name)
        if known != name:
            verdict.say(
                verdict._("장소를 이미 있는 이름으로 맞춰 적었어요: %(name)s → %(known)s."),
                name=name,
                known=known,
            )
        return known


def _gathering(reading: Reading, verdict: Verdict, named: str | None) -> int | None:
    """Whose item it is; the expo's own where the file names none, or none that there is."""
    if named is None:
        return None
    for one in ground.of(reading.db).gatherings:
        if close_key(named) in (close_key(one["name"]), close_key(one["name_en"] or one["name"])):
            return one["id"]
    sentence = verdict._(
        "‘소속 행사’가 %(name)s인 행사는 없어 박람회의 것으로 넣어요. 운영본부의 ‘프로그램’에서 먼저 만들 수 있어요."
    )
    verdict.say(sentence, name=named)
    return None


def _item(values: Values, days: Days, day: str, starts_at: int) -> Values:
    return {
        **{name: values[name] for name in COLUMNS if name in values},
        "starts_at": starts_at,
        "ends_at": days.at(day, values["ends"]) if values["ends"] else None,
    }


def _key(item: Item | Values) -> tuple[int, str]:
    return item["starts_at"], close_key(item["title"])


def _changes(entry: Item, new: Values) -> Values:
    """What the file says otherwise."""
    before: Values = dict(entry)
    return {
        name: value
        for name, value in new.items()
        if value != before[name] and not (name in KEPT and value is None)
    }


def _say_what_clashes(timed: Sequence[tuple[Verdict, Values]]) -> None:
    """Two items of the file at one place at one time: both stay, and the later one says so."""
    last: dict[str, Values] = {}  # by place, the one that lasts longest so far
    for verdict, new in sorted(timed, key=lambda one: one[1]["starts_at"]):
        if new["place"] is None or verdict.verdict == MERGED:
            continue
        other = last.get(new["place"])
        if other and items.clashes(new, other):
            verdict.say(
                verdict._("%(place)s에 같은 시간의 ‘%(title)s’도 있어요. 시각이나 장소를 확인해 주세요."),
                **other,
            )
        if other is None or items.until(new) > items.until(other):
            last[new["place"]] = new
