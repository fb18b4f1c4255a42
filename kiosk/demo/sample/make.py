"""Draws the sample expo from a seed: rows under the Korean headings of the organiser's files."""

import random
from dataclasses import dataclass
from typing import TypeVar

from kiosk.demo.sample import facts

SEED = 20261029
Row = dict[str, str]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Sample:
    """Each list holds the rows of one file, in its order, as text under Korean headings."""

    agencies: list[Row]
    plan: list[Row]
    enterprises: list[Row]
    appointments: list[Row]
    programme: list[Row]
    walk_ins: list[Row]


def make(seed: int = SEED) -> Sample:
    """The same sample for the same seed. The plan sums to facts.PLAN_TOTAL_WON exactly."""
    draw = random.Random(seed)
    people = _enterprises(draw, facts.PRE_REGISTERED + facts.WALK_INS)
    enterprises, walk_ins = people[: facts.PRE_REGISTERED], people[facts.PRE_REGISTERED :]
    return Sample(
        agencies=_agencies(),
        plan=_plan(draw),
        enterprises=enterprises,
        appointments=_appointments(draw, enterprises),
        programme=[
            _columns(("일자", "시각", "종료", "프로그램", "장소", "정원", "종류", "진행"), row)
            for row in facts.PROGRAMME
        ],
        walk_ins=walk_ins,
    )


def check_digit(nine: str) -> str:
    """The tenth digit of a 사업자등록번호 by the tax office's weights."""
    tens = int(nine[8]) * 5 // 10
    return str(-(sum(int(d) * w for d, w in zip(nine, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True)) + tens) % 10)


def _columns(headings: tuple[str, ...], values: tuple[object, ...]) -> Row:
    return {heading: str(value) for heading, value in zip(headings, values, strict=True)}


def _agencies() -> list[Row]:
    headings = ("부스번호", "기관명", "영문명", "구분", "상담석", "위치X(m)", "위치Y(m)")
    rows = []
    for place, (name, name_en, kind, counters) in enumerate(facts.AGENCIES):
        line, column = divmod(place, facts.BOOTHS_A_ROW)
        x_m, y_m = facts.FIRST_X_M + facts.STEP_X_M * column, facts.FIRST_Y_M + facts.STEP_Y_M * line
        rows.append(
            _columns(headings, (f"{'ABCD'[line]}{column + 1:02}", name, name_en, kind, counters, x_m, y_m))
        )
    return rows


def _plan(draw: random.Random) -> list[Row]:
    names = [agency[0] for agency in facts.AGENCIES]
    weights = [facts.PLAN_WEIGHTS[agency[2]] for agency in facts.AGENCIES]
    agencies = names + draw.choices(names, weights, k=facts.PLAN_ITEMS - len(names))
    draw.shuffle(agencies)
    rows = []
    for running, (agency, won) in enumerate(zip(agencies, _amounts(draw), strict=True), start=1):
        category = draw.choice(list(facts.CATEGORIES))
        title = f"{draw.choice(facts.CATEGORIES[category])} {draw.choice(facts.PURCHASES)} {running}"
        department = draw.choice(facts.CITY_DEPARTMENTS if agency == names[0] else facts.DEPARTMENTS)
        rows.append(
            _columns(
                ("기관명", "부서", "사업명", "품목", "예산(원)", "시기"),
                (agency, department, title, category, won, draw.choice(facts.QUARTERS)),
            )
        )
    return rows


def _amounts(draw: random.Random) -> list[int]:
    """Log-normal amounts in whole units, their sum made exact by scaling and then nudging the largest."""
    unit = facts.PLAN_UNIT_WON
    raw = [facts.PLAN_MEDIAN_WON * draw.lognormvariate(0, facts.PLAN_SIGMA) for _ in range(facts.PLAN_ITEMS)]
    scale = facts.PLAN_TOTAL_WON / sum(raw)
    amounts = [max(facts.PLAN_LEAST_WON, round(won * scale / unit) * unit) for won in raw]
    largest = max(range(len(amounts)), key=amounts.__getitem__)
    amounts[largest] += facts.PLAN_TOTAL_WON - sum(amounts)
    return amounts


def _enterprises(draw: random.Random, count: int) -> list[Row]:
    agencies = [agency[0] for agency in facts.AGENCIES]
    liking = [draw.uniform(0.8, 1.25) for _ in agencies]
    districts = [agency[0] for agency in facts.AGENCIES if agency[2] == "자치구"]
    numbers: set[str] = set()
    rows = []
    for running, (name, kind, category) in enumerate(_names(draw, count), start=1):
        rows.append(
            {
                "기업명": name,
                "사업자등록번호": _number(draw, numbers),
                "유형": kind,
                "품목": ", ".join(_categories(draw, category)),
                "담당자": draw.choice(facts.FAMILY_NAMES) + draw.choice(facts.GIVEN_NAMES),
                "직함": draw.choice(facts.TITLES),
                "휴대전화": f"010-{draw.randint(2000, 9999)}-{draw.randint(0, 9999):04}",
                "이메일": f"contact{running}@example.kr",
                "소재지": draw.choice(districts),
                "상담희망기관": "; ".join(_some(draw, agencies, liking, _one_of(draw, facts.WISHES))),
                "개인정보동의": "Y",
            }
        )
    return rows


def _names(draw: random.Random, count: int) -> list[tuple[str, str, str]]:
    """Different (name, kind, category the name promises)."""
    made = {facts.ODD_ENTERPRISE[0]: facts.ODD_ENTERPRISE}
    shares = {kind: share for kind, (share, _) in facts.KINDS.items()}
    while len(made) < count:
        end, kind = draw.choice(list(facts.NAME_ENDS)), _one_of(draw, shares)
        name = draw.choice(facts.NAME_STARTS) + end + draw.choice(facts.KINDS[kind][1])
        made[name] = (name, kind, facts.NAME_ENDS[end])
    return list(made.values())


def _number(draw: random.Random, taken: set[str]) -> str:
    while True:
        nine = f"{draw.randint(101, 999)}{draw.randint(1, 99):02}{draw.randint(1, 9999):04}"
        if nine not in taken:
            taken.add(nine)
            digits = nine + check_digit(nine)
            return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def _categories(draw: random.Random, first: str) -> list[str]:
    others = [category for category in facts.CATEGORIES if category != first]
    return [first, *draw.sample(others, _one_of(draw, facts.CATEGORIES_EACH) - 1)]


def _appointments(draw: random.Random, enterprises: list[Row]) -> list[Row]:
    """One or two of an enterprise's wishes at a time of its own: nobody twice at once."""
    taken: set[tuple[str, str, str]] = set()
    rows = []
    for enterprise in enterprises:
        wishes = [wish for wish in enterprise["상담희망기관"].split("; ") if wish]
        if not wishes or draw.random() > facts.APPOINTED_SHARE:
            continue
        for agency in wishes[: 1 + (draw.random() < facts.SECOND_APPOINTMENT_SHARE)]:
            day, time = _free_time(draw, taken, (agency, enterprise["기업명"]))
            rows.append(
                _columns(
                    ("기업명", "사업자등록번호", "기관명", "일자", "시각"),
                    (enterprise["기업명"], enterprise["사업자등록번호"], agency, day, time),
                )
            )
    return rows


def _free_time(
    draw: random.Random, taken: set[tuple[str, str, str]], parties: tuple[str, str]
) -> tuple[str, str]:
    while True:
        day = "1일차" if draw.random() < facts.FIRST_DAY_SHARE else "2일차"
        time = draw.choice(facts.APPOINTMENT_TIMES)
        if not any((party, day, time) in taken for party in parties):
            taken.update((party, day, time) for party in parties)
            return day, time


def _one_of(draw: random.Random, shares: dict[Value, int]) -> Value:
    return draw.choices(list(shares), list(shares.values()))[0]


def _some(draw: random.Random, values: list[str], weights: list[float], count: int) -> list[str]:
    """`count` different values, the heavier ones more likely."""
    return sorted(
        values, key=lambda value: draw.random() ** (1 / weights[values.index(value)]), reverse=True
    )[:count]
