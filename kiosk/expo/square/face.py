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

SVG, PNG = "image/svg+xml", "image/png"


class Given(TypedDict):
    """What the expo said of its face; None is the default."""

    name_en: str | None
    short_name: str | None
    colour: str | None
    emblem_type: str | None
    emblem: bytes | None


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
    spots: tuple[Spot, ...]

    def title(self, lang: str) -> str:
        """The whole name in the reader's language, where it is known."""
        return (lang == "en" and self.name_en) or self.name

    def short(self, lang: str) -> str:
        """The name for a head that has little room."""
        return (lang == "en" and self.name_en) or self.short_name or self.name

    @cached_property
    def version(self) -> str:
        """Another one whenever anything that addresses lead to is another."""
        emblem = self.own_emblem or Emblem("", b"")
        seen = repr((self.colour, emblem.kind, self.spots, FORM)).encode() + emblem.data
        return sha256(seen).hexdigest()[:12]

    @property
    def scale(self) -> Scale:
        return scale(self.colour)

    @cached_property
    def pattern(self) -> str:
        return pattern_svg(self.spots)

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
    given = rows.one(db, Given, "SELECT name_en, short_name, colour, emblem_type, emblem FROM face")
    own = given or Given(name_en=None, short_name=None, colour=None, emblem_type=None, emblem=None)
    emblem = Emblem(own["emblem_type"], own["emblem"]) if own["emblem_type"] and own["emblem"] else None
    return Face(
        name, own["name_en"], own["short_name"], own["colour"] or DEFAULT, emblem, tuple(sorted(spots))
    )


def _svg(text: str) -> Emblem:
    return Emblem(SVG, text.encode())
