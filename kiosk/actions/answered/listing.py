"""What can't be restored stands on the desks' list of deeds to look after, with what it was."""

import json
import logging
from typing import Any

from kiosk.actions.answered.record import Record
from kiosk.actions.perform import perform
from kiosk.data.store import Actor, Store
from kiosk.language.sentences import N_, gettext

log = logging.getLogger(__name__)

WAS = N_("노트북이 바뀌기 전의 답은 “%(was)s”였어요. %(why)s")


def put_on_list(store: Store, record: Record, why: str) -> None:
    """One line, however often it is tried: when it was done, where, about whom, what had been answered, and `why` not."""
    answer = json.loads(record.body or "{}")
    visitor = _whose(answer)
    code = str(((visitor.get("badge") or {}).get("code")) or json.loads(record.fields).get("code") or "")
    told = {
        "kept": record.action_id,
        "deed": record.verb,
        "refused": "not_restored",
        "message": gettext(WAS, record.lang, was=_was(answer, record), why=why),
        **({"code": code} if code else {}),
        **({"visitor": visitor["id"]} if _is_here(store, visitor) else {}),
    }
    sent_at = store.now()
    given = {"action_id": f"unrestored:{record.action_id}"[:64], "at": record.at, "sent_at": sent_at, **told}
    done = perform(
        store, "late.report", Actor("system", station_id=record.actor.station_id), given, lang=record.lang
    )
    if not done.ok:
        log.error("%s could neither be restored nor listed: %s", record.verb, done.data["code"])


def _was(answer: dict[str, Any], record: Record) -> str:
    """Where and whose, and the answer's own words; they name nobody but by number."""
    words = str(answer.get("message") or record.verb)
    number, booth = _whose(answer).get("number"), (answer.get("ticket") or {}).get("booth")
    about = [booth, number and gettext(N_("%(number)s번"), record.lang, number=number)]
    return " · ".join([*(one for one in about if one and one not in words), words])


def _whose(answer: dict[str, Any]) -> dict[str, Any]:
    for name in ("visitor", "ticket", "consultation"):
        found = answer.get(name)
        if isinstance(found, dict):
            inner = found if name == "visitor" else found.get("visitor")
            if isinstance(inner, dict):
                return inner | {"number": inner.get("number", found.get("number"))}
    return {}


def _is_here(store: Store, visitor: dict[str, Any]) -> bool:
    """The visitor of this id is the one of this number: on a laptop that lacks the registration it may be somebody else."""
    number, found = visitor.get("number"), visitor.get("id")
    sql = "SELECT 1 FROM visitors WHERE id = ? AND number = coalesce(?, number)"
    return found is not None and store.glance().execute(sql, (found, number)).fetchone() is not None
