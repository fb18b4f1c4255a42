"""Reads from the rendered boxes of a page whether a word was split over two lines, or a name cut."""

from playwright.sync_api import Page

# What is seen: letters in a box with an area, not behind [hidden] or visually-hidden. A word parts at spaces, and after a
# hyphen or slash; what is not a name (addresses, long numbers) has no letters beside each other that a line may part.
_READ = r"""() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const told = (node, from, to) => node.data.slice(from, to).trim();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const place = node.parentElement;
    if (!node.data.trim() || place.closest("script, style, noscript, svg, select, .visually-hidden, .too-old, .skip-link")) continue;
    if (!place.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
    for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}()&’']+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top / 4)));
      if (lines.size > 1) found.push(`split: ${word} in ${path(place)}`);
    }
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    for (let around = place; around && around !== document.documentElement; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around);
      const edge = around.getBoundingClientRect();
      const [left, top] = [edge.left + around.clientLeft, edge.top + around.clientTop];
      const [right, bottom] = [left + around.clientWidth, top + around.clientHeight];
      const cutsX = ["hidden", "clip"].includes(overflowX);
      const cutsY = ["hidden", "clip"].includes(overflowY);
      // A line's box is taller than its letters: a fifth of it holds none.
      const spare = 0.2 * parseFloat(getComputedStyle(place).fontSize);
      if (cutsX && (box.left < left - 1 || box.right > right + 1)) found.push(`cut: ${told(node)} in ${path(place)} by ${path(around)}`);
      if (cutsY && (box.top < top - spare || box.bottom > bottom + spare)) found.push(`cut below: ${told(node)} in ${path(place)} by ${path(around)}`);
      if (["auto", "scroll"].includes(overflowX) || ["auto", "scroll"].includes(overflowY) || position === "fixed") break;
    }
  }
  return [...new Set(found)];

  function path(element) {
    return element.localName + (element.id ? `#${element.id}` : "") + [...element.classList].map((name) => `.${name}`).join("");
  }
}"""


def spoilt(page: Page) -> list[str]:
    """Each word that is split, each text that its box cuts: what, where, by what."""
    found: list[str] = page.evaluate(_READ)
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1")
    return found + (["the page is wider than its screen"] if wide else [])
