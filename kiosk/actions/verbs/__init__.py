"""The table of verbs: one row says all there is to say of an action. The rows stand in one file a wing of kiosk/expo.

A new verb is one row here, one rule in kiosk/expo and one case in tests/cases.py; everything else reads the row: who may
(`require_verb`), the answer, history, feed and desk's list, a cut-off station's words, docs/contract.md, the tests.
"""

from kiosk.actions.refusals import NotAllowed, NotPaired
from kiosk.actions.verb import SILENT, Kind, Screens, Verb
from kiosk.actions.verbs import badges, door, imports, meeting, person, queue, square
from kiosk.data.store import Actor
from kiosk.language.sentences import N_, gettext

VERBS: dict[str, Verb] = {
    **door.ROWS,
    **badges.ROWS,
    **queue.ROWS,
    **meeting.ROWS,
    **person.ROWS,
    **square.ROWS,
    **imports.ROWS,
}
# Kinds of entries in the journals of earlier programs that no verb writes any more.
EARLIER: dict[str, Kind] = {
    "expo.close_day": Kind(history=SILENT, feed=N_("박람회가 닫혔어요"), screens=Screens.ALL),
}


def kinds() -> dict[str, Kind]:
    """Every kind of entry that a journal may hold: the verbs, and what earlier programs wrote."""
    return EARLIER | VERBS


def kind_of(name: str) -> Kind | None:
    """What the screens make of entries of this kind; None for one that no program has written."""
    return VERBS.get(name) or EARLIER.get(name)


def told_at_once() -> frozenset[str]:
    """Kinds of entries that happened when they arrived: no cut-off station tells of them later."""
    return frozenset(verb for verb, row in VERBS.items() if not row.late)


def is_public(verb: str) -> bool:
    """Whether anybody outside may ask for this action: it is neither the clock's and the command line's, nor a page's."""
    return verb in VERBS and VERBS[verb].is_public


def require_verb(verb: str, actor: Actor | None, lang: str = "ko") -> Actor:
    """The actor, when their role may do this verb. Raises NotPaired (nobody known) or NotAllowed."""
    if actor is None or actor.role == "stranger":
        raise NotPaired(
            gettext("이 단말은 아직 연결되지 않았어요. 운영본부에서 연결 QR을 받아 주세요.", lang)
        )
    if actor.role != "system" and actor.role not in VERBS[verb].roles:
        raise NotAllowed(gettext("이 단말에서는 할 수 없는 일이에요. 안내 데스크에 말씀해 주세요.", lang))
    return actor
