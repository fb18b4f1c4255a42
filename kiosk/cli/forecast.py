"""`forecast`, `what-if`: the rest of the day foretold, and what a change of it would do."""

from argparse import ArgumentTypeError, Namespace
from typing import Any

from kiosk.cli.work import AddWord, opened, print_json
from kiosk.settings import Settings

FUTURES_MOST = 2000


def add_words(word: AddWord) -> None:
    sub = word("forecast", forecast, "오늘 남은 시간을 어림합니다 (대기, 못 만날 사람, 비는 시각)")
    _options(sub)
    sub = word("what-if", what_if, "남은 하루를 바꿔 보면 얼마나 달라지는지 어림합니다")
    for name, shape, help in (
        (
            "counter",
            "BOOTH[@HH:MM][:N]",
            "그 부스에 상담석을 N개 더합니다 (1; 줄이려면 :-1). 여러 번 적을 수 있습니다",
        ),
        ("rest", "BOOTH@HH:MM-HH:MM", "그 부스가 이때 쉽니다"),
        ("leaves", "BOOTH[@HH:MM]", "그 기관이 떠납니다"),
        ("opens", "BOOTH[@HH:MM]", "멈췄거나 마친 부스를 다시 엽니다"),
        ("through", "BOOTH", "그 부스가 다음 쉬는 시간에도 상담합니다"),
        ("stops", "BOOTH[@HH:MM]", "그 부스가 새로 줄을 받지 않습니다"),
        ("moves", "BOOTH[@HH:MM]=TO,TO", "그 부스에서 기다리는 사람을 다른 부스로 모두 옮깁니다"),
        ("shares", "BOOTH[@HH:MM]=TO,TO", "그 가운데 더 빨리 앉을 사람만 옮깁니다"),
    ):
        sub.add_argument(f"--{name}", action="append", default=[], metavar=shape, help=help)
    sub.add_argument("--lunch", metavar="HH:MM-HH:MM", help="모든 부스의 다음 쉬는 시간을 이때로 옮깁니다")
    sub.add_argument("--walk-ins", metavar="N[@HH:MM]", help="사람이 N명 더 옵니다")
    sub.add_argument("--closes", metavar="HH:MM", help="박람회를 이때 마칩니다")
    _options(sub)


def _options(sub: Any) -> None:
    sub.add_argument(
        "--futures", type=_futures, default=200, metavar="N", help="앞날을 몇 번 살아 볼지 (200)"
    )
    sub.add_argument("--seed", type=int, default=1, help="같은 씨앗이면 같은 결과입니다 (1)")
    sub.add_argument("--json", action="store_true")


def forecast(settings: Settings, asked: Namespace) -> None:
    """Foretell the rest of the day of the settings' folder."""
    from kiosk.forecast import foretell, look, wording
    from kiosk.forecast.workers import Workers

    with opened(settings) as store:
        state = look(store)
    with Workers() as workers:
        found = foretell(workers, state, futures=asked.futures, seed=asked.seed)
    print_json(found) if asked.json else print(wording.of_forecast(found))


def what_if(settings: Settings, asked: Namespace) -> None:
    """Foretell it as it is and as it would be."""
    from kiosk.forecast import look, try_out, wording
    from kiosk.forecast.what_if import understood
    from kiosk.forecast.workers import Workers

    with opened(settings) as store:
        state = look(store)
    tried = understood(asked_of(asked), state)
    with Workers() as workers:
        found = try_out(workers, state, tried, futures=asked.futures, seed=asked.seed)
    print_json(found) if asked.json else print(wording.of_difference(found))


def asked_of(asked: Namespace) -> list[dict[str, Any]]:
    """The options as `understood` takes them."""
    found = []
    for one in asked.counter:
        where, _, count = one.partition(":") if "@" not in one else _counter_at(one)
        booth, _, at = where.partition("@")
        found.append({"what": "counter", "booth": booth, "at": at, "count": count or 1})
    for one in asked.rest:
        booth, _, span = one.partition("@")
        found.append({"what": "rest", "booth": booth, **_span(span)})
    for what in ("leaves", "opens", "through", "stops", "moves", "shares"):
        for one in getattr(asked, what):
            # Only what an option takes is split off: the rest is no booth, and refused as one.
            where, _, to = one.partition("=") if what in ("moves", "shares") else (one, "", "")
            booth, _, at = where.partition("@") if what != "through" else (where, "", "")
            found.append({"what": what, "booth": booth, "at": at, "to": to})
    if asked.closes is not None:
        found.append({"what": "closes", "at": asked.closes})
    if asked.lunch is not None:
        found.append({"what": "lunch", **_span(asked.lunch)})
    if asked.walk_ins is not None:
        count, _, at = asked.walk_ins.partition("@")
        found.append({"what": "walk_ins", "count": count, "at": at})
    return found


def _counter_at(text: str) -> tuple[str, str, str]:
    """`A01@14:00:2`: the clock has a colon, too."""
    parts = text.split(":")
    return ":".join(parts[:2]), "", ":".join(parts[2:])


def _span(text: str) -> dict[str, str]:
    begins, _, ends = text.partition("-")
    return {"at": begins, "until": ends}


def _futures(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= FUTURES_MOST:
        raise ArgumentTypeError(f"1부터 {FUTURES_MOST}까지의 수를 적어 주세요.")
    return int(text)
