"""The verbs of what the organiser tells: notices to everybody, messages to booths."""

from kiosk.actions import fields
from kiosk.actions.verb import SILENT, Screens, Verb, takes, who
from kiosk.expo.square import messages, notices
from kiosk.language.sentences import N_

MESSAGE = {"message": fields.identifier}

ROWS: dict[str, Verb] = {
    "notice.send": Verb(
        notices.send,
        takes(
            {"text": fields.short_text},
            text_en=fields.short_text,
            to=fields.some_of(*notices.AUDIENCES),
            minutes=fields.minutes,
        ),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("알림을 보냈어요"),
        screens=Screens.NOTICES,
        tells=("notice", "to", "minutes"),
    ),
    "notice.end": Verb(
        notices.end,
        takes({"notice": fields.identifier}),
        who("organiser"),
        late=False,
        by_clock=N_("시간이 된 알림 끝내기"),
        history=SILENT,
        feed=N_("알림이 끝났어요"),
        screens=Screens.NOTICES,
        tells=("notice", "to"),
    ),
    "message.send": Verb(
        messages.send,
        takes({"text": fields.short_text}, to=fields.booth_numbers),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("부스에 메시지를 보냈어요"),
        screens=Screens.MESSAGES,
        tells=("message",),
    ),
    "message.read": Verb(
        messages.read,
        takes(MESSAGE | {"booth": fields.booth_number}),
        who("booth organiser"),
        late=False,
        history=SILENT,
        feed=SILENT,
        screens=Screens.MESSAGES,
    ),
    "message.end": Verb(
        messages.end,
        takes(MESSAGE),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=SILENT,
        screens=Screens.MESSAGES,
    ),
}
