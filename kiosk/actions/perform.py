"""The path of every write. `perform` checks what was asked; `settle` runs the verb's rule in one transaction.

The verb's row in `kiosk/actions/verbs` says who may ask, with which fields, and which rule is run.
"""

import hmac
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from badges.code import extract
from badges.code import tail as badge_tail
from kiosk.actions import access, fields, moments
from kiosk.actions.answered import proofs
from kiosk.actions.answered.record import Record
from kiosk.actions.answers import readable
from kiosk.actions.fields import parse
from kiosk.actions.refusals import BadFields, NotDone, NotFound, Refused
from kiosk.actions.verb import Verb
from kiosk.actions.verbs import VERBS, require_verb, told_at_once
from kiosk.data import names
from kiosk.data.store import Actor, Change, Store
from kiosk.expo.figures import corrections
from kiosk.expo.person import erasure, phones
from kiosk.expo.square import rehearsal, stations
from kiosk.language.sentences import LANGUAGES, gettext

ACTION_ID_MAX = 64
HAPPENED = "happened"  # a trail's step: when it happened, and whether that is known

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """An action's answer: the HTTP status and the JSON text. The same action_id gets the same bytes again. `proof`: by which
    another laptop knows that it was given (kiosk/actions/answered); "" where nothing is remembered."""

    status: int
    body: str
    proof: str = ""

    @cached_property
    def data(self) -> dict[str, Any]:
        """The answer's fields."""
        return dict(json.loads(self.body))

    @property
    def ok(self) -> bool:
        return self.status == 200


class Prepared(NamedTuple):
    """An action that was checked as far as that is possible without the store. `fields` are the verb's values as JSON:
    a rule that is run twice finds them as they came."""

    verb: str
    actor: Actor
    action_id: str
    fields: str
    fields_hash: str
    behind_ms: int
    lang: str


class Settled(NamedTuple):
    """What became of a checked action: status and text, with tokens instead of people's names. `record`: what is remembered of
    it, by which it can be restored; None where nothing is."""

    status: int
    text: str
    record: Record | None = None


def perform(
    store: Store, verb: str, actor: Actor | None, given: Mapping[str, Any], *, lang: str | None = None
) -> Answer:
    """Do one action and return its answer: what was done, or why it was not. Raises only for faults of ours.

    `given` holds the verb's fields, an `action_id`, and perhaps `lang`, `at` and `sent_at`. The checks come in the order
    of the contract. The same `action_id` again gets the first answer, byte for byte.
    """
    spoken = lang or str(given.get("lang") or "")
    spoken = spoken if spoken in LANGUAGES else "ko"
    try:
        action = prepare(store, verb, actor, dict(given), spoken)
        done = settle(store, action)
    except NotDone as not_done:
        done = Settled(not_done.status, as_text(not_done.answer()))
    return _outgoing(store, actor, done, spoken)


def settle(store: Store, action: Prepared) -> Settled:
    """Do a checked action and commit."""
    row = VERBS[action.verb]
    before: dict[str, Any] = {}
    forgot: set[str] = set()
    fresh: list[Record] = []

    def once(change: Change) -> Settled:
        change.forgot = forgot
        if known := known_answer(change.db, action.action_id):
            return _again(change, known, action)
        stations.require_at_work(change)
        phones.require_bound(change)
        rehearsal.require_begun_since(change, action.behind_ms)
        if rehearsal.was_rehearsed(change, action.behind_ms):
            return Settled(200, as_text(rehearsal.rehearsed_answer(action.lang)))
        remembers = remembers_refusals(action)
        values = json.loads(action.fields) | before
        _date(change, row, values, action.behind_ms)
        status, full, kept = run_rule(change, action.verb, values, remembers)
        if forgot:
            store.before_forgetting(forgot)
        if status != 200 and not remembers:
            return Settled(status, full)
        fresh[:] = [remember(change, action, status, kept)]
        return Settled(status, full, fresh[0])

    try:
        if row.in_pieces and not known_answer(store.glance(), action.action_id):
            transaction = partial(_one_of_many, store, action)
            before["before"] = row.in_pieces(transaction, **json.loads(action.fields))
        done = _change(store, action, once)
    except NotDone as not_done:
        return Settled(not_done.status, as_text(not_done.answer()))
    if row.forgets and done.status == 200:
        store.after_forgetting(forgot)
    if fresh and not _is_safe(store, fresh[0]):
        done = done._replace(text=f'{done.text[:-1]}, "unreplicated": true}}')
    return done


def _date(change: Change, row: Verb, values: dict[str, Any], behind_ms: int) -> None:
    """When it happened, where its station tells of it late."""
    if behind_ms == 0:
        return
    told = change.trail.choose(HAPPENED, lambda: list(moments.of(change, row, values, behind_ms)))
    change.happened_at, change.time_is_known = told[0], bool(told[1])
    if not change.time_is_known:
        change.told_at_once = told_at_once()


def remember(change: Change, action: Prepared, status: int, kept: str) -> Record:
    """Keep the answer, with how it came about, in the transaction that made it."""
    change.insert(
        "answers",
        action_id=action.action_id,
        verb=action.verb,
        who=action.actor.who,
        fields_hash=action.fields_hash,
        status=status,
        body=kept,
        at=change.now,
        trail=change.trail.text(),
    )
    return Record(
        action_id=action.action_id,
        verb=action.verb,
        actor=change.actor,
        fields=action.fields,
        fields_hash=action.fields_hash,
        at=change.now,
        status=status,
        body=kept,
        trail=change.trail.steps,
        seq=change.recorded[-1].seq if change.recorded else 0,
        epoch=change.epoch,
        lang=action.lang,
    )


def _is_safe(store: Store, record: Record) -> bool:
    """Whether the second laptop has it, should this one fall off its table now. The clock waits for nobody."""
    if store.stream is None:
        return True
    place = store.stream.send(record.as_json(), record.seq)
    return record.actor.role == "system" or store.stream.is_safe(place, store.new_waiter())


def _change(store: Store, action: Prepared, run: Callable[[Change], Result]) -> Result:
    return store.change(run, actor=action.actor, action_id=action.action_id, lang=action.lang)


def _one_of_many(store: Store, action: Prepared, work: Callable[[Change], Result]) -> Result:
    """A transaction before that of the action itself. Afterwards the store is left to others for as long as it took: what
    waits would else share its commit with the next one, and another process would not notice that this one has ended."""

    def run(change: Change) -> Result:
        stations.require_at_work(change)
        phones.require_bound(change)
        rehearsal.require_possible(change, action.verb)
        return work(change)

    began = time.monotonic()
    result = _change(store, action, run)
    store.leave_to_others(time.monotonic() - began)
    return result


def known_answer(db: sqlite3.Connection, action_id: str) -> dict[str, Any] | None:
    """The answer that this action_id was given before."""
    known: dict[str, Any] | None = db.execute(
        "SELECT * FROM answers WHERE action_id = ?", (action_id,)
    ).fetchone()
    return known


def prepare(store: Store, verb: str, actor: Actor | None, given: dict[str, Any], lang: str) -> Prepared:
    """Check all that can be checked without the store's data. Raises NotDone."""
    if verb not in VERBS:
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", lang, verb=fields.printable(verb)))
    row = VERBS[verb]
    actor = require_verb(verb, actor, lang)
    if not row.sends_to_booth and isinstance(booth := given.get("booth"), str) and booth:
        access.require_booth(actor, booth.strip().upper(), lang)
    action_id, behind_ms = _envelope(row, given, lang)
    plain = json.dumps(_form(row, actor, given, lang), sort_keys=True, ensure_ascii=False)
    return Prepared(verb, actor, action_id, plain, _fingerprint(store, plain), behind_ms, lang)


def _form(row: Verb, actor: Actor, given: dict[str, Any], lang: str) -> dict[str, Any]:
    """The values of the verb's fields. Raises BadFields for what doesn't fit, as far as nothing must be looked up."""
    values = parse(given, row.fields, lang)
    if actor.role in row.badge_from and "code" not in values:
        raise BadFields({"code": gettext("code 항목을 채워 주세요: 명찰을 비춰 주세요.", lang)})
    if actor.role == "kiosk" and "visitor" in values:
        raise BadFields({"visitor": gettext("키오스크에서는 명찰의 code로만 알려 주세요.", lang)})
    if row.one_of and sum(name in values for name in row.one_of) != 1:
        sentence = gettext("%(names)s 가운데 하나만 보내 주세요.", lang, names=", ".join(row.one_of))
        raise BadFields(dict.fromkeys(row.one_of, sentence))
    if row.form and (wrong := row.form(values, lang)):
        raise BadFields(wrong)
    return values


def remembers_refusals(action: Prepared) -> bool:
    """Whether a refusal is kept as the answer. Not for strangers (no station, no bound phone): they could fill the disk."""
    return action.actor.role != "phone" and not VERBS[action.verb].for_strangers


def run_rule(change: Change, verb: str, values: dict[str, Any], remembers: bool) -> tuple[int, str, str]:
    """Run the rule: status, the answer's text as it goes out now, and as it is kept (without secrets)."""
    row = VERBS[verb]
    try:
        rehearsal.require_possible(change, verb)
        if row.renames:
            erasure.require_wanted(change, change.action_id)
        if not row.of_forgotten:
            erasure.require_known(change, values)
        answer = {"ok": True, "code": "done", "message": "", **row.rule(change, **values)}
        corrections.mark(change)
        answer = erasure.again(change, answer)
        change.trail.end()
    except Refused as refused:
        change.undo()
        if refused.leaves:
            refused.leaves(change)
        if "code" in values and remembers:
            _record_scan(change, verb, values["code"], refused)
        text = as_text(_answered(change, row, values, refused.answer()))
        return refused.status, text, text
    answer = _answered(change, row, values, answer)
    text = as_text(answer)
    return 200, text, as_text(without(answer, row.secrets)) if row.secrets else text


def _answered(change: Change, row: Verb, values: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    sent = values.get("code") or values.get("reserved_code")
    return readable(answer, change.actor, sent=sent, made_badge=row.makes_badge and bool(answer["ok"]))


def _record_scan(change: Change, verb: str, scanned: str, refused: Refused) -> None:
    """Record a refused scan: its reason and the code's last four digits, never the whole code."""
    digits = extract(scanned)
    tail = badge_tail(digits) if digits else None
    change.record(verb, **{"refused": refused.code, "code_tail": tail, **(refused.entry or {})})


def without(value: Any, secrets: tuple[str, ...]) -> Any:
    """The answer as it is kept: what is shown only once becomes null."""
    if isinstance(value, dict):
        return {name: None if name in secrets else without(one, secrets) for name, one in value.items()}
    return value


def _again(change: Change, known: dict[str, Any], action: Prepared) -> Settled:
    require_same(known, action)
    record = Record(
        action_id=action.action_id,
        verb=action.verb,
        actor=change.actor,
        fields=action.fields,
        fields_hash=action.fields_hash,
        at=known["at"],
        status=known["status"],
        body=known["body"],
        trail=json.loads(known["trail"] or "[]"),
        seq=0,
        epoch=change.epoch,
        lang=action.lang,
    )
    return Settled(known["status"], known["body"], record)


def require_same(known: dict[str, Any], action: Prepared) -> None:
    """Raises Refused action_id_reused where the answer that is known was given to something else, or to somebody else."""
    if (known["verb"], known["who"], known["fields_hash"]) != (
        action.verb,
        action.actor.who,
        action.fields_hash,
    ):
        raise Refused(
            "action_id_reused",
            gettext("같은 action_id로 다른 일을 할 수는 없어요. 새 action_id로 보내 주세요.", action.lang),
        )


def _envelope(row: Verb, given: dict[str, Any], lang: str) -> tuple[str, int]:
    """Take action_id, lang, at and sent_at out of `given`. Gives the action_id, and how many ms ago the action happened
    by its station's clock (`moments` decides whether that is believed). Raises BadFields."""
    wrong: dict[str, str] = {}
    action_id = given.pop("action_id", None)
    try:
        if not isinstance(action_id, str) or not 1 <= len(action_id) <= ACTION_ID_MAX:
            raise fields.Misfit("")
        fields.text(action_id)
    except fields.Misfit:
        wrong["action_id"] = gettext("action_id는 1자에서 64자까지의 글자예요.", lang)
    if "lang" in given and given.pop("lang") not in (*LANGUAGES, None, ""):
        wrong["lang"] = gettext("lang은 ko 또는 en이에요.", lang)
    times: dict[str, int] = {}
    for name in ("at", "sent_at"):
        if not row.late or given.get(name) in (None, ""):
            continue
        try:
            times[name] = fields.moment(given[name])
        except fields.Misfit as misfit:
            wrong[name] = f"{name}: {misfit.said(lang)}"
    if row.late:
        given.pop("at", None), given.pop("sent_at", None)
        if len(times) == 1 and not wrong.keys() & {"at", "sent_at"}:
            missing = ({"at", "sent_at"} - times.keys()).pop()
            wrong[missing] = gettext("at과 sent_at은 함께 보내 주세요.", lang)
    if wrong:
        raise BadFields(wrong)
    return action_id, times["sent_at"] - times["at"] if len(times) == 2 else 0


def _fingerprint(store: Store, plain: str) -> str:
    """A hash of the fields, to notice other ones under the same action_id. Keyed: else a phone number could be guessed."""
    return hmac.digest(store.badge_key or b"-", plain.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


as_text = json.JSONEncoder(ensure_ascii=False).encode


def _outgoing(store: Store, actor: Actor | None, done: Settled, lang: str) -> Answer:
    naming = names.masked if actor is not None and actor.role == "visitor" else names.full
    proof = (
        proofs.of(store.proofs_key, done.record) if done.record and actor and actor.role != "system" else ""
    )
    return Answer(done.status, names.fill_json(done.text, naming(store.glance(), lang)), proof)
