"""What became of promises, from a sheet that was sent out and comes back. A row is known by its key, and must still be about
the same enterprise and amount: a key that was changed, or a row that slipped, would answer for somebody else.

A sheet may lie for weeks, so an answer is of when its file was saved (or made, where that can't be told): one that came
since is newer, and stays.
"""

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kiosk.expo.after.answers import day_misfit, told
from kiosk.expo.after.promises import Answer, Followed, Promise, followed
from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Verdict,
    begin,
)
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import company_key, key

Values = dict[str, Any]
SAID = ("state", "contracted_on", "won", "document", "reason")
NOBODY = N_("아직 아무 약속도 없어요. 상담에 적힌 우선구매 약정과 업무협약을 물어요.")
UNKNOWN = N_(
    "‘관리번호’ %(key)s인 약속이 없어요. 기록이 고쳐졌거나 번호가 바뀌었어요. 새 조사표를 받아 적어 주세요."
)
OTHER = N_(
    "‘관리번호’ %(key)s은(는) %(enterprise)s와(과) 한 약속인데 이 줄은 달라요. 번호나 기업 칸을 고치지 않았는지 보고 새 조사표에 적어 주세요."
)
SLIPPED = N_(
    "‘관리번호’ %(key)s의 약속은 %(won)s원이고, 이 줄의 금액은 이 기업의 다른 약속이에요. 새 조사표를 받아 적어 주세요."
)
OTHER_AGENCY = N_(
    "‘관리번호’ %(key)s은(는) 다른 기관(%(agency)s)과 한 약속이에요. 번호나 기관 칸을 고치지 않았는지 보고 새 조사표에 적어 주세요."
)
OTHER_DAY = N_(
    "‘관리번호’ %(key)s의 약속은 %(day)s에 했는데 이 줄은 %(written)s이에요. 다른 박람회의 조사표가 아닌지 보고 새 조사표에 적어 주세요."
)
OTHER_WON = N_("약속한 금액은 기록에 %(won)s원이에요. 이 칸을 고쳐도 기록은 바뀌지 않아요.")
OLDER = N_(
    "이 조사표보다 나중에 온 답(%(day)s, %(answer)s)이 있어 그대로 두었어요. 이 줄이 맞으면 새 조사표에 적어 주세요."
)
REPLACES = N_("전에 온 답(%(day)s, %(answer)s)을 바꿔요.")
THOUSANDFOLD = N_("약속한 금액의 %(times)s배예요. 단위가 맞는지 확인해 주세요.")
YEAR_READ = N_("‘계약한 날’을 %(day)s로 읽었어요. 연도가 맞는지 확인해 주세요.")
NO_YEAR = N_("‘계약한 날’의 연도를 알 수 없어요. 2026-11-30처럼 연도부터 적어 주세요.")
TWICE = N_("%(row)s번째 줄에 같은 관리번호가 다른 내용으로 있어요. 한 줄만 남겨 주세요.")
SAME = N_("%(row)s번째 줄과 같아 하나로 합쳤어요.")
EDGE = 100  # so many times more or less than promised, and the unit is doubtful


class _Seen(NamedTuple):
    place: int | str
    values: Values


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    verdicts = [verdict for verdict, _ in rows]
    known = {one.key: one for one in followed(reading.db)}
    seen: dict[str, _Seen] = {}
    added: list[tuple[Any, ...]] = []
    confirmed: list[tuple[int, int]] = []
    named = set()
    for verdict, values in rows:
        found = known.get(values["key"] or "")
        named.add(found.key if found else "")
        if verdict.verdict or _is_repeated(verdict, values, seen):
            continue
        if found is None:
            verdict.refuse(verdict._(UNKNOWN), key=values["key"])
            continue
        seen[found.key] = _Seen(verdict.place, {name: values[name] for name in SAID})
        if not _is_about(verdict, values, found, known.values()):
            continue
        if values["state"] is None:
            verdict.verdict = UNCHANGED
            continue
        answer = _dated(verdict, values, found, reading)
        if answer is None:
            continue
        as_of = _as_of(values, reading)
        _judge(verdict, answer, found, as_of, reading)
        if verdict.verdict in (ADDED, CHANGED):
            added.append(
                (
                    found.promise["line"],
                    *(answer[name] for name in SAID),
                    as_of,
                    reading.now,
                    values["by"],
                    reading.by,
                )
            )
        elif found.answer and _said(found.answer) == answer and found.answer["as_of"] < as_of:
            confirmed.append((as_of, found.answer["id"]))
    outcome = Outcome(verdicts, missing=len(known.keys() - named))
    if not known and rows:
        outcome.notes.append(gettext(NOBODY, reading.lang))
    outcome.write(
        "INSERT INTO follow_ups (line_id, state, contracted_on, won, document, reason, as_of, answered_at, answered_by, actor, way)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sheet')",
        added,
    )
    # Said once more, and later: by then nothing had changed.
    outcome.write("UPDATE follow_ups SET as_of = ? WHERE id = ?", confirmed)
    return outcome


def _is_repeated(verdict: Verdict, values: Values, seen: dict[str, _Seen]) -> bool:
    first = seen.get(values["key"])
    if first is None:
        return False
    if first.values == {name: values[name] for name in SAID}:
        verdict.verdict = MERGED
        verdict.say(verdict._(SAME), row=first.place)
    else:
        verdict.refuse(verdict._(TWICE), row=first.place)
    return True


def _is_about(verdict: Verdict, values: Values, found: Followed, known: Iterable[Followed]) -> bool:
    """Whether the row's protected cells still are those of its key; else it is refused, or said what differs."""
    promise = found.promise
    same = True
    if values["brn"] and promise["brn"]:
        same = values["brn"] == promise["brn"]
    elif values["enterprise"]:
        same = company_key(values["enterprise"]) in {
            company_key(name) for name in (promise["enterprise"], promise["enterprise_en"]) if name
        }
    if not same:
        verdict.refuse(
            verdict._(OTHER),
            key=found.key,
            enterprise=promise["enterprise"] or verdict._("기업이 없는 참가자"),
        )
        return False
    others = [one for one in known if one.key != found.key]
    if agency := values["agency"]:
        own, named = _agencies(promise), key(agency)
        if named not in own and any(named in _agencies(one.promise) for one in others):
            verdict.refuse(verdict._(OTHER_AGENCY), key=found.key, agency=promise["agency"])
            return False
    if values["promised_on"] not in (None, day := found.promised_on.isoformat()):
        verdict.refuse(verdict._(OTHER_DAY), key=found.key, day=day, written=values["promised_on"])
        return False
    if values["promised_won"] in (None, promise["won"]):
        return True
    won = f"{promise['won'] or 0:,}"
    others = [one for one in others if _between(one.promise) == _between(promise)]
    if any(one.promise["won"] == values["promised_won"] for one in others):
        verdict.refuse(verdict._(SLIPPED), key=found.key, won=won)
        return False
    verdict.say(verdict._(OTHER_WON), won=won)
    return True


def _agencies(promise: Promise) -> set[str]:
    return {key(name) for name in (promise["agency"], promise["agency_en"]) if name}


def _between(promise: Promise) -> tuple[int, int | None, int]:
    """Whose promise to whom; of who came without an enterprise, each for themselves."""
    return (
        promise["agency_id"],
        promise["enterprise_id"],
        0 if promise["enterprise_id"] else promise["visitor_id"],
    )


def _dated(verdict: Verdict, values: Values, found: Followed, reading: Reading) -> Values | None:
    """What the row says, with the day of the contract in full; None where that can't be, and the row is refused. What a
    cell left empty was said before stays."""
    answer: Values = {name: values[name] for name in SAID}
    before = found.answer
    if before and before["state"] == answer["state"]:
        for name in ("document", "reason"):
            answer[name] = answer[name] or before[name]
    if answer["state"] != "contracted":
        return answer
    today = date.fromisoformat(days.date_of(reading.now, reading.time_zone))
    day = answer["contracted_on"]
    if len(day) == len("11-30"):
        fitting = [
            one
            for year in range(found.promised_on.year, today.year + 1)
            if (one := _day_of(year, day)) and found.promised_on <= one <= today
        ]
        if len(fitting) != 1:
            verdict.refuse(verdict._(NO_YEAR))
            return None
        answer["contracted_on"] = fitting[0].isoformat()
        verdict.say(verdict._(YEAR_READ), day=answer["contracted_on"])
    contracted_on = date.fromisoformat(answer["contracted_on"])
    if sentence := day_misfit(found, contracted_on, today):
        wrong = found.promised_on if contracted_on < found.promised_on else today
        verdict.refuse(verdict._(sentence), day=wrong.isoformat())
        return None
    if promised := found.promise["won"]:
        times = max(answer["won"] / promised, promised / answer["won"])
        if times >= EDGE:
            share = answer["won"] / promised
            verdict.say(
                verdict._(THOUSANDFOLD), times=f"{share:,.0f}" if share > 1 else f"{share:.4f}".rstrip("0")
            )
    return answer


def _judge(verdict: Verdict, answer: Values, found: Followed, as_of: int, reading: Reading) -> None:
    before = found.answer
    if before is None:
        verdict.verdict = ADDED
        return
    if _said(before) == answer:
        verdict.verdict = UNCHANGED
        return
    earlier = {"day": days.date_of(before["as_of"], reading.time_zone), "answer": told(before, reading.lang)}
    # Of the same moment one can't tell which is newer; what has ended is not open again.
    reopens = answer["state"] == "open" and before["state"] != "open"
    if as_of < before["as_of"] or (reopens and as_of == before["as_of"]):
        verdict.verdict = UNCHANGED
        verdict.say(verdict._(OLDER), **earlier)
        return
    verdict.verdict = CHANGED
    if before["state"] != "open":
        verdict.say(verdict._(REPLACES), **earlier)


def _said(answer: Answer) -> Values:
    return {name: answer[name] for name in SAID}  # type: ignore[literal-required]


def _as_of(values: Values, reading: Reading) -> int:
    """Of when the row is (ms): of its file's last saving, where that can be true, else of when the sheet was made."""
    now = reading.now
    made = _moment(values["made"], reading.time_zone)
    saved = values["saved_at"]
    if saved is not None and (made or -math.inf) <= saved <= now:
        return int(saved)
    return min(made, now) if made is not None else now


def _moment(written: str | None, zone: str) -> int | None:
    if not written:
        return None
    try:
        return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
    except ValueError:
        return None


def _day_of(year: int, day: str) -> date | None:
    try:
        return date.fromisoformat(f"{year}-{day}")
    except ValueError:
        return None
