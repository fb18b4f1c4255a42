"""One page that says what to do when the power goes: who does what, in which order."""

from typing import TYPE_CHECKING, Any

from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:
    from kiosk.exchange.paper import About

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("먼저 1분"),
        (
            N_("크게 알립니다: “상담은 그대로 이어 갑니다. 번호로 불러 드립니다.”"),
            N_("노트북과 공유기의 전원부터 봅니다. 노트북은 배터리로 몇 시간 더 켜져 있습니다."),
            N_(
                "태블릿도 배터리로 켜져 있으면 계속 씁니다. 망이 끊긴 동안 적은 것은 태블릿이 지녔다가 나중에 보냅니다."
            ),
            N_("태블릿이 꺼진 곳부터 이 종이를 나눠 줍니다. 부스 기록지는 번호(A01)대로 한 장씩입니다."),
        ),
    ),
    (
        N_("입구"),
        (
            N_("줄을 세우지 않습니다. 입장 명단에 명찰의 큰 숫자와 시각만 적고 들여보냅니다."),
            N_("명찰이 없는 분은 빈 명찰을 드리고, 그 번호 옆에 이름과 기업을 받아 적습니다."),
        ),
    ),
    (
        N_("부스"),
        (
            N_("지금 하던 상담은 그대로 이어 갑니다."),
            N_("다음 분은 기록지 위의 예약부터, 그다음은 와 있는 분 순서로 번호를 불러 모십니다."),
            N_(
                "앉으면 번호와 시작 시각을, 일어나면 끝 시각과 결과를 바로 적습니다. 나중에 몰아 적지 않습니다."
            ),
        ),
    ),
    (
        N_("안내 데스크"),
        (
            N_(
                "번호를 모르는 분은 이름 명단에서 찾아 번호를 알려 드립니다. 명찰의 끝 네 자리로 맞는지 봅니다."
            ),
            N_("이름 명단은 데스크 밖으로 나가지 않습니다. 사진도 찍지 않습니다."),
        ),
    ),
    (
        N_("전기가 돌아오면"),
        (
            N_("노트북에서 서버를 켜고, 운영본부 화면에서 단말이 모두 이어졌는지 봅니다."),
            N_("새로 오는 분부터 단말로 받습니다. 종이는 그 자리에서 멈추고 걷습니다."),
            N_(
                "운영본부의 ‘종이 옮겨 적기’에서 입장부터, 그다음 부스마다 옮깁니다. 종이에서 온 것은 표시가 남습니다."
            ),
            N_("다 옮긴 종이는 마감 때까지 두고, 이름 명단은 그날 파쇄해 마지막 칸에 적습니다."),
        ),
    ),
)
CALLS = (N_("운영본부"), N_("전기·시설"), N_("안전·응급"))


def guide(about: "About") -> dict[str, Any]:
    def said(sentence: str) -> str:
        return gettext(sentence, about.lang)

    return {
        "kind": "guide",
        "title": said(N_("전기가 나가면")),
        "lead": said(N_("기억하지 말고 적습니다. 번호와 시각 두 가지만 있으면 모두 옮길 수 있습니다.")),
        "steps": [{"title": said(title), "lines": [said(one) for one in lines]} for title, lines in STEPS],
        "calls": [said(one) for one in CALLS],
        "calls_title": said(N_("연락처")),
    }
