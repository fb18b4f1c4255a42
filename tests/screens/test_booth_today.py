"""What stands in the middle of a booth's tablet between meetings."""

from kiosk.demo.sample.make import make
from kiosk.language.kinds import BADGES, CATEGORIES, ENTERPRISES
from kiosk.language.sentences import gettext
from kiosk.screens.booth_today import KINDS_MOST, today_of


def test_the_plans_dearest_kinds_stand_first(store, clock):
    with store.read() as db:
        booth = db.execute("SELECT id, agency_id FROM booths WHERE number = 'A01'").fetchone()
        kinds = today_of(db, booth["id"], booth["agency_id"], now=clock(), zone="Asia/Seoul")["kinds"]
    assert 0 < len(kinds) <= KINDS_MOST
    assert [one["won"] for one in kinds] == sorted((one["won"] for one in kinds), reverse=True)


def test_kinds_that_the_sample_knows_have_english():
    sample = make()
    assert {row["품목"] for row in sample.plan} == set(CATEGORIES)
    assert {row["유형"] for row in sample.enterprises} <= {*ENTERPRISES, ""}
    for word in (*CATEGORIES, *ENTERPRISES, *BADGES):
        assert gettext(word, "en").isascii(), word
