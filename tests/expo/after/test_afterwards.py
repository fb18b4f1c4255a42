"""What came of what was said is a figure of its own, counted again by hand, and moves while the closed days' figures stand."""

from datetime import date
from typing import Any

from kiosk.exchange.ready_sheets import certification
from kiosk.exchange.report.document import asked_for, document
from kiosk.expo.after import asking
from kiosk.expo.after.promises import followed
from kiosk.expo.figures import afterwards, corrections, definitions, scope
from tests.cast import DAY, NEXT_DAY, Cast
from tests.expo.after.conftest import bring, filled, lines, sheet, verdicts
from tests.expo.figures.plain import Plain

PURCHASES = """기관명,기업명,사업자등록번호,구매 품목,구매일,구매 금액(원),문서번호
종로구,(주)세진플러스,282-73-11272,근무복 구매,2026-11-20,"18,900,000",총무-7
성북구청,터치포굿,,청소,2026. 12. 1.,7000000,
종로구,세진플러스,282-73-11272,행사 기념품,2026-12-02,300만원,총무-9
종로구,세진플러스,282-73-11272,근무복,2026-01-02,1000000,총무-1
없는기관,세진플러스,,근무복,2026-12-02,1000000,
"""


def collected(cast: Cast, day: str | None = None) -> dict[str, definitions.Value]:
    with cast.store.read() as db:
        now = cast.clock.now
        return definitions.collect(db, scope.of_day(db, day, now) if day else scope.of_expo(db, now))


def test_what_came_of_it_is_that_of_a_plain_count_and_touches_no_closed_day(promised: Cast) -> None:
    for day in (DAY, NEXT_DAY):
        promised.done("expo.close_day", day=day)
    frozen = promised.rows("SELECT * FROM closings")
    row = lines(promised)
    contract = {"state": "contracted", "contracted_on": "2026-11-30", "won": "18,500,000"}
    promised.done("follow_up.answer", promise=row["19"], **contract)
    promised.done("follow_up.answer", promise=row["1"], state="lapsed", reason="예산")
    promised.done("follow_up.answer", promise=row["mou"], state="open")
    found = collected(promised)
    assert found == Plain(promised.store.path, promised.clock.now).figures(None)
    assert (found["commitments_contracted"], found["commitments_contracted_won"]) == (1, 18_500_000)
    assert (found["commitments_open"], found["commitments_due"], found["outcome_commitment_won"]) == (
        1,
        1,
        27_000_000,
    )
    assert collected(promised, DAY) == Plain(promised.store.path, promised.clock.now).figures(DAY)
    assert promised.rows("SELECT * FROM closings") == frozen and not promised.rows(
        "SELECT * FROM after_closing"
    )
    with promised.store.read() as db:
        told = corrections.told(db, scope.of_expo(db, promised.clock.now))["figures"]
    assert told["commitments_contracted"]["value"] == 1 and "corrected" not in told["commitments_contracted"]


def test_an_answer_taken_back_lets_the_one_before_stand(promised: Cast) -> None:
    line = lines(promised)["7"]
    promised.done("follow_up.answer", promise=line, state="open")
    lapsed = promised.done("follow_up.answer", promise=line, state="lapsed", reason="예산")["follow_up"]["id"]
    assert collected(promised)["commitments_lapsed"] == 1
    promised.done("follow_up.undo", follow_up=lapsed)
    assert (collected(promised)["commitments_lapsed"], collected(promised)["commitments_due"]) == (0, 2)
    wrong = promised.do(
        "follow_up.answer", promise=line, state="contracted", won=1, contracted_on="2026-10-01"
    )
    assert wrong.status == 400 and "2026-10-29" in wrong.data["fields"]["contracted_on"]


def test_a_promise_is_asked_after_thirty_ninety_and_a_hundred_and_eighty_days(promised: Cast) -> None:
    rule = asking.Rule((30, 90, 180), 14)

    def standing(day: str) -> str:
        with promised.store.read() as db:
            return asking.asking(followed(db)[0], date.fromisoformat(day), rule).standing

    assert [standing(day) for day in ("2026-11-27", "2026-11-28", "2026-12-13")] == [
        "waiting",
        "due",
        "overdue",
    ]
    promised.done("follow_up.answer", promise=lines(promised)["19"], state="open")  # on the tenth of December
    assert [standing(day) for day in ("2026-12-13", "2027-01-27", "2027-02-11")] == [
        "answered",
        "due",
        "overdue",
    ]


def test_later_purchases_are_proposed_with_how_sure_it_is_and_never_matched_by_themselves(
    promised: Cast,
) -> None:
    report = bring(promised, PURCHASES.encode(), "purchases")
    assert verdicts(report) == ["added", "added", "added", "refused", "refused"]
    assert verdicts(bring(promised, PURCHASES.encode(), "purchases"))[:3] == ["unchanged"] * 3
    from kiosk.expo.after.purchases import agreed, all_purchases, proposals

    with promised.store.read() as db:
        bought = {one["product"]: one for one in all_purchases(db)}
        proposed = {name: proposals(one, agreed(db)) for name, one in bought.items()}
    row = lines(promised)
    assert [(one.agreed.line, one.certainty) for one in proposed["근무복 구매"]] == [
        (row["19"], "sure"),
        (row["1"], "unsure"),
    ]
    assert [one.certainty for one in proposed["청소"]] == ["likely", "unsure"], "known by its name alone"
    assert collected(promised)["commitments_contracted"] == 0
    uniform, present = (bought[name]["id"] for name in ("근무복 구매", "행사 기념품"))
    promised.done("purchase.match", purchase=uniform, promise=row["19"])
    promised.done("purchase.beside", purchase=present)
    found = collected(promised)
    assert (found["commitments_contracted"], found["commitments_contracted_won"]) == (1, 18_900_000)
    assert (found["later_purchases"], found["later_purchases_won"]) == (1, 3_000_000)
    assert found == Plain(promised.store.path, promised.clock.now).figures(None)
    assert (
        verdicts(bring(promised, PURCHASES.replace("18,900,000", "1,890,000").encode(), "purchases"))[0]
        == "refused"
    )
    promised.done("purchase.undecide", purchase=uniform)
    assert collected(promised)["commitments_contracted"] == 0


def test_report_and_candidates_show_what_came_beside_what_was_said(promised: Cast) -> None:
    assert certified(promised)[0][-2:] == ["아직 모으지 않음"] * 2
    cells = {"어떻게 됐나": "계약함", "계약한 날": "2026-11-20", "계약한 금액(원)": 18_500_000}
    bring(promised, filled(sheet(promised), {0: cells, 1: {"어떻게 됐나": "하지 않기로 함", "이유": "예산"}}))
    for lang, words in (
        (
            "ko",
            (
                "약속과 그 뒤",
                "2026-12-10 기준으로",
                "18,500,000",
                "27,000,000",
                "하지 않기로 한 약정",
                "30일째",
            ),
        ),
        ("en", ("Promises and what came of them", "18,500,000", "27,000,000", "Commitments lapsed")),
    ):
        with promised.store.read() as db:
            made = document(asked_for(db, now=promised.clock.now, lang=lang))
        chapter = next(one for one in made["chapters"] if one["id"] == "afterwards")
        assert [word for word in words if word not in text_of(chapter)] == []
    assert certified(promised)[0][-2:] == [1, 18_500_000]
    with promised.store.read() as db:
        found = afterwards.commitments(db, scope.of_expo(db, promised.clock.now))
        (month,) = [one for one in afterwards.by_age(found, (30, 90), date(2026, 12, 10)) if one.said_count]
    assert month == (30, 3, 1, 18_500_000, 0, 2), "the lapse was told later than on the thirtieth day"


def certified(cast: Cast) -> list[list[Any]]:
    with cast.store.read() as db:
        tables = certification.book(db, "ko", now=cast.clock.now).tables
        return [list(row) for table in tables for row in table.rows if row[0] == "세진플러스"]


def text_of(part: Any) -> str:
    if isinstance(part, dict):
        return " ".join(map(text_of, part.values()))
    return " ".join(map(text_of, part)) if isinstance(part, list) else str(part)
