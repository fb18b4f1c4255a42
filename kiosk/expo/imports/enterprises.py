"""Enterprises and the person each of them sends. An enterprise is known by its 사업자등록번호, a person by that and
the name; two persons of one enterprise are one enterprise and two visitors.

What people corrected here since the last import is not undone by importing again. For every value a file brought,
a keyed mark of it is kept (`imported_rows`): a value the file still says as it did last time leaves alone whatever
stands in the table now. A person whose contact data was forgotten is known by such a mark, and is not brought back.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Booths, Categories
from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Rows,
    Verdict,
    begin,
)
from kiosk.expo.person import visitor_numbers
from kiosk.language.text import close_key

CONSENT_VERSION = "import"
ENTERPRISE = {
    "name": "기업명",
    "kind": "유형",
    "district": "소재지",
    "short_name": "짧은 이름",
    "name_en": "영문명",
}
ALL_AGENCIES = {"전체", "모두", "전부", "모든기관", "전체기관", "무관", "상관없음", "아무곳이나"}
PERSON = {"title": "직함", "phone": "휴대전화", "email": "이메일"}

Same = TypeVar("Same", int, str)


@dataclass
class Known:
    """An enterprise or a person as it stands now and, while the file is walked through, as it will stand."""

    id: int
    values: dict[str, Any]
    mark: str
    marks: dict[str, str] = field(default_factory=dict)
    new: bool = False
    dirty: bool = False
    marks_dirty: bool = False
    gone: bool = False
    first_row: int | str = 0
    first_verdict: str = ""
    enterprise_id: int | None = None
    number: int = 0


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows, named = begin(prepared, reading.lang), set[int]()
    needs, notes = order.ready(reading, "enterprises", rows)
    outcome = merge(reading, rows, needs, named)
    outcome.notes, outcome.missing = notes, missing(reading, named)
    return outcome


def merge(reading: Reading, rows: Rows, needs: list[str], named: set[int]) -> Outcome:
    """Judge these rows, all that the file has of their enterprises, and say what they write. `needs`: what is missing
    as a whole, which is no row's fault. The persons (ids) whom they name join `named`."""
    merging = _Merging(reading, [values for verdict, values in rows if not verdict.verdict], needs, named)
    for verdict, values in rows:
        if not verdict.verdict:
            merging.take(verdict, values)
    outcome = Outcome([verdict for verdict, _ in rows], needs=needs)
    merging.write(outcome)
    return outcome


def missing(reading: Reading, named: set[int]) -> int:
    """How many persons of earlier files no row has named."""
    merged_into = {
        row["id"]: row["merged_into"]
        for row in reading.all("SELECT id, merged_into FROM visitors WHERE merged_into IS NOT NULL")
    }
    there = {row["visitor_id"] for row in reading.all("SELECT visitor_id FROM contacts")}
    marked = reading.all("SELECT DISTINCT visitor_id FROM imported_rows WHERE visitor_id IS NOT NULL")
    imported = {_root(row["visitor_id"], merged_into) for row in marked} & there
    return len(imported - named)


def together(reading: Reading, rows: Rows) -> dict[str, str]:
    """Enterprises (사업자등록번호) that belong together because rows of both name one person, who was registered twice and
    merged: number -> what is the same for all of them."""
    merged = reading.all(
        "WITH RECURSIVE same(mark, id) AS (SELECT r.mark, v.merged_into FROM visitors v"
        " JOIN imported_rows r ON r.visitor_id = v.id WHERE v.merged_into IS NOT NULL"
        " UNION SELECT s.mark, v.merged_into FROM same s JOIN visitors v ON v.id = s.id WHERE v.merged_into IS NOT NULL)"
        " SELECT s.mark, coalesce(e.brn, 'visitor ' || s.id) AS owner FROM same s JOIN visitors v ON v.id = s.id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.merged_into IS NULL"
    )
    owners = {row["mark"]: row["owner"] for row in merged}
    found: dict[str, str] = {}
    usable = [values for verdict, values in rows if not verdict.verdict and values["name"]]
    for values in usable if owners else ():
        if owner := owners.get(_person_mark(reading, values)):
            one, other = (_root(brn, found) for brn in (values["brn"], owner))
            if one != other:
                found[one] = other
    return {brn: _root(brn, found) for brn in found}


def _person_mark(reading: Reading, values: dict[str, Any]) -> str:
    return reading.mark("person", values["brn"], close_key(values["name"]))


def _root(one: Same, merged_into: dict[Same, Same]) -> Same:
    while one in merged_into:
        one = merged_into[one]
    return one


class _Mark(NamedTuple):
    """What a mark stands for: a visitor (none: an enterprise), and the marks of their values."""

    visitor_id: int | None
    fields: dict[str, str]


class _Merging:
    """The enterprises, persons and wishes that the rows may be about, with the rows merged in one after another.

    They are found by the rows' own numbers and marks, so a piece of a file costs what is in it, however many there are.
    """

    def __init__(
        self, reading: Reading, given: list[dict[str, Any]], needs: list[str], named: set[int]
    ) -> None:
        self.reading, self.needs, self.named = reading, needs, named
        self.booths, self.category_names = Booths(reading), Categories(reading)
        self.next_enterprise, self.next_visitor = reading.next_id("enterprises"), reading.next_id("visitors")
        self.next_number = visitor_numbers.next_number(reading.db)
        self._load_enterprises({values["brn"] for values in given})
        self._load_persons({_person_mark(self.reading, values) for values in given if values["name"]})
        self.aliases: dict[str, Known] = {}
        self.new_categories: list[tuple[int, str]] = []
        self.new_wishes: list[tuple[int, int]] = []

    def take(self, verdict: Verdict, values: dict[str, Any]) -> None:
        """Merge one row in and judge it."""
        enterprise = self.enterprises.get(values["brn"])
        person = (
            self._person(enterprise, values) if enterprise and values["consent"] and values["name"] else None
        )
        if person and person.gone:
            verdict.refuse(
                verdict._(
                    "개인정보를 지운 참가자라 다시 넣지 않았어요. 본인이 원하면 "
                    "안내 데스크에서 새로 동의를 받아 등록해 주세요."
                )
            )
            return
        before = len(self.new_categories) + len(self.new_wishes)
        enterprise = enterprise or self._add_enterprise(values)
        touched = self._merge(verdict, enterprise, values["enterprise"], ENTERPRISE)
        self._merge_categories(verdict, enterprise, values["categories"])
        subject = enterprise
        if values["consent"] and values["name"]:
            subject = person = person or self._add_person(enterprise, values)
            touched |= self._merge(verdict, person, values["person"], PERSON)
            self._merge_wishes(verdict, person, values["wishes"])
        elif values["name"]:
            self._without_consent(verdict, enterprise, values)
        touched |= before != len(self.new_categories) + len(self.new_wishes)
        self._judge(verdict, subject, touched)
        if not enterprise.first_row:
            enterprise.first_row, enterprise.first_verdict = verdict.place, verdict.verdict

    def _judge(self, verdict: Verdict, subject: Known, touched: bool) -> None:
        repeated = bool(subject.first_row)
        if not repeated:
            verdict.verdict = ADDED if subject.new else CHANGED if touched else UNCHANGED
            subject.first_row, subject.first_verdict = verdict.place, verdict.verdict
            if subject.number:  # else an enterprise
                self.named.add(subject.id)
            return
        verdict.verdict = UNCHANGED if subject.first_verdict == UNCHANGED and not touched else MERGED
        if subject.enterprise_id:
            sentence = verdict._("%(row)s번째 줄과 같은 기업의 같은 사람이라 하나로 합쳤어요.")
        else:
            sentence = verdict._("%(row)s번째 줄과 같은 기업이라 하나로 합쳤어요.")
        verdict.say(sentence, row=subject.first_row)

    def _person(self, enterprise: Known, values: dict[str, Any]) -> Known | None:
        """By the mark of the imported name (corrected since, perhaps), else by the name now; a gone one last."""
        mark = _person_mark(self.reading, values)
        by_mark = self.by_mark.get(mark)
        if by_mark and not by_mark.gone:
            return by_mark
        by_name = self.by_name.get((enterprise.id, close_key(values["name"])))
        if by_name and by_name.mark:
            self.aliases[mark] = by_name
        elif by_name:
            by_name.mark = mark
        return by_name or by_mark

    def _add_enterprise(self, values: dict[str, Any]) -> Known:
        mark = self.reading.mark("enterprise", values["brn"])
        enterprise = Known(self.next_enterprise, dict.fromkeys(ENTERPRISE), mark, new=True)
        enterprise.values["brn"] = values["brn"]
        self.next_enterprise += 1
        self.enterprises[values["brn"]] = enterprise
        return enterprise

    def _add_person(self, enterprise: Known, values: dict[str, Any]) -> Known:
        person = Known(self.next_visitor, dict.fromkeys(PERSON), _person_mark(self.reading, values), new=True)
        person.values["name"], person.enterprise_id, person.number = (
            values["name"],
            enterprise.id,
            self.next_number,
        )
        self.next_visitor, self.next_number = self.next_visitor + 1, self.next_number + 1
        self.by_mark[person.mark] = person
        self.by_name[enterprise.id, close_key(values["name"])] = person
        return person

    def _merge(self, verdict: Verdict, known: Known, values: dict[str, Any], columns: dict[str, str]) -> bool:
        """Bring a row's values in; returns whether that changes anything. An empty cell says nothing."""
        touched = known.new and not known.first_row
        own = bool(known.marks) or known.new  # what this file, or an earlier one, brought; else made by hand
        for column, heading in columns.items():
            value, now = values[column], known.values[column]
            mark = self.reading.mark(known.mark, column, str(value))
            if not value or known.marks.get(column) == mark:
                continue
            keeps = bool(now) and now != value and (known.first_row or not own)
            if not known.first_row:
                known.marks[column], known.marks_dirty = mark, True
            if keeps:
                sentence = (
                    verdict._(
                        "‘%(heading)s’ 값이 %(row)s번째 줄과 달라요. 먼저 나온 것을 두었으니 확인해 주세요."
                    )
                    if known.first_row
                    else verdict._(
                        "‘%(heading)s’ 값이 이미 등록된 것과 달라요. 등록된 것을 두었으니 확인해 주세요."
                    )
                )
                verdict.say(sentence, heading=heading, row=known.first_row)
            elif now != value:
                known.values[column], known.dirty, touched = value, True, True
        if not known.marks:
            known.marks[""], known.marks_dirty = "", True  # known from now on, though it brought no value
        return touched

    def _merge_categories(self, verdict: Verdict, enterprise: Known, names: list[str]) -> None:
        for name in names if "plan" not in self.needs else ():
            category = self.category_names.find(name)
            if category is None:
                verdict.say(
                    verdict._(
                        "‘품목’의 %(name)s 품목은 구매계획에 없어 넣지 않았어요. 구매계획의 품목 이름으로 적어 주세요."
                    ),
                    name=name,
                )
                continue
            mark = self.reading.mark(enterprise.mark, "category", category)
            if (enterprise.id, category) not in self.categories and mark not in enterprise.marks.values():
                self.categories.add((enterprise.id, category))
                self.new_categories.append((enterprise.id, category))
            if mark not in enterprise.marks.values():
                enterprise.marks[f"category {category}"], enterprise.marks_dirty = mark, True

    def _merge_wishes(self, verdict: Verdict, person: Known, names: list[str]) -> None:
        """A wish that was there once, placed or withdrawn since, is not made again."""
        for name in names if "agencies" not in self.needs else ():
            booth_id = self.booths.find(name)
            if booth_id is None and close_key(name) in ALL_AGENCIES:
                verdict.say(
                    verdict._(
                        "‘상담희망기관’에 기관 이름이 없어 넣지 않았어요(%(name)s). 기관 이름을 하나씩 적어 주세요."
                    ),
                    name=name,
                )
                continue
            if booth_id is not None and set("(（") & set(name):
                verdict.say(
                    verdict._("‘상담희망기관’의 %(name)s에서 기관 이름만 읽었어요. 맞는지 확인해 주세요."),
                    name=name,
                )
            if booth_id is None:
                verdict.say(
                    verdict._(
                        "‘상담희망기관’의 %(name)s 기관은 등록되어 있지 않아 넣지 않았어요. 기관 이름을 확인해 주세요."
                    ),
                    name=name,
                )
            elif (person.id, booth_id) not in self.wishes:
                self.wishes.add((person.id, booth_id))
                self.new_wishes.append((person.id, booth_id))

    def _without_consent(self, verdict: Verdict, enterprise: Known, values: dict[str, Any]) -> None:
        person = self._person(enterprise, values)
        if person and not person.gone:
            self.named.add(person.id)
            verdict.say(
                verdict._(
                    "‘개인정보동의’가 Y가 아닌데 동의하고 등록된 사람이에요. 동의를 "
                    "거두었으면 안내 데스크에서 정보를 지워 주세요."
                )
            )
        else:
            verdict.say(
                verdict._(
                    "‘개인정보동의’가 Y가 아니라 담당자 정보는 저장하지 않고 기업만 "
                    "넣었어요. 현장에서 동의를 받고 등록해 주세요."
                )
            )

    def _load_enterprises(self, brns: set[str]) -> None:
        self.enterprises: dict[str, Known] = {}
        marks = self._marks({self.reading.mark("enterprise", brn) for brn in brns})
        for row in self._among("SELECT * FROM enterprises WHERE brn IN", brns):
            mark = self.reading.mark("enterprise", row["brn"])
            values = {column: row[column] for column in (*ENTERPRISE, "brn")}
            fields = marks[mark].fields if mark in marks else {}
            self.enterprises[row["brn"]] = Known(row["id"], values, mark, fields)
        ids = {one.id for one in self.enterprises.values()}
        categories = self._among(
            "SELECT enterprise_id, category FROM enterprise_categories WHERE enterprise_id IN", ids
        )
        self.categories = {(row["enterprise_id"], row["category"]) for row in categories}

    def _load_persons(self, marks: set[str]) -> None:
        """Those of the enterprises, and those whom a file has named so before, whoever they were merged into."""
        of_enterprises = self._among(
            "SELECT id FROM visitors WHERE enterprise_id IN", {one.id for one in self.enterprises.values()}
        )
        ids = {row["id"] for row in of_enterprises}
        ids |= {mark.visitor_id for mark in self._marks(marks).values() if mark.visitor_id is not None}
        given = json.dumps(sorted(ids))
        into = self.reading.all(
            "WITH RECURSIVE same(id) AS (SELECT value FROM json_each(?) UNION"
            " SELECT v.merged_into FROM same JOIN visitors v ON v.id = same.id WHERE v.merged_into IS NOT NULL)"
            " SELECT id FROM same",
            given,
        )
        rows = self._among(
            "SELECT v.id, v.number, v.enterprise_id, v.state, c.name, c.title, c.phone, c.email"
            " FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id WHERE v.id IN",
            {row["id"] for row in into},
            "ORDER BY v.id DESC",
        )
        persons = {
            row["id"]: Known(
                row["id"],
                {column: row[column] for column in (*PERSON, "name")},
                mark="",
                gone=row["name"] is None,
                enterprise_id=row["enterprise_id"],
                number=row["number"],
            )
            for row in rows
        }
        # Who registered on a phone is nobody yet: a file's contact data must not go to a stranger's phone.
        registered = [persons[row["id"]] for row in rows if row["state"] == "registered"]
        self.by_name = {
            (person.enterprise_id, close_key(person.values["name"])): person
            for person in registered
            if person.enterprise_id and not person.gone
        }
        self.by_mark: dict[str, Known] = {}
        for mark, visitor_id, fields in self._marks_of(persons):
            self.by_mark[mark] = persons[visitor_id]
            if fields:
                persons[visitor_id].mark, persons[visitor_id].marks = mark, fields
        wishes = self._among(
            "SELECT visitor_id, booth_id FROM wishes WHERE starts_at IS NULL AND visitor_id IN", set(persons)
        )
        self.wishes = {(row["visitor_id"], row["booth_id"]) for row in wishes}

    def _marks(self, marks: set[str]) -> dict[str, _Mark]:
        """Of these marks those that are known."""
        rows = self._among("SELECT mark, visitor_id, fields FROM imported_rows WHERE mark IN", marks)
        return {row["mark"]: _Mark(row["visitor_id"], json.loads(row["fields"])) for row in rows}

    def _marks_of(self, visitors: Iterable[int]) -> list[tuple[str, int, dict[str, str]]]:
        """Every mark of these visitors, or of somebody who was merged into them, in the order of the table."""
        rows = self.reading.all(
            "WITH RECURSIVE same(id, visitor_id) AS (SELECT value, value FROM json_each(?) UNION"
            " SELECT v.id, same.visitor_id FROM same JOIN visitors v ON v.merged_into = same.id)"
            " SELECT r.mark, same.visitor_id, r.fields FROM same JOIN visitors o ON o.id = same.visitor_id"
            " JOIN imported_rows r ON r.visitor_id = same.id WHERE o.merged_into IS NULL ORDER BY r.mark",
            json.dumps(sorted(visitors)),
        )
        return [(row["mark"], row["visitor_id"], json.loads(row["fields"])) for row in rows]

    def _among(self, select: str, values: set[Any], rest: str = "") -> list[dict[str, Any]]:
        """What `select` finds among these values; its text is the program's own."""
        asked = f"{select} (SELECT value FROM json_each(?)) {rest}"
        return self.reading.all(asked, json.dumps(sorted(values)))

    def write(self, outcome: Outcome) -> None:
        """The statements that make the tables what they have become here."""
        now, by = self.reading.now, self.reading.by
        enterprises = list(self.enterprises.values())
        persons = list(
            {person.id: person for person in (*self.by_name.values(), *self.by_mark.values())}.values()
        )
        new = sorted((person for person in persons if person.new), key=lambda person: person.id)
        outcome.write(
            "INSERT INTO enterprises (id, brn, name, kind, district, short_name, name_en) VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((one.id, *_in(one, "brn", *ENTERPRISE)) for one in enterprises if one.new),
        )
        outcome.write(
            "UPDATE enterprises SET name = ?, kind = ?, district = ?, short_name = ?, name_en = ? WHERE id = ?",
            ((*_in(one, *ENTERPRISE), one.id) for one in enterprises if one.dirty and not one.new),
        )
        outcome.write(
            "INSERT INTO enterprise_categories (enterprise_id, category) VALUES (?, ?)", self.new_categories
        )
        outcome.write(
            "INSERT INTO visitors (id, number, enterprise_id, source, registered_at, registered_by)"
            " VALUES (?, ?, ?, 'import', ?, ?)",
            ((one.id, one.number, one.enterprise_id, now, by) for one in new),
        )
        outcome.write(
            "INSERT INTO contacts (visitor_id, name, title, phone, email) VALUES (?, ?, ?, ?, ?)",
            ((one.id, *_in(one, "name", *PERSON)) for one in new),
        )
        outcome.write(
            "UPDATE contacts SET title = ?, phone = ?, email = ? WHERE visitor_id = ?",
            ((*_in(one, *PERSON), one.id) for one in persons if one.dirty and not one.new),
        )
        outcome.write(
            "INSERT INTO consents (visitor_id, purpose, given, text_version, at) VALUES (?, ?, 1, ?, ?)",
            ((one.id, purpose, CONSENT_VERSION, now) for one in new for purpose in ("keep", "share")),
        )
        outcome.write(
            "INSERT INTO wishes (visitor_id, booth_id, source, created_at) VALUES (?, ?, 'import', ?)",
            ((visitor_id, booth_id, now) for visitor_id, booth_id in self.new_wishes),
        )
        marked = [one for one in (*enterprises, *persons) if one.marks_dirty]
        marks = [(one.mark, one.id if one.number else None, json.dumps(one.marks)) for one in marked]
        marks += [(mark, one.id, "{}") for mark, one in self.aliases.items() if mark != one.mark]
        outcome.write(
            "INSERT INTO imported_rows (mark, visitor_id, fields) VALUES (?, ?, ?)"
            " ON CONFLICT (mark) DO UPDATE SET fields = excluded.fields",
            sorted(marks, key=lambda one: one[0]),  # in the order of the table: half the time
        )


def _in(known: Known, *columns: str) -> Iterator[Any]:
    return (known.values[column] for column in columns)
