"""The organiser's page of files that leave: badges, backup, report, export. Each is made in the background, then saved."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request

from badges.layouts import layouts
from kiosk.actions.fields import Misfit, flag, short_text, whole
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.exchange.jobs import NOTED, Jobs
from kiosk.exchange.ready_sheets import FORMS, links
from kiosk.expo.door.blanks import RESERVED_AT_ONCE
from kiosk.expo.figures.readiness import readiness
from kiosk.expo.square import days
from kiosk.expo.square.event import DAYS_MAX
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.pages import web
from kiosk.screens import public_results

pages = Blueprint("outgoing", __name__)

CHUNK_BYTES = 64 * 1024


@pages.get("/organiser/files")
def files() -> Response:
    who = web.page_actor("organiser")
    with web.store().read() as db:
        there = readiness(db)
        released = public_results.release_of(db, web.language())
        to_send = links.counts(db, web.now())
        dated = [days.local(one.opens_at, days.time_zone(db)) for one in days.all_days(db)]
    given = {"there": there, "most": RESERVED_AT_ONCE, "released": released, "days": dated}
    given |= {
        "to_send": to_send,
        "whom": links.TITLES,
        "address": web.settings().address,
        "no_address": links.NO_ADDRESS,
    }
    return web.page("organiser/files.html", actor=who, **given)


@pages.get("/organiser/files.json")
def listed() -> Response:
    """`jobs`: of each sort the newest, with how far it is: `state` waiting, working, done, failed, stopped; `done` of `total`."""
    web.page_actor("organiser")
    return web.answer({"ok": True, "jobs": [job.shown() for job in _jobs().all()]})


@pages.post("/organiser/files.json")
def start() -> Response:
    """Begin to make one: `what` (kiosk/exchange/jobs.py `NOTED`), for badges `layout`, for blank ones `count`; `file_lang` for
    a file in another language than the page's; for a report and paper `day` (from 1; else all, or today or the next one); for links `who` (kiosk/exchange/ready_sheets/links.py); for an export `contacts`: whether
    people are named in it (not unless asked for); for a ready sheet `form` (xlsx, pdf); for certificates `enterprise` (its
    name or number; else all)."""
    who = web.page_actor("organiser")
    web.require_own_page()
    given = request.get_json(silent=True)
    given = given if isinstance(given, dict) else {}
    what, lang = given.get("what"), web.language()
    if not isinstance(what, str) or what not in NOTED:
        raise BadFields({"what": gettext(N_("무엇을 만들지 골라 주세요."), lang)})
    job = _jobs().start(what, _options(what, given, lang), who, lang)
    return web.answer({"ok": True, "job": job.shown()})


@pages.post("/organiser/files/<job>/stop.json")
def stop(job: str) -> Response:
    """End the making of it, or let go of the file."""
    web.page_actor("organiser")
    web.require_own_page()
    return web.answer({"ok": True, "job": _jobs().stop(job, web.language()).shown()})


@pages.get("/organiser/files/<job>")
def save(job: str) -> Response:
    """The file's bytes, a piece at a time: it may be larger than the memory."""
    web.page_actor("organiser")
    found = _jobs().find(job, web.language())
    if found.path is None:
        raise NotFound(gettext(N_("아직 다 만들지 않았어요."), web.language()))
    response = Response(_pieces(found.path), mimetype="application/octet-stream")
    response.headers["Content-Length"] = str(found.path.stat().st_size)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.path.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _options(what: str, given: dict[str, Any], lang: str) -> dict[str, Any]:
    """What the making needs to know. Raises BadFields."""
    options: dict[str, Any] = {
        "lang": _one_of("file_lang", LANGUAGES, given, lang, lang),
        "form": _one_of("form", FORMS, given, FORMS[0], lang),
    }
    if what in ("badges", "blank"):
        options["layout"] = given.get("layout", "card")
        if str(options["layout"]) not in layouts():
            known = ", ".join(layouts())
            raise BadFields(
                {"layout": gettext(N_("명찰 모양은 %(known)s 가운데 하나예요."), lang, known=known)}
            )
    if what == "blank":
        try:
            options["count"] = whole(given.get("count"), 1, RESERVED_AT_ONCE)
        except Misfit:
            sentence = N_("빈 명찰은 1장부터 %(most)s장까지 적어 주세요.")
            raise BadFields({"count": gettext(sentence, lang, most=RESERVED_AT_ONCE)}) from None
    if what == "export":
        try:
            options["contacts"] = flag(given.get("contacts") or False)
        except Misfit as misfit:
            raise BadFields({"contacts": misfit.said(lang)}) from None
    if what == "certificates":
        try:
            options["enterprise"] = short_text(given["enterprise"]) if given.get("enterprise") else ""
        except Misfit as misfit:
            raise BadFields({"enterprise": misfit.said(lang)}) from None
    if what == "links":
        options["who"] = _one_of("who", links.WHOM, given, links.WHOM[0], lang)
    if what in ("report", "paper"):
        try:
            options["day"] = whole(given["day"], 1, DAYS_MAX) if given.get("day") else None
        except Misfit:
            sentence = N_("며칠째인지 1부터 적어 주세요. 비우면 모든 날이에요.")
            raise BadFields({"day": gettext(sentence, lang)}) from None
    return options


def _one_of(name: str, words: Sequence[str], given: dict[str, Any], usual: str, lang: str) -> str:
    """One of these words, the usual one where nothing is said. Raises BadFields."""
    asked = given.get(name) or usual
    if asked not in words:
        sentence = N_("이 가운데 하나여야 해요: %(words)s")
        raise BadFields({name: gettext(sentence, lang, words=", ".join(words))})
    return str(asked)


def _jobs() -> Jobs:
    found: Jobs = current_app.extensions["jobs"]
    return found
