"""Which kind a file is, told by its headings; and what a person said of a form's columns, kept for the next file of it."""

import json
from uuid import uuid4

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.exchange import kinds
from kiosk.exchange.files import OtherKind, Unheaded, UnknownKind, forms, prepare_file
from kiosk.exchange.reader import read_file

ODD = "참가 접수,,,,\n단체,고유 번호,오시는 분,폰,허락\n가온테크,123-45-67891,김가온,010-1234-5678,Y\n"
MORE = "접수일,단체,고유 번호,오시는 분,허락\n10-01,나래기획,201-10-06038,이나래,Y\n"
SAID = {
    "name": "단체",
    "brn": "고유번호",
    "person": "오시는분",
    "consent": "허락",
    "phone": "",
    "email": "",
}
FILES = {
    "agencies": "agencies.csv",
    "plan": "purchase_plan.csv",
    "enterprises": "enterprises.csv",
    "appointments": "appointments.csv",
    "programme": "programme.csv",
}


@pytest.fixture
def say(store):
    def say(columns, kind="enterprises"):
        return perform(
            store, "import.columns", SYSTEM, {"action_id": uuid4().hex, "kind": kind, "columns": columns}
        )

    return say


@pytest.mark.parametrize(("kind", "name"), FILES.items())
@pytest.mark.sampled(4)
def test_the_headings_tell_the_kind(files, kind, name):
    assert prepare_file("", files[name]).kind == kind


@pytest.mark.parametrize(
    ("read", "asked"),
    [
        *((prepare_file, kind) for kind in FILES if kind != "programme"),
        (read_file, "enterprises"),  # in a process of its own
    ],
)
@pytest.mark.sampled(2)
def test_a_wrong_kind_is_told_which_kind_it_looks_like(files, read, asked):
    with pytest.raises(OtherKind, match="‘행사 일정’ 파일로 보여요") as caught:
        read(asked, files["programme.csv"])
    assert caught.value.looks_like == "programme"


@pytest.mark.parametrize("read", [prepare_file, read_file])
def test_headings_that_tell_no_kind_are_shown_to_choose_from(read):
    with pytest.raises(UnknownKind, match="파일 종류를 골라 주세요") as caught:
        read("", ODD.encode())
    assert caught.value.guess.headings == ["단체", "고유 번호", "오시는 분", "폰", "허락"]


@pytest.mark.parametrize("read", [prepare_file, read_file])
@pytest.mark.sampled(2)
def test_a_form_is_read_without_asking_once_somebody_said_what_its_columns_are(store, say, read):
    with pytest.raises(Unheaded):
        read("enterprises", ODD.encode(), known=forms(store))
    assert say(SAID).ok
    for kind, text, name in (("enterprises", ODD, "김가온"), ("", ODD, "김가온"), ("", MORE, "이나래")):
        file = read(kind, text.encode(), known=forms(store))
        assert (file.kind, [row["values"]["name"] for row in file.rows]) == ("enterprises", [name])
        assert [row["values"]["person"]["phone"] for row in file.rows] == [None]


def test_what_was_said_of_one_form_is_not_said_of_another(store, say, files):
    say(SAID)
    read = prepare_file("enterprises", files["enterprises.csv"], known=forms(store))
    assert read == prepare_file("enterprises", files["enterprises.csv"])
    assert kinds.Forms([], {"enterprises": [SAID]}).said("enterprises") == {}


def test_a_form_said_again_replaces_what_was_said_and_few_are_kept(store, say, rows):
    say(SAID)
    say(SAID | {"name": "오시는분", "person": "단체"})
    assert [json.loads(row["columns"])["name"] for row in rows("SELECT columns FROM column_meanings")] == [
        "오시는분"
    ]
    for number in range(40):
        say(SAID | {"name": f"단체 {number}"})
    assert len(forms(store)["enterprises"]) == 30


def test_headings_alone_are_kept_and_no_value(store, say, rows):
    """A file without headings shows its first row as such: that is somebody's name and phone."""
    refused = say({"name": "가온테크", "brn": "1234567891", "person": "김가온"})
    assert (refused.status, refused.data["code"]) == (409, "wrong_state")
    assert rows("SELECT * FROM column_meanings") == []
    say(SAID)
    kept = json.dumps(
        rows("SELECT * FROM column_meanings") + rows("SELECT detail FROM journal"), ensure_ascii=False
    )
    assert [value for value in ("가온테크", "김가온", "1234567891") if value in kept] == []
    assert "오시는분" in kept
