"""The verbs of the door's badges: made, given out, reserved, printed; and the printers."""

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SAME, SILENT, Screens, Verb, takes, who
from kiosk.actions.verbs.common import NEW, PERSON
from kiosk.expo.door import badges, blanks, print_jobs, printers, reserved
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "badge.reprint": Verb(
        badges.reprint,
        takes(**PERSON, reason=fields.filled_text),
        who("desk organiser"),
        one_of=("code", "visitor"),
        history=N_("명찰을 새로 냈어요"),
        feed=SAME,
    ),
    "badge.void": Verb(
        badges.void,
        takes({"reason": fields.filled_text}, **PERSON),
        who("desk organiser"),
        one_of=("code", "visitor"),
        deed=N_("명찰 분실"),
        history=N_("명찰을 쓸 수 없게 했어요"),
        feed=SAME,
    ),
    "badge.reserve": Verb(
        blanks.reserve,
        takes({"count": fields.count}),
        who("desk organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "badge.sheet": Verb(
        blanks.note_sheet,
        takes({"count": fields.count}),
        who("organiser"),
        by_page=True,
        history=SILENT,
        feed=N_("명찰을 모두 PDF로 만들었어요"),
    ),
    "badge.claim": Verb(
        blanks.claim,
        takes({"code": fields.code}, visitor=fields.identifier, badge_kind=fields.short_text, **NEW),
        who("desk organiser"),
        history=N_("빈 명찰을 받았어요"),
        feed=SAME,
        renames=True,
    ),
    "code.block": Verb(
        reserved.block,
        takes({"count": fields.count}),
        who("desk kiosk"),
        history=SILENT,
        feed=SILENT,
        screens=Screens.NONE,
    ),
    "print.badge": Verb(
        print_jobs.print_badge,
        takes({"visitor": fields.identifier}, printer=fields.identifier),
        who("desk organiser"),
        history=N_("명찰을 인쇄하게 했어요"),
        feed=SILENT,
    ),
    "print.move": Verb(
        print_jobs.move,
        takes({"job": fields.identifier, "printer": fields.identifier}),
        who("desk organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "print.again": Verb(
        print_jobs.again,
        takes({"job": fields.identifier}),
        who("desk organiser"),
        history=N_("명찰을 다시 인쇄하게 했어요"),
        feed=SILENT,
    ),
    "print.report": Verb(
        print_jobs.report,
        takes(
            {"job": fields.identifier, "state": fields.short_text},
            problem=fields.short_text,
            receipt=fields.short_text,
        ),
        who("desk organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "printer.add": Verb(
        printers.add,
        takes(
            {"name": fields.short_text, "driver": fields.short_text},
            address=fields.short_text,
            layout=fields.short_text,
        ),
        who("organiser"),
        form=printers.misfits,
        history=SILENT,
        feed=SILENT,
    ),
    "printer.remove": Verb(
        printers.remove,
        takes({"printer": fields.identifier}),
        who("organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "printer.use": Verb(
        printers.use,
        takes(printer=fields.identifier, station=fields.identifier),
        who("desk organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "printer.load": Verb(
        printers.load,
        takes({"printer": fields.identifier, "sheets": fields.count}),
        who("desk organiser"),
        history=SILENT,
        feed=SILENT,
    ),
    "printer.pass_on": Verb(
        print_jobs.pass_on,
        takes({"printer": fields.identifier, "to": fields.identifier}),
        who("desk organiser"),
        history=SILENT,
        feed=N_("기다리던 명찰을 다른 프린터로 옮겼어요"),
    ),
    "printer.trouble": Verb(
        printers.trouble,
        takes({"printer": fields.identifier}, problem=fields.short_text),
        INSIDE,
        history=SILENT,
        feed=SILENT,
    ),
}
