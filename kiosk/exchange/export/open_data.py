"""What anybody may have: agencies, what they announced, and what came of it by category, without a person in it.

`open_data.zip` holds CSV files (UTF-8, comma, a heading each) and a `datapackage.json` of the Data Package standard
(datapackage.org): the type and meaning of every column, licence and source. A result is a sum; of which enterprise it was
stands nowhere.
"""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.data import expo_settings
from kiosk.exchange.export.columns import COLUMNS, Column, Kind
from kiosk.exchange.export.csv_file import CsvFile
from kiosk.expo.square import days, ground
from kiosk.language.sentences import gettext

FILE = "open_data.zip"
DESCRIPTOR = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# By the setting `open_data_licence`: its short name and its text (www.kogl.or.kr, creativecommons.org).
LICENCES = {
    **{
        f"kogl-{kind}": (f"KOGL-1.0-Type-{kind}", f"https://www.kogl.or.kr/info/licenseType{kind}.do")
        for kind in range(1, 5)
    },
    "cc-by-4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/deed.ko"),
}
BESIDE_THE_PLAN = "계획 밖"
_TYPES: dict[Kind, str] = {"number": "integer", "won": "integer", "decimal": "number", "day": "date"}


class Resource(NamedTuple):
    """A file of the set. `own`: the columns that only it has; `key`: those that tell its rows apart."""

    name: str
    title: str
    means: str
    sql: str
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    own: Mapping[str, Column] = {}
    refers: Mapping[str, tuple[str, str]] = {}  # a column -> the resource and the column it is found in


def _sums(kind: str, word: str) -> str:
    won = f"coalesce(sum(CASE WHEN l.outcome = '{kind}' THEN l.amount_won END), 0) AS \"{word}(원)\""
    return f"coalesce(sum(l.outcome = '{kind}'), 0) AS \"{word}(건)\"" + (f", {won}" if kind != "mou" else "")


_LINES = f"""l AS (
            SELECT coalesce(p.category, '{BESIDE_THE_PLAN}') AS category, l.outcome, l.amount_won, l.consultation_id
            FROM lines l CROSS JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version
            LEFT JOIN plan_items p ON p.id = l.plan_item_id WHERE c.state = 'finished')"""
# What was frozen once every day was closed (expo/figures/closed_agencies.py), by category and kind of outcome.
_CLOSED = f"""last AS (
            SELECT agencies FROM closings WHERE reopened_at IS NULL AND NOT EXISTS (SELECT 1 FROM days WHERE closed_at IS NULL)
            ORDER BY closed_at DESC LIMIT 1),
        kinds (outcome) AS (VALUES ('contract'), ('commitment'), ('mou')),
        was AS (
            SELECT coalesce(p.value ->> 'category', '{BESIDE_THE_PLAN}') AS category, k.outcome,
                sum(coalesce(p.value ->> (k.outcome || '_count'), 0)
                    + coalesce(p.value ->> ('other_' || k.outcome || '_count'), 0)) AS n,
                sum(coalesce(p.value ->> (k.outcome || '_won'), 0)
                    + coalesce(p.value ->> ('other_' || k.outcome || '_won'), 0)) AS won
            FROM last, json_each(last.agencies, '$.purchases') p, kinds k GROUP BY 1, 2)"""

RESOURCES = (
    Resource(
        "agencies",
        "기관",
        "박람회에 참가한 공공기관과 그 부스",
        """
        SELECT b.number AS 부스번호, a.name AS 기관명, a.name_en AS 영문명, a.kind AS 구분, b.counters AS 상담석
        FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number""",
        key=("부스번호",),
        required=("기관명", "상담석"),
    ),
    Resource(
        "purchase_plan",
        "구매계획",
        "기관이 사회적경제기업에서 사겠다고 예고한 구매",
        """
        SELECT p.id AS 구매계획, a.name AS 기관명, p.department AS 부서, p.title AS 사업명, p.category AS 품목,
            p.won AS "예산(원)", p.quarter AS 시기
        FROM plan_items p JOIN agencies a ON a.id = p.agency_id ORDER BY p.id""",
        key=("구매계획",),
        required=("기관명", "사업명", "예산(원)"),
    ),
    Resource(
        "results_by_category",
        "품목별 결과",
        "끝난 상담의 결과를 품목과 종류마다 더한 것. 종류가 다른 것은 서로 더하지 않는다",
        f"""
        WITH {_LINES},
        announced AS (SELECT category, count(*) AS items, sum(won) AS won FROM plan_items GROUP BY category)
        SELECT k.category AS 품목, coalesce(n.items, 0) AS "구매계획(건)", coalesce(n.won, 0) AS "구매계획(원)",
            count(DISTINCT l.consultation_id) AS "상담(회)", {_sums("consulted", "상담액")},
            {_sums("commitment", "우선구매 약정")}, {_sums("contract", "현장계약")}, {_sums("mou", "업무협약")}
        FROM (SELECT category FROM announced UNION SELECT category FROM l) k
        LEFT JOIN announced n ON n.category = k.category LEFT JOIN l ON l.category = k.category
        GROUP BY k.category ORDER BY k.category""",
        key=("품목",),
        own={
            "품목": Column("text", f"무엇을 사는지. 예고에 없던 것은 ‘{BESIDE_THE_PLAN}’"),
            "구매계획(건)": Column("number", "이 품목으로 예고한 구매의 수"),
            "구매계획(원)": Column("won", "예고한 예산의 합"),
            "상담(회)": Column("number", "이 품목의 결과가 적힌 끝난 상담의 수"),
            "상담액(건)": Column("number", "구매를 이야기한 결과의 수. 약속이 아니다"),
            "상담액(원)": Column("won", "그때 말한 금액의 합. 약속이 아니다"),
            "우선구매 약정(건)": Column("number", "먼저 사기로 한 약정의 수. 아직 계약이 아니다"),
            "우선구매 약정(원)": Column("won", "약정한 금액의 합"),
            "현장계약(건)": Column("number", "현장에서 맺은 계약의 수"),
            "현장계약(원)": Column("won", "계약한 금액의 합"),
            "업무협약(건)": Column("number", "업무협약의 수. 금액이 없다"),
        },
    ),
    Resource(
        "corrected_after_closing",
        "마감 뒤 고친 것",
        "박람회를 마감한 뒤에 달라진 결과. 다른 파일의 숫자는 고친 다음의 것이다",
        f"""
        WITH {_LINES}, {_CLOSED},
        now AS (SELECT category, outcome, count(*) AS n, coalesce(sum(amount_won), 0) AS won FROM l GROUP BY 1, 2)
        SELECT k.category AS 품목, k.outcome AS 결과, coalesce(was.n, 0) AS "마감할 때(건)", coalesce(now.n, 0) AS "지금(건)",
            coalesce(was.won, 0) AS "마감할 때(원)", coalesce(now.won, 0) AS "지금(원)"
        FROM (SELECT category, outcome FROM was UNION SELECT category, outcome FROM now JOIN kinds USING (outcome)) k
        LEFT JOIN was USING (category, outcome) LEFT JOIN now USING (category, outcome)
        WHERE (SELECT agencies FROM last) IS NOT NULL
            AND (coalesce(was.n, 0), coalesce(was.won, 0)) <> (coalesce(now.n, 0), coalesce(now.won, 0))
        ORDER BY k.category, k.outcome""",
        key=("품목", "결과"),
        own={
            "품목": Column("text", f"무엇을 사는지. 예고에 없던 것은 ‘{BESIDE_THE_PLAN}’"),
            "결과": Column("text", "contract 현장계약, commitment 우선구매 약정, mou 업무협약"),
            "마감할 때(건)": Column("number", "모든 날을 마감했을 때의 수"),
            "지금(건)": Column("number", "그 뒤에 늦게 온 기록과 바로잡은 기록까지 넣은 수"),
            "마감할 때(원)": Column("won", "모든 날을 마감했을 때의 금액"),
            "지금(원)": Column("won", "그 뒤에 늦게 온 기록과 바로잡은 기록까지 넣은 금액"),
        },
    ),
)


def write(db: sqlite3.Connection, path: Path, scratch: Path, *, now: int, zone: str) -> int:
    """Write the set as one file by way of the folder `scratch`; how many rows there were."""
    expo = db.execute("SELECT name FROM expo").fetchone()
    rows, resources = 0, []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in RESOURCES:
            file = scratch / f"{one.name}.csv"
            headings, count = _write(db, one, file, zone)
            resources.append(_described(one, headings, file))
            rows += count
            packed.write(file, file.name)
        package = {
            "$schema": PROFILE,
            "name": "procurement-expo",
            "title": expo["name"] if expo else "",
            "description": "사회책임조달 박람회에 참가한 기관, 예고한 구매와 품목별 상담 결과. 개인정보는 들어 있지 않습니다.",
            "created": days.iso(now, zone),
            "keywords": ["공공조달", "사회적경제", "구매계획"],
            "licenses": [_licence(db)],
            "sources": [{"title": f"{expo['name'] if expo else ''}: 기관이 낸 구매계획과 현장 상담 기록"}],
            "resources": resources,
        }
        packed.writestr(DESCRIPTOR, json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    return rows


def _licence(db: sqlite3.Connection) -> dict[str, str]:
    chosen = ground.of(db).settings["open_data_licence"]
    name, path = LICENCES[chosen]
    return {"name": name, "path": path, "title": gettext(expo_settings.LICENCES[chosen], "ko")}


def _write(db: sqlite3.Connection, one: Resource, file: Path, zone: str) -> tuple[list[str], int]:
    found = db.cursor()
    found.row_factory = None
    found.execute(one.sql)
    headings = [column[0] for column in found.description]
    count = 0
    with CsvFile(file, headings, [_column(one, heading) for heading in headings], zone) as written:
        for count, row in enumerate(found, 1):  # noqa: B007 (how many there were)
            written.append(row)
    return headings, count


def _column(one: Resource, heading: str) -> Column:
    return one.own.get(heading) or COLUMNS[heading]


def _described(one: Resource, headings: list[str], file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    fields = []
    for heading in headings:
        column = _column(one, heading)
        field: dict[str, Any] = {
            "name": heading,
            "type": _TYPES.get(column.kind, "string"),
            "description": column.means,
        }
        if heading in (*one.key, *one.required):
            field["constraints"] = {"required": True}
        fields.append(field)
    return {
        "name": one.name,
        "path": file.name,
        "title": one.title,
        "description": one.means,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "primaryKey": list(one.key)},
    }
