"""`expo`, `station`, `visitors`, `simulate`: the expo itself, its stations and its people."""

from argparse import Namespace
from pathlib import Path

from kiosk.cli.work import AddWord, done, opened, print_json
from kiosk.serving.logs import plain
from kiosk.settings import Settings


def add_words(word: AddWord) -> None:
    sub = word("expo", expo, "박람회의 이름과 날을 정합니다")
    sub.add_argument("--name", required=True)
    sub.add_argument("--days", required=True, help="2026-10-29,2026-10-30")
    sub.add_argument("--hours", required=True, help="10:00-18:00")
    sub = word("station", station, "단말을 더합니다")
    sub.add_argument("what", choices=["add"])
    sub.add_argument("--role", required=True)
    sub.add_argument("--booth")
    sub.add_argument("--name")
    sub.add_argument("--json", action="store_true")
    word("visitors", visitors, "참가자 목록").add_argument("--json", action="store_true")
    sub = word("simulate", simulate, "호출 방식을 모의 실험으로 비교합니다")
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--seed", type=int, default=1)
    sub.add_argument("--visitors", type=int, default=300)
    sub.add_argument("--plot", type=Path)


def expo(settings: Settings, asked: Namespace) -> None:
    """Name the expo and set its days and hours, the same on each."""
    fields = {"name": asked.name, "days": asked.days.split(","), "hours": asked.hours}
    answer = done(settings, "expo.set_up", fields)
    made = answer["expo"]
    print(f"{made['name']}: {', '.join(made['days'])}, {made['hours']}")
    if answer["message"]:
        print(answer["message"])


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

    result = simulation.compare(seed=asked.seed, visitors=asked.visitors, plot=asked.plot)
    if asked.json:
        print_json(result)
    else:
        print(simulation.table(result))
