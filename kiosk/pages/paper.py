"""The page on which organisers and desks type in what stood on paper while the power was gone."""

from flask import Blueprint, Response, make_response, render_template

from kiosk.pages import web
from kiosk.screens import on_paper

pages = Blueprint("paper", __name__)


@pages.get("/organiser/paper")
def entry() -> Response:
    who = web.page_actor("desk")
    with web.store().read() as db:
        form, typed = on_paper.form(db, web.now(), web.language()), on_paper.typed(db)
    return web.page("organiser/paper.html", actor=who, form=form, typed=typed)


@pages.get("/organiser/paper/part")
def part() -> Response:
    """What was typed in so far, painted anew after each row."""
    who = web.page_actor("desk")
    with web.store().read() as db:
        typed = on_paper.typed(db)
    return make_response(render_template("organiser/_paper_typed.html", typed=typed, actor=who))
