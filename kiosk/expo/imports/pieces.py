"""A large file of enterprises comes in by pieces, each in a transaction of its own: nobody at the door waits for the rest.

All rows of an enterprise are in one piece. Nothing is told of them (no entry of the journal, so no screen) before the last
one is in. What became of each piece's rows is kept until then: when the server ends in between, the same file goes on where
it stopped, and its report says what a whole one would have said.
"""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.expo.imports import enterprises, order
from kiosk.expo.imports.rows import Outcome, Prepared, Reading, Rows, begin

if TYPE_CHECKING:
    from kiosk.data.store import Change

KIND = "enterprises"
PIECE_ROWS = 500

Result = TypeVar("Result")
# Runs this in a transaction of its own, and gives its result once that is committed.
Transaction = Callable[[Callable[["Change"], Result]], Result]


@dataclass
class Whole:
    """A file as far as it is in: its rows with what became of them, the persons (ids) whom they name, and what is known
    of the whole."""

    mark: str
    rows: Rows
    needs: list[str]
    notes: list[str]
    named: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)  # rows by their position
    pieces: list[list[int]] = field(default_factory=list)  # that are to come in: rows by their position

    def outcome(self, reading: Reading) -> Outcome:
        """Once all pieces are in: the report's side of it."""
        verdicts = [verdict for verdict, _ in self.rows]
        missing = enterprises.missing(reading, self.named)
        return Outcome(verdicts, missing, notes=self.notes, needs=self.needs)

    def take_over(self, told: dict[str, Any]) -> None:
        """One more piece is in."""
        for at, said, messages in told["rows"]:
            verdict = self.rows[at][0]
            verdict.verdict, verdict.messages = said, messages
            self.done.add(at)
        self.named.update(told["named"])


def is_large(kind: str, prepared: Sequence[Prepared]) -> bool:
    """Whether such a file comes in by pieces; any other in the one transaction of its action."""
    return kind == KIND and len(prepared) > PIECE_ROWS


def bring_in(
    transaction: Transaction[Any],
    reading: Callable[["Change"], Reading],
    prepared: Sequence[Prepared],
    on_progress: Callable[[int, int], None],
) -> Whole:
    """Bring all pieces in that are not yet in. on_progress(done, total), in rows, is called after each."""
    whole: Whole = transaction(lambda change: _begin(change, reading(change), prepared))
    for piece in whole.pieces:
        whole.take_over(transaction(partial(_bring_piece_in, reading=reading, whole=whole, piece=piece)))
        on_progress(len(whole.done), len(prepared))
    return whole


def end(change: "Change", whole: Whole) -> None:
    """The file is in: nothing is to be kept of its pieces."""
    change.update("DELETE FROM import_pieces WHERE mark = ?", whole.mark)


def _begin(change: "Change", reading: Reading, prepared: Sequence[Prepared]) -> Whole:
    """What is in of this file already. What is kept of another one that never ended is dropped."""
    rows = begin(prepared, reading.lang)
    whole = Whole(_mark(reading, prepared), rows, *order.ready(reading, KIND, rows))
    change.update("DELETE FROM import_pieces WHERE kind = ? AND mark <> ?", KIND, whole.mark)
    for kept in reading.all("SELECT told FROM import_pieces WHERE mark = ? ORDER BY piece", whole.mark):
        whole.take_over(json.loads(kept["told"]))
    whole.pieces = _pieces(rows, whole.done, enterprises.together(reading, rows))
    return whole


def _bring_piece_in(
    change: "Change", *, reading: Callable[["Change"], Reading], whole: Whole, piece: list[int]
) -> dict[str, Any]:
    """Write one piece and what became of its rows. Works on copies: a transaction may begin anew, or fail."""
    copies = [
        (replace(verdict, messages=[*verdict.messages]), values)
        for verdict, values in (whole.rows[at] for at in piece)
    ]
    named: set[int] = set()
    for sql, values in enterprises.merge(reading(change), copies, whole.needs, named).writes:
        change.db.executemany(sql, values)
    judged = zip(piece, copies, strict=True)
    told = {
        "rows": [[at, verdict.verdict, verdict.messages] for at, (verdict, _) in judged],
        "named": sorted(named),
    }
    change.insert(
        "import_pieces",
        mark=whole.mark,
        # Another run of the same file (the page sends it again after a while) may have written pieces meanwhile.
        piece=change.value(
            "SELECT coalesce(max(piece), -1) + 1 FROM import_pieces WHERE mark = ?", whole.mark
        ),
        kind=KIND,
        told=json.dumps(told, ensure_ascii=False),
        at=change.now,
    )
    return told


def _pieces(rows: Rows, done: set[int], together: dict[str, str]) -> list[list[int]]:
    """The usable rows that are not yet in, by their position: an enterprise's all in one piece, the first one's first."""
    groups: dict[str, list[int]] = {}
    for at, (verdict, values) in enumerate(rows):
        if not verdict.verdict and at not in done:
            brn: str = values["brn"]
            groups.setdefault(together.get(brn, brn), []).append(at)
    pieces: list[list[int]] = []
    for positions in groups.values():
        if not pieces or len(pieces[-1]) >= PIECE_ROWS:
            pieces.append([])
        pieces[-1] += positions
    return [sorted(piece) for piece in pieces]


def _mark(reading: Reading, prepared: Sequence[Prepared]) -> str:
    """Knows the same file again without keeping what is in it, as long as booths and agencies are the same too: rows name
    them."""
    expo = reading.db.execute("SELECT ground FROM expo").fetchone()
    text = json.dumps([KIND, reading.lang, expo and expo["ground"], prepared], sort_keys=True)
    return hmac.digest(reading.key, text.encode("utf-8", "surrogatepass"), "sha256").hex()
