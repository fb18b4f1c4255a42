"""Files that are made for an organiser's browser: followed, ended, saved, noted, and gone when their time is over."""

import io
import json
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.outside.conftest import Cast
from tests.outside.programs import Browser, Reply
from tests.outside.test_http import refused
from tests.traces import traces

PATIENCE_S = 60


def made(organiser: Browser, what: str, **options: Any) -> dict[str, Any]:
    """Begin to make it, and wait until it is over."""
    begun = organiser.send("POST", "/organiser/files.json", json={"what": what, **options})
    assert begun.status == 200, begun.text
    return over(organiser, begun.data["job"]["id"])


def over(organiser: Browser, id: str) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_S
    while True:
        [job] = [one for one in organiser.get("/organiser/files.json").data["jobs"] if one["id"] == id]
        if job["state"] not in ("waiting", "working"):
            return dict(job)
        assert time.monotonic() < until, job
        time.sleep(0.1)


def bytes_of(organiser: Browser, job: dict[str, Any]) -> bytes:
    url = f"{organiser.kiosk.address}/organiser/files/{job['id']}"
    saved = organiser.session.get(url, timeout=15)
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{job["name"]}"'
    assert len(saved.content) == job["bytes"]
    return saved.content


def noted(cast: Cast, kind: str) -> list[tuple[str, str]]:
    with sqlite3.connect(cast.kiosk.folder / "expo.db") as db:
        return list(db.execute("SELECT actor, detail FROM journal WHERE kind = ? ORDER BY seq", (kind,)))


def folders(cast: Cast) -> list[Path]:
    return list(cast.kiosk.folder.glob("making-*"))


def test_everybodys_badges_are_made_and_the_list_of_what_is_left_says_so(cast: Cast) -> None:
    organiser = cast.organiser
    cast.person()
    job = made(organiser, "badges", layout="label")
    assert (job["state"], job["done"], job["name"]) == ("done", job["total"], "badges.pdf")
    assert bytes_of(organiser, job).startswith(b"%PDF")
    [(actor, detail)] = noted(cast, "badge.sheet")
    told = json.loads(detail)
    assert (actor, told["count"], len(told["key"])) == ("organiser", job["total"], 12)
    assert step(organiser, "badges")["state"] == "done"
    cast.person()
    assert step(organiser, "badges")["state"] == "check"


def step(organiser: Browser, name: str) -> dict[str, Any]:
    steps = organiser.get("/organiser/start.json").data["steps"]
    return next(one for one in steps if one["name"] == name)


def test_a_backup_holds_the_expo_and_who_took_it_is_noted(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "saved.db").write_bytes(bytes_of(cast.organiser, made(cast.organiser, "backup")))
    with sqlite3.connect(tmp_path / "saved.db") as db:
        assert db.execute("SELECT name FROM expo").fetchone() == ("박람회",)
    assert [actor for actor, _ in noted(cast, "export.note")][-1] == "organiser"


def test_an_export_holds_every_table(cast: Cast) -> None:
    assert "visitors.csv" in unpacked(cast, made(cast.organiser, "export"))


def test_a_report_is_made_in_the_language_and_of_the_day_that_was_asked_for(cast: Cast) -> None:
    job = made(cast.organiser, "report", file_lang="en", day="1")
    assert job["done"] == job["total"] > 3
    files = unpacked(cast, job)
    assert files.keys() > {"report.pdf", "report.html", "figures.json", "disclosure.xlsx"}
    assert files["report.pdf"].startswith(b"%PDF") and b'<html lang="en">' in files["report.html"]
    assert json.loads(files["figures.json"])["day"] == "2026-10-29"


def unpacked(cast: Cast, job: dict[str, Any]) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(cast.organiser, job))) as packed:
        return {name.rpartition("/")[2]: packed.read(name) for name in packed.namelist()}


def test_people_are_named_in_an_export_only_where_that_is_asked_for(cast: Cast) -> None:
    cast.person()
    for options, named in (({}, False), ({"contacts": "true"}, True)):
        job = made(cast.organiser, "export", **options)
        packed = zipfile.ZipFile(io.BytesIO(bytes_of(cast.organiser, job)))
        [visitors] = [packed.read(one).decode() for one in packed.namelist() if one.endswith("visitors.csv")]
        assert ("010-" in visitors) == named
        assert (json.loads(noted(cast, "export.note")[-1][1])["persons"] > 0) == named


def test_the_open_data_set_is_made_by_itself_and_names_nobody(cast: Cast) -> None:
    before = len(noted(cast, "export.note"))
    packed = zipfile.ZipFile(io.BytesIO(bytes_of(cast.organiser, made(cast.organiser, "open_data"))))
    assert sorted(packed.namelist()) == [
        *("agencies.csv", "corrected_after_closing.csv", "datapackage.json"),
        *("purchase_plan.csv", "results_by_category.csv"),
    ]
    assert len(noted(cast, "export.note")) == before


def test_a_sheet_comes_as_one_file_and_a_log_with_contacts_is_noted(cast: Cast) -> None:
    job = made(cast.organiser, "follow_ups", file_lang="en")
    assert job["name"] == "follow_ups.xlsx" and bytes_of(cast.organiser, job).startswith(b"PK")
    before = len(noted(cast, "export.note"))
    packed = zipfile.ZipFile(io.BytesIO(bytes_of(cast.organiser, made(cast.organiser, "booth_logs"))))
    assert len(packed.namelist()) == 4 and len(noted(cast, "export.note")) == before + 1
    failed = made(cast.organiser, "certificates", enterprise="없는 기업")
    assert failed["state"] == "failed" and "없는 기업" in failed["message"]
    refused(
        cast.organiser.send("POST", "/organiser/files.json", json={"what": "press", "form": "doc"}),
        400,
        "bad_fields",
    )


def test_blank_badges_are_as_many_as_were_asked_for(cast: Cast) -> None:
    job = made(cast.organiser, "blank", count="3", layout="label")
    assert (job["state"], job["total"], job["name"]) == ("done", 3, "blank-badges.pdf")


def test_the_next_of_its_sort_takes_the_place_and_what_is_let_go_of_leaves_nothing(cast: Cast) -> None:
    organiser = cast.organiser
    first, second = made(organiser, "backup"), made(organiser, "backup")
    assert organiser.get(f"/organiser/files/{first['id']}").status == 404
    before = len(folders(cast))
    stopped = organiser.send("POST", f"/organiser/files/{second['id']}/stop.json", json={})
    assert stopped.data["job"]["state"] == "stopped"
    assert organiser.get(f"/organiser/files/{second['id']}").status == 404
    assert len(folders(cast)) == before - 1


def test_one_that_is_ended_while_it_is_made_leaves_nothing_and_another_may_begin(cast: Cast) -> None:
    organiser, before = cast.organiser, len(folders(cast))
    asked = {"what": "blank", "count": 1000}
    job = organiser.send("POST", "/organiser/files.json", json=asked).data["job"]
    again = organiser.send("POST", "/organiser/files.json", json=asked)
    refused(again, 409, "wrong_state")
    organiser.send("POST", f"/organiser/files/{job['id']}/stop.json", json={})
    assert over(organiser, job["id"])["state"] == "stopped"
    assert made(organiser, "blank", count=1)["state"] == "done"
    assert len(folders(cast)) <= before + 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "what"),
        ({"what": "secrets"}, "what"),
        ({"what": ["badges"]}, "what"),
        ({"what": "badges", "layout": "../card"}, "layout"),
        ({"what": "badges", "layout": ["card"]}, "layout"),
        ({"what": "blank"}, "count"),
        ({"what": "blank", "count": 1001}, "count"),
        ({"what": "blank", "count": "많이"}, "count"),
        ({"what": "export", "contacts": "많이"}, "contacts"),
        ({"what": "report", "day": "0"}, "day"),
        ({"what": "report", "day": ["1"]}, "day"),
    ],
)
def test_what_cannot_be_made_is_refused_by_its_field(cast: Cast, asked: dict[str, Any], field: str) -> None:
    reply = cast.organiser.send("POST", "/organiser/files.json", json=asked)
    assert (reply.status, list(reply.data["fields"])) == (400, [field])


ASKED: dict[str, Callable[[Browser, str], Reply]] = {
    "list": lambda browser, id: browser.get("/organiser/files.json"),
    "begin": lambda browser, id: browser.send("POST", "/organiser/files.json", json={"what": "export"}),
    "stop": lambda browser, id: browser.send("POST", f"/organiser/files/{id}/stop.json", json={}),
    "save": lambda browser, id: browser.get(f"/organiser/files/{id}"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_they_are_for_organisers_alone(cast: Cast, asked: str) -> None:
    job = made(cast.organiser, "backup")
    for browser in (cast.desk, cast.stranger):
        assert ASKED[asked](browser, job["id"]).status in (401, 403)
    assert over(cast.organiser, job["id"])["state"] == "done"


def test_when_the_server_ends_nothing_that_was_made_stays(tmp_path: Path, cast: Cast) -> None:
    made(cast.organiser, "backup")
    assert folders(cast)
    cast.kiosk.stop()
    assert folders(cast) == []
    left = cast.kiosk.folder / "making-999999999-left"
    left.mkdir()
    cast.kiosk.start()
    assert not left.exists()


def test_who_is_forgotten_leaves_no_trace_in_the_folder_of_a_running_server(cast: Cast) -> None:
    name, phone = "남궁아람솔", "010-7391-2864"
    person = cast.person(arrived=True, name=name, phone=phone, enterprise="어느 기업")
    job = made(cast.organiser, "backup")
    assert (job["state"], traces(cast.kiosk.folder, name, phone) != set()) == ("done", True)
    done = cast.desk.act("visitor.forget", visitor=person.id, reason="본인이 원해요")
    assert done.data["removed"]["names"] == 1, done.text
    assert traces(cast.kiosk.folder, name, phone) == set()
    assert json.loads((cast.kiosk.folder / "forgotten.jsonl").read_text())["visitor"] == person.id
    assert [one["id"] for one in cast.organiser.get("/organiser/files.json").data["jobs"]] == []
    assert cast.stranger.get(f"/v/{person.code}").status == 404
