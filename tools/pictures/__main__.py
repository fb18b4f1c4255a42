"""Make docs/screens.md and its pictures anew, from the sample expo at moments that stand still.

.venv/bin/python -m tools.pictures [PAGE ...] [--whole FOLDER]

Pages (kiosk, desk, ...) that are named are pictured alone; `--whole` keeps the pictures in their full size too.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.camera import still
from tests.browser.chromium import WHOLE
from tests.browser.conftest import FLAGS
from tools.pictures import halls
from tools.pictures.halls import ROOT, Hall
from tools.pictures.page import PICTURES, file_of, shown, write_page
from tools.pictures.scenes import PEOPLE, SCENES, STRANGERS, Scene, Size

LANGS = ("ko", "en")
WIDE_PX, TALL_PX, MOST_BYTES = 380, 220, 25_000  # a picture's longer or shorter side, by how it stands
SILENT_MS = 12_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pages", nargs="*")
    asked.add_argument("--whole", type=Path)
    given = asked.parse_args()
    scenes = [scene for scene in SCENES if not given.pages or scene.page in given.pages]
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={still(folder / 'camera.y4m')}"]
        browser = playwright.chromium.launch(executable_path=WHOLE, args=flags)
        every = halls.make(folder)
        for name, of_hall in groupby(sorted(scenes, key=lambda scene: scene.hall), lambda scene: scene.hall):
            with served(every[name]) as process:
                for scene in of_hall:
                    for lang in LANGS:
                        _picture(browser, process, every[name], scene, lang, given.whole)
        browser.close()
    write_page()


class Served:
    """A hall's server, which may fall silent."""

    def __init__(self, hall: Hall) -> None:
        words = [sys.executable, "-m", "tools.pictures.served", str(hall.folder), str(hall.now)]
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    @contextmanager
    def silent(self) -> Iterator[None]:
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextmanager
def served(hall: Hall) -> Iterator[Served]:
    server = Served(hall)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def _picture(
    browser: Browser, server: Served, hall: Hall, scene: Scene, lang: str, whole: Path | None
) -> None:
    began = time.monotonic()
    context = browser.new_context(base_url=server.address, permissions=["camera"], locale="ko-KR")
    if scene.page not in STRANGERS:
        context.request.get("/")  # pairs this browser with every station
    path = scene.path.format(**{who: hall.code(PEOPLE[who]) for who in PEOPLE if f"{{{who}}}" in scene.path})
    page = _opened(context, f"{path}{'&' if '?' in path else '?'}lang={lang}", scene)
    if scene.steps:
        scene.steps(page, hall)
    if scene.stale:
        with server.silent():
            page.clock.fast_forward(SILENT_MS)
            page.locator("connection-band:not([hidden])").wait_for()
            _keep(page, scene, lang, whole)
    else:
        _keep(page, scene, lang, whole)
    context.close()
    print(f"{time.monotonic() - began:4.1f} s {scene.page} {scene.state} {lang}", flush=True)


def _opened(context: BrowserContext, address: str, scene: Scene) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": scene.sizes[0][0], "height": scene.sizes[0][1]})
    if scene.stale:
        page.clock.install()
    page.goto(address)
    page.evaluate("() => document.fonts.ready")
    if page.locator("live-topic").count():
        page.locator("live-topic[data-joined]").first.wait_for(state="attached")
    page.wait_for_timeout(300)
    return page


def _keep(page: Page, scene: Scene, lang: str, whole: Path | None) -> None:
    for size in (size for size, of in shown(scene) if of == lang):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(150)
        taken = page.screenshot(animations="disabled")
        target = PICTURES / file_of(scene, size, lang)
        target.write_bytes(_small(taken, size))
        if whole:
            whole.mkdir(parents=True, exist_ok=True)
            (whole / target.with_suffix(".png").name).write_bytes(taken)


def _small(taken: bytes, size: Size) -> bytes:
    """The picture as WebP, no larger than may stand in the repository."""
    width = WIDE_PX if size[0] > size[1] else TALL_PX
    picture = Image.open(BytesIO(taken)).convert("RGB")
    picture = picture.resize((width, round(size[1] * width / size[0])), Image.Resampling.LANCZOS)
    for quality in range(52, 0, -8):
        file = BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


if __name__ == "__main__":
    main()
