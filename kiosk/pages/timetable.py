"""Appointments made: the organiser's pages, and the page of an agency's link, on which it marks whom it wishes to meet and answers what is
proposed. That page needs no station, and works without a script.

Its link is of its own kind (expo/timetable/links.py); what holds for the word of a link of follow-ups holds for it.
"""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from flask import Blueprint, Response, request

from kiosk.actions.perform import Answer, perform
from kiosk.data.store import SYSTEM
from kiosk.expo.square import days
from kiosk.expo.square.agency_links import Link
from kiosk.expo.timetable.links import LINKS
from kiosk.pages import secure, web
from kiosk.pages.follow_ups import kept_nowhere, note_opening, public_address, require_link
from kiosk.screens import timetable as screen
from kiosk.serving.greenlets import off_loop

pages = Blueprint("timetable", __name__)

# What a form of the agency's page may do, and which fields it sends.
FORMS = {
    "timetable.mark": ("enterprise", "wanted"),
    "timetable.answer": ("proposal", "says"),
    "timetable.away": ("day", "starts", "until"),
    "timetable.back": ("away",),
}


@pages.get("/organiser/timetable")
def overview() -> Response:
    who = web.page_actor("organiser")
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> screen.Overview:
        with store.read() as db:
            return screen.overview(db, now=now, lang=lang)

    given: dict[str, Any] = {"origin": public_address() or secure.tablet_url(), "address": public_address()}
    return web.page("organiser/timetable.html", actor=who, p=off_loop(read), **given)


@pages.get("/organiser/timetable.json")
def twin() -> Response:
    """`agencies`: marks, proposals and answers of each, with the counters that its booth will need; `figures` of the last run."""
    web.page_actor("organiser")
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> dict[str, Any]:
        with store.read() as db:
            shown = screen.overview(db, now=now, lang=lang)
        agencies = [one | {"needs": [need._asdict() for need in one["needs"]]} for one in shown["agencies"]]
        return {**shown, "agencies": agencies, "short": [need._asdict() for need in shown["short"]]}

    return web.answer({"ok": True, **off_loop(read)})


@pages.get("/organiser/timetable/<booth>")
def of_booth(booth: str) -> Response:
    """One booth's proposals, where an organiser answers for either side and changes them by hand."""
    who = web.page_actor("organiser")
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> screen.OfBooth:
        with store.read() as db:
            return screen.of_booth(db, booth, now=now, lang=lang)

    return web.page("organiser/timetable_booth.html", actor=who, p=off_loop(read))


@pages.get("/timetable/<word>")
def marking(word: str) -> Response:
    """Whom the agency of this link may mark, and what is proposed to it."""
    found = require_link(LINKS, word)
    if isinstance(found, Response):
        return found
    note_opening(LINKS, found)
    return _marking(word, found)


@pages.post("/timetable/<word>")
def mark(word: str) -> Response:
    """A form of that page (`verb`, and the fields of FORMS). Leads back to the page; to a script it answers as the action does."""
    found = require_link(LINKS, word)
    if isinstance(found, Response):
        return found
    verb = request.form.get("verb", "")
    if verb == "all":
        return _confirm_all(word, found)
    given = {name: request.form.get(name, "").strip() for name in FORMS.get(verb, ())}
    envelope = {"action_id": request.form.get("action_id", ""), "link": found["id"]}
    if verb not in FORMS:
        return _marking(word, found)
    fields = envelope | {name: value for name, value in given.items() if value}
    done = perform(web.store(), verb, SYSTEM, fields, lang=web.language())
    if request.accept_mimetypes.best == "application/json":
        return kept_nowhere(web.answer(done.data, done.status))
    if not done.ok:
        return _marking(word, found, problem=done)
    response = web.redirected(f"{LINKS.path}{word}")
    lang = f"?lang={web.language()}" if web.language() != "ko" else ""
    response.headers["Location"] = f"{LINKS.path}{word}{lang}#{quote(request.form.get('at', '')[:20])}"
    return kept_nowhere(response)


def _confirm_all(word: str, link: Link) -> Response:
    """Every proposal that the agency has not answered, each by an action of its own: what one refuses keeps no other back."""
    store, lang = web.store(), web.language()
    with store.read() as db:
        proposals = screen.of_agency(db, link["agency_id"], lang=lang)["proposals"]
    wrong: Answer | None = None
    for one in proposals:
        if one["agency_says"] is None and one["is_open"]:
            envelope = {
                "action_id": f"{request.form.get('action_id', '')[:40]}:{one['id']}",
                "link": link["id"],
            }
            answer = {"proposal": one["id"], "says": "yes"}
            done = perform(store, "timetable.answer", SYSTEM, envelope | answer, lang=lang)
            wrong = wrong if done.ok else done
    return _marking(word, link, problem=wrong)


def _marking(word: str, link: Link, *, problem: Answer | None = None) -> Response:
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> screen.OfAgency:
        with store.read() as db:
            return screen.of_agency(db, link["agency_id"], lang=lang)

    with store.read() as db:
        until = days.date_of(link["expires_at"], days.time_zone(db))
    wrong = ""
    if problem:
        sentences = (problem.data.get("fields") or {}).values()
        wrong = " ".join(sentences) or problem.data["message"]
    told: dict[str, Any] = {
        "one_time": lambda: uuid4().hex,
        "wrong": wrong,
        "until": until,
        "word": word,
        "now": now,
    }
    response = web.page("timetable/page.html", p=off_loop(read), **told)
    if problem:
        response.status_code = problem.status
    return kept_nowhere(response)
