"""The rest of the day foretold, and what a remedy would change: futures lived in memory by the product's own rules.

`state.py` reads the square, `chance.py` draws what nobody knows, `future.py` lives one future, `tally.py` counts many, `what_if.py`
says what is tried, `workers.py` lives them in processes of their own ([why so](../../docs/decisions/forecast.md)).
"""

from typing import TYPE_CHECKING, Any

from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.expo.square import days
from kiosk.forecast.state import State, read
from kiosk.forecast.what_if import NOTHING, WhatIf
from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:  # a server lives no futures: it starts without what does
    from kiosk.forecast.workers import Workers

FUTURES = 200


def require_a_day(store: Store, lang: str = "ko") -> tuple[int, days.Day]:
    """Now and the day whose rest is to be foretold. Raises Unusable where there is none."""
    now = store.now()
    with store.read() as db:
        today = days.today(db, now, days.time_zone(db))
        coming = next((one for one in days.all_days(db) if one.opens_at > now), None)
    if today is None:
        if coming is None:
            raise Unusable(gettext(N_("박람회가 끝났거나 날이 정해지지 않아 앞날을 어림할 수 없어요."), lang))
        sentence = N_("오늘은 박람회 날이 아니에요. %(day)s에 다시 해 주세요.")
        raise Unusable(gettext(sentence, lang, day=coming.day))
    if now >= today.closes_at or today.closed_at is not None:
        raise Unusable(gettext(N_("오늘 박람회는 끝났어요. 남은 시간이 없어요."), lang))
    return now, today


def look(store: Store, lang: str = "ko") -> State:
    """The square now. Raises Unusable where there is no rest of a day, or no booth is there any more."""
    now, today = require_a_day(store, lang)
    with store.read() as db:
        found = read(db, now, today)
    if all(row["left_on"] == today.day for row in found.ground.booths.values()):
        raise Unusable(gettext(N_("오늘 열려 있는 부스가 없어요. 부스를 먼저 열어 주세요."), lang))
    return found


def foretell(
    workers: "Workers", state: State, *, futures: int = FUTURES, seed: int = 1, within_s: float | None = None
) -> dict[str, Any]:
    """The contract's `forecast --json`: the same for the same state, futures and seed. `within_s`: as many futures as fit."""
    from kiosk.forecast import tally

    lived = workers.live(state, futures, seed, within_s=within_s)
    return tally.told([one for (one,) in lived], state, seed)


def try_out(
    workers: "Workers",
    state: State,
    tried: WhatIf,
    *,
    futures: int = FUTURES,
    seed: int = 1,
    within_s: float | None = None,
) -> dict[str, Any]:
    """The contract's `what-if --json`: what the change would do, the same futures on both sides."""
    from kiosk.forecast import tally

    lived = workers.live(state, futures, seed, (NOTHING, tried), within_s)
    found = tally.compared([before for before, _ in lived], [after for _, after in lived], state)
    return {"as_of": days.iso(state.now, state.ground.time_zone), "seed": seed, **found}
