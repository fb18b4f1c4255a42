"""enterprises.csv: the pre-registered enterprises with the person each of them sends.

Messages never quote a person's name, phone or e-mail: they are remembered with the answer.
"""

from typing import Any

from kiosk.exchange import answers, cells, contact_cells, numbers, persons
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.exchange.wording import spelled
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

_AGREED = [
    f"{what}{particle}동의"
    for what in spelled("이용, 수집, 활용, 처리, 개인정보제공, 개인정보, 위내용, 위사항, 상기내용, 본내용")
    for particle in ("", *spelled("에, 을, 를, 에대한, 에대해, 에관한"))
] + [
    f"이용{among}{whom}제공{particle}동의"
    for among in ("", "및", "과")
    for whom in ("", "제3자")
    for particle in ("", "에", "에대한")
]
FIELDS = (
    Field(
        "name",
        "기업명",
        spelled(
            "업체명, 회사명, 기업, 기업 이름, 상호, 상호명, 기업체명, 사업체명, 단체명, 법인명, 업체, 회사"
        ),
        required=True,
        ends=spelled("상호, 업체이름, 회사이름, 기업이름"),
        never=spelled("추천, 제품, 상품, 협력, 희망, 기관"),
    ),
    Field("short_name", "짧은 이름", spelled("약칭, 줄임말, 기업 약칭, 짧은 기업명, short name")),
    Field("name_en", "영문명", spelled("영문 기업명, 영문 회사명, 영문 상호, 영문, english")),
    Field(
        "brn",
        "사업자등록번호",
        spelled("사업자번호, 등록번호, 사업자등록증번호, 사업자 no, 사업자"),
        required=True,
        never=spelled("법인, 인증, 주민, 특허, 상표"),
    ),
    Field("kind", "유형", spelled("기업유형, 구분, 기업구분, 인증유형, 기업형태, 조직유형, 기업종류")),
    Field(
        "categories",
        "품목",
        spelled("주요품목, 취급품목, 생산품, 생산품목, 주요 생산품, 주력품목, 판매품목"),
        ends=spelled("품목, 생산품"),
        never=spelled("희망, 구매"),
    ),
    Field(
        "person",
        "담당자",
        spelled(
            "담당자명, 참가자, 성명, 이름, 담당자 성명, 담당자 이름, 성함, 담당자 성함, 참석자, 참석자명, 참석자 성명, 참석자 이름,"
            "참가자명, 참가자 성명, 참가자 이름, 상담자, 상담자명, 방문자, 방문자명, 방문자 성명, 신청자, 신청자명, 신청자 성명,"
            "신청자 이름, 신청인, 신청인명, 신청인 성명, 신청인 이름, 참여자, 참여자명, 참여자 성명, 참여자 이름, 상담자 성명, 상담자 이름,"
            "방문자 이름, 등록자, 등록자명, 등록자 성명, 참석인, 참석인 성명, 참가자 성함, 참석자 성함, 신청자 성함, 신청인 성함"
        ),
        required=True,
        ends=spelled("성함, 분의성명, 분의이름, 분이름, 참석하시는분, 참석할분, 오시는분"),
        never=spelled("대표, 추천, 작성자, 예금주, 자수, 인원, 책임자, 연령, 성별"),
    ),
    Field(
        "title",
        "직함",
        spelled("직위, 직급, 직책, 직위직책, 직급직책, 직책직급, 직급직위"),
        ends=spelled("직위, 직급, 직책, 직함"),
    ),
    Field(
        "phone",
        "휴대전화",
        spelled(
            "휴대폰, 연락처, 전화번호, 핸드폰, 전화, 휴대전화번호, 휴대폰번호, 핸드폰번호, 이동전화, 모바일, hp,"
            "담당자 휴대전화, 담당자 휴대폰, 담당자 연락처, 휴대전화 연락처"
        ),
        never=spelled("대표, 팩스, fax, 비상, 긴급, 추천, 회사, 사무실"),
    ),
    Field("email", "이메일", spelled("전자우편, 메일, e-mail, 이메일주소, 메일주소, 전자메일, e-mail 주소")),
    Field(
        "district",
        "소재지",
        spelled("지역, 주소, 사업장 소재지, 기업 소재지, 사업장 주소, 회사 주소, 소재 자치구"),
        never=spelled("메일, 홈페이지, 희망"),
        better=("자치구",),
    ),
    Field(
        "wishes",
        "상담희망기관",
        spelled("희망기관, 상담 희망, 상담기관, 희망 상담기관, 희망부스, 방문 희망기관"),
        ends=spelled("희망하는기관, 희망하시는기관, 원하는기관, 원하시는기관, 희망기관명"),
        never=spelled("시간, 시각, 일자, 날짜, 일시, 분야, 내용, 품목"),
    ),
    Field(
        "consent",
        "개인정보동의",
        spelled(
            "개인정보 수집·이용 동의, 개인정보 수집·이용, 개인정보, 동의, 동의여부, 개인정보 동의여부,"
            "개인정보 수집 및 이용 동의, 개인정보 활용 동의, 개인정보 제공 동의"
        ),
        required=True,
        ends=(*_AGREED, *spelled("이용동의서, 활용동의서, 개인정보동의서")),
        never=spelled("마케팅, 광고, 홍보, 초상, 촬영, 사진, 영상, 수신, 책임, 보호, 문의, 파기"),
    ),
    Field(
        "share",
        "제3자 제공 동의",
        spelled("개인정보 제3자 제공 동의, 제3자 제공, 개인정보 제3자 제공, 제3자 정보제공 동의"),
        ends=spelled("제3자제공에동의, 제3자제공에대한동의, 제3자정보제공에동의, 제3자에게제공하는것에동의"),
        never=spelled("마케팅, 광고, 홍보"),
    ),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: brn (digits), enterprise {name, kind, district, short_name, name_en}, categories, consent, and, only with consent, name,
    person {title, phone, email}, wishes. Without consent `name` stays, to recognise who is there already; it is
    never stored.
    """
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    enterprise = {
        "name": draft.text("name", "기업명", required=True),
        "kind": _kind(draft),
        "district": draft.said("district", "소재지"),
        "short_name": draft.said("short_name", "짧은 이름"),
        "name_en": draft.said("name_en", "영문명"),
    }
    consent, name = _consent(draft), _name(draft)
    if not name:
        draft.warn(
            N_("‘담당자’ 칸이 비어 있어 기업만 넣어요. 올 사람의 이름을 적으면 명찰을 미리 만들 수 있어요.")
        )
    return {
        "brn": _brn(draft),
        "enterprise": enterprise,
        "categories": draft.parts("categories", "품목", ",;/\n、|"),
        "consent": consent,
        "name": name,
        "person": _person(draft) if consent and name else dict.fromkeys(("title", "phone", "email")),
        "wishes": _wishes(draft) if consent and name else [],
    }


def _brn(draft: Draft) -> str | None:
    number = numbers.business(draft.raw("brn"))
    if number.value is None:
        draft.refuse(number.says, **dict(number.values))
    elif number.says:
        draft.warn(number.says)
    return number.value


def _name(draft: Draft) -> str | None:
    name = draft.text("person", "담당자")
    if not name or not persons.is_name(name):
        return None
    if doubt := persons.doubt(draft.raw("person")):
        draft.warn(doubt)
    return name


def _wishes(draft: Draft) -> list[str]:
    """`1순위 은평구 2순위 성북구`, `①은평구 ②성북구`: numbers part what is wished as commas do."""
    return draft.parts("wishes", "상담희망기관", ";,/\n、|", numbered=True)


def _kind(draft: Draft) -> str | None:
    written = draft.said("kind", "유형")
    kind = cells.kind(written or "")
    if written and not kind:
        draft.warn(
            N_(
                "‘유형’을 적힌 그대로 넣었어요. 사회적기업, 협동조합, 마을기업, 자활기업 가운데 있는지 확인해 주세요."
            )
        )
    return kind or written


def _consent(draft: Draft) -> bool:
    """What is kept is shown to agencies: who says yes to the one and no to the other has not agreed."""
    consent = answers.consent(draft.raw("consent"))
    if consent is None:
        draft.warn(N_("‘개인정보동의’를 Y나 N으로 적어 주세요. 알 수 없어 동의하지 않은 것으로 봐요."))
    if consent and draft.has("share") and not answers.consent(draft.raw("share")):
        draft.warn(N_("‘제3자 제공 동의’가 Y가 아니라 개인정보에 동의하지 않은 것으로 봐요."))
        return False
    return bool(consent)


def _person(draft: Draft) -> dict[str, str | None]:
    return {"title": draft.said("title", "직함"), "phone": _phone(draft), "email": contact_cells.email(draft)}


def _phone(draft: Draft) -> str | None:
    """A doubtful phone is kept as it was written: somebody on the square may make sense of it."""
    draft.text("phone", "휴대전화")
    number = numbers.telephone(draft.raw("phone"))
    if number.says:
        draft.warn(number.says)
    return number.value
