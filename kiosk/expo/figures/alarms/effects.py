"""What a remedy would bring, in words: of what the forecast found by trying it (forecast/effects.py)."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from kiosk.expo.figures.alarms.look import Look
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext

SURE = 2.0  # so many standard errors from nothing: less is chance


class Effect(NamedTuple):
    """`words`: what it brings those who wait there; `price`: what it costs others, "" where nothing."""

    words: str
    price: str


def of(look: Look, row: Booth, asked: Mapping[str, Any]) -> Effect | None:
    """None where it was not tried of late, or the booth has other counters than then."""
    known = look.forecast.get("effects", ()) if look.forecast else ()
    found = next((one for one in known if is_of(one, row, asked)), None)
    return Effect(words(found, look.lang), _price(found, look.lang)) if found else None


def is_of(one: Mapping[str, Any], row: Booth, asked: Mapping[str, Any]) -> bool:
    """Whether this is what `asked` would bring this booth as it is."""
    return is_same(one["asked"], asked) and one["counters"] == row["counters"]


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both try the same at the same booth, whoever would be moved where just now."""
    return bool(one["what"] == other["what"] and one["booth"] == other["booth"])


def words(one: Mapping[str, Any], lang: str) -> str:
    """What it brings (`tally.effect`). Who is met at all comes before how long they wait, and that before who waits in vain elsewhere."""
    for found, sentences in (
        (one["met"], _MET),
        (one["less_min"], _LESS),
        (one["less_in_vain"], _IN_VAIN),
    ):
        if said := _said(found, sentences, lang):
            return said
    return _worse(one["meetings"], _MEETINGS, lang) or gettext(_NOTHING, lang)


def _said(found: Mapping[str, Any], sentences: "Sentences", lang: str) -> str:
    """ "" where the difference may be chance or is less than one."""
    if abs(found["mean"]) <= SURE * found["error"] or round(found["mean"]) == 0:
        return ""
    is_good = found["mean"] > 0
    low, high = sorted(math.floor(abs(end) + 0.5) for end in (found["range"][0], found["range"][2]))
    same_side = found["range"][0] >= 0.5 if is_good else found["range"][2] <= -0.5
    if not same_side:
        perhaps = sentences.perhaps if is_good else sentences.perhaps_worse
        return gettext(perhaps, lang, n=abs(round(found["mean"])))
    span = gettext(_SPAN, lang, low=low, high=high) if low != high else str(low)
    return gettext(sentences.better if is_good else sentences.worse, lang, n=span)


def _price(one: Mapping[str, Any], lang: str) -> str:
    others, meetings = _worse(one["others"], _LESS, lang), _worse(one["meetings"], _MEETINGS, lang)
    said = [gettext(_OTHERS, lang, effect=others) if others else "", f"{meetings}." if meetings else ""]
    return " ".join(each for each in said if each)


def _worse(found: Mapping[str, Any], sentences: "Sentences", lang: str) -> str:
    """Only where it is."""
    return _said(found, sentences, lang) if found["mean"] < 0 else ""


class Sentences(NamedTuple):
    """What is said where nine of ten futures agree on the side, and where only the mean is sure of it."""

    better: str
    worse: str
    perhaps: str
    perhaps_worse: str


_SPAN = N_("%(low)s~%(high)s")
_NOTHING = N_("거의 달라지지 않아요")
_OTHERS = N_("다른 곳에서 기다리는 분들은 %(effect)s.")
_LESS = Sentences(
    N_("평균 %(n)s분 덜 기다려요"),
    N_("평균 %(n)s분 더 기다려요"),
    N_("평균 %(n)s분쯤 덜 기다릴 수 있어요"),
    N_("평균 %(n)s분쯤 더 기다릴 수 있어요"),
)
_MET = Sentences(
    N_("%(n)s명을 더 만나요"),
    N_("%(n)s명을 덜 만나요"),
    N_("%(n)s명쯤 더 만날 수 있어요"),
    N_("%(n)s명쯤 덜 만날 수 있어요"),
)
_IN_VAIN = Sentences(
    N_("기다리다 못 만나는 분이 %(n)s명 줄어요"),
    N_("기다리다 못 만나는 분이 %(n)s명 늘어요"),
    N_("기다리다 못 만나는 분이 %(n)s명쯤 줄 수 있어요"),
    N_("기다리다 못 만나는 분이 %(n)s명쯤 늘 수 있어요"),
)
_MEETINGS = Sentences(
    N_("오늘 상담이 %(n)s건 늘어요"),
    N_("오늘 상담이 %(n)s건 줄어요"),
    N_("오늘 상담이 %(n)s건쯤 늘 수 있어요"),
    N_("오늘 상담이 %(n)s건쯤 줄 수 있어요"),
)
