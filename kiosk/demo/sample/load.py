"""Brings the sample expo into an empty database, through the same actions as an organiser."""

from collections.abc import Sequence
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.files import files
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports

KINDS = {
    "agencies": "agencies.csv",
    "plan": "purchase_plan.csv",
    "enterprises": "enterprises.csv",
    "appointments": "appointments.csv",
    "programme": "programme.csv",
}


def load(store: Store, days: Sequence[str] = facts.EXPO_DAYS) -> None:
    """Set up the sample expo on these days (ISO dates; the files say first and second day) and import its files."""
    _do(store, "expo.set_up", name=facts.EXPO_NAME, days=list(days), hours="-".join(facts.EXPO_HOURS))
    _do(store, "expo.face", name_en=facts.EXPO_NAME_EN)
    sent = files()
    for kind, name in KINDS.items():
        rows = prepare_file(kind, sent[name]).rows
        _do(store, "import.apply", kind=kind, upload=imports.keep(kind, rows))


def _do(store: Store, verb: str, **fields: object) -> None:
    answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    if not answer.ok:
        raise RuntimeError(answer.data["message"])
