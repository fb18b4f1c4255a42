"""The verbs of the programme: its items, who signs up for one, who comes in at its door."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, By, Screens, Verb, takes, who
from kiosk.actions.verbs.common import PERSON, FieldKinds
from kiosk.expo.programme import attendance, items, moments, seats, sign_ups
from kiosk.language.sentences import N_

ITEM: FieldKinds = {"item": fields.identifier}
REQUIRED: FieldKinds = {"title": fields.short_text, "day": fields.short_text, "starts": fields.clock}
OPTIONAL: FieldKinds = {
    "ends": fields.clock,
    "kind": fields.one_of(*items.KINDS),
    "place": fields.short_text,
    "host": fields.short_text,
    "spoken": fields.short_text,
    "capacity": fields.capacity,
    "gathering": fields.identifier,
}
WHO = who("kiosk desk door organiser visitor")
SIGNED = By(
    "outcome",
    {
        seats.SEATED: N_("프로그램에 신청했어요"),
        seats.WAITING: N_("프로그램 대기 명단에 들어갔어요"),
        seats.MOVED_UP: N_("프로그램에 자리가 났어요"),
        seats.GIVEN_AWAY: N_("시작한 뒤 오지 않아 프로그램 자리를 다음 분께 드렸어요"),
    },
)

ROWS: dict[str, Verb] = {
    "programme.add": Verb(
        items.add,
        takes(REQUIRED, **OPTIONAL),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("프로그램을 더했어요"),
        screens=Screens.PROGRAMME,
        tells=("item",),
    ),
    "programme.change": Verb(
        items.change_item,
        takes(ITEM | REQUIRED, **OPTIONAL),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("프로그램을 바꿨어요"),
        screens=Screens.PROGRAMME,
        tells=("item", "moved"),
    ),
    "programme.cancel": Verb(
        items.cancel,
        takes(ITEM, reason=fields.short_text),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("프로그램을 취소했어요"),
        screens=Screens.PROGRAMME,
        tells=("item",),
    ),
    "programme.restore": Verb(
        items.restore,
        takes(ITEM),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("프로그램 취소를 되돌렸어요"),
        screens=Screens.PROGRAMME,
        tells=("item",),
    ),
    "programme.sign_up": Verb(
        sign_ups.sign_up,
        takes(ITEM, **PERSON),
        WHO,
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
        over_http=True,
        late=False,
        history=SIGNED,
        feed=SILENT,
        screens=Screens.SEATS,
        tells=("item", "outcome"),
    ),
    "programme.leave": Verb(
        sign_ups.leave,
        takes(ITEM, **PERSON),
        WHO,
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
        over_http=True,
        late=False,
        history=N_("프로그램 신청을 취소했어요"),
        feed=SILENT,
        screens=Screens.SEATS,
        tells=("item",),
    ),
    "programme.call_me": Verb(
        sign_ups.call_me,
        takes(ITEM | {"on": fields.flag}, **PERSON),
        WHO,
        one_of=("code", "visitor"),
        badge_from=("kiosk",),
        over_http=True,
        late=False,
        history=N_("프로그램 중의 호출을 정했어요"),
        feed=SILENT,
        tells=("item", "on"),
    ),
    "programme.attend": Verb(
        attendance.attend,
        takes(ITEM, code=fields.code, citizens=fields.step),
        who("door desk kiosk organiser"),
        one_of=("code", "citizens"),
        badge_from=("kiosk",),
        deed=N_("프로그램 참석"),
        history=N_("프로그램에 들어왔어요"),
        feed=SILENT,
        screens=Screens.SEATS,
        tells=("item", "citizens"),
    ),
    "programme.undo_attend": Verb(
        attendance.undo_attend,
        takes(ITEM | {"visitor": fields.identifier}),
        who("door desk organiser"),
        history=N_("프로그램 참석을 취소했어요"),
        feed=SILENT,
        screens=Screens.SEATS,
        tells=("item",),
    ),
    "programme.tell": Verb(
        moments.tell,
        takes(ITEM | {"moment": fields.one_of("soon", "begins", "ends")}),
        INSIDE,
        late=False,
        by_clock=N_("프로그램의 시작과 끝 알리기"),
        history=SILENT,
        feed=SILENT,
        screens=Screens.PROGRAMME,
        tells=("item", "moment"),
    ),
}
