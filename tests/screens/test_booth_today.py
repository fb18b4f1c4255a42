"""What stands in the middle of a booth's tablet between meetings."""

from kiosk.demo.sample.make import make
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.language.kinds import BADGES, CATEGORIES, ENTERPRISES, known_word
from kiosk.language.sentences import gettext
from kiosk.screens import booth
from kiosk.screens.booth_today import KINDS_MOST, today_of


def test_the_plans_dearest_kinds_stand_first(store, clock):
    with store.read() as db:
        row = db.execute("SELECT id, agency_id FROM booths WHERE number = 'A01'").fetchone()
        kinds = today_of(db, row["id"], row["agency_id"], now=clock(), zone="Asia/Seoul")["kinds"]
    assert 0 < len(kinds) <= KINDS_MOST
    assert [one["won"] for one in kinds] == sorted((one["won"] for one in kinds), reverse=True)


def test_kinds_that_the_sample_knows_have_english():
    sample = make()
    assert {row["품목"] for row in sample.plan} == set(CATEGORIES)
    assert {row["유형"] for row in sample.enterprises} <= {*ENTERPRISES, ""}
    for word in (*CATEGORIES, *ENTERPRISES, *BADGES):
        assert gettext(word, "en").isascii(), word
    assert known_word("", "en") == ""  # not the catalogue's head


def test_a_kind_from_a_file_is_only_a_word(store, show, paint):
    text = "기관명,부서,사업명,품목,예산(원),시기\n서울특별시,문화과,포장,<i>100%</i> 포장,90000000,1분기\n"
    store.change(lambda change: imports.apply(change, "plan", prepare_file("plan", text.encode()).rows))
    shown = show(booth, "A01", lang="en")
    html = "".join(paint(shown, part.id, "en") for part in shown.parts)
    assert "&lt;i&gt;100%&lt;/i&gt; 포장" in html and "<i>" not in html
