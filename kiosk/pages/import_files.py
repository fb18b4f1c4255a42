"""The organiser's page on which files come in: choose, look, say which column is which, apply."""

import json
from dataclasses import asdict
from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, request, send_file

from kiosk.actions.fields import Misfit, column_keys
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.data.store import Store
from kiosk.exchange import patterns
from kiosk.exchange.files import KINDS, OtherKind, Unheaded, UnknownKind, Unreadable, forms
from kiosk.exchange.files import preview as preview_file
from kiosk.exchange.reader import read_file
from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES
from kiosk.expo import imports
from kiosk.expo.imports import order
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.serving.greenlets import off_loop

pages = Blueprint("files", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/organiser/import")
def files() -> Response:
    who = web.page_actor("organiser")
    with web.store().read() as db:
        there = order.counts(db)
    fields = {kind: [_described(one) for one in module.FIELDS] for kind, module in KINDS.items()}
    return web.page(
        "organiser/import.html",
        actor=who,
        kinds=imports.KINDS,
        there=there,
        steps=order.steps(there),
        fields=fields,
        patterns=patterns.KINDS,
    )


@pages.get("/organiser/import.json")
def progress() -> Response:
    """How far `import.apply` of an `upload` is: `done` of `total` rows; 0 of 0 for a file that comes in at one go."""
    web.page_actor("organiser")
    done, total = imports.progress(request.args.get("upload", "")[:64])
    return web.answer({"ok": True, "done": done, "total": total})


@pages.get("/organiser/patterns/<kind>.xlsx")
def pattern(kind: str) -> Response:
    """A filled-in file of this kind, to write one's own rows into."""
    web.page_actor("organiser")
    if kind not in patterns.KINDS:
        raise NotFound(gettext("그런 파일은 없어요.", web.language()))
    with web.store().read() as db:
        made = patterns.pattern(db, kind)
    return send_file(
        BytesIO(made), XLSX, as_attachment=True, download_name=f"{patterns.SHEETS[kind]} 본보기.xlsx"
    )


@pages.post("/organiser/import.json")
def preview() -> Response:
    """Multipart `file` (10 MB), `kind` ("": told by the headings), `columns` (JSON: field name -> key of a column),
    `renamed` and `replaced` (booth numbers): what applying would do, row by row, and `upload`, by which to apply it.

    Writes nothing: the rows wait in this process until `import.apply` takes them. Where the file can't be read as it is,
    the refusal also has `looks_like` (another kind), or `kind` and `guess` (headings.Guess: say which column is which).
    """
    request.max_content_length = MAX_FILE_BYTES + 64 * 1024
    web.page_actor("organiser")
    web.require_own_page()
    kind, sent, lang = request.form.get("kind", ""), request.files.get("file"), web.language()
    if kind and kind not in imports.KINDS:
        raise BadFields({"kind": gettext("어떤 파일인지 골라 주세요.", lang)})
    if sent is None or not sent.filename:
        raise BadFields({"file": gettext("파일을 골라 주세요.", lang)})
    # It takes seconds, for which a thread waits: the square goes on meanwhile.
    meant = imports.meaning(request.form.getlist("renamed"), request.form.getlist("replaced"))
    work = partial(_preview, kind, sent.read(), lang, _columns(lang), meant, web.store())
    return web.json_text(*off_loop(work))


def _described(field: Any) -> dict[str, Any]:
    return {"name": field.name, "heading": field.heading, "required": field.required}


def _columns(lang: str) -> dict[str, str]:
    given = request.form.get("columns", "")
    try:
        return column_keys(given) if given else {}
    except Misfit as misfit:
        raise BadFields({"columns": misfit.said(lang)}) from None


def _preview(
    kind: str, data: bytes, lang: str, columns: dict[str, str], meant: dict[str, str], store: Store
) -> tuple[str, int]:
    """The answer as JSON, made row by row: at one go a long one would hold up the loop."""
    try:
        file = read_file(kind, data, lang, columns, forms(store))
    except Unreadable as error:
        refused = BadFields({"file": str(error)})
        return _json(refused.answer() | _about(error)), refused.status
    report = preview_file(store, file, lang, meant=meant)
    rows = ", ".join(_json(row) for row in report.pop("rows"))
    guess = file.guess and asdict(file.guess)
    about = {"kind": file.kind, "guess": guess, "upload": imports.keep(file.kind, file.rows)}
    head = _json({"ok": True, "code": "done", **report, **about})
    return f'{head[:-1]}, "rows": [{rows}]}}', 200


def _about(error: Unreadable) -> dict[str, Any]:
    """What the page needs beside the sentence to go on."""
    if isinstance(error, OtherKind):
        return {"looks_like": error.looks_like}
    if isinstance(error, Unheaded | UnknownKind):
        return {"kind": error.kind, "guess": asdict(error.guess)}
    return {}


_json = json.JSONEncoder(ensure_ascii=False).encode
