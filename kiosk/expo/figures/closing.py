"""Closing a day freezes its figures: what was told to the press that evening stays as it was told, whatever is mended later.

Closed too early, a day is opened again with a reason; what was frozen first stays in the history.
"""

import hashlib
import json
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import journal
from kiosk.data.store import Change
from kiosk.expo.figures import closed_agencies, definitions, open_things, scope
from kiosk.expo.square import closings, days, ground
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext


def close_day(change: Change, *, day: str) -> dict[str, Any]:
    """Close an expo day (ISO date) once its hours are over: its figures are frozen, with the SHA-256 of their canonical JSON,
    and so are plan and result of every agency (`agencies_sha256`).

    Answers `day`, `closed_at`, `sha256`, `agencies_sha256`, `figures` and `open`: what was open then. New check-ins, joins, calls and starts of that
    day are refused from now on (`day_closed`). Raises BadFields, Refused wrong_state before closing time, or closed already.
    """
    found = _require_day(change, day)
    if found.closed_at is not None:
        raise Refused("wrong_state", _closed_already(change, found.closed_at))
    if change.now < found.closes_at:
        sentence = N_("아직 여는 시간이에요. %(time)s에 문을 닫은 뒤에 마감할 수 있어요.")
        time = days.hours_text(found, change.time_zone)[1]
        raise Refused("wrong_state", gettext(sentence, change.lang, time=time))
    left = open_things.counts(open_things.look(change.db, found, change.heard.all(), change.now, change.lang))
    of_day, of_expo = scope.of_day(change.db, day, change.now), scope.of_expo(change.db, change.now)
    frozen, sha256 = frozen_as(definitions.collect(change.db, of_day))
    agencies, agencies_sha256 = frozen_as(closed_agencies.freeze(change.db, of_day, of_expo))
    change.insert(
        "closings",
        day=day,
        closed_at=change.now,
        closed_by=change.actor.station_id,
        seq=journal.latest_seq(change.db),
        figures=frozen,
        sha256=sha256,
        so_far=canonical(definitions.collect(change.db, of_expo)),
        open=canonical({one["sort"]: one["count"] for one in left}),
        agencies=agencies,
        agencies_sha256=agencies_sha256,
    )
    change.record(
        "expo.close_day",
        day=day,
        sha256=sha256,
        agencies_sha256=agencies_sha256,
        open={one["sort"]: one["count"] for one in left},
    )
    return {
        "day": day,
        "closed_at": days.iso(change.now, change.time_zone),
        "sha256": sha256,
        "agencies_sha256": agencies_sha256,
        "figures": json.loads(frozen),
        "open": left,
        "message": _told(change, left),
    }


def reopen_day(change: Change, *, day: str, reason: str) -> dict[str, Any]:
    """Take a closing back. What was frozen stays in the history; closing the day again freezes anew.

    Raises BadFields, Refused wrong_state for a day that is not closed.
    """
    _require_day(change, day)
    standing = closings.of_day(change.db, day)
    if standing is None:
        raise Refused("wrong_state", gettext("마감하지 않은 날이에요.", change.lang))
    change.update(
        "UPDATE closings SET reopened_at = ?, reopened_by = ?, reopen_reason = ? WHERE id = ? AND reopened_at IS NULL",
        change.now,
        change.actor.station_id,
        reason,
        standing["id"],
    )
    change.record("expo.reopen_day", day=day, reason=reason, sha256=standing["sha256"])
    sentence = N_("마감을 풀었어요. 고친 뒤에 다시 마감해 주세요. 처음 마감한 숫자도 남아 있어요.")
    return {"day": day, "message": gettext(sentence, change.lang)}


def frozen_as(figures: dict[str, Any]) -> tuple[str, str]:
    """The figures as canonical JSON, and the SHA-256 of its UTF-8 (hexadecimal)."""
    text = canonical(figures)
    return text, hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON by RFC 8785: names in their order, no spaces, whole numbers without a fraction. Names here are ASCII and numbers
    have three decimals at most, where Python's order and digits are those of the standard."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _require_day(change: Change, day: str) -> Day:
    known = ground.of(change.db).days
    if found := next((one for one in known if one.day == day), None):
        return found
    sentence = N_("day: 박람회 날 가운데 하나여야 해요: %(days)s")
    raise BadFields({"day": gettext(sentence, change.lang, days=", ".join(one.day for one in known) or "–")})


def _closed_already(change: Change, closed_at: int) -> str:
    time = days.clock_text(closed_at, change.time_zone)
    return gettext(N_("이미 %(time)s에 마감한 날이에요."), change.lang, time=time)


def _told(change: Change, left: list[dict[str, Any]]) -> str:
    if not left:
        return gettext(N_("마감했어요. 열린 채 남은 일이 없어요."), change.lang)
    each = ", ".join(f"{one['title']} {one['count']}" for one in left)
    return gettext(N_("마감했어요. 아직 열려 있는 것: %(each)s."), change.lang, each=each)
