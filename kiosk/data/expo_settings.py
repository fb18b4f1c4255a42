"""The one table of settings: each one's kind, bound, default and words. Pages, verbs, docs/contract.md and tests read it.

Those of the expo stand in the expo's row, those of a booth in its booth's; an action changes them
(expo/square/setting_changes.py). What is not kept there has its default.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kiosk.data.setting_kinds import (
    Breaks,
    Choice,
    Clock,
    Date,
    Flag,
    Kind,
    Languages,
    Line,
    Spot,
    Steps,
    Whole,
)
from kiosk.language.sentences import N_, gettext


@dataclass(frozen=True)
class Setting:
    """`label` and `help` are sentences of the catalogue; `group` is where it stands on the page."""

    name: str
    group: str
    kind: Kind
    default: Any
    label: str
    help: str

    def misfit(self, value: Any, lang: str) -> str | None:
        """What would be right, for a value that doesn't fit."""
        if self.kind.fits(value):
            return None
        sentence = N_("%(label)s: %(bound)s 안에서 적어 주세요.")
        return gettext(sentence, lang, label=gettext(self.label, lang), bound=self.kind.bound(lang))


GROUPS = {
    "hall": N_("행사장"),
    "calling": N_("부르기와 대기"),
    "timetable": N_("예약 시간표"),
    "texts": N_("인사와 안내 글"),
    "privacy": N_("개인정보"),
    "results": N_("결과와 자료"),
}

# Under what terms the open data set may be used: public works of Korea (공공누리, www.kogl.or.kr), or Creative Commons.
LICENCES = {
    "kogl-1": N_("공공누리 제1유형: 출처표시"),
    "kogl-2": N_("공공누리 제2유형: 출처표시, 상업적 이용금지"),
    "kogl-3": N_("공공누리 제3유형: 출처표시, 변경금지"),
    "kogl-4": N_("공공누리 제4유형: 출처표시, 상업적 이용금지, 변경금지"),
    "cc-by-4.0": N_("CC BY 4.0: 저작자표시"),
}

_EXPO = (
    Setting(
        "breaks",
        "hall",
        Breaks(),
        [],
        N_("쉬는 시간"),
        N_("이때 모든 부스가 저절로 쉬고, 끝나면 다시 열려요. 기다리는 자리는 그대로예요."),
    ),
    Setting(
        "boards_public",
        "hall",
        Flag(),
        True,
        N_("현황판을 누구나 보기"),
        N_("끄면 연결된 단말에서만 보여요. 이름은 늘 가려요."),
    ),
    Setting(
        "languages",
        "hall",
        Languages(),
        ["ko", "en"],
        N_("보여 주는 언어"),
        N_("한국어만 고르면 언어 단추가 사라져요."),
    ),
    Setting(
        "entrance",
        "hall",
        Spot(),
        None,
        N_("입구의 자리"),
        N_("기관 파일의 좌표로 적어요. 걷는 시간과 지도가 여기서 시작해요."),
    ),
    Setting(
        "walk_m_per_min",
        "hall",
        Whole(10, 200, "m_per_min"),
        60,
        N_("1분에 걷는 거리"),
        N_("붐비거나 비가 오면 줄여 주세요. 둘째 날부터는 전날 걸린 시간으로 조금 고쳐 써요."),
    ),
    Setting(
        "live_tickets",
        "calling",
        Whole(1, 10, "places"),
        3,
        N_("한 사람의 대기표"),
        N_("한꺼번에 기다릴 수 있는 자리예요. 예약은 세지 않아요."),
    ),
    Setting(
        "recall_min",
        "calling",
        Whole(1, 60, "min"),
        3,
        N_("안 오면 다시 부르기"),
        N_("이만큼 뒤에 다시 부르고, 또 이만큼 뒤에 두 자리 뒤로 옮겨요."),
    ),
    Setting(
        "call_ahead_min",
        "calling",
        Whole(1, 30, "min"),
        3,
        N_("미리 부르기"),
        N_(
            "상담이 끝나기 이만큼 전에 다음 분을 불러요. 둘째 날부터는 전날 그 부스에 오는 데 걸린 시간으로 조금 고쳐 써요. 부스마다 켜고 꺼요."
        ),
    ),
    Setting(
        "first_meeting_min",
        "calling",
        Whole(1, 120, "min"),
        15,
        N_("첫 상담의 길이"),
        N_("상담이 몇 번 끝나기 전까지 대기 시간을 이 길이로 어림해요."),
    ),
    Setting(
        "appointment_early_min",
        "calling",
        Whole(0, 60, "min"),
        5,
        N_("예약을 먼저 부르기"),
        N_("예약 시각보다 이만큼 전부터 먼저 불러요."),
    ),
    Setting(
        "appointment_late_min",
        "calling",
        Whole(0, 120, "min"),
        10,
        N_("예약을 기다리기"),
        N_("이보다 늦으면 예약이 일반 대기가 돼요."),
    ),
    Setting(
        "overtaken_times",
        "calling",
        Whole(0, 100, "times"),
        30,
        N_("한 사람이 먼저 보내는 횟수"),
        N_(
            "곧 다 마칠 분을 먼저 불러 모두의 대기를 줄여요. 한 사람이 이보다 자주 밀리지 않아요. 0이면 줄 순서대로만 불러요."
        ),
    ),
    Setting(
        "overtaken_min",
        "calling",
        Whole(0, 480, "min"),
        150,
        N_("먼저 보내느라 더 기다리는 시간"),
        N_("한 사람이 먼저 보낸 분들 때문에 더 기다리는 시간을 다 더해 이만큼까지예요."),
    ),
    Setting(
        "visitor_pause_min",
        "calling",
        Whole(10, 240, "min"),
        60,
        N_("참가자가 쉬는 시간"),
        N_("한 사람이 하루에 쉴 수 있는 시간이에요. 자리는 그대로 있어요."),
    ),
    Setting(
        "invite_min",
        "calling",
        Whole(5, 120, "min"),
        20,
        N_("초대에 답할 시간"),
        N_("부스의 초대가 이만큼 뒤에 저절로 끝나요."),
    ),
    Setting(
        "long_wait_min",
        "calling",
        Whole(10, 180, "min"),
        40,
        N_("오래 기다림 알림"),
        N_("누가 이보다 오래 기다리면 운영본부에 알려요."),
    ),
    Setting(
        "alarm_again_min",
        "calling",
        Whole(1, 120, "min"),
        10,
        N_("맡은 일을 다시 알리기"),
        N_("운영본부가 맡은 일이 이만큼 뒤에도 그대로면 다시 나와요."),
    ),
    Setting(
        "repeat_scan_s",
        "calling",
        Whole(1, 600, "s"),
        10,
        N_("같은 명찰 다시 찍기"),
        N_("이 안에 또 찍으면 한 번으로 봐요."),
    ),
    Setting(
        "push",
        "calling",
        Flag(),
        False,
        N_("꺼진 휴대폰에도 알림"),
        N_(
            "휴대폰이 믿는 인증서로 연 HTTPS 주소와 노트북의 인터넷이 있어야 해요. 켜면 참가자가 자기 휴대폰에서 허락할 수 있어요."
            " 번호와 부스만 암호화해 휴대폰 회사의 서버로 보내요."
        ),
    ),
    Setting(
        "timetable_meeting_min",
        "timetable",
        Whole(5, 120, "min"),
        20,
        N_("예약 상담의 길이"),
        N_("시간표를 만들 때 한 상담에 이만큼 잡아요."),
    ),
    Setting(
        "timetable_pause_min",
        "timetable",
        Whole(0, 60, "min"),
        10,
        N_("예약 사이의 시간"),
        N_("한 예약이 끝나고 다음 예약까지예요. 걷는 데 더 걸리는 부스끼리는 더 띄워요."),
    ),
    Setting(
        "timetable_per_enterprise",
        "timetable",
        Whole(1, 30, "times"),
        6,
        N_("한 기업의 예약"),
        N_("모든 날을 합쳐 이만큼까지 잡아요."),
    ),
    Setting(
        "timetable_per_booth_day",
        "timetable",
        Whole(1, 200, "times"),
        60,
        N_("한 부스의 하루 예약"),
        N_("상담석을 모두 합쳐 하루에 이만큼까지 잡아요."),
    ),
    Setting(
        "timetable_walk_in_percent",
        "timetable",
        Whole(0, 90, "percent"),
        30,
        N_("예약 없이 오는 분의 몫"),
        N_("부스마다 상담 시간에서 이만큼을 비워 둬요. 부스의 설정에서 다르게 정할 수 있어요."),
    ),
    Setting(
        "welcome",
        "texts",
        Line(30),
        "",
        N_("환영 인사"),
        N_("키오스크 첫 화면, 등록 화면, 여는 시간 전의 현황판에 나와요."),
    ),
    Setting(
        "welcome_en",
        "texts",
        Line(50),
        "",
        N_("환영 인사(영어)"),
        N_("비우면 영어 화면에도 한국어 인사가 나와요."),
    ),
    Setting(
        "closing",
        "texts",
        Line(60, N_("함께해 주셔서 고맙습니다.")),
        "",
        N_("마치는 인사"),
        N_("하루를 마친 뒤와 박람회가 끝난 뒤 현황판에 나와요."),
    ),
    Setting(
        "closing_en",
        "texts",
        Line(80),
        "",
        N_("마치는 인사(영어)"),
        N_("비우면 영어 화면에도 한국어 인사가 나와요."),
    ),
    Setting(
        "keep_contacts_months",
        "privacy",
        Whole(1, 36, "months"),
        12,
        N_("연락처 보관 기간"),
        N_("마지막 날부터예요. 동의하는 글에 함께 나와요. 일주일 전에 알리고, 그날 저절로 지워요."),
    ),
    Setting(
        "share_contacts_months",
        "privacy",
        Whole(1, 36, "months"),
        12,
        N_("기관에 알려 주는 기간"),
        N_("마지막 날부터예요. 지나면 기관의 목록에 연락처가 나오지 않아요. 보관 기간보다 길 수 없어요."),
    ),
    Setting(
        "keep_needs_months",
        "privacy",
        Whole(1, 36, "months"),
        12,
        N_("필요한 도움의 보관 기간"),
        N_("건강에 관한 민감정보일 수 있어요. 보관 기간보다 길 수 없어요."),
    ),
    Setting(
        "consent_keep",
        "privacy",
        Line(
            200,
            N_(
                "이름, 소속, 직함, 전화, 이메일을 박람회 운영을 위해 보관해요. 동의하지 않으면 등록할 수 없어요."
            ),
        ),
        "",
        N_("보관 동의 글"),
        N_("지우는 때는 이 글 뒤에 저절로 붙어요. 바꾸면 새 판이 되고, 앞서 동의한 판은 그대로 남아요."),
    ),
    Setting(
        "consent_keep_en",
        "privacy",
        Line(300),
        "",
        N_("보관 동의 글(영어)"),
        N_("한국어 글을 바꾸고 비워 두면 영어 화면에도 한국어 글이 나와요."),
    ),
    Setting(
        "consent_share",
        "privacy",
        Line(
            200,
            N_(
                "상담하는 공공기관에 같은 정보를 구매 상담과 계약에 쓰도록 알려 드려요. 동의하지 않아도 상담할 수 있어요."
            ),
        ),
        "",
        N_("기관 제공 동의 글"),
        N_("상담할 기관에 연락처를 넘기는 데 동의하는 글이에요."),
    ),
    Setting(
        "consent_share_en",
        "privacy",
        Line(300),
        "",
        N_("기관 제공 동의 글(영어)"),
        N_("한국어 글을 바꾸고 비워 두면 영어 화면에도 한국어 글이 나와요."),
    ),
    Setting(
        "results_on",
        "results",
        Date(),
        None,
        N_("결과를 공개할 날"),
        N_("공개하기 전의 결과 화면에 이날이라고 나와요. 공개는 ‘파일’에서 직접 해요."),
    ),
    Setting(
        "share_target_percent",
        "results",
        Whole(1, 100, "percent"),
        5,
        N_("사회적경제기업 구매 목표"),
        N_("기관의 총구매액에서 이만큼이 목표예요. 의무공시 자료와 결과 화면에 나와요."),
    ),
    Setting(
        "certify_meetings",
        "results",
        Whole(0, 1000, "times"),
        3,
        N_("인증 후보의 상담"),
        N_("한 기업의 한 품목이 이만큼 상담해야 후보가 돼요. 0이면 묻지 않아요."),
    ),
    Setting(
        "certify_commitments",
        "results",
        Whole(0, 1000, "cases"),
        0,
        N_("인증 후보의 우선구매 약정"),
        N_("이만큼 약정해야 후보가 돼요. 0이면 묻지 않아요."),
    ),
    Setting(
        "certify_contracts",
        "results",
        Whole(0, 1000, "cases"),
        1,
        N_("인증 후보의 현장계약"),
        N_("이만큼 계약해야 후보가 돼요. 0이면 묻지 않아요."),
    ),
    Setting(
        "certify_later",
        "results",
        Whole(0, 1000, "cases"),
        0,
        N_("인증 후보의 이후 구매"),
        N_("박람회 뒤에 이만큼 사야 후보가 돼요. 0이면 묻지 않아요."),
    ),
    Setting(
        "follow_up_first_days",
        "results",
        Whole(1, 1000, "days"),
        30,
        N_("약속을 처음 묻는 때"),
        N_("우선구매 약정과 업무협약이 어떻게 됐는지, 약속한 날부터 이만큼 뒤에 물어요."),
    ),
    Setting(
        "follow_up_second_days",
        "results",
        Whole(1, 1000, "days"),
        90,
        N_("약속을 두 번째 묻는 때"),
        N_("아직 끝나지 않은 약속을 다시 물어요."),
    ),
    Setting(
        "follow_up_third_days",
        "results",
        Whole(1, 1000, "days"),
        180,
        N_("약속을 세 번째 묻는 때"),
        N_("그때까지 끝나지 않은 약속을 마지막으로 물어요."),
    ),
    Setting(
        "follow_up_late_days",
        "results",
        Whole(1, 90, "days"),
        14,
        N_("답이 늦은 것으로 보는 때"),
        N_("물은 날부터 이만큼 답이 없으면 늦었다고 나와요."),
    ),
    Setting(
        "follow_up_link_days",
        "results",
        Whole(1, 400, "days"),
        210,
        N_("기관이 답하는 링크의 기한"),
        N_("만든 날부터 이만큼 쓸 수 있어요. 그 전에도 거둘 수 있어요."),
    ),
    Setting(
        "open_data_licence",
        "results",
        Choice(LICENCES),
        "kogl-1",
        N_("공개 자료의 이용 조건"),
        N_(
            "공개 자료를 받는 누구나 지킬 조건이에요. 자료에 함께 적혀 나가고, 이미 나간 자료의 조건은 바뀌지 않아요."
        ),
    ),
)

_BOOTH = (
    Setting(
        "counters_by_hour",
        "booth",
        Steps(),
        [],
        N_("시간마다 상담석 수"),
        N_("그 시각이 되면 저절로 바뀌어요. 상담 중인 자리는 끝난 뒤에 없어져요."),
    ),
    Setting(
        "call_ahead",
        "booth",
        Flag(),
        False,
        N_("저절로 미리 부르기"),
        N_("상담이 끝나기 조금 전에 다음 분을 저절로 불러요."),
    ),
    Setting(
        "first_meeting_min",
        "booth",
        Whole(1, 120, "min", optional=True),
        None,
        N_("첫 상담의 길이"),
        N_("비우면 박람회의 값을 써요."),
    ),
    Setting(
        "timetable_meeting_min",
        "booth",
        Whole(5, 120, "min", optional=True),
        None,
        N_("예약 상담의 길이"),
        N_("비우면 지난 날의 상담이 보통 끝난 만큼(열 번 이상일 때), 아니면 박람회의 값을 써요."),
    ),
    Setting(
        "timetable_walk_in_percent",
        "booth",
        Whole(0, 100, "percent", optional=True),
        None,
        N_("예약 없이 오는 분의 몫"),
        N_("시간표가 비워 두는 상담 시간이에요. 비우면 박람회의 값을 쓰고, 100이면 예약을 잡지 않아요."),
    ),
    Setting(
        "closes_at",
        "booth",
        Clock(),
        None,
        N_("일찍 마치는 때"),
        N_("날마다 이때 상담을 마쳐요. 기다리던 분께는 저절로 알려요."),
    ),
)

EXPO: Mapping[str, Setting] = {one.name: one for one in _EXPO}
BOOTH: Mapping[str, Setting] = {one.name: one for one in _BOOTH}
DEFAULTS: dict[str, Any] = {name: one.default for name, one in EXPO.items()}


def with_defaults(text: str) -> dict[str, Any]:
    """The settings of an expo's row (JSON), filled up with the defaults. The dict is everybody's: never write it."""
    return _filled(text, "expo")


def of_booth(text: str) -> dict[str, Any]:
    """The settings of a booth's row (JSON), likewise."""
    return _filled(text, "booth")


@lru_cache(maxsize=256)
def _filled(text: str, whose: str) -> dict[str, Any]:
    """A value that doesn't fit, of a file that was edited or an older program's, is the default again."""
    table = EXPO if whose == "expo" else BOOTH
    own: dict[str, Any] = json.loads(text)
    return {
        name: own[name] if name in own and one.kind.fits(own[name]) else one.default
        for name, one in table.items()
    }
