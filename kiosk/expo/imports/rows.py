"""What a prepared row is, and what becomes of it."""

import hmac
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from kiosk.data import rows
from kiosk.data.rows import Kind
from kiosk.language.sentences import gettext

if TYPE_CHECKING:
    from kiosk.expo.imports.paper_sheet import Deeds

ADDED, CHANGED, UNCHANGED, MERGED, REFUSED = VERDICTS = ("added", "changed", "unchanged", "merged", "refused")


class Prepared(TypedDict):
    """A row of a file made of plain values (JSON). A refused one can't be used; its messages say why.

    `sheet`: its sheet's name, where rows of several sheets are in the file."""

    row: int
    sheet: NotRequired[str]
    values: dict[str, Any]
    messages: list[str]
    refused: bool


@dataclass
class Verdict:
    """What becomes of one row. Messages never quote a person's name, phone or e-mail: answers are remembered."""

    row: int
    lang: str
    verdict: str = ""
    messages: list[str] = field(default_factory=list)
    sheet: str = ""
    # What whoever imports has to say of a takeover: {"booth", "agency" (the one there), "meant": what was said, or ""}.
    asks: dict[str, str] | None = None
    # Of a refused row that a form sent: the code of the refusal.
    code: str = "wrong_state"

    @property
    def place(self) -> int | str:
        """How messages of other rows call this one."""
        if not self.sheet:
            return self.row
        return gettext("‘%(sheet)s’ 시트의 %(row)s", self.lang, sheet=self.sheet, row=self.row)

    def told(self) -> dict[str, Any]:
        """As it stands in the report: where several sheets were read, row and messages say which."""
        told: dict[str, Any] = {"row": self.row, "verdict": self.verdict, "messages": self.messages}
        if self.sheet:
            told |= {"sheet": self.sheet, "messages": [f"[{self.sheet}] {one}" for one in self.messages]}
        return told | ({"asks": self.asks} if self.asks else {})

    def say(self, sentence: str, **values: Any) -> None:
        self.messages.append(sentence % values if values else sentence)

    def refuse(self, sentence: str, **values: Any) -> None:
        self.verdict = REFUSED
        self.say(sentence, **values)

    def _(self, sentence: str) -> str:
        return gettext(sentence, self.lang)


@dataclass(frozen=True)
class Reading:
    """What a comparison may see: the database, the key that blinds marks of persons, who asks and when (ms)."""

    db: sqlite3.Connection
    key: bytes = b""
    lang: str = "ko"
    now: int = 0
    by: str = "system"
    time_zone: str = "Asia/Seoul"
    # Booth number -> what another name there means: renamed, replaced.
    meant: Mapping[str, str] = field(default_factory=dict)

    def all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return self.db.execute(sql, values).fetchall()

    def every(self, kind: type[Kind], sql: str, *values: Any) -> list[Kind]:
        """The query's rows as this kind."""
        return rows.every(self.db, kind, sql, *values)

    def next_id(self, table: str) -> int:
        """The table's name is the program's own, never input."""
        row = self.db.execute(f"SELECT coalesce(max(id), 0) + 1 AS id FROM {table}").fetchone()
        return int(row["id"])

    def mark(self, *parts: str) -> str:
        """Recognises the same values again without keeping them: unreadable without the key."""
        return hmac.digest(self.key, "\x1f".join(parts).encode(), "sha256").hex()[:24]


@dataclass
class Outcome:
    """Verdicts of all rows and the statements that make them true, in order: SQL and the rows of an executemany.

    missing: what is here from earlier imports and no usable row of the file names; it stays. vacated: booths (ids) that
    another agency has taken over. notes: sentences about the whole file, the gravest first. needs: kinds of files that
    come before this one. moved: tickets (appointment_at, rank, id) of appointments at another time. on_paper: check-ins and
    meetings to be done by their own rules (paper.py).
    """

    verdicts: list[Verdict]
    missing: int = 0
    writes: list[tuple[str, list[tuple[Any, ...]]]] = field(default_factory=list)
    vacated: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    moved: list[tuple[int, float, int]] = field(default_factory=list)
    on_paper: "Deeds | None" = None

    def write(self, sql: str, given: Iterable[tuple[Any, ...]]) -> None:
        if values := list(given):
            self.writes.append((sql, values))


def report(outcome: Outcome) -> dict[str, Any]:
    """The shape of `import --json`. `warned` counts the rows accepted with a message, `missing` what only the
    database has. A row that needs an answer has `asks`, too."""
    verdicts = outcome.verdicts
    counts = Counter(one.verdict for one in verdicts)
    return {
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "warned": sum(bool(one.messages) for one in verdicts if one.verdict != REFUSED),
        "missing": outcome.missing,
        "notes": outcome.notes,
        "needs": outcome.needs,
        "rows": [one.told() for one in verdicts],
    }


Rows = list[tuple[Verdict, dict[str, Any]]]  # each with its values


def begin(prepared: Iterable[Prepared], lang: str) -> Rows:
    """A verdict for each row, already refused where the row can't be used, beside the row's values."""
    return [(_verdict(one, lang), one["values"]) for one in prepared]


def _verdict(row: Prepared, lang: str) -> Verdict:
    verdict = REFUSED if row["refused"] else ""
    return Verdict(row["row"], lang, verdict, list(row["messages"]), sheet=row.get("sheet", ""))
