"""guests.csv: who is invited to an event that is held with the expo, in which language they are spoken to.

Messages never quote a person's name, phone or e-mail: they are remembered with the answer.
"""

from typing import Any

from kiosk.exchange import answers, contact_cells, numbers, persons
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.exchange.wording import spelled
from kiosk.expo.imports import Prepared
from kiosk.expo.square.gatherings import GUEST_LANGUAGES
from kiosk.language.sentences import N_
from kiosk.language.text import key

FIELDS = (
    Field(
        "gathering", "초청 행사", spelled("행사, 행사명, 함께 열리는 행사, 소속 행사, event"), required=True
    ),
    Field("name", "손님 이름", spelled("이름, 성명, 성함, 손님, 초청자, 참석자, 연사, name"), required=True),
    Field(
        "name_latin",
        "영문 이름",
        spelled("영문명, 영문 성명, 로마자 이름, 로마자, 영어 이름, english name, latin name"),
    ),
    Field(
        "comes_from",
        "소속",
        spelled("소속 기관, 단체, 회사, 나라, 국가, organisation, organization, affiliation"),
    ),
    Field("title", "직함", spelled("직위, 직급, 직책, position, title")),
    Field("language", "언어", spelled("사용 언어, 쓰는 언어, 말, language")),
    Field("phone", "휴대전화", spelled("휴대폰, 연락처, 전화번호, 전화, mobile, phone")),
    Field("email", "이메일", spelled("전자우편, 메일, e-mail, 이메일주소")),
    Field(
        "consent",
        "개인정보동의",
        spelled("개인정보 수집·이용 동의, 개인정보 동의, 동의, 동의여부, consent"),
        required=True,
    ),
)
# How languages are called beside their Korean words and their codes.
_ALSO = {
    "ko": "korean 한국말 한글",
    "en": "english 영어권",
    "ja": "japanese 日本語 일어",
    "zh": "chinese 中文 汉语 漢語 중국말",
    "fr": "french français 불어",
    "es": "spanish español",
    "de": "german deutsch 독어",
    "vi": "vietnamese",
    "th": "thai",
    "id": "indonesian",
    "mn": "mongolian",
    "ru": "russian",
    "ar": "arabic",
    "pt": "portuguese",
    "it": "italian",
}
_BY_WORD = {
    key(word): code
    for code, spoken in GUEST_LANGUAGES.items()
    for word in (code, spoken, *_ALSO[code].split())
}


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: gathering (a name), name, language (of GUEST_LANGUAGES), consent, person {name_latin, comes_from, title, phone, email}."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    name = draft.text("name", "손님 이름", required=True)
    if name and not persons.is_name(name):
        draft.refuse(N_("‘손님 이름’에 사람의 이름을 적어 주세요."))
    consent = bool(answers.consent(draft.raw("consent")))
    if not consent:
        draft.refuse(
            N_("‘개인정보동의’가 Y가 아니라 넣지 않았어요. 동의를 받은 뒤 Y로 적어 다시 가져와 주세요.")
        )
    return {
        "gathering": draft.text("gathering", "초청 행사", required=True),
        "name": name,
        "language": _language(draft),
        "consent": consent,
        "person": {
            "name_latin": _latin(draft),
            "comes_from": draft.said("comes_from", "소속"),
            "title": draft.said("title", "직함"),
            "phone": _phone(draft),
            "email": contact_cells.email(draft),
        },
    }


def _language(draft: Draft) -> str:
    written = draft.said("language", "언어")
    known = _BY_WORD.get(key(written or ""))
    if written and known is None:
        sentence = N_("‘언어’를 알 수 없어 영어로 말해요. %(words)s 가운데 적어 주세요.")
        draft.warn(sentence, words=", ".join(GUEST_LANGUAGES.values()))
    return known or "en"


def _latin(draft: Draft) -> str | None:
    written = draft.said("name_latin", "영문 이름")
    if written and not any("a" <= one.lower() <= "z" for one in written):
        draft.warn(N_("‘영문 이름’에 로마자가 없어 비워 두었어요."))
        return None
    return written


def _phone(draft: Draft) -> str | None:
    """Of a guest from abroad it may be of any country: what is doubtful is kept as it was written."""
    draft.text("phone", "휴대전화")
    written = draft.raw("phone").strip()
    number = numbers.telephone(written)
    if number.says and not written.startswith("+"):
        draft.warn(number.says)
    return number.value
