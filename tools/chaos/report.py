"""What a run says in the end: what was done, what held, how long recovering took, what the server holds; text and JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import linear_regression
from typing import Any

from tools.chaos.laptop import Resources
from tools.chaos.square import Square

SETTLED_S = 60.0  # a server that has just been started still fills what it keeps


@dataclass(frozen=True)
class Trend:
    """A straight line through samples: so much an hour; `spread`: what lies between the least and the most."""

    per_hour: float
    least: float
    most: float
    samples: int


@dataclass
class Report:
    seed: str
    minutes: float
    faults: dict[str, int]
    kills: dict[str, int]
    actions: dict[str, int]
    invariants: dict[str, dict[str, Any]]
    seconds: dict[str, dict[str, float]]
    trends: dict[str, Trend] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    again: str = ""  # the words that do the same once more

    @property
    def holds(self) -> bool:
        return not any(one["broken"] for one in self.invariants.values())

    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"holds": self.holds}, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        lines = [f"seed {self.seed}, {self.minutes:.1f} minutes", "", "done"]
        lines += [f"  {count:6,}  {name}" for name, count in self.faults.items()]
        lines += ["", f"killed (SIGKILL): {sum(self.kills.values()):,}"]
        lines += [f"  {count:6,}  {name}" for name, count in self.kills.items()]
        lines += ["", "actions"]
        lines += [f"  {count:6,}  {name}" for name, count in self.actions.items()]
        lines += ["", "seconds".ljust(58) + "P50    P99    most"]
        for name, took in self.seconds.items():
            figures = f"{took['p50']:7.2f}{took['p99']:7.2f}{took['most']:8.2f}  ({took['n']:.0f})"
            lines.append(f"  {name:52}{figures}")
        if self.trends:
            lines += ["", "held by the server".ljust(48) + "an hour    least     most"]
            for name, trend in self.trends.items():
                lines.append(
                    f"  {name:42}{trend.per_hour:+11.2f}{trend.least:9.1f}{trend.most:9.1f}  ({trend.samples})"
                )
        lines += ["", "what must hold"]
        for name, one in self.invariants.items():
            lines.append(
                f"  {'BROKEN' if one['broken'] else 'held':7} {name} (looked {one['looked']:,} times)"
            )
            lines += [f"          {found[:300]}" for found in one["broken"][:10]]
        lines += [f"  left out: {one}" for one in self.left_out]
        if not self.holds:
            lines += [
                "",
                f"Once more: ./run.sh chaos {self.again}",
            ]
        return "\n".join(lines)


def report(
    square: Square, seed: str, minutes: float, faults: Counter[str], left_out: list[str], again: str
) -> Report:
    ledger, found = square.ledger, square.invariants
    names = dict.fromkeys([*found.looked, *found.broken])
    return Report(
        seed=seed,
        minutes=minutes,
        faults=dict(faults.most_common()),
        kills=dict(square.kills.most_common()),
        actions={
            "answered": len(ledger.answered),
            "of them done": ledger.codes["done"],
            "of them refused by a rule": len(ledger.answered) - ledger.codes["done"],
            "answered at a second try or later": ledger.resent,
            "tries": ledger.sent,
            "times told that nothing could be written": ledger.not_written,
            **{f"told to another laptop: {verdict}": n for verdict, n in sorted(ledger.told.items())},
            "lost": len(found.broken.get("no answered action is lost", ())),
            "done twice": len(found.broken.get("what was done was done once", ())),
        },
        invariants={
            name: {"looked": found.looked.get(name, 0), "broken": found.broken.get(name, [])}
            for name in names
        },
        seconds={
            "from a start to the first answer": _spread(square.took),
            **(
                {"from a lost laptop to the second's": _spread(square.taken_over)}
                if square.taken_over
                else {}
            ),
            "from the end of a fault to all tablets' answers": _spread(
                [one.answered_s for one in square.recoveries]
            ),
            "from the end of a fault to all screens right": _spread(
                [one.screens_s for one in square.recoveries]
            ),
            "an action, from the first try to its answer": _spread(
                [one.took_s for one in ledger.answered.values()]
            ),
        },
        trends=trends(square.samples),
        left_out=left_out,
        again=f"{again} --seed {seed}",
    )


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.99))
    return {"p50": round(p50, 3), "p99": round(p99, 3), "most": round(ordered[-1], 3), "n": len(seconds)}


def trends(samples: Sequence[tuple[int, Resources]]) -> dict[str, Trend]:
    """What the server holds, over the time that it ran: samples of all its lives, each against the middle of its own, from
    when it has settled. Without two of one life there is none."""
    lives: dict[int, list[Resources]] = {}
    for life, one in samples:
        if one.age_s >= SETTLED_S:
            lives.setdefault(life, []).append(one)
    long = [one for one in lives.values() if len(one) >= 2]
    if not long:
        return {}
    return {
        word: _trend(long, name)
        for word, name in (
            ("memory of its own (MB)", "memory_mb"),
            ("open files and sockets", "handles"),
            ("threads", "threads"),
            ("files in the data folder", "files"),
        )
    }


def _trend(lives: list[list[Resources]], name: str) -> Trend:
    ages, values, seen = [], [], []
    for life in lives:
        middle_age = sum(one.age_s for one in life) / len(life)
        middle = sum(getattr(one, name) for one in life) / len(life)
        for one in life:
            ages.append((one.age_s - middle_age) / 3600)
            values.append(getattr(one, name) - middle)
            seen.append(getattr(one, name))
    slope = linear_regression(ages, values).slope if len(set(ages)) > 1 else 0.0
    return Trend(round(slope, 3), round(min(seen), 1), round(max(seen), 1), len(seen))
