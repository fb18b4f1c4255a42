"""Which column of a file is which, where a person said so: kept by kind of file, for the next file of the same form.

Headings are kept, never what stands below them. A row that looks like data is no row of headings: it may hold a person's
name or phone, so it is not kept.
"""

import json
import re
import sqlite3
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.imports.order import ORDER
from kiosk.language.sentences import gettext

KEPT = 30  # forms a kind; the oldest make way

Forms = dict[str, list[dict[str, str]]]


def keep(change: Change, *, kind: str, columns: dict[str, str]) -> dict[str, Any]:
    """The action `import.columns`. `columns`: field name -> key of a heading (headings.column_keys), "" for none."""
    if kind not in ORDER:
        raise BadFields({"kind": gettext("어떤 파일인지 골라 주세요.", change.lang)})
    named = [key for key in columns.values() if key and not key.startswith("#")]
    if len(named) < 2 or any(_is_data(key) for key in named):
        raise Refused(
            "wrong_state",
            gettext(
                "제목 줄이 아니라 내용으로 보여 기억하지 않았어요. 이번 파일만 이렇게 읽어요.", change.lang
            ),
        )
    text = json.dumps(columns, ensure_ascii=False, sort_keys=True)
    change.update("DELETE FROM column_meanings WHERE kind = ? AND form = ?", kind, form_of(columns))
    change.insert("column_meanings", kind=kind, form=form_of(columns), columns=text, at=change.now)
    change.update(
        "DELETE FROM column_meanings WHERE kind = ? AND id NOT IN"
        " (SELECT id FROM column_meanings WHERE kind = ? ORDER BY id DESC LIMIT ?)",
        kind,
        kind,
        KEPT,
    )
    change.record("import.columns", what=kind, columns=columns)
    return {"columns": columns}


def kept(db: sqlite3.Connection) -> Forms:
    """Kind -> what was said of each form (field -> key of a heading), the newest first."""
    forms: Forms = {}
    for row in db.execute("SELECT kind, columns FROM column_meanings ORDER BY id DESC"):
        forms.setdefault(row["kind"], []).append(json.loads(row["columns"]))
    return forms


def form_of(columns: dict[str, str]) -> str:
    """By what a form is known again: the headings that were used."""
    return json.dumps(sorted(key for key in columns.values() if key), ensure_ascii=False)


def _is_data(key: str) -> bool:
    """A heading holds no telephone, number of an enterprise or date; a key has lost its marks."""
    return bool(re.search(r"\d{6}", key)) or "@" in key
