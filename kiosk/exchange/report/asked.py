"""What the chapters of one report share: of which days it tells, in which language, and the figures, read once."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kiosk.exchange.report import plots
from kiosk.exchange.report.blocks import Block, Column, column, plot
from kiosk.exchange.report.plots import NAMES, Bar
from kiosk.expo.figures import corrections, past, wording
from kiosk.expo.figures.definitions import FIGURES, UNITS, Value
from kiosk.expo.figures.past import Past
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days, ground
from kiosk.expo.square.face import Face
from kiosk.language import money
from kiosk.language.sentences import N_, gettext


@dataclass(frozen=True)
class Asked:
    """A report on `scope`; `each`: its days one by one; `past`: the expo it is compared with."""

    db: sqlite3.Connection
    scope: Scope
    each: tuple[Scope, ...]
    lang: str
    past: Past | None = None

    @cached_property
    def told(self) -> dict[str, Any]:
        """What `figures.json` says. A closed day's figure that was corrected since has `corrected` and `corrections`."""
        return corrections.told(self.db, self.scope) | past.said_of(self.db, self.scope)

    @cached_property
    def figures(self) -> dict[str, Value]:
        """Every figure of the whole span by its name, as it is now."""
        return {name: one.get("corrected", one["value"]) for name, one in self.told["figures"].items()}

    @cached_property
    def face(self) -> Face:
        return ground.of(self.db).face

    @property
    def accent(self) -> str:
        """For letters and bars on white."""
        return self.face.scale.light["brand-ink"]

    def __call__(self, sentence: str, **values: object) -> str:
        return gettext(sentence, self.lang, **values)

    def count(self, name: str) -> int:
        """A figure that counts, 0 where nothing was measured."""
        return int(self.figures[name] or 0)

    def shown(self, name: str) -> str:
        """A figure with its unit."""
        return wording.shown(self.figures[name], FIGURES[name].unit, self.lang)

    def word(self, name: str) -> str:
        """What a figure is called."""
        return gettext(FIGURES[name].word, self.lang)

    def counts(self, name: str, wide: float, under: str = "") -> Column:
        """A column of this figure: its unit as head, and over it the word of `under`, or its own."""
        unit = gettext(UNITS[FIGURES[name].unit], self.lang)
        return column(unit, wide, over=self.word(under or name))

    def bars(
        self,
        title: str,
        note: str,
        rows: Sequence[Bar],
        *,
        width: float,
        names: float = NAMES,
        hollow: bool = False,
    ) -> Block:
        """A bar plot, said in words for who does not see it."""
        drawn = plots.bars(rows, accent=self.accent, width=width, names=names, hollow=hollow)
        return plot(title, note, drawn, "; ".join(f"{row.name} {row.said}" for row in rows))

    def dated(self, at: int) -> str:
        """The day of a moment (ms), `10월 29일`."""
        local = days.local(at, self.scope.zone)
        return self(N_("%(month)s월 %(day)s일"), month=local.month, day=local.day)

    def moment(self, at: int) -> str:
        """Day and time in a table, `10. 29. 14:05`."""
        local = days.local(at, self.scope.zone)
        return self(
            N_("%(month)s. %(day)s. %(time)s"), month=local.month, day=local.day, time=f"{local:%H:%M}"
        )

    def minutes(self, value: int) -> str:
        return gettext("%(n)s분", self.lang, n=f"{value:,}")

    def persons(self, value: int) -> str:
        return wording.shown(value, "명", self.lang)

    def won(self, amount: int) -> str:
        return money.exact(amount, self.lang)


def number(value: int) -> str:
    """A cell of a table: a count or an amount with commas; nothing is a dash."""
    return f"{value:,}" if value else "–"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"
