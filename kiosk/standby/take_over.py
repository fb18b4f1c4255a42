"""The second laptop becomes the first: from the newest copy, under a new epoch."""

from contextlib import closing
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data.open_store import open_store
from kiosk.data.store import SYSTEM
from kiosk.exchange import forgotten
from kiosk.settings import Settings
from kiosk.standby.follow import Copy


def take_over(settings: Settings, copy: Copy) -> str:
    """Leave a database in the folder that the server may be started on; what was done, as a sentence. Raises Unusable."""
    taken = copy.restore_into(settings.folder)
    with closing(open_store(settings)) as store:
        if forgotten.take_over(store):
            store.clean()
        begun = perform(store, "expo.restore", SYSTEM, {"action_id": uuid4().hex})
    if not begun.ok:
        raise Unusable(begun.data["message"])
    return f"이어받았습니다: 기록 {taken.seq}번까지."
