"""What a station tells another laptop that it was answered: each is looked at, what is genuine and was lost is restored.

What one station did hangs on what others did before. So all tell first (`FIRST`), and what they told is kept together; some
seconds later each tells again what still waits, and then all of it is restored in the order in which it was answered.
"""

import json
from enum import StrEnum
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from kiosk.actions import perform
from kiosk.actions.answered import listing, proofs, restoring
from kiosk.actions.answered.proofs import Proof
from kiosk.actions.answered.record import Record
from kiosk.actions.answered.restoring import Verdict
from kiosk.actions.refusals import NotDone
from kiosk.actions.verbs import VERBS, is_public
from kiosk.data import names
from kiosk.data.store import Actor, Store
from kiosk.expo.person import lost_laptops
from kiosk.language.sentences import LANGUAGES, N_, gettext

ADDED = {"status", "unreplicated"}  # what is told beside an answer, and not remembered
UNPROVED = N_("이 박람회의 서버가 답한 것이라고 확인하지 못했어요.")


class Round(StrEnum):
    """Which time a station tells of these. After the last one what can't be restored goes onto the desks' list."""

    FIRST = "first"
    AGAIN = "again"
    LAST = "last"


class Told(NamedTuple):
    """One answered action as its station kept it. `answer`: what came back then, people's names as they were shown."""

    action_id: str
    verb: str
    fields: dict[str, Any]
    proof: str
    answer: dict[str, Any]


def read(given: Any) -> Told | None:
    """None for what is none."""
    if not isinstance(given, dict):
        return None
    kinds = {"action_id": str, "verb": str, "fields": dict, "proof": str, "answer": dict}
    if not all(isinstance(given.get(name), kind) for name, kind in kinds.items()):
        return None
    told = Told(**{name: given[name] for name in kinds})
    return told if 1 <= len(told.action_id) <= perform.ACTION_ID_MAX and told.verb in VERBS else None


def take(
    store: Store, who: Actor, told: list[Told], round_: Round = Round.LAST, *, lang: str = "ko"
) -> dict[str, Verdict]:
    """What becomes of each, by its action_id. A station may tell of what it did itself, a phone of its visitor's own.
    Raises NotWritten."""
    verdicts: dict[str, Verdict] = {}
    records = []
    with store.read() as db:
        lost = lost_laptops.epochs(db)
    for one in told:
        proof = proofs.read(store.proofs_key, one.proof)
        if perform.known_answer(store.glance(), one.action_id):
            verdicts[one.action_id] = Verdict.KNOWN
        elif proof and proof.epoch not in lost:
            verdicts[one.action_id] = Verdict.VOID
        elif proof and (record := _record(store, who, one, proof)):
            records.append(record)
        else:
            verdicts[one.action_id] = _unproved(store, who, one, round_, lang)
    if round_ == Round.FIRST:
        _room(store).update({one.action_id: one for one in records})
        store.gathering.told(who.station_id, waits=bool(records))
        return verdicts | dict.fromkeys((one.action_id for one in records), Verdict.WAITS)
    store.gathering.wait_for_all(store.leave_to_others)
    try:
        verdicts |= _restored(store, records, round_)
    finally:
        store.gathering.restoring_ended()
    store.gathering.restored(who.station_id)
    return verdicts


def _restored(store: Store, records: list[Record], round_: Round) -> dict[str, Verdict]:
    room = _room(store)
    room |= {one.action_id: one for one in records}
    due = list(room.values())
    room.clear()
    verdicts = restoring.restore(store, due, is_last=False).verdicts
    if store.gathering.goes_on:  # what came before may still be told, and is then restored with it
        room |= {one.action_id: one for one in due if verdicts[one.action_id] == Verdict.WAITS}
    own = {one.action_id: verdicts.get(one.action_id, Verdict.WAITS) for one in records}
    if round_ == Round.LAST:
        left = [one for one in records if own[one.action_id] == Verdict.WAITS]
        own |= restoring.restore(store, left, is_last=True).verdicts
    return own


def _room(store: Store) -> dict[str, Record]:
    return _told_so_far.setdefault(store, {})


# What stations told a first time; a server that starts anew is told again.
_told_so_far: WeakKeyDictionary[Store, dict[str, Record]] = WeakKeyDictionary()


def _record(store: Store, who: Actor, told: Told, proof: Proof) -> Record | None:
    """The record that its proof and its fields make together; None where they don't fit, or it is another's."""
    actor = proof.actor
    own = actor.station_id == who.station_id if who.station_id else actor.visitor_id == who.visitor_id
    if not own or (actor.station_id or actor.visitor_id) is None or not is_public(told.verb):
        return None
    said = told.fields.get("lang")
    lang = said if said in LANGUAGES else "ko"
    try:
        action = perform.prepare(store, told.verb, actor, {**told.fields, "action_id": told.action_id}, lang)
    except NotDone:
        return None
    if (action.action_id, action.verb, action.fields_hash) != (
        proof.action_id,
        proof.verb,
        proof.fields_hash,
    ):
        return None
    body = _remembered(told)
    return Record(
        action_id=action.action_id,
        verb=action.verb,
        actor=actor,
        fields=action.fields,
        fields_hash=action.fields_hash,
        at=proof.at,
        status=proof.status,
        body=body if proofs.hash_of(body) == proof.body_hash else "",
        trail=proof.trail,
        seq=proof.seq,
        epoch=proof.epoch,
        lang=lang,
    )


def _remembered(told: Told) -> str:
    """The answer as it is remembered, if all of its names can be told from its ids: with tokens, and without secrets."""
    shown = {name: one for name, one in told.answer.items() if name not in ADDED}
    answer = perform.without(_unnamed(shown), VERBS[told.verb].secrets)
    return perform.as_text(answer)


def _unnamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_unnamed(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _unnamed(one) for name, one in value.items()}
    if isinstance(value.get("name"), str) and isinstance(value.get("id"), int) and "enterprise" in value:
        found["name"] = names.token(value["id"])
    return found


def _unproved(store: Store, who: Actor, told: Told, round_: Round, lang: str) -> Verdict:
    if round_ != Round.LAST:
        return Verdict.WAITS
    fields = json.dumps(
        {name: told.fields[name] for name in ("code",) if isinstance(told.fields.get(name), str)}
    )
    body = perform.as_text({"message": str(told.answer.get("message", ""))[:200]})
    record = Record(told.action_id, told.verb, who, fields, "", store.now(), 200, body, [], 0, "", lang)
    listing.put_on_list(store, record, gettext(UNPROVED, lang))
    return Verdict.LISTED
