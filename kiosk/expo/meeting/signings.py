"""A contract, commitment or memorandum on its way to the stage: sent, announced, done; or skipped. Each step can be undone.

Announced it gets the number of its kind (현장계약 7호), which it keeps: it was said aloud. Which amount may be shown, in which
words and in which order: signing_words.py, signing_order.py.
"""

from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Consultation, Line
from kiosk.expo.meeting.signing_consents import agreed, consent_of, shown_words
from kiosk.language.sentences import N_, gettext

# A meeting may have ended in several; the stage announces the weightiest.
SIGNED = ("contract", "commitment", "mou")

State = Literal["sent", "skipped", "announced", "done"]


class Signing(TypedDict):
    """A signing's row. Times in ms; `rank` orders those that wait; `kind`, `ordinal`: its number, once it was announced;
    `amount_shown` 1: the agency lets its amount be shown; `text` and `text_en`: what was agreed in other words, for the
    version of the log that `text_version` names."""

    id: int
    consultation_id: int
    state: State
    rank: int
    sent_at: int
    announced_at: int | None
    done_at: int | None
    kind: str | None
    ordinal: int | None
    amount_shown: int
    text: str | None
    text_en: str | None
    text_version: int | None


class _Parties(TypedDict):
    """Who signs with whom, and the version of what they agreed."""

    version: int
    visitor_id: int
    booth: str
    agency: str
    enterprise: str | None


class _Step(NamedTuple):
    """From which states a step leads, and what is said where it does not."""

    before: tuple[State, ...]
    after: State
    otherwise: str


STEPS = {
    "announce": _Step(("sent", "skipped"), "announced", N_("이미 알린 서명이에요.")),
    "done": _Step(("announced",), "done", N_("먼저 무대에 알린 뒤에 마칠 수 있어요.")),
    "skip": _Step(("sent",), "skipped", N_("차례를 기다리는 서명만 건너뛸 수 있어요.")),
}
# What a step is undone to.
UNDONE: dict[State, State] = {"done": "announced", "announced": "sent", "skipped": "sent"}


def send(change: Change, *, consultation: int, show_amount: bool | None = None) -> dict[str, Any]:
    """Send what was agreed to the stage; `show_amount`: the agency lets its amount be shown there. Sent again with another
    `show_amount`, that alone is changed. Raises Refused wrong_state when there is nothing to sign, or it was sent."""
    known = of_consultation(change, consultation)
    if known is None:
        signing_id = _create(change, consultation, show_amount or False)
        message = gettext("서명식으로 보냈어요.", change.lang)
    elif show_amount is None or show_amount == bool(known["amount_shown"]):
        raise Refused("wrong_state", gettext("이미 서명식으로 보냈어요.", change.lang))
    else:
        signing_id = known["id"]
        row = consultations.require(change, consultation)
        change.update("UPDATE signings SET amount_shown = ? WHERE id = ?", show_amount, signing_id)
        change.record("signing.send", **_subject(row), signing=signing_id, show_amount=show_amount)
        message = gettext(consultations.AMOUNT_SAID[show_amount], change.lang)
    return {"signing": shape(change, signing_id), "message": message}


def announce(change: Change, *, consultation: int) -> dict[str, Any]:
    """Announce it on stage and boards, sent before or not, by its number. Raises Refused wrong_state once it was announced,
    and where there is nothing to sign (any more)."""
    known = of_consultation(change, consultation)
    signing_id = known["id"] if known else _create(change, consultation, False, announced=True)
    row = require(change, signing_id)
    about = consultations.require(change, row["consultation_id"])
    kind, ordinal = _number(change, row, _require_signable(change, about))
    _step(change, row, "announce", "announced_at = ?, kind = ?, ordinal = ?", change.now, kind, ordinal)
    change.record("signing.announce", **_subject(about), signing=signing_id, outcome=kind, ordinal=ordinal)
    return _answer(change, signing_id, N_("무대와 현황판에 알렸어요."))


def done(change: Change, *, signing: int) -> dict[str, Any]:
    """It has been signed. Raises NotFound, Refused wrong_state unless it was announced."""
    row = require(change, signing)
    _step(change, row, "done", "done_at = ?", change.now)
    record(change, "signing.done", row)
    return _answer(change, signing, N_("서명을 마쳤어요."))


def skip(change: Change, *, signing: int, reason: str | None = None) -> dict[str, Any]:
    """Take it out of the row: its parties are not there. Raises NotFound, Refused wrong_state unless it waits."""
    row = require(change, signing)
    _step(change, row, "skip")
    record(change, "signing.skip", row, reason=reason)
    return _answer(change, signing, N_("건너뛰었어요. 두 분이 오시면 되돌려 주세요."))


def undo(change: Change, *, signing: int, reason: str) -> dict[str, Any]:
    """Take the last step back: what is signed stands on the stage again, what was announced or skipped waits at its place.

    A number that was the last of its kind is free again; any other stays with it, for later ones were announced by theirs.
    Raises NotFound, Refused wrong_state for what only waits.
    """
    row = require(change, signing)
    after = UNDONE.get(row["state"])
    if after is None:
        raise Refused("wrong_state", gettext("되돌릴 것이 없어요. 차례를 기다리는 서명이에요.", change.lang))
    sets = {"done": ", done_at = NULL", "announced": ", announced_at = NULL"}.get(row["state"], "")
    if row["state"] == "announced" and row["ordinal"] == _last_ordinal(change, row["kind"]):
        sets += ", kind = NULL, ordinal = NULL"
    change.update(
        f"UPDATE signings SET state = ?{sets} WHERE id = ? AND state = ?", after, signing, row["state"]
    )
    record(change, "signing.undo", row, reason=reason, was_done_at=row["done_at"])
    return _answer(change, signing, N_("되돌렸어요."))


def of_consultation(change: Change, consultation: int) -> Signing | None:
    """The signing of what was agreed in this meeting, once it was sent."""
    return rows.one(change.db, Signing, "SELECT * FROM signings WHERE consultation_id = ?", consultation)


def require(change: Change, signing: int) -> Signing:
    """Raises NotFound."""
    row = rows.one(change.db, Signing, "SELECT * FROM signings WHERE id = ?", signing)
    if row is None:
        raise NotFound(gettext("그런 서명식이 없어요. 화면을 새로 열어 주세요.", change.lang))
    return row


def shape(change: Change, signing: int) -> dict[str, Any]:
    """A signing as whoever asked may read it: what was agreed, never what the booth noted beside it; for the stage without
    amounts unless both parties let them be shown."""
    db = change.db
    row = rows.one(db, Signing, "SELECT * FROM signings WHERE id = ?", signing)
    assert row is not None
    parties = rows.one(
        db,
        _Parties,
        "SELECT c.version, c.visitor_id, b.number AS booth, a.name AS agency, e.name AS enterprise"
        " FROM consultations c JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id"
        " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.id = ?",
        row["consultation_id"],
    )
    assert parties is not None
    amount_too = _may_read_amount(change, signing)
    return {
        "id": row["id"],
        "consultation": row["consultation_id"],
        "state": row["state"],
        "booth": parties["booth"],
        "agency": parties["agency"],
        "enterprise": parties["enterprise"],
        "visitor_id": parties["visitor_id"],
        "kind": row["kind"],
        "ordinal": row["ordinal"],
        "show_amount": bool(row["amount_shown"]),
        "text": shown_words(row["text"], amount_too),
        "text_en": shown_words(row["text_en"], amount_too),
        "lines": [
            {name: value for name, value in line.items() if name != "note"}
            | ({} if amount_too else {"amount": None})
            for line in consultations.lines_of(db, row["consultation_id"], parties["version"])
            if line["outcome"] in SIGNED
        ],
    }


def readable_words(change: Change, signing: int, words: str | None) -> str | None:
    """The crew's words for a signing, where whoever asked may read them."""
    return shown_words(words, _may_read_amount(change, signing))


def _may_read_amount(change: Change, signing: int) -> bool:
    """Booths and organisers know what was agreed; the stage what both parties let it show."""
    return change.actor.role != "stage" or agreed(consent_of(change.db, signing))


def record(change: Change, verb: str, row: Signing, **detail: Any) -> None:
    """Note in the journal what became of a signing."""
    about = consultations.require(change, row["consultation_id"])
    told = {name: value for name, value in detail.items() if value is not None}
    change.record(verb, **_subject(about), signing=row["id"], **told)


def _subject(row: Consultation) -> dict[str, Any]:
    return {"visitor_id": row["visitor_id"], "booth_id": row["booth_id"], "consultation_id": row["id"]}


def _create(change: Change, consultation_id: int, show_amount: bool, *, announced: bool = False) -> int:
    """A new one at the end of the row, or at its head where it is to be announced at once."""
    row = consultations.require(change, consultation_id)
    if row["state"] != "finished":
        raise Refused(
            "wrong_state", gettext("아직 끝나지 않은 상담이에요. 먼저 상담을 마쳐 주세요.", change.lang)
        )
    _require_signable(change, row)
    signing_id = change.insert(
        "signings",
        consultation_id=row["id"],
        state="sent",
        rank=_rank(change, "min(rank) - 1" if announced else "max(rank) + 1"),
        sent_at=change.now,
        amount_shown=int(show_amount),
    )
    if not announced:
        change.record("signing.send", **_subject(row), signing=signing_id, show_amount=show_amount)
    return signing_id


def _rank(change: Change, which: str) -> int:
    found = change.value(f"SELECT coalesce({which}, 0) FROM signings")
    return change.trail.choose("rank", lambda: int(found))


def _require_signable(change: Change, row: Consultation) -> list[Line]:
    """What is to be signed of this meeting. Raises Refused wrong_state where there is nothing."""
    lines = consultations.lines_of(change.db, row["id"], row["version"])
    if not any(line["outcome"] in SIGNED for line in lines):
        raise Refused("wrong_state", gettext("서명할 약정·계약·업무협약이 없어요.", change.lang))
    return lines


def _number(change: Change, row: Signing, lines: list[Line]) -> tuple[str, int]:
    """The kind and the number it is announced by: the one it had before if that is of this kind, else the next."""
    kind = next(kind for kind in SIGNED if any(line["outcome"] == kind for line in lines))
    if row["kind"] == kind and row["ordinal"]:
        return kind, row["ordinal"]
    return kind, change.trail.choose("ordinal", lambda: _last_ordinal(change, kind) + 1)


def _last_ordinal(change: Change, kind: str | None) -> int:
    return int(change.value("SELECT coalesce(max(ordinal), 0) FROM signings WHERE kind = ?", kind))


def _step(change: Change, row: Signing, step: str, sets: str = "", *values: Any) -> None:
    """Raises Refused wrong_state unless the signing stands where this step begins."""
    before, after, otherwise = STEPS[step]
    moved = row["state"] in before and change.update(
        f"UPDATE signings SET {', '.join(filter(None, ['state = ?', sets]))} WHERE id = ? AND state = ?",
        after,
        *values,
        row["id"],
        row["state"],
    )
    if not moved:
        raise Refused("wrong_state", gettext(otherwise, change.lang))


def _answer(change: Change, signing: int, sentence: str) -> dict[str, Any]:
    return {"signing": shape(change, signing), "message": gettext(sentence, change.lang)}
