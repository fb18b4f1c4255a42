"""Who may open which page, join which topic and read which codes. Who may do which verb says its row in kiosk/actions/verbs.

Roles of stations: kiosk, desk, booth, board, stage, door, organiser. Beside them: `system` (the clock and the command
line), `visitor` (a phone bound to its visitor), `phone` (any browser that /register gave a cookie), `stranger`.
"""

from kiosk.actions.refusals import NotAllowed, NotPaired
from kiosk.data.store import Actor
from kiosk.language.sentences import gettext

STATIONS = frozenset({"kiosk", "desk", "booth", "board", "stage", "door", "organiser"})
# The second laptop (kiosk/standby): in the list of stations, to be revoked like any, and no page or twin is for it.
STANDBY = "standby"
# Another machine that hands on what the public sees (kiosk/edges): likewise.
EDGE = "edge"
# They reprint badges, so they may read any badge's code.
SEE_CODES = frozenset({"desk", "organiser", "system"})
# They help a visitor who has said what help they need.
SEE_NEEDS = SEE_CODES | {"booth"}

# Pages of stations. Every other page is for anybody, and shows each reader what they may see.
PAGES: dict[str, frozenset[str]] = {
    "kiosk": frozenset({"kiosk"}),
    "desk": frozenset({"desk", "organiser"}),
    "booth": frozenset({"booth", "organiser"}),
    "stage": frozenset({"stage", "organiser"}),
    "door": frozenset({"door", "desk", "organiser"}),
    "organiser": frozenset({"organiser"}),
}

# Topics and their JSON twins, by the word before the colon. A "stranger" is anybody at all, and sees names masked.
TOPICS: dict[str, frozenset[str]] = {
    "board": STATIONS | {"visitor", "phone", "stranger"},
    "booth": frozenset({"booth", "desk", "organiser"}),
    "visitor": STATIONS | {"visitor", "phone", "stranger"},
    "places": STATIONS | {"visitor", "phone", "stranger"},
    "notices": STATIONS | {"visitor", "phone", "stranger"},
    "everybody": frozenset({"organiser"}),
    "organiser": frozenset({"organiser"}),
    "stations": frozenset({"organiser"}),
    "preparation": frozenset({"organiser"}),
    "rehearsal": frozenset({"organiser"}),
    "sheet": frozenset({"organiser"}),
    "stage": frozenset({"stage", "organiser"}),
    "programme": STATIONS | {"visitor", "phone", "stranger"},
    "plan": STATIONS | {"visitor", "phone", "stranger"},
}


def require_booth(actor: Actor, booth: str | None, lang: str = "ko") -> None:
    """A booth's station acts at its own booth only. Raises NotAllowed."""
    if actor.role == "booth" and booth is not None and booth != actor.booth:
        raise NotAllowed(
            gettext(
                "다른 부스의 일이에요. 이 단말은 %(booth)s 부스에서만 쓸 수 있어요.", lang, booth=actor.booth
            )
        )


def require_topic(topic: str, actor: Actor, *, boards_public: bool, lang: str = "ko") -> None:
    """Raises NotPaired or NotAllowed when the actor may not read this topic (or its JSON twin)."""
    word, _, key = topic.partition(":")
    if actor.role not in TOPICS[word]:
        if actor.role in STATIONS:
            raise NotAllowed(gettext("이 단말에서는 볼 수 없는 화면이에요.", lang))
        raise not_paired(lang)
    if word == "board" and not boards_public and actor.role not in STATIONS:
        raise NotPaired(gettext("대기 현황판은 지금 행사장 단말에서만 볼 수 있어요.", lang))
    if topic == "notices:tablets" and actor.role not in STATIONS:
        raise not_paired(lang)
    if word == "booth":
        require_booth(actor, key, lang)


def not_paired(lang: str) -> NotPaired:
    return NotPaired(gettext("이 단말은 아직 연결되지 않았어요. 운영본부에서 연결 QR을 받아 주세요.", lang))


def view_of(topic: str, actor: Actor) -> str:
    """The name of the topic's view for this actor: a desk sees who waits at a booth, not what was agreed there."""
    word, _, key = topic.partition(":")
    return f"queue:{key}" if word == "booth" and actor.role == "desk" else topic
