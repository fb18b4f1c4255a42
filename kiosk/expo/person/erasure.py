"""What goes with a person: every table, entry and remembered answer in which something of them may stand, and what stays.

Numbers, outcomes, times and ids stay, so every figure is as it was. What somebody typed about them goes, whoever it was: nobody
can tell beforehand whom a note names. Elsewhere, in what was typed about others, their phone, mail and name are searched for.
"""

import hmac
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import names, rows
from kiosk.data.store import Change
from kiosk.expo.person import mentions
from kiosk.expo.person.refused_badges import said_to
from kiosk.language.sentences import N_, gettext

ERASED = N_("개인정보와 함께 지운 내용이에요.")
# Of an entry's detail, or of an answer, what somebody may have typed. Anything else is a word, an id or a number of the program
# (tests/expo/person/test_erasure.py looks at every entry that a rule writes).
TYPED = frozenset(
    "reason no_brn_reason text text_en note shared_note follow_up need why attachments topics".split()
)
# What stands under `reason` where a rule of the program wrote it.
OWN_REASONS = frozenset(
    "merged check_in_undone booth_went_home closed gave_way agency_replaced forgotten"
    # of who was passed over in a call
    " in_meeting called appointment paused programme left overtaken".split()
)
NAME_MIN, LATIN_MIN = 3, 4  # a shorter name is part of other words; one in Latin letters sooner
LINE_MIN = 4  # as are shorter notes: no file is found by them
DIGITS_MIN = 7

_THEIRS = "(SELECT value FROM json_each(?1))"
_MEETINGS = f"(SELECT id FROM consultations WHERE visitor_id IN {_THEIRS})"
_LINES = f"(SELECT id FROM lines WHERE consultation_id IN {_MEETINGS})"
# What was typed about them, by which a file is found that holds it.
_TYPED_IN = (
    f"SELECT need AS text FROM visitors WHERE id IN {_THEIRS}",
    f"SELECT note AS text FROM consultations WHERE visitor_id IN {_THEIRS}",
    f"SELECT shared_note AS text FROM consultations WHERE visitor_id IN {_THEIRS}",
    f"SELECT j.value AS text FROM consultations c, json_tree(c.follow_up) j WHERE c.visitor_id IN {_THEIRS}",
    f"SELECT j.value AS text FROM consultations c, json_tree(c.topics) j WHERE c.visitor_id IN {_THEIRS}",
    f"SELECT note AS text FROM lines WHERE consultation_id IN {_MEETINGS}",
    f"SELECT reason AS text FROM corrections WHERE consultation_id IN {_MEETINGS}",
    f"SELECT note_before AS text FROM corrections WHERE consultation_id IN {_MEETINGS}",
    f"SELECT text FROM signings WHERE consultation_id IN {_MEETINGS}",
    f"SELECT name AS text FROM attachments WHERE consultation_id IN {_MEETINGS}",
    f"SELECT reason AS text FROM follow_ups WHERE line_id IN {_LINES}",
)
# What is removed, under which name it is counted, in this order.
STEPS: tuple[tuple[str, str], ...] = (
    ("needs", f"UPDATE visitors SET need = NULL WHERE id IN {_THEIRS} AND need IS NOT NULL"),
    ("phones", f"DELETE FROM phones WHERE visitor_id IN {_THEIRS}"),  # and with each its subscription
    ("", f"DELETE FROM wrong_digits WHERE visitor_id IN {_THEIRS}"),
    ("", f"DELETE FROM pending_networks WHERE visitor_id IN {_THEIRS}"),
    (
        "",
        "UPDATE visitors SET registered_by = substr(registered_by, 1, instr(registered_by, ':') - 1)"
        f" WHERE id IN {_THEIRS} AND registered_by LIKE '%:%'",
    ),
    (
        "",
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL, paused_ms = 0"
        f" WHERE id IN {_THEIRS} AND paused_at IS NOT NULL",
    ),
    ("", f"UPDATE visitors SET guest_lang = NULL WHERE id IN {_THEIRS} AND guest_lang IS NOT NULL"),
    # The mark of the row stays: a file that names them again brings nobody back (expo/imports/enterprises.py).
    ("", f"UPDATE imported_rows SET fields = '{{}}' WHERE visitor_id IN {_THEIRS} AND fields <> '{{}}'"),
    (
        "notes",
        f"UPDATE consultations SET note = NULL, shared_note = NULL, topics = NULL WHERE visitor_id IN {_THEIRS}"
        " AND (note IS NOT NULL OR shared_note IS NOT NULL OR topics IS NOT NULL)",
    ),
    (
        "follow_ups",
        f"UPDATE consultations SET follow_up = NULL WHERE visitor_id IN {_THEIRS} AND follow_up IS NOT NULL",
    ),
    ("notes", f"UPDATE lines SET note = NULL WHERE consultation_id IN {_MEETINGS} AND note IS NOT NULL"),
    (
        "reasons",
        "UPDATE corrections SET reason = '', note_before = NULL, topics_before = NULL WHERE consultation_id IN"
        f" {_MEETINGS} AND (reason <> '' OR note_before IS NOT NULL OR topics_before IS NOT NULL)",
    ),
    (
        "notes",
        "UPDATE signings SET text = NULL, text_en = NULL, text_version = NULL WHERE consultation_id IN"
        f" {_MEETINGS} AND text IS NOT NULL",
    ),
    (
        "reasons",  # of what came of it later; that it lapsed stays
        "UPDATE follow_ups SET reason = CASE state WHEN 'lapsed' THEN '' END, answered_by = NULL WHERE line_id IN"
        f" {_LINES} AND (reason <> '' OR answered_by IS NOT NULL)",
    ),
    (
        "attachments",
        f"DELETE FROM attachment_contents WHERE attachment_id IN (SELECT id FROM attachments WHERE consultation_id IN {_MEETINGS})",
    ),
    (
        "",
        "UPDATE attachments SET name = '', sha256 = '', removed_at = coalesce(removed_at, ?2) WHERE consultation_id IN"
        f" {_MEETINGS} AND sha256 <> ''",
    ),
    ("prints", f"DELETE FROM print_jobs WHERE visitor_id IN {_THEIRS} AND state = 'queued'"),
    (
        "",
        "UPDATE refused_late SET message = '', settled_at = coalesce(settled_at, ?2)"
        f" WHERE visitor_id IN {_THEIRS}",
    ),
)


class Contact(TypedDict):
    """Contact data, as far as there is any."""

    visitor_id: int
    name: str
    name_latin: str | None
    title: str | None
    phone: str | None
    email: str | None


class Entry(TypedDict):
    """An entry of the journal; `detail` is JSON."""

    seq: int
    action_id: str
    detail: str


class Remembered(TypedDict):
    """A remembered answer; `body` is JSON."""

    id: int
    body: str


def together(db: sqlite3.Connection, visitor_id: int) -> list[int]:
    """This visitor and every registration that was merged into theirs."""
    merged = db.execute("SELECT id FROM visitors WHERE merged_into = ?", (visitor_id,)).fetchall()
    return [visitor_id, *(row["id"] for row in merged)]


def erase(change: Change, visitors: Iterable[int]) -> Counter[str]:
    """Remove all of these visitors but numbers, also where something else was written about, and say how many of each kind."""
    ids = json.dumps(sorted(visitors))
    contacts = rows.every(
        change.db,
        Contact,
        "SELECT visitor_id, name, name_latin, title, phone, email FROM contacts WHERE visitor_id IN"
        " (SELECT value FROM json_each(?))",
        ids,
    )
    removed = Counter(
        {
            "names": len(contacts),
            "titles": sum(bool(one["title"]) for one in contacts),
            "phone_numbers": sum(bool(one["phone"]) for one in contacts),
            "emails": sum(bool(one["email"]) for one in contacts),
        }
    )
    change.forgot.update(word for one in contacts for word in _of_them(one))
    for sql in _TYPED_IN:
        change.forgot.update(line for row in change.all(sql, ids) for line in _lines(row["text"]))
    change.update(f"DELETE FROM contacts WHERE visitor_id IN {_THEIRS}", ids)
    removed["push"] = change.value(
        "SELECT count(*) FROM push_subscriptions s JOIN phones p ON p.id = s.phone_id"
        " WHERE p.visitor_id IN (SELECT value FROM json_each(?))",
        ids,
    )
    for kind, sql in STEPS:
        values = (ids, change.now) if "?2" in sql else (ids,)
        count = change.update(sql, *values)
        if kind:
            removed[kind] += count
    _erase_entries(change, ids, removed)
    _erase_elsewhere(change, contacts)
    return Counter({kind: count for kind, count in removed.items() if count})


def erase_needs(change: Change) -> int:
    """Everybody's need goes, also out of remembered answers; returns of how many there was one."""
    count = change.update("UPDATE visitors SET need = NULL WHERE need IS NOT NULL")
    with_need = rows.every(
        change.db, Remembered, 'SELECT id, body FROM answers WHERE instr(body, \'"need": "\')'
    )
    for one in with_need:
        _erase_answer(change, one)
    return count


def scrub(value: Any) -> Any:
    """An entry's detail, or an answer, without what somebody typed: what was a text is null, a list of them empty."""
    if isinstance(value, list):
        return [scrub(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _emptied(one) if _is_typed(name, one) else scrub(one) for name, one in value.items()}


def scrub_answer(answer: dict[str, Any], lang: str) -> dict[str, Any]:
    """An answer without what somebody typed, also where its sentence repeats it."""
    found: dict[str, Any] = scrub(answer)
    said = answer.get("message") or ""
    if any(len(text) > 1 and text in said for text in _texts(answer)):
        found["message"] = gettext(ERASED, lang)
    return found


def require_known(change: Change, values: Mapping[str, Any]) -> None:
    """Raises Refused forgotten where an action is about somebody who was forgotten."""
    for name in ("visitor", "into", "other"):
        found = values.get(name)
        if isinstance(found, int) and (
            row := change.one(
                "SELECT id, number FROM visitors WHERE id = ? AND forgotten_at IS NOT NULL", found
            )
        ):
            sentence = said_to(change.actor, "forgotten", change.lang, number=row["number"])
            raise Refused("forgotten", sentence)


def require_wanted(change: Change, action_id: str) -> None:
    """Raises Refused forgotten where this action once brought the data of somebody who was forgotten since: what an outbox
    sends again, to a database that does not know it any more."""
    if change.one("SELECT 1 FROM forgotten_actions WHERE mark = ?", mark(change.badge_key, action_id)):
        raise Refused(
            "forgotten",
            gettext(
                N_("이 등록의 개인정보는 본인의 뜻에 따라 지웠어요. 다시 쓰시려면 새로 등록해 주세요."),
                change.lang,
            ),
        )


def again(change: Change, answer: dict[str, Any]) -> dict[str, Any]:
    """What this change wrote of somebody who was forgotten goes at once: a meeting that ended afterwards, what a cut-off
    tablet tells later. Gives the answer, without it too."""
    named = _named(change)
    if not named or not any(entry.kind != "visitor.forget" for entry in change.recorded):
        return answer
    found = change.all(
        "SELECT id FROM visitors WHERE forgotten_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted(named)),
    )
    if not found:
        return answer
    ids = [row["id"] for row in found]
    if erase(change, ids):
        change.update(
            "UPDATE forgotten SET cleaned_at = NULL WHERE visitor_id IN (SELECT value FROM json_each(?))",
            json.dumps(ids),
        )
    return scrub_answer(answer, change.lang)


def mark(key: bytes, action_id: str) -> str:
    """Stands for an action's id where it is kept for ever: whoever made it up may have put a name into it."""
    return hmac.digest(key or b"-", b"action " + action_id.encode("utf-8", "surrogatepass"), "sha256").hex()[
        :32
    ]


def _named(change: Change) -> set[int]:
    """Whom what this change wrote is about: visitors, those of meetings, those of whose meetings a sheet tells what came."""
    named = {entry.visitor_id for entry in change.recorded if entry.visitor_id is not None}
    met = [entry.consultation_id for entry in change.recorded if entry.visitor_id is None]
    if any(met):
        sql = "SELECT visitor_id FROM consultations WHERE id IN (SELECT value FROM json_each(?))"
        named |= {row["visitor_id"] for row in change.all(sql, json.dumps([one for one in met if one]))}
    if any(entry.kind == "import.apply" for entry in change.recorded):
        sql = (
            "SELECT c.visitor_id FROM follow_ups f JOIN lines l ON l.id = f.line_id"
            " JOIN consultations c ON c.id = l.consultation_id WHERE f.answered_at = ?"
        )
        named |= {row["visitor_id"] for row in change.all(sql, change.now)}
    return named


def _emptied(value: Any) -> list[Any] | None:
    return [] if isinstance(value, list) else None


def _is_typed(name: str, value: Any) -> bool:
    if name not in TYPED or value is None or isinstance(value, bool | int | float):
        return False
    return not (name == "reason" and value in OWN_REASONS)


def _texts(value: Any) -> Iterable[str]:
    """Everything that somebody typed, wherever it stands in it."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if _is_typed(name, one):
                yield from _strings(one)
            else:
                yield from _texts(one)


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)


def _erase_entries(change: Change, ids: str, removed: Counter[str]) -> None:
    """What was typed in the journal's entries about them, and in the answers to those actions."""
    entries = rows.every(
        change.db,
        Entry,
        f"SELECT seq, action_id, detail FROM journal WHERE visitor_id IN {_THEIRS} UNION ALL"
        # of what came of it later: about a meeting, and nobody
        f" SELECT seq, action_id, detail FROM journal WHERE visitor_id IS NULL AND consultation_id IN {_MEETINGS}",
        ids,
    )
    for entry in entries:
        detail = json.loads(entry["detail"])
        if (kept := scrub(detail)) != detail:
            change.forgot.update(line for text in _texts(detail) for line in _lines(text))
            change.update(
                "UPDATE journal SET detail = ? WHERE seq = ?",
                json.dumps(kept, ensure_ascii=False),
                entry["seq"],
            )
            removed["reasons"] += 1
    answers = rows.every(
        change.db,
        Remembered,
        "SELECT id, body FROM answers WHERE action_id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted({entry["action_id"] for entry in entries} - {"", change.action_id})),
    )
    removed["answers"] += sum(_erase_answer(change, one) for one in answers)
    had_need = change.one(
        "SELECT 1 FROM consents WHERE purpose = 'need' AND visitor_id IN (SELECT value FROM json_each(?))",
        ids,
    )
    if had_need:  # it stands in every answer that shows them, whatever that was about
        for visitor_id in json.loads(ids):
            named = rows.every(
                change.db,
                Remembered,
                "SELECT id, body FROM answers WHERE instr(body, ?1) OR instr(body, ?2)",
                names.token(visitor_id),
                names.masked_token(visitor_id),
            )
            removed["answers"] += sum(_erase_answer(change, one) for one in named)


def _erase_answer(change: Change, one: Remembered) -> bool:
    answer = json.loads(one["body"])
    kept = scrub_answer(answer, "ko")
    if kept == answer:
        return False
    change.update("UPDATE answers SET body = ? WHERE id = ?", json.dumps(kept, ensure_ascii=False), one["id"])
    return True


def _erase_elsewhere(change: Change, contacts: Iterable[Contact]) -> None:
    """Their phones, mails and names, where somebody typed them about something else. A name that others bear too stays there.

    It is looked for the last digits of a phone, however it is written.
    """
    words: set[str] = set()
    hints: set[str] = set()
    for contact in contacts:
        theirs = _words(change, contact)
        phones = _spellings(contact["phone"])
        digits = re.sub(r"\D", "", contact["phone"] or "")
        words.update(theirs)
        hints.update(word for word in theirs if word not in phones)
        hints.update([digits[-4:]] if phones else [])
    mentions.erase(change, words, hints, TYPED | {"message"})


def _words(change: Change, contact: Contact) -> list[str]:
    others = {
        name
        for name in (contact["name"], contact["name_latin"])
        if name
        and (
            len(name) < NAME_MIN
            or change.one("SELECT 1 FROM contacts WHERE name = ?1 OR name_latin = ?1", name)
        )
    }
    return [word for word in _of_them(contact) if word not in others]


def _of_them(contact: Contact) -> list[str]:
    """By what they are found in any text."""
    names_of_them = [
        name
        for name in (contact["name"], contact["name_latin"])
        if name and not (name.isascii() and len(name) < LATIN_MIN)
    ]
    return [word for word in (contact["email"], *_spellings(contact["phone"]), *names_of_them) if word]


def _lines(text: Any) -> list[str]:
    """The lines of what somebody typed that are long enough to find a file by."""
    lines = text.splitlines() if isinstance(text, str) else []
    return [line.strip() for line in lines if len(line.strip()) >= LINE_MIN]


def _spellings(phone: str | None) -> list[str]:
    """A phone number as people write it."""
    digits = re.sub(r"\D", "", phone or "")
    if len(digits) < DIGITS_MIN:
        return []
    parts = digits[:3], digits[3:-4], digits[-4:]
    return [*(mark.join(parts) for mark in ("-", " ", ".")), digits, phone or ""]
