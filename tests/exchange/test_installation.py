"""The expos of one installation: listed as they are, and one of them opened from a page on the laptop."""

import re
from pathlib import Path
from socket import create_server

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.cli.lobby import Choice, choose, lobby
from kiosk.exchange import installation
from kiosk.settings import Settings
from tests.cast import DAY, Cast


@pytest.fixture
def root(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the cast's expo in `2026`, a broken one and folders that are none."""
    root = tmp_path_factory.mktemp("root")
    cast.store.close()
    cast.store.path.parent.rename(root / "2026")
    for name in ("broken", "empty", ".hidden"):
        (root / name).mkdir()
    (root / "broken" / "expo.db").write_text("nothing")
    (root / "link").symlink_to(root / "2026")
    return root


def test_each_says_its_days_its_state_and_when_it_was_backed_up(cast: Cast, root: Path) -> None:
    broken, found = sorted(installation.expos(root, cast.clock.now), key=lambda one: one.folder, reverse=True)
    assert (found.folder, found.name, found.days[0], found.state, found.backup_at) == (
        "2026",
        "박람회",
        DAY,
        "running",
        None,
    )
    assert broken.state == "unreadable" and found.bytes > 10_000
    installation.note_backup(root / "2026")
    assert installation.look(root / "2026", cast.clock.now).backup_at
    cast.clock.set("2026-10-01", "10:00")
    assert installation.look(root / "2026", cast.clock.now).state == "prepared"
    cast.clock.set("2026-11-01", "10:00")
    assert installation.look(root / "2026", cast.clock.now).state == "over"


@pytest.mark.parametrize(
    ("here", "proposed"), [("2026", "2027"), ("data", "data-2027"), ("expo 2026", "expo-2027")]
)
def test_the_next_folder_has_a_free_name(tmp_path: Path, here: str, proposed: str) -> None:
    assert installation.next_folder(tmp_path / here, "2027") == proposed
    (tmp_path / proposed).mkdir()
    assert installation.next_folder(tmp_path / here, "2027") == f"{proposed}-2"


def test_one_is_opened_from_the_page_by_whoever_was_shown_it(root: Path) -> None:
    choice = Choice()
    browser = lobby(root, Settings(root), choice).test_client()
    page = browser.get("/").text
    [secret] = set(re.findall(r'name="secret" value="([^"]+)"', page))
    assert page.count("<article>") == 3 and "읽을 수 없음" in page

    assert browser.post("/open", data={"folder": "2026"}).status_code == 403
    assert browser.get("/", headers={"Host": "evil.example"}).status_code == 403
    assert browser.post("/open", data={"folder": "2026", "secret": "é"}).status_code == 403
    (root / "gone").symlink_to(root / "nowhere")
    for name in ("../2026", "empty", "link", "gone", ""):
        assert "아직 없는 이름으로" in browser.post("/open", data={"folder": name, "secret": secret}).text
    unreadable = next(one.folder for one in installation.expos(root, 0) if one.state == "unreadable")
    said = browser.post("/open", data={"folder": unreadable, "secret": secret}).text
    assert "읽을 수 없는 폴더예요" in said and choice.folder is None
    assert "켜고 있습니다" in browser.post("/open", data={"folder": "2026", "secret": secret}).text
    assert choice.folder == root / "2026"


def test_a_port_that_is_taken_is_told_in_the_programs_own_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with create_server(("127.0.0.1", 0)) as taken, pytest.raises(Unusable, match="포트를 열 수 없습니다"):
        choose(tmp_path, Settings(tmp_path), taken.getsockname()[1])
    assert capfd.readouterr() == ("", "")
