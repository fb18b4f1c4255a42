"""`/organiser/expos`: the expos of this installation, and the form that makes the next one of this one, in a folder beside it."""

from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from kiosk.actions.fields import Misfit, short_text
from kiosk.actions.refusals import BadFields, Refused, Unusable
from kiosk.data.open_store import open_next
from kiosk.exchange import installation, next_expo
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web
from kiosk.serving.greenlets import off_loop

pages = Blueprint("expos", __name__)

FIELDS = ("name", "days", "hours", "folder")
BAD_FOLDER = N_("폴더 이름은 글자, 숫자, -, _로 40자까지 적어 주세요. 예: 2027")


@pages.get("/organiser/expos")
def expos() -> Response:
    """All expos beside this one, and what the next would be."""
    who = web.page_actor("organiser")
    here, now = _here(), web.now()
    with web.store().read() as db:
        usual, zone = next_expo.proposal(db), days.time_zone(db)
    year = usual.days[0][:4] if usual.days else str(days.local(now, zone).year + 1)
    found = off_loop(lambda: installation.expos(here.parent, now))
    listed = [one._asdict() | _said(one, zone) for one in found]
    given = {
        "usual": usual,
        "folder": installation.next_folder(here, year),
        "root": here.parent,
        "listed": listed,
    }
    return web.page("organiser/expos.html", actor=who, here_folder=here.name, **given)


@pages.post("/organiser/expos.json")
def make() -> Response:
    """Make the next expo: `name`, `days` (ISO dates by commas), `hours`, `folder` (a name beside this expo's folder). Answers
    `html`: what it took and what not. Raises BadFields, Refused wrong_state."""
    web.page_actor("organiser")
    web.require_own_page()
    given, lang, now, settings = _given(), web.language(), web.now(), web.settings()
    here = _here()
    dates = [one.strip() for one in given["days"].split(",") if one.strip()]
    work = partial(
        next_expo.make,
        here,
        here.parent / given["folder"],
        now=now,
        open_new=partial(open_next, settings, here),
        name=given["name"],
        days=dates,
        hours=given["hours"],
        lang=lang,
    )
    try:
        made = off_loop(work)
    except Unusable as error:
        raise Refused("wrong_state", str(error)) from None
    return web.answer({"ok": True, "html": render_template("organiser/_expo_made.html", made=made)})


def _said(one: installation.Found, zone: str) -> dict[str, Any]:
    word = gettext(installation.STATES[one.state], web.language())
    return {"word": word, "backup": days.local(one.backup_at, zone) if one.backup_at else None}


def _given() -> dict[str, str]:
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    wrong: dict[str, str] = {}
    values: dict[str, str] = {}
    for name in FIELDS:
        try:
            values[name] = short_text(sent.get(name) or "")
        except Misfit as misfit:
            wrong[name] = misfit.said(web.language())
    if "folder" in values and not installation.NAME.fullmatch(values["folder"]):
        wrong["folder"] = gettext(BAD_FOLDER, web.language())
    if wrong:
        raise BadFields(wrong)
    return values


def _here() -> Path:
    folder: Any = web.settings().folder
    return Path(folder).resolve()
