"""An organiser gives the expo its face; the screens that are open wear it, and those that are cut off keep it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Expo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>document.title = "!"</script>'
    '<circle cx="4" cy="4" r="4" fill="#d22"/></svg>'
)
WORN = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
HAS = """async color => {
  const holds = () => getComputedStyle(document.documentElement).getPropertyValue('--brand-fill').trim() === color;
  for (let tries = 0; tries < 150 && !holds(); tries++) await new Promise((go) => setTimeout(go, 100));
  return holds();
}"""


def test_a_face_that_is_set_is_worn_by_kiosk_and_phone(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    kiosk = station("kiosk", alone=True)
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{expo.somebody()['badge']['code']}?lang=en")
    organiser = station("organiser")
    organiser.goto(f"{expo.address}/organiser/settings")

    form = organiser.locator('form[data-verb="expo.face"]')
    form.locator('[name="colour"]').fill("#ffcc00")
    expect(form.locator('[data-error="colour"]')).to_contain_text("#907200")
    form.locator(".button-primary").click()
    expect(form.locator('[data-error="colour"]')).to_contain_text("1.5:1")
    assert kiosk.evaluate(WORN, "--brand-fill") == "#0b7d6d"  # nothing half done

    form.locator('[name="colour"]').fill("#5b2a86")
    form.locator('[name="name_en"]').fill("Social Procurement Fair")
    form.locator('[name="short_name"]').fill("책임조달 박람회")
    emblem = tmp_path / "emblem.svg"
    emblem.write_text(SVG)
    form.locator('[name="emblem"]').set_input_files(emblem)
    expect(organiser.locator(".face-preview")).to_have_css("--brand-fill", "#5b2a86")
    with organiser.expect_navigation():  # it opens anew with what was set
        form.locator(".button-primary").click()
        expect(organiser.locator("toast-list")).to_contain_text("얼굴을 바꿨어요")
    expect(form.locator('[name="colour"]')).to_have_value("#5b2a86")

    assert kiosk.evaluate(HAS, "#5b2a86") and phone.evaluate(HAS, "#5b2a86")
    expect(phone.locator("[data-expo]")).to_have_text("Social Procurement Fair")
    picture = expo.kiosk.browser().get(kiosk.evaluate(WORN, "--face-emblem")[5:-2])
    assert "<circle" in picture.text and "script" not in picture.text
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]

    sheet = kiosk.locator("link[data-face]").get_attribute("href") or ""
    asked = expo.kiosk.browser()
    assert sheet in asked.get("/sw.js").text  # who is cut off keeps it
    assert "immutable" in asked.get(sheet).headers["Cache-Control"]
    assert asked.get("/face/older/face.css").headers["Cache-Control"] == "no-cache"
