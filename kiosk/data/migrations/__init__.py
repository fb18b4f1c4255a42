"""The tables, one file a step, taken in the order of their names. A step that has landed is never edited: the next change
is a new step.

Times are UTC in whole milliseconds since 1970 (`*_at`), days are dates in the expo's time zone, money is whole won.
What must never happen in a queue is a partial unique index here, not an `if` somewhere else.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sqlite_utils import Database

from kiosk.actions.refusals import Unusable
from kiosk.data.migrations.steps import steps

for _name in sorted(found.name for found in iter_modules(__path__) if found.name[1:4].isdigit()):
    import_module(f"{__name__}.{_name}")  # its step registers itself


def migrate(db: Database) -> None:
    """Bring the open database up to this program; the caller holds the transaction.

    Raises Unusable where a newer program has already been at it.
    """
    known, done = _known(), {step.name for step in steps.applied(db)}
    if known == done:
        return  # as at nearly every start; applying nothing takes longer than all else that opens a file
    if newer := sorted(done - known):
        raise Unusable(
            f"이 데이터는 더 새로운 프로그램이 만들었습니다({newer[0]}). 프로그램을 새로 설치한 뒤 다시 시작해 주세요. "
            f"(The data folder was written by a newer program; install that one.)"
        )
    steps.apply(db)


def is_of_today(db: Database) -> bool:
    """Whether its tables are those of this program; nothing is written."""
    return _known() == {step.name for step in steps.applied(db)}


@cache
def _known() -> frozenset[str]:
    return frozenset(step.name for step in steps.pending(Database(memory=True)))
