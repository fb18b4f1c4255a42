"""What a visitor agrees to, per purpose. A change of the words is a new version: who agreed to which stays known."""

from kiosk.words import N_

VERSION = "2026-1"

# purpose -> the sentence that is agreed to, and whether nobody can be registered without it.
TEXTS = {
    "keep": N_("이름, 소속, 연락처를 박람회 운영을 위해 보관하고 행사가 끝나고 1년 뒤에 지워요."),
    "share": N_("상담하는 기관에 이름, 소속, 연락처를 알려 드려요."),
}
REQUIRED = frozenset({"keep"})
