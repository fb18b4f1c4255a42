"""The verbs of the door: who registers, who comes and goes, and what cut-off stations report."""

from kiosk.actions import fields
from kiosk.actions.verb import SAME, SILENT, By, Verb, takes, who
from kiosk.actions.verbs.common import ABOUT, PERSON
from kiosk.expo.door import arrivals, citizens, departures, duplicates, late, merging, registrations
from kiosk.language.sentences import N_

ARRIVED = By(
    "welcome",
    {
        "new": N_("입장했어요"),
        "again": N_("다시 확인했어요"),
        "back": N_("다른 날 다시 입장했어요"),
        "repeat": N_("방금 확인했어요"),
    },
)

ROWS: dict[str, Verb] = {
    "visitor.register": Verb(
        registrations.register,
        takes(
            {"name": fields.short_text, "consent": fields.consent},
            reserved_code=fields.code,
            badge_kind=fields.short_text,
            **ABOUT,
        ),
        who("desk kiosk organiser phone"),
        form=registrations.misfits,
        is_rationed=True,
        makes_badge=True,
        deed=N_("등록"),
        history=N_("등록했어요"),
        feed=SAME,
        renames=True,
        tells=("pending",),
    ),
    "visitor.check_in": Verb(
        arrivals.check_in,
        takes(**PERSON),
        who("desk kiosk organiser"),
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
        on_expo_days=True,
        deed=N_("입장 확인"),
        history=ARRIVED,
        feed=SAME,
        tells=("welcome", "day"),
    ),
    "visitor.undo_check_in": Verb(
        arrivals.undo_check_in,
        takes({"visitor": fields.identifier, "reason": fields.filled_text}),
        who("desk organiser"),
        on_expo_days=True,
        deed=N_("입장 취소"),
        history=N_("입장을 취소했어요"),
        feed=SAME,
        tells=("day",),
    ),
    "visitor.check_out": Verb(
        departures.check_out,
        takes(**PERSON),
        who("desk kiosk organiser"),
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
        on_expo_days=True,
        history=N_("퇴장했어요"),
        feed=SAME,
        tells=("day",),
    ),
    "citizen.count": Verb(
        citizens.count,
        takes({"count": fields.step}),
        who("desk kiosk organiser"),
        on_expo_days=True,
        history=SILENT,
        feed=SILENT,
        tells=("count", "day"),
    ),
    "visitor.confirm": Verb(
        registrations.confirm,
        takes({"visitor": fields.identifier}),
        who("desk organiser"),
        deed=N_("등록 확인"),
        history=N_("등록을 확인했어요"),
        feed=SAME,
        renames=True,
    ),
    "visitor.set_need": Verb(
        registrations.set_need,
        takes({"visitor": fields.identifier}, need=fields.short_text, consent=fields.flag),
        who("desk organiser"),
        deed=N_("필요한 도움"),
        history=N_("필요한 도움을 적었어요"),
        feed=SAME,
    ),
    "visitor.merge": Verb(
        merging.merge,
        takes({"visitor": fields.identifier, "into": fields.identifier, "reason": fields.filled_text}),
        who("desk organiser"),
        history=N_("다른 등록과 합쳤어요"),
        feed=SAME,
        renames=True,
    ),
    "visitor.keep_apart": Verb(
        duplicates.keep_apart,
        takes({"visitor": fields.identifier, "other": fields.identifier}),
        who("desk organiser"),
        history=N_("닮은 등록과 다른 사람이라고 확인했어요"),
        feed=SAME,
    ),
    "visitor.undo_keep_apart": Verb(
        duplicates.undo_keep_apart,
        takes({"visitor": fields.identifier, "other": fields.identifier}),
        who("desk organiser"),
        history=N_("다른 사람이라고 한 것을 되돌렸어요"),
        feed=SAME,
    ),
    "late.report": Verb(
        late.report,
        takes(
            {
                "kept": fields.short_text,
                "deed": fields.short_text,
                "refused": fields.short_text,
                "message": fields.filled_text,
            },
            **PERSON,
        ),
        who("desk kiosk booth door"),
        of_forgotten=True,
        deed=N_("확인 요청"),
        history=N_("끊겼던 단말의 일을 데스크에 알렸어요"),
        feed=SAME,
    ),
    "late.settle": Verb(
        late.settle,
        takes({"item": fields.identifier}),
        who("desk organiser"),
        history=N_("끊겼던 단말의 일을 데스크에서 확인했어요"),
        feed=SAME,
    ),
}
