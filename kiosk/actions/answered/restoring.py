"""Does again what another laptop had answered: as it was answered, once, or not at all.

The rule runs with the clock and in the steps of its first run (kiosk/data/trail.py), so it gives the same ids, numbers and
codes and calls the ticket that was called. Where it can't any more, nothing is changed, and what it was stands on the desks'
list. Why so: docs/decisions/answered.md.
"""

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.actions import perform
from kiosk.actions.answered import listing
from kiosk.actions.answered.record import Record
from kiosk.actions.perform import HAPPENED, Prepared
from kiosk.actions.refusals import NotDone, NotFound, NotWritten, Refused
from kiosk.actions.verb import Verb
from kiosk.actions.verbs import VERBS, told_at_once
from kiosk.data.store import Change, Store
from kiosk.data.trail import NotAsAnswered, Trail
from kiosk.expo.door import print_jobs
from kiosk.language.sentences import N_, gettext

log = logging.getLogger(__name__)

# Of an answer what its effect is known by: whose, where, which, in what state. What hangs on others (waits, who was passed over,
# what was proposed) may be another now.
_EFFECT = frozenset(
    "code id number serial booth counter state to agency outcome amount ordinal job count pending welcome tickets visitor ticket"
    " consultation signing station notice message_id item badge print printer moved lines kind link invite role".split()
)
_ELSEWHERE = frozenset(("suggestions", "skipped", "substitutes", "called", "serving", "waiting"))


PRINTED_MS = 10_000  # after so long a badge is on paper


class Verdict(StrEnum):
    """What became of a record."""

    RESTORED = "restored"
    KNOWN = "known"  # it is here already
    REUSED = "reused"  # its action_id is another action's here
    VOID = "void"  # what was done since was given up on purpose: a backup was restored, a rehearsal ended
    FORGOTTEN = "forgotten"  # it is about somebody who was forgotten
    WAITS = "waits"  # it can't be restored yet: something that came before it may still be on its way
    LISTED = "listed"  # it can't be restored: the desks' list says what it was


@dataclass
class Report:
    """What became of each record, by its action_id; the same action_id twice counts as it came out last."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def count(self, verdict: Verdict) -> int:
        return Counter(self.verdicts.values())[verdict]


def restore(store: Store, records: Iterable[Record], *, is_last: bool = True) -> Report:
    """Do each again in order (at, seq), unless it is here already. `is_last`: nothing that came before them can still come, so
    what can't be done goes onto the desks' list; else it WAITS and may be given once more.

    The caller knows that they are genuine. Raises NotWritten, and then those before it are done.
    """
    report = Report()
    for record in sorted(records, key=lambda one: (one.at, one.seq)):
        report.verdicts[record.action_id] = _one(store, record, is_last)
    return report


def _one(store: Store, record: Record, is_last: bool) -> Verdict:
    row = VERBS.get(record.verb)
    if row is None:
        return Verdict.REUSED
    forgot: set[str] = set()
    done: list[Record] = []
    try:
        verdict = store.change(
            lambda change: _again(store, change, row, record, forgot, done),
            actor=record.actor,
            action_id=record.action_id,
            lang=record.lang,
        )
    except NotWritten:
        raise
    except (NotDone, sqlite3.IntegrityError) as reason:
        return _not_restored(store, record, reason, is_last)
    except Exception as fault:
        log.exception("%s could not be restored", record.verb)
        return _not_restored(store, record, fault, is_last)
    if row.forgets and verdict == Verdict.RESTORED:
        store.after_forgetting(forgot)
    if done and store.stream is not None:
        store.stream.send(done[-1].as_json(), done[-1].seq)
    return verdict


def _again(
    store: Store, change: Change, row: Verb, record: Record, forgot: set[str], done: list[Record]
) -> Verdict:
    """Raises what keeps it from being restored; then nothing is changed."""
    action = Prepared(
        record.verb, record.actor, record.action_id, record.fields, record.fields_hash, 0, record.lang
    )
    if known := perform.known_answer(change.db, record.action_id):
        perform.require_same(known, action)
        return Verdict.KNOWN
    change.forgot, change.restored = forgot, True
    change.now = change.happened_at = record.at
    change.trail = Trail(
        key=store.draws_key,
        action=record.action_id,
        at=record.at,
        again=record.trail if record.status == 200 else None,
    )
    _date(change, record)
    if record.status != 200:
        kept = _refuse_again(change, record)
    else:
        kept = _do_again(change, row, record)
        if record.at < store.now() - PRINTED_MS:
            _doubt_prints(change)
    if forgot:
        store.before_forgetting(forgot)
    done.append(perform.remember(change, action, record.status, record.body or kept))
    return Verdict.RESTORED


def _doubt_prints(change: Change) -> None:
    for table, row in change.trail.steps:
        if table == "print_jobs":
            print_jobs.doubt(change, row)


def _date(change: Change, record: Record) -> None:
    told = next((step[1] for step in record.trail if step[0] == HAPPENED), None)
    if told is None:
        return
    change.trail.choose(HAPPENED, lambda: told)
    change.happened_at, change.time_is_known = told
    if not change.time_is_known:
        change.told_at_once = told_at_once()


def _do_again(change: Change, row: Verb, record: Record) -> str:
    """The answer as it is kept, of the rule's second run."""
    if row.in_pieces:
        raise NotAsAnswered(change.lang)
    status, full, kept = perform.run_rule(change, record.verb, json.loads(record.fields), False)
    if status != 200:
        told = json.loads(full)
        raise Refused(told["code"], told["message"])
    if record.body and _effect(json.loads(kept)) != _effect(json.loads(record.body)):
        raise NotAsAnswered(change.lang)
    return kept


def _refuse_again(change: Change, record: Record) -> str:
    """A refusal has changed nothing but what it left (one more try used up, a scan's entry): that is left again where it is
    refused again for the same reason."""
    full = record.body
    try:
        status, full, _ = perform.run_rule(change, record.verb, json.loads(record.fields), True)
        same = status != 200 and (
            not record.body or json.loads(full)["code"] == json.loads(record.body)["code"]
        )
    except (NotDone, sqlite3.IntegrityError):
        same = False
    if not same:
        change.undo()
    return record.body or full


def _effect(value: Any) -> Any:
    """An answer without what may differ though the same was done."""
    if isinstance(value, Mapping):
        found = {
            name: _effect(one) for name, one in value.items() if name in _EFFECT and name not in _ELSEWHERE
        }
        return {name: one for name, one in found.items() if one not in ({}, [])}
    return [_effect(one) for one in value] if isinstance(value, list) else value


def _not_restored(store: Store, record: Record, reason: Exception, is_last: bool) -> Verdict:
    if isinstance(reason, Refused) and reason.code == "forgotten":
        return Verdict.FORGOTTEN
    if isinstance(reason, Refused) and reason.code == "action_id_reused":
        return Verdict.REUSED
    if record.status != 200:
        return Verdict.KNOWN  # nobody misses a refusal
    if not is_last:
        return Verdict.WAITS
    listing.put_on_list(store, record, _why(reason, record.lang))
    return Verdict.LISTED


def _why(reason: Exception, lang: str) -> str:
    if isinstance(reason, NotFound) or (isinstance(reason, Refused) and reason.code == "unknown_code"):
        return gettext(MISSING, lang)
    return reason.message if isinstance(reason, NotDone) else gettext(TAKEN, lang)


MISSING = N_("그 앞의 일을 한 단말이 아직 연결되지 않았어요.")
TAKEN = N_("그 자리나 번호를 이미 다른 분이 쓰고 있어요.")
