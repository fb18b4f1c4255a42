"""What comes out on paper: fonts, the typesetter, printers."""

import time
from threading import Thread

from badges import fonts
from kiosk.data import conditions, rows
from kiosk.doctor.found import Found, Word, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.exchange import typesetting
from kiosk.expo.door.printers import PROBLEMS, Printer
from kiosk.language.sentences import N_

RARE = "가힣뷁똠믜"  # syllables that fonts cut down for browsers lack
FEW = 20  # badges on the roll
PRINTERS_S = 7.0


def badge_fonts(place: Place) -> Found:
    """With every syllable: a name with a rare one comes out whole."""
    try:
        shown = fonts.load().printable(RARE)
    except (fonts.FontsMissing, OSError) as error:
        return fail(
            N_("명찰의 글꼴이 없어요(%(why)s). 인터넷에 이은 채 ./run.sh를 한 번 실행해 주세요."),
            why=str(error)[:100],
        )
    if shown != RARE:
        return warn(N_("명찰의 글꼴에 드문 글자가 없어요. 인터넷에 이은 채 ./run.sh를 한 번 실행해 주세요."))
    return ok(N_("명찰의 글꼴에 모든 글자가 있어요."))


def typesetter(place: Place) -> Found:
    """Reports, certificates and the paper for when the power goes."""
    try:
        typesetting.try_out()
    except (typesetting.Unset, fonts.FontsMissing, OSError, ImportError) as error:
        return fail(
            N_("문서를 만들지 못해요(%(why)s). 인터넷에 이은 채 ./run.sh를 한 번 실행해 주세요."),
            why=str(error)[:100],
        )
    return ok(N_("보고서와 비상용 종이를 만들 수 있어요."))


def printers(place: Place) -> Found:
    """Each that the server speaks to is asked; a browser's own prints where it stands, and is asked by nobody."""
    with place.read() as db:
        known = rows.every(
            db, Printer, f"SELECT * FROM printers WHERE {conditions.NOT_REMOVED} ORDER BY name"
        )
    if not known:
        return warn(N_("프린터가 없어요. 현장에서 명찰을 인쇄하려면 ‘프린터’에서 더해 주세요."))
    asked = {one["id"]: one for one in known if one["driver"] != "browser"}
    wrong = _ask(list(asked.values())) if asked else {}
    for id, problem in wrong.items():
        return fail(
            N_("%(name)s 프린터: %(problem)s"), name=asked[id]["name"], problem=Word(PROBLEMS[problem])
        )
    if few := [one for one in known if one["media_left"] is not None and one["media_left"] < FEW]:
        return warn(
            N_("%(name)s 프린터의 용지가 %(n)s장 남았어요. 새 용지를 곁에 두세요."),
            name=few[0]["name"],
            n=few[0]["media_left"],
        )
    if not asked:
        return unseen(N_("프린터 %(n)s대를 브라우저가 인쇄해요. 한 장 인쇄해 봐 주세요."), n=len(known))
    return ok(N_("프린터 %(n)s대가 대답했어요."), n=len(asked))


def _ask(printers: list[Printer]) -> dict[int, str]:
    """Printers with a problem -> which; whoever does not answer in time is off."""
    from kiosk.printing.drivers import (
        ASK,
    )  # with all that draws badges: half of what the look takes, and few have printers
    from kiosk.printing.outcomes import Trouble, Unsure

    wrong: dict[int, str] = {one["id"]: "off" for one in printers}

    def ask(one: Printer) -> None:
        try:
            ASK[one["driver"]](one["address"])
            del wrong[one["id"]]
        except Trouble as trouble:
            wrong[one["id"]] = trouble.problem
        except Unsure:
            wrong[one["id"]] = "silent"

    threads = [Thread(target=ask, args=(one,), daemon=True) for one in printers]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PRINTERS_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return dict(wrong)
