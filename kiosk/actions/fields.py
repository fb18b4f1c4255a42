"""The kinds of fields. Each takes what was sent (from JSON, or the text of a form) and gives a value that fits.

What doesn't fit raises Misfit with a sentence that says what would.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from kiosk.actions.refusals import BadFields
from kiosk.language import text as foreign
from kiosk.language.sentences import N_, gettext

TOPICS_MAX = 20
WON_MAX = 999_999_999_999
TOTAL_PURCHASE_MAX = 999_999_999_999_999  # the largest bodies buy for trillions of won a year
ID_MAX = 2**53
TEXT_MAX = 4000
ADDRESS_MAX = 1000
FORECAST_MAX = 400_000
METRES_MAX = 10_000
WALL_MAX, WALL_EN_MAX = 60, 110  # two lines of the stage
COLUMNS_MAX = 40
UNKNOWN_NAMED = 20  # of a body with a hundred thousand names an answer says the first ones
OUTCOMES = ("consulted", "commitment", "contract", "mou")
WITH_AMOUNT = ("commitment", "contract")
_UNREADABLE = N_("글자로 읽을 수 없는 문자가 들어 있어요. 지우고 다시 적어 주세요.")


class Misfit(Exception):
    """A value that doesn't fit; the sentence, its %(name)s filled from `values`, says what would."""

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values

    def said(self, lang: str) -> str:
        return gettext(self.sentence, lang, **self.values)


@dataclass(frozen=True)
class Field:
    kind: Callable[[Any], Any]
    required: bool = False


def parse(fields: dict[str, Any], table: dict[str, Field], lang: str) -> dict[str, Any]:
    """The fields' values, without empty optional ones. Raises BadFields with a sentence for each field that doesn't fit."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in fields:
        if name not in table and len(wrong) < UNKNOWN_NAMED:
            name = printable(name)
            wrong[name] = gettext("모르는 항목이에요: %(name)s", lang, name=name)
    for name, field in table.items():
        given = fields.get(name)
        if given is None or given == "":
            if field.required:
                wrong[name] = gettext("%(name)s 항목을 채워 주세요.", lang, name=name)
            continue
        try:
            values[name] = field.kind(given)
        except Misfit as misfit:
            wrong[name] = f"{name}: {misfit.said(lang)}"
    if wrong:
        raise BadFields(wrong)
    return values


def text(given: Any, longest: int = TEXT_MAX) -> str:
    """Text of several lines, trimmed. A character without a meaning becomes one that shows there was something."""
    _require_text(given, longest)
    return foreign.clean(given, foreign.UNREADABLE).strip()


def printable(name: Any) -> str:
    """A name that somebody sent, as an answer may repeat it: short, and without what marks a person's name in answers."""
    return foreign.line(str(name)[:40], "?")


def filled_text(given: Any) -> str:
    if not (value := text(given)):
        raise Misfit(N_("빈칸 말고 글자를 적어 주세요."))
    return value


def short_text(given: Any) -> str:
    """A name or a label for badges and boards: 1 to 200 characters on one line, each with a meaning."""
    _require_text(given, 200)
    if not foreign.has_meaning(given):
        raise Misfit(_UNREADABLE)
    if not (value := foreign.line(given)):
        raise Misfit(N_("빈칸 말고 글자를 적어 주세요."))
    return value


def wall_text(given: Any) -> str:
    """A sentence for the stage: two of its lines at most."""
    return _wall(given, WALL_MAX)


def wall_text_en(given: Any) -> str:
    """The same in English."""
    return _wall(given, WALL_EN_MAX)


def forecast(given: Any) -> str:
    """What a forecast told: JSON of this program's own."""
    _require_text(given, FORECAST_MAX)
    return str(given)


def code(given: Any) -> str:
    """Whatever a scanner typed. The rule finds a badge's code in it, or refuses it as unknown."""
    return text(given)


def secret(given: Any) -> str:
    """A word or digits that somebody might guess: every try counts (see kiosk.pages.limits)."""
    return short_text(given)


def address(given: Any) -> str:
    """An address on the web, as a program gives it. The rule says which it takes."""
    _require_text(given, ADDRESS_MAX)
    if re.fullmatch(r"[!-~]+", given):
        return str(given)
    raise Misfit(N_("https://로 시작하는 주소를 보내 주세요."))


def browser_key(given: Any) -> str:
    """A key of a browser's own, as base64url."""
    if isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9_-]{16,100}={0,2}", given):
        return given
    raise Misfit(N_("브라우저가 준 키를 그대로 보내 주세요."))


def booth_number(given: Any) -> str:
    return short_text(given).upper()


def whole(given: Any, least: int, most: int) -> int:
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,16}", given.strip()):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise Misfit(N_("맞는 범위의 정수로 적어 주세요."))
    return given


def identifier(given: Any) -> int:
    return whole(given, 1, ID_MAX)


def counter(given: Any) -> int:
    return whole(given, 1, 99)


def count(given: Any) -> int:
    return whole(given, 0, ID_MAX)


def won(given: Any) -> int:
    """Whole won; as people type it, with commas."""
    if isinstance(given, str):
        given = given.replace(",", "").strip()
    try:
        return whole(given, 1, WON_MAX)
    except Misfit:
        raise Misfit(N_("1원부터 999,999,999,999원까지 정수로 적어 주세요.")) from None


def total_purchase(given: Any) -> int:
    """All that an agency buys in a year, whole won; as people type it, with commas."""
    if isinstance(given, str):
        given = given.replace(",", "").strip()
    try:
        return whole(given, 1, TOTAL_PURCHASE_MAX)
    except Misfit:
        raise Misfit(N_("한 해에 사는 모든 것의 금액을 1원부터 999조 원까지 정수로 적어 주세요.")) from None


def days_open(given: Any) -> int:
    """For how many days something stays open."""
    return whole(given, 1, 400)


def few(given: Any) -> int:
    return whole(given, 0, 30)


def counts(given: Any) -> dict[str, int]:
    """Name -> how many of them."""
    given = _from_form(given)
    if not isinstance(given, dict) or len(given) > COLUMNS_MAX:
        raise Misfit(N_("이름과 수를 짝지어 보내 주세요."))
    for name in given:
        _require_text(name, 40)
    return {foreign.line(name): whole(value, 0, 99_999) for name, value in given.items()}


def step(given: Any) -> int:
    """A whole number that may be negative."""
    if isinstance(given, str) and re.fullmatch(r"-[0-9]{1,9}", given.strip()):
        given = int(given)
    return (
        given
        if isinstance(given, int) and not isinstance(given, bool) and given < 0
        else whole(given, 0, ID_MAX)
    )


def capacity(given: Any) -> int:
    """How many people fit in."""
    return whole(given, 1, 100_000)


def iso_day(given: Any) -> str:
    """A day of the calendar, `2026-11-30`."""
    try:
        return date.fromisoformat(given.strip()).isoformat() if isinstance(given, str) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> NoReturn:
    raise Misfit(N_("날짜는 2026-11-30처럼 적어 주세요."))


def clock(given: Any) -> str:
    """A time of day as `09:30`."""
    if isinstance(given, str) and (found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", given.strip())):
        return f"{int(found[1]):02}:{found[2]}"
    raise Misfit(N_("시각은 14:20처럼 적어 주세요."))


@dataclass(frozen=True)
class OneOf:
    """A field's kind: one of a verb's own words."""

    words: tuple[str, ...]

    def __call__(self, given: Any) -> str:
        if given in self.words:
            return str(given)
        raise Misfit(N_("이 가운데 하나여야 해요: %(words)s"), words=", ".join(self.words))


def one_of(*words: str) -> OneOf:
    return OneOf(words)


@dataclass(frozen=True)
class SomeOf:
    """A field's kind: one or more of a verb's own words."""

    words: tuple[str, ...]

    def __call__(self, given: Any) -> list[str]:
        found = texts(given)
        if not found or set(found) - set(self.words):
            raise Misfit(N_("이 가운데 하나 이상이어야 해요: %(words)s"), words=", ".join(self.words))
        return found


def some_of(*words: str) -> SomeOf:
    return SomeOf(words)


def minutes(given: Any) -> int:
    """So long as a day may be open: a break of the expo's may last as long."""
    return whole(given, 1, 24 * 60)


def crowd(given: Any) -> int:
    """How many people walk a rehearsal."""
    return whole(given, 0, 300)


def pace(given: Any) -> int:
    """So many times as fast as the clock."""
    return whole(given, 1, 10)


def metres(given: Any) -> float:
    """Where something stands: -10,000 to 10,000 metres, to the decimetre."""
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,5}([.,][0-9]{1,9})?", given.strip()):
        given = float(given.replace(",", "."))
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= METRES_MAX:
        raise Misfit(N_("12.5처럼 미터로 적어 주세요."))
    return round(float(given), 1)


def flag(given: Any) -> bool:
    if isinstance(given, str):
        given = {
            "true": True,
            "on": True,
            "1": True,
            "yes": True,
            "false": False,
            "off": False,
            "0": False,
        }.get(given)
    if not isinstance(given, bool):
        raise Misfit(N_("예(true) 또는 아니오(false)로 적어 주세요."))
    return given


def listed(given: Any) -> list[Any]:
    given = _from_form(given)
    if not isinstance(given, list) or len(given) > 100:
        raise Misfit(N_("목록으로 보내 주세요(100개까지)."))
    return given


def texts(given: Any) -> list[str]:
    if isinstance(given, str) and not given.lstrip().startswith("["):
        given = [part for part in re.split(r"[;,]", given) if part.strip()]
    return list(dict.fromkeys(short_text(one) for one in listed(given)))


def each_day(given: Any) -> str:
    """One text for every day, or one a day in the days' order: by commas, as a list, or a form's repeated field."""
    if isinstance(given, str) and not given.lstrip().startswith("["):
        given = re.split(r"[;,]", given)
    return ",".join(short_text(one) for one in listed(given))


def topics(given: Any) -> list[str]:
    """What was talked about: twenty short texts at most, each once."""
    named = texts(given)
    if len(named) > TOPICS_MAX:
        raise Misfit(N_("주제는 스무 개까지 적어 주세요."))
    return named


def booth_numbers(given: Any) -> list[str]:
    return [one.upper() for one in texts(given)]


def consent(given: Any) -> dict[str, bool]:
    """True for every purpose, or one answer a purpose: {"keep": bool, "share": bool, "need": bool}.

    `need` is about the help somebody needs. It may be left out: older programs include it in the others.
    """
    given = _from_form(given)
    if isinstance(given, dict):
        if set(given) - {"keep", "share", "need"}:
            raise Misfit(N_("keep(보관), share(기관 제공), need(필요한 도움)만 적어 주세요."))
        answered = {purpose: flag(given.get(purpose, False)) for purpose in ("keep", "share")}
        return answered | ({"need": flag(given["need"])} if "need" in given else {})
    return dict.fromkeys(("keep", "share"), flag(given))


def follow_up(given: Any) -> dict[str, str]:
    given = _from_form(given)
    if not isinstance(given, dict) or set(given) - {"text", "who", "due"}:
        raise Misfit(N_("text(할 일), who(누가), due(언제까지)로 적어 주세요."))
    return {name: text(value, 500) for name, value in given.items() if value not in (None, "")}


def draft_lines(given: Any) -> list[dict[str, Any]]:
    """Outcome lines of a meeting that still runs: the list may be empty, and an amount missing."""
    return [_line(one, index, draft=True) for index, one in enumerate(listed(given), 1)]


def lines(given: Any) -> list[dict[str, Any]]:
    """Outcome lines of a meeting that is over: at least one, none with a missing amount."""
    given = listed(given)
    if not given:
        raise Misfit(N_("상담 결과를 하나 이상 골라 주세요."))
    return [_line(one, index, draft=False) for index, one in enumerate(given, 1)]


def moment(given: Any) -> int:
    """A time as ISO 8601 with an offset, or in ms since 1970; gives ms. Any year will do: a tablet's clock may be wrong."""
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given < 1e14:
        return int(given)
    if isinstance(given, str):
        if re.fullmatch(r"[0-9]{1,14}", given):
            return int(given)
        try:
            value = datetime.fromisoformat(given.replace("Z", "+00:00"))
        except ValueError:
            value = None
        if value and value.tzinfo:
            return int(value.timestamp() * 1000)
    raise Misfit(N_("시각은 2026-10-29T10:20:00+09:00 처럼 적어 주세요."))


def day(given: Any) -> str:
    """A day of the calendar, as 2027-10-30."""
    written = text(given)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            return str(date.fromisoformat(written))
    except ValueError:
        pass
    raise Misfit(N_("2027-10-30처럼 있는 날짜로 적어 주세요."))


def setting_values(given: Any) -> dict[str, Any]:
    given = _from_form(given)
    if not isinstance(given, dict) or not given:
        raise Misfit(N_("바꿀 설정을 이름과 값으로 보내 주세요."))
    return {text(name): text(value) if isinstance(value, str) else value for name, value in given.items()}


def column_keys(given: Any) -> dict[str, str]:
    """Field name -> the key of a column's heading, "" for none."""
    given = _from_form(given)
    if not isinstance(given, dict) or not 0 < len(given) <= COLUMNS_MAX:
        raise Misfit(N_("열의 이름과 제목을 짝지어 보내 주세요."))
    for name, key in given.items():
        _require_text(name, 40)
        _require_text(key, 200)
    return {foreign.line(name): foreign.line(key) for name, key in given.items()}


def _require_text(given: Any, longest: int) -> None:
    if not isinstance(given, str):
        raise Misfit(N_("글자로 적어 주세요."))
    if len(given) > longest:
        raise Misfit(N_("너무 길어요. 짧게 줄여 주세요."))
    if not foreign.is_text(given):
        raise Misfit(_UNREADABLE)


def _wall(given: Any, longest: int) -> str:
    value = short_text(given)
    if len(value) > longest:
        raise Misfit(N_("무대에는 %(most)s자까지 보여요. 짧게 줄여 주세요."), most=longest)
    return value


def _line(given: Any, index: int, *, draft: bool) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Misfit(N_("%(index)s번째 결과를 읽을 수 없어요."), index=index)
    if unknown := set(given) - {"outcome", "amount", "plan_item", "note"}:
        raise Misfit(
            N_("%(index)s번째 결과에 모르는 항목이 있어요: %(name)s"),
            index=index,
            name=printable(min(map(str, unknown))),
        )
    outcome = given.get("outcome")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise Misfit(
            N_("%(index)s번째 결과의 종류는 consulted, commitment, contract, mou 가운데 하나예요."),
            index=index,
        )
    amount = given.get("amount")
    if amount is not None and amount != "":
        try:
            amount = whole(amount, 1, WON_MAX)
        except Misfit:
            raise Misfit(
                N_("%(index)s번째 결과의 금액은 1원부터 999,999,999,999원까지 정수로 적어 주세요."),
                index=index,
            ) from None
    else:
        amount = None
    if outcome == "mou" and amount is not None:
        raise Misfit(N_("%(index)s번째 결과: 업무협약에는 금액을 적지 않아요."), index=index)
    if outcome in WITH_AMOUNT and amount is None and not draft:
        raise Misfit(
            N_("%(index)s번째 결과에 금액을 적어 주세요(약정과 현장계약에는 꼭 필요해요)."), index=index
        )
    item, note = given.get("plan_item"), given.get("note")
    return {
        "outcome": outcome,
        "amount": amount,
        "plan_item": None if item in (None, "") else identifier(item),
        "note": None if note in (None, "") else text(note),
    }


def _from_form(given: Any) -> Any:
    """A form can only send text: a list or an object in it is JSON."""
    if isinstance(given, str) and given.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(given)
        except (ValueError, RecursionError):
            raise Misfit(N_("JSON으로 읽을 수 없어요.")) from None
    return given
