"""Every kind of alarm, by its code, as the history names it."""

from collections.abc import Mapping

from kiosk.language.sentences import N_

TITLES: Mapping[str, str] = {
    "idle": N_("빈 상담석"),
    "long_wait": N_("긴 기다림"),
    "not_come": N_("오지 않는 사람"),
    "long_meeting": N_("긴 상담"),
    "paused": N_("멈춘 부스"),
    "gone": N_("일찍 마친 부스"),
    "left_before_break": N_("쉬는 시간 전에 빈 부스"),
    "unmet_before_break": N_("쉬는 시간 전에 못 만날 사람"),
    "station_silent": N_("소식 끊긴 단말"),
    "stations_silent": N_("한꺼번에 끊긴 단말"),
    "battery": N_("배터리 부족"),
    "unsent": N_("보내지 못한 일"),
    "clock": N_("단말의 시계"),
    "printer": N_("프린터"),
    "prints_failed": N_("나오지 않은 명찰"),
    "writer_hangs": N_("저장하지 못하는 서버"),
    "clock_fails": N_("저절로 되지 않는 일"),
    "push_unreached": N_("꺼진 휴대폰의 알림"),
    "disk_low": N_("디스크 공간"),
    "certificate_ends": N_("보안 인증서"),
    "standby_lost": N_("둘째 노트북"),
    "standby_slow": N_("느린 둘째 노트북"),
    "laptop_stopped": N_("적지 않는 노트북"),
    "laptop_old": N_("이전 노트북"),
    "laptop_changed": N_("바뀐 노트북"),
    "redis": N_("멈춘 중계"),
    "copy_stands": N_("멈춘 복사"),
    "copy_remembers": N_("복사본에 남은 사람"),
    "contacts_due": N_("연락처 보관 기간"),
    "contacts_soon": N_("곧 지우는 개인정보"),
    "unwritten": N_("마저 적을 기록"),
    "day_unclosed": N_("마감하지 않은 날"),
    "no_booths": N_("부스가 없음"),
    "no_tablet": N_("태블릿 없는 부스"),
}
