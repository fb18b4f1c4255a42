"""Printers that stand still, and badges that did not come out."""

from collections.abc import Iterator
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.door import print_jobs, printers
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.language.sentences import N_

LINK = "/organiser/printers"


class InTrouble(TypedDict):
    """A printer with a problem since `trouble_at` (ms), and how many badges wait for it."""

    id: int
    name: str
    trouble: str
    trouble_at: int | None
    queued: int


def find(look: Look) -> Iterator[Alarm]:
    for row in rows.every(
        look.db,
        InTrouble,
        "SELECT id, name, trouble, trouble_at, (SELECT count(*) FROM print_jobs j WHERE j.printer_id = p.id"
        " AND j.state = 'queued') AS queued FROM printers p"
        f" WHERE trouble IS NOT NULL AND {conditions.NOT_REMOVED} ORDER BY name",
    ):
        yield _stands_still(look, row)
    failed = [one for one in print_jobs.recent(look.db) if print_jobs.shape(one, look.lang)["needs"]]
    if failed:
        since = min(one["ended_at"] or one["sent_at"] or one["queued_at"] for one in failed)
        yield Alarm(
            "prints_failed",
            2,
            since,
            look.minutes(since),
            look.say(_FAILED, n=len(failed)),
            cost=look.say(_NO_BADGE, n=len({one["visitor_id"] for one in failed})),
            link=LINK,
            remedies=(Remedy(look.say(N_("프린터 보기")), link=LINK),),
        )


def _stands_still(look: Look, row: InTrouble) -> Alarm:
    since = row["trouble_at"] or look.now
    return Alarm(
        f"printer:{row['id']}",
        1 if row["queued"] else 2,
        since,
        look.minutes(since),
        look.say(_PRINTER, name=row["name"], problem=printers.told(row["trouble"], look.lang)),
        cost=joined(look.say(_QUEUED, n=row["queued"]) if row["queued"] else ""),
        link=LINK,
        remedies=(*_elsewhere(look, row), Remedy(look.say(N_("프린터 보기")), link=LINK)),
    )


def _elsewhere(look: Look, row: InTrouble) -> Iterator[Remedy]:
    """What waits for it comes out of the printer that has least to do."""
    if not row["queued"]:
        return
    other = look.db.execute(
        "SELECT id, name FROM printers p WHERE trouble IS NULL AND driver <> 'browser'"
        f" AND {conditions.NOT_REMOVED} AND id <> ? ORDER BY (SELECT count(*) FROM print_jobs j"
        " WHERE j.printer_id = p.id AND j.state = 'queued'), id LIMIT 1",
        (row["id"],),
    ).fetchone()
    if other:
        word = look.say(N_("%(n)s장을 %(name)s에서"), n=row["queued"], name=other["name"])
        fields = {"printer": row["id"], "to": other["id"]}
        ask = look.say(_PASS_ON, n=row["queued"], name=other["name"])
        yield Remedy(word, "printer.pass_on", fields, ask)


_PRINTER = N_("%(name)s 프린터: %(problem)s")
_QUEUED = N_("명찰 %(n)s장이 기다려요")
_FAILED = N_("명찰 %(n)s장이 나오지 않았거나 확인이 필요해요")
_NO_BADGE = N_("참가자 %(n)s명이 명찰을 받지 못했을 수 있어요")
_PASS_ON = N_("기다리는 명찰 %(n)s장을 %(name)s 프린터에서 인쇄할까요? 순서는 그대로예요.")
