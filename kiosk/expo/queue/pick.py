"""Who is called next: a decision that takes values and returns a value. `turns.py` reads before it,
`calls.py` writes after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from kiosk.expo.queue import overtaking
from kiosk.expo.queue.overtaking import Ahead, Budget
from kiosk.expo.square.waits import MIN_MS
from kiosk.language.sentences import N_, gettext

IN_RANK_ONLY = Budget()
IN_RANK = 1  # a turn: neither due nor early
OVERTAKEN = "overtaken"
OVERTAKEN_SHOWN = 3  # so many numbers one sentence bears


@dataclass(frozen=True)
class Waiting:
    """One waiting ticket as the decision sees it. Times in ms; `busy` is why its owner can't come now, or None.

    `busy_until`: when the item of the programme that they attend is over; `keeps_from`: the start of an appointment elsewhere that this meeting would run into, or None;
    the others as in `outlook.py`.
    """

    ticket_id: int
    number: int
    rank: float
    appointment_at: int | None = None
    busy: str | None = None
    busy_at: str | None = None
    busy_until: int | None = None
    keeps_from: int | None = None
    rest_ms: float = 0.0
    waits_ms: float = 0.0
    here_ms: float = 0.0
    overtaken: int = 0
    overtaken_ms: float = 0.0


class InTurn(Ahead, Protocol):
    """What the decision asks of a waiting ticket (`Waiting`; a forecast has its own)."""

    @property
    def ticket_id(self) -> int: ...

    @property
    def rank(self) -> float: ...

    @property
    def appointment_at(self) -> int | None: ...

    @property
    def busy(self) -> str | None: ...

    @property
    def keeps_from(self) -> int | None: ...


Asked = TypeVar("Asked", bound=InTurn)


@dataclass(frozen=True)
class Hours:
    """How long before its time an appointment is due and after it lapses into a walk-in, in ms."""

    early_ms: int
    late_ms: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Hours":
        """As the expo's settings say."""
        return cls(settings["appointment_early_min"] * MIN_MS, settings["appointment_late_min"] * MIN_MS)

    def turn(self, appointment_at: int | None, now: int) -> int:
        """What comes before rank: a due appointment (0) first, an early one (2) only after everybody else."""
        if appointment_at is None:
            return IN_RANK
        if self.is_due(appointment_at, now):
            return 0
        return 2 if self.is_early(appointment_at, now) else IN_RANK

    def is_due(self, appointment_at: int | None, now: int) -> bool:
        return (
            appointment_at is not None
            and appointment_at - self.early_ms <= now <= appointment_at + self.late_ms
        )

    def is_early(self, appointment_at: int | None, now: int) -> bool:
        return appointment_at is not None and now < appointment_at - self.early_ms


@dataclass(frozen=True)
class Pick:
    """The chosen ticket (None: nobody can come), why in sentences (`why_in` each language), and those ahead who were passed
    over; `overtaken`: the tickets of those among them who could have come, which costs each `cost_ms` of their budget."""

    chosen: Waiting | None
    why: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    why_in: Mapping[str, list[str]] = field(default_factory=dict, compare=False)
    overtaken: list[int] = field(default_factory=list)
    cost_ms: int = 0


def pick(
    queue: Sequence[Waiting],
    now: int,
    hours: Hours,
    lang: str = "ko",
    budget: Budget = IN_RANK_ONLY,
    meeting_ms: float = 0.0,
    counters: int = 1,
) -> Pick:
    """A due appointment first, then by rank whose owner can come, or who leaves much sooner than those ahead of them whose
    `budget` allows it (`overtaking.first_of`); an early appointment only when nobody else waits.

    `meeting_ms`: how long a meeting takes here, at each of so many `counters`.
    """
    chosen, ordered = choose(queue, now, hours, budget, meeting_ms, counters)
    if chosen is None:
        return Pick(None, [], [(one.ticket_id, reason_against(one, now, hours) or "") for one in ordered])
    ahead = ordered[: ordered.index(chosen)]
    passed = [(one.ticket_id, reason_against(one, now, hours) or OVERTAKEN) for one in ahead]
    overtaken = [ticket_id for ticket_id, reason in passed if reason == OVERTAKEN]
    why = _why(chosen, ordered, passed, now, hours, lang)
    return Pick(chosen, why, passed, overtaken=overtaken, cost_ms=overtaking.cost_ms(meeting_ms, counters))


def choose(
    queue: Iterable[Asked],
    now: int,
    hours: Hours,
    budget: Budget = IN_RANK_ONLY,
    meeting_ms: float = 0.0,
    counters: int = 1,
) -> tuple[Asked | None, list[Asked]]:
    """Who is called, or None, and all who wait in the order in which they are asked: the decision without its sentences."""
    ordered = sorted(queue, key=lambda one: (hours.turn(one.appointment_at, now), one.rank, one.ticket_id))
    able = [one for one in ordered if reason_against(one, now, hours) is None]
    if not able or hours.turn(able[0].appointment_at, now) != IN_RANK:
        return (able[0] if able else None), ordered
    same = [one for one in able if hours.turn(one.appointment_at, now) == IN_RANK]
    cost_ms = overtaking.cost_ms(meeting_ms, counters)
    return same[overtaking.first_of(same, budget, cost_ms)], ordered


def reason_against(one: InTurn, now: int, hours: Hours) -> str | None:
    """in_meeting, called, paused, programme or left (their owner can't come); appointment (it would cost them one elsewhere)."""
    if one.busy:
        return one.busy
    if one.keeps_from is not None and not hours.is_due(one.appointment_at, now):
        return "appointment"
    return None


def _why(
    chosen: Waiting,
    ordered: Sequence[Waiting],
    passed: Sequence[tuple[int, str]],
    now: int,
    hours: Hours,
    lang: str,
) -> list[str]:
    by_id = {one.ticket_id: one for one in ordered}
    overtaken = [by_id[ticket_id].number for ticket_id, reason in passed if reason == OVERTAKEN]
    if hours.is_due(chosen.appointment_at, now):
        said = [gettext("%(number)s번은 예약 시간이 됐어요.", lang, number=chosen.number)]
    elif hours.is_early(chosen.appointment_at, now):
        said = [gettext("기다리는 사람이 없어 %(number)s번의 예약을 앞당겼어요.", lang, number=chosen.number)]
    elif overtaken:
        said = [_why_before(chosen, overtaken, lang)]
    elif chosen.appointment_at is not None:
        said = [gettext("%(number)s번은 예약 시간이 지나 줄 순서대로 불렀어요.", lang, number=chosen.number)]
    else:
        said = [gettext("%(number)s번이 줄에서 가장 앞이에요.", lang, number=chosen.number)]
    for ticket_id, reason in passed:
        one = by_id[ticket_id]
        if reason != OVERTAKEN:
            said.append(gettext(_PASSED[reason], lang, number=one.number, booth=one.busy_at or ""))
    return said


def _why_before(chosen: Waiting, overtaken: Sequence[int], lang: str) -> str:
    """Why somebody was called before others who could have come, and whom."""
    shown = ", ".join(gettext("%(number)s번", lang, number=number) for number in overtaken[:OVERTAKEN_SHOWN])
    if (more := len(overtaken) - OVERTAKEN_SHOWN) > 0:
        shown = gettext("%(numbers)s 외 %(n)s명", lang, numbers=shown, n=more)
    sentence = N_(
        "%(number)s번은 남은 일정이 짧아 먼저 불러요. 앞선 %(passed)s은 다른 부스 순서가 더 남았어요."
    )
    return gettext(sentence, lang, number=chosen.number, passed=shown)


def put_back_rank(own: float, others: Sequence[float], *, first: bool = False, places: int = 2) -> float:
    """The rank behind the next `places` who wait, between two of the `others`: fractional.

    The next are those behind `own`; with `first` (called before its rank: a due appointment) all of them.
    """
    after = sorted(rank for rank in others if first or rank > own)
    if not after:
        return own
    if len(after) <= places:
        return after[-1] + 1
    return (after[places - 1] + after[places]) / 2


_PASSED = {
    "in_meeting": N_("%(number)s번은 %(booth)s에서 상담 중이라 자리를 유지하고 건너뛰었어요."),
    "called": N_("%(number)s번은 %(booth)s에서 먼저 불러 자리를 유지하고 건너뛰었어요."),
    "appointment": N_("%(number)s번은 곧 다른 부스의 예약이 있어 건너뛰었어요."),
    "paused": N_("%(number)s번은 잠시 쉬는 중이라 건너뛰었어요."),
    "programme": N_("%(number)s번은 프로그램에 참석 중이라 자리를 유지하고 건너뛰었어요."),
    "left": N_("%(number)s번은 오늘 입장하지 않아 건너뛰었어요."),
}
