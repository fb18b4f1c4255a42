"""What a report is made of: chapters of blocks. Page and PDF are painted from the same, so both say the same words.

All text is plain: whoever paints it sees to it that nothing in a name becomes markup.
"""

from typing import Literal, TypedDict

Align = Literal["left", "right"]


class Run(TypedDict):
    """A piece of a headline; `strong` is what the eye finds first."""

    text: str
    strong: bool


class Headline(TypedDict):
    kind: Literal["headline"]
    runs: list[Run]


class Paragraph(TypedDict):
    kind: Literal["text"]
    text: str
    quiet: bool


class Card(TypedDict):
    """A figure in large letters: its word above, its exact amount or a remark below, and what it was at the expo before."""

    word: str
    value: str
    below: str
    before: str


class Cards(TypedDict):
    kind: Literal["cards"]
    cards: list[Card]


class Plot(TypedDict):
    """A drawing with its title and the unit beside it; `says` tells in words what it shows, for who does not see it."""

    kind: Literal["plot"]
    title: str
    note: str
    svg: str
    says: str


class Columns(TypedDict):
    """Two halves side by side."""

    kind: Literal["columns"]
    halves: list[list["Block"]]


class Column(TypedDict):
    """A column of a table: its head, the head `over` it and its neighbours ("": none), how its cells stand, and how much of
    the width it takes beside the others."""

    head: str
    over: str
    align: Align
    wide: float


class Share(TypedDict):
    """A cell with a bar: `share` (0 to 1) of it is filled."""

    text: str
    share: float


class Table(TypedDict):
    """`rows` and `foot` have a cell a column."""

    kind: Literal["table"]
    title: str
    columns: list[Column]
    rows: list[list[str | Share]]
    foot: list[str] | None


class Item(TypedDict):
    name: str
    value: str


class Names(TypedDict):
    """Many names in columns, each with a word."""

    kind: Literal["names"]
    title: str
    names: list[Item]


class Frame(TypedDict):
    """A place for a photograph, and what stands under it."""

    over: str
    parties: str
    what: str
    small: str


class Frames(TypedDict):
    """`place`: the word in an empty frame."""

    kind: Literal["frames"]
    place: str
    frames: list[Frame]


class Term(TypedDict):
    word: str
    value: str
    definition: str


class Terms(TypedDict):
    """Figures with their definitions."""

    kind: Literal["terms"]
    title: str
    terms: list[Term]


Block = Headline | Paragraph | Cards | Plot | Columns | Table | Names | Frames | Terms


class Chapter(TypedDict):
    """`foot`: what stands at the foot of its page, for a chapter of one page; else ""."""

    id: str
    title: str
    blocks: list[Block]
    foot: str


class Cover(TypedDict):
    """The face: names, the colours of a field, emblem and pattern as SVG; `plate`: the emblem stands on white. `made`: of
    which moment the figures are."""

    title: str
    subtitle: str
    when: str
    made: str
    glow: str
    field: str
    deep: str
    on: str
    quiet: str
    warm: str
    line: str
    emblem: str
    plate: bool
    pattern: str


class Document(TypedDict):
    """A whole report. `accent`: of the face, for letters and lines on white."""

    lang: str
    title: str
    accent: str
    cover: Cover
    chapters: list[Chapter]


def gathered(id: str, title: str, blocks: list[Block], foot: str = "") -> Chapter:
    return {"id": id, "title": title, "blocks": blocks, "foot": foot}


def text(said: str, quiet: bool = False) -> Paragraph:
    return {"kind": "text", "text": said, "quiet": quiet}


def column(head: str, wide: float, align: Align = "right", over: str = "") -> Column:
    return {"head": head, "over": over, "align": align, "wide": wide}


def table(
    title: str, columns: list[Column], rows: list[list[str | Share]], foot: list[str] | None = None
) -> Table:
    return {"kind": "table", "title": title, "columns": columns, "rows": rows, "foot": foot}


def plot(title: str, note: str, svg: str, says: str) -> Plot:
    return {"kind": "plot", "title": title, "note": note, "svg": svg, "says": says}
