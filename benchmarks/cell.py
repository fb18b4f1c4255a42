"""One cell of the hall, one row of a tablet: painted here by their template, or sent as data for the browser to paint.

.venv/bin/python -m benchmarks.cell

Microseconds of processor, here for a text that was never painted before, that is kept, and for the data alone as JSON; bytes
of each; and microseconds in Chromium to swap in the HTML, and to fill a copy of the cell's own markup with the data.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.load import make_sample
from kiosk.app import create_app
from kiosk.live.painting import Painter
from kiosk.screens import Part, board
from kiosk.settings import Settings
from tests.browser.chromium import WHOLE
from tests.browser.conftest import FLAGS

TIMES, ROUNDS = 300, 7
CELL, ROW = "board/_cell.html", "booth/_place.html"
PERSON = {
    "ticket": 1,
    "visitor": 1,
    "called_number": 361,
    "name": "김하늘",
    "enterprise": "사회적협동조합 한빛나눔",
    "first": False,
    "where": "here",
    "busy_at": None,
    "free_min": None,
    "appointment": None,
    "late": False,
    "came_back": False,
    "waited_min": 12,
    "need": None,
}
# The first way: parse and swap, as core/live.js does. The second: a copy of the same markup, and each text put in its place.
BROWSER = """({ html, data, times, rounds }) => {
  document.body.innerHTML = html;
  const swap = () => {
    const made = document.createElement("template");
    made.innerHTML = html;
    document.body.firstElementChild.replaceWith(made.content.firstElementChild);
  };
  const markup = document.body.firstElementChild.cloneNode(true);
  const fill = () => {
    const texts = Object.values(JSON.parse(data)).map(String);
    const made = markup.cloneNode(true);
    [...made.querySelectorAll("b, span, div, em, strong")].filter((one) => !one.children.length)
      .forEach((one, at) => { one.textContent = texts[at % texts.length]; });
    document.body.firstElementChild.replaceWith(made);
  };
  return [swap, fill].map((way) => {
    const took = [];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      for (let n = 0; n < times; n++) way();
      document.body.getBoundingClientRect();
      took.push((performance.now() - began) / times * 1000);
    }
    return took.sort((a, b) => a - b)[rounds >> 1];
  });
}"""


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_sample(Path(folder), roles=[])
        app = create_app(Settings(Path(folder)))
        store = app.extensions["store"]
        with store.read() as db:
            hall = board.show(db, "hall", now=store.now(), lang="ko", badge_key=store.badge_key)
        cell = next(part for part in hall.parts if part.template == CELL)
        browser = playwright.chromium.launch(executable_path=WHOLE, args=[*FLAGS])
        print("| | painted | kept | as JSON | bytes of HTML, of JSON | browser: swapped, filled |")
        print("|---|---|---|---|---|---|")
        for part in (cell, Part("row", ROW, PERSON)):
            print(_measured(Painter(app), part, browser.new_page()), flush=True)
        browser.close()
        store.close()


def _measured(painter: Painter, part: Part, page: Page) -> str:
    html, data = painter.part(part, "ko"), json.dumps(part.p, ensure_ascii=False)
    painted = _us(lambda: painter._paint(part.template, part.p, "ko"))
    kept = _us(lambda: painter.part(part, "ko"))
    as_json = _us(lambda: json.dumps(part.p, ensure_ascii=False))
    swapped, filled = page.evaluate(BROWSER, {"html": html, "data": data, "times": TIMES, "rounds": ROUNDS})
    sizes = f"{len(html.encode())}, {len(data.encode())}"
    return f"| `{part.template}` | {painted:.0f} us | {kept:.0f} | {as_json:.0f} | {sizes} | {swapped:.0f}, {filled:.0f} us |"


def _us(what: Callable[[], Any]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            what()
        took.append((time.process_time() - began) / TIMES * 1e6)
    return median(took)


if __name__ == "__main__":
    main()
