"""A figure's value as people read it, with its unit."""

from kiosk.expo.figures.definitions import Unit, Value
from kiosk.language.sentences import N_, gettext

_COUNTS: dict[Unit, str] = {
    "명": N_("%(n)s명"),
    "곳": N_("%(n)s곳"),
    "건": N_("%(n)s건"),
    "회": N_("%(n)s회"),
}


def shown(value: Value, unit: Unit, lang: str) -> str:
    """`1,234명`, `12,345원`, `12.3분`, `37.5%`; a dash where nothing was measured. Money is exact to the won."""
    if value is None:
        return "–"
    if unit == "비율":
        return f"{value * 100:.1f}%"
    if unit == "분":
        return gettext("%(n)s분", lang, n=f"{value:,.1f}")
    if unit == "원":
        return gettext("%(won)s원", lang, won=f"{value:,}")
    return gettext(_COUNTS[unit], lang, n=f"{value:,}")


def changed(difference: Value, was: Value, unit: Unit, lang: str) -> str:
    """How much more it is than it was: `+1,234명 (+8.5%)`, `−1.2분`, `+3.0%p`; a dash where that can't be said."""
    if difference is None:
        return "–"
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    if unit == "비율":
        return f"{sign}{abs(difference) * 100:.1f}%p"
    said = f"{sign}{shown(abs(difference), unit, lang)}"
    if not (was and difference) or unit == "분":
        return said
    return f"{said} ({sign}{abs(difference) / was * 100:.1f}%)"
