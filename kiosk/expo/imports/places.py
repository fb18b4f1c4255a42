"""The places of the square. The file is the whole map: what it does not name any more is taken out."""

from collections.abc import Iterable

from kiosk.expo.imports.rows import ADDED, CHANGED, MERGED, UNCHANGED, Outcome, Prepared, Reading, begin
from kiosk.expo.square.places import Place, read
from kiosk.language.sentences import gettext

COLUMNS = ("kind", "name", "name_en", "x_m", "y_m", "width_m", "height_m")


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    verdicts = [verdict for verdict, _ in rows]
    stored = list(read(reading.db))
    left = list(stored)
    wanted: dict[tuple[object, ...], int | str] = {}
    for verdict, values in rows:
        if verdict.verdict:
            continue
        place = tuple(values[name] for name in COLUMNS)
        if place in wanted:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 자리라 하나로 합쳤어요."), row=wanted[place])
            continue
        wanted[place] = verdict.place
        verdict.verdict = _verdict(place, left)
    outcome = Outcome(verdicts)
    if not wanted:  # nothing can be read: the map stays as it is
        return outcome
    if left:
        outcome.notes.append(gettext("파일에 없는 %(n)s곳은 지도에서 빼요.", reading.lang, n=len(left)))
    if left or any(one.verdict in (ADDED, CHANGED) for one in verdicts):
        outcome.writes.append(("DELETE FROM places", [()]))
        marks = ", ".join("?" * len(COLUMNS))
        outcome.write(f"INSERT INTO places ({', '.join(COLUMNS)}) VALUES ({marks})", wanted)
    return outcome


def _verdict(place: tuple[object, ...], left: list[Place]) -> str:
    """What the row does to the places that no row before it named; the one it is about is taken from them."""
    for same, verdict in ((COLUMNS, UNCHANGED), (("kind", "name"), CHANGED)):
        values = place[: len(same)]
        found = next((one for one in left if tuple(one[name] for name in same) == values), None)  # type: ignore[literal-required]
        if found:
            left.remove(found)
            return verdict
    return ADDED
