"""What an export holds: one table a noun, each a query whose columns are its headings, and what is left out and why.

What stands in a column says `columns.py`. The tables that grow with the days come in an order that an index or the table
itself has, so that SQLite sorts nothing and memory stays the same however long they are.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.exchange.export import columns
from kiosk.exchange.export.columns import Column, column


class Table(NamedTuple):
    """`file` is its CSV file's name without ending, `title` its sheet's."""

    file: str
    title: str
    means: str
    sql: str
    words: Mapping[str, Mapping[str, str]] = {}
    # Too long for a sheet; it is in a CSV file alone.
    in_workbook: bool = True

    def column(self, heading: str) -> Column:
        return column(heading, self.words)


_LATEST_CONSENT = (
    "(SELECT given FROM consents s WHERE s.visitor_id = v.id AND s.purpose = '{}' ORDER BY s.id DESC LIMIT 1)"
)
_KEEP, _SHARE = _LATEST_CONSENT.format("keep"), _LATEST_CONSENT.format("share")
_OF_VISITOR = "JOIN visitors v ON v.id = {}.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
_YES_NO = "CASE {} WHEN 1 THEN 'Y' ELSE 'N' END"
# The role of who acted, without what tells its phones apart.
ACTOR = "CASE instr({0}, ':') WHEN 0 THEN {0} ELSE substr({0}, 1, instr({0}, ':') - 1) END"
# A badge that counts; :contacts is 1 where the export is to name people.
_CODE = (
    "CASE WHEN :contacts AND v.state = 'registered' AND v.voided_at IS NULL AND v.forgotten_at IS NULL"
    " THEN badge_code(v.number, v.serial) END"
)
# Who is named where contacts are asked for.
NAMED = f"SELECT v.id FROM contacts c CROSS JOIN visitors v ON v.id = c.visitor_id WHERE {_KEEP} = 1"

TABLES = (
    Table(
        "agencies",
        "기관",
        "참가한 공공기관과 그 부스",
        """
        SELECT b.number AS 부스번호, a.name AS 기관명, a.name_en AS 영문명, a.short_name AS "짧은 이름",
            a.kind AS 구분, b.counters AS 상담석, b.x_m AS "위치X(m)", b.y_m AS "위치Y(m)",
            a.total_purchase_won AS "총구매액(원)"
        FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number""",
    ),
    Table(
        "purchase_plan",
        "구매계획",
        "기관이 예고한 구매",
        """
        SELECT p.id AS 구매계획, a.name AS 기관명, p.department AS 부서, p.title AS 사업명, p.category AS 품목,
            p.won AS "예산(원)", p.quarter AS 시기
        FROM plan_items p JOIN agencies a ON a.id = p.agency_id ORDER BY p.id""",
    ),
    Table(
        "enterprises",
        "기업",
        "참가를 신청한 기업",
        """
        SELECT e.id AS 기업, e.name AS 기업명, e.short_name AS "짧은 이름", e.name_en AS 영문명, shown_brn(e.brn) AS 사업자등록번호,
            e.kind AS 유형, e.district AS 소재지, (SELECT group_concat(category, ', ') FROM enterprise_categories c WHERE c.enterprise_id = e.id) AS 품목
        FROM enterprises e ORDER BY e.id""",
    ),
    Table(
        "visitors",
        "참가자",
        "등록한 사람. 이름과 연락처는 보관에 동의했고, 연락처를 함께 내보낼 때만 있다",
        f"""
        SELECT v.number AS 번호, e.name AS 기업명, shown_brn(e.brn) AS 사업자등록번호, c.name AS 이름, c.title AS 직함,
            c.phone AS 휴대전화, c.email AS 이메일, v.state AS 상태, v.badge_kind AS 명찰, {_CODE} AS 명찰번호,
            v.source AS 등록경로, v.registered_at AS 등록시각, v.link_opened_at AS "링크 연 시각",
            {_YES_NO.format(_KEEP)} AS 보관동의,
            {_YES_NO.format(_SHARE)} AS 제공동의, v.voided_at AS 무효시각, m.number AS "합친 번호",
            (SELECT name FROM gatherings WHERE id = v.gathering_id) AS "소속 행사", v.guest_lang AS "손님의 언어",
            c.name_latin AS "로마자 이름", c.comes_from AS "손님의 소속"
        FROM visitors v LEFT JOIN enterprises e ON e.id = v.enterprise_id
        LEFT JOIN contacts c ON c.visitor_id = v.id AND :contacts AND {_KEEP} = 1
        LEFT JOIN visitors m ON m.id = v.merged_into ORDER BY v.number""",
        {"상태": columns.VISITOR_STATES},
    ),
    Table(
        "consents",
        "동의",
        "누가 언제 어느 글을 읽고 무엇에 동의했는지",
        f"""
        SELECT v.number AS 번호, c.purpose AS 목적, {_YES_NO.format("c.given")} AS 동의, c.text_version AS 동의글,
            c.at AS 동의시각
        FROM consents c CROSS JOIN visitors v ON v.id = c.visitor_id ORDER BY c.id""",
    ),
    Table(
        "consent_texts",
        "동의 글",
        "동의를 구한 글, 판마다",
        """
        SELECT version AS 동의글, purpose AS 목적, lang AS 말, text AS "읽은 글" FROM consent_texts
        ORDER BY version, purpose, lang""",
    ),
    Table(
        "arrivals",
        "입장",
        "누가 어느 날 들어오고 나갔는지",
        f"""
        SELECT v.number AS 번호, e.name AS 기업명, r.day AS 일자, r.at AS 입장시각, r.left_at AS 퇴장시각,
            r.undone_at AS 취소시각, r.paper_at AS "종이에서 옮긴 시각"
        FROM arrivals r CROSS {_OF_VISITOR.format("r")} ORDER BY r.id""",
    ),
    Table(
        "appointments",
        "예약 상담",
        "미리 잡은 상담 시간",
        """
        SELECT e.name AS 기업명, shown_brn(e.brn) AS 사업자등록번호, a.name AS 기관명, b.number AS 부스, w.starts_at AS 예약시각,
            v.number AS 번호, w.state AS 상태
        FROM wishes w JOIN booths b ON b.id = w.booth_id JOIN agencies a ON a.id = b.agency_id
        LEFT JOIN visitors v ON v.id = w.visitor_id LEFT JOIN enterprises e ON e.id = w.enterprise_id
        WHERE w.starts_at IS NOT NULL ORDER BY w.starts_at, w.id""",
        {"상태": columns.WISHES},
    ),
    Table(
        "wishes",
        "상담 희망",
        "만나고 싶다고 한 기관",
        f"""
        SELECT v.number AS 번호, e.name AS 기업명, a.name AS 기관명, b.number AS 부스, w.state AS 상태,
            w.source AS 경로, w.created_at AS 신청시각
        FROM wishes w CROSS JOIN booths b ON b.id = w.booth_id JOIN agencies a ON a.id = b.agency_id
        {_OF_VISITOR.format("w")} WHERE w.starts_at IS NULL ORDER BY w.id""",
        {"상태": columns.WISHES, "경로": {}},
    ),
    Table(
        "marks",
        "만나고 싶다는 표시",
        "예약 시간표를 만들기 전에 기관과 기업이 만나고 싶다고 표시한 것",
        """
        SELECT a.name AS 기관명, e.name AS 기업명, shown_brn(e.brn) AS 사업자등록번호, m.side AS "표시한 쪽", m.source AS "온 길",
            m.marked_at AS 표시시각
        FROM marks m CROSS JOIN agencies a ON a.id = m.agency_id CROSS JOIN enterprises e ON e.id = m.enterprise_id ORDER BY m.id""",
        {"표시한 쪽": columns.SIDES, "온 길": columns.MARKED_BY},
    ),
    Table(
        "away",
        "못 오는 때",
        "예약 시간표가 비켜 갈, 기관이나 기업이 오지 못하는 때",
        """
        SELECT a.name AS 기관명, e.name AS 기업명, w.begins_at AS "못 오는 때부터", w.ends_at AS "못 오는 때까지",
            w.source AS "온 길"
        FROM away w LEFT JOIN agencies a ON a.id = w.agency_id LEFT JOIN enterprises e ON e.id = w.enterprise_id ORDER BY w.id""",
        {"온 길": columns.MARKED_BY},
    ),
    Table(
        "timetable",
        "예약 시간표",
        "시간표가 제안한 상담과 양쪽의 답. 예약이 된 것은 예약 상담에도 있다",
        """
        SELECT p.id AS 제안, p.run_id AS "만든 차례", a.name AS 기관명, b.number AS 부스, e.name AS 기업명,
            shown_brn(e.brn) AS 사업자등록번호, p.starts_at AS 예약시각, p.ends_at AS "예약 끝", p.state AS 상태,
            p.agency_says AS "기관의 답", p.enterprise_says AS "기업의 답", CASE p.by_hand WHEN 1 THEN 'Y' ELSE 'N' END AS "손으로 정함"
        FROM proposals p CROSS JOIN booths b ON b.id = p.booth_id JOIN agencies a ON a.id = b.agency_id
        JOIN enterprises e ON e.id = p.enterprise_id ORDER BY p.id""",
        {"상태": columns.PROPOSALS, "기관의 답": columns.SAYS, "기업의 답": columns.SAYS},
    ),
    Table(
        "invites",
        "초대",
        "빈 부스가 보낸 초대",
        f"""
        SELECT i.id AS 초대, v.number AS 번호, e.name AS 기업명, b.number AS 부스, i.state AS 상태,
            i.invited_at AS 초대시각, i.answered_at AS 답한시각
        FROM invites i CROSS JOIN booths b ON b.id = i.booth_id {_OF_VISITOR.format("i")} ORDER BY i.id""",
        {"상태": columns.INVITES},
    ),
    Table(
        "tickets",
        "대기표",
        "줄에 선 한 자리. 부른 때와 상담한 때",
        f"""
        SELECT t.id AS 대기표, v.number AS 번호, e.name AS 기업명, b.number AS 부스, t.state AS 상태,
            t.counter AS 상담석, t.origin AS 경로, t.joined_at AS 접수시각, t.appointment_at AS 예약시각,
            t.called_at AS 호출시각, t.started_at AS 시작시각, t.ended_at AS 끝난시각, t.no_shows AS 부재
        FROM tickets t CROSS JOIN booths b ON b.id = t.booth_id {_OF_VISITOR.format("t")} ORDER BY t.id""",
        {"상태": columns.TICKETS},
    ),
    Table(
        "consultations",
        "상담",
        "한 번 앉아 나눈 상담",
        f"""
        SELECT c.id AS 상담, c.ticket_id AS 대기표, v.number AS 번호, e.name AS 기업명, a.name AS 기관명,
            b.number AS 부스, c.counter AS 상담석, c.state AS 상태, c.started_at AS 시작시각,
            c.finished_at AS 끝난시각, c.forgotten_at AS 시계가닫은시각, c.extended_ms / 60000 AS "연장(분)", c.version AS 판,
            (SELECT group_concat(value, ', ') FROM json_each(c.topics)) AS 주제, c.note AS 메모,
            c.shared_note AS "함께 보는 메모", c.follow_up ->> 'text' AS 후속조치, c.follow_up ->> 'who' AS 후속담당,
            c.follow_up ->> 'due' AS 후속기한, c.confirmed_at AS 확인시각,
            c.paper_at AS "종이에서 옮긴 시각"
        FROM consultations c CROSS JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id
        {_OF_VISITOR.format("c")} ORDER BY c.id""",
        {"상태": columns.MEETINGS},
    ),
    Table(
        "lines",
        "상담 결과",
        "상담에서 나온 결과, 마지막으로 고친 판. 종류가 다른 금액은 더하지 않는다",
        f"""
        SELECT c.id AS 상담, v.number AS 번호, e.name AS 기업명, a.name AS 기관명, l.outcome AS 결과,
            l.amount_won AS "금액(원)", l.plan_item_id AS 구매계획, p.title AS 사업명, l.note AS 메모
        FROM lines l CROSS JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version
        JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id
        LEFT JOIN plan_items p ON p.id = l.plan_item_id {_OF_VISITOR.format("c")} ORDER BY l.id""",
    ),
    Table(
        "corrections",
        "기록 고치기",
        "끝난 상담의 기록을 언제 왜 고쳤는지",
        f"""
        SELECT consultation_id AS 상담, version AS 판, at AS 고친시각, {ACTOR.format("actor")} AS 단말종류, reason AS 이유,
            note_before AS 이전메모, (SELECT group_concat(value, ', ') FROM json_each(topics_before)) AS 이전주제
        FROM corrections ORDER BY consultation_id, version""",
    ),
    Table(
        "follow_ups",
        "약속의 뒤",
        "우선구매 약정과 업무협약이 어떻게 됐는지 온 답. 한 약속의 가장 새로운, 되돌리지 않은 답이 지금의 것이다",
        """
        SELECT f.id AS 답, l.consultation_id AS 상담, l.outcome AS 종류, l.amount_won AS "약속한 금액(원)", f.state AS 상태,
            f.contracted_on AS "계약한 날", f.won AS "계약한 금액(원)", f.document AS 문서번호, f.reason AS 이유, f.way AS "답한 길",
            f.as_of AS "답의 때", f.answered_at AS "온 때", f.purchase_id AS 구매, f.undone_at AS "되돌린 때"
        FROM follow_ups f CROSS JOIN lines l ON l.id = f.line_id ORDER BY f.id""",
        {"종류": columns.OUTCOMES, "상태": columns.BECAME},
    ),
    Table(
        "purchases",
        "이후 구매",
        "박람회 뒤에 기관이 산 것과, 약속과 견주어 정한 것",
        """
        SELECT p.id AS 구매, a.name AS 기관명, p.enterprise AS 기업명, shown_brn(p.brn) AS 사업자등록번호, p.product AS "구매 품목",
            p.category AS 품목, p.bought_on AS 구매일, p.won AS "구매 금액(원)", p.document AS 문서번호, p.decided AS "정한 것",
            l.consultation_id AS 상담, p.imported_at AS "온 때"
        FROM purchases p CROSS JOIN agencies a ON a.id = p.agency_id LEFT JOIN lines l ON l.id = p.line_id ORDER BY p.id""",
    ),
    Table(
        "attachments",
        "첨부 파일",
        "상담 기록에 붙인 사진과 문서의 이름. 파일 자체는 백업에 있다",
        """
        SELECT id AS 첨부, consultation_id AS 상담, name AS 파일, media_type AS 형식, bytes AS "크기(바이트)",
            added_at AS 넣은시각, removed_at AS 빠진시각
        FROM attachments ORDER BY id""",
    ),
    Table(
        "signings",
        "서명식",
        "무대에서 발표하고 서명한 것",
        f"""
        SELECT s.id AS 서명식, s.consultation_id AS 상담, v.number AS 번호, e.name AS 기업명, a.name AS 기관명,
            s.kind AS 종류, s.ordinal AS 호, s.state AS 상태, {_YES_NO.format("s.amount_shown")} AS 금액공개,
            s.sent_at AS 보낸시각, s.announced_at AS 발표시각, s.done_at AS 서명시각
        FROM signings s CROSS JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id
        JOIN agencies a ON a.id = b.agency_id {_OF_VISITOR.format("c")} ORDER BY s.id""",
        {"상태": columns.SIGNINGS, "종류": columns.OUTCOMES},
    ),
    Table(
        "programme",
        "프로그램",
        "상담 밖에서 열린 것",
        """
        SELECT i.id AS 항목, i.starts_at AS 시작시각, i.ends_at AS 종료시각, i.title AS 프로그램, i.kind AS 종류,
            i.place AS 장소, i.capacity AS 정원, i.host AS 진행, i.spoken AS 언어, i.citizens AS 시민,
            i.cancelled_at AS 취소시각, i.cancel_reason AS 이유, g.name AS "소속 행사"
        FROM programme i LEFT JOIN gatherings g ON g.id = i.gathering_id ORDER BY i.starts_at, i.id""",
        {"종류": columns.ITEMS},
    ),
    Table(
        "sign_ups",
        "프로그램 신청",
        "누가 무엇을 신청하고 참석했는지",
        f"""
        SELECT s.item_id AS 항목, i.title AS 프로그램, v.number AS 번호, e.name AS 기업명, s.signed_at AS 신청시각,
            s.seated_at AS 자리받은시각, s.attended_at AS 참석시각, s.left_at AS 취소시각
        FROM sign_ups s CROSS JOIN programme i ON i.id = s.item_id {_OF_VISITOR.format("s")} ORDER BY s.id""",
    ),
    Table(
        "days",
        "박람회 날",
        "여는 날과 시각",
        "SELECT day AS 날, opens_at AS 여는시각, closes_at AS 닫는시각 FROM days ORDER BY day",
    ),
    Table(
        "expo",
        "박람회",
        "박람회의 이름과 바꾼 설정",
        """
        SELECT e.name AS 이름, f.name_en AS 영문명, f.short_name AS "짧은 이름", f.colour AS "대표 색",
            e.time_zone AS 시간대, e.settings AS 설정
        FROM expo e LEFT JOIN face f ON true""",
    ),
    Table(
        "gatherings",
        "함께 열리는 행사",
        "박람회와 함께 열리는, 이름이 따로 있는 행사",
        """
        SELECT g.name AS 이름, g.name_en AS 영문명, g.begins_on AS 첫날, g.ends_on AS "마지막 날", g.place AS 장소,
            (SELECT group_concat(number, ', ') FROM (SELECT number FROM booths WHERE gathering_id = g.id ORDER BY number))
            AS 부스
        FROM gatherings g ORDER BY g.id""",
    ),
    Table(
        "places",
        "광장의 시설",
        "지도에 있는 입구, 무대, 화장실 등",
        """
        SELECT kind AS 종류, name AS 이름, name_en AS 영문명, x_m AS "위치X(m)", y_m AS "위치Y(m)",
            width_m AS "가로(m)", height_m AS "세로(m)"
        FROM places ORDER BY id""",
        {"종류": {}},
    ),
    Table(
        "stations",
        "단말",
        "연결한 기기와 그 역할",
        """
        SELECT s.id AS 단말, s.role AS 단말종류, b.number AS 부스, s.name AS 이름, s.created_at AS 넣은시각,
            s.paired_at AS 연결시각, s.locked_at AS 잠긴시각, s.revoked_at AS 취소시각
        FROM stations s LEFT JOIN booths b ON b.id = s.booth_id ORDER BY s.id""",
    ),
    Table(
        "printers",
        "프린터",
        "명찰 프린터",
        """
        SELECT id AS 프린터, name AS 이름, driver AS 드라이버, layout AS 형식, printed AS "인쇄한 수",
            media_left AS "남은 용지", added_at AS 넣은시각, removed_at AS 빠진시각
        FROM printers ORDER BY id""",
    ),
    Table(
        "print_jobs",
        "명찰 인쇄",
        "현장에서 인쇄한 명찰",
        f"""
        SELECT j.id AS 인쇄, v.number AS 번호, e.name AS 기업명, j.printer_id AS 프린터, j.station_id AS 단말,
            j.state AS 상태, j.again_of AS "다시 인쇄한 것", j.tries AS 시도, j.queued_at AS 신청시각,
            j.sent_at AS 보낸시각, j.ended_at AS 끝난시각
        FROM print_jobs j CROSS {_OF_VISITOR.format("j")} ORDER BY j.id""",
        {"상태": columns.PRINTING},
    ),
    Table(
        "reserved_numbers",
        "빈 명찰",
        "이름 없이 만들어 둔 번호",
        """
        SELECT r.number AS 번호, r.state AS 상태, r.station_id AS 단말, r.reserved_at AS 넣은시각, r.used_at AS 맺은시각
        FROM reserved_numbers r ORDER BY r.number""",
        {"상태": columns.NUMBERS},
    ),
    Table(
        "provisional_check_ins",
        "확인 전 입장",
        "등록이 아직 전해지지 않은 명찰의 입장",
        """
        SELECT number AS 번호, day AS 일자, at AS 입장시각, scanned_at AS 기록시각, station_id AS 단말, settled_at AS 맺은시각
        FROM provisional_check_ins ORDER BY number, day""",
    ),
    Table(
        "refused_late",
        "늦게 온 거절",
        "끊겼던 단말이 나중에 알렸으나 할 수 없었던 일",
        """
        SELECT verb AS "한 일", code AS 코드, message AS 알림, number AS 번호, station_id AS 단말, happened_at AS 일어난시각,
            reported_at AS 기록시각, settled_at AS 맺은시각
        FROM refused_late ORDER BY id""",
    ),
    Table(
        "kept_apart",
        "다른 사람",
        "비슷하지만 서로 다른 사람으로 확인한 두 등록",
        """
        SELECT l.number AS 번호, h.number AS "다른 번호", k.at AS 확인시각
        FROM kept_apart k JOIN visitors l ON l.id = k.low JOIN visitors h ON h.id = k.high ORDER BY k.low, k.high""",
    ),
    Table(
        "notices",
        "모두에게 알림",
        "현황판과 휴대전화, 태블릿에 보낸 알림",
        """
        SELECT text AS 알림글, text_en AS "알림글(영문)", to_boards AS 현황판에, to_phones AS 휴대전화에, to_tablets AS 태블릿에,
            sent_at AS 보낸시각, ends_at AS 끝낼시각, ended_at AS 끝난시각
        FROM notices ORDER BY id""",
    ),
    Table(
        "messages",
        "부스에 보낸 말",
        "운영본부가 부스에 보낸 말과 읽은 때",
        """
        SELECT m.id AS "보낸 말", b.number AS 부스, m.text AS 알림글, m.sent_at AS 보낸시각, r.read_at AS 읽은시각,
            m.ended_at AS 끝난시각
        FROM messages m CROSS JOIN message_booths r ON r.message_id = m.id CROSS JOIN booths b ON b.id = r.booth_id
        ORDER BY m.id, r.booth_id""",
    ),
    Table(
        "releases",
        "결과 공개",
        "기관마다의 결과를 누구나 보게 한 때",
        """
        SELECT released_at AS 공개시각, released_by AS 단말, withdrawn_at AS 내린시각, reason AS 이유
        FROM releases ORDER BY id""",
    ),
    Table(
        "closings",
        "하루 마감",
        "마감한 날과 그때의 지문",
        """
        SELECT c.day AS 날, c.closed_at AS 마감시각, s.name AS 마감한사람, c.seq AS "마지막 순번", c.sha256 AS "지문(SHA-256)",
            c.agencies_sha256 AS "기관 지문(SHA-256)", c.reopened_at AS 다시연시각, c.reopen_reason AS 이유
        FROM closings c LEFT JOIN stations s ON s.id = c.closed_by ORDER BY c.id""",
    ),
    Table(
        "frozen_figures",
        "마감한 숫자",
        "마감할 때 굳힌 숫자",
        """
        SELECT c.day AS 날, c.closed_at AS 마감시각, f.key AS 숫자, f.value AS 값
        FROM closings c, json_each(c.figures) f ORDER BY c.id, f.id""",
    ),
    Table(
        "frozen_agencies",
        "마감한 기관 숫자",
        "마감할 때 굳힌 기관마다의 계획과 결과. 분기와 품목이 비면 계획에 없던 것",
        """
        SELECT c.day AS 날, c.closed_at AS 마감시각, p.value ->> 'agency' AS 기관명, p.value ->> 'quarter' AS 시기,
            p.value ->> 'category' AS 품목, n.key AS 숫자, n.value AS 값
        FROM closings c, json_each(c.agencies, '$.purchases') p, json_each(p.value) n
        WHERE n.type = 'integer' AND n.key <> 'agency_id' ORDER BY c.id, p.id, n.id""",
    ),
    Table(
        "after_closing",
        "마감 뒤에 온 것",
        "마감한 뒤에 전해지거나 고친 일과 그것이 닿은 숫자",
        """
        SELECT c.day AS 날, a.seq AS 순번, j.at AS 기록시각, j.happened_at AS 일어난시각, j.kind AS 일, j.consultation_id AS 상담,
            (SELECT group_concat(value, ', ') FROM json_each(a.touches)) AS "닿은 숫자"
        FROM after_closing a CROSS JOIN closings c ON c.id = a.closing_id CROSS JOIN journal j ON j.seq = a.seq
        ORDER BY a.seq, c.id""",
    ),
    Table(
        "alarms",
        "경보",
        "운영본부에 알린 일과 끝난 때",
        """
        SELECT a.key AS 일, b.number AS 부스, a.since AS 시작시각, a.raised_at AS 알린시각, a.people AS "기다린 사람",
            a.taken_at AS 맡은시각, a.taken_by AS 단말, a.ended_at AS 끝난시각
        FROM alarms a LEFT JOIN booths b ON b.id = a.booth_id ORDER BY a.id""",
    ),
    Table(
        "rehearsals",
        "연습",
        "연습한 때. 연습에서 한 일은 남지 않는다",
        """
        SELECT began_at AS 시작시각, ended_at AS 끝난시각, day AS 날, crowd AS "걸은 손님" FROM rehearsals ORDER BY id""",
    ),
    Table(
        "journal",
        "지나온 일",
        "일어난 모든 일. 사람의 이름은 없다",
        f"""
        SELECT j.seq AS 순번, j.at AS 기록시각, j.happened_at AS 일어난시각, j.kind AS 일, {ACTOR.format("j.actor")} AS 단말종류,
            j.station_id AS 단말, v.number AS 번호, b.number AS 부스, j.ticket_id AS 대기표, j.consultation_id AS 상담,
            j.detail AS 내용
        FROM journal j LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN booths b ON b.id = j.booth_id
        ORDER BY j.seq""",
        in_workbook=False,
    ),
)

# Tables of the database that no export shows, and why.
LEFT_OUT = {
    **dict.fromkeys(
        (
            "phones",
            "push_subscriptions",
            "pairing_cards",
            "pairing_switch",
            "wrong_digits",
            "pending_networks",
            "follow_up_links",
            "mark_links",
        ),
        "secret",
    ),
    **dict.fromkeys(("loads", "plan_sums", "absent_places", "outcome_sums", "estimate_sums"), "derived"),
    **dict.fromkeys(("answers", "imported_rows", "import_pieces", "column_meanings"), "the program's memory"),
    **dict.fromkeys(("forgotten", "forgotten_actions", "erasures"), "the memory of who was forgotten"),
    **dict.fromkeys(("_sqlite_migrations", "sqlite_sequence"), "the database's own"),
    "timetable_runs": "how near each timetable was to the best: the proposals are exported",
    "past_expos": "the figures of the expo before: in its own export, and compared in the report",
    "attachment_contents": "photos and documents: in a backup",
    "forecasts": "what was foretold of each day: guesses, of no use once the day is there",
    "station_printers": "which station prints where: a setting of the room",
}
# Columns that tell a secret; no export reads them.
SECRETS = {
    "stations": {"token_hash", "pair_hash", "cookie_hash"},
    "tickets": {"place"},
    "printers": {"address"},
}
