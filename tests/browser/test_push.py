"""A visitor allows notifications by one tap; a call reaches the closed phone through its maker, who can't read it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PHONE, Expo
from tests.outside.programs import Kiosk
from tests.push_service import Browser, PushService

# A browser asks its maker for an address; here it is told one, with keys of a browser that the story plays. The headless
# shell says "denied" whatever is granted, and shows nothing: what the worker shows, tests/js/push-worker.test.mjs asks.
MAKER = """
let given = null;
Object.defineProperty(Notification, "permission", { get: () => "granted" });
PushManager.prototype.getSubscription = async () => given;
PushManager.prototype.subscribe = async function ({ userVisibleOnly, applicationServerKey }) {
  if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no key");
  const { endpoint, p256dh, auth } = SUBSCRIPTION;
  given = { unsubscribe: async () => ((given = null), true), toJSON: () => ({ endpoint, keys: { p256dh, auth } }) };
  return given;
};
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    service = PushService(tmp_path_factory.mktemp("push"))
    yield service
    service.close()


@pytest.fixture(autouse=True, scope="module")
def _sent_here(service: PushService) -> Iterator[None]:
    """The server sends to this machine, and trusts the service's certificate."""
    with pytest.MonkeyPatch.context() as patch:
        plain = Kiosk.__init__

        def told(self: Kiosk, folder: Path, *more: object, **named: object) -> None:
            plain(self, folder, *more, **named)  # type: ignore[arg-type]
            self.environ |= {"KIOSK_PUSH_ANYWHERE": "1", "SSL_CERT_FILE": str(service.certificate)}

        patch.setattr(Kiosk, "__init__", told)
        yield


def test_a_call_reaches_a_phone_that_allowed_it_by_one_tap(
    service: PushService, expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    expo.act("organiser", "expo.settings", settings={"push": True})
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    expo.act("desk", "ticket.join", visitor=visitor["id"], booth="D06")
    code, browser = visitor["badge"]["code"], Browser()
    of_phone = context(PHONE)
    of_phone.grant_permissions(["notifications"], origin=expo.address)
    page = of_phone.new_page()
    subscription = browser.subscription(service.origin + "/send/1")
    page.add_init_script(MAKER.replace("SUBSCRIPTION", json.dumps(subscription)))
    word = expo.act("desk", "phone.offer", code=code)["bind_url"].rpartition("#")[2]
    page.goto(f"{expo.address}/v/{code}#{word}")
    switch = page.locator("push-switch")
    expect(switch).to_contain_text("이름과 연락처는 보내지 않아요")  # said before anything is allowed
    expect(page.locator(".only-pushed")).to_be_hidden()

    switch.get_by_role("button", name="알림 켜기").click()
    expect(switch.get_by_role("button", name="알림 끄기")).to_be_visible()
    expect(page.locator(".only-pushed")).to_be_visible()
    expect(page.locator(".only-open")).to_be_hidden()

    expo.act("organiser", "ticket.call_next", booth="D06", counter=1)
    body = service.taken().body
    told = browser.read(body)
    assert told["title"] == "지금 D06으로 오세요" and str(visitor["number"]) in told["body"]
    worker = page.evaluate("navigator.serviceWorker.getRegistration(location.href).then((own) => own.scope)")
    assert worker == f"{expo.address}/v/{code}"

    switch.get_by_role("button", name="알림 끄기").click()
    expect(switch.get_by_role("button", name="알림 켜기")).to_be_visible()
    expect(page.locator(".only-open")).to_be_visible()
