"""The one table of roles: who may do which verb, read which page, join which topic.

Roles of stations: kiosk, desk, booth, board, stage, organiser. Beside them: `system` (the clock and the command
line), `visitor` (a phone bound to its visitor), `phone` (any browser that /register gave a cookie), `stranger`.
"""

from typing import Any

from badges.code import extract
from kiosk.actions.refusals import NotAllowed, NotPaired
from kiosk.data.store import Actor
from kiosk.language.sentences import gettext

STATIONS = frozenset({"kiosk", "desk", "booth", "board", "stage", "organiser"})
# Who makes badges anew, and so may read any badge's code; who looks after what a visitor needs.
SEE_CODES = frozenset({"desk", "organiser", "system"})
SEE_NEEDS = SEE_CODES | {"booth"}
# What was done with these made the badge whose code is answered.
MAKE_BADGES = frozenset({"visitor.register"})

VERBS: dict[str, frozenset[str]] = {
    verb: frozenset(roles.split())
    for verb, roles in {
        "visitor.register": "desk kiosk organiser phone",
        "visitor.check_in": "kiosk desk organiser",
        "visitor.undo_check_in": "desk organiser",
        "visitor.confirm": "desk organiser",
        "visitor.set_need": "desk organiser",
        "visitor.merge": "desk organiser",
        "visitor.keep_apart": "desk organiser",
        "visitor.undo_keep_apart": "desk organiser",
        "badge.reprint": "desk organiser",
        "badge.void": "desk organiser",
        "badge.reserve": "desk organiser",
        "badge.claim": "desk organiser",
        "code.block": "desk kiosk",
        "late.report": "kiosk desk booth",
        "late.settle": "desk organiser",
        "print.badge": "desk organiser",
        "print.move": "desk organiser",
        "print.again": "desk organiser",
        "print.report": "desk organiser",
        "printer.add": "organiser",
        "printer.remove": "organiser",
        "printer.use": "desk organiser",
        "printer.load": "desk organiser",
        "printer.trouble": "",
        "ticket.join": "kiosk desk booth organiser visitor",
        "ticket.leave": "kiosk desk booth organiser visitor",
        "ticket.dismiss": "desk organiser visitor",
        "ticket.transfer": "desk booth organiser",
        "ticket.call_next": "booth organiser",
        "ticket.call": "booth organiser",
        "ticket.recall": "booth organiser",
        "ticket.no_show": "booth organiser",
        "ticket.uncall": "booth organiser",
        "consultation.start": "booth organiser",
        "consultation.note": "booth organiser",
        "consultation.finish": "booth organiser",
        "consultation.lapse": "",
        "consultation.extend": "booth organiser",
        "consultation.cancel_start": "booth organiser",
        "consultation.correct": "booth organiser",
        "consultation.confirm": "booth visitor",
        "consultation.attach": "booth organiser",
        "consultation.detach": "booth organiser",
        "booth.open": "booth organiser",
        "booth.pause": "booth organiser",
        "booth.go_home": "booth organiser",
        "booth.call_ahead": "booth organiser",
        "booth.invite": "booth organiser",
        "invite.accept": "kiosk desk organiser visitor",
        "invite.decline": "kiosk desk organiser visitor",
        "invite.lapse": "",
        "visitor.check_out": "kiosk desk organiser",
        "citizen.count": "kiosk desk organiser",
        "visitor.pause": "kiosk desk organiser visitor",
        "visitor.resume": "kiosk desk organiser visitor",
        "signing.send": "booth organiser",
        "signing.announce": "stage organiser",
        "signing.done": "stage organiser",
        "station.pair": "organiser",
        "station.revoke": "organiser",
        "phone.offer": "kiosk desk",
        "phone.bind": "phone",
        "phone.unbind": "desk organiser",
        "expo.set_up": "",
        "expo.settings": "organiser",
        "expo.restore": "",
        "expo.open_day": "",
        "expo.end_day": "",
        "import.apply": "organiser",
        "import.columns": "organiser",
        "station.redeem": "",
        "station.add": "",
        "contact.search": "desk organiser",
        "contact.open": "desk organiser",
        "export.note": "",
    }.items()
}

# What only a page of the server's own can say (the bytes it was sent, whom it showed): no POST to /actions may ask for these.
OF_PAGES = frozenset({"consultation.attach", "contact.search", "contact.open"})

# Pages of stations; every other page is for anybody (its own reads say what it shows to whom).
PAGES: dict[str, frozenset[str]] = {
    "kiosk": frozenset({"kiosk"}),
    "desk": frozenset({"desk", "organiser"}),
    "booth": frozenset({"booth", "organiser"}),
    "stage": frozenset({"stage", "organiser"}),
    "organiser": frozenset({"organiser"}),
}

# Topics and their JSON twins, by the word before the colon. "stranger" is anybody; what they see is masked.
TOPICS: dict[str, frozenset[str]] = {
    "board": STATIONS | {"visitor", "phone", "stranger"},
    "booth": frozenset({"booth", "desk", "organiser"}),
    "visitor": STATIONS | {"visitor", "phone", "stranger"},
    "organiser": frozenset({"organiser"}),
    "stage": frozenset({"stage", "organiser"}),
    "plan": STATIONS | {"visitor", "phone", "stranger"},
}


def is_public(verb: str) -> bool:
    """Whether anybody outside may ask for this action: it is neither the clock's and the command line's, nor a page's."""
    return bool(VERBS.get(verb)) and verb not in OF_PAGES


def require_verb(verb: str, actor: Actor | None, lang: str = "ko") -> Actor:
    """The actor, when their role may do this verb. Raises NotPaired (nobody known) or NotAllowed."""
    if actor is None or actor.role == "stranger":
        raise NotPaired(
            gettext("이 단말은 아직 연결되지 않았어요. 운영본부에서 연결 QR을 받아 주세요.", lang)
        )
    if actor.role != "system" and actor.role not in VERBS[verb]:
        raise NotAllowed(gettext("이 단말에서는 할 수 없는 일이에요. 안내 데스크에 말씀해 주세요.", lang))
    return actor


def require_booth(actor: Actor, booth: str | None, lang: str = "ko") -> None:
    """A booth's station acts at its own booth only. Raises NotAllowed."""
    if actor.role == "booth" and booth is not None and booth != actor.booth:
        raise NotAllowed(
            gettext(
                "다른 부스의 일이에요. 이 단말은 %(booth)s 부스에서만 쓸 수 있어요.", lang, booth=actor.booth
            )
        )


def require_topic(topic: str, actor: Actor, *, boards_public: bool, lang: str = "ko") -> None:
    """Raises NotPaired or NotAllowed where the actor may not read this topic (or its JSON twin)."""
    word, _, key = topic.partition(":")
    if actor.role not in TOPICS[word]:
        if actor.role in STATIONS:
            raise NotAllowed(gettext("이 단말에서는 볼 수 없는 화면이에요.", lang))
        raise NotPaired(
            gettext("이 단말은 아직 연결되지 않았어요. 운영본부에서 연결 QR을 받아 주세요.", lang)
        )
    if word == "board" and not boards_public and actor.role not in STATIONS:
        raise NotPaired(gettext("대기 현황판은 지금 행사장 단말에서만 볼 수 있어요.", lang))
    if word == "booth":
        require_booth(actor, key, lang)


def view_of(topic: str, actor: Actor) -> str:
    """The topic as this actor sees it: a desk sees who waits at a booth, not what was agreed there."""
    word, _, key = topic.partition(":")
    return f"queue:{key}" if word == "booth" and actor.role == "desk" else topic


def answer_for(actor: Actor, verb: str, sent: str | None, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of a verb as this actor may read it: without a need that is not theirs to look after, and without the
    code of a badge that they did not show (`sent`) and this action did not make."""
    if actor.role in SEE_CODES:
        return answer
    own = extract(sent) if sent else None
    made = verb in MAKE_BADGES and bool(answer["ok"])

    def shown(value: Any) -> Any:
        if isinstance(value, list):
            return [shown(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: shown(one) for name, one in value.items()}
        if isinstance(badge := value.get("badge"), dict):
            theirs = actor.visitor_id is not None and value.get("id") == actor.visitor_id
            if not (made or theirs or badge["code"] == own):
                found["badge"] = badge | {"code": None}
            if actor.role not in SEE_NEEDS:
                found.pop("need", None)
        return found

    whole: dict[str, Any] = shown(answer)
    return whole
