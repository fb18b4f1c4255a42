"""How long badges take: one code, one QR, one drawing a layout, and the print sheet of a whole expo.

.venv/bin/python -m benchmarks.badges [--badges 260]
"""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from badges import qr
from badges.code import decode, encode, make_key
from badges.drawing import Badge, draw
from badges.layouts import kinds, layouts
from badges.sheet import sheet

ORIGIN = "https://kiosk.expo.example"
FAMILY, GIVEN = "김이박최정강조윤장임", ("민서", "도윤", "서연", "하준", "지우", "수아", "예준")
ENTERPRISES = (
    "세진플러스",
    "시나브로하우징 사회적협동조합",
    "(사)용산사회적경제협의회",
    "살림디자인 사회적협동조합",
)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--badges", type=int, default=260)
    people = crowd(make_key(), parser.parse_args(arguments).badges)
    draw(people[0], "card")  # the fonts are opened once a process
    for name in layouts():
        print(f"draw {name:6} {each_ms(name, people[:30]):8.1f} ms a badge")
    for name in ("card", "a6"):
        print(timed_sheet(people, name))


def crowd(key: bytes, count: int) -> list[Badge]:
    """Checks codes and QR on the way, and prints their times."""
    started = time.perf_counter()
    codes = [encode(key, 101 + at, 0) for at in range(count)]
    made = time.perf_counter()
    for code in codes:
        decode(key, code)
    read = time.perf_counter()
    for code in codes:
        qr.matrix(qr.payload(code, ORIGIN))
    drawn = time.perf_counter()
    print(f"encode      {(made - started) / count * 1e6:8.1f} us a code")
    print(f"decode      {(read - made) / count * 1e6:8.1f} us a code")
    print(f"QR          {(drawn - read) / count * 1e3:8.1f} ms a code with a URL")
    names = [family + given for given in GIVEN for family in FAMILY]
    sorts = list(kinds())
    return [
        Badge(
            *(101 + at, 0, code, names[at % len(names)], ENTERPRISES[at % 4], sorts[at % len(sorts)]),
            origin=ORIGIN,
            event="사회책임조달 박람회",
        )
        for at, code in enumerate(codes)
    ]


def each_ms(name: str, badges: list[Badge]) -> float:
    started = time.perf_counter()
    for badge in badges:
        draw(badge, name)
    return (time.perf_counter() - started) / len(badges) * 1e3


def timed_sheet(people: list[Badge], name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "badges.pdf"
        started = time.perf_counter()
        pages = sheet(people, out, layout_name=name)
        took, size = time.perf_counter() - started, out.stat().st_size
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (
        f"sheet {name:5} {took:8.1f} s for {len(people)} badges on {pages} pages, {size / 1e6:.1f} MB, "
        f"{os.cpu_count()} cores, largest process {peak / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
