"""The expo's face: its names, its colour, its emblem, and the pattern of its booths. Without any of them, the default."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypedDict

from kiosk.data import rows
from kiosk.face import default_emblem
from kiosk.face.pattern import Spot, pattern_svg
from kiosk.face.scale import DEFAULT, Scale, scale
from kiosk.language import short_names

SVG, PNG = "image/svg+xml", "image/png"


class Given(TypedDict):
    """What the expo said of its face; None is the default."""

    name_en: str | None
    short_name: str | None
    colour: str | None
    emblem_type: str | None
    emblem: bytes | None
    emblem_png: bytes | None


@dataclass(frozen=True)
class Emblem:
    kind: str
    data: bytes


@dataclass(frozen=True)
class Face:
    """One state of it. `name` is "" where no expo was set up yet; `own_emblem` None: the default one is shown."""

    name: str
    name_en: str | None
    short_name: str | None
    colour: str
    own_emblem: Emblem | None
    painted_emblem: bytes | None
    spots: tuple[Spot, ...]

    def title(self, lang: str) -> str:
        """The whole name in the reader's language, where it is known."""
        return (lang == "en" and self.name_en) or self.name

    def short(self, lang: str) -> str:
        """The name for a head that has little room."""
        return (lang == "en" and self.name_en) or self.short_name or short_names.expo(self.name)

    @cached_property
    def version(self) -> str:
        """Another one whenever anything of it is another."""
        own = self.own_emblem or Emblem("", b"")
        words = (self.name, self.name_en, self.short_name, self.colour, own.kind, self.spots, FORM)
        return sha256(repr(words).encode() + own.data).hexdigest()[:12]

    @property
    def scale(self) -> Scale:
        return scale(self.colour)

    @cached_property
    def pattern(self) -> str:
        return pattern_svg(self.spots)

    @property
    def emblem_on_paper(self) -> bytes | None:
        """The emblem as PNG, where there is one of its own that was painted."""
        own = self.own_emblem
        return own.data if own and own.kind == PNG else self.painted_emblem

    @property
    def emblem(self) -> Emblem:
        """For a light ground."""
        return self.own_emblem or _svg(default_emblem.emblem_svg(self.colour))

    @property
    def emblem_on_field(self) -> Emblem:
        return self.own_emblem or _svg(default_emblem.emblem_on_field_svg())


FORM = 1  # of what is made from these values: another number makes every browser ask anew


def read(db: sqlite3.Connection, name: str, spots: Iterable[Spot]) -> Face:
    """The face as it is in this transaction; `ground.of(db).face` keeps it."""
    own = rows.one(
        db, Given, "SELECT name_en, short_name, colour, emblem_type, emblem, emblem_png FROM face"
    ) or Given(name_en=None, short_name=None, colour=None, emblem_type=None, emblem=None, emblem_png=None)
    return Face(
        name=name,
        name_en=own["name_en"],
        short_name=own["short_name"],
        colour=own["colour"] or DEFAULT,
        own_emblem=Emblem(own["emblem_type"], own["emblem"])
        if own["emblem_type"] and own["emblem"]
        else None,
        painted_emblem=own["emblem_png"],
        spots=tuple(sorted(spots)),
    )


def _svg(text: str) -> Emblem:
    return Emblem(SVG, text.encode())
