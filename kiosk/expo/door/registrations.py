"""Registering a visitor, confirming who registered on a phone."""

import re
from typing import Any

from badges.code import NUMBER_MAX
from kiosk.actions.refusals import BadFields, NotAllowed, Refused
from kiosk.data.store import Change
from kiosk.expo.door import arrivals, print_jobs, reserved
from kiosk.expo.person import brn as brn_rules
from kiosk.expo.person import consents, emails, telephones, visitor_numbers, visitors
from kiosk.expo.queue import tickets
from kiosk.expo.square import booths
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.language.text import close_key

KINDS = ("사회적기업", "예비사회적기업", "협동조합", "사회적협동조합", "마을기업", "자활기업", "기타")
NEEDS = (N_("휠체어"), N_("통역"))  # what is asked with one tap; anything else may be written
STAFF_BADGES = ("staff", "press", "official")  # kinds that no queue takes


def register(
    change: Change,
    *,
    name: str,
    consent: dict[str, bool],
    enterprise: str | None = None,
    brn: str | None = None,
    no_brn_reason: str | None = None,
    kind: str | None = None,
    categories: list[str] | None = None,
    title: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    wishes: list[str] | None = None,
    citizen: bool = False,
    need: str | None = None,
    reserved_code: str | None = None,
    number: int | None = None,
    badge_kind: str = "visitor",
) -> dict[str, Any]:
    """A new visitor; registered on a phone they are pending until a desk confirms. Does not check in.

    reserved_code: the badge they hold already, of the asking station's block. Where that badge was welcomed
    provisionally, they arrived then. Raises BadFields (enterprise, brn, kind, email), Refused: no_consent (also for a need alone),
    already_registered, unknown_booth, unknown_code or wrong_state (reserved_code).
    """
    said = {"enterprise": enterprise, "brn": brn, "kind": kind, "email": email, "citizen": citizen}
    said["badge_kind"] = badge_kind
    if wrong := misfits(said, change.lang):
        raise BadFields(wrong)
    if badge_kind != "visitor" and change.actor.role not in ("desk", "organiser"):
        raise NotAllowed(gettext("관계자 명찰은 안내 데스크에서 드려요.", change.lang))
    if not consent["keep"]:
        raise Refused("no_consent", gettext("개인정보 보관에 동의해 주셔야 등록할 수 있어요.", change.lang))
    agreed = {purpose: consent[purpose] for purpose in ("keep", "share")}
    if need:
        agreed["need"] = _require_need_consent(change, consent.get("need", True))
    wished = [booths.require(change, number) for number in wishes or []]
    pending = change.actor.role == "phone"
    given_out = reserved.require_own(change, reserved_code) if reserved_code is not None else None
    alone = citizen or not enterprise
    company = None if alone else _enterprise(change, enterprise or "", brn, kind, categories or [], pending)
    if not pending:
        refuse_known(change, company, name)
    visitor_id = add(
        change,
        company,
        state="pending" if pending else "registered",
        source=change.actor.role,
        need=need,
        number=number or given_out,
        badge_kind=badge_kind,
    )
    telephone, warning = _phone(change, phone)
    change.insert(
        "contacts",
        visitor_id=visitor_id,
        name=name,
        title=title,
        phone=telephone,
        email=email and emails.parse(email),
    )
    keep_consent(change, visitor_id, agreed)
    for booth in wished:
        add_wish(change, visitor_id, booth["id"], source=change.actor.role)
    if pending and change.actor.network:
        change.insert("pending_networks", visitor_id=visitor_id, network=change.actor.network)
    change.record("visitor.register", visitor_id=visitor_id, pending=pending, no_brn_reason=no_brn_reason)
    if given_out:
        visitor_numbers.claim(change, given_out, visitor_id)
        arrivals.report(change, visitor_id)
    row = visitors.require(change, visitor_id)
    done = gettext("등록했어요. 번호는 %(number)s번이에요.", change.lang, number=row["number"])
    asked = gettext("안내 데스크에서 이름을 말씀하시면 명찰을 드려요.", change.lang)
    shown = visitors.shape(change.badge_key, row)
    if pending:  # a phone learns nothing of an enterprise that it did not say itself
        shown |= {"enterprise": None if citizen else enterprise, "kind": kind}
    return {
        "visitor": shown,
        "pending": pending,
        "message": asked if pending else done,
        "print": None if pending or number or given_out else print_jobs.by_default(change, visitor_id),
        "warnings": [warning] if warning else [],
    }


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
        keep_consent(change, row["id"], {"need": _require_need_consent(change, consent)})
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


def add(
    change: Change,
    enterprise_id: int | None,
    *,
    state: str = "registered",
    source: str,
    need: str | None = None,
    number: int | None = None,
    badge_kind: str = "visitor",
) -> int:
    """Insert a visitor with the next number (or a blank badge's) and return the id. Contacts and consent are the
    caller's."""
    number = number or visitor_numbers.next_number(change.db)
    if number > NUMBER_MAX:
        raise Refused("wrong_state", gettext("번호가 모두 쓰였어요. 운영본부에 알려 주세요.", change.lang))
    return change.insert(
        "visitors",
        number=number,
        enterprise_id=enterprise_id,
        state=state,
        source=source,
        need=need,
        badge_kind=badge_kind,
        registered_at=change.happened_at,
        registered_by=change.actor.who,
    )


def add_wish(change: Change, visitor_id: int, booth_id: int, *, source: str) -> bool:
    """Note that this visitor wants to meet this booth's agency; False when that stands already."""
    return (
        change.update(
            "INSERT INTO wishes (visitor_id, booth_id, source, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            visitor_id,
            booth_id,
            source,
            change.now,
        )
        == 1
    )


def _require_need_consent(change: Change, given: bool) -> bool:
    if given:
        return True
    sentence = "필요한 도움은 민감정보라서 따로 동의해 주셔야 적을 수 있어요. 동의하지 않으면 비워 두세요."
    raise Refused("no_consent", gettext(sentence, change.lang))


def keep_consent(change: Change, visitor_id: int, consent: dict[str, bool]) -> None:
    """Keep what was agreed to, per purpose, with the version of the text that was shown."""
    for purpose, given in consent.items():
        change.insert(
            "consents",
            visitor_id=visitor_id,
            purpose=purpose,
            given=int(given),
            text_version=consents.VERSION,
            at=change.happened_at,
        )
    _keep_texts(change)


def _keep_texts(change: Change) -> None:
    """The words of this version, once, as they were shown in each language."""
    if change.one("SELECT 1 FROM consent_texts WHERE version = ?", consents.VERSION):
        return
    for purpose, sentence in consents.ALL_TEXTS.items():
        for lang in LANGUAGES:
            change.insert(
                "consent_texts",
                version=consents.VERSION,
                purpose=purpose,
                lang=lang,
                text=gettext(sentence, lang),
            )


def refuse_known(change: Change, enterprise_id: int | None, name: str | None, *, beside: int = 0) -> None:
    """A person is known by enterprise and name, however it is spaced. Raises Refused already_registered, with who it is."""
    colleagues = change.all(
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


def misfits(person: dict[str, Any], lang: str) -> dict[str, str]:
    """What doesn't fit in the fields of a registration: name of the field -> sentence."""
    wrong: dict[str, str] = {}
    staff = person.get("badge_kind", "visitor") != "visitor"
    if staff and person["badge_kind"] not in STAFF_BADGES:
        wrong["badge_kind"] = gettext("명찰은 visitor, staff, press, official 가운데 하나예요.", lang)
    if not person.get("enterprise") and not person.get("citizen") and not staff:
        sentence = "기업 이름을 적어 주세요. 기업 없이 오셨다면 '시민'을 골라 주세요."
        wrong["enterprise"] = gettext(sentence, lang)
    if person.get("brn") and brn_rules.parse(person["brn"]) is None:
        sentence = "사업자등록번호는 숫자 10자리예요(예: 124-81-00998). 끝자리까지 다시 확인해 주세요."
        wrong["brn"] = gettext(sentence, lang)
    if person.get("kind") and normal_kind(person["kind"]) is None:
        wrong["kind"] = gettext("유형은 %(kinds)s 가운데 하나예요.", lang, kinds=", ".join(KINDS))
    if person.get("email") and emails.parse(person["email"]) is None:
        wrong["email"] = gettext("이메일은 name@example.kr 처럼 적어 주세요.", lang)
    return wrong


def _phone(change: Change, text: str | None) -> tuple[str | None, str | None]:
    """The number as it is kept, and a warning when it is doubtful (then it is kept as it was typed)."""
    if not text:
        return None, None
    number = telephones.parse(text)
    return (number, None) if number else (text, gettext("전화번호를 다시 확인해 주세요.", change.lang))


def normal_kind(text: str) -> str | None:
    """The kind as the expo writes it ("(예비)사회적기업" is 예비사회적기업), or None when unknown."""
    plain = re.sub(r"[()\s]", "", text)
    return plain if plain in KINDS else None


def _enterprise(
    change: Change, name: str, brn: str | None, kind: str | None, categories: list[str], pending: bool
) -> int:
    """The enterprise known by its number, else by its name alone, else a new one. Returns its id."""
    number = brn_rules.parse(brn) if brn else None
    known = change.one("SELECT id FROM enterprises WHERE brn = ?", number) if number else None
    if known is None and not number:
        same = change.all("SELECT id FROM enterprises WHERE name = ?", name)
        known = same[0] if len(same) == 1 else None
    if known:
        enterprise_id: int = known["id"]
    else:
        plain_kind = normal_kind(kind) if kind else None
        enterprise_id = change.insert("enterprises", name=name, brn=number, kind=plain_kind)
    if known is None or not pending:
        for category in categories:
            change.update(
                "INSERT OR IGNORE INTO enterprise_categories VALUES (?, ?)", enterprise_id, category
            )
    return enterprise_id
