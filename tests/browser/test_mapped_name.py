"""One story on a mapped name that is not loopback: loopback hides what a page that is not secure lacks."""

import base64
import hashlib
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect

from tests.browser.chromium import CHROMIUM
from tests.browser.conftest import FLAGS, PHONE, TABLET
from tests.browser.hands import reply
from tests.outside.conftest import Cast, set_up
from tests.outside.programs import Kiosk

HOST = "kiosk.test"
SWITCHES = [*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]

Start = Callable[[list[str]], Browser]


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kiosk = Kiosk(tmp_path_factory.mktemp("square"), KIOSK_ORIGIN=f"https://{HOST}:{port}")
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    kiosk.start("--https-port", str(port))
    yield Cast(kiosk, made.tokens, made.stations)
    kiosk.stop()


@pytest.fixture(scope="module")
def start(playwright: Playwright) -> Start:
    """Starts Chromium with more switches."""
    return lambda more: playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, *more])


@pytest.fixture(scope="module")
def stranger(start: Start) -> Iterator[Browser]:
    """A browser that does not trust the server's certificate: any visitor's phone, a tablet out of its box."""
    browser = start([])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def trusting(start: Start, cast: Cast) -> Iterator[Browser]:
    """A browser that trusts the server's certificate, by its key."""
    certificate = x509.load_pem_x509_certificate((cast.kiosk.folder / "server.pem").read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = base64.b64encode(hashlib.sha256(key).digest()).decode()
    browser = start([f"--ignore-certificate-errors-spki-list={known}"])
    yield browser
    browser.close()


@pytest.fixture
def plain(cast: Cast) -> str:
    return f"http://{HOST}:{cast.kiosk.port}"


@pytest.fixture
def secure(cast: Cast) -> str:
    return cast.kiosk.environ["KIOSK_ORIGIN"]


def test_a_visitors_phone_follows_and_acts_on_a_page_that_is_not_secure(
    stranger: Browser, cast: Cast, plain: str
) -> None:
    person = cast.person(arrived=True, phone="010-2345-6789")
    page, faults = _opened(stranger, f"{plain}/v/{person.code}", PHONE)
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
    expect(page.locator(".phone-who")).to_contain_text(str(person.number))
    assert person.name not in page.content()
    assert page.locator("[name=digits]").count() == 0

    word = urlsplit(cast.desk.act("phone.offer", code=person.code).data["bind_url"]).fragment
    page.goto("about:blank")
    page.goto(f"{plain}/v/{person.code}#{word}")
    page.locator("select[name=booth]").select_option("A02")
    page.get_by_role("button", name="이 기관에 줄 서기").click()
    expect(page.locator(".own-place")).to_contain_text("A02")

    page.get_by_role("button", name="나가기").click()
    reply(page, "나가기")
    expect(page.locator(".own-place")).to_have_count(0)

    page.locator("select[name=booth]").select_option("A02")
    page.get_by_role("button", name="이 기관에 줄 서기").click()
    expect(page.locator(".own-place")).to_contain_text("A02")
    called = cast.organiser.act("ticket.call_next", booth="A02", counter=1)
    assert called.data["ticket"]["number"] == person.number
    expect(page.locator(".lead")).to_have_attribute("data-state", "called")
    expect(page.locator(".lead")).to_contain_text("지금 A02로 오세요")
    assert faults == []


@pytest.mark.long
def test_the_boards_and_the_plan_are_live_on_a_page_that_is_not_secure(
    stranger: Browser, cast: Cast, plain: str
) -> None:
    board, faults = _opened(stranger, f"{plain}/board/B01", TABLET)
    person = cast.person(arrived=True)
    assert cast.desk.act("ticket.join", visitor=person.id, booth="B01").status == 200
    assert cast.organiser.act("ticket.call_next", booth="B01", counter=1).status == 200
    expect(board.locator("body")).to_contain_text(str(person.number))
    plan, more = _opened(stranger, f"{plain}/plan", PHONE)
    expect(plan.locator("body")).to_contain_text("안내서 인쇄")
    assert faults + more == []


@pytest.mark.parametrize("path", ["/kiosk", "/booth", "/pair/abc"])
@pytest.mark.sampled(3)
def test_a_stations_page_that_is_not_secure_says_so_and_what_is_missing(
    stranger: Browser, plain: str, path: str
) -> None:
    page, _ = _opened(stranger, plain + path, TABLET)
    expect(page.get_by_role("heading", name="이 화면은 안전한 주소에서만 열려요")).to_be_visible()
    expect(page.locator("[data-when=untrusted]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("16자리 번호를 입력")
    page.get_by_role("link", name="이 단말에서 인증서 믿게 하기").click()
    expect(page).to_have_url(f"{plain}/trust")


@pytest.mark.long
def test_registering_on_a_phone_that_cannot_trust_the_server_leads_to_a_kiosk(
    stranger: Browser, plain: str
) -> None:
    page, _ = _opened(stranger, f"{plain}/register", PHONE)
    expect(page.get_by_role("heading", name="등록은 키오스크에서 해 주세요")).to_be_visible()
    assert page.locator("input").count() == 0


def test_the_trust_page_says_what_is_missing_and_then_that_it_is_done(
    stranger: Browser, trusting: Browser, plain: str, secure: str
) -> None:
    before, _ = _opened(stranger, f"{plain}/trust", TABLET)
    expect(before.locator("[data-when=untrusted]")).to_be_visible()
    expect(before.locator("[data-when=done]")).to_be_hidden()
    before.get_by_role("link", name="아이패드").click()
    expect(before.get_by_role("link", name="프로파일 받기")).to_be_visible()
    after, faults = _opened(trusting, f"{plain}/trust", TABLET)
    expect(after.locator("[data-when=done]")).to_be_visible()
    expect(after.locator("[data-when=done]")).to_contain_text(f"이 단말은 {secure}")
    assert faults == []


@pytest.mark.long
def test_a_name_that_this_wifi_does_not_know_is_told_from_a_certificate_not_trusted(
    stranger: Browser, cast: Cast
) -> None:
    """The page by the laptop's address; its fixed name leads nowhere."""
    other = stranger.new_context(viewport=TABLET)
    other.route(f"**://{HOST}:*/**", lambda route: route.abort("namenotresolved"))
    page = other.new_page()
    page.goto(f"{cast.kiosk.address}/trust")
    expect(page.locator("[data-when=unnamed]")).to_be_visible()


def test_a_tablet_that_trusts_the_server_is_led_to_https_and_pairs_there_without_a_tap(
    trusting: Browser, cast: Cast, plain: str, secure: str
) -> None:
    made = cast.organiser.act("station.pair", role="kiosk").data["station"]["pair_url"]
    assert made.startswith(f"{secure}/pair/")
    page, faults = _opened(trusting, made.replace(secure, plain), TABLET)
    page.wait_for_url(f"{secure}/kiosk?station=*")
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [True, "function"]
    assert page.evaluate("typeof navigator.mediaDevices.getUserMedia") == "function"
    assert [cookie["secure"] for cookie in page.context.cookies() if "station" in cookie["name"]] == [True]
    page.goto(f"{plain}/board")
    assert page.evaluate("document.cookie") == ""
    assert faults == []


def _opened(browser: Browser, url: str, size: ViewportSize) -> tuple[Page, list[str]]:
    """A page of a fresh browser profile, and what its scripts complain of."""
    page = browser.new_context(viewport=size).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(url)
    return page, faults
