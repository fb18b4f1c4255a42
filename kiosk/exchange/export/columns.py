"""What stands in a column of an export: its kind, and what it means, said once for whatever table bears its heading."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# text; code: digits that are no number; number; won: whole won; moment: ms since 1970, UTC; day: an ISO date; word: a word
# of the program, which a spreadsheet shows in Korean.
Kind = Literal["text", "code", "number", "decimal", "won", "moment", "day", "word"]


class Column(NamedTuple):
    """`means` stands in the sheet of definitions. `words`: of a word, the program's -> the one people read."""

    kind: Kind
    means: str
    words: Mapping[str, str] = {}
    width: int = 0  # in a sheet, in digits; 0: what its kind usually needs


VISITOR_STATES = {"pending": "등록 확인 전", "registered": "등록", "merged": "다른 등록과 합침"}
BADGES = {"visitor": "참가자", "staff": "스태프", "press": "언론", "official": "관계자"}
TICKETS = {
    "waiting": "대기",
    "called": "호출",
    "serving": "상담 중",
    "done": "상담 끝",
    "no_show": "안 옴",
    "cancelled": "취소",
}
MEETINGS = {"open": "상담 중", "finished": "끝남", "cancelled": "시작을 되돌림"}
WISHES = {"open": "신청", "placed": "대기표를 받음", "withdrawn": "뺌"}
INVITES = {"open": "답을 기다림", "accepted": "받아들임", "declined": "거절", "lapsed": "답 없이 끝남"}
SIGNINGS = {"sent": "보냄", "skipped": "건너뜀", "announced": "발표", "done": "서명함"}
OUTCOMES = {"consulted": "상담", "commitment": "우선구매 약정", "contract": "현장계약", "mou": "업무협약"}
ORIGINS = {
    "appointment": "예약",
    "wish": "상담 희망",
    "match": "추천",
    "asked": "직접 신청",
    "walk_up": "바로 상담",
}
ITEMS = {
    "presentation": "발표",
    "lecture": "강연",
    "performance": "공연",
    "class": "교육·체험",
    "event": "행사",
    "exhibition": "제품 전시",
}
ROLES = {
    "system": "서버",
    "kiosk": "키오스크",
    "desk": "안내 데스크",
    "booth": "부스",
    "board": "현황판",
    "stage": "무대",
    "door": "프로그램 문",
    "standby": "둘째 노트북",
    "edge": "중계 서버",
    "organiser": "운영본부",
    "visitor": "참가자의 휴대전화",
    "phone": "등록한 휴대전화",
}
PURPOSES = {"keep": "보관", "share": "기관에 제공", "need": "필요한 도움"}
NUMBERS = {"blank": "남은 빈 명찰", "claimed": "사람에게 붙임", "retired": "다른 번호로 바꿈"}
PRINTING = {"queued": "차례를 기다림", "sent": "보냄", "done": "인쇄함", "failed": "실패", "unknown": "모름"}
BECAME = {"contracted": "계약함", "lapsed": "하지 않기로 함", "open": "진행 중"}
WAYS = {"sheet": "조사표", "link": "링크", "organiser": "운영본부", "purchase": "이후 구매"}
DECIDED = {"matched": "약속과 이음", "beside": "약속과 상관없음"}
SIDES = {"agency": "기관", "enterprise": "기업"}
MARKED_BY = {"import": "파일", "link": "기관의 링크", "organiser": "운영본부", "system": "명령줄"}
PROPOSALS = {"open": "제안", "declined": "거절", "replaced": "다른 것으로 바뀜", "applied": "예약이 됨"}
SAYS = {"yes": "확인", "no": "거절"}
YES_NO = {"Y": "예", "N": "아니요"}

COLUMNS: dict[str, Column] = {
    "표시한 쪽": Column("word", "누가 만나고 싶다고 했는지"),
    "온 길": Column("word", "어떻게 왔는지"),
    "표시시각": Column("moment", "표시한 때"),
    "못 오는 때부터": Column("moment", "이때부터 오지 못한다"),
    "못 오는 때까지": Column("moment", "이때까지 오지 못한다"),
    "제안": Column("number", "제안의 번호"),
    "만든 차례": Column("number", "몇 번째로 만든 시간표인지. 손으로 넣은 것은 비어 있다"),
    "예약 끝": Column("moment", "예약한 상담이 끝나는 때"),
    "기관의 답": Column("word", "기관이 확인했는지"),
    "기업의 답": Column("word", "기업이 확인했는지"),
    "손으로 정함": Column("word", "운영본부가 손으로 넣거나 옮겼는지", YES_NO),
    "답": Column("number", "답의 번호"),
    "답한 길": Column("word", "어떻게 답이 왔는지", WAYS),
    "답의 때": Column("moment", "언제의 일을 답한 것인지"),
    "온 때": Column("moment", "답이나 파일이 들어온 때"),
    "되돌린 때": Column("moment", "답을 되돌린 때"),
    "약속한 금액(원)": Column("won", "박람회에서 적은 금액"),
    "계약한 날": Column("day", "계약한 날"),
    "계약한 금액(원)": Column("won", "계약한 금액. 약속한 금액과 더하지 않는다"),
    "문서번호": Column("text", "계약이나 구매 문서의 번호"),
    "구매": Column("number", "이후 구매의 번호"),
    "구매일": Column("day", "산 날"),
    "구매 금액(원)": Column("won", "산 금액"),
    "구매 품목": Column("text", "산 것"),
    "정한 것": Column("word", "약속과 견주어 정한 것", DECIDED),
    "가로(m)": Column("decimal", "지도에서 차지하는 가로 길이"),
    "결과": Column("word", "상담 결과의 종류", OUTCOMES),
    "경로": Column("word", "어떻게 생겼는지", ORIGINS),
    "고친시각": Column("moment", "기록을 고친 때"),
    "구매계획": Column("number", "구매계획의 번호. purchase_plan의 구매계획과 같다"),
    "구분": Column("text", "기관의 구분"),
    "금액(원)": Column("won", "적힌 금액. 종류가 다른 결과의 금액은 더하지 않는다"),
    "금액공개": Column("word", "무대에서 금액을 보여도 좋다고 했는지", YES_NO),
    "기관명": Column("text", "공공기관의 이름"),
    "기록시각": Column("moment", "서버가 적은 때"),
    "기업": Column("number", "기업의 번호. enterprises의 기업과 같다"),
    "기업명": Column("text", "기업의 이름. 비어 있으면 소속이 없는 시민"),
    "끝난시각": Column("moment", "상담이나 대기가 끝난 때"),
    "날": Column("day", "박람회 날"),
    "남은 용지": Column("number", "프린터에 남은 명찰 용지의 수"),
    "내용": Column("text", "그 일에 딸린 값(JSON)"),
    "넣은시각": Column("moment", "더한 때"),
    "다른 번호": Column("number", "서로 다른 사람으로 확인한 두 번째 번호"),
    "다시 인쇄한 것": Column("number", "다시 인쇄한 앞의 인쇄 번호"),
    "단말": Column("number", "한 단말의 번호. stations의 단말과 같다"),
    "단말종류": Column("word", "누가 했는지", ROLES),
    "닫는시각": Column("moment", "그날 마치는 때"),
    "답한시각": Column("moment", "답한 때"),
    "대기표": Column("number", "대기표의 번호. tickets의 대기표와 같다"),
    "대표 색": Column("text", "박람회의 색"),
    "동의": Column("word", "동의했는지", YES_NO),
    "동의글": Column("text", "읽은 동의 글의 판. consent_texts의 동의글과 같다"),
    "동의시각": Column("moment", "동의하거나 거둔 때"),
    "드라이버": Column("text", "프린터에 보내는 방법"),
    "등록경로": Column("text", "어디에서 등록했는지"),
    "등록시각": Column("moment", "등록한 때"),
    "링크 연 시각": Column("moment", "자기 화면을 휴대전화로 처음 연 때"),
    "말": Column("text", "쓴 언어"),
    "맺은시각": Column("moment", "처리한 때"),
    "메모": Column("text", "부스가 적은 메모"),
    "명찰": Column("word", "명찰의 종류", BADGES),
    "명찰번호": Column("code", "명찰 QR의 16자리 번호. 넷씩 띄어 적는다. 연락처를 함께 내보낼 때만 있다"),
    "목적": Column("word", "무엇에 동의했는지", PURPOSES),
    "무효시각": Column("moment", "명찰을 못 쓰게 한 때"),
    "발표시각": Column("moment", "무대에서 발표한 때"),
    "번호": Column("number", "참가자의 번호. 명찰에 크게 적힌 수"),
    "보관동의": Column("word", "개인정보를 보관해도 좋다고 했는지", YES_NO),
    "보낸시각": Column("moment", "보낸 때"),
    "부서": Column("text", "구매하는 부서"),
    "부스": Column("code", "부스의 번호"),
    "부스번호": Column("code", "부스의 번호"),
    "부재": Column("number", "불렀는데 오지 않은 횟수"),
    "빠진시각": Column("moment", "뺀 때"),
    "사업명": Column("text", "예고한 구매의 이름"),
    "사업자등록번호": Column("code", "사업자등록번호 열 자리"),
    "상담": Column("number", "상담의 번호. consultations의 상담과 같다"),
    "상담석": Column("number", "상담석의 번호, 또는 그 수"),
    "상태": Column("word", "지금 어떤 상태인지"),
    "서명시각": Column("moment", "서명한 때"),
    "서명식": Column("number", "서명식의 번호"),
    "설정": Column("text", "바꾼 설정(JSON)"),
    "세로(m)": Column("decimal", "지도에서 차지하는 세로 길이"),
    "소속 행사": Column("text", "함께 열리는 어느 행사의 것인지. 비어 있으면 박람회의 것"),
    "손님의 언어": Column("text", "초청 손님이 쓰는 언어(ISO 639-1)"),
    "손님의 소속": Column("text", "초청 손님이 어디에서 왔는지. 보관에 동의한 사람만"),
    "로마자 이름": Column("text", "초청 손님의 로마자 이름. 보관에 동의한 사람만"),
    "첫날": Column("day", "그 행사가 열리는 첫날. 비어 있으면 박람회 날 모두"),
    "마지막 날": Column("day", "그 행사가 열리는 마지막 날"),
    "소재지": Column("text", "기업이 있는 곳"),
    "순번": Column("number", "기록의 순번"),
    "시간대": Column("text", "시각을 적은 시간대"),
    "시계가닫은시각": Column("moment", "아무도 끝내지 않아 시계가 끝낸 때"),
    "시기": Column("text", "사려는 때"),
    "시도": Column("number", "보낸 횟수"),
    "시민": Column("number", "명찰 없이 들어온 시민의 수"),
    "시작시각": Column("moment", "시작한 때"),
    "신청시각": Column("moment", "신청한 때"),
    "마감시각": Column("moment", "그날을 마감한 때"),
    "마감한사람": Column("text", "마감한 운영본부 단말"),
    "마지막 순번": Column("number", "마감할 때 마지막 기록의 순번"),
    "지문(SHA-256)": Column("text", "마감한 숫자를 정해진 꼴의 JSON으로 적은 것의 SHA-256", width=64),
    "기관 지문(SHA-256)": Column(
        "text", "마감한 기관마다의 숫자를 정해진 꼴의 JSON으로 적은 것의 SHA-256", width=64
    ),
    "다시연시각": Column("moment", "마감을 되돌린 때"),
    "숫자": Column("text", "숫자의 이름. 박람회의 것은 figures.json, 기관의 것은 results.json의 이름과 같다"),
    "값": Column("number", "마감할 때의 값"),
    "닿은 숫자": Column("text", "그 일로 달라질 수 있는 숫자의 이름"),
    "알림글": Column("text", "보낸 말", width=40),
    "알림글(영문)": Column("text", "영어로 보낸 말", width=40),
    "현황판에": Column("number", "현황판에 보냈으면 1"),
    "휴대전화에": Column("number", "휴대전화에 보냈으면 1"),
    "태블릿에": Column("number", "태블릿에 보냈으면 1"),
    "끝낼시각": Column("moment", "저절로 끝나기로 한 때"),
    "읽은시각": Column("moment", "부스가 읽은 때"),
    "보낸 말": Column("number", "한 번 보낸 말의 번호"),
    "걸은 손님": Column("number", "연습에서 걸은 모의 참가자 수"),
    "알림": Column("text", "거절하며 보인 말"),
    "언어": Column("text", "어느 언어로 하는지"),
    "여는시각": Column("moment", "그날 여는 때"),
    "연결시각": Column("moment", "단말로 연결한 때"),
    "연장(분)": Column("number", "더한 상담 시간"),
    "영문명": Column("text", "영어 이름"),
    "예산(원)": Column("won", "예고한 예산"),
    "예약시각": Column("moment", "예약한 때"),
    "위치X(m)": Column("decimal", "지도 왼쪽에서 몇 미터"),
    "위치Y(m)": Column("decimal", "지도 위에서 몇 미터"),
    "유형": Column("text", "기업의 유형"),
    "이름": Column("text", "사람이나 물건의 이름. 사람의 이름은 보관에 동의한 사람만 있다"),
    "이메일": Column("text", "보관에 동의한 사람의 전자우편"),
    "이유": Column("text", "그렇게 한 까닭"),
    "이전메모": Column("text", "고치기 전의 메모"),
    "이전주제": Column("text", "고치기 전의 주제"),
    "인쇄": Column("number", "인쇄의 번호"),
    "인쇄한 수": Column("number", "지금까지 인쇄한 수"),
    "일": Column("text", "무슨 일인지. docs/contract.md의 verb"),
    "일어난시각": Column("moment", "그 일이 일어난 때"),
    "일자": Column("day", "박람회 날"),
    "읽은 글": Column("text", "동의를 구한 글"),
    "입장시각": Column("moment", "들어온 때"),
    "자리받은시각": Column("moment", "자리가 난 때"),
    "잠긴시각": Column("moment", "단말을 잠근 때"),
    "장소": Column("text", "어디에서 하는지"),
    "접수시각": Column("moment", "줄에 선 때"),
    "정원": Column("number", "몇 명까지인지. 비어 있으면 제한 없음"),
    "제공동의": Column("word", "만난 기관에 제공해도 좋다고 했는지", YES_NO),
    "종이에서 옮긴 시각": Column(
        "moment", "전기나 망이 끊겨 종이에 적은 것을 옮긴 때. 비어 있으면 단말에서 적은 것"
    ),
    "종료시각": Column("moment", "끝나는 때"),
    "종류": Column("word", "어떤 종류인지"),
    "주제": Column("text", "상담에서 다룬 것"),
    "직함": Column("text", "보관에 동의한 사람의 직함"),
    "진행": Column("text", "누가 진행하는지"),
    "짧은 이름": Column("text", "현황판에서 쓰는 이름"),
    "참석시각": Column("moment", "문에서 들어온 때"),
    "첨부": Column("number", "첨부 파일의 번호"),
    "초대": Column("number", "초대의 번호"),
    "초대시각": Column("moment", "초대한 때"),
    "총구매액(원)": Column("won", "기관이 알려 준 한 해 총구매액"),
    "공개시각": Column("moment", "결과를 누구나 보게 한 때"),
    "내린시각": Column("moment", "결과를 다시 내린 때"),
    "알린시각": Column("moment", "운영본부에 처음 알린 때"),
    "기다린 사람": Column("number", "그때 그 일로 기다린 사람의 수"),
    "맡은시각": Column("moment", "누가 맡아 보기로 한 때"),
    "취소시각": Column("moment", "취소한 때"),
    "코드": Column("text", "거절의 종류"),
    "크기(바이트)": Column("number", "파일의 크기"),
    "퇴장시각": Column("moment", "나간 때"),
    "파일": Column("text", "파일의 이름"),
    "판": Column("number", "기록의 판. 고칠 때마다 하나씩 는다"),
    "품목": Column("text", "무엇을 사거나 만드는지"),
    "프로그램": Column("text", "프로그램의 제목"),
    "프린터": Column("number", "프린터의 번호. printers의 프린터와 같다"),
    "한 일": Column("text", "하려던 일. docs/contract.md의 verb"),
    "함께 보는 메모": Column("text", "기업도 보는 메모"),
    "합친 번호": Column("number", "합쳐져 남은 등록의 번호"),
    "항목": Column("number", "프로그램의 번호. programme의 항목과 같다"),
    "형식": Column("text", "파일의 형식"),
    "호": Column("number", "그 종류의 몇 호 서명인지"),
    "호출시각": Column("moment", "부른 때"),
    "확인시각": Column("moment", "기업이 기록을 확인한 때"),
    "후속기한": Column("text", "다음 할 일을 언제까지 하는지. 적힌 그대로"),
    "후속담당": Column("text", "다음 할 일을 누가 하는지"),
    "후속조치": Column("text", "다음에 하기로 한 일"),
    "휴대전화": Column("text", "보관에 동의한 사람의 휴대전화"),
}


def column(heading: str, words: Mapping[str, Mapping[str, str]]) -> Column:
    """The column of this heading; `words`: what a table says of its own words, by heading."""
    found = COLUMNS[heading]
    return found._replace(words=words[heading]) if heading in words else found
