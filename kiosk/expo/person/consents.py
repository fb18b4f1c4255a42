"""What a visitor agrees to, per purpose. A change of the words is a new version: who agreed to which stays known."""

from kiosk.language.sentences import N_

VERSION = "2026-2"

# purpose -> the sentence that is agreed to. Nobody is registered without `keep`.
TEXTS = {
    "keep": N_("이름, 소속, 연락처를 박람회 운영을 위해 보관하고 행사가 끝나고 1년 뒤에 지워요."),
    "share": N_("상담하는 기관에 이름, 소속, 연락처를 알려 드려요."),
}
# A need tells of somebody's health: sensitive data (개인정보 보호법 제23조), so it is agreed to apart from the rest, and
# asked only of who has one.
NEED = N_(
    "필요한 도움은 건강에 관한 민감정보일 수 있어요. 만나는 부스와 안내 데스크에만 보여 드리고, 행사가 끝나고 1년 뒤에 지워요."
)
ALL_TEXTS = {**TEXTS, "need": NEED}
