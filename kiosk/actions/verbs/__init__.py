"""The table of verbs: one row says all there is to say of a verb. Each wing of kiosk/expo has its file of rows here.

A new verb is one row here, one rule in kiosk/expo and one case in tests/cases.py. Everything else reads the row: who may
do it and from where, what history and feed say, what a cut-off station keeps, docs/contract.md, the tests of every verb.
"""

from collections.abc import Mapping

from kiosk.actions.access import not_paired
from kiosk.actions.refusals import NotAllowed
from kiosk.actions.verb import Kind, Verb
from kiosk.actions.verbs import (
    after,
    alarms,
    badges,
    door,
    forecasts,
    imports,
    meeting,
    notices,
    paper,
    person,
    programme,
    queue,
    results,
    square,
    timetable,
)
from kiosk.data.store import Actor
from kiosk.expo.person.refused_badges import said_to

VERBS: dict[str, Verb] = {
    **door.ROWS,
    **forecasts.ROWS,
    **badges.ROWS,
    **queue.ROWS,
    **programme.ROWS,
    **notices.ROWS,
    **meeting.ROWS,
    **paper.ROWS,
    **person.ROWS,
    **square.ROWS,
    **imports.ROWS,
    **results.ROWS,
    **alarms.ROWS,
    **after.ROWS,
    **timetable.ROWS,
}


def kinds() -> Mapping[str, Kind]:
    """Every kind of entry that a journal may hold, with what the screens make of it: the verbs."""
    return VERBS


def kind_of(name: str) -> Kind | None:
    """What the screens make of entries of this kind. None: a kind that this program does not know."""
    return VERBS.get(name)


def told_at_once() -> frozenset[str]:
    """The verbs that no cut-off station tells of later: their entries happened when they arrived."""
    return frozenset(verb for verb, row in VERBS.items() if not row.late)


def is_public(verb: str) -> bool:
    """Whether somebody may post this verb: there is one of this name, and it is not only the server's own."""
    return verb in VERBS and VERBS[verb].is_public


def require_verb(verb: str, actor: Actor | None, lang: str = "ko") -> Actor:
    """The actor, if their role may do this verb; `system` may do all. Raises NotPaired (nobody known), NotAllowed."""
    if actor is None or actor.role == "stranger":
        raise not_paired(lang)
    if actor.role != "system" and actor.role not in VERBS[verb].roles:
        raise NotAllowed(said_to(actor, "not_here", lang))
    return actor
