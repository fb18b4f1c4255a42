"""`timetable`: appointments made from the marks of both sides."""

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.actions.refusals import Unusable
from kiosk.cli.work import AddWord, opened, performed, print_json
from kiosk.serving.logs import plain
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.data.store import Store

SEED_DIGITS = 9


def add_words(word: AddWord) -> None:
    sub = word("timetable", timetable, "표시와 희망으로 예약 시간표를 만듭니다")
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--seed", type=_seed, default=0, help="같은 표시에서 같은 시간표를 만드는 수")
    sub.add_argument("--propose", action="store_true", help="만든 시간표를 양쪽에 제안으로 남깁니다")
    sub.add_argument("--apply", action="store_true", help="남긴 제안을 예약으로 넣습니다(만들지 않습니다)")
    sub.add_argument("--confirmed", action="store_true", help="--apply: 양쪽이 확인한 것만")
    sub.add_argument("--out", type=Path, metavar="FILE.xlsx", help="제안과 답을 적을 파일을 씁니다")


def timetable(settings: Settings, asked: Namespace) -> None:
    """Work a timetable out and say it; nothing is written unless asked for. Raises Unusable before anything is, where what is asked can't be."""
    if asked.apply and (asked.propose or asked.seed):
        raise Unusable("--apply는 남긴 제안을 넣기만 합니다. --propose와 --seed는 따로 실행해 주세요.")
    if asked.out and not asked.out.resolve().parent.is_dir():
        raise Unusable(f"{asked.out}: 이 폴더가 없습니다. 있는 폴더의 파일을 적어 주세요.")
    with opened(settings) as store:
        if asked.apply:
            told = performed(store, "timetable.apply", {"confirmed": asked.confirmed})
            result = {"appointments": told["appointments"], "report": told["report"]}
            sentence = told["message"]
        else:
            result, sentence = _made(store, asked)
        if asked.out:
            _write(store, asked.out)
    if asked.json:
        print_json(result)
    else:
        for line in sentence.split("\n"):
            print(plain(line))


def _made(store: "Store", asked: Namespace) -> tuple[dict[str, Any], str]:
    from kiosk.exchange import timetable as making
    from kiosk.expo.proposals import proposals

    made = making.make(store, seed=asked.seed, on_progress=_progress if sys.stderr.isatty() else _silent)
    result = making.told(store, made)
    figures = result["figures"]
    lines = [
        f"예약 {figures['meetings']:,}건 (서로 원한 {figures['mutual']:,}쌍 가운데 {figures['mutual_met']:,}쌍,"
        f" 표시한 기업 {figures['enterprises']:,}곳 가운데 {figures['enterprises_met']:,}곳, 한 기업에"
        f" {figures['fewest']}~{figures['most']}건). 더 나은 시간표가 있어도 {1 - figures['of_best']:.2%} 안쪽입니다.",
        *(
            f"{one.booth} {one.agency} {one.day}: 상담석 {one.needs}개가 필요합니다(지금 {one.has}개; 예약"
            f" {one.appointments}건, 바로 올 분 약 {one.walk_ins}명)"
            for one in made.needs
            if one.is_short
        ),
    ]
    if made.left_out:
        lines.append(f"부스가 없는 기관의 표시 {made.left_out}건은 뺐습니다.")
    if asked.propose:
        told = performed(store, "timetable.propose", {"run": proposals.keep(made.run)})
        result["run"] = told["run"]
        lines.append(told["message"])
    else:
        lines.append("아무것도 바꾸지 않았습니다. --propose를 붙이면 양쪽에 제안합니다.")
    return result, "\n".join(lines)


def _write(store: "Store", path: Path) -> None:
    from kiosk.exchange import ready_sheets

    with store.read() as db:
        book = ready_sheets.SHEETS["timetable"].make(db, "ko", now=store.now())
        ready_sheets.write_book(db, book, path, "ko", now=store.now())


def _seed(text: str) -> int:
    """It is kept with the run, as a whole number of SQLite's."""
    if not text.isdecimal() or len(text) > SEED_DIGITS:
        raise ArgumentTypeError(f"{SEED_DIGITS}자리까지의 수를 적어 주세요.")
    return int(text)


def _progress(done: int, total: int) -> None:
    print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _silent(done: int, total: int) -> None:
    pass
