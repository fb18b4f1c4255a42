"""The verbs of the timetable: marks of both sides, proposals, and what becomes appointments."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, Screens, Verb, takes, who
from kiosk.actions.verbs.common import of_links
from kiosk.expo.proposals import proposals
from kiosk.expo.timetable import links, marks
from kiosk.expo.timetable.problem import SIDES
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "timetable.mark": Verb(
        marks.mark,
        takes(
            {"enterprise": fields.identifier},
            agency=fields.identifier,
            wanted=fields.flag,
            side=fields.one_of(*SIDES),
            link=fields.identifier,
        ),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=SILENT,
        screens=Screens.NONE,
        tells=("agency", "enterprise", "side", "wanted"),
    ),
    **of_links(
        links.LINKS,
        links.make,
        made=N_("기관이 표시할 링크를 만들었어요"),
        revoked=N_("기관이 표시할 링크를 거뒀어요"),
    ),
    "timetable.away": Verb(
        marks.away,
        takes(
            {"day": fields.iso_day},
            starts=fields.clock,
            until=fields.clock,
            agency=fields.identifier,
            enterprise=fields.identifier,
            link=fields.identifier,
        ),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("예약을 잡을 수 없는 때를 적었어요"),
        screens=Screens.OWN,
        tells=("agency", "enterprise"),
    ),
    "timetable.back": Verb(
        marks.back,
        takes({"away": fields.identifier}, link=fields.identifier),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("예약을 잡을 수 없던 때를 지웠어요"),
        screens=Screens.OWN,
        tells=("agency", "enterprise"),
    ),
    "timetable.propose": Verb(
        proposals.propose,
        takes({"run": fields.short_text}),
        INSIDE,
        late=False,
        history=SILENT,
        feed=N_("예약 시간표를 만들었어요"),
        screens=Screens.ALL,
        tells=("run", "meetings", "new"),
    ),
    "timetable.answer": Verb(
        proposals.answer,
        takes(
            {"proposal": fields.identifier, "says": fields.one_of("yes", "no")},
            side=fields.one_of(*SIDES),
            link=fields.identifier,
        ),
        who("organiser visitor"),
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 예약 제안에 답했어요"),
        screens=Screens.OWN,
        tells=("proposal", "side", "says"),
    ),
    "timetable.move": Verb(
        proposals.move,
        takes(
            {"proposal": fields.identifier, "day": fields.iso_day, "starts": fields.clock}, anyway=fields.flag
        ),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 예약의 시각을 옮겼어요"),
        screens=Screens.OWN,
        tells=("proposal", "starts_at"),
    ),
    "timetable.add": Verb(
        proposals.add,
        takes(
            {
                "booth": fields.booth_number,
                "enterprise": fields.identifier,
                "day": fields.iso_day,
                "starts": fields.clock,
            },
            anyway=fields.flag,
        ),
        who("organiser"),
        sends_to_booth=True,
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 예약을 시간표에 넣었어요"),
        screens=Screens.OWN,
        tells=("proposal", "starts_at"),
    ),
    "timetable.drop": Verb(
        proposals.drop,
        takes({"proposal": fields.identifier}),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("%(booth)s 예약을 시간표에서 뺐어요"),
        screens=Screens.OWN,
        tells=("proposal",),
    ),
    "timetable.apply": Verb(
        proposals.apply,
        takes(confirmed=fields.flag),
        who("organiser"),
        late=False,
        history=SILENT,
        feed=N_("시간표의 제안을 예약으로 넣었어요"),
        screens=Screens.ALL,
        tells=("appointments", "refused"),
    ),
}
