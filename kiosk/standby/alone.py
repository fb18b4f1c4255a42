"""What an old laptop had alone: actions that it answered and the laptop that took over does not know. A file to take along.

`alone.jsonl` in its data folder: one line an action, with when, what, by whom, what was answered, and its entries in the journal.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.data import names
from kiosk.data.store import Store

FILE = "alone.ids"
AT_ONCE = 12  # action_ids in a question, each at most 64 characters
ASKED_MAX = 2_000


def to_ask(store: Store, point: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The action_ids that this laptop answered at the end, some at a time: from where the other's history begins (`seq`)."""
    with store.read() as db:
        ids = _answered_from(db, int(point["seq"]))
    for at in range(0, len(ids), AT_ONCE):
        yield tuple(ids[at : at + AT_ONCE])


def unknown(store: Store, action_ids: list[Any]) -> list[str]:
    """Which of these the laptop that took over does not know."""
    asked = [one for one in action_ids if isinstance(one, str)][:AT_ONCE]
    marks = ",".join("?" * len(asked))
    with store.read() as db:
        found = db.execute(f"SELECT action_id FROM answers WHERE action_id IN ({marks})", asked).fetchall()
    return [one for one in asked if one not in {row["action_id"] for row in found}]


def note(folder: Path, action_ids: list[Any]) -> None:
    """Keep these, each once. Raises OSError."""
    new = [str(one)[:64] for one in action_ids if str(one)[:64] not in noted(folder)]
    if new:
        descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(one)}\n" for one in new)


def noted(folder: Path) -> list[str]:
    try:
        return [json.loads(line) for line in (folder / FILE).read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def actions(store: Store, lang: str = "ko") -> list[dict[str, Any]]:
    """What this laptop had alone, the oldest first, with people's names as this laptop knows them."""
    ids = noted(store.path.parent)
    with store.read() as db:
        found = [one for one in (_action(db, action_id) for action_id in ids) if one]
        naming = names.full(db, lang)
        filled = [json.loads(names.fill_json(json.dumps(one, ensure_ascii=False), naming)) for one in found]
    return sorted(filled, key=lambda one: int(one["at"]))


def _action(db: sqlite3.Connection, action_id: str) -> dict[str, Any] | None:
    row = db.execute(
        "SELECT verb, who, status, body, at FROM answers WHERE action_id = ?", (action_id,)
    ).fetchone()
    if row is None:
        return None
    entries = db.execute(
        "SELECT seq, kind, detail FROM journal WHERE action_id = ? ORDER BY seq", (action_id,)
    )
    told = {name: row[name] for name in ("verb", "who", "status", "at")}
    return {
        "action_id": action_id,
        **told,
        "answer": json.loads(row["body"]),
        "entries": [entry | {"detail": json.loads(entry["detail"])} for entry in entries.fetchall()],
    }


def _answered_from(db: sqlite3.Connection, seq: int) -> list[str]:
    """By the entry at `seq`: answers stand in the order in which they were given."""
    edge = db.execute(
        "SELECT a.id FROM journal j JOIN answers a ON a.action_id = j.action_id WHERE j.seq <= ? ORDER BY j.seq DESC LIMIT 1",
        (seq,),
    ).fetchone()
    found = db.execute(
        "SELECT action_id FROM answers WHERE id > ? ORDER BY id LIMIT ?",
        (edge["id"] if edge else 0, ASKED_MAX),
    )
    return [row["action_id"] for row in found.fetchall()]
