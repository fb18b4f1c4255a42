"""Finds the headings in a sheet: which column holds which field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from kiosk.exchange import heading_rows, units
from kiosk.exchange.heading_rows import Block
from kiosk.exchange.sheets.sheet import HEAD_ROWS, Sheet, Unreadable
from kiosk.exchange.wording import LONGEST, LOOSE, Field, Named, Wording, key
from kiosk.language.sentences import gettext
from kiosk.language.text import line

SAMPLES, SHOWN = 3, 40
OF_SOMEBODY_ELSE = 2 * LOOSE  # ranks a column behind every other of its field


@dataclass(frozen=True)
class Found:
    """A sheet with the best headings in it: field name -> column. `spare`: columns of fields that have a better one.
    `guessed`: how many columns were told by more words than a field's own names."""

    sheet: Sheet
    block: Block = Block()
    columns: dict[str, int] = field(default_factory=dict)
    twice: tuple[str, ...] = ()
    spare: dict[int, str] = field(default_factory=dict)
    guessed: int = 0

    @property
    def at(self) -> int:
        """The last row of the headings."""
        return self.block.bottom

    def label(self, column: int) -> str:
        """The heading of a column, all its rows joined; "" where it has none."""
        return self.block.labels[column] if column < len(self.block.labels) else ""

    @property
    def score(self) -> int:
        return len(self.columns)

    def has(self, fields: Iterable[Field]) -> bool:
        """Whether every required column is there."""
        return self.score > 1 and all(one.name in self.columns for one in fields if one.required)


@dataclass(frozen=True)
class Guess:
    """What a person needs to see to say which column is which; made of plain values (dataclasses.asdict is JSON).

    row: the sheet's row of headings, from 1. For each column its heading as shown, its key (unlike all others of the
    row) and up to three values below. columns: field name -> index of the column that was taken for it.
    """

    row: int
    headings: list[str]
    keys: list[str]
    samples: list[list[str]]
    columns: dict[str, int]


class Unheaded(Unreadable):
    """The columns that are needed are not all told by their headings: a person may say which is which. `kind` of file."""

    kind = ""

    def __init__(self, sentence: str, guess: Guess) -> None:
        super().__init__(sentence)
        self.guess = guess


def find(sheet: Sheet, fields: Iterable[Field], said: Mapping[str, str] | None = None) -> Found:
    """The headings, in the first thirty rows, that name most of the fields.

    `said`: what a person said, field name -> key of its column (column_keys) or "" for none; it comes before what the
    headings say, as far as the row has such a column.
    """
    wording, best = Wording(fields), Found(sheet)
    for block in heading_rows.blocks(sheet, HEAD_ROWS):
        found = _columns(sheet, block, wording, said or {})
        if _rank(found) > _rank(best):
            best = found
    return best


def _rank(found: Found) -> tuple[int, int, bool, int]:
    return found.score, -found.guessed, found.block.told, found.block.top - found.block.bottom


def _columns(sheet: Sheet, block: Block, wording: Wording, said: Mapping[str, str]) -> Found:
    """Of the columns that name a field the best. Of several that may each be meant, but say it in more words than the
    field's names, none is taken."""
    columns = _said_columns(sheet, block, said)
    taken, settled = set(columns.values()), {*columns, *(name for name, column in said.items() if not column)}
    candidates: dict[str, list[tuple[int, int]]] = {}
    for column, names in enumerate(block.names):
        hit = None if column in taken else _hit(names, wording)
        if hit and hit.field not in settled:
            rank = hit.rank + OF_SOMEBODY_ELSE * _is_of_somebody_else(block.labels[column])
            candidates.setdefault(hit.field, []).append((rank, column))
    twice, spare, guessed = [], {}, 0
    for name, ranked in candidates.items():
        ranked.sort()
        best = [column for rank, column in ranked if rank == ranked[0][0]]
        loose = ranked[0][0] == LOOSE
        if loose and len(best) > 1:
            continue
        columns[name] = best[0]
        guessed += loose
        twice += [block.labels[column] for column in best[1:]]
        spare.update({column: name for _, column in ranked if column != best[0]})
    for column, label in enumerate(block.labels):
        together = wording.within(label) if column not in columns.values() else []
        if together and not any(name in columns or name in settled for name in together):
            columns.update(dict.fromkeys(together, column))
    return Found(sheet, block, columns, tuple(twice), spare, guessed)


def _hit(names: Iterable[str], wording: Wording) -> Named | None:
    """By the first name that is a field's own, else by the first that may be one."""
    spelled = dict.fromkeys(one for name in names for one in (name, units.without(name)))
    found = [hit for one in spelled if one and (hit := wording.named(one))]
    return next((hit for hit in found if not hit.loose), found[0] if found else None)


def _is_of_somebody_else(label: str) -> bool:
    """Beside the person who comes, forms ask for the head of the enterprise: `대표자 성명`, `대표자 연락처`."""
    return key(label).startswith("대표")


def _said_columns(sheet: Sheet, block: Block, said: Mapping[str, str]) -> dict[str, int]:
    places = (
        {name: column for column, name in enumerate(column_keys(_whole_labels(sheet, block)))} if said else {}
    )
    return {name: places[column] for name, column in said.items() if column in places}


def _whole_labels(sheet: Sheet, block: Block) -> list[str]:
    """The headings with a place for each column that has anything below."""
    width = max((len(cells) for cells in sheet.rows[block.bottom :]), default=0)
    return [*block.labels, *[""] * (width - len(block.labels))]


def key_sets(sheet: Sheet) -> list[set[str]]:
    """The keys of the columns under each block that may be the headings."""
    return [set(column_keys(_whole_labels(sheet, one))) for one in heading_rows.blocks(sheet, HEAD_ROWS)]


def column_keys(cells: Iterable[str]) -> list[str]:
    """A key for each column of a row of headings, each once: a second one of a kind is `성명#2`, an empty one `#3`."""
    keys: list[str] = []
    for at, cell in enumerate(cells, start=1):
        plain = key(cell[:LONGEST])
        name = plain or f"#{at}"
        keys.append(f"{plain}#{at}" if name in keys else name)
    return keys


def guess(sheet: Sheet, fields: Iterable[Field], said: Mapping[str, str] | None = None) -> Guess:
    """The row of headings and what its columns hold, also where hardly a heading is known."""
    return guess_of(find(sheet, fields, said))


def guess_of(found: Found) -> Guess:
    at = found.at if found.score > 1 else _likely_row(found.sheet)
    block = found.block if at == found.at and found.block.labels else _one_row(found.sheet, at)
    below = found.sheet.rows[at + 1 :]
    labels = _whole_labels(found.sheet, block)
    return Guess(
        row=at + 1,
        headings=[line(label)[:SHOWN] for label in labels],
        keys=column_keys(labels),
        samples=[_samples(below, column) for column in range(len(labels))],
        columns=dict(found.columns) if at == found.at else {},
    )


def _one_row(sheet: Sheet, at: int) -> Block:
    return Block(at, at, tuple(sheet.rows[at]) if sheet.rows else ())


def _likely_row(sheet: Sheet) -> int:
    """The first of those with the most words: headings name every column, and values are often digits."""
    words = [sum(any(char.isalpha() for char in cell) for cell in cells) for cells in sheet.rows[:HEAD_ROWS]]
    return words.index(max(words)) if words else 0


def _samples(rows: Iterable[list[str]], column: int) -> list[str]:
    values = (line(cells[column])[:SHOWN] for cells in rows if column < len(cells))
    return list(islice((value for value in values if value), SAMPLES))


def require(found: Found, fields: Iterable[Field], lang: str, hidden: Iterable[str] = ()) -> None:
    """Raises Unheaded where a required heading is missing, or stands there twice. `hidden`: sheets not looked at."""
    required = [one for one in fields if one.required]
    missing = [one.heading for one in required if one.name not in found.columns]
    if len(found.columns) < 2:
        sentence = gettext(
            "제목 줄을 찾지 못했어요. 위쪽 %(rows)s줄 안의 한 줄에 %(wanted)s 제목이 있어야 해요.", lang
        )
        wanted = ", ".join(one.heading for one in required)
        told = [sentence % {"rows": HEAD_ROWS, "wanted": wanted}]
        if names := ", ".join(hidden):
            told.append(gettext("숨긴 시트(%(names)s)는 읽지 않으니 숨김을 풀어 주세요.", lang, names=names))
        raise Unheaded(" ".join(told), guess_of(found))
    if missing:
        sentence = gettext(
            "%(row)s번째 줄의 제목에 %(missing)s 열이 없어요. 그 열을 넣고 다시 가져와 주세요.", lang
        )
        raise Unheaded(sentence % {"row": found.at + 1, "missing": ", ".join(missing)}, guess_of(found))
    if found.twice:
        sentence = gettext("%(row)s번째 줄에 ‘%(twice)s’ 제목이 두 번 있어요. 하나만 남겨 주세요.", lang)
        raise Unheaded(sentence % {"row": found.at + 1, "twice": found.twice[0]}, guess_of(found))
