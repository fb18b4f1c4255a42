"""What tells a scanner's burst from a person's typing, key by key: the browser's own modules, without a page around them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Expo

CODE = "1234567890123456"


@pytest.fixture(scope="module")
def modules(expo: Expo, chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(f"{expo.address}/plan")
    yield page
    page.close()


@pytest.fixture
def burst(modules: Page) -> Callable[..., Any]:
    """What `burstOf` makes of a text typed at this pace: its code and text, None where a person typed it."""

    def read(text: str, every_ms: float, into: str = "text", before: str = "", pause_ms: float = 250) -> Any:
        found = modules.evaluate(
            """async ({ text, before, every_ms, pause_ms, into }) => {
                 const { burstOf } = await import("/static/js/scanning/bursts.js");
                 let at = 0;
                 const keys = [...before].map((text) => ({ at: (at += pause_ms), text }));
                 at += pause_ms - every_ms;
                 for (const one of text) keys.push({ at: (at += every_ms), text: one });
                 const found = burstOf(keys, into);
                 return found && { ...found, kept: before.length - found.from };
               }""",
            {"text": text, "before": before, "every_ms": every_ms, "pause_ms": pause_ms, "into": into},
        )
        return found and (found["code"], found["text"], found["kept"])

    return read


@pytest.mark.parametrize("every_ms", [1, 20, 60, 120])
@pytest.mark.parametrize("into", ["nothing", "numbers", "text"])
def test_sixteen_digits_at_a_scanners_pace_are_a_badge_wherever_they_go(
    burst: Callable[..., Any], every_ms: float, into: str
) -> None:
    assert burst(CODE, every_ms, into) == (CODE, CODE, 0)
    assert burst(CODE + "\n", every_ms, into) == (CODE, CODE, 0)


@pytest.mark.parametrize("prefix", ["]Q3", "]q1", "HTTPS://KIOSK.EXPO.EXAMPLE:8443/V/", "\n", "x"])
def test_what_a_scanner_puts_before_the_code_is_part_of_the_scan(
    burst: Callable[..., Any], prefix: str
) -> None:
    code, _, kept = burst(prefix + CODE + "\n", 20, "text", "김하", 250)
    assert (code, kept) == (CODE, 0)


def test_what_a_person_typed_just_before_stays_theirs(burst: Callable[..., Any]) -> None:
    for before in ("김", "0101234", "see ]Q"):
        code, _, taken_back = burst(CODE, 30, "text", before, 150)
        assert (code, taken_back) == (CODE, 0)


@pytest.mark.parametrize(
    ("text", "every_ms", "into"),
    [
        ("2827311272", 20, "numbers"),  # a number scanned into the field that is made for it
        ("2827311272\n", 20, "numbers"),
        ("1234567890123456", 220, "text"),  # somebody copies an account number
        ("https://expo.example/a\n", 200, "text"),
        ("Bring the samples\n", 90, "text"),
        ("다온 사회적협동조합\n", 2, "text"),
        ("12345", 20, "nothing"),
    ],
)
def test_a_persons_typing_is_no_burst(
    burst: Callable[..., Any], text: str, every_ms: float, into: str
) -> None:
    assert burst(text, every_ms, into) is None


@pytest.mark.parametrize(
    ("text", "every_ms", "into"),
    [
        ("https://example.org/form?id=7\n", 120, "text"),
        ("https://example.org/form", 20, "text"),
        ("BEGIN:VCARD\nVERSION:3.0\nN:Hong;Gildong\nTEL:01012345678\nEND:VCARD\n", 30, "text"),
        ("2827311272\n", 20, "text"),
        ("2827311272", 120, "nothing"),
        ("ABCDEFGHIJ\n", 20, "text"),
    ],
)
def test_a_burst_that_is_no_badge_is_known_as_one(
    burst: Callable[..., Any], text: str, every_ms: float, into: str
) -> None:
    assert burst(text, every_ms, into) == (None, text.strip(), 0)


@pytest.mark.parametrize(
    ("event", "stroke"),
    [
        ({"key": "1", "code": "Digit1"}, {"text": "1"}),
        ({"key": "1", "code": ""}, {"text": "1"}),  # Android
        ({"key": "Process", "code": "Digit1", "keyCode": 229}, {"text": "1"}),  # behind an input method
        ({"key": "!", "code": "Digit1", "shiftKey": True}, {"text": "1"}),  # a French scanner's shift
        ({"key": "End", "code": "Numpad1"}, {"text": "1"}),  # the numeric pad without its lock
        ({"key": "７", "code": ""}, {"text": "7"}),
        ({"key": "ㅗ", "code": "KeyH"}, {"text": "h"}),
        ({"key": "Q", "code": "KeyQ", "shiftKey": True}, {"text": "Q"}),
        ({"key": "Unidentified", "code": "", "keyCode": 229}, {"hidden": True}),
        ({"key": "Unidentified", "code": "", "keyCode": 55}, {"text": "7"}),
        ({"key": "Unidentified", "code": "", "keyCode": 13}, {"text": "\n"}),
        ({"key": "Enter", "code": ""}, {"text": "\n"}),
        ({"key": "Process", "code": "NumpadEnter"}, {"text": "\n"}),
        ({"key": "Tab", "code": "Tab"}, {"text": "\n"}),
        ({"key": "j", "code": "KeyJ", "ctrlKey": True}, {"text": "\n"}),  # a line feed
        ({"key": "v", "code": "KeyV", "ctrlKey": True}, {"edit": True}),
        ({"key": "Shift", "code": "ShiftLeft"}, {"still": True}),
        ({"key": "Backspace", "code": "Backspace"}, {"edit": True}),
    ],
)
def test_what_a_key_types(modules: Page, event: dict[str, Any], stroke: dict[str, Any]) -> None:
    typed = modules.evaluate(
        'async (event) => (await import("/static/js/scanning/keystrokes.js")).strokeOf(event)', event
    )
    assert typed == stroke


@pytest.mark.parametrize(
    ("digits", "typed"),
    [("0048", "0"), ("48", "0"), ("057", "9"), ("0013", "\n"), ("9", "\n"), ("", None), ("99999999", None)],
)
def test_a_number_typed_with_alt_is_its_character(modules: Page, digits: str, typed: str | None) -> None:
    character = modules.evaluate(
        """async (digits) => {
             const pad = new (await import("/static/js/scanning/keystrokes.js")).AltPad();
             pad.down({ key: "Alt", code: "AltLeft" });
             for (const digit of digits) pad.down({ key: digit, code: `Numpad${digit}`, altKey: true });
             return pad.up({ key: "Alt", code: "AltLeft" });
           }""",
        digits,
    )
    assert character == typed


def test_the_code_in_a_text_is_its_last_sixteen_digits(modules: Page) -> None:
    texts = {
        CODE: CODE,
        "1234 5678 9012 3456": CODE,
        f"]Q3{CODE}": CODE,
        f"HTTPS://EXPO.EXAMPLE:8443/V/{CODE}": CODE,
        "１２３４５６７８９０１２３４５６": CODE,
        "TEL:01012345678;TEL:0212345678": None,
        "123456789012345": None,
    }
    script = """async (texts) => {
        const { digitsOf } = await import("/static/js/scanning/scans.js");
        return Object.fromEntries(texts.map((text) => [text, digitsOf(text)]));
    }"""
    assert modules.evaluate(script, list(texts)) == texts


WATCH = """async (seen) => {
    const { FrameWatch } = await import("/static/js/scanning/frame-watch.js");
    const watch = new FrameWatch(0);
    const states = [];
    const starts = [];
    for (let at = 0; at <= 120; at += 1) {
      const picture = seen.find(([from, to]) => at >= from && at < to)?.[2];
      if (picture !== undefined) watch.saw(at * 1000, picture === "moving" ? String(at) : picture);
      const state = watch.state(at * 1000);
      if (states.at(-1)?.[1] !== state) states.push([at, state]);
      if (watch.isDue(at * 1000)) { starts.push(at); watch.started(at * 1000); }
    }
    return { states, starts };
}"""


def test_a_camera_without_frames_is_started_again_further_and_further_apart(modules: Page) -> None:
    told = modules.evaluate(WATCH, [[0, 20, "moving"]])
    assert told == {
        "states": [[0, "looking"], [25, "waiting"], [30, "still"]],
        "starts": [24, 32, 48, 80],
    }


def test_a_frozen_picture_is_still_after_ten_seconds_and_sees_again_when_it_moves(modules: Page) -> None:
    told = modules.evaluate(WATCH, [[0, 5, "moving"], [5, 60, "the same"], [60, 121, "moving"]])
    assert told["states"][0] == [0, "looking"]
    assert [16, "still"] in told["states"]
    assert told["states"][-1] == [60, "looking"]
    assert all(16 <= start < 60 for start in told["starts"])


def test_a_camera_that_sees_is_left_alone(modules: Page) -> None:
    assert modules.evaluate(WATCH, [[0, 121, "moving"]]) == {"states": [[0, "looking"]], "starts": []}
