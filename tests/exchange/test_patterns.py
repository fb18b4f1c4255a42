"""The filled-in pattern files come in as they are, in their order, whatever the expo knows already."""

from kiosk.exchange import patterns
from kiosk.exchange.files import prepare_file, preview
from kiosk.expo.imports import KINDS
from tests.cast import DAY, Clock

FILES = {"agencies": "agencies.csv", "plan": "purchase_plan.csv", "enterprises": "enterprises.csv"}


def made(store, kind: str) -> bytes:
    with store.read() as db:
        return patterns.pattern(db, kind)


def test_every_kind_of_file_has_a_pattern():
    assert (
        set(KINDS) - {"follow_ups", "timetable_answers"} <= set(patterns.KINDS) == set(patterns.SHEETS)
    )  # that sheet is made with its rows


def test_the_patterns_come_in_one_after_another_into_an_expo_that_has_only_its_days(store, bring):
    store.now = Clock(DAY, "17:00")  # paper tells of what was
    kinds = [kind for kind in patterns.KINDS if kind != "purchases"]
    for kind in kinds:
        assert_clean(bring(kind, made(store, kind)), added=2)
    for kind in kinds:
        assert_clean(bring(kind, made(store, kind)), added=0)
    bought = bring("purchases", made(store, "purchases"))
    assert (bought["added"], bought["refused"]) == (2, 0)  # and told, of who has not met the agency yet


def test_a_pattern_names_what_the_expo_knows(store, bring, files):
    for before, name in FILES.items():
        bring(before, files[name])
    for kind in ("plan", "enterprises", "appointments", "programme"):
        read = prepare_file("", made(store, kind))
        assert read.kind == kind
        assert_clean(preview(store, read), added=2)


def assert_clean(report, *, added: int) -> None:
    said = [message for row in report["rows"] for message in row["messages"]]
    assert (report["needs"], said, report["refused"], report["added"]) == ([], [], 0, added)
