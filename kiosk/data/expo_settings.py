"""The expo's own settings: their names, defaults and bounds. They stand in the expo's row and an action changes them."""

import json
from functools import lru_cache
from typing import Any

DEFAULTS: dict[str, Any] = {
    "boards_public": True,
    "live_tickets": 3,
    "repeat_scan_s": 10,
    "recall_min": 3,
    "appointment_early_min": 5,
    "appointment_late_min": 10,
    "call_ahead_min": 3,
    "first_meeting_min": 15,
    "walk_m_per_min": 60,
    "entrance": None,
    "notice": "",
}

BOUNDS: dict[str, tuple[int, int]] = {
    "live_tickets": (1, 10),
    "repeat_scan_s": (1, 600),
    "recall_min": (1, 60),
    "appointment_early_min": (0, 60),
    "appointment_late_min": (0, 120),
    "call_ahead_min": (1, 30),
    "first_meeting_min": (1, 120),
    "walk_m_per_min": (10, 200),
}


@lru_cache(maxsize=16)
def with_defaults(text: str) -> dict[str, Any]:
    """The settings of an expo's row (JSON), filled up with the defaults. The dict is everybody's: never write it."""
    own: dict[str, Any] = json.loads(text)
    return DEFAULTS | own
