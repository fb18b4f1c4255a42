"""The verbs of the results that everybody may see, and of what they are compared with."""

from kiosk.actions import fields
from kiosk.actions.verb import SILENT, Screens, Verb, takes, who
from kiosk.expo.figures import releases
from kiosk.expo.square import total_purchases
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "results.release": Verb(
        releases.release,
        takes(),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("결과를 공개했어요"),
    ),
    "results.withdraw": Verb(
        releases.withdraw,
        takes({"reason": fields.short_text}),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("공개한 결과를 내렸어요"),
    ),
    "agency.total_purchase": Verb(
        total_purchases.set_total,
        takes({"booth": fields.booth_number}, won=fields.total_purchase),
        who("booth organiser"),
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 부스의 총구매액을 적었어요"),
        screens=Screens.OWN,
    ),
}
