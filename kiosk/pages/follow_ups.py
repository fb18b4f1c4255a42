"""What became of promises: the organiser's pages, and the page of an agency's link, which needs no station and no script.

The link's word stands in the path alone: it is kept as a hash, pages send no referrer, logs say a route and never a path, and
nothing is kept by caches. A wrong word counts as a wrong guess.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Blueprint, Response, request, send_file

from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import BadFields, NotDone, NotFound
from kiosk.addresses import is_loopback
from kiosk.data.store import SYSTEM
from kiosk.exchange import ready_sheets
from kiosk.exchange.ready_sheets import follow_ups as sheets
from kiosk.expo.after.links import LINKS
from kiosk.expo.square import days
from kiosk.expo.square.agency_links import OVER, Link, Links, is_over
from kiosk.language.sentences import N_, gettext
from kiosk.pages import secure, web
from kiosk.screens import follow_ups as screen
from kiosk.serving.greenlets import off_loop

pages = Blueprint("follow_ups", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERED = ("promise", "state", "contracted_on", "won", "document", "reason", "by")


@pages.get("/organiser/follow-ups")
def overview() -> Response:
    who = web.page_actor("organiser")
    now, lang, address, store = web.now(), web.language(), public_address(), web.store()

    def read() -> screen.Overview:
        with store.read() as db:
            return screen.overview(db, now=now, lang=lang, address=address)

    return web.page("organiser/follow_ups.html", actor=who, p=off_loop(read), origin=secure.tablet_url())


@pages.get("/organiser/follow-ups.json")
def twin() -> Response:
    """`promises`: each commitment and memorandum, its `state`, and since when its answer is asked for."""
    web.page_actor("organiser")
    now, lang, store = web.now(), web.language(), web.store()

    def read() -> dict[str, Any]:
        with store.read() as db:
            return screen.twin(db, now=now, lang=lang)

    return web.answer({"ok": True, **off_loop(read)})


@pages.get("/organiser/follow-ups/<int:agency>")
def of_agency(agency: int) -> Response:
    """One agency's promises, where an organiser writes down what was told by telephone."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        shown = screen.of_agency(db, agency, now=web.now(), lang=web.language())
    return web.page(
        "organiser/follow_ups_agency.html", actor=who, p=shown, states=screen.states(web.language())
    )


@pages.get("/organiser/follow-ups/<int:agency>.xlsx")
def sheet(agency: int) -> Response:
    """One agency's sheet, to be mailed to it: with contact data of who agreed to that, which the journal notes."""
    who = web.page_actor("organiser")
    data, persons, name = _sheet(agency, contacts=True)
    if persons:
        web.note_export(who, persons=persons)
    return _file(data, name)


@pages.get("/follow-ups/<word>")
def answering(word: str) -> Response:
    """The promises of the agency whose link this is."""
    found = require_link(LINKS, word)
    if isinstance(found, Response):
        return found
    note_opening(LINKS, found)
    return _answering(word, found)


@pages.post("/follow-ups/<word>")
def answer(word: str) -> Response:
    """A form of that page: an answer, or (`undo`: its id) its taking back. Leads back to the page.

    Whoever knows the word may post: no cookie speaks for anybody here, so another site can lend itself nothing. (A page that
    sends no referrer sends no origin with its forms either.)
    """
    found = require_link(LINKS, word)
    if isinstance(found, Response):
        return found
    given = {name: request.form.get(name, "").strip() for name in ANSWERED}
    envelope = {"action_id": request.form.get("action_id", ""), "link": found["id"]}
    if undone := request.form.get("undo", ""):
        done = _perform("follow_up.undo", {**envelope, "follow_up": undone})
    elif not given["by"]:
        missing = BadFields({"by": gettext(N_("답하는 분의 부서와 이름을 적어 주세요."), web.language())})
        return _answering(word, found, given=given, problem=missing)
    else:
        done = _perform("follow_up.answer", {**envelope, **{name: one for name, one in given.items() if one}})
    if not done.ok:
        return _answering(word, found, given=given, problem=done)
    shown = done.data["follow_up"]
    response = web.redirected(f"{LINKS.path}{word}")
    lang = f"?lang={web.language()}" if web.language() != "ko" else ""
    undo = "&undone=1" if undone else ""
    response.headers["Location"] = f"{LINKS.path}{word}{lang or '?'}{undo or '&saved=1'}#p{shown['promise']}"
    return kept_nowhere(response)


@pages.get("/follow-ups/<word>/sheet.xlsx")
def sheet_of_link(word: str) -> Response:
    """The same list as a sheet; nobody's contact data: a link may be handed on."""
    found = require_link(LINKS, word)
    if isinstance(found, Response):
        return found
    data, _, name = _sheet(found["agency_id"], contacts=False)
    return kept_nowhere(_file(data, name))


def require_link(links: Links, word: str) -> Link | Response:
    """The link of this kind, or a page that says it is over. Raises NotFound, TooMany."""
    with web.guess_at_work():
        found = links.of_word(web.store().glance(), word)
        if found is None:
            raise NotFound(gettext(OVER, web.language()))
    if is_over(found, web.now()):
        response = web.page("follow_ups/over.html", message=gettext(OVER, web.language()))
        response.status_code = 410
        return kept_nowhere(response)
    return found


def note_opening(links: Links, link: Link) -> None:
    """Once a day the journal says that the agency opened its link."""
    zone = _zone()
    opened = link["opened_at"]
    if opened is None or days.date_of(opened, zone) != days.date_of(web.now(), zone):
        web.let_it_be_told_first()
        _perform(f"{links.verbs}.opened", {"action_id": uuid4().hex, "link": link["id"]})


def _answering(
    word: str, link: Link, *, given: dict[str, str] | None = None, problem: Answer | NotDone | None = None
) -> Response:
    with web.store().read() as db:
        shown = screen.of_agency(db, link["agency_id"], now=web.now(), lang=web.language())
    until = days.date_of(link["expires_at"], _zone())
    told: dict[str, Any] = {
        "one_time": lambda: uuid4().hex,
        "given": given,
        "wrong": _said(problem),
        "until": until,
        "word": word,
    }
    response = web.page("follow_ups/page.html", p=shown, states=screen.states(web.language()), **told)
    if problem:
        response.status_code = problem.status
    return kept_nowhere(response)


def _said(problem: Answer | NotDone | None) -> dict[str, str]:
    """Field -> what would be right; "" -> what is wrong with it all."""
    if problem is None:
        return {}
    data = problem.data if isinstance(problem, Answer) else problem.answer()
    fields: dict[str, str] = data.get("fields") or {}
    return {name: sentence.removeprefix(f"{name}: ") for name, sentence in fields.items()} or {
        "": data["message"]
    }


def _perform(verb: str, fields: dict[str, Any]) -> Answer:
    return perform(web.store(), verb, SYSTEM, fields, lang=web.language())


def _sheet(agency: int, *, contacts: bool) -> tuple[bytes, int, str]:
    """The file of one agency, of how many persons it holds contact data, and its name. Raises NotFound."""
    now, lang = web.now(), web.language()
    with web.store().read() as db:
        shown = screen.of_agency(db, agency, now=now, lang=lang)
        book, persons = sheets.of_agency(db, agency, lang, now=now, contacts=contacts)
        made = ready_sheets.written(db, book, lang, now=now)
    if not shown["promises"]:
        raise NotFound(gettext(N_("이 기관은 아직 약속한 것이 없어요."), lang))
    name = ready_sheets.file_name(shown["booth"], shown["agency"], gettext(N_("후속 조사표"), lang))
    return off_loop(made), persons, f"{name}.xlsx"


def _file(data: bytes, name: str) -> Response:
    response = send_file(BytesIO(data), XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def public_address() -> str:
    """Where a link begins that others can open: the fixed address of the server, over HTTPS and not this machine's own."""
    origin = web.settings().origin
    parts = urlsplit(origin)
    return origin if parts.scheme == "https" and not is_loopback(parts.hostname or "") else ""


def _zone() -> str:
    return days.time_zone(web.store().glance())
