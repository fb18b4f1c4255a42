"""What a new expo takes over from one that was (`exchange/next_expo.py`): how it is set up, and nothing of who came to it.

A table stands in TAKEN with the rows and columns that go along, or in LEFT; `expo` goes by its settings alone. A test holds that
no table is forgotten.
"""

from collections.abc import Mapping

from kiosk.language.sentences import N_

# In an order in which each row's parents stand before it. Ids stay, so that rows still name each other.
TAKEN: Mapping[str, str] = {
    "face": "SELECT id, name_en, short_name, colour, emblem_type, emblem, emblem_png FROM face",
    # Without what it bought in all in its year, of which its share is told: that is another amount in another year.
    "agencies": "SELECT id, name, name_en, kind, short_name FROM agencies",
    # Without their days, which are another year's.
    "gatherings": "SELECT id, name, name_en, place FROM gatherings",
    "booths": "SELECT id, number, agency_id, gathering_id, x_m, y_m, coalesce(file_counters, counters) AS counters, file_counters,"
    " settings FROM booths",
    "places": "SELECT id, kind, name, name_en, x_m, y_m, width_m, height_m FROM places",
    # How many tablets stand where. Their codes are made of the new expo's key, so every device is paired anew.
    "pairing_cards": "SELECT id, role, booth_id, place FROM pairing_cards WHERE removed_at IS NULL",
    "column_meanings": "SELECT id, kind, form, columns, at FROM column_meanings",
}
# What is said to be taken.
WORDS: Mapping[str, str] = {
    "agencies": N_("기관"),
    "booths": N_("부스와 그 설정"),
    "gatherings": N_("함께 열리는 행사"),
    "places": N_("광장의 시설"),
    "settings": N_("바꿔 둔 설정"),
    "face": N_("박람회의 얼굴"),
    "pairing_cards": N_("연결표의 카드"),
    "column_meanings": N_("알아 둔 파일 모양"),
}
LEFT = frozenset(
    # People, and what they did.
    "enterprises enterprise_categories visitors contacts consents consent_texts imported_rows kept_apart pending_networks"
    " wrong_digits phones push_subscriptions arrivals wishes tickets invites consultations lines corrections follow_up_links follow_ups purchases attachments"
    " attachment_contents forgotten forgotten_actions erasures signings sign_ups refused_late provisional_check_ins notices messages message_booths alarms"
    " forecasts marks mark_links away timetable_runs proposals"
    # What is of that year: its days, plan and programme, what was told of it.
    " days plan_items programme releases closings after_closing rehearsals past_expos import_pieces"
    # Devices, which are paired and set up anew, and badges, which another key signs.
    " stations pairing_switch printers station_printers print_jobs reserved_numbers"
    # What others add up to, the history, and the database's own.
    " loads absent_places outcome_sums estimate_sums plan_sums journal answers _sqlite_migrations sqlite_sequence".split()
)
# What is said to be left.
NOT_TAKEN = (
    N_("참가자와 기업, 동의, 연락처"),
    N_("구매계획과 품목(새 구매계획을 가져오면 생겨요), 기관의 총구매액"),
    N_("프로그램과 예약, 대기표와 상담, 서명식, 기록"),
    N_("단말과 프린터(다시 연결해요)"),
)
