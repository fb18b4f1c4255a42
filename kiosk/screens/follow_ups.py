"""What became of promises, for the organiser (all agencies, one agency) and for an agency that opened its link: each promise in
words, how it stands today, and what may be answered. Beside it what was bought later, with what it may be.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import rows
from kiosk.expo.after import asking, purchases
from kiosk.expo.after.answers import STATE_WORDS, told
from kiosk.expo.after.asking import Asking, Rule, Standing
from kiosk.expo.after.links import LINKS
from kiosk.expo.after.promises import Answer, Followed, followed
from kiosk.expo.after.purchases import CERTAINTY, Proposal, Purchase
from kiosk.expo.figures import afterwards
from kiosk.expo.figures.afterwards import Became
from kiosk.expo.person import brn
from kiosk.expo.square import days, ground
from kiosk.expo.square.agency_links import Link
from kiosk.language.kinds import known_word
from kiosk.language.money import exact
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

STANDING_WORDS: dict[Standing, str] = {
    "contracted": N_("계약함"),
    "lapsed": N_("하지 않기로 함"),
    "answered": N_("진행 중"),
    "waiting": N_("물을 날 전"),
    "due": N_("물을 때"),
    "overdue": N_("답이 늦음"),
}
WAYS = {
    "sheet": N_("조사표로 답함"),
    "link": N_("링크에서 답함"),
    "organiser": N_("운영본부에서 적음"),
    "purchase": N_("이후 구매로 확인함"),
}
OUTCOME_WORDS = {
    "commitment": N_("우선구매 약정"),
    "mou": N_("업무협약"),
    "contract": N_("현장계약"),
}


class ShownAnswer(TypedDict):
    """`says`: the answer in words; `by` who gave it, when and how."""

    id: int
    says: str
    reason: str | None
    document: str | None
    by: str


class ShownPromise(TypedDict):
    """`values`: what its form is filled with; `asks`: why it is asked now, or when it will be."""

    line: int
    key: str
    enterprise: str
    brn: str | None
    kind: str
    what: str
    won: str | None
    promised_on: str
    next_step: str | None
    standing: Standing
    word: str
    asks: str
    answer: ShownAnswer | None
    earlier: list[ShownAnswer]
    values: dict[str, Any]
    is_open: bool


class AgencyList(TypedDict):
    """One agency's promises, what is asked first."""

    id: int
    agency: str
    booth: str
    counts: dict[str, int]
    sums: dict[str, str]
    promises: list[ShownPromise]
    answered_by: str
    today: str
    link: "ShownLink | None"


class AgencyRow(TypedDict):
    """`won`: of its commitments, "" where it made none."""

    id: int
    agency: str
    booth: str
    promises: int
    counts: dict[str, int]
    won: str
    contracted_won: str
    link: "ShownLink | None"


class ShownLink(TypedDict):
    """A link that works now: until when, and when it was opened, as far as it was."""

    until: str
    opened: str | None


class ShownProposal(TypedDict):
    line: int
    certainty: str
    word: str
    says: str
    why: str


class ShownPurchase(TypedDict):
    """A purchase, with what it may be, or (`matched`) what it was said to be."""

    id: int
    agency: str
    enterprise: str
    product: str
    bought_on: str
    won: str
    document: str | None
    proposals: list[ShownProposal]
    decided: str | None
    matched: str | None


class Overview(TypedDict):
    today: str
    counts: dict[str, int]
    sums: dict[str, str]
    agencies: list[AgencyRow]
    idle: int
    purchases: list[ShownPurchase]
    decided: list[ShownPurchase]
    after: list[int]
    address: str


class _Agency(TypedDict):
    id: int
    name: str
    name_en: str | None
    booth: str | None


def overview(db: sqlite3.Connection, *, now: int, lang: str, address: str) -> Overview:
    """All agencies that promised something, the latest answers first to be asked for. `address`: where links begin, "" where
    agencies could not open one."""
    look = _Look(db, now, lang)
    found = followed(db)
    of_agency: dict[int, list[Followed]] = {}
    for one in found:
        of_agency.setdefault(one.promise["agency_id"], []).append(one)
    working = LINKS.standing(db, now)
    listed = [look.agency_row(own, working.get(agency_id)) for agency_id, own in of_agency.items()]
    listed.sort(key=lambda one: (-one["counts"]["overdue"], -one["counts"]["due"], one["booth"]))
    every = rows.only(db, _Count, "SELECT count(*) AS agencies FROM agencies")
    bought = look.bought()
    return {
        "today": look.today.isoformat(),
        "counts": look.counts(found),
        "sums": look.sums(found),
        "agencies": listed,
        "idle": every["agencies"] - len(listed),
        "purchases": [one for one in bought if one["decided"] is None],
        "decided": [one for one in bought if one["decided"] is not None],
        "after": list(look.rule.after),
        "address": address,
    }


def of_agency(db: sqlite3.Connection, agency_id: int, *, now: int, lang: str) -> AgencyList:
    """Raises NotFound."""
    row = rows.one(
        db,
        _Agency,
        "SELECT a.id, a.name, a.name_en, (SELECT min(number) FROM booths WHERE agency_id = a.id) AS booth FROM agencies a"
        " WHERE a.id = ?",
        agency_id,
    )
    if row is None:
        raise NotFound(gettext(N_("그런 기관이 없어요."), lang))
    look = _Look(db, now, lang)
    found = followed(db, agency_id=agency_id)
    promises = [look.promise(one) for one in found]
    order = asking.STANDINGS
    promises.sort(key=lambda one: order.index(one["standing"]))
    working = LINKS.standing(db, now).get(agency_id)
    named = [one.answer["answered_by"] for one in found if one.answer and one.answer["answered_by"]]
    return {
        "id": row["id"],
        "agency": (lang == "en" and row["name_en"]) or row["name"],
        "booth": row["booth"] or "",
        "counts": look.counts(found),
        "sums": look.sums(found),
        "promises": promises,
        "answered_by": named[-1] or "" if named else "",
        "today": look.today.isoformat(),
        "link": look.link(working) if working else None,
    }


def twin(db: sqlite3.Connection, *, now: int, lang: str) -> dict[str, Any]:
    """For programs: each promise with its state, without free text."""
    look = _Look(db, now, lang)
    return {"as_of": days.iso(now, look.zone), "promises": [look.plain(one) for one in followed(db)]}


class _Count(TypedDict):
    agencies: int


class _Look:
    """What is the same for all promises of one page."""

    def __init__(self, db: sqlite3.Connection, now: int, lang: str) -> None:
        self._db, self._lang = db, lang
        self.zone = days.time_zone(db)
        self.today: date = days.local(now, self.zone).date()
        self.rule: Rule = asking.rule(ground.of(db).settings)

    def _(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self._lang, **values)

    def asking(self, one: Followed) -> Asking:
        return asking.asking(one, self.today, self.rule)

    def counts(self, found: Iterable[Followed]) -> dict[str, int]:
        counted = Counter(self.asking(one).standing for one in found)
        return {standing: counted[standing] for standing in asking.STANDINGS}

    def sums(self, found: Iterable[Followed]) -> dict[str, str]:
        """Of the commitments, in words."""
        sums: Became = afterwards.became(one for one in found if one.promise["outcome"] == "commitment")
        return {
            name: exact(value, self._lang) if name.endswith("_won") else f"{value:,}"
            for name, value in sums.items()
            if isinstance(value, int)
        }

    def agency_row(self, own: Sequence[Followed], link: Link | None) -> AgencyRow:
        promise, sums = own[0].promise, self.sums(own)
        return {
            "id": promise["agency_id"],
            "agency": agency_name(promise, self._lang),
            "booth": promise["booth"],
            "promises": len(own),
            "counts": self.counts(own),
            "won": sums["said_won"] if sums["said_count"] != "0" else "",
            "contracted_won": sums["contracted_won"],
            "link": self.link(link) if link else None,
        }

    def link(self, link: Link) -> ShownLink:
        opened = link["opened_at"]
        return {
            "until": days.date_of(link["expires_at"], self.zone),
            "opened": days.date_of(opened, self.zone) if opened else None,
        }

    def promise(self, one: Followed) -> ShownPromise:
        promise, asked = one.promise, self.asking(one)
        category = (
            known_word(promise["category"], self._lang) if promise["category"] else self._(N_("계획 밖"))
        )
        said, answer, kind = one.said, one.answer, OUTCOME_WORDS[promise["outcome"]]
        return {
            "line": promise["line"],
            "key": one.key,
            "enterprise": _enterprise(promise, self._lang) or self._(N_("기업이 없는 참가자")),
            "brn": brn.shown(promise["brn"]) if promise["brn"] else None,
            "kind": self._(kind),
            "what": promise["title"] or category,
            "won": exact(promise["won"], self._lang) if promise["won"] else None,
            "promised_on": one.promised_on.isoformat(),
            "next_step": " · ".join(said[name] for name in ("text", "who", "due") if said.get(name)) or None,
            "standing": asked.standing,
            "word": self._(STANDING_WORDS[asked.standing]),
            "asks": self._asks(asked),
            "answer": self._answer(answer) if answer else None,
            "earlier": [self._answer(before) for before in one.earlier],
            "values": {
                "state": answer["state"] if answer else "",
                "contracted_on": (answer and answer["contracted_on"]) or "",
                "won": (answer and answer["won"]) or "",
                "document": (answer and answer["document"]) or "",
                "reason": (answer and answer["reason"]) or "",
            },
            "is_open": one.state == "open",
        }

    def plain(self, one: Followed) -> dict[str, Any]:
        promise, answer, asked = one.promise, one.answer, self.asking(one)
        return {
            "id": promise["line"],
            "key": one.key,
            "booth": promise["booth"],
            "agency": promise["agency"],
            "enterprise": promise["enterprise"],
            "outcome": promise["outcome"],
            "won": promise["won"],
            "promised_on": one.promised_on.isoformat(),
            "state": one.state,
            "standing": asked.standing,
            "asked_since": asked.since.isoformat() if asked.since else None,
            "follow_up": answer and answer["id"],
            "contracted_on": answer and answer["contracted_on"],
            "contracted_won": answer and answer["won"],
        }

    def bought(self) -> list[ShownPurchase]:
        found = purchases.all_purchases(self._db)
        among = purchases.agreed(self._db) if found else []
        by_line = {one.line: one for one in among}
        shown = [self._purchase(one, purchases.proposals(one, among), by_line) for one in found]
        return sorted(
            shown, key=lambda one: not any(each["certainty"] == "sure" for each in one["proposals"])
        )

    def _asks(self, asked: Asking) -> str:
        if asked.since and asked.standing == "overdue":
            return self._(N_("%(day)s부터 답을 기다려요."), day=asked.since.isoformat())
        if asked.since:
            return self._(N_("%(day)s에 물을 차례예요."), day=asked.since.isoformat())
        if asked.next:
            return self._(N_("%(day)s에 물어요."), day=asked.next.isoformat())
        return ""

    def _answer(self, answer: Answer) -> ShownAnswer:
        day = days.date_of(answer["answered_at"], self.zone)
        way = WAYS[answer["way"]]
        by = [day, self._(way), *([answer["answered_by"]] if answer["answered_by"] else [])]
        return {
            "id": answer["id"],
            "says": told(answer, self._lang),
            "reason": answer["reason"],
            "document": answer["document"],
            "by": " · ".join(by),
        }

    def _purchase(
        self, one: Purchase, found: Sequence[Proposal], by_line: dict[int, purchases.Agreed]
    ) -> ShownPurchase:
        matched = by_line.get(one["line_id"] or 0)
        return {
            "id": one["id"],
            "agency": one["agency"],
            "enterprise": one["enterprise"],
            "product": one["product"],
            "bought_on": one["bought_on"],
            "won": exact(one["won"], self._lang),
            "document": one["document"],
            "proposals": [self._proposal(each) for each in found],
            "decided": one["decided"],
            "matched": self._agreed(matched) if matched else None,
        }

    def _proposal(self, one: Proposal) -> ShownProposal:
        return {
            "line": one.agreed.line,
            "certainty": one.certainty,
            "word": self._(CERTAINTY[one.certainty]),
            "says": self._agreed(one.agreed),
            "why": " ".join(self._(sentence) for sentence in one.why),
        }

    def _agreed(self, one: purchases.Agreed) -> str:
        """`우선구매 약정 2026-10-29 · 근무복 구매 · 19,000,000원`"""
        what = one.title or (known_word(one.category, self._lang) if one.category else self._(N_("계획 밖")))
        parts = [f"{self._(OUTCOME_WORDS[one.outcome])} {one.agreed_on.isoformat()}", what]
        return " · ".join([*parts, *([exact(one.won, self._lang)] if one.won else [])])


def _enterprise(promise: Any, lang: str) -> str | None:
    name: str | None = (lang == "en" and promise["enterprise_en"]) or promise["enterprise"]
    return name


def states(lang: str) -> list[tuple[str, str]]:
    """What may be answered, with its word."""
    return [(state, gettext(word, lang)) for state, word in STATE_WORDS.items()]
