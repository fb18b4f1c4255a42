"""The kiosk's page as docs/kiosk.md promises it: what is spoken, and how loud and how fast, in both languages."""

import re

import pytest

from tests.outside.conftest import Cast

HANGUL = re.compile(r"[가-힣]")
LANGUAGES = ["ko", "en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_volume_speed_and_voice_have_buttons_with_a_name(cast: Cast, lang: str) -> None:
    page = cast.kiosk_station.get(f"/kiosk?lang={lang}").text
    for control in ("volume", "speed"):
        for by in ("-1", "1"):
            button = re.search(
                rf'<button[^>]*data-change="{control}" data-by="{by}" aria-label="([^"]+)"', page
            )
            assert button and bool(HANGUL.search(button[1])) == (lang == "ko")
        assert f'<output data-of="{control}"></output>' in page
    assert re.search(r'<button[^>]*data-voice aria-pressed="false"', page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_view_that_is_spoken_has_a_title(cast: Cast, lang: str) -> None:
    page = cast.kiosk_station.get(f"/kiosk?lang={lang}").text
    for view in ("pad", "register", "phone"):
        part = page.split(f'data-view="{view}"')[1].split("</section>")[0]
        title = re.search(r'class="kiosk-title[^"]*"[^>]*>\s*([^<]+)', part)
        assert title and bool(HANGUL.search(title[1])) == (lang == "ko"), view
