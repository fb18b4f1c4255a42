"""Files beside a meeting's log: sent by the booth's tablet, seen by the booth and organisers."""

from functools import partial
from io import BytesIO
from uuid import uuid4

from flask import Blueprint, Response, request, send_file

from kiosk.actions import access
from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.actions.verbs import VERBS, require_verb
from kiosk.expo.meeting import attachments
from kiosk.language.sentences import gettext
from kiosk.language.text import line
from kiosk.pages import web
from kiosk.serving.greenlets import off_loop

pages = Blueprint("attachments", __name__)

ROLES = VERBS["consultation.attach"].roles
NAME_MAX = 120
# Whatever a file holds, nothing in it runs or reaches this server.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pages.post("/consultations/<int:consultation>/attachments")
def add(consultation: int) -> Response:
    """Multipart `file` (8 MB at most), `action_id` and, from a tablet that was cut off, `at` and `sent_at`; answers
    as `consultation.attach` does."""
    request.max_content_length = attachments.BYTES_MAX + 64 * 1024
    lang = web.language()
    web.require_own_page()
    who = require_verb("consultation.attach", web.actor(ROLES), lang)
    sent = request.files.get("file")
    if sent is None:
        raise BadFields({"file": gettext("붙일 파일을 골라 주세요.", lang)})
    upload = off_loop(partial(attachments.examine, sent.read(), lang))
    with attachments.arriving(upload) as sha256:
        fields = {
            "action_id": request.form.get("action_id") or uuid4().hex,
            "consultation": consultation,
            "sha256": sha256,
            "name": line(sent.filename or "")[-NAME_MAX:] or "파일",
            **{name: request.form[name] for name in ("at", "sent_at") if name in request.form},
        }
        done = perform(web.store(), "consultation.attach", who, fields, lang=lang)
    return web.json_text(done.body, done.status)


@pages.get("/attachments/<int:attachment>")
def show(attachment: int) -> Response:
    """The file's bytes, as what they say they are: a photo is shown, a PDF is saved."""
    who = require_verb("consultation.attach", web.actor(ROLES), web.language())
    with web.store().read() as db:
        found = attachments.find(db, attachment)
        if found:
            access.require_booth(who, found["booth"], web.language())
        content = attachments.content_of(db, attachment) if found else None
    media_type = attachments.media_type(content or b"")
    if found is None or content is None or media_type is None:
        raise NotFound(gettext("그런 파일이 없어요.", web.language()))
    saved = not media_type.startswith("image/")
    response = send_file(BytesIO(content), media_type, as_attachment=saved, download_name=found["name"])
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
