"""The report an organiser answers to the press with: a page, the same on paper, and its figures as JSON.

Every figure comes from `kiosk.expo.figures`; kinds of outcome stand side by side and are never added together.
"""

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from badges.files import whole
from kiosk.exchange import typesetting
from kiosk.exchange.report import page
from kiosk.exchange.report.blocks import Document
from kiosk.exchange.report.document import CHAPTERS, asked_for, document
from kiosk.expo.figures.past import Past
from kiosk.face import default_emblem
from kiosk.language.sentences import N_, gettext

log = logging.getLogger(__name__)

TEMPLATE = "report/report.typ"
STEPS = len(CHAPTERS) + 3  # and each of the three files


def write_report(
    db: sqlite3.Connection,
    folder: Path,
    *,
    now: int,
    lang: str = "ko",
    day: int | None = None,
    compare: Past | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Write report.html, report.pdf and figures.json into `folder` (made where missing), all or none; returns a sentence for
    the terminal. `day`: the expo's first is 1; None is all of it, compared with `compare` or with the expo it was made from. Raises Unusable without days, or without that one."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        on_progress(done, STEPS)

    asked = asked_for(db, now=now, lang=lang, day=day, compare=compare)
    made = document(asked, step)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        whole(folder / "report.html") as html,
        whole(folder / "report.pdf") as paper,
        whole(folder / "figures.json") as figures,
    ):
        html.write_text(page.painted(made), encoding="utf-8")
        step()
        paper.write_bytes(_pdf(made, now))
        step()
        figures.write_text(json.dumps(asked.told, ensure_ascii=False, indent=1), encoding="utf-8")
        step()
    sentence = N_("%(folder)s: %(title)s를 report.pdf, report.html, figures.json으로 적었습니다.")
    return gettext(sentence, lang, folder=folder, title=made["title"])


def _pdf(made: Document, now: int) -> bytes:
    """An emblem that can't be set (its SVG was never painted) gives way to the default one."""
    try:
        return typesetting.pdf(TEMPLATE, made, made_at=now)
    except typesetting.Unset as unset:
        log.warning("the report is set without its own emblem: %s", unset)
    plain = {**made["cover"], "emblem": default_emblem.emblem_on_field_svg(), "plate": False}
    return typesetting.pdf(TEMPLATE, {**made, "cover": plain}, made_at=now)
