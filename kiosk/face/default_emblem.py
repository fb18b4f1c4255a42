"""The emblem of an expo that has none of its own: nine booths, the middle column lit."""

from kiosk.face.scale import WARM

NOW = "#ffc745"
_AT = (0, 11, 22)


def emblem_svg(colour: str) -> str:
    """For a light ground: the outer columns in the brand's colour."""
    return _drawn(colour, NOW)


def emblem_on_field_svg() -> str:
    return _drawn("#fff", WARM)


def _drawn(outer: str, middle: str) -> str:
    squares = "".join(
        f'<rect x="{x}" y="{y}" width="9" height="9" rx="2" fill="{middle if x == _AT[1] else outer}"/>'
        for y in _AT
        for x in _AT
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="310" height="310" viewBox="0 0 31 31">{squares}</svg>'
