"""A sheet of paper row by row: what each row says, beside what is known and what rows before it said. Nothing is written here."""

from dataclasses import dataclass, field
from typing import Any, TypedDict

from badges import code as badge_code
from kiosk.data import conditions, rows
from kiosk.expo.imports.lookups import Booths, Days
from kiosk.expo.imports.rows import ADDED, CHANGED, MERGED, UNCHANGED, Reading, Verdict
from kiosk.expo.meeting.consultations import Line
from kiosk.expo.square import days
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.language.sentences import N_
from kiosk.language.text import key

EARLY_MS = 4 * 60 * MIN_MS  # earlier than so long before opening nobody is on the square
CLOSE_MS = 10 * MIN_MS  # two notes of one meeting may differ by so much
HALF_DAY_MS = 12 * 60 * MIN_MS
WRITTEN = N_("이미 옮겨 적은 상담이에요. 고치려면 그 상담에서 ‘기록 고치기’를 눌러 주세요.")
Values = dict[str, Any]


class Person(TypedDict):
    """Whose number it is."""

    id: int
    number: int
    state: str
    badge_kind: str
    merged: int | None


class Known(TypedDict):
    """A meeting that is known already; ms; `paper` 1: it was typed in from paper."""

    id: int
    booth: str
    started_at: int
    finished_at: int | None
    paper: int


class Taken(TypedDict):
    """A counter at which somebody sat, and their number."""

    counter: int
    number: int


class PlanItem(TypedDict):
    id: int
    title: str


class Came(TypedDict):
    at: int


@dataclass
class Arrival:
    """A check-in to be done: at (ms) on `day`."""

    visitor_id: int
    day: Day
    at: int


@dataclass
class Meeting:
    """A meeting to be written; `came` False: nobody has noted yet that its visitor came that day."""

    verdict: Verdict
    person: Person
    booth_id: int
    day: Day
    starts_at: int
    ends_at: int | None
    counter: int
    lines: list[Line]
    note: str | None
    follow_up: dict[str, str] | None


@dataclass
class Deeds:
    """What the rows come to: check-ins, then meetings, each in the order of time."""

    arrivals: list[Arrival] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


class Sheet:
    """Rows taken one after another: what they say, beside what is known and what rows before them said."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.deeds = reading, Deeds()
        self._booths, self._days = Booths(reading), Days(reading)
        self._arrived: dict[tuple[int, str], Arrival] = {}
        self._met: dict[tuple[int, int, int], Meeting] = {}

    def take(self, verdict: Verdict, values: Values) -> None:
        person, moment = self._person(verdict, values), self._moment(verdict, values)
        if person and moment and values["booth"] is None:
            self._arrival(verdict, person, *moment)
        elif person and moment:
            self._meeting(verdict, values, person, *moment)

    def let_in(self) -> None:
        """Who met somebody came that day, if nobody noted it, and no later than that."""
        for one in sorted(self.deeds.meetings, key=lambda one: one.starts_at):
            person, day = one.person["id"], one.day
            arrival = self._arrived.get((person, day.day))
            came = arrival.at if arrival else self._came(person, day)
            if came is not None and came <= one.starts_at:
                continue
            if arrival:
                arrival.at = one.starts_at
            else:
                self._arrived[person, day.day] = arrival = Arrival(person, day, one.starts_at)
                self.deeds.arrivals.append(arrival)
            sentence = (
                N_("입장 기록이 없어 %(time)s에 입장한 것으로 함께 적어요.")
                if came is None
                else N_("입장(%(came)s)보다 이른 상담이에요. %(time)s에 입장한 것으로 앞당겨 함께 적어요.")
            )
            one.verdict.say(
                one.verdict._(sentence),
                time=self._days.clock(one.starts_at),
                came=self._days.clock(came) if came is not None else "",
            )

    def _arrival(self, verdict: Verdict, person: Person, day: Day, at: int) -> None:
        if earlier := self._arrived.get((person["id"], day.day)):
            verdict.verdict = MERGED
            verdict.say(verdict._(N_("같은 분의 입장이 두 번 있어 이른 시각으로 한 번만 적어요.")))
            earlier.at = min(earlier.at, at)
            return
        came = self._came(person["id"], day)
        if came is not None and came <= at:
            verdict.verdict = UNCHANGED
            if came != at:
                verdict.say(verdict._(N_("이미 %(time)s에 입장한 분이에요.")), time=self._days.clock(came))
            return
        verdict.verdict = ADDED
        if came is not None:
            verdict.verdict = CHANGED
            verdict.say(
                verdict._(N_("%(time)s에 입장한 것으로 되어 있어, 종이의 시각으로 앞당겨요.")),
                time=self._days.clock(came),
            )
        self._arrived[person["id"], day.day] = arrival = Arrival(person["id"], day, at)
        self.deeds.arrivals.append(arrival)

    def _meeting(self, verdict: Verdict, values: Values, person: Person, day: Day, starts_at: int) -> None:
        booth_id = self._booths.find(values["booth"])
        if booth_id is None:
            verdict.code = "unknown_booth"
            return verdict.refuse(
                verdict._(N_("‘부스’(%(name)s)를 찾지 못했어요. 부스번호(A01)나 기관 이름으로 적어 주세요.")),
                name=values["booth"],
            )
        if person["badge_kind"] != "visitor":
            return verdict.refuse(
                verdict._(N_("참가자의 번호가 아니에요(진행요원·취재진·내빈). 번호를 확인해 주세요."))
            )
        ends_at = self._end(verdict, values, day, starts_at)
        self._require_counter(verdict, values["counter"], booth_id)
        lines = self._lines(verdict, values, booth_id)
        if verdict.verdict:
            return None
        if same := self._met.get((person["id"], booth_id, starts_at)):
            verdict.verdict = MERGED
            verdict.say(
                verdict._(N_("%(row)s번째 줄과 같은 상담의 결과로 함께 적어요.")), row=same.verdict.place
            )
            same.lines += lines
            same.ends_at = same.ends_at or ends_at
            same.note = "\n".join(dict.fromkeys(filter(None, (same.note, values["note"])))) or None
            return None
        if not self._is_new(verdict, person["id"], booth_id, starts_at, ends_at):
            return None
        verdict.verdict = ADDED
        self._tell_of_others(verdict, values["counter"], person["id"], booth_id, starts_at, ends_at)
        self._met[person["id"], booth_id, starts_at] = new = Meeting(
            verdict,
            person,
            booth_id,
            day,
            starts_at,
            ends_at,
            values["counter"] or 1,
            lines,
            values["note"],
            values["follow_up"],
        )
        self.deeds.meetings.append(new)
        return None

    def _person(self, verdict: Verdict, values: Values) -> Person | None:
        number = self._number(values["number"])
        found = number is not None and rows.one(
            self.reading.db,
            Person,
            "SELECT v.id, v.number, v.state, v.badge_kind, m.number AS merged FROM visitors v LEFT JOIN visitors m ON m.id = v.merged_into"
            " WHERE v.number = ?",
            number,
        )
        if not found:
            verdict.code = "unknown_code"
            is_blank = self.reading.all(
                "SELECT 1 FROM reserved_numbers WHERE number = ? AND state = 'blank'", number
            )
            sentence = (
                N_("%(number)s번은 아직 이름이 없는 빈 명찰이에요. 먼저 등록해 붙인 뒤에 옮겨 주세요.")
                if is_blank
                else N_("‘번호’(%(number)s)의 참가자가 없어요. 명찰의 큰 숫자를 확인해 주세요.")
            )
            verdict.refuse(verdict._(sentence), number=values["number"])
        elif found["state"] == "merged":
            verdict.refuse(
                verdict._(N_("다른 등록과 합친 번호예요. %(number)s번으로 적어 주세요.")),
                number=found["merged"],
            )
        elif found["state"] == "pending":
            verdict.code = "not_confirmed"
            verdict.refuse(verdict._(N_("아직 등록을 확인하지 않은 번호예요. 먼저 확인한 뒤에 옮겨 주세요.")))
        return found if found and not verdict.verdict else None

    def _number(self, written: str) -> int | None:
        """A badge's large number, or the number in its 16 digits."""
        plain = written.strip().removesuffix("번").strip()
        if plain.isdecimal() and len(plain) <= 6:
            return int(plain)
        try:
            return badge_code.decode(self.reading.key, plain).number
        except badge_code.BadCode:
            return None

    def _moment(self, verdict: Verdict, values: Values) -> tuple[Day, int] | None:
        found = self._days.moment(verdict, values["day"] or self._usual_day(), values["time"])
        if found is None:
            return None
        day, at = found
        at = self._in_its_half(values["time"], day, at)
        if at > self.reading.now:
            verdict.refuse(
                verdict._(
                    N_("‘시작’(%(time)s)은 아직 오지 않은 시각이에요. 종이의 시각과 일자를 확인해 주세요.")
                ),
                time=self._days.clock(at),
            )
        elif not day.opens_at - EARLY_MS <= at < day.closes_at + EARLY_MS:
            opens, closes = self._days.hours(day)
            verdict.refuse(
                verdict._(
                    N_(
                        "‘시작’(%(time)s)이 그날 운영 시간(%(opens)s~%(closes)s)에서 너무 멀어요. 시각을 확인해 주세요."
                    )
                ),
                time=self._days.clock(at),
                opens=opens,
                closes=closes,
            )
        return None if verdict.verdict else (day, at)

    def _end(self, verdict: Verdict, values: Values, day: Day, starts_at: int) -> int | None:
        if not values["ends"]:
            return None
        ends_at = self._in_its_half(values["ends"], day, self._days.at(day.day, values["ends"]))
        if not starts_at < ends_at <= min(self.reading.now, starts_at + HALF_DAY_MS):
            verdict.refuse(
                verdict._(
                    N_(
                        "‘끝’(%(ends)s)은 시작(%(starts)s)보다 뒤, 지금보다 앞이어야 해요. 모르면 비워 두세요."
                    )
                ),
                ends=self._days.clock(ends_at),
                starts=self._days.clock(starts_at),
            )
            return None
        return ends_at

    def _require_counter(self, verdict: Verdict, counter: int | None, booth_id: int) -> None:
        if counter is None or counter <= self._booths.counters[booth_id]:
            return
        verdict.code = "bad_counter"
        verdict.refuse(
            verdict._(N_("‘상담석’이 %(counter)s인데 %(booth)s에는 %(n)s개예요. 모르면 비워 두세요.")),
            counter=counter,
            booth=self._number_of(booth_id),
            n=self._booths.counters[booth_id],
        )

    def _tell_of_others(
        self,
        verdict: Verdict,
        counter: int | None,
        visitor_id: int,
        booth_id: int,
        starts_at: int,
        ends_at: int | None,
    ) -> None:
        """Say so where others sat at this counter at the same time, or, where nobody wrote which it was, at all of them."""
        until = ends_at or starts_at
        known = rows.every(
            self.reading.db,
            Taken,
            "SELECT c.counter, v.number FROM consultations c JOIN visitors v ON v.id = c.visitor_id WHERE c.booth_id = ?1"
            " AND c.state <> 'cancelled' AND c.visitor_id <> ?2 AND c.started_at < ?4 AND coalesce(c.finished_at, ?5) > ?3",
            booth_id,
            visitor_id,
            starts_at,
            until,
            self.reading.now,
        )
        taken = [(one["counter"], one["number"]) for one in known]
        taken += [
            (one.counter, one.person["number"])
            for one in self.deeds.meetings
            if one.booth_id == booth_id
            and one.starts_at < until
            and (one.ends_at or one.starts_at) > starts_at
        ]
        at_it = [number for one, number in taken if counter in (None, one)]
        if len(at_it) >= (1 if counter else self._booths.counters[booth_id]):
            verdict.say(
                verdict._(
                    N_(
                        "같은 때 같은 상담석에서 %(numbers)s번과도 상담한 것으로 되어 있어요. 시각과 상담석을 확인해 주세요."
                    )
                ),
                numbers=", ".join(map(str, at_it[:3])),
            )

    def _in_its_half(self, written: str, day: Day, at: int) -> int:
        """2:20 on a sheet of paper is 14:20 where only that is within opening hours."""
        later = at + HALF_DAY_MS
        is_early = int(written[:2]) < 12 and at < day.opens_at - MIN_MS * 60
        return later if is_early and day.opens_at <= later < day.closes_at else at

    def _usual_day(self) -> str:
        """Where the paper says no day: today, else the last day that has begun."""
        today = days.date_of(self.reading.now, self.reading.time_zone)
        past = [one.day for one in days.all_days(self.reading.db) if one.day <= today]
        return past[-1] if past else today

    def _came(self, visitor_id: int, day: Day) -> int | None:
        row = rows.one(
            self.reading.db,
            Came,
            f"SELECT at FROM arrivals WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
            visitor_id,
            day.day,
        )
        return row["at"] if row else None

    def _lines(self, verdict: Verdict, values: Values, booth_id: int) -> list[Line]:
        """Its results, each about a purchase of this booth's agency or about none."""
        if values.get("title") and values["lines"]:
            self._find_purchase(verdict, values, booth_id)
        announced = "SELECT 1 FROM plan_items p JOIN booths b ON b.agency_id = p.agency_id WHERE p.id = ? AND b.id = ?"
        for line in values["lines"]:
            if line["plan_item"] is not None and not self.reading.all(announced, line["plan_item"], booth_id):
                verdict.refuse(
                    verdict._(N_("그 구매계획은 이 부스의 것이 아니에요. 목록에서 다시 골라 주세요."))
                )
        return list(values["lines"])

    def _find_purchase(self, verdict: Verdict, values: Values, booth_id: int) -> None:
        """A purchase as somebody wrote its name; where it is not clear which is meant, the words stay with the result."""
        title, line = values["title"], values["lines"][0]
        announced = self.reading.every(
            PlanItem,
            "SELECT p.id, p.title FROM plan_items p JOIN booths b ON b.agency_id = p.agency_id WHERE b.id = ?",
            booth_id,
        )
        meant = [one["id"] for one in announced if key(one["title"]) == key(title)]
        if len(meant) == 1:
            line["plan_item"] = meant[0]
            return
        line["note"] = " · ".join(filter(None, (line["note"], title)))
        verdict.say(verdict._(N_("‘사업명’이 이 기관의 구매계획 하나와 같지 않아 결과의 메모로 적어요.")))

    def _is_new(
        self, verdict: Verdict, visitor_id: int, booth_id: int, starts_at: int, ends_at: int | None
    ) -> bool:
        """Whether no such meeting is known. One that overlaps elsewhere is only told: paper is rough."""
        until = ends_at or starts_at
        for known in rows.every(
            self.reading.db,
            Known,
            "SELECT c.id, b.number AS booth, c.started_at, c.finished_at, c.paper_at IS NOT NULL AS paper FROM consultations c"
            " JOIN booths b ON b.id = c.booth_id WHERE c.visitor_id = ?1 AND c.state <> 'cancelled'"
            " AND c.started_at < ?3 + ?4 AND coalesce(c.finished_at, ?3) > ?2 - ?4 ORDER BY c.booth_id = ?5 DESC, c.started_at",
            visitor_id,
            starts_at,
            until,
            CLOSE_MS,
            booth_id,
        ):
            at = self._days.clock(known["started_at"])
            if known["booth"] != self._number_of(booth_id):
                overlaps = known["started_at"] < until and (known["finished_at"] or until) > starts_at
                if overlaps:
                    verdict.say(
                        verdict._(
                            N_(
                                "같은 때(%(time)s)에 %(booth)s에서도 상담한 것으로 되어 있어요. 시각을 확인해 주세요."
                            )
                        ),
                        time=at,
                        booth=known["booth"],
                    )
                continue
            if known["paper"] and known["started_at"] == starts_at:
                verdict.verdict = UNCHANGED
                if known["finished_at"] != until:
                    verdict.say(verdict._(WRITTEN))
            else:
                verdict.refuse(
                    verdict._(
                        N_(
                            "%(booth)s에 이미 %(time)s에 시작한 이분의 상담이 있어요. 같은 상담이면 그 기록을 고쳐 주세요."
                        )
                    ),
                    booth=known["booth"],
                    time=at,
                )
            return False
        return True

    def _number_of(self, booth_id: int) -> str:
        return self._booths.numbers[booth_id]
