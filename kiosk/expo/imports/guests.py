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
    Verdict,
    begin,
)
from kiosk.expo.person import visitor_numbers
from kiosk.expo.square import ground
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
    rows = begin(prepared, reading.lang)
    gatherings = {close_key(one["name"]): one for one in ground.of(reading.db).gatherings}
    gatherings |= {
        close_key(one["name_en"]): one for one in ground.of(reading.db).gatherings if one["name_en"]
    }
    stored = {row["mark"]: row for row in _stored(reading)}
    seen: dict[str, int | str] = {}
    added: list[tuple[str, int, Values]] = []
    changed: list[tuple[Guest, Values]] = []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        gathering = gatherings.get(close_key(values["gathering"]))
        if gathering is None:
            _refuse_unknown(verdict, values["gathering"], [one["name"] for one in gatherings.values()])
            continue
        mark = reading.mark(
            "guest",
            str(gathering["id"]),
            *(close_key(one or "") for one in (values["name"], values["person"]["comes_from"])),
        )
        if mark in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 손님이라 하나로 합쳤어요."), row=seen[mark])
            continue
        seen[mark] = verdict.place
        verdict.verdict = _verdict(stored.get(mark), values)
        if verdict.verdict == ADDED:
            added.append((mark, gathering["id"], values))
        elif verdict.verdict == CHANGED:
            changed.append((stored[mark], values))
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored.keys() - seen.keys()))
    _write_new(reading, outcome, added)
    outcome.write(
        f"UPDATE contacts SET {', '.join(f'{name} = ?' for name in PERSON)} WHERE visitor_id = ?",
        ((*_told(guest, values).values(), guest["visitor_id"]) for guest, values in changed),
    )
    outcome.write(
        "UPDATE visitors SET guest_lang = ? WHERE id = ?",
        ((values["language"], guest["visitor_id"]) for guest, values in changed),
    )
    return outcome


def _stored(reading: Reading) -> list[Guest]:
    return reading.every(
        Guest,
        "SELECT r.mark, v.id AS visitor_id, v.state, v.guest_lang, c.name, c.name_latin, c.comes_from, c.title, c.phone, c.email"
        " FROM visitors v JOIN imported_rows r ON r.visitor_id = v.id LEFT JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.gathering_id IS NOT NULL",
    )


def _refuse_unknown(verdict: Verdict, named: str, known: list[str]) -> None:
    if not known:
        verdict.refuse(
            verdict._("함께 열리는 행사가 아직 없어요. 운영본부의 ‘프로그램’에서 먼저 만들어 주세요.")
        )
        return
    sentence = verdict._("‘초청 행사’ %(name)s은(는) 없어요. 있는 행사: %(known)s.")
    verdict.refuse(sentence, name=named, known=", ".join(dict.fromkeys(known)))


def _verdict(guest: Guest | None, values: Values) -> str:
    """Who was forgotten, or is part of another registration, is left alone."""
    if guest is None:
        return ADDED
    if guest["name"] is None or guest["state"] == "merged":
        return UNCHANGED
    same = guest["guest_lang"] == values["language"] and all(
        guest[name] == value for name, value in _told(guest, values).items()
    )  # type: ignore[literal-required]
    return UNCHANGED if same else CHANGED


def _told(guest: Guest, values: Values) -> Values:
    """What the file says; where it says nothing, what is there stays."""
    return {name: values["person"][name] or guest[name] for name in PERSON}  # type: ignore[literal-required]


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
