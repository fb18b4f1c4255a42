"""enterprises.csv: the pre-registered enterprises with the person each of them sends.

Messages never quote a person's name, phone or e-mail: they are remembered with the answer.
"""

from typing import Any

from kiosk.exchange import cells
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo import brn, telephones
from kiosk.expo.imports import Prepared
from kiosk.words import N_

FIELDS = (
    Field("name", "기업명", ("업체명", "회사명", "기업", "기업 이름", "상호"), required=True),
    Field("brn", "사업자등록번호", ("사업자번호", "등록번호", "사업자 등록번호"), required=True),
    Field("kind", "유형", ("기업유형", "구분", "기업구분", "인증유형")),
    Field("categories", "품목", ("주요품목", "취급품목", "생산품", "생산품목")),
    Field("person", "담당자", ("담당자명", "참가자", "성명", "이름", "담당자 성명"), required=True),
    Field("title", "직함", ("직위", "직급", "직책")),
    Field(
        "phone", "휴대전화", ("휴대폰", "연락처", "전화번호", "핸드폰", "전화", "휴대전화번호", "휴대폰번호")
    ),
    Field("email", "이메일", ("전자우편", "메일", "e-mail", "이메일주소")),
    Field("district", "소재지", ("지역", "주소"), better=("자치구",)),
    Field("wishes", "상담희망기관", ("희망기관", "상담 희망", "상담기관", "희망 상담기관")),
    Field(
        "consent",
        "개인정보동의",
        ("개인정보 수집·이용 동의", "개인정보", "동의", "동의여부", "개인정보 동의여부"),
        required=True,
    ),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: brn (digits), enterprise {name, kind, district}, categories, consent, and, only with consent, name,
    person {title, phone, email}, wishes. Without consent `name` stays, to recognise who is there already; it is
    never stored.
    """
    return prepare_rows(table, lang, _read)


def _read(draft: Draft, table: Table) -> dict[str, Any]:
    enterprise = {
        "name": draft.text("name", "기업명", required=True),
        "kind": _kind(draft),
        "district": draft.text("district", "소재지"),
    }
    consent, name = _consent(draft), draft.text("person", "담당자")
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
        "wishes": draft.parts("wishes", "상담희망기관", ";,/\n、|") if consent and name else [],
    }


def _brn(draft: Draft) -> str | None:
    written = cells.text(draft.raw("brn"))
    digits = brn.parse(written)
    if digits:
        return digits
    ten = "".join(char for char in written if char.isdecimal() and char.isascii())
    if not written:
        draft.refuse(N_("‘사업자등록번호’ 칸이 비어 있어요. 10자리 번호를 적어 주세요."))
    elif len(ten) != 10:
        draft.refuse(N_("‘사업자등록번호’가 10자리가 아니에요. 123-45-67891처럼 적어 주세요."))
    elif brn.check_digit(ten) != ten[9]:
        draft.refuse(
            N_(
                "‘사업자등록번호’의 마지막 숫자가 맞지 않아요. 앞 아홉 자리가 맞다면 "
                "마지막은 %(digit)s이니 등록증을 보고 고쳐 주세요."
            ),
            digit=brn.check_digit(ten),
        )
    else:
        draft.refuse(
            N_("‘사업자등록번호’가 세무서에서 주는 번호가 아니에요. 사업자등록증을 보고 고쳐 주세요.")
        )
    return None


def _kind(draft: Draft) -> str | None:
    written = draft.text("kind", "유형")
    kind = cells.kind(written or "")
    if written and not kind:
        draft.warn(
            N_(
                "‘유형’을 적힌 그대로 넣었어요. 사회적기업, 협동조합, 마을기업, 자활기업 가운데 있는지 확인해 주세요."
            )
        )
    return kind or written


def _consent(draft: Draft) -> bool:
    consent = cells.consent(draft.raw("consent"))
    if consent is None:
        draft.warn(N_("‘개인정보동의’를 Y나 N으로 적어 주세요. 알 수 없어 동의하지 않은 것으로 봐요."))
    return bool(consent)


def _person(draft: Draft) -> dict[str, str | None]:
    return {"title": draft.text("title", "직함"), "phone": _phone(draft), "email": _email(draft)}


def _phone(draft: Draft) -> str | None:
    """A doubtful phone is kept as it was written: somebody on the square may make sense of it."""
    written = draft.text("phone", "휴대전화")
    phone = telephones.parse(written or "")
    if written and not phone:
        draft.warn(
            N_("‘휴대전화’ 번호가 맞는지 확인해 주세요. 010-1234-5678처럼 적으면 돼요. 적힌 그대로 넣었어요.")
        )
    return phone or (written or "")[: telephones.MAX_CHARS] or None


def _email(draft: Draft) -> str | None:
    written = draft.text("email", "이메일")
    email = cells.email(written or "")
    if written and not email:
        draft.warn(N_("‘이메일’이 주소가 아니라 비워 두었어요. name@example.kr처럼 적어 주세요."))
    return email
