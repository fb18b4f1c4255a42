"""What happens on the square, from the journal, in words: numbers and enterprises, never a person's name or phone."""

import json
import sqlite3
from typing import Any

from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.screens import history

Row = dict[str, Any]

ENTRIES = 14
LOOKED_AT = 120  # of those that are told: some say nothing after all

# What only repeats what its neighbours say.
UNSAID = frozenset(
    ("consultation.note", "ticket.join", "ticket.recall", "ticket.dismiss", "print.badge", "print.again")
)
# Told beside what a visitor's history tells.
SENTENCES = {kind: sentence for kind, sentence in history.SENTENCES.items() if kind not in UNSAID} | {
    "booth.pause": N_("%(booth)s 부스가 잠시 멈췄어요"),
    "booth.open": N_("%(booth)s 부스가 다시 열렸어요"),
    "booth.go_home": N_("%(booth)s 부스가 오늘 상담을 마쳤어요"),
    "station.pair": N_("단말을 연결할 QR을 만들었어요"),
    "station.redeem": N_("단말이 연결됐어요"),
    "station.revoke": N_("단말의 연결을 끊었어요"),
    "import.apply": N_("파일을 가져왔어요"),
    "import.columns": N_("파일의 어느 열이 무엇인지 정했어요"),
    "export.note": N_("연락처가 든 파일을 내보냈어요"),
    "expo.set_up": N_("박람회의 날과 시간을 정했어요"),
    "expo.settings": N_("설정을 바꿨어요"),
    "expo.restore": N_("백업에서 되살렸어요"),
    "expo.open_day": N_("박람회가 열렸어요"),
    "expo.end_day": N_("박람회가 닫혔어요"),
    "expo.close_day": N_("박람회가 닫혔어요"),  # what an earlier program called it
}
# Silent as well: what the figures, the alarms and the printers' page tell, looks, and steps of something that is told.
SILENT = UNSAID | frozenset(
    "badge.reserve booth.call_ahead citizen.count code.block contact.open contact.search invite.lapse phone.offer"
    " print.move print.report printer.add printer.load printer.remove printer.trouble printer.use station.add".split()
)
OUTCOMES = {
    "commitment": N_("우선구매 약정"),
    "contract": N_("현장계약"),
    "mou": N_("업무협약"),
}
PAUSES_ENDED = ("booth.open", "visitor.resume")  # by the closing: said once, by that


def feed(db: sqlite3.Connection, zone: str, lang: str) -> list[Row]:
    """The last entries worth telling, the newest first: [{seq, time, time_unknown, text, who}]."""
    rows = db.execute(
        "SELECT j.seq, j.at, j.kind, j.detail, b.number AS booth, v.number, e.name AS enterprise FROM journal j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN visitors v ON v.id = j.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        f" WHERE {history.told(SENTENCES)} ORDER BY j.seq DESC LIMIT ?",
        (LOOKED_AT,),
    )
    said = (_entry(row, zone, lang) for row in rows)
    return [one for one in said if one][:ENTRIES]


def _entry(row: Row, zone: str, lang: str) -> Row | None:
    detail = json.loads(row["detail"])
    text = history.sentence_of(row, SENTENCES, lang)
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
