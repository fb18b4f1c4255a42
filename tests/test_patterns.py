"""No pattern, and nothing that reads what somebody else wrote, takes much longer for a text that is meant to be slow."""

import ast
import importlib
import re
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from badges.code import extract
from kiosk.actions import fields
from kiosk.exchange import (
    amounts,
    answers,
    asides,
    blanks,
    cells,
    dates,
    enterprises,
    numbers,
    persons,
    units,
)
from kiosk.exchange.wording import Wording
from kiosk.expo.person import brn, emails, telephones
from kiosk.expo.person.enterprises import normal_kind
from kiosk.expo.square import event
from kiosk.language import text
from kiosk.screens import desk_search
from tests.test_architecture import MODULES

LETTERS = 2500
# A linear pattern takes a tenth of a millisecond for these, a quadratic one fifty. Where the machine is busy it may be more:
# then it counts that four times the text takes four times the time, where a quadratic pattern takes sixteen times.
AT_MOST_S = 0.02
AT_MOST_TIMES = 9
UNITS = [
    *" 1.-(a@가원0:A=\"\n/_", "\t ", "9.", "( ", "()", "a.", "a@", "a@a.", "1 ", "0.", "오전", "제 ", "1시", "24:", "12:3",
    "KRW", "금", "주식회사", "(주", "ㄱ", "1억", "2026-1", "] ", "*", "일차", "동의", "미정", "백", "만 ", "□", "() ", "\u3000", "-1", "1,",
]  # fmt: skip
BEFORE, AFTER = ("", "1", "예산("), ("", "!")
CALLS = {f"re.{name}" for name in "compile match fullmatch search sub split findall finditer".split()}
# Built of a function's own words: tried below, by what that function does.
BUILT = {
    "kiosk.exchange.cells",
    "kiosk.exchange.dates",
    "kiosk.exchange.sheets.plain_package",
    "kiosk.exchange.units",
    "kiosk.screens.desk_search",
}


def slow_texts(letters: int = LETTERS) -> Iterator[str]:
    for unit in UNITS:
        run = unit * (letters // len(unit))
        yield from (before + run + after for before in BEFORE for after in AFTER)


@cache
def patterns() -> dict[str, Callable[[str], Any]]:
    """How each pattern in the program is tried on a text, by its module and words."""
    found = {}
    for name, path in MODULES.items():
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS):
                continue
            try:
                given = eval(ast.unparse(node.args[0]), vars(importlib.import_module(name)))  # noqa: S307 (our own)
            except NameError:
                assert name in BUILT, ast.unparse(node)
                continue
            uses = {ast.unparse(node.func).removeprefix("re.")}
            if uses == {"compile"}:
                uses = set(re.findall(rf"\b{kept_as(node, source)}\.(\w+)\(", source))
            how = next((one for one in ("fullmatch", "match") if uses == {one}), "search")
            found[f"{name}: {given!r}"] = _tried(given, how)
    return found


def _tried(given: str | bytes, how: str) -> Callable[[str], Any]:
    tried = getattr(re.compile(given, re.IGNORECASE), how)
    return tried if isinstance(given, str) else lambda written: tried(written.encode())


def kept_as(node: ast.Call, source: str) -> str:
    """The name under which a compiled pattern is kept."""
    before = source.splitlines()[node.lineno - 1]
    return before.partition("=")[0].partition(":")[0].strip()


def took_s(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def soon_over(read: Callable[[str], Any], written: str) -> bool:
    """Whether the time that `written` takes is as its length."""
    if any(took_s(lambda: read(written)) < AT_MOST_S for _ in range(3)):
        return True
    quarter = written[: len(written) // 4] + written[-1]
    whole_s, quarter_s = (
        min(took_s(lambda one=one: read(one)) for _ in range(5)) for one in (written, quarter)
    )
    return whole_s < AT_MOST_TIMES * quarter_s


@pytest.mark.long
def test_what_takes_the_square_of_its_length_is_noticed() -> None:
    assert not soon_over(re.compile(r"\s+$").search, " " * 4_000 + "x")
    assert soon_over(re.compile(r"\s$").search, " " * 4_000 + "x")


@pytest.fixture
def patience() -> Iterator[None]:
    """A pattern that would try for a minute is stopped: the matcher looks for signals."""

    def give_up(number: int, frame: Any) -> None:
        raise TimeoutError("no end in sight")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, 60)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def test_patterns_are_found() -> None:
    assert len(patterns()) > 40


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("name", sorted(patterns()))
@pytest.mark.sampled(4)
def test_no_pattern_tries_and_tries(name: str) -> None:
    tried = patterns()[name]
    for written in slow_texts():
        assert soon_over(tried, written), written[:20]


def a_form(kind: Callable[[Any], Any]) -> Callable[[str], Any]:
    def read(written: str) -> Any:
        try:
            return kind(written)
        except fields.Misfit as misfit:
            return misfit

    return read


def a_unit(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def said(written: str) -> Any:
        try:
            return read(written)
        except units.Unclear as unclear:
            return unclear

    return said


FIELD_KINDS = [
    fields.text, fields.short_text, fields.identifier, fields.step, fields.flag, fields.listed, fields.texts, fields.lines,
    fields.consent, fields.follow_up, fields.moment, fields.setting_values, fields.code, fields.booth_number,
]  # fmt: skip
READERS: list[Callable[[str], Any]] = [
    cells.text, cells.word, cells.kind, answers.consent, amounts.read, numbers.business, numbers.telephone, persons.is_name, persons.doubt,
    blanks.is_placeholder, Wording(enterprises.FIELDS).named, lambda written: cells.without_numbers(written, ";"), cells.email, cells.won, cells.metres, cells.booth, cells.quarter,
    dates.day, dates.time, asides.total_word, lambda written: cells.whole(written, 1, 99), lambda written: cells.parts(written, ",;/\n、|"),
    *map(a_unit, (units.of_heading, units.of_line, units.of_own_cell)), units.without, brn.parse, telephones.parse, emails.parse, extract, text.clean, text.line, text.key, text.close_key,
    text.company_key, normal_kind, desk_search.normal, lambda written: desk_search._patterns(written[:100]),
    *map(a_form, FIELD_KINDS),
]  # fmt: skip


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("read", READERS, ids=lambda read: getattr(read, "__qualname__", ""))
@pytest.mark.sampled(6)
def test_reading_takes_time_by_the_length_alone(read: Callable[[str], Any]) -> None:
    for written in slow_texts():
        assert soon_over(read, written), written[:20]


@pytest.mark.usefixtures("patience")
def test_hours_of_an_expo_are_read_at_once() -> None:
    for written in slow_texts(200):
        with pytest.raises(Exception, match="hours"):
            event._hours(written + "x")
