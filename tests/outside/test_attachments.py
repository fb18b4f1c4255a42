"""A meeting's files from outside: what may be sent, who reads them and as what, and that a backup holds them."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.outside.conftest import Cast
from tests.outside.programs import Browser, Reply
from tests.outside.test_http import refused

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 40
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def send(
    browser: Browser, consultation: int, content: bytes = PNG, name: str = "현장.png", **form: Any
) -> Reply:
    # Whatever the browser calls it, text/html here, is not believed.
    files = {"file": (name, content, "text/html")}
    return browser.send("POST", f"/consultations/{consultation}/attachments", files=files, data=form)


def bytes_of(browser: Browser, attachment: int) -> bytes:
    address = f"{browser.kiosk.address}/attachments/{attachment}"
    return browser.session.get(address, timeout=15).content


@pytest.fixture(scope="module")
def meeting(cast: Cast) -> int:
    """A meeting that runs at A03."""
    person, ticket = cast.called()
    found: int = cast.booth.act("consultation.start", ticket=ticket, counter=1).data["consultation"]["id"]
    return found


@pytest.fixture(scope="module")
def neighbour(cast: Cast) -> Browser:
    """The station of another booth."""
    made = json.loads(cast.kiosk.cli("station", "add", "--role", "booth", "--booth", "A01", "--json").stdout)
    return cast.kiosk.browser(made["token"])


@pytest.mark.parametrize("verb", ["consultation.attach", "contact.search", "contact.open"])
@pytest.mark.parametrize(
    "role", ["organiser", "desk", "booth", "kiosk_station", "stage", "board", "stranger"]
)
def test_what_a_page_alone_can_say_is_no_action_for_anybody(cast: Cast, role: str, verb: str) -> None:
    who = getattr(cast, role)
    fields = {"consultation": 1, "sha256": "/" * 53 + "/etc/passwd", "media_type": "text/plain"}
    refused(who.act(verb, **fields, name="x", size=1), 404, "not_found")
    refused(who.send("POST", f"/actions/{verb}", data={"action_id": "form"}), 404, "not_found")
    refused(who.send("GET", f"/actions/{verb}"), 404, "not_found")


def test_a_file_is_what_its_bytes_say_and_nothing_in_it_runs(cast: Cast, meeting: int) -> None:
    photo = send(cast.booth, meeting).data["attachments"][-1]
    paper = send(cast.booth, meeting, PDF, '견적\u202e".html').data["attachments"][-1]
    assert (photo["name"], photo["media_type"], photo["bytes"]) == ("현장.png", "image/png", len(PNG))
    shown, saved = (cast.booth.get(f"/attachments/{one['id']}").headers for one in (photo, paper))
    assert (shown["Content-Type"], saved["Content-Type"]) == ("image/png", "application/pdf")
    assert shown["Content-Disposition"].startswith("inline;")
    assert saved["Content-Disposition"].startswith("attachment;")
    for headers in (shown, saved):
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "sandbox" in headers["Content-Security-Policy"]
    assert bytes_of(cast.booth, paper["id"]) == PDF
    refused(send(cast.booth, meeting, b"<svg onload=alert(1)>", "x.png"), 400, "bad_fields")


def test_a_file_that_is_refused_leaves_nothing_of_itself_in_the_log(cast: Cast, meeting: int) -> None:
    refused(send(cast.booth, meeting, "김민서 010-1234-5678".encode()), 400, "bad_fields")
    log = "".join(cast.kiosk.complained)
    assert "/consultations/<int:consultation>/attachments 400" in log
    assert "Traceback" not in log and "5678" not in log


def test_a_booths_files_are_its_own(cast: Cast, meeting: int, neighbour: Browser) -> None:
    kept = send(cast.booth, meeting).data["attachments"][-1]["id"]
    refused(send(neighbour, meeting), 403, "not_allowed")
    for who, status in ((neighbour, 403), (cast.desk, 403), (cast.stranger, 401), (cast.organiser, 200)):
        assert who.get(f"/attachments/{kept}").status == status
    refused(neighbour.act("consultation.detach", attachment=kept), 403, "not_allowed")
    assert cast.booth.act("consultation.detach", attachment=kept).status == 200
    assert cast.booth.get(f"/attachments/{kept}").status == 404
    assert cast.booth.get("/attachments/" + "9" * 20).status == 404
    refused(send(cast.booth, 2**40), 404, "not_found")
    assert not (cast.kiosk.folder / "attachments").exists()


def test_nothing_of_a_file_that_is_refused_reaches_the_log(cast: Cast, meeting: int) -> None:
    before = len(cast.kiosk.complained)
    refused(send(cast.booth, meeting, b"mail of somebody@example.kr"), 400, "bad_fields")
    letter = {"file": ("enterprises.csv", b"\0one letter to somebody@example.kr", "text/csv")}
    sent = cast.organiser.send("POST", "/organiser/import.json", data={"kind": "enterprises"}, files=letter)
    refused(sent, 400, "bad_fields")
    assert cast.kiosk.browser().get("/healthz?last").status == 200
    until = time.monotonic() + 10
    while not any("GET /healthz" in line for line in cast.kiosk.complained[before:]):
        assert time.monotonic() < until
        time.sleep(0.01)
    said = "".join(cast.kiosk.complained[before:])
    assert ("somebody" in said, "Traceback" in said) == (False, False)


def test_the_same_upload_again_is_the_same_action_and_many_at_once_are_each_done(
    cast: Cast, meeting: int
) -> None:
    first = send(cast.booth, meeting, action_id="photo")
    assert send(cast.booth, meeting, action_id="photo").text == first.text
    refused(send(cast.booth, meeting, PDF, action_id="photo"), 409, "action_id_reused")
    before = len(first.data["attachments"])
    with ThreadPoolExecutor(4) as crowd:
        sent = list(crowd.map(lambda _: send(cast.booth, meeting, PDF), range(4)))
    assert [reply.status for reply in sent] == [200] * 4
    assert max(len(reply.data["attachments"]) for reply in sent) == before + 4


def test_a_backup_holds_the_files(cast: Cast, meeting: int, tmp_path: Path) -> None:
    kept = send(cast.booth, meeting, PDF).data["attachments"][-1]["id"]
    backup = tmp_path / "backup.db"
    assert cast.kiosk.cli("backup", str(backup)).returncode == 0
    assert cast.booth.act("consultation.detach", attachment=kept).status == 200
    assert cast.booth.get(f"/attachments/{kept}").status == 404
    assert cast.kiosk.cli("restore", str(backup)).returncode == 0
    assert bytes_of(cast.booth, kept) == PDF
