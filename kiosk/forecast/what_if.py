"""What somebody would like to try on the rest of the day: asked in words or by a form, understood or refused with a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.expo.square import booths, breaks, days
from kiosk.expo.square.breaks import Span
from kiosk.expo.square.days import MIN_MS
from kiosk.expo.square.ground import Booth
from kiosk.forecast.state import State
from kiosk.language.sentences import N_, gettext

COUNTERS_MOST, WALK_INS_MOST, LATER_MOST_MIN = 8, 300, 180
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
TO_MOST = 3
WHAT = (
    "counter", "lunch", "rest", "leaves", "opens", "through", "moves", "shares", "stops", "walk_ins", "closes",
)  # fmt: skip

_SENTENCES = {
    "booth": N_("%(booth)s 부스는 없어요. 안내도에서 부스 번호를 확인해 주세요."),
    "clock": N_("%(clock)s: 시각은 14:00처럼 적어 주세요."),
    "past": N_("%(clock)s은 이미 지났어요. 지금(%(now)s)보다 늦은 시각을 적어 주세요."),
    "late": N_("%(clock)s에는 박람회가 닫혀 있어요. %(closes)s보다 이른 시각을 적어 주세요."),
    "counters": N_("상담석은 1개부터 %(most)s개까지 더하거나 뺄 수 있어요."),
    "too_few": N_("%(booth)s의 상담석은 %(n)s개예요. 그보다 많이 뺄 수 없어요."),
    "gone": N_("%(booth)s 부스는 오늘 상담을 마쳤어요. 열려 있는 부스를 골라 주세요."),
    "walk_ins": N_("더 올 사람은 1명부터 %(most)s명까지 적어 주세요."),
    "closes": N_("마치는 시각은 지금보다 늦고 원래(%(closes)s)에서 %(most)s분 안이어야 해요."),
    "span": N_("쉬는 시간은 13:00-14:00처럼 적어 주세요. 끝이 시작보다 늦어야 해요."),
    "lunch_runs": N_("쉬는 시간이 이미 시작됐어요. 다음 쉬는 시간을 옮겨 볼 수 있어요."),
    "is_open": N_("%(booth)s 부스는 이미 열려 있어요. 멈췄거나 오늘 마친 부스를 골라 주세요."),
    "is_full": N_("%(booth)s 부스는 이미 새로 줄을 받지 않아요. 줄을 받는 부스를 골라 주세요."),
    "no_break": N_("오늘은 남은 쉬는 시간이 없어요. 상담석을 더하거나 마치는 시각을 바꿔 볼 수 있어요."),
    "to": N_("어느 부스로 옮길지 다른 부스를 하나에서 %(most)s곳까지 적어 주세요. 예: B02, C05"),
    "to_closed": N_("%(booth)s 부스는 지금 사람을 받지 않아요. 열려 있는 부스로 옮겨 주세요."),
    "nobody": N_("%(booth)s 부스에는 기다리는 사람이 없어요. 기다리는 사람이 있는 부스를 골라 주세요."),
    "nothing": N_("무엇을 바꿔 볼지 하나는 골라 주세요."),
    "what": N_("%(what)s: 바꿔 볼 수 없는 것이에요. 이 가운데서 골라 주세요: %(known)s"),
}


@dataclass(frozen=True)
class Moves:
    """Who waits at a booth at this moment (ms) goes to the booths `to`: all who can, with `sooner` those who sit down sooner there."""

    booth_id: int
    to: tuple[int, ...]
    sooner: bool
    at: int


@dataclass(frozen=True)
class WhatIf:
    """What differs from the day as it is settled; ids of booths, ms. `counters`: (booth, so many more, since); `rests`: (booth,
    from, until); `leaves`, `opens` (again), `stops` (takes no more): (booth, when); `through`: (booth, beginning of the break that
    it works through); `walk_ins`: (how many, since); `breaks`: the expo's breaks instead of those of its settings; `closes_at`: when
    the expo closes."""

    counters: tuple[tuple[int, int, int], ...] = ()
    rests: tuple[tuple[int, int, int], ...] = ()
    leaves: tuple[tuple[int, int], ...] = ()
    opens: tuple[tuple[int, int], ...] = ()
    stops: tuple[tuple[int, int], ...] = ()
    through: tuple[tuple[int, int], ...] = ()
    moves: tuple[Moves, ...] = ()
    walk_ins: tuple[int, int] | None = None
    breaks: tuple[tuple[str, str, str], ...] | None = None
    closes_at: int | None = None

    @property
    def booths(self) -> frozenset[int]:
        """Those that it changes by themselves."""
        pairs = (*self.counters, *self.rests, *self.leaves, *self.opens, *self.stops, *self.through)
        return frozenset([*(one[0] for one in pairs), *(one.booth_id for one in self.moves)])

    def breaks_of(self, state: State) -> list[Span]:
        """The expo's breaks on this day."""
        return breaks.on(state.day, self.applied(state).ground.settings["breaks"], state.ground.time_zone)

    def applied(self, state: State) -> State:
        """The state with what is settled for the whole day changed."""
        still, day = state.ground, state.day
        if self.breaks is not None:
            spans = [{"from": begins, "to": ends, "why": why} for begins, ends, why in self.breaks]
            still = replace(still, settings={**still.settings, "breaks": spans})
        if self.closes_at is not None:
            day = replace(day, closes_at=self.closes_at)
            every = tuple(day if one.day == day.day else one for one in still.days)
            kept = {key: value for key, value in still.kept.items() if key != "closings"}
            still = replace(still, days=every, kept=kept)
        return replace(state, ground=still, day=day)


NOTHING = WhatIf()


def understood(asked: Sequence[Mapping[str, Any]], state: State, lang: str = "ko") -> WhatIf:
    """What is asked: each `{"what", "booth", "count", "at", "until", "to"}` as far as it needs them; what: counter (`count` more at
    `booth` from `at` on; fewer by a negative one), lunch (the expo's break from `at` until `until`), rest (the same of `booth`),
    leaves (the agency of `booth`, at `at`), opens (it opens again), through (it works through the next break), moves (all who
    wait there go `to` other booths: numbers, with commas), shares (those who sit down sooner there do), stops (it takes no new
    people), walk_ins (`count` more people from `at` on), closes (at `at`). Without `at`: now.

    Raises Unusable with a sentence that says what would be right.
    """
    require_known(asked, lang)
    asking = _Asking(state, lang)
    for one in asked:
        asking.kinds[str(one["what"])](one)
    return asking.found


def require_known(asked: Sequence[Mapping[str, Any]], lang: str = "ko") -> None:
    """Raises Unusable where nothing is asked, or what nobody can try."""
    if not asked:
        sentence = _SENTENCES["nothing"]
        raise Unusable(gettext(sentence, lang))
    for one in asked:
        if one.get("what") not in WHAT:
            what = str(one.get("what", ""))[:20]
            sentence = _SENTENCES["what"]
            raise Unusable(gettext(sentence, lang, what=what, known=", ".join(WHAT)))


class _Asking:
    def __init__(self, state: State, lang: str) -> None:
        self.state, self.lang, self.found = state, lang, NOTHING
        self.zone = state.ground.time_zone
        self.kinds: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "counter": self._counter,
            "lunch": self._lunch,
            "rest": self._rest,
            "leaves": self._leaves,
            "opens": self._opens,
            "through": self._through,
            "moves": self._moves,
            "shares": self._moves,
            "stops": self._stops,
            "walk_ins": self._walk_ins,
            "closes": self._closes,
        }

    def no(self, why: str, **values: Any) -> Unusable:
        return Unusable(gettext(_SENTENCES[why], self.lang, **values))

    def _counter(self, one: Mapping[str, Any]) -> None:
        booth, count = self._booth(one), self._count(one, "counters", COUNTERS_MOST, fewer=True)
        if booth["counters"] + count < 0:
            raise self.no("too_few", booth=booth["number"], n=booth["counters"])
        added = (booth["id"], count, self._at(one))
        self.found = replace(self.found, counters=(*self.found.counters, added))

    def _lunch(self, one: Mapping[str, Any]) -> None:
        begins, ends = self._span(one)
        settled = self.state.ground.settings["breaks"]
        spans = breaks.on(self.state.day, settled, self.zone)
        if any(span.begins_at <= self.state.now < span.ends_at for span in spans):
            raise self.no("lunch_runs")
        coming = [
            each
            for each in settled
            if days.at_local(self.state.day.day, each["from"], self.zone) > self.state.now
        ]
        moved = min(coming, key=lambda each: str(each["from"]), default=None)
        why = moved["why"] if moved else ""
        stay = [(each["from"], each["to"], each["why"]) for each in settled if each is not moved]
        # Until 24:00 is as long as the expo is open; "00:00" would be before it begins.
        until = (
            days.MIDNIGHT if str(one["until"]).strip() == days.MIDNIGHT else days.clock_text(ends, self.zone)
        )
        added = (days.clock_text(begins, self.zone), until, why)
        self.found = replace(self.found, breaks=tuple(sorted((*stay, added))))

    def _rest(self, one: Mapping[str, Any]) -> None:
        booth, (begins, ends) = self._booth(one), self._span(one)
        self.found = replace(self.found, rests=(*self.found.rests, (booth["id"], begins, ends)))

    def _leaves(self, one: Mapping[str, Any]) -> None:
        self.found = replace(self.found, leaves=(*self.found.leaves, (self._booth(one)["id"], self._at(one))))

    def _opens(self, one: Mapping[str, Any]) -> None:
        booth, day = self._booth(one, gone=True), self.state.day
        if booths.state_of(booth, day, self.state.begins) == "open":
            raise self.no("is_open", booth=booth["number"])
        if self.state.begins >= self.state.ground.closings(day).get(booth["id"], day.closes_at):
            raise self.no("gone", booth=booth["number"])
        self.found = replace(self.found, opens=(*self.found.opens, (booth["id"], self._at(one))))

    def _through(self, one: Mapping[str, Any]) -> None:
        booth, spans = self._booth(one), self.found.breaks_of(self.state)
        coming = min((span.begins_at for span in spans if span.begins_at >= self.state.now), default=None)
        if coming is None:
            raise self.no("no_break")
        self.found = replace(self.found, through=(*self.found.through, (booth["id"], coming)))

    def _moves(self, one: Mapping[str, Any]) -> None:
        booth, at = self._booth(one, gone=True), self._at(one)
        goals = [
            self._goal(number.strip()) for number in str(one.get("to") or "").split(",") if number.strip()
        ]
        if not 0 < len(goals) <= TO_MOST or booth["id"] in goals:
            raise self.no("to", most=TO_MOST)
        if not self.state.waiting_at({booth["id"]}):
            raise self.no("nobody", booth=booth["number"])
        added = Moves(booth["id"], tuple(goals), one["what"] == "shares", at)
        self.found = replace(self.found, moves=(*self.found.moves, added))

    def _goal(self, number: str) -> int:
        goal = self._booth({"booth": number})
        if booths.state_of(goal, self.state.day, self.state.begins) != "open" or self._is_full(goal):
            raise self.no("to_closed", booth=goal["number"])
        return goal["id"]

    def _stops(self, one: Mapping[str, Any]) -> None:
        booth = self._booth(one)
        if self._is_full(booth):
            raise self.no("is_full", booth=booth["number"])
        self.found = replace(self.found, stops=(*self.found.stops, (booth["id"], self._at(one))))

    def _is_full(self, booth: Booth) -> bool:
        return booth["full_on"] == self.state.day.day

    def _walk_ins(self, one: Mapping[str, Any]) -> None:
        count = self._count(one, "walk_ins", WALK_INS_MOST)
        self.found = replace(self.found, walk_ins=(count, self._at(one)))

    def _closes(self, one: Mapping[str, Any]) -> None:
        day, clock = self.state.day, str(one.get("at") or "")
        at = self._moment(clock) if clock.strip() else 0
        if not self.state.begins < at <= day.closes_at + LATER_MOST_MIN * MIN_MS:
            closes = days.clock_text(day.closes_at, self.zone)
            raise self.no("closes", closes=closes, most=LATER_MOST_MIN)
        self.found = replace(self.found, closes_at=at)

    def _booth(self, one: Mapping[str, Any], *, gone: bool = False) -> Booth:
        """The booth that is named; with `gone` also one that has gone home today."""
        number = str(one.get("booth") or "").strip().upper()
        booth = self.state.ground.by_number.get(number)
        if booth is None:
            raise self.no("booth", booth=number[:20])
        if not gone and booths.state_of(booth, self.state.day, self.state.begins) == "closed":
            raise self.no("gone", booth=number)
        return booth

    def _count(self, one: Mapping[str, Any], what: str, most: int, *, fewer: bool = False) -> int:
        try:
            count = int(str(one.get("count", 1)))
        except ValueError:
            raise self.no(what, most=most) from None
        if count == 0 or abs(count) > most or (count < 0 and not fewer):
            raise self.no(what, most=most)
        return count

    def _span(self, one: Mapping[str, Any]) -> tuple[int, int]:
        if not one.get("at") or not one.get("until"):
            raise self.no("span")
        begins, ends = self._at(one), self._moment(str(one["until"]))
        if ends <= begins:
            raise self.no("span")
        return begins, ends

    def _at(self, one: Mapping[str, Any]) -> int:
        """A moment of the rest of the day; now, where none is named."""
        clock = str(one.get("at") or "")
        if not clock:
            return self.state.begins
        at, day = self._moment(clock), self.state.day
        if at < self.state.now - MIN_MS:
            raise self.no("past", clock=clock, now=days.clock_text(self.state.now, self.zone))
        if at >= (self.found.closes_at or day.closes_at):
            raise self.no("late", clock=clock, closes=days.clock_text(day.closes_at, self.zone))
        return at

    def _moment(self, clock: str) -> int:
        if not CLOCK.fullmatch(clock.strip()):
            raise self.no("clock", clock=clock[:20])
        return days.at_local(self.state.day.day, clock.strip().rjust(5, "0"), self.zone)
