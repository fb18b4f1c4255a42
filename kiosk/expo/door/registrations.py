"""Registering a visitor, confirming who registered on a phone, and what a visitor needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, get_args

from badges.code import NUMBER_MAX
from kiosk.actions.refusals import BadFields, NotAllowed, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.door import arrivals, print_jobs, reserved
from kiosk.expo.person import brn as brn_rules
from kiosk.expo.person import consents, emails, enterprises, telephones, visitor_numbers, visitors
from kiosk.expo.person.visitors import BadgeKind, Visitor, VisitorShape
from kiosk.expo.queue import tickets, wishes
from kiosk.expo.square import booths, rehearsal
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import close_key

NEEDS = (N_("휠체어"), N_("통역"))  # what is asked with one tap; anything else may be written


@dataclass(frozen=True)
class NewPerson:
    """What is said of somebody who registers: the fields of `visitor.register`.

    `consent`: purpose -> whether; `wishes`: booth numbers; `citizen`: comes for no enterprise; `no_brn_reason`: why an
    enterprise has no number; `consent_version`: of the words that were read (None: of now). A badge of another kind than `visitor` is given at a desk alone.
    """

    name: str
    consent: Mapping[str, bool]
    enterprise: str | None = None
    brn: str | None = None
    no_brn_reason: str | None = None
    kind: str | None = None
    categories: list[str] = field(default_factory=list)
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    wishes: list[str] = field(default_factory=list)
    citizen: bool = False
    need: str | None = None
    consent_version: str | None = None
    badge_kind: BadgeKind = "visitor"

    @property
    def company(self) -> str | None:
        """The name of the enterprise that they come for, or None."""
        return None if self.citizen else self.enterprise or None

    @property
    def agreed(self) -> dict[str, bool]:
        """What is kept of the consent: a need's is asked for only where there is one."""
        asked = {purpose: self.consent[purpose] for purpose in ("keep", "share")}
        return asked | ({"need": self.consent.get("need", True)} if self.need else {})


class Colleague(TypedDict):
    id: int
    name: str


def register(change: Change, *, reserved_code: str | None = None, **said: Any) -> dict[str, Any]:
    """A new visitor; registered on a phone they are pending until a desk confirms. Does not check in.

    said: the fields of NewPerson. reserved_code: the badge they hold already, of the asking station's block; where that
    badge was welcomed provisionally, they arrived then. Raises BadFields (enterprise, brn, kind, email, badge_kind),
    NotAllowed (badge_kind), Refused: no_consent (also for a need alone), already_registered, unknown_booth, unknown_code
    or wrong_state (reserved_code).
    """
    person = NewPerson(**said)
    require_fitting(change, person)
    given_out = reserved.require_own(change, reserved_code) if reserved_code is not None else None
    row, warnings = enter(change, person, given_out)
    if given_out:
        visitor_numbers.claim(change, given_out, row["id"])
        arrivals.report(change, row["id"])
    pending = row["state"] == "pending"
    done = gettext("등록했어요. 번호는 %(number)s번이에요.", change.lang, number=row["number"])
    asked = gettext("안내 데스크에서 이름을 말씀하시면 명찰을 드려요.", change.lang)
    return {
        "visitor": _shown(change, row, person),
        "pending": pending,
        "message": asked if pending else done,
        "print": None if pending or given_out else print_jobs.by_default(change, row["id"]),
        "warnings": warnings,
    }


def require_fitting(change: Change, person: NewPerson) -> None:
    """Raises BadFields, NotAllowed, Refused (no_consent, unknown_booth) for what can't be registered."""
    if wrong := misfits(vars(person), change.lang):
        raise BadFields(wrong)
    if person.badge_kind != "visitor" and change.actor.role not in ("desk", "organiser"):
        raise NotAllowed(gettext("관계자 명찰은 안내 데스크에서 드려요.", change.lang))
    if not person.consent["keep"]:
        raise Refused("no_consent", gettext("개인정보 보관에 동의해 주셔야 등록할 수 있어요.", change.lang))
    if person.need:
        _require_need_consent(change, person.agreed["need"])
    for number in person.wishes:
        booths.require(change, number)


def enter(change: Change, person: NewPerson, number: int | None = None) -> tuple[Visitor, list[str]]:
    """Write who fits into the tables, with the next number or this one that was kept for them; and warnings, sentences.

    Raises Refused: already_registered, wrong_state (no numbers left).
    """
    pending = change.actor.role == "phone"
    company = _enterprise(change, person, pending)
    if not pending:
        refuse_known(change, company, person.name)
    visitor_id = _insert(change, person, company, number, pending)
    telephone, warning = _phone(change, person.phone)
    change.insert(
        "contacts",
        visitor_id=visitor_id,
        name=person.name,
        title=person.title,
        phone=telephone,
        email=person.email and emails.parse(person.email),
    )
    consents.keep(change, visitor_id, person.agreed, person.consent_version)
    for wish in person.wishes:
        wishes.add(change, visitor_id, booths.require(change, wish)["id"], source=change.actor.role)
    if pending and change.actor.network:
        change.insert("pending_networks", visitor_id=visitor_id, network=change.actor.network)
    change.record(
        "visitor.register", visitor_id=visitor_id, pending=pending, no_brn_reason=person.no_brn_reason
    )
    return visitors.require(change, visitor_id), [warning] if warning else []


def confirm(change: Change, *, visitor: int) -> dict[str, Any]:
    """A desk has seen who registered on a phone. Raises Refused: wrong_state, already_registered (with who it is)."""
    row = visitors.require(change, visitor)
    if row["state"] != "pending":
        raise Refused(
            "wrong_state", gettext("%(number)s번은 이미 확인됐어요.", change.lang, number=row["number"])
        )
    name = change.value("SELECT name FROM contacts WHERE visitor_id = ?", row["id"])
    refuse_known(change, row["enterprise_id"], name, beside=row["id"])
    change.update("UPDATE visitors SET state = 'registered' WHERE id = ? AND state = 'pending'", row["id"])
    change.record("visitor.confirm", visitor_id=row["id"])
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, row["id"])),
        "message": gettext("%(number)s번의 등록을 확인했어요.", change.lang, number=row["number"]),
        "print": print_jobs.by_default(change, row["id"]),
    }


def set_need(
    change: Change, *, visitor: int, need: str | None = None, consent: bool = True
) -> dict[str, Any]:
    """What this visitor needs (a wheelchair's place, an interpreter): booths see it when they call. None: nothing.

    consent: the visitor was asked and agreed that it is written down. Raises NotFound, Refused: wrong_state (merged),
    no_consent.
    """
    row = visitors.require(change, visitor)
    visitors.require_unmerged(change, row)
    if need:
        _require_need_consent(change, consent)
        consents.keep(change, row["id"], {"need": True})
    change.update("UPDATE visitors SET need = ? WHERE id = ?", need or None, row["id"])
    places = [place["booth"] for place in tickets.of_visitor(change.db, row["id"])]
    change.record("visitor.set_need", visitor_id=row["id"], given=bool(need), booths=places)
    sentence = (
        gettext("부스에서 부를 때 보여 드려요: %(need)s.", change.lang, need=need)
        if need
        else gettext("필요한 도움을 지웠어요.", change.lang)
    )
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, row["id"])),
        "message": sentence,
    }


def refuse_known(change: Change, enterprise_id: int | None, name: str | None, *, beside: int = 0) -> None:
    """A person is known by enterprise and name, however it is spaced. Raises Refused already_registered, with who it is."""
    colleagues = rows.every(
        change.db,
        Colleague,
        "SELECT v.id, c.name FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.enterprise_id = ? AND v.id <> ? AND v.state = 'registered' ORDER BY v.id",
        enterprise_id,
        beside,
    )
    known = [one["id"] for one in colleagues if close_key(one["name"]) == close_key(name or "")]
    if known:
        row = visitors.require(change, known[0])
        sentence = gettext(
            "이미 등록된 분이에요. 번호는 %(number)s번이에요.", change.lang, number=row["number"]
        )
        raise Refused("already_registered", sentence, visitor=visitors.shape(change.badge_key, row))


def misfits(person: Mapping[str, Any], lang: str) -> dict[str, str]:
    """What doesn't fit in the fields of a registration: name of the field -> sentence."""
    wrong: dict[str, str] = {}
    staff = person.get("badge_kind", "visitor") != "visitor"
    if staff and person["badge_kind"] not in get_args(BadgeKind):
        wrong["badge_kind"] = gettext("명찰은 visitor, staff, press, official 가운데 하나예요.", lang)
    if not person.get("enterprise") and not person.get("citizen") and not staff:
        sentence = "기업 이름을 적어 주세요. 기업 없이 오셨다면 '시민'을 골라 주세요."
        wrong["enterprise"] = gettext(sentence, lang)
    if person.get("brn") and brn_rules.parse(person["brn"]) is None:
        sentence = "사업자등록번호는 숫자 10자리예요(예: 124-81-00998). 끝자리까지 다시 확인해 주세요."
        wrong["brn"] = gettext(sentence, lang)
    if person.get("kind") and enterprises.normal_kind(person["kind"]) is None:
        wrong["kind"] = gettext("유형은 %(kinds)s 가운데 하나예요.", lang, kinds=", ".join(enterprises.KINDS))
    if person.get("email") and emails.parse(person["email"]) is None:
        wrong["email"] = gettext("이메일은 name@example.kr 처럼 적어 주세요.", lang)
    return wrong


def _shown(change: Change, row: Visitor, person: NewPerson) -> VisitorShape:
    """As the answer shows them: a phone learns nothing of an enterprise that it did not say itself."""
    shown = visitors.shape(change.badge_key, row)
    if row["state"] == "pending":
        shown["enterprise"] = None if person.citizen else person.enterprise
        shown["kind"] = person.kind
    return shown


def _enterprise(change: Change, person: NewPerson, pending: bool) -> int | None:
    """The id of the enterprise they come for. One that was known learns nothing from a phone's registration."""
    if person.company is None:
        return None
    enterprise_id, was_known = enterprises.find_or_add(change, person.company, person.brn, person.kind)
    if not (was_known and pending):
        enterprises.add_categories(change, enterprise_id, person.categories)
    return enterprise_id


def _insert(
    change: Change, person: NewPerson, enterprise_id: int | None, number: int | None, pending: bool
) -> int:
    serial = 0 if number else rehearsal.first_serial(change.db)
    number = number or visitor_numbers.give_next(change)
    if number > NUMBER_MAX:
        raise Refused("wrong_state", gettext("번호가 모두 쓰였어요. 운영본부에 알려 주세요.", change.lang))
    return change.insert(
        "visitors",
        number=number,
        serial=serial,
        enterprise_id=enterprise_id,
        state="pending" if pending else "registered",
        source=change.actor.role,
        need=person.need,
        badge_kind=person.badge_kind,
        registered_at=change.happened_at,
        registered_by=change.actor.who,
    )


def _require_need_consent(change: Change, given: bool) -> None:
    if not given:
        sentence = (
            "필요한 도움은 민감정보라서 따로 동의해 주셔야 적을 수 있어요. 동의하지 않으면 비워 두세요."
        )
        raise Refused("no_consent", gettext(sentence, change.lang))


def _phone(change: Change, text: str | None) -> tuple[str | None, str | None]:
    """The number as it is kept, and a warning when it is doubtful (then it is kept as it was typed)."""
    if not text:
        return None, None
    number = telephones.parse(text)
    return (number, None) if number else (text, gettext("전화번호를 다시 확인해 주세요.", change.lang))
