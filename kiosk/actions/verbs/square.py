"""The verbs of the square: the expo itself, its days and settings, and its stations."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, Screens, Verb, takes, who
from kiosk.expo.square import event, face_setting, stations
from kiosk.face import fields as face_fields
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "expo.set_up": Verb(
        event.set_up,
        takes({"name": fields.short_text, "days": fields.texts, "hours": fields.short_text}),
        INSIDE,
        history=SILENT,
        feed=N_("박람회의 날과 시간을 정했어요"),
        screens=Screens.ALL,
    ),
    "expo.settings": Verb(
        event.change_settings,
        takes({"settings": fields.setting_values}),
        who("organiser"),
        history=SILENT,
        feed=N_("설정을 바꿨어요"),
        screens=Screens.ALL,
    ),
    "expo.face": Verb(
        face_setting.set_face,
        takes(
            name=fields.short_text,
            name_en=fields.short_text,
            short_name=fields.short_text,
            colour=face_fields.colour,
            emblem=face_fields.emblem,
            emblem_png=face_fields.png,
            reset=fields.texts,
        ),
        who("organiser"),
        history=SILENT,
        feed=N_("박람회의 얼굴을 바꿨어요"),
        screens=Screens.ALL,
    ),
    "expo.restore": Verb(
        event.restore,
        takes(),
        INSIDE,
        history=SILENT,
        feed=N_("백업에서 되살렸어요"),
        screens=Screens.ALL,
    ),
    "station.pair": Verb(
        stations.pair,
        takes({"role": fields.short_text}, booth=fields.booth_number, name=fields.short_text),
        who("organiser"),
        secrets=("pair_url",),
        history=SILENT,
        feed=N_("단말을 연결할 QR을 만들었어요"),
    ),
    "station.add": Verb(
        stations.add,
        takes({"role": fields.short_text}, booth=fields.booth_number, name=fields.short_text),
        INSIDE,
        secrets=("token", "pair_url"),
        history=SILENT,
        feed=SILENT,
    ),
    "station.redeem": Verb(
        stations.redeem,
        takes({"pair": fields.short_text, "secret": fields.short_text}),
        INSIDE,
        secrets=("secret",),
        for_strangers=True,
        history=SILENT,
        feed=N_("단말이 연결됐어요"),
    ),
    "station.revoke": Verb(
        stations.revoke,
        takes({"station": fields.identifier}),
        who("organiser"),
        history=SILENT,
        feed=N_("단말의 연결을 끊었어요"),
    ),
}
