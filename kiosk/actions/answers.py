"""What of an answer its reader may read."""

from typing import Any

from badges.code import extract
from kiosk.actions.access import SEE_CODES, SEE_NEEDS
from kiosk.data.store import Actor


def readable(answer: dict[str, Any], actor: Actor, *, sent: str | None, made_badge: bool) -> dict[str, Any]:
    """The answer without what is not for this actor.

    A visitor's `need` is for those who look after it. A badge's code is for desks and organisers, for a bound phone its
    own, for whoever sent that code (`sent`), and for whoever just made the badge (`made_badge`).
    """
    if actor.role in SEE_CODES:
        return answer
    own = extract(sent) if sent else None

    def shown(value: Any) -> Any:
        if isinstance(value, list):
            return [shown(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: shown(one) for name, one in value.items()}
        if isinstance(badge := value.get("badge"), dict):
            theirs = actor.visitor_id is not None and value.get("id") == actor.visitor_id
            if not (made_badge or theirs or badge["code"] == own):
                found["badge"] = badge | {"code": None}
            if actor.role not in SEE_NEEDS:
                found.pop("need", None)
        return found

    whole: dict[str, Any] = shown(answer)
    return whole
