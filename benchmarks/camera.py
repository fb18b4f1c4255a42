"""From a camera's frame to the answer on the kiosk's screen, in Chromium fed with a filmed badge.

.venv/bin/python -m benchmarks.camera [BADGES]

The page measures itself: from the frame in which the code was read to the painted answer (`scan-to-answer`).
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.load import Client, Server, quantile_ms, sample_server
from tests.browser.camera import film
from tests.browser.chromium import WHOLE
from tests.browser.conftest import FLAGS, TABLET


def main(badges: int = 5) -> None:
    with sample_server(roles=[("desk", None), ("organiser", None)]) as server:
        took = sorted(_show(server, visitor) for visitor in range(1, badges + 1))
    print(
        f"camera frame to answer, {badges} badges: median {quantile_ms(took, 0.5):.0f} ms, worst {took[-1] * 1000:.0f} ms"
    )


def _show(server: Server, visitor: int) -> float:
    """Hold one badge to the kiosk's camera; seconds from the frame that held it to the answer."""
    organiser, desk = (Client(server.port, server.tokens[role]) for role in ("organiser", "desk"))
    _, pairing = organiser.act("station.pair", role="kiosk")
    _, reprinted = desk.act("badge.reprint", visitor=visitor)
    code = reprinted["visitor"]["badge"]["code"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        camera = f"--use-file-for-fake-video-capture={film(Path(folder) / 'badge.y4m', code, empty_s=3)}"
        browser = playwright.chromium.launch(executable_path=WHOLE, args=[*FLAGS, camera])
        page = browser.new_context(viewport=TABLET, permissions=["camera"]).new_page()
        page.goto(f"http://127.0.0.1:{server.port}{pairing['station']['pair_url']}")
        page.wait_for_function("() => performance.getEntriesByName('scan-to-answer').length > 0")
        took_ms: float = page.evaluate("performance.getEntriesByName('scan-to-answer')[0].duration")
        browser.close()
    organiser.close()
    desk.close()
    return took_ms / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
