"""An organiser brings files in: a kind told by the headings, columns said once, the next file offered."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk.demo.sample import files as sample_files
from tests.browser.conftest import Expo
from tests.outside.conftest import set_up
from tests.outside.programs import Kiosk

DESKTOP = {"width": 1440, "height": 900}
PLAN = "기관명,부서,사업명,품목,예산(천원)\n종로구,총무과,청사 청소,청소,12500\n종로구,총무과,우산 구매,우산,3000\n"
ODD = "참가 접수,,,,\n모임,코드,오실 분,폰,허락\n{name},{brn},{person},010-1234-5678,Y\n"
SAID = {0: "name", 1: "brn", 2: "person", 3: "phone", 4: "consent"}
DROP = """([name, text]) => {
  const moved = new DataTransfer();
  moved.items.add(new File([text], name, { type: "text/csv" }));
  document.querySelector(".import-choose").dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def expo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server where only the agencies are in."""
    kiosk = Kiosk(tmp_path_factory.mktemp("import"))
    agencies = {"agencies": sample_files()["agencies.csv"].decode()}
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]), agencies)
    yield Expo(kiosk.start(), made.tokens, made.stations)
    kiosk.stop()


@pytest.fixture
def desk(expo: Expo, station: Callable[..., Page]) -> Page:
    page = station("organiser", viewport=DESKTOP)
    page.goto(f"{expo.address}/organiser/import")
    return page


def choose(page: Page, name: str, text: str) -> None:
    sent = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").first.set_input_files(sent)  # type: ignore[arg-type]


def count(page: Page, verdict: str) -> str:
    return page.locator(f".import-counts [data-verdict={verdict}] b").inner_text()


def test_the_one_thing_that_is_wrong_with_the_whole_file_is_said_first(desk: Page) -> None:
    choose(desk, "enterprises.csv", sample_files()["enterprises.csv"].decode())
    expect(desk.locator("[data-title]")).to_have_text("enterprises.csv · 참가 기업과 사람 260줄")
    expect(desk.locator("[data-first] p")).to_contain_text("구매계획을 먼저 가져오세요.")
    expect(desk.locator("[data-first] button")).to_have_text("구매계획 파일 고르기")
    assert (count(desk, "added"), count(desk, "warned")) == ("260", "0")


def test_columns_are_said_once_and_the_next_file_of_the_form_is_read_at_once(desk: Page) -> None:
    desk.evaluate(DROP, ["plan.csv", PLAN])
    expect(desk.locator(".import-money p").first).to_contain_text("1,550만 원")
    expect(desk.locator(".import-money p").last).to_contain_text("종로구 청사 청소")
    desk.locator("[data-apply]").press("Enter")
    offered = desk.locator("[data-done] [data-next]")
    expect(offered).to_have_text("참가 기업과 사람 파일 고르기")
    with desk.expect_file_chooser() as chooser:
        offered.press("Enter")
    text = ODD.format(name="가온테크", brn="123-45-67891", person="김가온")
    chooser.value.set_files({"name": "odd.csv", "mimeType": "text/csv", "buffer": text.encode()})
    columns = desk.locator(".import-columns")
    expect(columns.locator(".import-column").nth(2)).to_contain_text("김가온")
    expect(columns.locator(".import-wanted .is-refused")).to_have_count(4)
    for at, name in SAID.items():
        columns.locator("select").nth(at).select_option(name)
    expect(columns.locator(".import-wanted .is-refused")).to_have_count(0)
    columns.locator("[data-read]").press("Enter")
    expect(desk.locator("[data-title]")).to_have_text("odd.csv · 참가 기업과 사람 1줄")
    expect(desk.locator(".import-name")).to_have_text("가온테크")
    expect(desk.locator("toast-list")).to_contain_text("묻지 않고 읽어요")
    desk.locator("[data-apply]").press("Enter")
    expect(desk.locator("[data-done] p")).to_contain_text("가져왔어요: 더함 1")
    expect(offered).to_have_text("예약 상담 파일 고르기")
    choose(desk, "odd2.csv", ODD.format(name="나래기획", brn="201-10-06038", person="이나래"))
    expect(desk.locator("[data-title]")).to_have_text("odd2.csv · 참가 기업과 사람 1줄")
    expect(desk.locator(".import-name")).to_have_text("나래기획")
    expect(columns).to_be_hidden()


@pytest.mark.long
def test_a_wrong_kind_says_which_it_looks_like_and_one_button_mends_it(desk: Page) -> None:
    desk.locator("select[name=kind]").select_option("programme")
    choose(desk, "plan.csv", PLAN)
    expect(desk.locator(".field-error")).to_contain_text("‘구매계획’ 파일로 보여요.")
    desk.locator("[data-as-kind]").press("Enter")
    expect(desk.locator("[data-title]")).to_have_text("plan.csv · 구매계획 2줄")


@pytest.mark.long
def test_one_column_may_be_said_to_hold_the_day_and_its_time(desk: Page) -> None:
    desk.locator("select[name=kind]").select_option("programme")
    choose(desk, "stage.csv", "언제,무엇을\n1일차 14:00,강연\n")
    columns = desk.locator(".import-columns")
    columns.locator("select").nth(1).select_option("title")
    columns.locator("select").nth(0).select_option("day time")
    expect(columns.locator(".import-wanted .is-refused")).to_have_count(0)
    columns.locator("[data-read]").press("Enter")
    expect(desk.locator("[data-title]")).to_have_text("stage.csv · 행사 일정 1줄")
    assert count(desk, "added") == "1"


@pytest.mark.long
def test_thousands_of_rows_are_shown_a_page_at_a_time(desk: Page) -> None:
    choose(desk, "plan.csv", sample_files()["purchase_plan.csv"].decode())
    rows = desk.locator(".import-rows tbody tr")
    expect(rows).to_have_count(100, timeout=60_000)
    first = rows.first.inner_text()
    desk.locator("[data-pages] [data-from='100']").click()
    expect(desk.locator("[data-pages] p")).to_have_text("3,849줄 가운데 101~200")
    assert rows.first.inner_text() != first
    desk.locator(".import-filter input").fill("미술심리상담 제작 2516")
    expect(rows).to_have_count(1)
