"""Reads `layouts.toml`: layouts in millimetres and the sign of each kind."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("layouts.toml")
OTHER = "기타"

BoxMm = tuple[float, float, float, float]


@dataclass(frozen=True)
class Part:
    """Where one thing stands: box (x, y, width, height), font sizes and line count for a text. In mm."""

    box: BoxMm
    letters: tuple[float, float] = (4, 2)
    lines: int = 1
    weight: str = "regular"
    align: str = "left"
    colour: str = "#000000"
    blank: str = ""


@dataclass(frozen=True)
class Layout:
    """One medium: size of a face in mm, faces side by side, columns and rows on A4, black only or not."""

    name: str
    title: str
    size: tuple[float, float]
    grid: tuple[int, int]
    parts: dict[str, Part]
    faces: int = 1
    mono: bool = False


@dataclass(frozen=True)
class Kind:
    """How a kind of visitor looks. Staff (운영, 취재, 관계자) wear a frame."""

    colour: str
    shape: str
    staff: bool = False


def layout(name: str) -> Layout:
    """A layout by its name in the file. ValueError, naming those there are, for any other."""
    known = layouts()
    if name not in known:
        raise ValueError(f"no badge layout {name!r}; there are {', '.join(known)}")
    return known[name]


@cache
def layouts() -> dict[str, Layout]:
    """All layouts by name."""
    return {name: _layout(name, table) for name, table in _file().items() if name != "kinds"}


@cache
def kinds() -> dict[str, Kind]:
    """How each kind looks, by its Korean name."""
    return {name: Kind(**table) for name, table in _file()["kinds"].items()}


def kind(name: str) -> Kind:
    """How a kind looks; one nobody knows looks like 기타."""
    return kinds().get(name, kinds()[OTHER])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _layout(name: str, table: dict[str, Any]) -> Layout:
    plain = {key: _frozen(value) for key, value in table.items() if not isinstance(value, dict)}
    parts = {key: _part(value) for key, value in table.items() if isinstance(value, dict)}
    return Layout(name=name, parts=parts, **plain)


def _part(table: dict[str, Any]) -> Part:
    return Part(**{key: _frozen(value) for key, value in table.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
