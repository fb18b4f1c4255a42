"""What happened to a visitor, from the journal, in words."""

import json
import sqlite3
from typing import Any

from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

Row = dict[str, Any]

# kind -> sentence; %(booth)s is filled where the entry has one. A check-in is told by its welcome.
SENTENCES = {
    "visitor.register": N_("등록했어요"),
    "visitor.confirm": N_("등록을 확인했어요"),
    "visitor.undo_check_in": N_("입장을 취소했어요"),
    "visitor.check_out": N_("퇴장했어요"),
    "visitor.pause": N_("잠시 쉬어요"),
    "visitor.resume": N_("다시 시작했어요"),
    "visitor.set_need": N_("필요한 도움을 적었어요"),
    "visitor.merge": N_("다른 등록과 합쳤어요"),
    "visitor.keep_apart": N_("닮은 등록과 다른 사람이라고 확인했어요"),
    "visitor.undo_keep_apart": N_("다른 사람이라고 한 것을 되돌렸어요"),
    "badge.reprint": N_("명찰을 새로 냈어요"),
    "badge.void": N_("명찰을 쓸 수 없게 했어요"),
    "badge.claim": N_("빈 명찰을 받았어요"),
    "print.badge": N_("명찰을 인쇄하게 했어요"),
    "print.again": N_("명찰을 다시 인쇄하게 했어요"),
    "ticket.join": N_("%(booth)s 대기표를 받았어요"),
    "ticket.leave": N_("%(booth)s 대기표를 취소했어요"),
    "ticket.dismiss": N_("%(booth)s 소식을 확인했어요"),
    "ticket.transfer": N_("%(booth)s 부스로 옮겼어요"),
    "ticket.call_next": N_("%(booth)s에서 불렀어요"),
    "ticket.call": N_("%(booth)s에서 불렀어요"),
    "ticket.recall": N_("%(booth)s에서 다시 불렀어요"),
    "ticket.no_show": N_("%(booth)s에 오지 않았어요"),
    "ticket.uncall": N_("%(booth)s 호출을 되돌렸어요"),
    "consultation.start": N_("%(booth)s에서 상담을 시작했어요"),
    "consultation.cancel_start": N_("%(booth)s 상담 시작을 되돌렸어요"),
    "consultation.extend": N_("%(booth)s 상담의 끝을 옮겼어요"),
    "consultation.finish": N_("%(booth)s에서 상담을 마쳤어요"),
    "consultation.correct": N_("%(booth)s에서 기록을 고쳤어요"),
    "consultation.attach": N_("%(booth)s 상담에 파일을 붙였어요"),
    "consultation.detach": N_("%(booth)s 상담에서 파일을 지웠어요"),
    "signing.send": N_("%(booth)s에서 서명식으로 보냈어요"),
    "signing.announce": N_("%(booth)s의 서명을 무대에 알렸어요"),
    "signing.done": N_("%(booth)s의 서명을 마쳤어요"),
    "consultation.lapse": N_("%(booth)s 상담이 끝내지 않은 채 닫혔어요"),
    "consultation.confirm": N_("%(booth)s 상담 결과를 확인했어요"),
    "phone.bind": N_("휴대전화를 연결했어요"),
    "phone.unbind": N_("휴대전화 연결을 끊었어요"),
    "booth.invite": N_("%(booth)s에서 초대했어요"),
    "invite.accept": N_("%(booth)s 초대를 받아들였어요"),
    "invite.decline": N_("%(booth)s 초대를 거절했어요"),
    "late.report": N_("끊겼던 단말의 일을 데스크에 알렸어요"),
    "late.settle": N_("끊겼던 단말의 일을 데스크에서 확인했어요"),
}
# What a visitor's history leaves out: what is no visitor's, and beside what it tells only notes, looks and copies.
SILENT = frozenset(
    "badge.reserve booth.call_ahead booth.go_home booth.open booth.pause citizen.count code.block consultation.note"
    " contact.open contact.search expo.close_day expo.end_day expo.open_day expo.restore expo.set_up expo.settings export.note"
    " import.apply import.columns invite.lapse phone.offer print.move print.report printer.add printer.load printer.remove"
    " printer.trouble printer.use station.add station.pair station.redeem station.revoke".split()
)
CHECK_IN = "visitor.check_in"
WELCOMES = {
    "new": N_("입장했어요"),
    "again": N_("다시 확인했어요"),
    "back": N_("다른 날 다시 입장했어요"),
    "repeat": N_("방금 확인했어요"),
}
REFUSALS = {
    "badge_void": N_("이전 명찰이라 거절됐어요"),
    "not_confirmed": N_("등록 확인 전이라 거절됐어요"),
    "not_today": N_("박람회 날이 아니라 거절됐어요"),
    "wrong_digits": N_("휴대전화 뒷자리가 틀렸어요"),
}
ROLES = {
    "kiosk": N_("키오스크"),
    "desk": N_("데스크"),
    "booth": N_("부스"),
    "organiser": N_("운영본부"),
    "system": N_("자동"),
    "phone": N_("휴대전화"),
    "visitor": N_("휴대전화"),
}


def in_words(db: sqlite3.Connection, visitor_id: int, *, lang: str, limit: int) -> list[Row]:
    """The last entries about this visitor, the newest first: [{day, time, time_unknown, text, reason, by}]."""
    zone = days.time_zone(db)
    rows = db.execute(
        "SELECT j.kind, j.happened_at, j.actor, j.detail, b.number AS booth, s.name AS station FROM journal j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN stations s ON s.id = j.station_id"
        f" WHERE j.visitor_id = ? AND {told(SENTENCES)} ORDER BY j.seq DESC LIMIT ?",
        (visitor_id, limit),
    ).fetchall()
    said = ((row, sentence_of(row, SENTENCES, lang)) for row in rows)
    return [
        {
            "day": days.date_of(row["happened_at"], zone)[5:],
            "time": days.clock_text(row["happened_at"], zone),
            "time_unknown": json.loads(row["detail"]).get("time_unknown", False),
            "text": text,
            "reason": _reason(row),
            "by": row["station"] or gettext(ROLES.get(row["actor"].partition(":")[0], row["actor"]), lang),
        }
        for row, text in said
        if text
    ]


def told(sentences: dict[str, str]) -> str:
    """The condition on `journal j` for what these tell, so that what is silent uses up nobody's last entries."""
    kinds, refusals = (
        ", ".join(f"'{name}'" for name in names) for names in ((CHECK_IN, *sentences), REFUSALS)
    )
    refused = "json_extract(j.detail, '$.refused')"
    return (
        f"j.kind IN ({kinds}) AND (j.kind = 'late.report' OR {refused} IS NULL OR {refused} IN ({refusals}))"
    )


def sentence_of(row: Row, sentences: dict[str, str], lang: str) -> str | None:
    """What an entry (kind, detail, booth) says by this table; None for what nobody needs to be told."""
    detail = json.loads(row["detail"])
    refused = (
        detail.get("refused") if row["kind"] != "late.report" else None
    )  # there it is what was refused before
    if refused:
        sentence = REFUSALS.get(refused)
    elif row["kind"] == CHECK_IN:
        sentence = WELCOMES.get(detail.get("welcome", ""))
    else:
        sentence = sentences.get(row["kind"])
    return gettext(sentence, lang, booth=row["booth"] or "") if sentence else None


def _reason(row: Row) -> str:
    """What somebody wrote; a rule's own word (`closed`) is no sentence."""
    reason = json.loads(row["detail"]).get("reason") or ""
    return "" if reason.isascii() and "_" in reason or reason in ("closed",) else str(reason)
