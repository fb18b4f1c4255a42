"""Makes one file of the expo in a process of its own, for a server that goes on meanwhile (kiosk/exchange/jobs.py).

`python -m kiosk.cli.making` reads what to make as a line of JSON, and writes lines of JSON: how far it is, then what was
made. It calls the same functions as the words of the command line; it can be killed at any moment.
"""

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from kiosk.actions.refusals import NotDone, Unusable
from kiosk.data.open_store import open_store
from kiosk.data.store import Store
from kiosk.expo.square import days
from kiosk.serving import interpreters
from kiosk.settings import Settings

Made = tuple[Path, dict[str, int]]  # the file, and what is to be noted of it: persons, rows, count
Make = Callable[[Store, Settings, Path, dict[str, Any]], Made]


def main() -> None:
    """The process that makes a file."""
    os.umask(0o077)  # what is made holds people's contact data
    os.nice(interpreters.BELOW)
    asked = json.loads(sys.stdin.readline())
    settings = Settings(Path(asked["data"]), asked["origin"], asked["phone_origin"], *asked["clock"])
    try:
        store = open_store(settings)
        try:
            path, noted = MAKE[asked["what"]](store, settings, Path(asked["into"]), asked["options"])
        finally:
            store.close()
    except (Unusable, NotDone) as error:
        _say({"failed": str(error)})
    except OSError as error:
        _say({"failed": error.strerror or ""})
    else:
        _say({"made": path.name, "noted": noted})


def _badges(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.badge_sheets import write_sheet

    path = into / "badges.pdf"
    count = write_sheet(store, path, origin=settings.address, layout=options["layout"], on_progress=_tell)
    return path, {"count": count}


def _blank(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.badge_sheets import write_sheet

    path, count = into / "blank-badges.pdf", options["count"]
    layout = options["layout"]
    write_sheet(store, path, origin=settings.address, layout=layout, blank=count, on_progress=_tell)
    return path, {}


def _backup(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.installation import note_backup

    path = into / f"backup-{_moment(store)}.db"
    store.backup(path)
    note_backup(settings.folder)
    with store.read() as db:
        persons = db.execute("SELECT count(*) AS persons FROM contacts").fetchone()["persons"]
    return path, {"persons": persons, "rows": persons}


def _export(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.export import export

    folder, noted = into / "export", dict[str, int]()

    def note(rows: dict[str, int], persons: int) -> None:
        noted.update(rows=sum(rows.values()), persons=persons)

    export(store, folder, contacts=options["contacts"], before_they_appear=note, on_progress=_tell)
    return _packed(folder, into / f"export-{_moment(store)}.zip"), noted


def _open_data(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.export import export_open_data

    path = into / f"open-data-{_moment(store)}.zip"
    export_open_data(store, path)
    return path, {}


def _report(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets import OF_REPORT, write_sheets
    from kiosk.exchange.report import STEPS, write_report

    folder = into / "report"
    lang, day, total = options["lang"], options["day"], STEPS + len(OF_REPORT)
    with store.read() as db:
        now = store.now()
        write_report(db, folder, now=now, lang=lang, day=day, on_progress=lambda done, _: _tell(done, total))
        write_sheets(
            db, folder / "sheets", lang, now=now, on_progress=lambda done, _: _tell(STEPS + done, total)
        )
    return _packed(folder, into / f"report-{_moment(store)}.zip"), {}


def _sheet(name: str) -> Make:
    """One ready sheet, as it is: one file needs no folder around it."""

    def make(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
        from kiosk.exchange.ready_sheets import write_sheet

        with store.read() as db:
            return write_sheet(db, name, into, options["lang"], now=store.now(), form=options["form"]), {}

    return make


def _booth_logs(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets import write_booth_logs

    folder = into / "booth-logs"
    with store.read() as db:
        lang, form = options["lang"], options["form"]
        persons = write_booth_logs(db, folder, lang, now=store.now(), form=form, on_progress=_tell)
    return _packed(folder, into / f"booth-logs-{_moment(store)}.zip"), {"persons": persons, "rows": persons}


def _follow_up_sheets(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets import write_follow_up_sheets

    folder = into / "follow-ups"
    with store.read() as db:
        persons = write_follow_up_sheets(db, folder, options["lang"], now=store.now(), on_progress=_tell)
    return _packed(folder, into / f"follow-ups-{_moment(store)}.zip"), {"persons": persons, "rows": persons}


def _enterprise_sheets(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets import write_enterprise_sheets

    folder = into / "enterprises"
    with store.read() as db:
        lang, form = options["lang"], options["form"]
        write_enterprise_sheets(db, folder, lang, now=store.now(), form=form, on_progress=_tell)
    return _packed(folder, into / f"enterprises-{_moment(store)}.zip"), {}


def _certificates(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets.certificates import write_certificates

    path = into / "certificates.pdf"
    with store.read() as db:
        write_certificates(db, path, options["lang"], now=store.now(), enterprise=options["enterprise"])
    return path, {}


def _paper(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.paper import write_paper

    folder = into / "paper"
    with store.read() as db:
        lang, day, key = options["lang"], options["day"], store.badge_key
        made = write_paper(db, folder, lang, now=store.now(), badge_key=key, day=day, on_progress=_tell)
    path = _packed(folder, into / f"paper-{_moment(store)}.zip")
    return path, {"persons": made.persons, "rows": made.persons}


def _links(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets.links import write_links

    path = into / f"links-{options['who']}.xlsx"
    with store.read() as db:
        lang, who = options["lang"], options["who"]
        persons = write_links(
            db, path, lang, now=store.now(), origin=settings.address, badge_key=store.badge_key, who=who
        )
    return path, {"persons": persons, "rows": persons}


def _timetable(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    """Work it out, propose it, and give the sheet that both sides answer in."""
    from kiosk.actions.perform import perform
    from kiosk.data.store import SYSTEM
    from kiosk.exchange import timetable
    from kiosk.exchange.ready_sheets import write_sheet
    from kiosk.expo.proposals import proposals

    made = timetable.make(store, lang=options["lang"], on_progress=_tell)
    fields = {"action_id": uuid4().hex, "run": proposals.keep(made.run)}
    done = perform(store, "timetable.propose", SYSTEM, fields, lang=options["lang"])
    if not done.ok:
        raise Unusable(done.data["message"])
    with store.read() as db:
        return write_sheet(db, "timetable", into, options["lang"], now=store.now()), {}


def _timetable_sheets(store: Store, settings: Settings, into: Path, options: dict[str, Any]) -> Made:
    from kiosk.exchange.ready_sheets import write_timetable_sheets

    folder = into / "timetable"
    with store.read() as db:
        write_timetable_sheets(db, folder, options["lang"], now=store.now(), on_progress=_tell)
    return _packed(folder, into / f"timetable-{_moment(store)}.zip"), {}


MAKE: dict[str, Make] = {
    "badges": _badges,
    "blank": _blank,
    "backup": _backup,
    "export": _export,
    "open_data": _open_data,
    "report": _report,
    **{name: _sheet(name) for name in ("disclosure", "certification", "press", "follow_ups", "signings")},
    "follow_up_sheets": _follow_up_sheets,
    "booth_logs": _booth_logs,
    "enterprise_sheets": _enterprise_sheets,
    "certificates": _certificates,
    "paper": _paper,
    "links": _links,
    "timetable": _timetable,
    "timetable_sheets": _timetable_sheets,
}


def _packed(folder: Path, path: Path) -> Path:
    """All files of the folder in one, under a folder of the same name as the file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                packed.write(one, Path(path.stem) / one.relative_to(folder))
                one.unlink()
    return path


def _moment(store: Store) -> str:
    with store.read() as db:
        return f"{days.local(store.now(), days.time_zone(db)):%Y%m%d-%H%M}"


def _tell(done: int, total: int) -> None:
    _say({"done": done, "total": total})


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
