"""The sample as the files an organiser would send."""

import csv
import io
import json
from pathlib import Path

from kiosk.demo.sample.make import SEED, Row, make
from kiosk.demo.sample.messy import messy

BOM = "\ufeff"


def write_sample(folder: Path | str, seed: int = SEED) -> Path:
    """Write every file of the sample into `folder` (made if it is missing); returns the folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(seed).items():
        (folder / name).write_bytes(content)
    return folder


def files(seed: int = SEED) -> dict[str, bytes]:
    """File name -> content."""
    sample = make(seed)
    workbook, expected = messy(sample.enterprises)
    return {
        "agencies.csv": as_csv(sample.agencies),
        "purchase_plan.csv": as_csv(sample.plan),
        "enterprises.csv": as_csv(sample.enterprises),
        "enterprises_cp949.csv": as_csv(sample.enterprises, encoding="cp949"),
        "appointments.csv": as_csv(sample.appointments),
        "programme.csv": as_csv(sample.programme),
        "walk_ins.json": _json(sample.walk_ins),
        "enterprises_messy.xlsx": workbook,
        "enterprises_messy.expect.json": _json(expected),
    }


def as_csv(rows: list[Row], encoding: str = "utf-8") -> bytes:
    """Rows under their headings as a file, the UTF-8 one with a BOM, as Excel saves it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return ((BOM if encoding == "utf-8" else "") + out.getvalue()).encode(encoding)


def _json(rows: object) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()
