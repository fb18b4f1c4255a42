"""A forecast and a difference as lines of text, for who typed the word."""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.expo.figures.alarms import effects

SHOWN = 12


def of_forecast(found: Mapping[str, Any]) -> str:
    """The square by half hours, then booths that should stop admitting, then who will probably not be met."""
    empty = [_clock(at) for at in found["empty_at"]]
    lines = [
        f"{found['as_of'][:16].replace('T', ' ')} 기준, 앞날 {found['futures']}번 (씨앗 {found['seed']})",
        f"비는 시각 {empty[1]} ({empty[0]}–{empty[2]}), 앞으로 {_range(found['meetings'])}건 상담, "
        f"못 만나는 자리 {_range(found['unmet'])}곳",
        "P10과 P90 사이에 열에 여덟은 듭니다. 남은 시간이 길수록, 아직 모르는 것이 많을수록 넓습니다.",
        "",
        f"{'시각':6} {'대기(분) P10  P50  P90':24} {'쓰는 상담석 P10–P90':>10}",
    ]
    for at, wait, busy in zip(found["half_hours"], found["wait_min"], found["busy"], strict=True):
        told = " ".join(f"{one:5.1f}" for one in wait) if wait else "    –     –     –"
        lines.append(f"{_clock(at):6} {'':8}{told} {busy[0]:12.1f}–{busy[2]:.1f}")
    stop = sorted(
        (one["stop_admitting_at"], one["booth"]) for one in found["booths"] if one["stop_admitting_at"]
    )
    if stop:
        lines += [
            "",
            "이때부터 새로 줄을 서면 못 만나기 쉽습니다: "
            + _some([f"{booth} {_clock(at)}" for at, booth in stop]),
        ]
    if found["people"]:
        told_people = [
            f"{one['number']}번 {one['booth']} {one['unmet_share']:.0%}" for one in found["people"]
        ]
        lines += ["", "마칠 때까지 못 만나기 쉬운 분: " + _some(told_people)]
    return "\n".join(lines)


def of_difference(found: Mapping[str, Any]) -> str:
    """What changes, with P10 to P90 of the futures and the mean."""
    rows = (
        ("wait_min", "한 자리의 대기(분)"),
        ("meetings", "상담(건)"),
        ("people", "만나는 분(명)"),
        ("unmet", "못 만나는 자리"),
        ("empty_min", "비는 시각(분)"),
    )
    lines = [
        f"{found['as_of'][:16].replace('T', ' ')} 기준, 같은 앞날 {found['futures']}번씩 (씨앗 {found['seed']})"
    ]
    for key, name in rows:
        one = found[key]
        lines.append(
            f"{name:12} {one['mean']:+8.2f} ± {one['error']:.2f}   P10 {one['range'][0]:+.1f}, P90 {one['range'][2]:+.1f}"
        )
    if found["effect"]:
        lines.append("그 부스에서 지금 기다리는 분: " + effects.words(found["effect"], "ko"))
    booths = [f"{one['booth']} {one['wait_min']['mean']:+.1f}분" for one in found["booths"]]
    return "\n".join([*lines, "부스별 대기: " + _some(booths)] if booths else lines)


def _clock(at: str | None) -> str:
    return at[11:16] if at else "–"


def _range(one: Sequence[float]) -> str:
    return f"{one[0]:g}–{one[2]:g}"


def _some(words: Sequence[str]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" 외 {more}" if more > 0 else "")
