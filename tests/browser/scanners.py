"""Hand scanners as keyboards: real key events through the browser's own input, each with its time."""

import itertools
import time
from collections.abc import Iterable, Iterator
from typing import Any

from playwright.sync_api import Page

PLAIN_MS = 20  # between two keys
RUN_GAP_MS = 600  # so long a page waits for the next key, by its own clock (bursts.js)
TRIES = 4
ALT = 1
Event = dict[str, Any]


def play(page: Page, events: Iterable[Event], *, every_ms: float = PLAIN_MS) -> None:
    """Send the events with times `every_ms` apart, however long the sending takes.

    Where the machine stood still for so long that the page took the keys for two runs, they are sent once more.
    """
    all_of_them = list(events)
    for _ in range(TRIES):
        if _play(page, all_of_them, every_ms) < RUN_GAP_MS:
            return
        page.wait_for_timeout(2 * RUN_GAP_MS)


def _play(page: Page, events: list[Event], every_ms: float) -> float:
    """Gives the longest time between two, in ms."""
    wire = page.context.new_cdp_session(page)
    started, sent = time.time(), [time.monotonic()]
    for place, event in enumerate(events):
        wire.send("Input.dispatchKeyEvent", event | {"timestamp": started + place * every_ms / 1_000})
        sent.append(time.monotonic())
    wire.detach()
    return max((later - at) * 1_000 for at, later in itertools.pairwise(sent))


def keys(
    text: str, *, code: bool = True, key: str | None = None, code_of: int | None = None
) -> Iterator[Event]:
    """A key a character, "\n" for Enter and "\t" for Tab; without `code` as Android's keyboards send it."""
    named = {"\n": ("Enter", "\r", 13), "\t": ("Tab", "", 9)}
    for one in text:
        name, typed, number = named.get(one, (one, one, code_of or ord(one.upper())))
        place = (
            name
            if one in named
            else f"Digit{one}"
            if one.isdigit()
            else f"Key{one.upper()}"
            if one.isalpha()
            else ""
        )
        shown = {"key": key or name, "code": place if code else "", "windowsVirtualKeyCode": number}
        yield {"type": "keyDown" if typed else "rawKeyDown", "text": typed, **shown}
        yield {"type": "keyUp", **shown}


def alt_numbers(text: str) -> Iterator[Event]:
    """Alt held, each character's decimal number on the numeric pad, Alt let go: nothing is typed but on Windows."""
    alt = {"key": "Alt", "code": "AltLeft", "windowsVirtualKeyCode": 18}
    for one in text:
        yield {"type": "rawKeyDown", **alt, "modifiers": ALT}
        for digit in f"{ord(one):04}":
            pad = {
                "key": digit,
                "code": f"Numpad{digit}",
                "windowsVirtualKeyCode": 96 + int(digit),
                "modifiers": ALT,
            }
            yield {"type": "rawKeyDown", **pad, "isKeypad": True, "location": 3}
            yield {"type": "keyUp", **pad, "isKeypad": True, "location": 3}
        yield {"type": "keyUp", **alt}


def commit(page: Page, *texts: str) -> None:
    """An input method (or an app that reads codes) commits text into the focused field, without a key that says it."""
    wire = page.context.new_cdp_session(
        page
    )  # ends with the page: at once, it would take along what is on its way
    for text in texts:
        wire.send("Input.insertText", {"text": text})
