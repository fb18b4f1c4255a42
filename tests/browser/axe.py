"""axe-core over a page as it stands: every rule of WCAG 2.2 A and AA and of good practice, on every node, none excused.

A page that looks as one did before (the same elements in the same states, in the same language) is not read twice, and
the colours of one that did in the other language are not measured again, which takes half of axe's time.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# `target-size` (WCAG 2.2) is the one rule of these that axe leaves off unless it is asked for.
OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
COLOURS_OFF = {"color-contrast": {"enabled": False}}
# What is seen: elements by their classes and states, whatever names and numbers stand in them.
LOOKS = """() => {
  const looks = new Set([`${innerWidth}x${innerHeight}`]);
  for (const one of document.querySelectorAll("body, body *")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    const states = [...one.attributes].filter(({ name }) => /^(class|role|type|disabled|aria-(?!label$)|data-(state|welcome|level|view|step|kind)$)/.test(name));
    const inside = one.closest("svg") ? "" : `${one.parentElement.className}>`;
    looks.add(`${inside}${one.localName} ${states.map(({ name, value }) => `${name}=${value}`)} ${Boolean(one.textContent.trim())}`);
  }
  return [...looks].sort().join("\\n");
}"""
# A tone that is half blended in has no contrast that anybody reads.
AT_REST = """() => {
  for (const one of document.getAnimations()) {
    try { one.finish(); } catch { one.cancel(); }
  }
}"""
BROKEN = """async (options) => (await axe.run(document, options)).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary.split("\\n")[1]}`))"""

at_ends = False  # of every story: `./run.sh long` looks there too, for it takes a fifth of the stories' time
seen = Path()  # a file for each look, and for each of its languages; conftest.py says where


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def broken(page: Page) -> list[str]:
    """What breaks a rule on this page as it stands, as "address rule: element, what is wrong"."""
    look = hashlib.sha256(page.evaluate(LOOKS).encode()).hexdigest()
    if not _first(f"{look}-{page.evaluate('document.documentElement.lang')}"):
        return []
    options = OPTIONS if _first(look) else OPTIONS | {"rules": OPTIONS["rules"] | COLOURS_OFF}
    if page.evaluate("'__pwClock' in window"):
        page.clock.resume()  # axe takes its time by the page's clock
    page.evaluate(AT_REST)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    return [f"{page.url.partition('?')[0]} {one}" for one in page.evaluate(BROKEN, options)]


def _first(name: str) -> bool:
    try:
        (seen / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def broken_in(context: BrowserContext) -> list[str]:
    """What breaks a rule in the pages that a story leaves behind; a page that is not ours (a portal's) is not read."""
    if not at_ends:
        return []
    return [
        one for page in context.pages if page.query_selector("meta[name=server-now]") for one in broken(page)
    ]
