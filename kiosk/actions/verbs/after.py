"""The verbs of the time after the expo: what became of promises, where agencies answer, what was bought later."""

from kiosk.actions import fields
from kiosk.actions.verb import SILENT, Screens, Verb, takes, who
from kiosk.actions.verbs.common import of_links
from kiosk.expo.after import answers, links, promises, purchases
from kiosk.language.sentences import N_

PURCHASE = {"purchase": fields.identifier}

ROWS: dict[str, Verb] = {
    "follow_up.answer": Verb(
        answers.answer,
        takes(
            {"promise": fields.identifier, "state": fields.one_of(*promises.STATES)},
            contracted_on=fields.iso_day,
            won=fields.won,
            document=fields.short_text,
            reason=fields.text,
            by=fields.short_text,
            link=fields.identifier,
        ),
        who("organiser"),
        form=answers.misfits,
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 약속이 어떻게 됐는지 적었어요"),
        screens=Screens.OWN,
        tells=("state", "promise"),
    ),
    "follow_up.undo": Verb(
        answers.take_back,
        takes({"follow_up": fields.identifier}, reason=fields.text, link=fields.identifier),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 약속에 적은 답을 되돌렸어요"),
        screens=Screens.OWN,
        tells=("promise",),
    ),
    **of_links(
        links.LINKS,
        links.make,
        made=N_("기관이 답할 링크를 만들었어요"),
        revoked=N_("기관이 답할 링크를 거뒀어요"),
        days_open=fields.days_open,
    ),
    "purchase.match": Verb(
        purchases.match,
        takes(PURCHASE | {"promise": fields.identifier}),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("이후 구매를 약속과 이었어요"),
        screens=Screens.OWN,
        tells=("purchase", "promise"),
    ),
    "purchase.beside": Verb(
        purchases.beside,
        takes(PURCHASE),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("이후 구매를 약속과 상관없다고 적었어요"),
        screens=Screens.OWN,
        tells=("purchase",),
    ),
    "purchase.undecide": Verb(
        purchases.undecide,
        takes(PURCHASE),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("이후 구매를 다시 정하게 했어요"),
        screens=Screens.OWN,
        tells=("purchase",),
    ),
}
