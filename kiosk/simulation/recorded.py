"""A day that was lived, as a scenario: `journal.jsonl` of `export` gives who came when, whom they wished to meet, how long
each meeting lasted and which calls were missed; every policy can then be tried on it.

`agencies.csv`, `wishes.csv` of the same export, where they lie beside the journal, tell where booths stand and which wishes
got no place. Without them every booth stands at one spot and has as many counters as were called to. Whoever did not meet
talks as long as that booth's others, drawn; meetings shorter than `LEAST_MS` were mistakes. Settings are the defaults.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import pstdev
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.expo.square import waits
from kiosk.expo.square.days import MIN_MS, at_local
from kiosk.simulation.scenario import (
    MEETING_BOUNDS_MIN,
    ZONE,
    Booth,
    Day,
    Scenario,
    Traits,
    Visitor,
    entrance_of,
)

BYTES_MOST, LINE_MOST = 512 * 1024 * 1024, 256 * 1024
LEAST_MS = 20_000
SPOT_M = (6.0, 8.0)
FIRST_MEETING_MIN = 15.0


@dataclass
class _Told:
    """What the journal says, by the visitors' numbers."""

    dates: list[str] = field(default_factory=list)
    hours: tuple[str, str] = ("10:00", "18:00")
    arrives: dict[int, dict[str, int]] = field(default_factory=dict)
    wishes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    appointments: dict[tuple[int, str], int] = field(default_factory=dict)
    began: dict[int, int] = field(default_factory=dict)
    lengths_ms: dict[tuple[int, str], int] = field(default_factory=dict)
    missed: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))


def read(path: Path, seed: int = 1) -> Scenario:
    """The scenario of a recorded expo. `seed`: for what was not lived and is drawn. Raises Unusable for a file that is none."""
    told = _Told()
    for number, entry in _entries(path):
        try:
            _note(told, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unusable(f"{path}: {number}번째 줄이 journal.jsonl의 기록이 아닙니다 ({error}).") from error
    if not told.arrives:
        raise Unusable(f"{path}: 입장한 사람이 없습니다. `export`가 만든 journal.jsonl을 주세요.")
    return _scenario(told, _beside(path, "agencies.csv"), _beside(path, "wishes.csv"), seed)


def _entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line with its number. A large journal is read line by line."""
    try:
        if path.stat().st_size > BYTES_MOST:
            raise Unusable(f"{path}: {BYTES_MOST // 2**20} MB보다 큽니다.")
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LINE_MOST + 1):
                number += 1
                if len(line) > LINE_MOST:
                    raise Unusable(f"{path}: {number}번째 줄이 {LINE_MOST // 1024} KB보다 깁니다.")
                try:
                    entry = json.loads(line)
                except ValueError as error:
                    raise Unusable(f"{path}: {number}번째 줄이 JSON이 아닙니다.") from error
                if not isinstance(entry, dict):
                    raise Unusable(f"{path}: {number}번째 줄이 journal.jsonl의 기록이 아닙니다.")
                yield number, entry
    except OSError as error:
        raise Unusable(f"{path}: 읽을 수 없습니다 ({error.strerror or error}).") from error


def _note(told: _Told, entry: dict[str, Any]) -> None:
    kind, visitor, booth, detail = entry["kind"], entry["visitor"], entry["booth"], entry["detail"] or {}
    if kind == "expo.set_up":
        opens, closes = detail["hours"].split("-")
        told.dates, told.hours = sorted(detail["days"]), (opens, closes)
        return
    if visitor is None:
        return
    at = round(datetime.fromisoformat(entry["happened_at"]).timestamp() * 1000)
    if kind == "visitor.check_in":
        told.arrives.setdefault(visitor, {}).setdefault(entry["happened_at"][:10], at)
    if booth is None:
        return
    if kind in ("ticket.join", "wish.add") and booth not in told.wishes[visitor]:
        told.wishes[visitor].append(booth)
        if detail.get("appointment_at"):
            told.appointments[visitor, booth] = int(detail["appointment_at"])
    elif kind == "consultation.start":
        told.began[entry["consultation"]] = at
        told.counters[booth] = max(told.counters[booth], int(detail.get("counter") or 1))
    elif kind == "consultation.finish" and entry["consultation"] in told.began:
        length_ms = at - told.began[entry["consultation"]]
        if length_ms >= LEAST_MS:
            told.lengths_ms.setdefault((visitor, booth), length_ms)
    elif kind == "ticket.no_show":
        told.missed[visitor, booth] += 1


def _beside(path: Path, name: str) -> list[dict[str, str]]:
    """The rows of another file of the export; none where it does not lie there."""
    try:
        with (path.parent / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unusable(f"{path.parent / name}: 읽을 수 없습니다 ({error}).") from error


def _scenario(
    told: _Told, agencies: list[dict[str, str]], wishes: list[dict[str, str]], seed: int
) -> Scenario:
    for row in wishes:
        number = int(row["번호"]) if (row.get("번호") or "").isdigit() else 0
        if number in told.arrives and row["부스"] not in told.wishes[number]:
            told.wishes[number].append(row["부스"])
    booths = _booths(told, agencies)
    dates = told.dates or sorted({date for days in told.arrives.values() for date in days})
    days = tuple(Day(date, *(at_local(date, one, ZONE) for one in told.hours)) for date in dates)
    people: list[Visitor] = []
    numbers: dict[int, int] = {}
    for number, came in told.arrives.items():
        arrives = {
            index: max(came[day.date], day.opens_at)
            for index, day in enumerate(days)
            if day.date in came and came[day.date] < day.closes_at
        }
        wished = tuple(booth for booth in told.wishes[number] if booth in booths)
        if arrives and wished:
            numbers[number] = len(people)
            people.append(Visitor(len(people), arrives, wished, _kept(told, number, wished, arrives, days)))
    means, sigma = _lengths(told, booths)
    return Scenario(
        seed,
        days,
        booths,
        tuple(people),
        entrance_of(booths),
        means,
        Traits(meeting_sigma=sigma, no_show_share=0.0),
        told.hours,
        {(numbers[one], booth): ms for (one, booth), ms in told.lengths_ms.items() if one in numbers},
        {(numbers[one], booth): calls for (one, booth), calls in told.missed.items() if one in numbers},
    )


def _kept(
    told: _Told, number: int, wished: tuple[str, ...], arrives: dict[int, int], days: tuple[Day, ...]
) -> dict[str, int]:
    """The appointments on days that they came on."""
    return {
        booth: told.appointments[number, booth]
        for booth in wished
        if (number, booth) in told.appointments
        and any(
            days[day].opens_at <= told.appointments[number, booth] < days[day].closes_at for day in arrives
        )
    }


def _booths(told: _Told, agencies: list[dict[str, str]]) -> dict[str, Booth]:
    try:
        found = {
            row["부스번호"]: Booth(
                row["부스번호"],
                row["기관명"],
                max(int(row["상담석"]), told.counters[row["부스번호"]]),
                (float(row["위치X(m)"] or SPOT_M[0]), float(row["위치Y(m)"] or SPOT_M[1])),
            )
            for row in agencies
        }
    except (KeyError, TypeError, ValueError) as error:
        raise Unusable(f"agencies.csv: `export`가 만든 파일이 아닙니다 ({error}).") from error
    for booth in sorted({one for wished in told.wishes.values() for one in wished} - set(found)):
        found[booth] = Booth(booth, f"기관 {booth}", told.counters[booth], SPOT_M)
    return found


def _lengths(told: _Told, booths: dict[str, Booth]) -> tuple[dict[str, float], float]:
    """Booth -> the median length (min) that is drawn around where nobody knows better, and the spread of its logarithm."""
    by_booth: dict[str, list[int]] = defaultdict(list)
    for (_, booth), ms in told.lengths_ms.items():
        by_booth[booth].append(ms)
    sums = [(len(one), sum(one)) for one in by_booth.values()]
    mean_ms = waits.expo_mean_ms(sums, FIRST_MEETING_MIN)
    logs = [math.log(one) for one in told.lengths_ms.values()]
    sigma = min(pstdev(logs), 0.8) if len(logs) > 1 else Traits.meeting_sigma
    least, most = MEETING_BOUNDS_MIN
    means = {
        number: min(
            max(waits.shrunk_mean_ms(len(by_booth[number]), sum(by_booth[number]), mean_ms) / MIN_MS, least),
            most,
        )
        / math.exp(sigma**2 / 2)
        for number in booths
    }
    return means, sigma
