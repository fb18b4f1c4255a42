import itertools

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.square import days, event
from kiosk.language.fitting import fit_alike, fit_box, fit_class
from kiosk.live.painting import Painter

AGENCIES = """부스번호,기관명,영문명,구분,상담석,위치X(m),위치Y(m)
A01,서울특별시,Seoul,본청,2,6,8
A02,종로구,Jongno-gu,자치구,1,13,8
B02,서울특별시도시철도공사,Seoul Rapid Transit,투자출연기관,1,13,20
"""
PLAN = """기관명,부서,사업명,품목,예산(원),시기
종로구,총무과,근무복 100% 구매,피복·근무복,19000000,1분기
종로구,총무과,청사 청소,청소·방역,4000000,2분기
서울특별시,문화과,안내서 인쇄,인쇄·출판,7000000,1분기
"""


@pytest.fixture
def clock():
    """Noon of the first day; a test moves it by minutes."""

    class Clock:
        now = days.at_local("2026-10-29", "12:00", "Asia/Seoul")

        def __call__(self):
            return self.now

        def pass_min(self, minutes):
            self.now += round(minutes * days.MIN_MS)

    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    store = Store(tmp_path, clock=clock, badge_key=b"k" * 32, synchronous="OFF")
    days_of_expo = ["2026-10-29", "2026-10-30"]
    store.change(lambda change: event.set_up(change, name="박람회", days=days_of_expo, hours="10:00-18:00"))
    for kind, text in (("agencies", AGENCIES), ("plan", PLAN)):
        file = prepare_file(kind, text.encode())
        store.change(lambda change, kind=kind, file=file: imports.apply(change, kind, file.rows))
    yield store
    store.close()


@pytest.fixture
def act(store):
    """Perform an action as the system and give what was done."""
    ids = itertools.count()

    def act(verb, **fields):
        answer = perform(store, verb, SYSTEM, {"action_id": f"a{next(ids)}", **fields})
        assert answer.ok, answer.body
        return answer.data

    return act


@pytest.fixture
def arrive(act):
    """Somebody registers and checks in; gives the visitor."""

    def arrive(name, *wishes, enterprise="세진플러스"):
        visitor = act(
            "visitor.register", name=name, consent=True, enterprise=enterprise, wishes=list(wishes)
        )["visitor"]
        act("visitor.check_in", visitor=visitor["id"])
        return visitor

    return arrive


@pytest.fixture
def show(store, clock):
    """Read a screen now: show(board, "hall")."""

    def show(screen, key="", touched=None, lang="ko"):
        with store.read() as db:
            return screen.show(db, key, touched, now=clock(), lang=lang, badge_key=store.badge_key)

    return show


@pytest.fixture
def paint():
    """The html of one place of a screen: paint(shown, "cell-A01")."""
    app = Flask("kiosk")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals |= {"fit_alike": fit_alike, "fit_box": fit_box, "fit_class": fit_class}
    painter = Painter(app)

    def paint(shown, part_id, lang="ko"):
        return painter.part(next(part for part in shown.parts if part.id == part_id), lang)

    return paint
