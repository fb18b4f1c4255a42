"""`/again`: where the file in the data folder leads who has lost every organiser's link (kiosk/pages/laptop_door.py)."""

from uuid import uuid4

from flask import Blueprint, Response, current_app, request

from kiosk.actions.fields import Field, parse, short_text
from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields, NotAllowed
from kiosk.data.store import SYSTEM
from kiosk.language.sentences import N_, gettext
from kiosk.pages import secure, web
from kiosk.pages.here import is_here, require_here
from kiosk.pages.laptop_door import LaptopDoor

pages = Blueprint("reentry", __name__)

TAKES = {one: Field(short_text, required=True) for one in ("word", "secret", "name")}


@pages.get("/again")
def show() -> Response:
    """The form; its script finds the file's word behind the # of the address."""
    here = is_here(request, web.settings(), own_https=secure.https() is not None)
    response = web.page("reentry/page.html", here=here, laptop=secure.laptop_url())
    response.status_code = 200 if here else NotAllowed.status
    return response


@pages.post("/again")
def reenter() -> Response:
    """`word` of the file, a `secret` that the page made for its cookie, and the organiser's `name`."""
    require_here(request, web.settings(), own_https=secure.https() is not None)
    given = request.get_json(silent=True)
    asked = parse(given if isinstance(given, dict) else {}, TAKES, web.language())
    if not 32 <= len(asked["secret"]) <= 200:
        raise BadFields({"secret": gettext("secret은 32자에서 200자까지예요.", web.language())})
    door: LaptopDoor | None = current_app.extensions.get("laptop_door")
    with web.guess_at_work() as guess:
        if door is None or not door.opens(asked["word"]):
            guess.failed()
            sentence = N_(
                "이미 쓴 파일이거나 서버가 다시 켜졌어요. 데이터 폴더의 ‘운영본부 열기’를 다시 두 번 눌러 주세요."
            )
            raise NotAllowed(gettext(sentence, web.language()))
    fields = {"action_id": uuid4().hex, "secret": asked["secret"], "name": asked["name"]}
    done = perform(web.store(), "station.reenter", SYSTEM, fields, lang=web.language())
    if not done.ok:
        return web.json_text(done.body, done.status)
    door.renew()
    station = done.data["station"]["id"]
    response = web.answer({**done.data, "url": f"/organiser/settings?station={station}#organisers"})
    return web.with_station_cookie(response, station, asked["secret"])
