"""Finds what a file names by its words: agencies, categories, days, enterprises."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, TypedDict

from kiosk.expo.imports.rows import Reading, Verdict
from kiosk.expo.square import days
from kiosk.expo.square.days import Day
from kiosk.language.text import key

_CITY = ("서울특별시", "서울시", "서울")
_TELLING = 2


class NamedBooth(TypedDict):
    """A booth with its agency's names."""

    id: int
    number: str
    counters: int
    name: str
    name_en: str | None


class Booths:
    """Booths by their agency's Korean or English name, or by number."""

    def __init__(self, reading: Reading) -> None:
        booths = reading.every(
            NamedBooth,
            "SELECT b.id, b.number, b.counters, a.name, a.name_en FROM agencies a"
            " JOIN booths b ON b.agency_id = a.id ORDER BY b.number DESC",
        )
        self.counters = {one["id"]: one["counters"] for one in booths}
        self.numbers = {one["id"]: one["number"] for one in booths}
        self._by_name = {key(one["number"]): one["id"] for one in booths}
        self._by_name |= {key(one["name_en"]): one["id"] for one in booths if one["name_en"]}
        self._by_name |= {key(one["name"]): one["id"] for one in booths if one["name"]}

    def find(self, name: str) -> int | None:
        """The booth's id."""
        found = find_agency(self._by_name, name)
        return self._by_name[found] if found else None


def find_agency(known: Collection[str], name: str) -> str | None:
    """The key that is meant by an agency's name as people write it, where only one can be.

    `은평구청`, `서울특별시 은평구`, `은평구(총무과)`, `은평` are 은평구; `서울시`, `서울시청` are 서울특별시.
    """
    whole, outside = key(name), key(name.partition("(")[0].partition("（")[0])
    for said in (whole, outside):
        rests = [said.removeprefix(city) for city in _CITY if said.startswith(city)]
        for one in (said, said.removesuffix("청"), *rests, *(_CITY[0] + rest for rest in rests)):
            if one in known or (one := one.removesuffix("청")) in known:
                return one
    if len(outside) < _TELLING:
        return None
    begun = [one for one in known if one in (f"{outside}구", f"{outside}시", f"{outside}군")]
    return begun[0] if len(begun) == 1 else None


class Categories:
    """A category is known when the plan names it; its spelling there is the one that counts."""

    def __init__(self, reading: Reading) -> None:
        rows = reading.all("SELECT DISTINCT category FROM plan_items ORDER BY category")
        self._known: dict[str, str] = {key(row["category"]): row["category"] for row in rows}

    def find(self, name: str) -> str | None:
        return self._known.get(key(name))

    def learn(self, name: str) -> str:
        """The spelling that was first; a new name becomes known."""
        return self._known.setdefault(key(name), name)


class Days:
    """The expo's days as files name them, and moments on them."""

    def __init__(self, reading: Reading) -> None:
        self._days = days.all_days(reading.db)
        self._zone = reading.time_zone

    def moment(self, verdict: Verdict, day: str, time: str) -> tuple[Day, int] | None:
        """The day meant by `2` (the second), `last`, `29일`, `10-29` or `2026-10-29`, and `14:20` on it in ms; else refuses."""
        found = self._find(day)
        if found:
            return found, days.at_local(found.day, time, self._zone)
        verdict.refuse(
            verdict._(
                "‘일자’가 박람회 날이 아니에요. 1일차부터 %(count)s일차까지, 또는 %(days)s 가운데 적어 주세요."
            ),
            count=len(self._days),
            days=", ".join(one.day for one in self._days),
        )
        return None

    def at(self, day: str, time: str) -> int:
        """The moment (ms) of a day as `moment` gave it, at `14:20`."""
        return days.at_local(day, time, self._zone)

    def clock(self, at: int) -> str:
        return days.clock_text(at, self._zone)

    def hours(self, day: Day) -> tuple[str, str]:
        return days.hours_text(day, self._zone)

    def day_of(self, at: int) -> str:
        return days.date_of(at, self._zone)

    def _find(self, day: str) -> Day | None:
        if day == "last":
            return self._days[-1] if self._days else None
        if day.endswith("일"):
            return self._of_the_month(int(day[:-1]))
        if day.isdecimal():
            return self._nth(int(day))
        return next((one for one in self._days if one.day.endswith(day)), None)

    def _nth(self, number: int) -> Day | None:
        return self._days[number - 1] if 0 < number <= len(self._days) else None

    def _of_the_month(self, number: int) -> Day | None:
        """`2일` may also be meant as the second day; where these are two days, it is neither."""
        dated = [one for one in self._days if int(one.day[-2:]) == number]
        meant = {one.day: one for one in (*dated, self._nth(number)) if one}
        return next(iter(meant.values())) if len(meant) == 1 else None


class Named(TypedDict):
    """An enterprise by name and 사업자등록번호."""

    id: int
    name: str
    brn: str | None


class Enterprises:
    """Enterprises by 사업자등록번호, or by a name that only one of them has."""

    def __init__(self, reading: Reading) -> None:
        rows = reading.every(Named, "SELECT id, name, brn FROM enterprises")
        self._by_brn = {row["brn"]: row for row in rows if row["brn"]}
        self._by_name: dict[str, list[Named]] = defaultdict(list)
        for row in rows:
            self._by_name[key(row["name"])].append(row)

    def find(self, verdict: Verdict, values: dict[str, Any]) -> int | None:
        """The id of the enterprise of `brn` or `enterprise`; a row of one that is not there is refused."""
        named = self._by_name[key(values["enterprise"])] if values["enterprise"] else []
        if values["brn"]:
            row = self._by_brn.get(values["brn"])
            if row and values["enterprise"] and key(row["name"]) != key(values["enterprise"]):
                verdict.say(
                    verdict._(
                        "이 사업자등록번호로 등록된 기업명(%(name)s)과 달라요. "
                        "번호를 따랐으니 ‘기업명’을 확인해 주세요."
                    ),
                    name=row["name"],
                )
        else:
            row = named[0] if len(named) == 1 else None
        if row is None:
            verdict.refuse(
                verdict._(
                    "이 기업은 사전등록에 없어요. 기업을 먼저 가져오거나 ‘사업자등록번호’를 확인해 주세요."
                )
            )
        return row["id"] if row else None


class Agencies:
    """Agencies by their Korean or English name, or by their booth's number; only those that have a booth can be met."""

    def __init__(self, reading: Reading) -> None:
        self._booths = Booths(reading)
        rows = reading.all(
            "SELECT a.id, a.name, b.id AS booth_id FROM agencies a LEFT JOIN booths b ON b.agency_id = a.id"
        )
        self._of_booth: dict[int, int] = {row["booth_id"]: row["id"] for row in rows if row["booth_id"]}
        self._gone = {key(row["name"]) for row in rows if not row["booth_id"]}

    def find(self, verdict: Verdict, name: str) -> int | None:
        """The agency's id; a row of one that is not there is refused."""
        booth = self._booths.find(name)
        if booth is not None:
            return self._of_booth[booth]
        if find_agency(self._gone, name):
            verdict.refuse(
                verdict._("‘기관명’ %(name)s: 이제 부스가 없어요. 오지 않는 기관의 줄은 빼 주세요."),
                name=name,
            )
        else:
            verdict.refuse(
                verdict._("‘기관명’ %(name)s의 부스가 없어요. 등록된 기관 이름으로 적어 주세요."), name=name
            )
        return None
