"""The verbs of the files that an organiser brings in."""

from kiosk.actions import fields
from kiosk.actions.verb import SILENT, Screens, Verb, takes, who
from kiosk.expo import imports
from kiosk.language.sentences import N_

ROWS: dict[str, Verb] = {
    "import.apply": Verb(
        imports.apply_action,
        takes(
            {"kind": fields.short_text, "upload": fields.short_text},
            renamed=fields.booth_numbers,
            replaced=fields.booth_numbers,
        ),
        who("organiser"),
        in_pieces=imports.apply_pieces,
        history=SILENT,
        feed=N_("파일을 가져왔어요"),
        screens=Screens.ALL,
        renames=True,
        tells=("what", "added", "changed", "unchanged", "merged", "refused", "warned"),
    ),
    "import.columns": Verb(
        imports.columns.keep,
        takes({"kind": fields.short_text, "columns": fields.column_keys}),
        who("organiser"),
        history=SILENT,
        feed=N_("파일의 어느 열이 무엇인지 정했어요"),
        screens=Screens.ALL,
    ),
}
