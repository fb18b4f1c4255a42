"""What happens on the square, from the journal, in words: numbers and enterprises, never a person's name or phone."""

import json
import sqlite3
from typing import Any

from kiosk.expo import days
from kiosk.screens import history
from kiosk.words import N_, gettext

Row = dict[str, Any]

ENTRIES = 14
LOOKED_AT = 120

SENTENCES = {
    "booth.pause": N_("%(booth)s 부스가 잠시 멈췄어요"),
    "booth.open": N_("%(booth)s 부스가 다시 열렸어요"),
    "booth.go_home": N_("%(booth)s 부스가 오늘 상담을 마쳤어요"),
    "signing.send": N_("%(booth)s에서 서명식으로 보냈어요"),
    "signing.announce": N_("%(booth)s의 서명을 무대에 알렸어요"),
    "signing.done": N_("%(booth)s의 서명을 마쳤어요"),
    "station.pair": N_("단말을 연결할 QR을 만들었어요"),
    "station.redeem": N_("단말이 연결됐어요"),
    "station.revoke": N_("단말의 연결을 끊었어요"),
    "import.apply": N_("파일을 가져왔어요"),
    "import.columns": N_("파일의 어느 열이 무엇인지 정했어요"),
    "expo.settings": N_("설정을 바꿨어요"),
    "expo.open_day": N_("박람회가 열렸어요"),
    "expo.end_day": N_("박람회가 닫혔어요"),
    "expo.close_day": N_("박람회가 닫혔어요"),  # what an earlier program called it
    "consultation.correct": N_("%(booth)s에서 기록을 고쳤어요"),
}
OUTCOMES = {
    "commitment": N_("우선구매 약정"),
    "contract": N_("현장계약"),
    "mou": N_("업무협약"),
}
# What only repeats what its neighbours say.
UNSAID = ("consultation.note", "ticket.join", "ticket.recall")
PAUSES_ENDED = ("booth.open", "visitor.resume")  # by the closing: said once, by that


def feed(db: sqlite3.Connection, zone: str, lang: str) -> list[Row]:
    """The last entries worth telling, the newest first: [{seq, time, time_unknown, text, who}]."""
    rows = db.execute(
        "SELECT j.seq, j.at, j.kind, j.detail, b.number AS booth, v.number, e.name AS enterprise FROM journal j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN visitors v ON v.id = j.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id ORDER BY j.seq DESC LIMIT ?",
        (LOOKED_AT,),
    )
    said = (_entry(row, zone, lang) for row in rows if row["kind"] not in UNSAID)
    return [one for one in said if one][:ENTRIES]


def _entry(row: Row, zone: str, lang: str) -> Row | None:
    detail = json.loads(row["detail"])
    text = _sentence(row, detail, lang)
    if text is None:
        return None
    who = " ".join(str(part) for part in (row["number"], row["enterprise"]) if part)
    outcomes = [kind for kind in detail.get("outcomes", ()) if kind in OUTCOMES]
    return {
        "seq": row["seq"],
        "time": days.clock_text(row["at"], zone),
        "who": who,
        "text": text,
        "outcomes": outcomes,
        "words": ", ".join(gettext(OUTCOMES[kind], lang) for kind in outcomes),
        "reason": detail.get("reason") if row["kind"] == "booth.pause" else None,
        "time_unknown": detail.get("time_unknown", False),
    }


def _sentence(row: Row, detail: Row, lang: str) -> str | None:
    if refused := detail.get("refused"):
        return gettext(history.REFUSALS[refused], lang) if refused in history.REFUSALS else None
    if row["kind"] in PAUSES_ENDED and detail.get("reason") == "closed":
        return None
    if row["kind"] == "visitor.check_in":
        welcome = history.WELCOMES.get(detail.get("welcome", ""))
        return gettext(welcome, lang) if welcome else None
    sentence = SENTENCES.get(row["kind"]) or history.SENTENCES.get(row["kind"])
    return gettext(sentence, lang, booth=row["booth"] or "") if sentence else None
