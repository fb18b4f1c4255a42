"""What happened to a visitor, from the journal, in words."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TypedDict

from kiosk.actions.verb import By, Said
from kiosk.actions.verbs import kinds
from kiosk.data import rows
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext, reworded


class Entry(TypedDict):
    """An entry of the journal as a sentence is made of it; `detail` is JSON."""

    kind: str
    detail: str
    booth: str | None


class OfVisitor(Entry):
    """An entry about a visitor, with who did it where; `happened_at` in ms."""

    happened_at: int
    actor: str
    station: str | None


class Told(TypedDict):
    """One line of a visitor's history; `day` is `MM-DD`, `time` `HH:MM`, `by` who did it."""

    day: str
    time: str
    time_unknown: bool
    text: str
    reason: str
    by: str


# What is told of a refused scan; other refusals are not.
REFUSALS = {
    "badge_void": N_("이전 명찰이라 거절됐어요"),
    "not_confirmed": N_("등록 확인 전이라 거절됐어요"),
    "not_today": N_("박람회 날이 아니라 거절됐어요"),
    "day_closed": N_("마감한 날이라 거절됐어요"),
    "wrong_digits": N_("휴대전화 뒷자리가 틀렸어요"),
}
# Its detail's `refused` is what was refused before, at a station that was cut off.
OF_A_REFUSAL = "late.report"
ON_PAPER = N_("종이로 적음")
ROLES = {
    "kiosk": N_("키오스크"),
    "desk": N_("데스크"),
    "booth": N_("부스"),
    "door": N_("프로그램 문"),
    "stage": N_("무대"),
    "board": N_("현황판"),
    "standby": N_("둘째 노트북"),
    "edge": N_("중계 서버"),
    "organiser": N_("운영본부"),
    "system": N_("자동"),
    "phone": N_("휴대전화"),
    "visitor": N_("휴대전화"),
}


def in_words(db: sqlite3.Connection, visitor_id: int, *, lang: str, limit: int) -> list[Told]:
    """The last entries about this visitor that say something, the newest first."""
    zone = days.time_zone(db)
    said = {name: kind.history for name, kind in kinds().items()}
    entries = rows.every(
        db,
        OfVisitor,
        "SELECT j.kind, j.happened_at, j.actor, j.detail, b.number AS booth, s.name AS station FROM journal j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN stations s ON s.id = j.station_id"
        f" WHERE j.visitor_id = ? AND {are_told(said)} ORDER BY j.seq DESC LIMIT ?",
        visitor_id,
        limit,
    )
    told = ((row, sentence_of(row, said[row["kind"]], lang)) for row in entries)
    return [
        {
            "day": days.date_of(row["happened_at"], zone)[5:],
            "time": days.clock_text(row["happened_at"], zone),
            "time_unknown": json.loads(row["detail"]).get("time_unknown", False),
            "text": text,
            "reason": _reason(row, lang),
            "by": row["station"] or gettext(ROLES.get(row["actor"].partition(":")[0], row["actor"]), lang),
        }
        for row, text in told
        if text
    ]


def are_told(said: Mapping[str, Said]) -> str:
    """The condition on `journal j` for entries that say something, so that silent ones use up nobody's last entries."""
    told, refusals = _listed(kind for kind, one in said.items() if one), _listed(REFUSALS)
    refused = "json_extract(j.detail, '$.refused')"
    return f"j.kind IN ({told}) AND (j.kind = '{OF_A_REFUSAL}' OR {refused} IS NULL OR {refused} IN ({refusals}))"


def sentence_of(row: Entry, said: Said, lang: str) -> str | None:
    """What an entry (kind, detail, booth) says by what its kind says; None for what nobody needs to be told."""
    detail = json.loads(row["detail"])
    refused = detail.get("refused") if row["kind"] != OF_A_REFUSAL else None
    if refused:
        sentence = REFUSALS.get(refused)
    elif isinstance(said, By):
        sentence = said.sentences.get(detail.get(said.name, ""))
    else:
        sentence = said
    if not sentence:
        return None
    text = gettext(sentence, lang, booth=row["booth"] or "")
    return f"{text} · {gettext(ON_PAPER, lang)}" if detail.get("on_paper") else text


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _reason(row: Entry, lang: str) -> str:
    """What somebody chose or wrote; a rule's own word (`closed`) is no sentence."""
    reason = json.loads(row["detail"]).get("reason") or ""
    return "" if reason.isascii() and "_" in reason or reason in ("closed",) else str(reworded(reason, lang))
