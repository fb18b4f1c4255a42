"""The results of every agency, for everybody once an organiser released them: page and JSON twin, all and one by one."""

import sqlite3
from typing import Any

from flask import Blueprint, Response, request

from kiosk.expo.figures import releases
from kiosk.pages import web
from kiosk.screens import public_results as screen

pages = Blueprint("results", __name__)

ORGANISER = frozenset({"organiser"})


@pages.get("/results")
def results() -> Response:
    with web.store().read() as db:
        if not _may_see(db):
            return _not_yet(db)
        shown = screen.shown(db, request.args.get("q", ""), now=web.now(), lang=web.language())
    return web.page("results/page.html", p=shown)


@pages.get("/results.json")
def twin() -> Response:
    """`released` false: nobody may see them yet, `on` says when as far as that is settled."""
    with web.store().read() as db:
        if not _may_see(db):
            return _not_yet_told(db)
        shown = screen.shown(db, request.args.get("q", ""), now=web.now(), lang=web.language())
    return web.answer({"ok": True, "released": shown["released_at"] is not None, **shown})


@pages.get("/results/<booth>")
def agency(booth: str) -> Response:
    """One agency, by its booth."""
    with web.store().read() as db:
        if not _may_see(db):
            return _not_yet(db)
        shown = screen.of_agency(db, booth.upper(), now=web.now(), lang=web.language())
    return web.page("results/agency.html", p=shown)


@pages.get("/results/<booth>.json")
def agency_twin(booth: str) -> Response:
    with web.store().read() as db:
        if not _may_see(db):
            return _not_yet_told(db)
        shown = screen.of_agency(db, booth.upper(), now=web.now(), lang=web.language())
    return web.answer({"ok": True, "released": shown["released_at"] is not None, **shown})


def _may_see(db: sqlite3.Connection) -> bool:
    """Everybody once they are released; an organiser looks at them before. Raises NotPaired for a token nobody knows."""
    who = web.asker(ORGANISER)
    return who.role in ORGANISER or releases.current(db) is not None


def _not_yet(db: sqlite3.Connection) -> Response:
    return web.page("results/not_yet.html", p=screen.not_yet(db))


def _not_yet_told(db: sqlite3.Connection) -> Response:
    told: dict[str, Any] = {"ok": True, "released": False, **screen.not_yet(db)}
    return web.answer(told)
