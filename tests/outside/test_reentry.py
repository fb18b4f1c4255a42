"""An organiser who lost every link comes back by the file in the data folder, at the laptop alone."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.pages.laptop_door import FILE
from tests.outside.programs import Browser, Kiosk, Reply
from tests.outside.test_beginning import FOREIGN


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path_factory.mktemp("lost")).start()
    yield kiosk
    kiosk.stop()


def word_in(folder: Path) -> str:
    """The word in the file, as its link has it."""
    found = re.search(r"/again#([\w-]{43})\"", (folder / FILE).read_text(encoding="utf-8"))
    assert found
    return found[1]


def again(browser: Browser, word: str, name: str = "김지수", **headers: str) -> Reply:
    """As the page's script sends it; a header that is "" is left out."""
    sent = {"Origin": browser.kiosk.address, "Sec-Fetch-Site": "same-origin"} | headers
    kept = {one.replace("_", "-"): value for one, value in sent.items() if value}
    return browser.send("POST", "/again", json={"word": word, "secret": "s" * 43, "name": name}, headers=kept)


@pytest.mark.parametrize("who", FOREIGN)
def test_nobody_else_gets_in_even_with_the_word(kiosk: Kiosk, who: str) -> None:
    reply = again(kiosk.browser(), word_in(kiosk.folder), **FOREIGN[who])
    assert (reply.status, "Set-Cookie" in reply.headers) == (403, False)


def test_the_file_is_the_servers_users_alone(kiosk: Kiosk) -> None:
    assert stat.S_IMODE((kiosk.folder / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("word", ["", "x", "w" * 43, "ㅁ" * 43])
def test_another_word_opens_nothing(kiosk: Kiosk, word: str) -> None:
    reply = again(kiosk.browser(), word)
    assert reply.status in (400, 403) and "Set-Cookie" not in reply.headers


def test_the_word_works_once_and_makes_an_organiser_of_that_name(kiosk: Kiosk) -> None:
    browser, word = kiosk.browser(), word_in(kiosk.folder)
    assert again(browser, word, name=" ").status == 400  # a form to be mended uses nothing up
    reply = again(browser, word)
    assert reply.status == 200
    told = browser.get("/settings.json").data
    assert [one["name"] for one in told["organisers"] if one["state"] == "open"] == ["김지수"]
    assert again(kiosk.browser(), word).status == 403
    assert word_in(kiosk.folder) != word


def test_another_start_makes_another_word_and_the_end_leaves_no_file(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path).start()
    before = word_in(tmp_path)
    kiosk.restart()
    assert word_in(tmp_path) != before
    assert again(kiosk.browser(), before).status == 403
    kiosk.stop()
    assert not (tmp_path / FILE).exists()
