"""What a station's page tells of itself, cleaned: every byte of it is somebody else's, and it is shown to an organiser."""

import re
from collections.abc import Mapping
from typing import Any

from kiosk.actions.verbs import VERBS
from kiosk.data.heard import Report

COUNT_MAX = 9_999
SKEW_MAX_MS = 100 * 365 * 24 * 3_600_000
DELAY_MAX_MS = 60_000
CAMERAS = frozenset({"starting", "looking", "still", "unanswered", "absent"})
NETWORKS = frozenset({"wifi", "cellular", "ethernet", "slow-2g", "2g", "3g", "4g", "5g"})
AGENT_MAX = 400
_CHROME = re.compile(r"Chrom(?:e|ium)/([0-9]{1,4})\.")
_SAFARI = re.compile(r"Version/([0-9]{1,3}(?:\.[0-9]{1,3})?)[0-9.]* (?:Mobile/\w+ )?Safari/")
_ON_IOS = re.compile(r"\((?:iPhone|iPad|iPod)[^)]* OS ([0-9]{1,3}(?:_[0-9]{1,3})?)")
_PAGE = re.compile(r"/[a-zA-Z0-9/_-]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z.+_-]{1,40}")


def cleaned(told: Any, now: int, agent: str = "") -> Report:
    """The report in what a page sent at `now` (ms), and in what its browser says it is; what does not fit is left out."""
    given: Mapping[str, Any] = told if isinstance(told, dict) else {}
    wall = _whole(given.get("wall"), 0, now + SKEW_MAX_MS)
    charging = given.get("charging")
    return Report(
        waiting=_waiting(given.get("waiting")),
        refused=_whole(given.get("refused"), 0, COUNT_MAX) or 0,
        skew_ms=None if wall is None else wall - now,
        battery=_whole(given.get("battery"), 0, 100),
        charging=charging if isinstance(charging, bool) else None,
        version=_like(_VERSION, given.get("version")),
        page=_like(_PAGE, given.get("page")),
        camera=_one_of(CAMERAS, given.get("camera")),
        network=_one_of(NETWORKS, given.get("network")),
        delay_ms=_whole(given.get("delay"), 0, DELAY_MAX_MS),
        browser=browser_of(agent),
    )


def browser_of(agent: str) -> str:
    """The engine's version in a User-Agent, by which pages work or do not: `Chrome 126`, `Safari 17.4`; "" for any other."""
    said = agent[:AGENT_MAX]
    if found := _CHROME.search(said):
        return f"Chrome {int(found[1])}"
    if found := _SAFARI.search(said) or _ON_IOS.search(said):  # on iOS every browser is Safari's engine
        return f"Safari {found[1].replace('_', '.')}"
    return ""


def _waiting(given: Any) -> dict[str, int]:
    """By verbs that there are."""
    if not isinstance(given, dict) or len(given) > len(VERBS):
        return {}
    kept = {verb: _whole(count, 1, COUNT_MAX) for verb, count in given.items() if verb in VERBS}
    return {verb: count for verb, count in kept.items() if count}


def _whole(given: Any, least: int, most: int) -> int | None:
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        return None
    return given


def _like(form: re.Pattern[str], given: Any) -> str:
    return given if isinstance(given, str) and form.fullmatch(given) else ""


def _one_of(words: frozenset[str], given: Any) -> str:
    return given if isinstance(given, str) and given in words else ""
