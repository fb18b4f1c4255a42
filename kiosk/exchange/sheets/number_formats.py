"""Units that only a number format shows: `#,##0"천원"` shows 12500 as 12,500천원, `#,##0,` shows 12500000 as 12,500."""

import html
import re

from kiosk.exchange import units

FORMATS = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
ATTRIBUTE = re.compile(rb'\b(numFmtId|formatCode)\s*=\s*("[^"]*"|\'[^\']*\')')

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_SCALED = re.compile(r"[0#?](,+)[^0#?,]*$")
_THOUSANDS = {"원": 0, "천원": 1, "백만원": 2, "십억원": 3}


def units_shown(styles: bytes) -> dict[str, str]:
    """Index of a cell style -> the unit in which its cells' values are, where the format says one."""
    codes = {}
    for one in FORMATS.findall(styles):
        said = attributes(one)
        codes[said.get("numFmtId", "")] = html.unescape(said.get("formatCode", ""))
    cells = CELL_STYLES.search(styles)
    used = (attributes(one).get("numFmtId", "") for one in STYLE.findall(cells[0] if cells else b""))
    return {str(at): unit for at, number in enumerate(used) if (unit := unit_of(codes.get(number, "")))}


def attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value[1:-1].decode("utf-8", "replace") for name, value in ATTRIBUTE.findall(tag)}


def unit_of(code: str) -> str:
    """The unit of the value under a format, "" where it says none. Each comma at its end divides by a thousand what is
    shown."""
    code = code[:200].partition(";")[0]
    shown = _NOT_SHOWN.sub("", code)
    if not re.search(r"[0#?]", shown) or re.search(r"[ymdhs%e]", shown, re.IGNORECASE):
        return ""
    scaled = _SCALED.search(shown)
    divided = len(scaled[1]) if scaled else 0
    try:
        unit = units.of_own_cell("".join(a or b for a, b in _LITERAL.findall(code))) or ""
    except units.Unclear:
        unit = ""
    if not divided:
        return unit
    left = _THOUSANDS.get(unit, divided) - divided
    return next((name for name, thousands in _THOUSANDS.items() if thousands == left), "")
