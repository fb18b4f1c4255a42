"""The verbs of alarms: an organiser takes one on; the clock notes which came and went."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, Verb, takes, who
from kiosk.expo.figures.alarms import noting, taking
from kiosk.language.sentences import N_

ALARM = {"alarm": fields.short_text}

ROWS: dict[str, Verb] = {
    "alarm.take": Verb(
        taking.take,
        takes(ALARM),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("살펴볼 일을 맡았어요"),
    ),
    "alarm.release": Verb(
        taking.release, takes(ALARM), who("organiser"), late=False, history=SILENT, feed=SILENT
    ),
    "alarm.note": Verb(
        noting.note,
        takes({"raised": fields.listed, "ended": fields.listed}),
        INSIDE,
        late=False,
        history=SILENT,
        feed=SILENT,
    ),
}
