"""The table of verbs, and `perform`, through which every write of the project goes.

A verb is a plain function `rule(change, **fields) -> dict` in `kiosk/expo/`; the dict becomes the answer.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from badges.code import extract
from badges.code import tail as badge_tail
from kiosk.actions import access, fields, moments
from kiosk.actions.fields import Field, parse
from kiosk.actions.refusals import BadFields, NotDone, NotFound, Refused
from kiosk.data import journal, names
from kiosk.data.store import Actor, Change, Store
from kiosk.expo import imports
from kiosk.expo.door import (
    arrivals,
    badges,
    blanks,
    citizens,
    departures,
    duplicates,
    late,
    merging,
    print_jobs,
    printers,
    registrations,
    reserved,
)
from kiosk.expo.meeting import attachments, consultations, forgotten, logs, signings, starts, undo
from kiosk.expo.person import contact_log, phones
from kiosk.expo.queue import booth_pauses, calls, invites, lost_places, opening_hours, places, visitor_pauses
from kiosk.expo.square import event, stations
from kiosk.language.sentences import LANGUAGES, gettext

ACTION_ID_MAX = 64


@dataclass(frozen=True)
class Verb:
    rule: Callable[..., dict[str, Any]]
    fields: dict[str, Field]
    # Exactly one of these names who or what the action is about.
    one_of: tuple[str, ...] = ()
    # These values of the answer are shown only the first time.
    secrets: tuple[str, ...] = ()
    # Stations that nobody watches, or that prove a presence: from them the badge's code is required.
    badge_from: tuple[str, ...] = ()
    # Takes what this process alone holds (a file that was uploaded), so no other process may perform it.
    here: bool = False
    # Done by `system` for whoever comes from outside, whom nobody knows yet.
    for_strangers: bool = False
    # What no single field tells: (values, lang) -> name -> sentence of what doesn't fit.
    form: Callable[[dict[str, Any], str], dict[str, str]] | None = None


@dataclass(frozen=True)
class Answer:
    """What an action got: the HTTP status and the JSON text, the same bytes for the same action_id."""

    status: int
    body: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """The answer's fields."""
        return dict(json.loads(self.body))

    @property
    def ok(self) -> bool:
        return self.status == 200


def _table(
    required: Mapping[str, Any] | None = None, /, **optional: Callable[[Any], Any]
) -> dict[str, Field]:
    return {name: Field(kind, True) for name, kind in (required or {}).items()} | {
        name: Field(kind) for name, kind in optional.items()
    }


_TICKET = {"ticket": fields.identifier}
_CONSULTATION = {"consultation": fields.identifier}
_PERSON: dict[str, Callable[[Any], Any]] = {"code": fields.code, "visitor": fields.identifier}
# What a registration says of a person and their enterprise beside name and consent.
_ABOUT: dict[str, Callable[[Any], Any]] = {
    "enterprise": fields.short_text,
    "brn": fields.short_text,
    "no_brn_reason": fields.short_text,
    "kind": fields.short_text,
    "categories": fields.texts,
    "title": fields.short_text,
    "phone": fields.short_text,
    "email": fields.short_text,
    "wishes": fields.booth_numbers,
    "citizen": fields.flag,
    "need": fields.short_text,
}
_NEW = {"name": fields.short_text, "consent": fields.consent, **_ABOUT}

VERBS: dict[str, Verb] = {
    "visitor.register": Verb(
        registrations.register,
        _table(
            {"name": fields.short_text, "consent": fields.consent},
            reserved_code=fields.code,
            badge_kind=fields.short_text,
            **_ABOUT,
        ),
        form=registrations.misfits,
    ),
    "visitor.check_in": Verb(
        arrivals.check_in, _table(**_PERSON), one_of=("code", "visitor"), badge_from=("kiosk",)
    ),
    "visitor.undo_check_in": Verb(
        arrivals.undo_check_in,
        _table({"visitor": fields.identifier, "reason": fields.filled_text}),
    ),
    "visitor.confirm": Verb(registrations.confirm, _table({"visitor": fields.identifier})),
    "visitor.set_need": Verb(
        registrations.set_need,
        _table({"visitor": fields.identifier}, need=fields.short_text, consent=fields.flag),
    ),
    "visitor.merge": Verb(
        merging.merge,
        _table({"visitor": fields.identifier, "into": fields.identifier, "reason": fields.filled_text}),
    ),
    "visitor.keep_apart": Verb(
        duplicates.keep_apart, _table({"visitor": fields.identifier, "other": fields.identifier})
    ),
    "visitor.undo_keep_apart": Verb(
        duplicates.undo_keep_apart, _table({"visitor": fields.identifier, "other": fields.identifier})
    ),
    "badge.reprint": Verb(
        badges.reprint,
        _table(**_PERSON, reason=fields.filled_text),
        one_of=("code", "visitor"),
    ),
    "badge.void": Verb(
        badges.void, _table({"reason": fields.filled_text}, **_PERSON), one_of=("code", "visitor")
    ),
    "badge.reserve": Verb(blanks.reserve, _table({"count": fields.count})),
    "code.block": Verb(reserved.block, _table({"count": fields.count})),
    "late.report": Verb(
        late.report,
        _table(
            {
                "kept": fields.short_text,
                "deed": fields.short_text,
                "refused": fields.short_text,
                "message": fields.filled_text,
            },
            **_PERSON,
        ),
    ),
    "late.settle": Verb(late.settle, _table({"item": fields.identifier})),
    "badge.claim": Verb(
        blanks.claim,
        _table({"code": fields.code}, visitor=fields.identifier, badge_kind=fields.short_text, **_NEW),
    ),
    "print.badge": Verb(
        print_jobs.print_badge, _table({"visitor": fields.identifier}, printer=fields.identifier)
    ),
    "print.move": Verb(print_jobs.move, _table({"job": fields.identifier, "printer": fields.identifier})),
    "print.again": Verb(print_jobs.again, _table({"job": fields.identifier})),
    "print.report": Verb(
        print_jobs.report,
        _table(
            {"job": fields.identifier, "state": fields.short_text},
            problem=fields.short_text,
            receipt=fields.short_text,
        ),
    ),
    "printer.add": Verb(
        printers.add,
        _table(
            {"name": fields.short_text, "driver": fields.short_text},
            address=fields.short_text,
            layout=fields.short_text,
        ),
        form=printers.misfits,
    ),
    "printer.remove": Verb(printers.remove, _table({"printer": fields.identifier})),
    "printer.use": Verb(printers.use, _table(printer=fields.identifier, station=fields.identifier)),
    "printer.load": Verb(printers.load, _table({"printer": fields.identifier, "sheets": fields.count})),
    "printer.trouble": Verb(
        printers.trouble, _table({"printer": fields.identifier}, problem=fields.short_text)
    ),
    "ticket.join": Verb(
        places.join,
        _table({"booth": fields.booth_number}, **_PERSON),
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
    ),
    "ticket.leave": Verb(places.leave, _table(_TICKET, code=fields.code), badge_from=("kiosk",)),
    "ticket.dismiss": Verb(lost_places.dismiss, _table(_TICKET)),
    "ticket.transfer": Verb(places.transfer, _table(_TICKET | {"booth": fields.booth_number})),
    "ticket.call_next": Verb(
        calls.call_next, _table({"booth": fields.booth_number, "counter": fields.counter})
    ),
    "ticket.call": Verb(
        calls.call, _table(_TICKET | {"counter": fields.counter, "reason": fields.filled_text})
    ),
    "ticket.recall": Verb(calls.recall, _table(_TICKET)),
    "ticket.no_show": Verb(calls.no_show, _table(_TICKET)),
    "ticket.uncall": Verb(undo.uncall, _table(_TICKET | {"reason": fields.filled_text})),
    "consultation.start": Verb(
        starts.start,
        _table(
            {"counter": fields.counter}, ticket=fields.identifier, code=fields.code, booth=fields.booth_number
        ),
        one_of=("ticket", "code"),
    ),
    "consultation.note": Verb(
        logs.write_draft,
        _table(
            _CONSULTATION,
            note=fields.text,
            shared_note=fields.text,
            lines=fields.draft_lines,
            follow_up=fields.follow_up,
            topics=fields.topics,
        ),
    ),
    "consultation.finish": Verb(
        logs.finish,
        _table(
            _CONSULTATION | {"lines": fields.lines},
            note=fields.text,
            shared_note=fields.text,
            follow_up=fields.follow_up,
            topics=fields.topics,
        ),
    ),
    "consultation.lapse": Verb(forgotten.lapse, _table(_CONSULTATION)),
    "consultation.extend": Verb(consultations.extend, _table(_CONSULTATION, minutes=fields.step)),
    "consultation.cancel_start": Verb(
        undo.cancel_start, _table(_CONSULTATION | {"reason": fields.filled_text})
    ),
    "consultation.correct": Verb(
        logs.correct,
        _table(
            _CONSULTATION | {"lines": fields.lines, "reason": fields.filled_text},
            note=fields.text,
            topics=fields.topics,
        ),
    ),
    "consultation.confirm": Verb(
        logs.confirm, _table(_CONSULTATION, code=fields.code), badge_from=("booth",)
    ),
    "consultation.attach": Verb(
        attachments.attach,
        _table(_CONSULTATION | {"sha256": fields.short_text, "name": fields.short_text}),
        here=True,
    ),
    "consultation.detach": Verb(attachments.detach, _table({"attachment": fields.identifier})),
    "booth.open": Verb(
        booth_pauses.open_booth, _table({"booth": fields.booth_number}, reason=fields.short_text)
    ),
    "booth.pause": Verb(
        booth_pauses.pause,
        _table({"booth": fields.booth_number}, reason=fields.short_text, minutes=fields.minutes),
    ),
    "booth.go_home": Verb(
        booth_pauses.go_home, _table({"booth": fields.booth_number}, reason=fields.short_text)
    ),
    "booth.call_ahead": Verb(
        calls.call_ahead_by_clock, _table({"booth": fields.booth_number, "on": fields.flag})
    ),
    "booth.invite": Verb(
        invites.invite, _table({"booth": fields.booth_number, "visitor": fields.identifier})
    ),
    "invite.accept": Verb(
        invites.accept, _table({"invite": fields.identifier}, code=fields.code), badge_from=("kiosk",)
    ),
    "invite.decline": Verb(
        invites.decline, _table({"invite": fields.identifier}, code=fields.code), badge_from=("kiosk",)
    ),
    "invite.lapse": Verb(invites.lapse, _table()),
    "visitor.check_out": Verb(
        departures.check_out, _table(**_PERSON), one_of=("code", "visitor"), badge_from=("kiosk",)
    ),
    "citizen.count": Verb(citizens.count, _table({"count": fields.step})),
    "visitor.pause": Verb(
        visitor_pauses.pause, _table(**_PERSON), one_of=("code", "visitor"), badge_from=("kiosk",)
    ),
    "visitor.resume": Verb(
        visitor_pauses.resume, _table(**_PERSON), one_of=("code", "visitor"), badge_from=("kiosk",)
    ),
    "signing.send": Verb(signings.send, _table(_CONSULTATION)),
    "signing.announce": Verb(signings.announce, _table(_CONSULTATION)),
    "signing.done": Verb(signings.done, _table({"signing": fields.identifier})),
    "station.pair": Verb(
        stations.pair,
        _table({"role": fields.short_text}, booth=fields.booth_number, name=fields.short_text),
        secrets=("pair_url",),
    ),
    "station.add": Verb(
        stations.add,
        _table({"role": fields.short_text}, booth=fields.booth_number, name=fields.short_text),
        secrets=("token", "pair_url"),
    ),
    "station.revoke": Verb(stations.revoke, _table({"station": fields.identifier})),
    "station.redeem": Verb(
        stations.redeem,
        _table({"pair": fields.short_text, "secret": fields.short_text}),
        secrets=("secret",),
        for_strangers=True,
    ),
    "phone.offer": Verb(phones.offer, _table({"code": fields.code}), secrets=("bind_url",)),
    "phone.bind": Verb(
        phones.bind,
        _table(code=fields.code, digits=fields.short_text, bind=fields.short_text),
        one_of=("digits", "bind"),
    ),
    "phone.unbind": Verb(phones.unbind, _table({"visitor": fields.identifier})),
    "expo.set_up": Verb(
        event.set_up, _table({"name": fields.short_text, "days": fields.texts, "hours": fields.short_text})
    ),
    "expo.settings": Verb(event.change_settings, _table({"settings": fields.setting_values})),
    "expo.restore": Verb(event.restore, {}),
    "expo.open_day": Verb(opening_hours.open_day, _table({"day": fields.short_text})),
    "expo.end_day": Verb(opening_hours.end_day, _table({"day": fields.short_text})),
    "contact.search": Verb(contact_log.searched, _table({"persons": fields.count})),
    "contact.open": Verb(contact_log.opened, _table({"visitor": fields.identifier})),
    "export.note": Verb(contact_log.note, _table({"persons": fields.count, "rows": fields.count})),
    "import.apply": Verb(
        imports.apply_action,
        _table(
            {"kind": fields.short_text, "upload": fields.short_text},
            renamed=fields.booth_numbers,
            replaced=fields.booth_numbers,
        ),
        here=True,
    ),
    "import.columns": Verb(
        imports.columns.keep, _table({"kind": fields.short_text, "columns": fields.column_keys})
    ),
}


class Prepared(NamedTuple):
    """An action whose form, role and fields are in order: what is left to do takes the store. `fields` are the verb's
    values as JSON, so that another process may do it."""

    verb: str
    actor: Actor
    action_id: str
    fields: str
    fields_hash: str
    behind_ms: int
    lang: str


def perform(
    store: Store, verb: str, actor: Actor | None, given: Mapping[str, Any], *, lang: str | None = None
) -> Answer:
    """Do one action and return its answer: what was done, or why it was not (never raised, but faults of ours).

    `given` are the verb's fields with `action_id` and, where they fit, `lang`, `at`, `sent_at`. The order of the
    checks is the contract's; the same `action_id` again gives the first answer, byte for byte.
    """
    spoken = lang or str(given.get("lang") or "")
    spoken = spoken if spoken in LANGUAGES else "ko"
    try:
        action = _prepare(store, verb, actor, dict(given), spoken)
        elsewhere = None if VERBS[verb].here else store.elsewhere
        status, text = (elsewhere and elsewhere.settle(action)) or settle(store, action)
    except NotDone as not_done:
        status, text = not_done.status, _text(not_done.answer())
    return _outgoing(store, actor, status, text)


def settle(store: Store, action: Prepared) -> tuple[int, str]:
    """HTTP status and text of the answer, committed; people's names in it are still tokens."""

    def once(change: Change) -> tuple[int, str]:
        known = change.one("SELECT * FROM answers WHERE action_id = ?", action.action_id)
        if known:
            return _again(known, action)
        stations.require_known(change)
        phones.require_bound(change)
        remembers = _remembers_refusals(action)
        values = json.loads(action.fields)
        change.happened_at, change.time_is_known = moments.of(change, action.verb, values, action.behind_ms)
        status, full, kept = _run(change, action.verb, values, remembers)
        if status != 200 and not remembers:
            return status, full
        change.insert(
            "answers",
            action_id=action.action_id,
            verb=action.verb,
            who=action.actor.who,
            fields_hash=action.fields_hash,
            status=status,
            body=kept,
            at=change.now,
        )
        return status, full

    try:
        return store.change(
            once,
            actor=action.actor,
            action_id=action.action_id,
            lang=action.lang,
        )
    except NotDone as not_done:
        return not_done.status, _text(not_done.answer())


def _prepare(store: Store, verb: str, actor: Actor | None, given: dict[str, Any], lang: str) -> Prepared:
    """Everything that can be told without the store's data. Raises NotDone."""
    if verb not in VERBS:
        raise NotFound(gettext("그런 일은 없어요: %(verb)s", lang, verb=fields.printable(verb)))
    row = VERBS[verb]
    actor = access.require_verb(verb, actor, lang)
    # A transfer's booth is where somebody is sent; every other one is where somebody acts.
    if verb != "ticket.transfer" and isinstance(booth := given.get("booth"), str) and booth:
        access.require_booth(actor, booth.strip().upper(), lang)
    action_id, behind_ms = _envelope(verb, given, lang)
    plain = json.dumps(_form(row, actor, given, lang), sort_keys=True, ensure_ascii=False)
    return Prepared(verb, actor, action_id, plain, _fingerprint(store, plain), behind_ms, lang)


def _form(row: Verb, actor: Actor, given: dict[str, Any], lang: str) -> dict[str, Any]:
    """The verb's fields as values. Raises BadFields for what can be told without looking anything up."""
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


def _remembers_refusals(action: Prepared) -> bool:
    """Not those of strangers, who could fill the disk with them: neither a station nor a bound phone asked."""
    return action.actor.role != "phone" and not VERBS[action.verb].for_strangers


def _run(change: Change, verb: str, values: dict[str, Any], remembers: bool) -> tuple[int, str, str]:
    """Status, the answer as it goes out now, and as it is kept (without its secrets)."""
    row = VERBS[verb]
    try:
        answer = {"ok": True, "code": "done", "message": "", **row.rule(change, **values)}
    except Refused as refused:
        change.undo()
        if refused.leaves:
            refused.leaves(change)
        if "code" in values and remembers:
            _record_scan(change, verb, values["code"], refused)
        text = _text(_answered(change, verb, values, refused.answer()))
        return refused.status, text, text
    answer = _answered(change, verb, values, answer)
    text = _text(answer)
    return 200, text, _text(_without(answer, row.secrets)) if row.secrets else text


def _answered(change: Change, verb: str, values: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return access.answer_for(change.actor, verb, values.get("code") or values.get("reserved_code"), answer)


def _record_scan(change: Change, verb: str, scanned: str, refused: Refused) -> None:
    """A refused scan stands in the journal with its reason and the code's last four digits, never the whole."""
    digits = extract(scanned)
    tail = badge_tail(digits) if digits else None
    change.record(verb, **{"refused": refused.code, "code_tail": tail, **(refused.entry or {})})


def _without(value: Any, secrets: tuple[str, ...]) -> Any:
    """An answer as it is kept: what was shown only once is null from then on."""
    if isinstance(value, dict):
        return {name: None if name in secrets else _without(one, secrets) for name, one in value.items()}
    return value


def _again(known: dict[str, Any], action: Prepared) -> tuple[int, str]:
    if (known["verb"], known["who"], known["fields_hash"]) != (
        action.verb,
        action.actor.who,
        action.fields_hash,
    ):
        raise Refused(
            "action_id_reused",
            gettext("같은 action_id로 다른 일을 할 수는 없어요. 새 action_id로 보내 주세요.", action.lang),
        )
    return known["status"], known["body"]


def _envelope(verb: str, given: dict[str, Any], lang: str) -> tuple[str, int]:
    """Take what is about the sending out of `given`: the action's id, and how long ago it happened by its station's
    clock (ms; `moments` decides whether that can be)."""
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
    late = not verb.startswith(journal.NEVER_LATE)
    times: dict[str, int] = {}
    for name in ("at", "sent_at"):
        if not late or given.get(name) in (None, ""):
            continue
        try:
            times[name] = fields.moment(given[name])
        except fields.Misfit as misfit:
            wrong[name] = f"{name}: {misfit.said(lang)}"
    if late:
        given.pop("at", None), given.pop("sent_at", None)
        if len(times) == 1 and not wrong.keys() & {"at", "sent_at"}:
            missing = ({"at", "sent_at"} - times.keys()).pop()
            wrong[missing] = gettext("at과 sent_at은 함께 보내 주세요.", lang)
    if wrong:
        raise BadFields(wrong)
    return action_id, times["sent_at"] - times["at"] if len(times) == 2 else 0


def _fingerprint(store: Store, plain: str) -> str:
    """Tells other fields under the same action_id, keyed, so that nobody guesses a phone number from it."""
    return hmac.digest(store.badge_key or b"-", plain.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


_text = json.JSONEncoder(ensure_ascii=False).encode


def _outgoing(store: Store, actor: Actor | None, status: int, text: str) -> Answer:
    naming = names.masked if actor is not None and actor.role == "visitor" else names.full
    return Answer(status, names.fill_json(text, naming(store.glance())))
