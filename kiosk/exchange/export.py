"""The whole expo as CSV files (UTF-8 with BOM, so that a spreadsheet reads the Korean), one file a noun.

A person's name, title, phone and e-mail are written only where keeping them was agreed to. Text that a spreadsheet
would take for a formula gets an apostrophe in front.
"""

import csv
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from badges.files import whole
from kiosk.expo.person import brn
from kiosk.expo.square import days

LIVE_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DOUBTFUL = {*LIVE_FORMULA, " "}

_LATEST_CONSENT = (
    "(SELECT given FROM consents s WHERE s.visitor_id = v.id AND s.purpose = '{}' ORDER BY s.id DESC LIMIT 1)"
)
_KEEP, _SHARE = _LATEST_CONSENT.format("keep"), _LATEST_CONSENT.format("share")
_OF_VISITOR = "JOIN visitors v ON v.id = {}.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
_YES_NO = "CASE {} WHEN 1 THEN 'Y' ELSE 'N' END"

# File name -> a query whose columns are the headings. A heading that ends in 시각 holds ms since 1970, UTC.
FILES = {
    "agencies.csv": """
        SELECT b.number AS 부스번호, a.name AS 기관명, a.name_en AS 영문명, a.short_name AS "짧은 이름",
            a.kind AS 구분, b.counters AS 상담석, b.x_m AS "위치X(m)", b.y_m AS "위치Y(m)",
            a.total_purchase_won AS "총구매액(원)"
        FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number""",
    "purchase_plan.csv": """
        SELECT p.id AS 구매계획, a.name AS 기관명, p.department AS 부서, p.title AS 사업명, p.category AS 품목,
            p.won AS "예산(원)", p.quarter AS 시기
        FROM plan_items p JOIN agencies a ON a.id = p.agency_id ORDER BY p.id""",
    "enterprises.csv": """
        SELECT e.id AS 기업, e.name AS 기업명, e.short_name AS "짧은 이름", e.name_en AS 영문명, e.brn AS 사업자등록번호,
            e.kind AS 유형, e.district AS 소재지, (SELECT group_concat(category, ', ') FROM enterprise_categories c WHERE c.enterprise_id = e.id) AS 품목
        FROM enterprises e ORDER BY e.id""",
    "visitors.csv": f"""
        SELECT v.number AS 번호, e.name AS 기업명, e.brn AS 사업자등록번호, c.name AS 이름, c.title AS 직함,
            c.phone AS 휴대전화, c.email AS 이메일, v.state AS 상태, v.badge_kind AS 명찰, v.source AS 등록경로,
            v.registered_at AS 등록시각, {_YES_NO.format(_KEEP)} AS 보관동의, {_YES_NO.format(_SHARE)} AS 제공동의
        FROM visitors v LEFT JOIN enterprises e ON e.id = v.enterprise_id
        LEFT JOIN contacts c ON c.visitor_id = v.id AND {_KEEP} = 1
        ORDER BY v.number""",
    "arrivals.csv": f"""
        SELECT v.number AS 번호, e.name AS 기업명, r.day AS 일자, r.at AS 입장시각, r.left_at AS 퇴장시각,
            r.undone_at AS 취소시각
        FROM arrivals r {_OF_VISITOR.format("r")} ORDER BY r.id""",
    "appointments.csv": """
        SELECT e.name AS 기업명, e.brn AS 사업자등록번호, a.name AS 기관명, b.number AS 부스, w.starts_at AS 예약시각,
            v.number AS 번호, w.state AS 상태
        FROM wishes w JOIN booths b ON b.id = w.booth_id JOIN agencies a ON a.id = b.agency_id
        LEFT JOIN visitors v ON v.id = w.visitor_id LEFT JOIN enterprises e ON e.id = w.enterprise_id
        WHERE w.starts_at IS NOT NULL ORDER BY w.starts_at, w.id""",
    "wishes.csv": f"""
        SELECT v.number AS 번호, e.name AS 기업명, a.name AS 기관명, b.number AS 부스, w.state AS 상태,
            w.source AS 경로, w.created_at AS 신청시각
        FROM wishes w JOIN booths b ON b.id = w.booth_id JOIN agencies a ON a.id = b.agency_id {_OF_VISITOR.format("w")}
        WHERE w.starts_at IS NULL ORDER BY w.id""",
    "tickets.csv": f"""
        SELECT t.id AS 대기표, v.number AS 번호, e.name AS 기업명, b.number AS 부스, t.state AS 상태,
            t.counter AS 상담석, t.origin AS 경로, t.joined_at AS 접수시각, t.appointment_at AS 예약시각,
            t.called_at AS 호출시각, t.started_at AS 시작시각, t.ended_at AS 끝난시각, t.no_shows AS 부재
        FROM tickets t JOIN booths b ON b.id = t.booth_id {_OF_VISITOR.format("t")} ORDER BY t.id""",
    "consultations.csv": f"""
        SELECT c.id AS 상담, c.ticket_id AS 대기표, v.number AS 번호, e.name AS 기업명, a.name AS 기관명,
            b.number AS 부스, c.counter AS 상담석, c.state AS 상태, c.started_at AS 시작시각,
            c.finished_at AS 끝난시각, c.forgotten_at AS 시계가닫은시각, c.version AS 판,
            (SELECT group_concat(value, ', ') FROM json_each(c.topics)) AS 주제, c.note AS 메모,
            c.shared_note AS "함께 보는 메모", c.follow_up AS 후속조치,
            c.confirmed_at AS 확인시각
        FROM consultations c JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id
        {_OF_VISITOR.format("c")} ORDER BY c.id""",
    "lines.csv": f"""
        SELECT c.id AS 상담, v.number AS 번호, e.name AS 기업명, a.name AS 기관명, l.outcome AS 결과,
            l.amount_won AS "금액(원)", l.plan_item_id AS 구매계획, p.title AS 사업명, l.note AS 메모
        FROM lines l JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version
        JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id
        LEFT JOIN plan_items p ON p.id = l.plan_item_id {_OF_VISITOR.format("c")} ORDER BY l.id""",
    "corrections.csv": """
        SELECT consultation_id AS 상담, version AS 판, at AS 고친시각, actor AS 단말, reason AS 이유, note_before AS 이전메모,
            (SELECT group_concat(value, ', ') FROM json_each(topics_before)) AS 이전주제
        FROM corrections ORDER BY at""",
    "signings.csv": f"""
        SELECT s.id AS 서명식, s.consultation_id AS 상담, v.number AS 번호, e.name AS 기업명, a.name AS 기관명,
            s.kind AS 종류, s.ordinal AS 호, s.state AS 상태, s.sent_at AS 보낸시각, s.announced_at AS 발표시각, s.done_at AS 서명시각
        FROM signings s JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id
        JOIN agencies a ON a.id = b.agency_id {_OF_VISITOR.format("c")} ORDER BY s.id""",
    "programme.csv": """
        SELECT id AS 항목, starts_at AS 시작시각, ends_at AS 종료시각, title AS 프로그램, kind AS 종류, place AS 장소,
            capacity AS 정원, host AS 진행, spoken AS 언어, citizens AS 시민, cancelled_at AS 취소시각
        FROM programme ORDER BY starts_at, id""",
    "sign_ups.csv": f"""
        SELECT s.item_id AS 항목, i.title AS 프로그램, v.number AS 번호, e.name AS 기업명, s.signed_at AS 신청시각,
            s.seated_at AS 자리받은시각, s.attended_at AS 참석시각, s.left_at AS 취소시각
        FROM sign_ups s JOIN programme i ON i.id = s.item_id {_OF_VISITOR.format("s")} ORDER BY s.id""",
    "journal.csv": """
        SELECT j.seq AS 순번, j.at AS 기록시각, j.happened_at AS 일어난시각, j.kind AS 일, j.actor AS 단말종류,
            j.station_id AS 단말, v.number AS 번호, b.number AS 부스, j.ticket_id AS 대기표, j.consultation_id AS 상담,
            j.detail AS 내용
        FROM journal j LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN booths b ON b.id = j.booth_id
        ORDER BY j.seq""",
}


def export(
    db: sqlite3.Connection, folder: Path | str, on_progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Write every file into `folder` (made if it is missing); returns file name -> number of rows. on_progress(done, total)
    is called after each.

    Each file appears whole, and none before all are written. The caller notes that contact data left the house
    (kiosk.expo.person.contact_log) and holds one read snapshot.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    zone = days.time_zone(db)
    with ExitStack() as together:
        places = {name: together.enter_context(whole(folder / name)) for name in FILES}
        counts: dict[str, int] = {}
        for name, sql in FILES.items():
            counts[name] = _write(places[name], db.execute(sql), zone)
            if on_progress:
                on_progress(len(counts), len(FILES))
        return counts


def _write(path: Path, found: sqlite3.Cursor, zone: str) -> int:
    """Hundreds of thousands of rows: what becomes of a column is decided once, and none is made a dict."""
    headings = [column[0] for column in found.description]
    written = [_as_written(heading, zone) for heading in headings]
    found.row_factory = None
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        count = 0
        for count, row in enumerate(found, 1):  # noqa: B007 (how many there were)
            writer.writerow([write(value) for write, value in zip(written, row)])  # noqa: B905 (hot, always equal)
    return count


def _as_written(heading: str, zone: str) -> Callable[[Any], Any]:
    """How a value under this heading is written; nothing is an empty cell."""
    if heading.endswith("시각"):
        return lambda at: days.iso(at, zone)
    if heading == "사업자등록번호":
        return lambda digits: digits and brn.shown(digits)
    return harmless


def harmless(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe, so that no spreadsheet brings it to life."""
    if not isinstance(value, str) or value[:1] not in _DOUBTFUL:
        return value
    return f"'{value}" if value.lstrip(" ").startswith(LIVE_FORMULA) else value
