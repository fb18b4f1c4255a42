"""The verbs of what stood on paper while the power was gone, one row each; files of it come in by `import.apply`."""

from kiosk.actions import fields
from kiosk.actions.verb import SAME, Verb, takes, who
from kiosk.expo.imports import paper
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "paper.check_in": Verb(
        paper.check_in,
        takes({"badge": fields.short_text, "time": fields.clock}, day=fields.short_text),
        who("desk organiser"),
        late=False,
        history=N_("종이에 적힌 입장을 옮겼어요"),
        feed=SAME,
    ),
    "paper.meeting": Verb(
        paper.meeting,
        takes(
            {"badge": fields.short_text, "booth": fields.booth_number, "starts": fields.clock},
            ends=fields.clock,
            day=fields.short_text,
            counter=fields.counter,
            lines=fields.lines,
            note=fields.text,
            follow_up=fields.follow_up,
        ),
        who("desk organiser"),
        late=False,
        history=N_("%(booth)s에서 종이에 적은 상담을 옮겼어요"),
        feed=SAME,
        tells=("day", "outcomes"),
    ),
}
