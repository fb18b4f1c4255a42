"""Files as offices and forms send them, each one case of a kind; invented, and made here."""

from collections.abc import Iterable

from kiosk.demo.sample.make import check_digit
from tests.saved_files import workbook

HEAD = "기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의".split(
    ","
)
CONSENTS = (
    *("동의합니다.", "네, 동의합니다", "예, 동의합니다.", "동의함(2026.10.1)", "☑ 동의", "■동의 □미동의"),
    *(
        "개인정보 수집 및 이용에 동의합니다.",
        "동의 (필수)",
        "Y(제3자 제공 포함)",
        "예/동의",
        "●",
        "√",
        "수락",
    ),
    *("Agree", "동의하지 않습니다", "동의하지 않음"),
)
NO_NAMES = ("미정", "-", "추후 통보", "없음", "#N/A", "대표", ".")
SEVERAL = ("김하늘, 이바다", "김하늘 외 1명", "김하늘\n이바다", "김하늘/이바다")
WITH_MORE = ("홍길동(대리참석)", "金 （대표）", "하늘 대표")
NAMES = ("אבג", "😀하늘", "龘靐", "뷁쀍 쫗", "Nguyễn Thị Ánh Nguyệt", "이 산")
AMOUNTS = {
    "12,500천원": 12_500_000,
    "약 3억": 300_000_000,
    "3억원 내외": 300_000_000,
    "2.5억": 250_000_000,
    "12500000.00": 12_500_000,
    "△1,000": None,
    "비예산": None,
    "１２，５００": 12_500,
    "12.500.000": 12_500_000,
    "12 500 000": 12_500_000,
    "12,500(천원)": 12_500_000,
    "일금 삼백만원정": 3_000_000,
    "3,000만 원": 30_000_000,
    "3백만원": 3_000_000,
    "1,234.5천원": 1_234_500,
    "12,500,000원(VAT 포함)": 12_500_000,
    "0": 0,
    "5천만원 이하": 50_000_000,
    "￦1,000,000": 1_000_000,
    "1.25E+07": 12_500_000,
}


def csv(*rows: Iterable[str]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("utf-8-sig")


def brn(at: int) -> str:
    """The at-th of a run of valid numbers."""
    nine = f"20110{at + 1:04}"
    return nine + check_digit(nine)


def enterprise(at: int, **changes: str) -> list[str]:
    row = dict.fromkeys(HEAD, "") | {
        "기업명": f"가람상사{at}",
        "사업자등록번호": brn(at),
        "유형": "협동조합",
        "담당자": f"나무{at}",
        "휴대전화": f"010-3333-{at:04}",
        "상담희망기관": "은평구",
        "개인정보동의": "Y",
    }
    return list((row | changes).values())


def consents() -> bytes:
    return workbook(HEAD, *(enterprise(at, 개인정보동의=said) for at, said in enumerate(CONSENTS)))


def names() -> bytes:
    every = (*NO_NAMES, *SEVERAL, *WITH_MORE, *NAMES)
    return workbook(HEAD, *(enterprise(at, 담당자=name) for at, name in enumerate(every)))


def form() -> bytes:
    return workbook(
        (
            *("타임스탬프", "1. 기업명", "2. 사업자등록번호 (숫자만)", "Q3. 참석자 성명 *", "④ 휴대전화"),
            "5. 개인정보 수집·이용에 동의하십니까? (필수)\n수집 항목: 성명, 휴대전화. 보유 기간: 1년",
        ),
        ("2026. 10. 1 오후 2:13:05", "폼상사", brn(1), "다섯로", "010-4444-0014", "네, 동의합니다."),
    )


def two_phones() -> bytes:
    return workbook(
        (
            "기업명",
            "사업자등록번호",
            "대표자",
            "전화번호",
            "담당자",
            "휴대전화",
            "주소",
            "자치구",
            "개인정보동의",
        ),
        ("네줄상사", brn(1), "셋", "02-123-4567", "넷로리", "010-4444-0013", "서울 마포구 1", "마포구", "Y"),
    )


def pandas() -> bytes:
    third = enterprise(3, 기업명="nan", 담당자="nan", 휴대전화="nan")
    return csv(
        HEAD,
        enterprise(1, 사업자등록번호=f"{brn(1)}.0", 휴대전화="1033330300.0"),
        enterprise(2, 사업자등록번호="2.011003026E+09", 휴대전화="1.03333E+09"),
        third,
    )


def digits() -> bytes:
    number = [f"{brn(at)[:3]}-{brn(at)[3:5]}-{brn(at)[5:]}" for at in range(10)]
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    return csv(
        HEAD,
        enterprise(0, 사업자등록번호=number[0].translate(wide), 휴대전화="０１０－１２３４－０６００"),
        enterprise(
            1, 사업자등록번호=number[1].replace("-", "–"), 휴대전화="010.1234.0601", 상담희망기관="은평구청"
        ),
        enterprise(
            2,
            사업자등록번호=f"{number[2]} (본점)",
            휴대전화="82-10-1234-0602",
            상담희망기관="서울특별시 은평구",
        ),
        enterprise(3, 사업자등록번호=f"사업자 {number[3]}", 휴대전화="1012340603", 상담희망기관="은평"),
        enterprise(4, 사업자등록번호=f"'{brn(4)}", 휴대전화="'01012340604", 상담희망기관="B03"),
        enterprise(5, 휴대전화="010-1234-0605 / 02-123-4567", 상담희망기관="은평구(총무과)"),
        enterprise(
            6,
            사업자등록번호=f"{number[6]} ",
            휴대전화="０１０ 1234 0606",
            상담희망기관="1순위 은평구 2순위 성북구",
        ),
        enterprise(7, 사업자등록번호=number[7].replace("0", "O", 1), 상담희망기관="①은평구 ②성북구"),
        enterprise(8, 휴대전화="없음", 상담희망기관="전체"),
        enterprise(9, 휴대전화="-", 상담희망기관="없음"),
    )


def amounts() -> bytes:
    head = ("기관명", "부서", "사업명", "품목", "예산", "시기")
    rows = (("은평구", "총무과", f"금액 {at}", "가구", said, "2분기") for at, said in enumerate(AMOUNTS))
    return csv(head, *rows)


FILES = {
    "ent_consent.xlsx": ("enterprises", consents),
    "ent_names.xlsx": ("enterprises", names),
    "ent_form.xlsx": ("enterprises", form),
    "ent_two_phones.xlsx": ("enterprises", two_phones),
    "ent_pandas.csv": ("enterprises", pandas),
    "ent_digits.csv": ("enterprises", digits),
    "plan_amounts.csv": ("plan", amounts),
}
