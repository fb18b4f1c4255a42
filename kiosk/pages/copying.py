"""`/organiser/standby`: how the copy of the expo stands, and the bundle that makes another laptop its standby."""

import base64
from functools import partial

from flask import Blueprint, Response, make_response, render_template

from badges import qr
from kiosk.actions.refusals import NotWritten, Unusable
from kiosk.data import replicas
from kiosk.data.store import Actor
from kiosk.expo.square import days
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.screens.copying import Copying, copying
from kiosk.serving.greenlets import off_loop
from kiosk.standby import passphrase
from kiosk.standby.bundle import Bundle, gather, new_token, seal

pages = Blueprint("copying", __name__)


@pages.get("/organiser/standby")
def standby() -> Response:
    who = web.page_actor("organiser")
    return web.page("organiser/copying.html", actor=who, copy=now(), has_origin=bool(web.settings().origin))


@pages.get("/organiser/standby/part")
def part() -> Response:
    """How the copy stands, painted anew every few seconds."""
    who = web.page_actor("organiser")
    return make_response(render_template("organiser/_copying.html", copy=now(), actor=who))


@pages.get("/organiser/standby.json")
def twin() -> Response:
    web.page_actor("organiser")
    return web.answer({"ok": True, "copy": now()})


@pages.post("/organiser/standby/bundle.json")
def bundle() -> Response:
    """Make the bundle and its words, both shown this once: `file` (base64) under `name`, `words`, and their QR as `svg`."""
    who = web.page_actor("organiser")
    web.require_own_page()
    lang = web.language()
    made, words = _bundle(who), passphrase.make(lang)
    content = off_loop(partial(seal, made, words))
    return web.answer(
        {
            "ok": True,
            "code": "done",
            "name": "standby.bundle",
            "file": base64.b64encode(content).decode(),
            "words": words.split(),
            "svg": qr.svg(words, gettext("비밀 문장의 QR", lang)),
        }
    )


def now() -> Copying:
    """How the copy stands now."""
    store = web.store()
    with store.read() as db:
        time_zone = days.time_zone(db)
    state, at = replicas.read_state(store.path.parent), replicas.clock()
    return copying(state, at, lang=web.language(), time_zone=time_zone)


def _bundle(who: Actor) -> Bundle:
    """Raises NotWritten with why not."""
    store, settings = web.store(), web.settings()
    try:
        token = new_token(store, who)
        with store.read() as db:
            return gather(
                db,
                settings.folder,
                now=store.now(),
                token=token,
                origin=settings.origin,
                phone_origin=settings.phone_origin,
            )
    except (Unusable, OSError) as error:
        raise NotWritten(str(error)) from error
