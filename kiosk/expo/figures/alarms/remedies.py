"""The ways to mend what is wrong at a booth. Each says what follows before anything is done, and what it would bring: by its what-if
where the forecast has tried it (effects.py), else by our own ranges where they tell."""

from dataclasses import replace
from typing import Any

from kiosk.expo.figures.alarms import effects
from kiosk.expo.figures.alarms.alarm import Remedy
from kiosk.expo.figures.alarms.look import Look
from kiosk.expo.queue import clearing, substitutes
from kiosk.expo.square import days, waits
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

GOALS = 3  # booths that people are shared out over
COUNTERS_MOST = 99


def look_at(look: Look, row: Booth) -> Remedy:
    """The booth's sheet: who waits, what was done, all that can be."""
    return Remedy(look.say(N_("부스 보기")), link=f"/organiser/booths/{row['number']}")


def through_break(look: Look, row: Booth, text: str) -> Remedy:
    """The booth is asked; its effect is that of a booth that works through the break."""
    remedy = message(look, row, text)
    effect = effects.of(look, row, tries := {"what": "through", "booth": row["number"]})
    if effect is None:
        return replace(remedy, tries=tries)
    said = look.say(N_("쉬지 않고 만나면 %(effect)s"), effect=effect.words)
    return replace(remedy, tries=tries, effect=said)


def message(look: Look, row: Booth, text: str) -> Remedy:
    """A word to the booth's tablet, which shows it until it is read."""
    ask = N_("%(booth)s %(agency)s의 태블릿에 알릴까요? 읽을 때까지 남아 있어요: “%(text)s”")
    fields = {"text": text, "to": [row["number"]]}
    return Remedy(look.say(N_("부스에 알리기")), "message.send", fields, look.about(row, ask, text=text))


def pause(look: Look, row: Booth) -> Remedy:
    ask = N_(
        "%(booth)s %(agency)s 부스를 멈출까요? 다시 열 때까지 아무도 부르지 않고, %(n)s명의 자리와 순서는 그대로예요. 현황판과 휴대전화가 알려요."
    )
    fields = {"booth": row["number"], "reason": look.say(N_("자리를 비웠어요"))}
    question = look.about(row, ask, n=look.people(row))
    return Remedy(look.say(N_("잠시 멈춤")), "booth.pause", fields, question)


def absent(look: Look, row: Booth) -> Remedy:
    """The agency did not come today: nothing has been heard of the booth since opening."""
    ask = N_(
        "%(booth)s %(agency)s: 오늘 오지 않은 것으로 적을까요? 기다리는 %(n)s명은 비슷한 구매를 하는 곳이나 다음 날로 순서를 지켜 옮기고 까닭을 알려요."
    )
    question = look.about(row, ask, n=look.people(row))
    return Remedy(look.say(N_("기관이 오지 않음")), "booth.absent", {"booth": row["number"]}, question)


def reopen(look: Look, row: Booth) -> Remedy:
    ask = N_(
        "%(booth)s %(agency)s 부스를 다시 열까요? 바로 부를 수 있게 돼요. 부스에 사람이 있는지 먼저 확인해 주세요."
    )
    remedy = Remedy(look.say(N_("다시 열기")), "booth.open", {"booth": row["number"]}, look.about(row, ask))
    return _tried(look, row, remedy, what="opens") if look.people(row) else remedy


def move(look: Look, row: Booth, *, then: str = "") -> Remedy | None:
    """All who wait, to booths that plan to buy the same, and the booth rests (`then`: pause). None where nobody can go. Without
    a what-if its effect is when they would sit down there, by our own ranges (P50). It has none where `then` the booth rests: futures
    take it that somebody sits there, which is what the alarm doubts."""
    goals = _goals(look, row)
    moves = clearing.moves(look.db, row, goals, look.state, look.day, look.now) if goals else []
    if not moves:
        return None
    ask = N_(
        "%(booth)s에서 기다리는 %(n)s명을 비슷한 구매를 하는 곳으로 옮길까요(%(goals)s)? 저마다 가장 빨리 앉을 수 있는 곳으로 가고 순서는 지켜요. 휴대전화로 바로 알리고, 부스에서 되돌릴 수 있어요."
    )
    fields: dict[str, Any] = {"booth": row["number"], "to": [one["number"] for one in goals]}
    if then:
        fields |= {"then": then, "reason": look.say(N_("자리를 비웠어요"))}
    question = look.about(row, ask, n=len(moves), goals=_with_waits(look, goals))
    word = look.say(N_("%(n)s명을 대체 기관으로"), n=len(moves))
    mean = round(sum(one.wait_ms for one in moves) / len(moves) / days.MIN_MS)
    effect = look.say(N_("평균 %(n)s분 뒤"), n=mean) if mean else look.say(N_("바로 앉아요"))
    remedy = Remedy(word, "booth.clear", fields, question, effect)
    return remedy if then else _tried(look, row, remedy, what="moves", to=",".join(fields["to"]))


def share_out(look: Look, row: Booth) -> Remedy | None:
    """Those who would sit down sooner at a booth that plans to buy the same. Without a what-if its effect is that of our own ranges
    (P50)."""
    goals = _goals(look, row)
    moves = clearing.moves(look.db, row, goals, look.state, look.day, look.now, sooner=True) if goals else []
    if not moves:
        return None
    mean = round(sum(one.sooner_ms for one in moves) / len(moves) / days.MIN_MS)
    ask = N_(
        "%(booth)s에서 기다리는 사람 가운데 비슷한 구매를 하는 곳에서 더 빨리 앉을 %(n)s명을 옮길까요(%(goals)s)? 순서는 지키고 휴대전화로 바로 알려요. 부스에서 되돌릴 수 있어요."
    )
    fields = {"booth": row["number"], "to": [one["number"] for one in goals], "sooner": True}
    remedy = Remedy(
        look.say(N_("%(n)s명을 대체 기관으로"), n=len(moves)),
        "booth.clear",
        fields,
        look.about(row, ask, n=len(moves), goals=_with_waits(look, goals)),
        look.say(N_("평균 −%(n)s분"), n=mean) if mean else "",
    )
    return _tried(look, row, remedy, what="shares", to=",".join(one["number"] for one in goals))


def add_counter(look: Look, row: Booth) -> Remedy | None:
    """One more counter, for the rest of the expo; by the booth's settings, where it has a plan by the hour. Without a what-if its
    effect is by how much those who wait would sit down sooner, by our own ranges (P50)."""
    if row["counters"] >= COUNTERS_MOST:
        return None
    return _tried(look, row, _one_more(look, row), what="counter", count=1)


def _one_more(look: Look, row: Booth) -> Remedy:
    word, effect = look.say(N_("상담석 하나 더")), _computed(look, row)
    if row["file_counters"] is not None:
        return Remedy(word, link=f"/organiser/settings/{row['number']}", effect=effect)
    more = row["counters"] + 1
    ask = N_(
        "%(booth)s %(agency)s의 상담석을 %(before)s개에서 %(after)s개로 늘릴까요? 부스 태블릿에서 바로 그 자리로 부를 수 있어요. 앉을 직원이 있는지 먼저 확인해 주세요."
    )
    question = look.about(row, ask, before=row["counters"], after=more)
    return Remedy(word, "booth.counters", {"booth": row["number"], "counters": more}, question, effect)


def _computed(look: Look, row: Booth) -> str:
    people = look.people(row)
    now, then = (look.state.waits_ms(row["id"], people, more=more) for more in (0, 1))
    sooner_ms = sum(before[0] - after[0] for before, after in zip(now, then, strict=True))
    mean = round(sooner_ms / people / days.MIN_MS) if people else 0
    return look.say(N_("평균 −%(n)s분"), n=mean) if mean > 0 else ""


def stop_admitting(look: Look, row: Booth) -> Remedy | None:
    if row["full_on"] == look.day.day:
        return None
    ask = N_(
        "%(booth)s %(agency)s에 오늘 새로 줄을 서지 못하게 할까요? 기다리는 %(n)s명과 예약은 그대로이고, 오려던 분께는 비슷한 기관을 알려 드려요."
    )
    fields = {"booth": row["number"], "on": False}
    question = look.about(row, ask, n=look.people(row))
    remedy = Remedy(look.say(N_("그만 받기")), "booth.admit", fields, question)
    return _tried(look, row, remedy, what="stops")


def call_next(look: Look, row: Booth, counter: int) -> Remedy | None:
    """Only where somebody could come now."""
    if not look.able_at(row):
        return None
    ask = N_(
        "다음 사람을 %(booth)s 상담석 %(counter)s로 부를까요? 현황판과 휴대전화에 바로 나와요. 부스에 사람이 있는지 먼저 확인해 주세요."
    )
    fields = {"booth": row["number"], "counter": counter}
    question = look.about(row, ask, counter=counter)
    effect = look.say(N_("올 수 있는 %(n)s명"), n=len(look.able_at(row)))
    return Remedy(look.say(N_("다음 분 부르기")), "ticket.call_next", fields, question, effect)


def call_longest(look: Look, row: Booth) -> Remedy | None:
    """Who has waited longest, to a counter that calls nobody yet."""
    people, counters = look.able_at(row), look.counters_without(row, {"called"})
    if not people or not counters:
        return None
    first, counter = people[0], counters[0]
    ask = N_("%(number)s번을 %(booth)s 상담석 %(counter)s로 부를까요? 현황판과 휴대전화에 바로 나와요.")
    fields = {"ticket": first["id"], "counter": counter, "reason": look.say(N_("오래 기다렸어요"))}
    question = look.about(row, ask, number=first["number"], counter=counter)
    return Remedy(
        look.say(N_("%(number)s번 먼저 부르기"), number=first["number"]), "ticket.call", fields, question
    )


def of(*found: Remedy | None) -> tuple[Remedy, ...]:
    """Those there are, in this order."""
    return tuple(one for one in found if one is not None)


def _tried(look: Look, row: Booth, remedy: Remedy, **asked: Any) -> Remedy:
    """With its what-if, and what that brought where the forecast has tried it."""
    tries = {"booth": row["number"], **asked}
    found = effects.of(look, row, tries)
    if found is None:
        return replace(remedy, tries=tries)
    ask = f"{remedy.ask} {found.price}" if remedy.ask and found.price else remedy.ask
    return replace(remedy, tries=tries, effect=found.words, ask=ask)


def _goals(look: Look, row: Booth) -> list[Booth]:
    found = substitutes.alike(look.db, row, look.state, look.day, look.now)
    return [one for one, fits in found if fits][:GOALS]


def _with_waits(look: Look, goals: list[Booth]) -> str:
    """'B02 8~12분, C05 바로'."""
    said = []
    for one in goals:
        low, high = waits.minutes(look.state.wait_ms(one["id"]))
        span = look.say(N_("바로")) if high == 0 else look.say(N_("%(low)s~%(high)s분"), low=low, high=high)
        said.append(f"{one['number']} {span}")
    return ", ".join(said)
