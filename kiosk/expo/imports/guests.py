"""Guests of an event that is held with the expo. One is known by the event, name and whom they come from, as a keyed mark of the
three (`imported_rows`): so a guest who was forgotten is not brought back."""

from collections.abc import Iterable
from typing import Any, TypedDict

from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Rows,
    begin,
)
from kiosk.expo.person import visitor_numbers
from kiosk.expo.square import ground
from kiosk.language.sentences import gettext
from kiosk.language.text import close_key

PERSON = ("name_latin", "comes_from", "title", "phone", "email")
CONSENT_VERSION = "import"

Values = dict[str, Any]


class Guest(TypedDict):
    """A guest who came with a file, and their contact data; `name` None once that was forgotten."""

    mark: str
    visitor_id: int
    state: str
    guest_lang: str | None
    name: str | None
    name_latin: str | None
    comes_from: str | None
    title: str | None
    phone: str | None
    email: str | None


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    """Where no event was made yet, those that the file names are."""
    rows = begin(prepared, reading.lang)
    events, made = _events(reading, rows)
    stored = {row["mark"]: row for row in _stored(reading)}
    seen: dict[str, int | str] = {}
    added: list[tuple[str, int, Values]] = []
    changed: list[tuple[Guest, Values]] = []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        event = events.get(close_key(values["gathering"]))
        if event is None:
            known = ", ".join(one["name"] for one in ground.of(reading.db).gatherings)
            sentence = verdict._("‘초청 행사’가 %(name)s인 행사는 없어요. 있는 행사: %(known)s.")
            verdict.refuse(sentence, name=values["gathering"], known=known)
            continue
        mark = _mark(reading, event, values)
        if mark in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 손님이라 하나로 합쳤어요."), row=seen[mark])
            continue
        seen[mark] = verdict.place
        verdict.verdict = _verdict(stored.get(mark), values)
        if verdict.verdict == ADDED:
            added.append((mark, event, values))
        elif verdict.verdict == CHANGED:
            changed.append((stored[mark], values))
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored.keys() - seen.keys()))
    if made:
        sentence = gettext(
            "함께 열리는 행사로 만들어요: %(names)s", reading.lang, names=", ".join(made.values())
        )
        outcome.notes.append(sentence)
        outcome.write("INSERT INTO gatherings (id, name) VALUES (?, ?)", made.items())
    _write_new(reading, outcome, added)
    _write_changed(outcome, changed)
    return outcome


def _events(reading: Reading, rows: Rows) -> tuple[dict[str, int], dict[int, str]]:
    """Events' ids by their names as `close_key` has them, and the names of those that are to be made."""
    known = ground.of(reading.db).gatherings
    if known:
        named = [(name, one["id"]) for one in known for name in (one["name"], one["name_en"]) if name]
        return {close_key(name): id for name, id in named}, {}
    names = {close_key(one["gathering"]): one["gathering"] for verdict, one in rows if not verdict.verdict}
    ids = {one: id for id, one in enumerate(names, reading.next_id("gatherings"))}
    return ids, {id: names[one] for one, id in ids.items()}


def _mark(reading: Reading, event: int, values: Values) -> str:
    whom = (close_key(one or "") for one in (values["name"], values["person"]["comes_from"]))
    return reading.mark("guest", str(event), *whom)


def _stored(reading: Reading) -> list[Guest]:
    return reading.every(
        Guest,
        "SELECT r.mark, v.id AS visitor_id, v.state, v.guest_lang, c.name, c.name_latin, c.comes_from, c.title, c.phone, c.email"
        " FROM visitors v JOIN imported_rows r ON r.visitor_id = v.id LEFT JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.gathering_id IS NOT NULL",
    )


def _verdict(guest: Guest | None, values: Values) -> str:
    """Who was forgotten, or is part of another registration, is left alone."""
    if guest is None:
        return ADDED
    if guest["name"] is None or guest["state"] == "merged":
        return UNCHANGED
    told = _told(guest, values)
    same = guest["guest_lang"] == values["language"] and told == {name: guest[name] for name in PERSON}  # type: ignore[literal-required]
    return UNCHANGED if same else CHANGED


def _told(guest: Guest, values: Values) -> Values:
    """What the file says; where it says nothing, what is there stays."""
    return {name: values["person"][name] or guest[name] for name in PERSON}  # type: ignore[literal-required]


def _write_changed(outcome: Outcome, changed: list[tuple[Guest, Values]]) -> None:
    outcome.write(
        f"UPDATE contacts SET {', '.join(f'{name} = ?' for name in PERSON)} WHERE visitor_id = ?",
        ((*_told(guest, values).values(), guest["visitor_id"]) for guest, values in changed),
    )
    outcome.write(
        "UPDATE visitors SET guest_lang = ? WHERE id = ?",
        ((values["language"], guest["visitor_id"]) for guest, values in changed),
    )


def _write_new(reading: Reading, outcome: Outcome, added: list[tuple[str, int, Values]]) -> None:
    first, number = reading.next_id("visitors"), visitor_numbers.next_number(reading.db)
    numbered = list(enumerate(added))
    outcome.write(
        "INSERT INTO visitors (id, number, source, registered_at, registered_by, gathering_id, guest_lang)"
        " VALUES (?, ?, 'import', ?, ?, ?, ?)",
        (
            (first + at, number + at, reading.now, reading.by, gathering, values["language"])
            for at, (_, gathering, values) in numbered
        ),
    )
    outcome.write(
        f"INSERT INTO contacts (visitor_id, name, {', '.join(PERSON)}) VALUES (?, ?, {', '.join('?' * len(PERSON))})",
        (
            (first + at, values["name"], *(values["person"][name] for name in PERSON))
            for at, (_, _, values) in numbered
        ),
    )
    outcome.write(
        "INSERT INTO consents (visitor_id, purpose, given, text_version, at) VALUES (?, ?, ?, ?, ?)",
        (
            (first + at, purpose, given, CONSENT_VERSION, reading.now)
            for at, _ in numbered
            for purpose, given in (("keep", 1), ("share", 0))
        ),
    )
    outcome.write(
        "INSERT INTO imported_rows (mark, visitor_id, fields) VALUES (?, ?, '{}')",
        ((mark, first + at) for at, (mark, _, _) in numbered),
    )
