"""Facts and word lists of the sample expo. Agencies are public bodies; people and enterprises are made up."""

EXPO_NAME = "제1회 사회책임조달 박람회"
EXPO_NAME_EN = "Social Procurement Fair"
EXPO_DAYS = ("2026-10-29", "2026-10-30")
EXPO_HOURS = ("10:00", "18:00")

# Booths stand in four rows of eleven, 7 m apart, rows 12 m apart; the first stands at 6 m, 8 m.
BOOTHS_A_ROW = 11
FIRST_X_M, FIRST_Y_M, STEP_X_M, STEP_Y_M = 6, 8, 7, 12

# name, English name, kind, counters: in the order of the booths A01 … A11, B01 …
AGENCIES = (
    ("서울특별시", "Seoul Metropolitan Government", "본청", 4),
    ("서울특별시교육청", "Seoul Metropolitan Office of Education", "교육청", 2),
    ("종로구", "Jongno-gu", "자치구", 2),
    ("중구", "Jung-gu", "자치구", 1),
    ("용산구", "Yongsan-gu", "자치구", 1),
    ("성동구", "Seongdong-gu", "자치구", 2),
    ("광진구", "Gwangjin-gu", "자치구", 1),
    ("동대문구", "Dongdaemun-gu", "자치구", 1),
    ("중랑구", "Jungnang-gu", "자치구", 2),
    ("성북구", "Seongbuk-gu", "자치구", 1),
    ("강북구", "Gangbuk-gu", "자치구", 1),
    ("도봉구", "Dobong-gu", "자치구", 2),
    ("노원구", "Nowon-gu", "자치구", 1),
    ("은평구", "Eunpyeong-gu", "자치구", 1),
    ("서대문구", "Seodaemun-gu", "자치구", 2),
    ("마포구", "Mapo-gu", "자치구", 1),
    ("양천구", "Yangcheon-gu", "자치구", 1),
    ("강서구", "Gangseo-gu", "자치구", 2),
    ("구로구", "Guro-gu", "자치구", 1),
    ("금천구", "Geumcheon-gu", "자치구", 1),
    ("영등포구", "Yeongdeungpo-gu", "자치구", 2),
    ("동작구", "Dongjak-gu", "자치구", 1),
    ("관악구", "Gwanak-gu", "자치구", 1),
    ("서초구", "Seocho-gu", "자치구", 2),
    ("강남구", "Gangnam-gu", "자치구", 1),
    ("송파구", "Songpa-gu", "자치구", 1),
    ("강동구", "Gangdong-gu", "자치구", 2),
    ("서울메트로", "Seoul Metro", "투자출연기관", 1),
    ("서울특별시도시철도공사", "Seoul Metropolitan Rapid Transit", "투자출연기관", 1),
    ("서울시설공단", "Seoul Facilities Corporation", "투자출연기관", 1),
    ("서울농수산식품공사", "Seoul Agro-Fisheries & Food", "투자출연기관", 1),
    ("SH공사", "SH Corporation", "투자출연기관", 1),
    ("서울의료원", "Seoul Medical Center", "투자출연기관", 1),
    ("서울연구원", "The Seoul Institute", "투자출연기관", 1),
    ("서울산업진흥원", "Seoul Business Agency", "투자출연기관", 1),
    ("서울신용보증재단", "Seoul Credit Guarantee Foundation", "투자출연기관", 1),
    ("세종문화회관", "Sejong Center", "투자출연기관", 1),
    ("서울시여성가족재단", "Seoul Foundation of Women & Family", "투자출연기관", 1),
    ("서울시복지재단", "Seoul Welfare Foundation", "투자출연기관", 1),
    ("서울문화재단", "Seoul Foundation for Arts and Culture", "투자출연기관", 1),
    ("서울시립교향악단", "Seoul Philharmonic", "투자출연기관", 1),
    ("서울디자인재단", "Seoul Design Foundation", "투자출연기관", 1),
    ("서울장학재단", "Seoul Scholarship Foundation", "투자출연기관", 1),
    ("용산구시설관리공단", "Yongsan Facilities Management", "투자출연기관", 1),
)
# How many purchases an agency of a kind announces, beside the others.
PLAN_WEIGHTS = {"본청": 2.2, "교육청": 1.0, "자치구": 1.0, "투자출연기관": 0.5}

PLAN_ITEMS = 3849
PLAN_TOTAL_WON = 35_000_000_000
PLAN_LEAST_WON = 180_000
PLAN_UNIT_WON = 10_000
PLAN_MEDIAN_WON = 5_080_000
PLAN_SIGMA = 1.08

DEPARTMENTS = ("총무과", "재무과", "문화체육과", "일자리경제과", "복지정책과", "시설팀")
CITY_DEPARTMENTS = ("총무과", "관광정책과", "보건의료정책과", "자원순환과", "공원녹지과", "사회적경제과")
PURCHASES = ("위탁", "구매", "용역", "제작")
QUARTERS = ("1분기", "2분기", "3분기", "4분기")

# category: what is bought of it
CATEGORIES = {
    "가구·목공": ("책상", "어린이집가구", "평상", "파고라"),
    "행사·공연기획": ("개관행사", "워크숍", "문화공연", "구민축제"),
    "관광·여행": ("문화체험", "마을관광해설", "직원연수", "팸투어"),
    "청소·방역": ("외벽청소", "물탱크청소", "청사청소", "방역소독"),
    "급식·도시락": ("행사도시락", "간식", "어린이급식", "결식아동도시락"),
    "화훼·조경": ("옥상텃밭", "가로화단", "청사화분", "꽃다발"),
    "돌봄·복지": ("가사간병", "장애인활동보조", "방문돌봄", "산모도우미"),
    "심리·건강": ("자살예방사업", "건강체조", "직원힐링", "미술심리상담"),
    "커피·다과": ("회의다과", "원두", "답례쿠키", "떡"),
    "집수리·건축": ("저소득층집수리", "경로당보수", "단열공사", "도배장판"),
    "사무용품": ("재생토너", "명함", "복사용지", "사무소모품"),
    "시설관리·경비": ("주차장관리", "체육시설관리", "공원관리", "경비용역"),
    "피복·근무복": ("환경미화원복", "민방위복", "단체티", "현장근무복"),
    "인쇄·출판": ("안내책자", "소식지", "교육교재", "구정백서"),
    "세탁": ("수건세탁", "커튼세탁", "근무복세탁", "침구세탁"),
    "IT·전산": ("전산소모품", "누리집유지보수", "노트북", "보안점검"),
    "기념품": ("업무용수첩", "에코백", "머그컵", "우산"),
    "교육·강연": ("평생학습강좌", "청소년진로교육", "환경교육", "직원교육"),
    "디자인·홍보물": ("리플릿", "현수막", "홍보영상", "누리집디자인"),
    "재활용·업사이클링": ("폐현수막가방", "업사이클소품", "폐가전처리", "재활용수거"),
}

PRE_REGISTERED = 260
WALK_INS = 60

NAME_STARTS = tuple(
    """
    가온 그루 나래 누리 느티 늘품 다온 도담 동네 두레
    라온 마루 모두 미르 살림 새봄 솔향 시나브로 아람 어울
    여울 온새 이음 참빛 푸른 한결 한울 함께 해맑 행복
    """.split()
)
# how a name ends: the category it promises
NAME_ENDS = {
    "공방": "가구·목공",
    "우드": "가구·목공",
    "문화": "행사·공연기획",
    "투어": "관광·여행",
    "클린": "청소·방역",
    "푸드": "급식·도시락",
    "가든": "화훼·조경",
    "케어": "돌봄·복지",
    "손길": "돌봄·복지",
    "마음": "심리·건강",
    "카페": "커피·다과",
    "하우징": "집수리·건축",
    "살림": "사무용품",
    "안전": "시설관리·경비",
    "일터": "피복·근무복",
    "출판": "인쇄·출판",
    "워시": "세탁",
    "테크": "IT·전산",
    "기프트": "기념품",
    "교육": "교육·강연",
    "디자인": "디자인·홍보물",
    "에코": "재활용·업사이클링",
}
# kind: of how many in a hundred, and how its names go on
KINDS = {
    "협동조합": (53, (" 협동조합",)),
    "사회적기업": (12, (" (주)", " 주식회사", "")),
    "마을기업": (11, (" (주)", " 주식회사", "")),
    "예비사회적기업": (9, (" (주)", " 주식회사", "")),
    "자활기업": (8, ("", " (주)")),
    "사회적협동조합": (7, (" 사회적협동조합",)),
}
# One enterprise whose name begins with its legal form and whose kind is none of the usual.
ODD_ENTERPRISE = ("(사)한마당사회적경제협의회", "기타", "교육·강연")

FAMILY_NAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN_NAMES = tuple(
    """
    민서 서연 도윤 하준 지우 현우 은지 수아 예은 시우
    준호 경민 재원 소영 태영 혜진 성훈 미경 정희 영숙
    """.split()
)
TITLES = ("대표", "이사", "팀장", "매니저", "과장")

# so many in a hundred wish for 0, 1, 2, 3, 4, 6 agencies; fill in 1, 2, 3 categories
WISHES = {0: 17, 1: 18, 2: 15, 3: 15, 4: 14, 6: 21}
CATEGORIES_EACH = {1: 50, 2: 25, 3: 25}

APPOINTED_SHARE = 0.71
SECOND_APPOINTMENT_SHARE = 0.34
FIRST_DAY_SHARE = 0.58
APPOINTMENT_TIMES = tuple(
    f"{hour}:{minute:02}" for hour in (10, 11, 13, 14, 15, 16) for minute in (0, 20, 40)
)

PROGRAMME = (
    ("1일차", "10:00", "18:00", "사회적경제기업 제품 전시", "전시의 장", "", "제품 전시", ""),
    ("1일차", "10:30", "11:00", "개막식", "주무대", 300, "행사", ""),
    ("1일차", "11:00", "11:40", "특강: 처음 만나는 공공조달", "소통의 장", 24, "강연", "서울시 재무과"),
    ("1일차", "13:00", "13:40", "계약·약정 서명식", "주무대", 100, "행사", ""),
    ("1일차", "14:00", "15:00", "서울문화체험관광 사업 발표회", "소통의 장", 80, "발표", ""),
    ("1일차", "16:00", "17:00", "특강: 사회적경제와 공공조달", "소통의 장", 80, "강연", ""),
    ("1일차", "17:00", "17:50", "대형 인형극 퍼레이드", "광장", 500, "공연", ""),
    ("2일차", "10:00", "18:00", "사회적경제기업 제품 전시", "전시의 장", "", "제품 전시", ""),
    ("2일차", "11:00", "12:00", "특강: 사회적기업의 성장", "소통의 장", 80, "강연", ""),
    ("2일차", "14:00", "15:00", "업사이클링 환경창의력교육", "참여의 장", 40, "교육·체험", ""),
    ("2일차", "15:00", "15:50", "시니어모델 패션쇼", "주무대", 300, "공연", ""),
    ("2일차", "16:00", "17:00", "관객참여형 퍼포먼스", "주무대", 300, "공연", ""),
)
