"""Another expo than the one at hand, read and left as it is: its data folder, or the figures that a report of it wrote."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from kiosk.actions.refusals import Unusable
from kiosk.data import migrations
from kiosk.data.connection import BUSY_TIMEOUT_S, dict_row
from kiosk.data.store import looked_into
from kiosk.expo.figures import past
from kiosk.expo.figures.past import Misshapen, Past
from kiosk.language.sentences import N_, gettext

FILE, FIGURES = "expo.db", "figures.json"
FIGURES_MAX = 8 * 2**20
NO_EXPO = N_("%(path)s: 박람회의 데이터 폴더가 아니에요. expo.db가 들어 있는 폴더를 적어 주세요.")
NO_FIGURES = N_(
    "%(path)s: 견줄 숫자가 없어요. 다른 박람회의 데이터 폴더나, 그 박람회 보고서의 figures.json(모든 날)을 적어 주세요."
)


@contextmanager
def opened(folder: Path, lang: str = "ko") -> Iterator[sqlite3.Connection]:
    """The expo in this folder, rows as dicts, at one moment. Nothing in the folder is changed: one of an earlier program is
    brought up to this one in memory. Raises Unusable."""
    path = folder / FILE
    if not path.is_file():
        raise Unusable(gettext(NO_EXPO, lang, path=folder))
    try:
        with closing(_read_only(path)) as there, closing(_brought_up(there)) as db:
            db.row_factory = dict_row
            with looked_into(db):
                yield db
    except sqlite3.Error as error:
        raise Unusable(f"{path}: {gettext(N_('읽을 수 없어요'), lang)} ({error})") from error


def past_of(path: Path, now: int, lang: str = "ko") -> Past:
    """The figures of the expo in this folder as they are, or of a figures.json, or of the folder of a report. Raises Unusable."""
    if (path / FILE).is_file():
        with opened(path, lang) as db:
            return past.read(past.told(db, now))
    file = path / FIGURES if path.is_dir() else path
    try:
        if file.stat().st_size > FIGURES_MAX:
            raise Misshapen("size")
        return past.read(json.loads(file.read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable(gettext(NO_FIGURES, lang, path=path)) from error


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _brought_up(there: sqlite3.Connection) -> sqlite3.Connection:
    """The same database where its tables are this program's, else a copy of it with them."""
    if migrations.is_of_today(Database(there)):
        return there
    copy = sqlite3.connect(":memory:", isolation_level=None)
    there.backup(copy)
    migrations.migrate(Database(copy, strict=True))
    return copy
