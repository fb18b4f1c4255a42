"""Enterprises and the person each of them sends. An enterprise is known by its 사업자등록번호, a person by that and
the name; two persons of one enterprise are one enterprise and two visitors.

What people corrected here since the last import is not undone by importing again. For every value a file brought,
a keyed mark of it is kept (`imported_rows`): a value the file still says as it did last time leaves alone whatever
stands in the table now. A person whose contact data was forgotten is known by such a mark, and is not brought back.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

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
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "enterprises", rows)
    merging = _Merging(reading, needs)
    for verdict, values in rows:
        if not verdict.verdict:
            merging.take(verdict, values)
    outcome = Outcome([verdict for verdict, _ in rows], missing=merging.missing(), notes=notes, needs=needs)
    merging.write(outcome)
    return outcome


class _Merging:
    """The enterprises, persons and wishes of the database, with the file's rows merged in one after another."""

    def __init__(self, reading: Reading, needs: list[str]) -> None:
        self.reading, self.needs = reading, needs  # what is missing as a whole is no row's fault
        self.booths, self.category_names = Booths(reading), Categories(reading)
        self._marks = {
            row["mark"]: (row["visitor_id"], json.loads(row["fields"]))
            for row in reading.all("SELECT mark, visitor_id, fields FROM imported_rows")
        }
        self.next_enterprise, self.next_visitor = reading.next_id("enterprises"), reading.next_id("visitors")
        self.next_number = visitor_numbers.next_number(reading.db)
        self._load_enterprises()
        self._load_persons()
        self.aliases: dict[str, Known] = {}
        self.without_consent: set[int] = set()
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

    def missing(self) -> int:
        """How many persons of earlier files no row has named."""
        unnamed = {one.id for one in self.by_mark.values() if not (one.gone or one.first_row)}
        return len(unnamed - self.without_consent)

    def _judge(self, verdict: Verdict, subject: Known, touched: bool) -> None:
        repeated = bool(subject.first_row)
        if not repeated:
            verdict.verdict = ADDED if subject.new else CHANGED if touched else UNCHANGED
            subject.first_row, subject.first_verdict = verdict.place, verdict.verdict
            return
        verdict.verdict = UNCHANGED if subject.first_verdict == UNCHANGED and not touched else MERGED
        if subject.enterprise_id:
            sentence = verdict._("%(row)s번째 줄과 같은 기업의 같은 사람이라 하나로 합쳤어요.")
        else:
            sentence = verdict._("%(row)s번째 줄과 같은 기업이라 하나로 합쳤어요.")
        verdict.say(sentence, row=subject.first_row)

    def _person(self, enterprise: Known, values: dict[str, Any]) -> Known | None:
        """By the mark of the imported name (corrected since, perhaps), else by the name now; a gone one last."""
        mark = self._person_mark(values)
        by_mark = self.by_mark.get(mark)
        if by_mark and not by_mark.gone:
            return by_mark
        by_name = self.by_name.get((enterprise.id, close_key(values["name"])))
        if by_name and by_name.mark:
            self.aliases[mark] = by_name
        elif by_name:
            by_name.mark = mark
        return by_name or by_mark

    def _person_mark(self, values: dict[str, Any]) -> str:
        return self.reading.mark("person", values["brn"], close_key(values["name"]))

    def _add_enterprise(self, values: dict[str, Any]) -> Known:
        mark = self.reading.mark("enterprise", values["brn"])
        enterprise = Known(self.next_enterprise, dict.fromkeys(ENTERPRISE), mark, new=True)
        enterprise.values["brn"] = values["brn"]
        self.next_enterprise += 1
        self.enterprises[values["brn"]] = enterprise
        return enterprise

    def _add_person(self, enterprise: Known, values: dict[str, Any]) -> Known:
        person = Known(self.next_visitor, dict.fromkeys(PERSON), self._person_mark(values), new=True)
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
            self.without_consent.add(person.id)
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

    def _load_enterprises(self) -> None:
        self.enterprises: dict[str, Known] = {}
        for row in self.reading.all("SELECT * FROM enterprises WHERE brn IS NOT NULL"):
            mark = self.reading.mark("enterprise", row["brn"])
            values = {column: row[column] for column in (*ENTERPRISE, "brn")}
            self.enterprises[row["brn"]] = Known(
                row["id"], values, mark, self._marks.get(mark, (None, {}))[1]
            )
        categories = self.reading.all("SELECT enterprise_id, category FROM enterprise_categories")
        self.categories = {(row["enterprise_id"], row["category"]) for row in categories}

    def _load_persons(self) -> None:
        rows = self.reading.all(
            "SELECT v.id, v.number, v.enterprise_id, v.state, v.merged_into, c.name, c.title, c.phone, c.email"
            " FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id ORDER BY v.id DESC"
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
        merged_into = {row["id"]: row["merged_into"] for row in rows if row["merged_into"]}
        # Who registered on a phone is nobody yet: a file's contact data must not go to a stranger's phone.
        registered = [persons[row["id"]] for row in rows if row["state"] == "registered"]
        self.by_name = {
            (person.enterprise_id, close_key(person.values["name"])): person
            for person in registered
            if person.enterprise_id and not person.gone
        }
        self.by_mark: dict[str, Known] = {}
        for mark, (visitor_id, marks) in self._marks.items():
            while visitor_id in merged_into:
                visitor_id = merged_into[visitor_id]
            if visitor_id in persons:
                self.by_mark[mark] = persons[visitor_id]
                if marks:
                    persons[visitor_id].mark, persons[visitor_id].marks = mark, marks
        wishes = self.reading.all("SELECT visitor_id, booth_id FROM wishes WHERE starts_at IS NULL")
        self.wishes = {(row["visitor_id"], row["booth_id"]) for row in wishes}

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
