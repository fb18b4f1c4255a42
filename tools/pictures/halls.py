"""The halls of the pictures: folders with the sample expo, each lived up to a moment of its first day."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from badges.code import encode
from kiosk.actions.perform import perform
from kiosk.data.store import Actor, Store
from kiosk.demo import demo
from kiosk.expo.square.days import at_local
from kiosk.settings import badge_key

ROOT = Path(__file__).resolve().parents[2]
LONGEST = ROOT / "tests" / "badges" / "longest_names.txt"
DAY = "2026-10-29"
KEY = b"pictures".hex().ljust(64, "0")  # the codes on the badges are the same each time
CROWD = 120


@dataclass
class Hall:
    """One folder, and where its clock stands (ms)."""

    folder: Path
    now: int

    @classmethod
    def at(cls, folder: Path, time: str) -> "Hall":
        return cls(folder, at_local(DAY, time, demo.ZONE))

    def act(self, role: str, verb: str, /, booth: str | None = None, **fields: Any) -> dict[str, Any]:
        """Do something in the hall while it is not served; it must be done."""
        store = Store(
            self.folder, clock=lambda: self.now, badge_key=badge_key(self.folder), synchronous="OFF"
        )
        try:
            given = fields | ({"booth": booth} if booth and verb != "consultation.note" else {})
            answer = perform(store, verb, Actor(role, booth=booth), {"action_id": uuid4().hex, **given})
            if not answer.ok:
                raise RuntimeError(f"{verb}: {answer.data['message']}")
            return answer.data
        finally:
            store.close()

    def code(self, sql: str, *values: Any) -> str:
        """The badge of the first visitor `v` that this end of a query finds."""
        db = sqlite3.connect(f"file:{self.folder / 'expo.db'}?mode=ro", uri=True)
        try:
            row = db.execute(f"SELECT v.number, v.serial FROM visitors v {sql} LIMIT 1", values).fetchone()
        finally:
            db.close()
        if row is None:
            raise LookupError(sql)
        return encode(badge_key(self.folder), *row)


def make(folder: Path) -> dict[str, Hall]:
    """Every hall, by its name, in folders below this one."""
    full = _lived(folder / "full", "10:42", CROWD)
    empty = _lived(folder / "empty", "10:05", 0)
    _meet(full)
    empty.act("desk", "visitor.register", name="한소리", enterprise="새벽 협동조합", consent=True)
    return {
        "full": full,
        "empty": empty,
        "long": _copy(empty, "long", "10:20", _with_long_names),
        "early": _copy(empty, "early", "09:30"),
        "closed": _copy(full, "closed", "18:20"),
        "told": _copy(full, "told", "10:48", _tell),
        "eve": _copy(empty, "eve", "19:10", _rehearse),
    }


def _lived(folder: Path, time: str, crowd: int) -> Hall:
    hall = Hall.at(folder, time)
    folder.mkdir(parents=True)
    (folder / "badge.key").write_text(KEY)
    demo.make(folder, DAY, hall.now, crowd)
    return hall


def _copy(hall: Hall, name: str, time: str, then: Callable[[Hall], None] | None = None) -> Hall:
    copy = Hall.at(Path(shutil.copytree(hall.folder, hall.folder.parent / name)), time)
    if then:
        then(copy)
    return copy


def _meet(hall: Hall) -> None:
    """At A03 a meeting is being written down, at B02 somebody is called."""
    ticket = hall.act("booth", "ticket.call_next", "A03", counter=1)["ticket"]["id"]
    meeting = hall.act("booth", "consultation.start", "A03", ticket=ticket, counter=1)["consultation"]["id"]
    lines = [{"outcome": "contract", "amount": 19_000_000}]
    hall.act("booth", "consultation.note", "A03", consultation=meeting, note="환경미화원복 견적", lines=lines)
    hall.act("booth", "ticket.call_next", "B02", counter=1)


def _tell(hall: Hall) -> None:
    """Everybody is told something, two booths are written to; a booth rests while people wait there."""
    tell = {
        "text": "11시에 소통의 장에서 개막식을 시작해요.",
        "text_en": "The opening begins at 11:00 on the stage.",
    }
    hall.act("organiser", "notice.send", **tell, minutes=30)
    hall.act("organiser", "message.send", text="개막식 동안에도 상담은 이어져요.", to=["A03", "B02"])
    hall.act("booth", "booth.pause", "A03", reason="자료를 가지러 갔어요")
    hall.now += 6 * 60_000
    _stand(hall, "stage", "주무대", "Main Stage", 20)
    _stand(hall, "hall", "소통의 장", "Forum", 42)


def _stand(hall: Hall, kind: str, name: str, name_en: str, x_m: float) -> None:
    """A place of the programme, below the booths."""
    db = sqlite3.connect(hall.folder / "expo.db")
    with db:
        given = (kind, name, name_en, x_m)
        db.execute(
            "INSERT INTO places (kind, name, name_en, x_m, y_m, width_m, height_m) VALUES (?, ?, ?, ?, 56, 14, 6)",
            given,
        )
    db.close()


def _rehearse(hall: Hall) -> None:
    hall.act("organiser", "rehearsal.begin", crowd=30, pace=4)
    for at in range(8):
        given: dict[str, Any] = {"name": f"연습{at}", "enterprise": f"연습 기업 {at}", "consent": True}
        person = hall.act("desk", "visitor.register", **given, categories=["피복·근무복"])["visitor"]
        hall.act("desk", "visitor.check_in", visitor=person["id"])


def _with_long_names(hall: Hall) -> None:
    """Those with the longest names come; they wait, are called and sit at the agencies with the longest names."""
    names = [name for name in LONGEST.read_text(encoding="utf-8").split("\n") if name]
    booths = ("C09", "C07", "D07", "A02")
    for at, name in enumerate(names[:12]):
        given: dict[str, Any] = {
            "name": f"남궁{at}",
            "enterprise": name,
            "kind": "사회적협동조합",
            "consent": True,
        }
        person = hall.act("desk", "visitor.register", **given, categories=["피복·근무복"])["visitor"]
        if at < 10:
            hall.act("desk", "visitor.check_in", visitor=person["id"])
        if at < 4:
            hall.act("desk", "ticket.join", visitor=person["id"], booth=booths[at])
    for booth in booths[:2]:
        hall.act("booth", "ticket.call_next", booth, counter=1)
