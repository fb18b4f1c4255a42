"""`expo`, `new-expo`, `face`, `station`, `visitors`, `simulate`: the expo itself, its stations and its people."""

import os
from argparse import Namespace
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.cli.work import AddWord, done, opened, print_json, stop
from kiosk.serving.logs import plain
from kiosk.settings import Settings

FACE = {
    "name": "박람회의 이름",
    "name_en": "영문 이름",
    "short_name": "좁은 곳에서 쓸 짧은 이름",
    "colour": "대표 색, #0b7d6d처럼",
}


def add_words(word: AddWord) -> None:
    sub = word("expo", expo, "박람회의 이름과 날을 정합니다")
    sub.add_argument("--name", required=True)
    sub.add_argument("--days", required=True, help="2026-10-29,2026-10-30")
    sub.add_argument("--hours", required=True, help="10:00-18:00")
    sub = word("new-expo", new_expo, "지난 박람회에서 다음 박람회를 만듭니다 (--data: 없거나 빈 폴더)")
    sub.add_argument(
        "--from", dest="old", type=Path, required=True, metavar="DIR", help="지난 박람회의 데이터 폴더"
    )
    sub.add_argument("--name", help="이름 (적지 않으면 해와 회를 하나 올린 지난 이름)")
    sub.add_argument("--days", help="2027-10-28,2027-10-29 (적지 않으면 이듬해 같은 요일)")
    sub.add_argument("--hours", help="10:00-18:00 (적지 않으면 지난번대로)")
    sub.add_argument("--json", action="store_true")
    sub = word("face", face, "박람회의 얼굴(이름, 색, 상징)을 정합니다")
    for name, what in FACE.items():
        sub.add_argument(f"--{name.replace('_', '-')}", help=what)
    sub.add_argument("--emblem", type=Path, help="SVG나 PNG 파일")
    sub.add_argument(
        "--reset", nargs="+", metavar="NAME", help="기본으로 되돌릴 것: name_en short_name colour emblem"
    )
    sub = word("station", station, "단말을 더합니다")
    sub.add_argument("what", choices=["add"])
    sub.add_argument("--role", required=True)
    sub.add_argument("--booth")
    sub.add_argument("--name")
    sub.add_argument("--json", action="store_true")
    word("visitors", visitors, "참가자 목록").add_argument("--json", action="store_true")
    sub = word("simulate", simulate, "호출 방식을 모의 실험으로 비교합니다")
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--seed", type=int, default=1, help="같은 씨앗이면 같은 결과입니다 (1)")
    sub.add_argument("--visitors", type=int, default=300, metavar="N", help="몇 명이 오는지 (300)")
    sub.add_argument(
        "--journal",
        type=Path,
        metavar="FILE",
        help="지난 박람회의 journal.jsonl(`export`)로: 온 사람, 희망, 길이 그대로",
    )
    sub.add_argument("--drawn", action="store_true", help="표본이 아닌, 씨앗에서 뽑은 박람회로")
    sub.add_argument("--plot", type=Path, metavar="FILE", help="비교를 그릴 PNG 파일")


def expo(settings: Settings, asked: Namespace) -> None:
    """Name the expo and set its days and hours, the same on each."""
    fields = {"name": asked.name, "days": asked.days.split(","), "hours": asked.hours}
    answer = done(settings, "expo.set_up", fields)
    made = answer["expo"]
    print(f"{made['name']}: {', '.join(made['days'])}, {made['hours']}")
    if answer["message"]:
        print(answer["message"])


def new_expo(settings: Settings, asked: Namespace) -> None:
    """Make the next expo in a folder of its own, and say what it took over and what not."""
    from kiosk.data.open_store import open_next
    from kiosk.data.store import wall_clock
    from kiosk.exchange.next_expo import make

    if asked.data is None and "KIOSK_DATA" not in os.environ:
        stop("--data에 새 박람회의 폴더를 적어 주세요.")
    days = asked.days.split(",") if asked.days else None
    made = make(
        asked.old,
        settings.folder,
        now=wall_clock(*settings.clock)(),
        open_new=partial(open_next, settings, asked.old),
        name=asked.name,
        days=days,
        hours=asked.hours,
    )
    if asked.json:
        print_json(made._asdict() | {"folder": str(made.folder), "took": dict(made.took)})
        return
    expo = made.expo
    print(f"{made.folder}: {plain(expo['name'])}, {', '.join(expo['days'])}, {expo['hours']}")
    print("가져온 것: " + ", ".join(f"{word} {n:,}" for word, n in made.took))
    print("가져오지 않은 것: " + "; ".join(made.left))
    for sentence in made.look_at:
        print(plain(sentence))
    print("명찰 열쇠를 새로 만들었습니다. 지난 박람회의 명찰은 여기서 열리지 않고, 지난 명찰이라고 말합니다.")
    print(f"이어서: ./run.sh serve --data {made.folder}")


def face(settings: Settings, asked: Namespace) -> None:
    """Set how the expo looks; what is not named stays."""
    fields: dict[str, Any] = {name: getattr(asked, name) for name in (*FACE, "reset") if getattr(asked, name)}
    if asked.emblem:
        fields["emblem"] = _picture(asked.emblem)
    if not fields:
        stop("--name-en, --colour, --emblem처럼 바꿀 것을 적어 주세요.")
    answer = done(settings, "expo.face", fields)
    made = answer["face"]
    print(" · ".join(filter(None, (made["name"], made["name_en"], made["short_name"], made["colour"]))))
    if answer["message"]:
        print(answer["message"])


def _picture(path: Path) -> str:
    """A picture's file as the action takes it; too large a one is not read."""
    from kiosk.face.emblem import MAX_BYTES, PNG, SVG

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        stop(f"{path}: 읽을 수 없습니다 ({error.strerror or error}).")
    kind = PNG if data.startswith(b"\x89PNG") else SVG
    return f"data:{kind};base64,{b64encode(data).decode()}"


def station(settings: Settings, asked: Namespace) -> None:
    """A station for a program or a tablet; the token is shown this once."""
    fields = {name: getattr(asked, name) for name in ("role", "booth", "name") if getattr(asked, name)}
    made = done(settings, "station.add", fields)["station"]
    made = {name: made[name] for name in ("id", "token", "pair_url")}
    if asked.json:
        print_json(made)
    else:
        print(f"단말 {made['id']}\n토큰: {made['token']}\n연결 주소(15분, 한 번): {made['pair_url']}")


def visitors(settings: Settings, asked: Namespace) -> None:
    """Everybody who is registered and confirmed, by number."""
    from kiosk.screens.people import everybody

    with opened(settings) as store, store.read() as db:
        people = everybody(db, store.badge_key)
    if asked.json:
        print_json(people)
    else:
        for one in people:
            print(one["number"], plain(one["name"]), plain(one["enterprise"] or "시민"), sep="\t")


def simulate(settings: Settings, asked: Namespace) -> None:
    """Compare ways of calling; the expo of these settings is neither read nor changed."""
    from kiosk import simulation

    result = simulation.compare(
        seed=asked.seed, visitors=asked.visitors, is_drawn=asked.drawn, journal=asked.journal, plot=asked.plot
    )
    if asked.json:
        print_json(result)
    else:
        print(simulation.table(result))
