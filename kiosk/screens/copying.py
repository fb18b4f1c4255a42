"""How the copy of the expo elsewhere stands, for the organiser (kiosk/data/replicas.py)."""

from typing import TypedDict

from kiosk.data.replicas import PROBLEMS, State
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

STANDS_S = 10  # as long as nobody is alarmed


class Copying(TypedDict):
    """`state`: off, whole (everything is there), near (seconds behind), stands (it stands still). `lag_s`: by how much it is
    behind; `title` and `says` what that is in words, `lag` in a few; `synced`: when it was last seen to be whole."""

    state: str
    target: str
    lag_s: float
    lag: str
    title: str
    says: str
    synced: str
    uncleared: int


def copying(state: State | None, now: int, *, lang: str, time_zone: str) -> Copying:
    """`now` by the laptop's own clock, as the state's times are."""
    if state is None or state.ended:
        return _said("off", state, 0.0, "", lang, time_zone)
    silent = state.is_silent(now)
    lag_s = (now - state.at) / 1000 if silent else state.lag_s(now)
    problem = "silent" if silent else state.problem if state.is_stopped else ""
    if silent or lag_s > STANDS_S or problem:
        return _said("stands", state, lag_s, problem, lang, time_zone)
    return _said("near" if lag_s >= 1 or not state.synced_at else "whole", state, lag_s, "", lang, time_zone)


def _said(kind: str, state: State | None, lag_s: float, problem: str, lang: str, time_zone: str) -> Copying:
    title, says, few = _WORDS[kind]
    seconds = f"{lag_s:.0f}"
    synced = (state.at if kind == "whole" else state.synced_at) if state else 0
    return {
        "state": kind,
        "target": state.target if state else "",
        "lag_s": round(lag_s, 1),
        "lag": gettext(few, lang, n=seconds),
        "title": gettext(title, lang, n=seconds),
        "says": gettext(PROBLEMS.get(problem, says), lang),
        "synced": f"{days.local(synced, time_zone):%H:%M:%S}" if synced else "",
        "uncleared": state.uncleared if state else 0,
    }


_WORDS = {
    "off": (N_("복사가 꺼져 있어요"), N_("이 노트북이 망가지면 오늘 기록도 함께 없어져요"), N_("꺼짐")),
    "whole": (
        N_("모두 복사돼 있어요"),
        N_("지금 이 노트북이 멈춰도 기록은 복사한 곳에 있어요"),
        N_("모두 있음"),
    ),
    "near": (
        N_("복사하고 있어요 · %(n)s초 뒤"),
        N_("방금 한 일이 복사한 곳으로 가는 중이에요"),
        N_("%(n)s초 뒤"),
    ),
    "stands": (
        N_("복사가 %(n)s초째 멈춰 있어요"),
        N_("복사할 곳이 느려요. 조금 기다려도 그대로면 다른 USB나 폴더로 바꿔 주세요"),
        N_("%(n)s초째 멈춤"),
    ),
}
