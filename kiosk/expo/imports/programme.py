"""The programme of the stages. An entry is known by its time and title, or, when moved, by day and title."""

from collections.abc import Iterable

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Days
from kiosk.expo.imports.rows import ADDED, CHANGED, MERGED, UNCHANGED, Outcome, Prepared, Reading, begin
from kiosk.language.text import close_key


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "programme", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    days = Days(reading)
    timed = []
    for verdict, values in rows:
        moment = None if verdict.verdict else days.moment(verdict, values["day"], values["time"])
        if moment:
            timed.append((verdict, values, moment[1], close_key(values["title"])))
    stored = {
        (row["starts_at"], close_key(row["title"])): row for row in reading.all("SELECT * FROM programme")
    }
    in_file = {(starts_at, title) for _, _, starts_at, title in timed}
    movable = {
        (days.day_of(starts_at), title): row
        for (starts_at, title), row in stored.items()
        if (starts_at, title) not in in_file
    }
    seen: dict[tuple[int, str], int | str] = {}
    added, changed = [], []
    for verdict, values, starts_at, title in timed:
        if (starts_at, title) in seen:
            verdict.verdict = MERGED
            verdict.say(
                verdict._("%(row)s번째 줄과 같은 프로그램이라 하나로 합쳤어요."), row=seen[starts_at, title]
            )
            continue
        seen[starts_at, title] = verdict.place
        entry = stored.get((starts_at, title)) or movable.pop((days.day_of(starts_at), title), None)
        new = (starts_at, values["title"], values["place"], values["capacity"])
        if entry is None:
            verdict.verdict = ADDED
            added.append(new)
        elif (entry["starts_at"], entry["title"], entry["place"], entry["capacity"]) != new:
            verdict.verdict = CHANGED
            changed.append((*new, entry["id"]))
        else:
            verdict.verdict = UNCHANGED
    verdicts = [verdict for verdict, _ in rows]
    known = sum(one.verdict in (CHANGED, UNCHANGED) for one in verdicts)
    outcome = Outcome(verdicts, missing=len(stored) - known)
    outcome.write(
        "UPDATE programme SET starts_at = ?, title = ?, place = ?, capacity = ? WHERE id = ?", changed
    )
    outcome.write("INSERT INTO programme (starts_at, title, place, capacity) VALUES (?, ?, ?, ?)", added)
    return outcome
