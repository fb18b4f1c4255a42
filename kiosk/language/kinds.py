"""Words that come in with files and are known beforehand: what is bought, who sells, what badges are. Screens translate them
like sentences; a word that is not here is shown as it came."""

from kiosk.language.sentences import N_, gettext

CATEGORIES = (
    N_("IT·전산"),
    N_("가구·목공"),
    N_("관광·여행"),
    N_("교육·강연"),
    N_("급식·도시락"),
    N_("기념품"),
    N_("돌봄·복지"),
    N_("디자인·홍보물"),
    N_("사무용품"),
    N_("세탁"),
    N_("시설관리·경비"),
    N_("심리·건강"),
    N_("인쇄·출판"),
    N_("재활용·업사이클링"),
    N_("집수리·건축"),
    N_("청소·방역"),
    N_("커피·다과"),
    N_("피복·근무복"),
    N_("행사·공연기획"),
    N_("화훼·조경"),
)
ENTERPRISES = (
    N_("사회적기업"),
    N_("예비사회적기업"),
    N_("협동조합"),
    N_("사회적협동조합"),
    N_("마을기업"),
    N_("자활기업"),
    N_("기타"),
)
AGENCIES = (N_("본청"), N_("자치구"), N_("투자출연기관"), N_("교육청"), N_("공사·공단"), N_("중앙행정기관"))
SPOKEN = (N_("한국어"), N_("영어"), N_("수어 통역"))
QUARTERS = (  # in their order; what stands for more than one after those
    N_("1분기"),
    N_("2분기"),
    N_("3분기"),
    N_("4분기"),
    N_("상반기"),
    N_("하반기"),
    N_("연중"),
    N_("수시"),
    N_("미정"),
)
BADGES = (N_("A6 접이식 명찰"), N_("90 x 55 명찰"), N_("62 mm 라벨"), N_("대기표"))


def known_word(word: str, lang: str) -> str:
    """The word in `lang` where it is one of these, else as it came. Nobody's html: whoever shows it escapes it."""
    return gettext(word, lang) if word else ""
