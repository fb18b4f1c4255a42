"""The table of figures: every figure has one name, one word, one unit, one definition and one function.

Pages, report, exports and `GET /figures.json` show what `collect` counts. A definition is written so that somebody with the
exported tables could count it again; `tests/expo/figures/test_definitions.py` does. Values are whole numbers, shares of 0 to
1 to a thousandth, minutes to a tenth, or None where nothing was measured: the same numbers give the same JSON.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.expo.figures import afterwards, meetings, people, plan, programme, waiting
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

Value = int | float | None
Unit = Literal["명", "곳", "건", "회", "원", "분", "비율"]
Group = Literal[
    "people", "check_ins", "meetings", "outcomes", "signings", "waiting", "plan", "programme", "after"
]
Counting = Callable[[sqlite3.Connection, Scope], Mapping[str, Any]]

GROUPS: dict[Group, str] = {
    "people": N_("온 사람"),
    "check_ins": N_("입장"),
    "meetings": N_("상담"),
    "outcomes": N_("상담 결과"),
    "signings": N_("서명식"),
    "waiting": N_("기다림"),
    "plan": N_("희망과 구매계획"),
    "programme": N_("프로그램"),
    "after": N_("박람회 뒤"),
}


@dataclass(frozen=True)
class Definition:
    """A figure. `word` and `definition` are sentences of the catalogue; `count` counts it, and others with it."""

    group: Group
    word: str
    unit: Unit
    definition: str
    count: Counting


class Told(TypedDict):
    """A figure as `GET /figures.json` tells it, its words in both languages."""

    value: Value
    unit: str
    unit_en: str
    word: str
    word_en: str
    definition: str
    definition_en: str


FIGURES: dict[str, Definition] = {
    "persons": Definition(
        "people",
        N_("온 참가자"),
        "명",
        N_(
            "참가자 명찰로 입장한 사람이에요. 여러 날 오거나 명찰을 다시 뽑아도 한 사람은 한 번만 세고, 진행요원·취재진·내빈 명찰과 취소한 입장은 빼요."
        ),
        people.people,
    ),
    "enterprises": Definition(
        "people",
        N_("온 기업"),
        "곳",
        N_("입장한 참가자가 한 사람이라도 있는 기업이에요. 한 기업에서 여러 사람이 와도 한 번만 세요."),
        people.people,
    ),
    "persons_returned": Definition(
        "people",
        N_("다른 날 다시 온 참가자"),
        "명",
        N_("입장한 참가자 가운데 앞선 날에도 입장했던 사람이에요."),
        people.returned,
    ),
    "returned_share": Definition(
        "people",
        N_("다시 온 비율"),
        "비율",
        N_("마지막 날보다 앞서 입장했던 참가자 가운데 그 뒤의 다른 날 다시 입장한 사람의 비율이에요."),
        people.returned,
    ),
    "citizens": Definition(
        "people",
        N_("둘러본 시민"),
        "명",
        N_("명찰 없이 둘러본 시민을 입구에서 눌러 센 수예요. 되돌린 것은 빼고, 참가자에는 넣지 않아요."),
        people.citizens,
    ),
    "check_ins": Definition(
        "check_ins",
        N_("입장 횟수"),
        "건",
        N_("참가자가 하루에 한 번씩 입장한 수예요. 같은 날 다시 찍은 명찰은 세지 않고, 취소한 입장은 빼요."),
        people.check_ins,
    ),
    "check_ins_kiosk": Definition(
        "check_ins",
        N_("키오스크에서 입장"),
        "건",
        N_("입장 가운데 키오스크에서 명찰을 찍은 수예요."),
        people.check_ins,
    ),
    "check_ins_desk": Definition(
        "check_ins",
        N_("안내 데스크에서 입장"),
        "건",
        N_("입장 가운데 안내 데스크에서 확인한 수예요."),
        people.check_ins,
    ),
    "check_ins_organiser": Definition(
        "check_ins",
        N_("운영본부에서 입장"),
        "건",
        N_("입장 가운데 키오스크나 안내 데스크가 아닌 곳(운영본부)에서 확인한 수예요."),
        people.check_ins,
    ),
    "check_ins_on_paper": Definition(
        "check_ins",
        N_("종이로 적은 입장"),
        "건",
        N_(
            "입장 가운데 전기나 망이 끊겨 종이에 적었다가 옮긴 수예요. 옮긴 자리(데스크, 운영본부)의 입장에도 들어 있어요."
        ),
        people.check_ins,
    ),
    "check_ins_registered": Definition(
        "check_ins",
        N_("미리 등록하고 입장"),
        "건",
        N_("입장 가운데 운영본부의 명단에 있었거나 그날보다 앞서 등록한 사람의 수예요."),
        people.check_ins,
    ),
    "check_ins_walk_in": Definition(
        "check_ins",
        N_("현장에서 등록하고 입장"),
        "건",
        N_("입장 가운데 명단에 없이 그날 등록한 사람의 수예요."),
        people.check_ins,
    ),
    "consultations_started": Definition(
        "meetings",
        N_("시작한 상담"),
        "회",
        N_("상담석에서 시작한 상담의 수예요. 잘못 눌러 시작을 취소한 것은 빼요."),
        meetings.meetings,
    ),
    "consultations_finished": Definition(
        "meetings",
        N_("마친 상담"),
        "회",
        N_("끝난 상담의 수예요. 아무도 마치지 않아 시계가 끝낸 상담도 넣고, 끝난 시각의 날로 세요."),
        meetings.meetings,
    ),
    "consultations_forgotten": Definition(
        "meetings",
        N_("마치지 않아 시계가 끝낸 상담"),
        "회",
        N_(
            "마친 상담 가운데 담당자가 마치지 않아 시계가 끝낸 수예요. 걸린 시간을 몰라 평균에는 넣지 않아요."
        ),
        meetings.meetings,
    ),
    "consultations_unwritten": Definition(
        "meetings",
        N_("기록을 기다리는 상담"),
        "회",
        N_(
            "시계가 끝낸 상담 가운데 부스가 아직 기록을 적지 않은 수예요. 적을 때까지 그 결과는 어디에도 들어가지 않아요."
        ),
        meetings.meetings,
    ),
    "consultations_on_paper": Definition(
        "meetings",
        N_("종이로 적은 상담"),
        "회",
        N_(
            "마친 상담 가운데 전기나 망이 끊겨 종이에 적었다가 옮긴 수예요. 줄을 선 때를 모르면 기다린 시간에, 끝난 때를 모르면 걸린 시간에 넣지 않아요."
        ),
        meetings.meetings,
    ),
    "consultation_mean_min": Definition(
        "meetings",
        N_("상담 한 번에 걸린 시간"),
        "분",
        N_(
            "마친 상담이 시작부터 끝까지 걸린 시간의 평균이에요. 시계가 끝낸 상담과 끝난 때를 적지 않은 종이 기록은 빼요."
        ),
        meetings.meetings,
    ),
    "outcome_contract": Definition(
        "outcomes",
        N_("현장계약"),
        "건",
        N_("마친 상담의 최신 기록에 적힌 현장계약 줄의 수예요."),
        meetings.outcomes,
    ),
    "outcome_contract_won": Definition(
        "outcomes",
        N_("현장계약 금액"),
        "원",
        N_("현장계약 줄에 적힌 금액의 합이에요. 다른 결과와 더하지 않아요."),
        meetings.outcomes,
    ),
    "outcome_commitment": Definition(
        "outcomes",
        N_("우선구매 약정"),
        "건",
        N_("마친 상담의 최신 기록에 적힌 우선구매 약정 줄의 수예요. 아직 계약이 아니에요."),
        meetings.outcomes,
    ),
    "outcome_commitment_won": Definition(
        "outcomes",
        N_("우선구매 약정 금액"),
        "원",
        N_("우선구매 약정 줄에 적힌 금액의 합이에요. 계약 금액이 아니고, 다른 결과와 더하지 않아요."),
        meetings.outcomes,
    ),
    "outcome_mou": Definition(
        "outcomes",
        N_("업무협약"),
        "건",
        N_("마친 상담의 최신 기록에 적힌 업무협약 줄의 수예요. 금액이 없어요."),
        meetings.outcomes,
    ),
    "outcome_consulted": Definition(
        "outcomes",
        N_("구매 논의"),
        "건",
        N_(
            "마친 상담의 최신 기록에 적힌 구매 논의 줄의 수예요. 한 상담에 여러 줄이 있을 수 있고, 다른 결과와 더하지 않아요."
        ),
        meetings.outcomes,
    ),
    "outcome_consulted_won": Definition(
        "outcomes",
        N_("구매 논의 금액"),
        "원",
        N_("구매 논의 줄에 적힌 이야기된 금액의 합이에요. 약속한 금액이 아니고, 다른 결과와 더하지 않아요."),
        meetings.outcomes,
    ),
    "signings": Definition(
        "signings",
        N_("마친 서명식"),
        "건",
        N_("무대에서 서명을 마친 수예요."),
        meetings.signings,
    ),
    "signings_contract": Definition(
        "signings",
        N_("현장계약 서명"),
        "건",
        N_("서명식 가운데 현장계약으로 알린 수예요."),
        meetings.signings,
    ),
    "signings_commitment": Definition(
        "signings",
        N_("우선구매 약정 서명"),
        "건",
        N_("서명식 가운데 우선구매 약정으로 알린 수예요."),
        meetings.signings,
    ),
    "signings_mou": Definition(
        "signings",
        N_("업무협약 서명"),
        "건",
        N_("서명식 가운데 업무협약으로 알린 수예요."),
        meetings.signings,
    ),
    "wait_per_call_min": Definition(
        "waiting",
        N_("호출까지 기다린 시간(평균)"),
        "분",
        N_(
            "부스가 부를 때까지 그 사람이 기다린 시간의 평균이에요. 줄을 선 때(그날 온 때나 개장이 더 늦으면 그때)부터 마지막으로 부른 때까지에서, 다른 부스에 불려 있거나 상담한 시간, 프로그램에 참석하거나 쉰 시간을 빼요. 예약과 바로 앉은 사람은 넣지 않아요."
        ),
        waiting.waits,
    ),
    "wait_per_call_p50_min": Definition(
        "waiting",
        N_("호출까지 기다린 시간(절반)"),
        "분",
        N_("호출 가운데 절반이 이 시간 안에 이루어졌어요. 기다린 시간은 평균과 같이 재요."),
        waiting.waits,
    ),
    "wait_per_call_p80_min": Definition(
        "waiting",
        N_("호출까지 기다린 시간(열에 여덟)"),
        "분",
        N_("호출 열 번 가운데 여덟 번이 이 시간 안에 이루어졌어요. 기다린 시간은 평균과 같이 재요."),
        waiting.waits,
    ),
    "wait_per_visitor_min": Definition(
        "waiting",
        N_("한 사람의 빈 시간(평균)"),
        "분",
        N_(
            "한 곳이라도 기다린 참가자가 광장에서 보낸 빈 시간을 온 날마다 더한 값의 평균이에요. 빈 시간은 여는 동안 줄을 하나라도 서 있으면서 불려 있지도, 상담하거나 프로그램에 참석하거나 쉬지도 않던 시간이고, 여러 줄에 서 있어도 한 번만 세요. 예약만 있는 때는 넣지 않아요."
        ),
        waiting.waits,
    ),
    "wait_per_visitor_p50_min": Definition(
        "waiting",
        N_("한 사람의 빈 시간(절반)"),
        "분",
        N_("기다린 참가자의 절반은 빈 시간을 모두 더해도 이보다 길지 않았어요. 빈 시간은 평균과 같이 재요."),
        waiting.waits,
    ),
    "wait_per_visitor_p80_min": Definition(
        "waiting",
        N_("한 사람의 빈 시간(열에 여덟)"),
        "분",
        N_(
            "기다린 참가자 열 가운데 여덟은 빈 시간을 모두 더해도 이보다 길지 않았어요. 빈 시간은 평균과 같이 재요."
        ),
        waiting.waits,
    ),
    "calls": Definition(
        "waiting",
        N_("호출 횟수"),
        "회",
        N_("부스가 다음 사람을 부른 수예요. 되돌린 호출은 빼고, 다시 알린 것은 새 호출로 세지 않아요."),
        waiting.calls,
    ),
    "no_shows": Definition(
        "waiting",
        N_("오지 않은 호출"),
        "회",
        N_(
            "불렀지만 오지 않아 두 자리 뒤로 미루거나 대기를 끝낸 수예요. 한 사람이 두 번 오지 않으면 두 번 세요."
        ),
        waiting.calls,
    ),
    "no_show_share": Definition(
        "waiting",
        N_("오지 않은 비율"),
        "비율",
        N_("호출 가운데 오지 않은 호출의 비율이에요."),
        waiting.calls,
    ),
    "estimates_measured": Definition(
        "waiting",
        N_("맞춰 본 예상"),
        "건",
        N_(
            "줄을 설 때 예상 시간을 알려 드렸고 같은 날 상담으로 이어진 자리의 수예요. 예약은 예상이 없어 빼요."
        ),
        waiting.estimates,
    ),
    "estimates_within_p50_share": Definition(
        "waiting",
        N_("짧은 예상이 맞은 비율"),
        "비율",
        N_(
            "맞춰 본 예상 가운데 알려 드린 범위의 짧은 쪽(절반이 앉을 때)보다 1분 넘게 늦지 않게 앉은 비율이에요."
        ),
        waiting.estimates,
    ),
    "estimates_within_p80_share": Definition(
        "waiting",
        N_("긴 예상이 맞은 비율"),
        "비율",
        N_(
            "맞춰 본 예상 가운데 알려 드린 범위의 긴 쪽(열에 여덟이 앉을 때)보다 1분 넘게 늦지 않게 앉은 비율이에요."
        ),
        waiting.estimates,
    ),
    "wishes": Definition(
        "plan",
        N_("상담 희망 수"),
        "건",
        N_(
            "입장한 참가자가 만나고 싶어 한 기관의 수예요(희망과 예약, 같은 사람과 기관은 한 번). 아무도 맡지 않은 기업의 예약은 기업으로 세고, 거둔 희망은 빼요."
        ),
        plan.wishes,
    ),
    "wishes_met": Definition(
        "plan",
        N_("이루어진 희망"),
        "건",
        N_("상담 희망 가운데 그 참가자(기업의 예약은 그 기업의 누구든)와 그 기관이 상담을 시작한 수예요."),
        plan.wishes,
    ),
    "wishes_met_share": Definition(
        "plan",
        N_("이루어진 희망의 비율"),
        "비율",
        N_("상담 희망 가운데 이루어진 희망의 비율이에요."),
        plan.wishes,
    ),
    "plan_items": Definition(
        "plan",
        N_("발표한 구매계획"),
        "건",
        N_("기관들이 발표한 구매계획의 수예요."),
        plan.plan,
    ),
    "plan_won": Definition(
        "plan",
        N_("발표한 구매계획의 예산"),
        "원",
        N_("기관들이 발표한 구매계획의 예산을 더한 값이에요."),
        plan.plan,
    ),
    "plan_items_touched": Definition(
        "plan",
        N_("이야기된 구매계획"),
        "건",
        N_(
            "구매계획 가운데 마친 상담의 최신 기록에서 한 줄이라도 가리키는 수예요. 어떤 결과든 넣고, 여러 줄이 가리켜도 한 번만 세요."
        ),
        plan.plan,
    ),
    "plan_items_touched_share": Definition(
        "plan",
        N_("이야기된 구매계획의 비율(건수)"),
        "비율",
        N_("구매계획의 수 가운데 이야기된 구매계획의 비율이에요."),
        plan.plan,
    ),
    "plan_won_touched": Definition(
        "plan",
        N_("이야기된 구매계획의 예산"),
        "원",
        N_("이야기된 구매계획의 예산을 더한 값이에요. 상담에서 오간 금액이 아니에요."),
        plan.plan,
    ),
    "plan_won_touched_share": Definition(
        "plan",
        N_("이야기된 구매계획의 비율(예산)"),
        "비율",
        N_("구매계획 예산 가운데 이야기된 구매계획 예산의 비율이에요."),
        plan.plan,
    ),
    "programme_items": Definition(
        "programme",
        N_("연 프로그램"),
        "건",
        N_("취소하지 않은 프로그램의 수예요."),
        programme.programme,
    ),
    "programme_sign_ups": Definition(
        "programme",
        N_("프로그램 신청"),
        "건",
        N_(
            "취소하지 않은 프로그램에 미리 신청해 그대로 둔 수예요(자리를 기다리는 신청도). 두 프로그램에 신청하면 두 번 세요."
        ),
        programme.programme,
    ),
    "programme_attended": Definition(
        "programme",
        N_("프로그램 참석"),
        "건",
        N_(
            "취소하지 않은 프로그램의 문에서 명찰을 찍고 들어온 수예요. 신청하지 않고 온 사람도 넣고, 두 프로그램에 오면 두 번 세요."
        ),
        programme.programme,
    ),
    "programme_citizens": Definition(
        "programme",
        N_("프로그램에 온 시민"),
        "명",
        N_("취소하지 않은 프로그램의 문에서 명찰 없는 시민을 눌러 센 수예요."),
        programme.programme,
    ),
    "programme_waiting": Definition(
        "programme",
        N_("프로그램 자리를 기다린 신청"),
        "건",
        N_("취소하지 않은 프로그램의 신청 가운데 자리를 받지 못한 수예요."),
        programme.programme,
    ),
    "commitments_contracted": Definition(
        "after",
        N_("계약한 약정"),
        "건",
        N_("우선구매 약정 가운데 박람회 뒤에 계약했다고 기관이 답했거나 이후 구매로 확인한 수예요."),
        afterwards.afterwards,
    ),
    "commitments_contracted_won": Definition(
        "after",
        N_("약정에서 계약한 금액"),
        "원",
        N_("계약한 약정의 계약 금액을 더한 값이에요. 현장계약 금액과 더하지 않아요."),
        afterwards.afterwards,
    ),
    "commitments_contracted_said_won": Definition(
        "after",
        N_("계약한 약정에 약속했던 금액"),
        "원",
        N_("계약한 약정을 박람회에서 약속할 때 적은 금액의 합이에요. 계약한 금액과 견주어 봐요."),
        afterwards.afterwards,
    ),
    "commitments_lapsed": Definition(
        "after",
        N_("하지 않기로 한 약정"),
        "건",
        N_("우선구매 약정 가운데 하지 않기로 했다고 까닭과 함께 답한 수예요."),
        afterwards.afterwards,
    ),
    "commitments_lapsed_won": Definition(
        "after",
        N_("하지 않기로 한 약정의 금액"),
        "원",
        N_("하지 않기로 한 약정을 박람회에서 약속할 때 적은 금액의 합이에요."),
        afterwards.afterwards,
    ),
    "commitments_open": Definition(
        "after",
        N_("진행 중인 약정"),
        "건",
        N_(
            "우선구매 약정 가운데 계약하지도, 하지 않기로 하지도 않은 수예요. 아직 아무도 답하지 않은 것도 넣어요."
        ),
        afterwards.afterwards,
    ),
    "commitments_open_won": Definition(
        "after",
        N_("진행 중인 약정의 금액"),
        "원",
        N_("진행 중인 약정을 박람회에서 약속할 때 적은 금액의 합이에요."),
        afterwards.afterwards,
    ),
    "commitments_unanswered": Definition(
        "after",
        N_("답이 없는 약정"),
        "건",
        N_("진행 중인 약정 가운데 어떻게 됐는지 아직 한 번도 답이 오지 않은 수예요."),
        afterwards.afterwards,
    ),
    "commitments_due": Definition(
        "after",
        N_("물어볼 약정"),
        "건",
        N_(
            "진행 중인 약정 가운데 물을 날(설정, 처음에는 약속한 날부터 30일·90일·180일째)이 지났는데 그 뒤로 답이 없는 수예요."
        ),
        afterwards.afterwards,
    ),
    "later_purchases": Definition(
        "after",
        N_("약속과 상관없는 이후 구매"),
        "건",
        N_(
            "박람회 뒤의 구매 파일 가운데 박람회에서 약속한 어느 것도 아니라고 확인한 구매의 수예요. 하루만 보면 세지 않아요."
        ),
        afterwards.afterwards,
    ),
    "later_purchases_won": Definition(
        "after",
        N_("약속과 상관없는 이후 구매의 금액"),
        "원",
        N_("약속과 상관없다고 확인한 이후 구매의 금액을 더한 값이에요. 하루만 보면 세지 않아요."),
        afterwards.afterwards,
    ),
}


# What goes on moving after the expo: closing a day freezes none of these.
MOVING = frozenset(name for name, one in FIGURES.items() if one.group == "after")


class Moment(NamedTuple):
    """What an organiser's screen tells of this moment (`figures.organiser`); `word` and `definition` as of a figure."""

    word: str
    definition: str


MOMENTS: dict[str, Moment] = {
    "present": Moment(
        N_("지금 있는 사람"),
        N_(
            "오늘 입장한 사람 가운데 아직 퇴장을 찍지 않은 사람이에요. 퇴장을 찍지 않고 간 사람은 남아 있는 것으로 세요."
        ),
    ),
    "in_meetings": Moment(N_("상담 중"), N_("상담석에서 지금 진행 중인 상담의 수예요.")),
    "waiting": Moment(
        N_("대기"),
        N_(
            "오늘 와 있고 한 곳이라도 줄을 서 있으며, 불려 있지도 상담 중이지도 않은 사람이에요. 세 곳에 서 있어도 한 번만 세요."
        ),
    ),
    "longest_wait_min": Moment(
        N_("가장 긴 대기"),
        N_(
            "지금 기다리는 사람 가운데 가장 오래 기다린 시간이에요. 줄을 선 때(그날 온 때나 개장이 더 늦으면 그때)부터 재고, 예약은 빼요."
        ),
    ),
    "outcomes_today": Moment(
        N_("오늘의 성과"),
        N_(
            "오늘 마친 상담의 최신 기록에 적힌 결과의 수와 금액이에요. 네 가지는 서로 다른 것이라 더하지 않고, 구매 논의는 약속한 금액이 아니에요."
        ),
    ),
}

UNITS: dict[Unit, str] = {
    "명": N_("명"),
    "곳": N_("곳"),
    "건": N_("건"),
    "회": N_("회"),
    "원": N_("원"),
    "분": N_("분"),
    "비율": N_("비율"),
}


def collect(db: sqlite3.Connection, scope: Scope) -> dict[str, Value]:
    """Every figure of this scope by its name, in the table's order; what is counted together is counted once."""
    found: dict[Counting, Mapping[str, Any]] = {}
    for one in FIGURES.values():
        if one.count not in found:
            found[one.count] = one.count(db, scope)
    return {name: found[one.count][name] for name, one in FIGURES.items()}


def told(db: sqlite3.Connection, scope: Scope) -> dict[str, Any]:
    """`GET /figures.json`: `as_of` (ISO), `day` or null for the whole expo, `figures` by name."""
    values = collect(db, scope)
    return {
        "as_of": days.iso(scope.now, scope.zone),
        "day": scope.day,
        "figures": {name: _told(name, value) for name, value in values.items()},
    }


def _told(name: str, value: Value) -> Told:
    one = FIGURES[name]
    return {
        "value": value,
        "unit": one.unit,
        "unit_en": gettext(UNITS[one.unit], "en"),
        "word": one.word,
        "word_en": gettext(one.word, "en"),
        "definition": one.definition,
        "definition_en": gettext(one.definition, "en"),
    }
