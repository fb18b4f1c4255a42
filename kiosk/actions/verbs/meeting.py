"""The verbs of the meeting: its beginning and end, its log and files, and the signing on the stage."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SAME, SILENT, Screens, Verb, takes, who
from kiosk.expo.meeting import attachments, consultations, forgotten, logs, signings, starts, undo
from kiosk.language.sentences import N_

CONSULTATION = {"consultation": fields.identifier}

ROWS: dict[str, Verb] = {
    "consultation.start": Verb(
        starts.start,
        takes(
            {"counter": fields.counter}, ticket=fields.identifier, code=fields.code, booth=fields.booth_number
        ),
        who("booth organiser"),
        one_of=("ticket", "code"),
        on_expo_days=True,
        deed=N_("상담 시작"),
        history=N_("%(booth)s에서 상담을 시작했어요"),
        feed=SAME,
    ),
    "consultation.cancel_start": Verb(
        undo.cancel_start,
        takes(CONSULTATION | {"reason": fields.filled_text}),
        who("booth organiser"),
        on_expo_days=True,
        deed=N_("상담 시작 되돌리기"),
        history=N_("%(booth)s 상담 시작을 되돌렸어요"),
        feed=SAME,
    ),
    "consultation.note": Verb(
        logs.write_draft,
        takes(
            CONSULTATION,
            note=fields.text,
            shared_note=fields.text,
            lines=fields.draft_lines,
            follow_up=fields.follow_up,
            topics=fields.topics,
        ),
        who("booth organiser"),
        on_expo_days=True,
        deed=N_("상담 기록"),
        history=SILENT,
        feed=SILENT,
    ),
    "consultation.extend": Verb(
        consultations.extend,
        takes(CONSULTATION, minutes=fields.step),
        who("booth organiser"),
        on_expo_days=True,
        deed=N_("상담 연장"),
        history=N_("%(booth)s 상담의 끝을 옮겼어요"),
        feed=SAME,
    ),
    "consultation.finish": Verb(
        logs.finish,
        takes(
            CONSULTATION | {"lines": fields.lines},
            note=fields.text,
            shared_note=fields.text,
            follow_up=fields.follow_up,
            topics=fields.topics,
        ),
        who("booth organiser"),
        on_expo_days=True,
        deed=N_("상담 마침"),
        history=N_("%(booth)s에서 상담을 마쳤어요"),
        feed=SAME,
    ),
    "consultation.lapse": Verb(
        forgotten.lapse,
        takes(CONSULTATION),
        INSIDE,
        on_expo_days=True,
        by_clock=N_("끝내지 않은 상담 닫기"),
        history=N_("%(booth)s 상담이 끝내지 않은 채 닫혔어요"),
        feed=SAME,
    ),
    "consultation.correct": Verb(
        logs.correct,
        takes(
            CONSULTATION | {"lines": fields.lines, "reason": fields.filled_text},
            note=fields.text,
            topics=fields.topics,
        ),
        who("booth organiser"),
        on_expo_days=True,
        history=N_("%(booth)s에서 기록을 고쳤어요"),
        feed=SAME,
        screens=Screens.STAGE,
    ),
    "consultation.confirm": Verb(
        logs.confirm,
        takes(CONSULTATION, code=fields.code),
        who("booth visitor"),
        badge_from=("booth",),
        on_expo_days=True,
        history=N_("%(booth)s 상담 결과를 확인했어요"),
        feed=SAME,
    ),
    "consultation.attach": Verb(
        attachments.attach,
        takes(CONSULTATION | {"sha256": fields.short_text, "name": fields.short_text}),
        who("booth organiser"),
        by_page=True,
        on_expo_days=True,
        deed=N_("파일 붙이기"),
        history=N_("%(booth)s 상담에 파일을 붙였어요"),
        feed=SAME,
    ),
    "consultation.detach": Verb(
        attachments.detach,
        takes({"attachment": fields.identifier}),
        who("booth organiser"),
        on_expo_days=True,
        history=N_("%(booth)s 상담에서 파일을 지웠어요"),
        feed=SAME,
    ),
    "signing.send": Verb(
        signings.send,
        takes(CONSULTATION),
        who("booth organiser"),
        history=N_("%(booth)s에서 서명식으로 보냈어요"),
        feed=SAME,
        screens=Screens.STAGE,
    ),
    "signing.announce": Verb(
        signings.announce,
        takes(CONSULTATION),
        who("stage organiser"),
        history=N_("%(booth)s의 서명을 무대에 알렸어요"),
        feed=SAME,
        screens=Screens.STAGE,
    ),
    "signing.done": Verb(
        signings.done,
        takes({"signing": fields.identifier}),
        who("stage organiser"),
        history=N_("%(booth)s의 서명을 마쳤어요"),
        feed=SAME,
        screens=Screens.STAGE,
    ),
}
