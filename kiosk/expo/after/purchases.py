"""What agencies bought after the expo (a file of next year's), beside what was agreed there.

Nothing is matched silently: a purchase of the same agency and enterprise is proposed for what was agreed, with how sure that is
and why, and somebody says so, or that it is `beside` all of it. A purchase that is matched to a promise says what became of it.
"""

import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.after.answers import actor_of, add, require, undo
from kiosk.expo.after.promises import Followed, carried, followed
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import key

Certainty = Literal["sure", "likely", "unsure"]
CERTAINTY: dict[Certainty, str] = {
    "sure": N_("거의 확실해요"),
    "likely": N_("그럴듯해요"),
    "unsure": N_("확실하지 않아요"),
}
CLOSE = 0.1  # amounts that differ by less than this share are close: taxes, a discount
DOCUMENTS_MAX = 200
# Words that tell no product from another.
OF_ANY_PURCHASE = frozenset(
    "구매 구입 계약 용역 물품 제작 납품 임차 서비스 사업 관련 및 기타 외 단가 연간".split()
)


class Purchase(TypedDict):
    """`bought_on` ISO; `enterprise` and `brn` as the file has them; `line_id`: what it was matched to."""

    id: int
    agency_id: int
    agency: str
    enterprise: str
    brn: str | None
    product: str
    category: str | None
    bought_on: str
    won: int
    document: str | None
    decided: str | None
    line_id: int | None


class Agreed(NamedTuple):
    """A promise or a contract that a purchase may be what came of."""

    line: int
    outcome: str
    agency_id: int
    enterprise: str
    brn: str | None
    category: str | None
    title: str | None
    won: int | None
    agreed_on: date


class Proposal(NamedTuple):
    """`why`: sentences of the catalogue; the surest first."""

    agreed: Agreed
    certainty: Certainty
    why: tuple[str, ...]


class _Contract(TypedDict):
    line: int
    agency_id: int
    enterprise: str
    brn: str | None
    category: str | None
    title: str | None
    won: int | None
    finished_at: int


SAME_NUMBER = N_("사업자등록번호가 같아요.")
SAME_NAME = N_("번호는 없지만 기업 이름이 같아요.")
SAME_PRODUCT = N_("품목이 같아요.")
SAME_WON = N_("금액이 같아요.")
CLOSE_WON = N_("금액이 거의 같아요.")
OTHER_WON = N_("금액이 달라요.")
OTHER_PRODUCT = N_("품목이 다르거나 적혀 있지 않아요.")
SEVERAL = N_("비슷한 것이 더 있어요.")


def all_purchases(db: sqlite3.Connection) -> list[Purchase]:
    """In the order of agencies and days; each with the line, in the newest version of its log, to which it was matched."""
    found = rows.every(
        db,
        Purchase,
        "SELECT p.id, p.agency_id, a.name AS agency, p.enterprise, p.brn, p.product, p.category, p.bought_on, p.won,"
        " p.document, p.decided, p.line_id FROM purchases p JOIN agencies a ON a.id = p.agency_id"
        " ORDER BY a.name, p.bought_on, p.id",
    )
    meant = carried(db, [one["line_id"] for one in found if one["line_id"] is not None])
    return [{**one, "line_id": meant.get(one["line_id"] or 0)} for one in found]


def agreed(db: sqlite3.Connection) -> list[Agreed]:
    """All promises and contracts with an enterprise."""
    zone = days.time_zone(db)
    promised = [
        Agreed(
            one.promise["line"],
            one.promise["outcome"],
            one.promise["agency_id"],
            one.promise["enterprise"],
            one.promise["brn"],
            one.promise["category"],
            one.promise["title"],
            one.promise["won"],
            one.promised_on,
        )
        for one in followed(db)
        if one.promise["enterprise"]
    ]
    contracts = rows.every(
        db,
        _Contract,
        "SELECT l.id AS line, b.agency_id, e.name AS enterprise, e.brn, p.category, p.title, l.amount_won AS won, c.finished_at"
        " FROM booths b CROSS JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished' CROSS JOIN lines l"
        " ON l.consultation_id = c.id AND l.version = c.version AND l.outcome = 'contract' JOIN visitors v ON v.id = c.visitor_id"
        " JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN plan_items p ON p.id = l.plan_item_id ORDER BY l.id",
    )
    return promised + [
        Agreed(
            one["line"],
            "contract",
            one["agency_id"],
            one["enterprise"],
            one["brn"],
            one["category"],
            one["title"],
            one["won"],
            days.local(one["finished_at"], zone).date(),
        )
        for one in contracts
    ]


def proposals(purchase: Purchase, among: Sequence[Agreed]) -> list[Proposal]:
    """What this purchase may be, the surest first: agreed by the same agency and enterprise, on that day or before."""
    bought_on = date.fromisoformat(purchase["bought_on"])
    found = [
        _proposal(purchase, one)
        for one in among
        if one.agency_id == purchase["agency_id"]
        and one.agreed_on <= bought_on
        and _is_enterprise(purchase, one)
    ]
    order: tuple[Certainty, ...] = ("sure", "likely", "unsure")
    found.sort(key=lambda one: (order.index(one.certainty), one.agreed.outcome == "contract"))
    if sum(one.certainty == "sure" for one in found) > 1:  # only one can be it
        found = [
            one._replace(certainty="likely", why=(*one.why, SEVERAL)) if one.certainty == "sure" else one
            for one in found
        ]
    return found


def match(change: Change, *, purchase: int, promise: int) -> dict[str, Any]:
    """This purchase is what came of that promise or contract (a line). Of a promise that nobody answered it is the answer.

    Raises NotFound, Refused wrong_state once it is decided.
    """
    row = _require_open(change, purchase)
    if promise not in {one.agreed.line for one in proposals(row, agreed(change.db))}:
        sentence = N_("같은 기관과 기업이 그 전에 약속한 것 가운데에서 골라 주세요.")
        raise NotFound(gettext(sentence, change.lang))
    _decide(change, purchase, "matched", promise)
    _retell(change, promise)
    change.record("purchase.match", purchase=purchase, promise=promise)
    return {"purchase": purchase, "message": gettext(N_("약속과 이었어요."), change.lang)}


def beside(change: Change, *, purchase: int) -> dict[str, Any]:
    """This purchase is none of what was promised: a later one of its own. Raises NotFound, Refused wrong_state."""
    _require_open(change, purchase)
    _decide(change, purchase, "beside", None)
    change.record("purchase.beside", purchase=purchase)
    return {
        "purchase": purchase,
        "message": gettext(N_("약속과 상관없는 이후 구매로 적었어요."), change.lang),
    }


def undecide(change: Change, *, purchase: int) -> dict[str, Any]:
    """Take back what was said of a purchase; what it had answered is taken back, too. Raises NotFound, Refused wrong_state."""
    row = _require(change, purchase)
    if row["decided"] is None:
        raise Refused("wrong_state", gettext(N_("아직 정하지 않은 구매예요."), change.lang))
    _decide(change, purchase, None, None)
    if row["line_id"] is not None:
        _retell(change, row["line_id"])
    change.record("purchase.undecide", purchase=purchase)
    return {"purchase": purchase, "message": gettext(N_("되돌렸어요. 다시 골라 주세요."), change.lang)}


def _proposal(purchase: Purchase, one: Agreed) -> Proposal:
    by_number = bool(purchase["brn"] and purchase["brn"] == one.brn)
    same_product = _is_product(purchase, one)
    apart = abs(purchase["won"] - one.won) / one.won if one.won else None
    close = apart is not None and apart <= CLOSE
    certainty: Certainty = "unsure"
    if same_product and close and by_number:
        certainty = "sure"
    elif same_product or close:
        certainty = "likely"
    why = [
        SAME_NUMBER if by_number else SAME_NAME,
        SAME_PRODUCT if same_product else OTHER_PRODUCT,
        *([] if apart is None else [CLOSE_WON if apart else SAME_WON] if close else [OTHER_WON]),
    ]
    return Proposal(one, certainty, tuple(why))


def _is_enterprise(purchase: Purchase, one: Agreed) -> bool:
    if purchase["brn"] and one.brn:
        return purchase["brn"] == one.brn
    return key(purchase["enterprise"]) == key(one.enterprise)


def _is_product(purchase: Purchase, one: Agreed) -> bool:
    if purchase["category"] and purchase["category"] == one.category:
        return True
    words = {key(word) for word in re.split(r"[^\w]+", purchase["product"])} - OF_ANY_PURCHASE
    names = [key(name) for name in (one.category, one.title) if name]
    return any(len(word) > 1 and word in name for word in words for name in names)


def _require(change: Change, purchase: int) -> Purchase:
    found = next((one for one in all_purchases(change.db) if one["id"] == purchase), None)
    if found is None:
        raise NotFound(gettext(N_("그 구매를 찾을 수 없어요. 화면을 새로 열어 주세요."), change.lang))
    return found


def _require_open(change: Change, purchase: int) -> Purchase:
    found = _require(change, purchase)
    if found["decided"] is not None:
        raise Refused("wrong_state", gettext(N_("이미 정한 구매예요. 먼저 되돌려 주세요."), change.lang))
    return found


def _decide(change: Change, purchase: int, decided: str | None, line: int | None) -> None:
    change.update(
        "UPDATE purchases SET decided = ?, line_id = ?, decided_at = ?, decided_by = ? WHERE id = ?",
        decided,
        line,
        change.now if decided else None,
        actor_of(change) if decided else None,
        purchase,
    )


def _retell(change: Change, line: int) -> None:
    """Let the answer of a promise be what is matched to it now, unless somebody answered otherwise that it was contracted.
    Several purchases are one contract's: their won added up, from the first day on."""
    if change.value("SELECT outcome FROM lines WHERE id = ?", line) == "contract":
        return
    found = require(change, line, None)
    for one in (*([found.answer] if found.answer else []), *found.earlier):
        if one["way"] == "purchase":
            undo(change, one, actor_of(change))
    found = require(change, line, None)
    bought = [one for one in all_purchases(change.db) if one["line_id"] == line]
    if found.state != "contracted" and bought:
        _tell(change, found, bought)


def _tell(change: Change, found: Followed, bought: Sequence[Purchase]) -> None:
    documents = [one["document"] for one in bought if one["document"]]
    add(
        change,
        found,
        state="contracted",
        contracted_on=min(one["bought_on"] for one in bought),
        won=sum(one["won"] for one in bought),
        document=", ".join(documents)[:DOCUMENTS_MAX] or None,
        actor=actor_of(change),
        way="purchase",
        purchase_id=bought[-1]["id"],
    )
