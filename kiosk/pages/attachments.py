"""Files beside a meeting's log: sent by the booth's tablet, seen by the booth and organisers."""

from uuid import uuid4

from flask import Blueprint, Response, request, send_file

from kiosk import access
from kiosk.actions import perform
from kiosk.expo import attachments
from kiosk.pages import web
from kiosk.refusals import BadFields, NotFound
from kiosk.text import line
from kiosk.words import gettext

pages = Blueprint("attachments", __name__)

ROLES = access.VERBS["consultation.attach"]


@pages.post("/consultations/<int:consultation>/attachments")
def add(consultation: int) -> Response:
    """Multipart `file` (8 MB), `action_id` and, from who was cut off, `at` and `sent_at`; answers as `consultation.attach`."""
    request.max_content_length = attachments.BYTES_MAX + 64 * 1024
    web.require_own_page()
    who = access.require_verb("consultation.attach", web.actor(ROLES), web.language())
    sent = request.files.get("file")
    if sent is None:
        raise BadFields({"file": gettext("붙일 파일을 골라 주세요.", web.language())})
    data = sent.read()
    sha256, media_type = attachments.keep(web.settings().folder, data, web.language())
    fields = {
        "action_id": request.form.get("action_id") or uuid4().hex,
        "consultation": consultation,
        "sha256": sha256,
        "media_type": media_type,
        "name": line(sent.filename or "")[-120:] or "파일",
        "size": len(data),
        **{name: request.form[name] for name in ("at", "sent_at") if name in request.form},
    }
    done = perform(web.store(), "consultation.attach", who, fields, lang=web.language())
    return web.json_text(done.body, done.status)


@pages.get("/attachments/<int:attachment>")
def show(attachment: int) -> Response:
    who = access.require_verb("consultation.attach", web.actor(ROLES), web.language())
    with web.store().read() as db:
        found = attachments.find(db, attachment)
    if found is None:
        raise NotFound(gettext("그런 파일이 없어요.", web.language()))
    access.require_booth(who, found["booth"], web.language())
    kept = attachments.path(web.settings().folder, found["sha256"])
    return send_file(kept.resolve(), mimetype=found["media_type"], download_name=found["name"])
