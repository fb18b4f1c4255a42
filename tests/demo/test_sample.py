"""The sample expo has the shape and the sizes that everything else relies on."""

import csv
import io
import json
from collections import Counter

import pytest

from kiosk.demo.sample import files, make
from kiosk.demo.sample.make import check_digit


@pytest.fixture(scope="module")
def sample():
    return make()


def test_the_same_seed_makes_the_same_sample(sample):
    assert make() == sample
    assert make(7) != sample


def test_the_plan_has_3849_items_of_exactly_35_billion_won(sample):
    assert len(sample.plan) == 3849
    assert sum(int(row["예산(원)"]) for row in sample.plan) == 35_000_000_000
    assert min(int(row["예산(원)"]) for row in sample.plan) > 0
    assert len({(row["기관명"], row["부서"], row["사업명"]) for row in sample.plan}) == 3849
    assert len({row["품목"] for row in sample.plan}) == 20
    assert {row["기관명"] for row in sample.plan} == {row["기관명"] for row in sample.agencies}


def test_44_booths_stand_on_their_own_places(sample):
    assert len({(row["위치X(m)"], row["위치Y(m)"]) for row in sample.agencies}) == 44
    assert [row["부스번호"] for row in sample.agencies][:1] + [sample.agencies[-1]["부스번호"]] == [
        "A01",
        "D11",
    ]


def test_everybody_has_a_valid_number_of_their_own(sample):
    people = sample.enterprises + sample.walk_ins
    numbers = [row["사업자등록번호"].replace("-", "") for row in people]
    assert (len(sample.enterprises), len(sample.walk_ins)) == (260, 60)
    assert len(set(numbers)) == len({row["기업명"] for row in people}) == 320
    assert all(check_digit(number[:9]) == number[9] for number in numbers)
    assert check_digit("123456789") == "1"


def test_no_agency_and_no_enterprise_has_two_appointments_at_once(sample):
    for party in ("기관명", "기업명"):
        assert (
            max(Counter((row[party], row["일자"], row["시각"]) for row in sample.appointments).values()) == 1
        )
    wishes = {row["기업명"]: row["상담희망기관"].split("; ") for row in sample.enterprises}
    assert all(row["기관명"] in wishes[row["기업명"]] for row in sample.appointments)
    assert 150 < len(sample.appointments) < 240


def test_the_files_are_what_an_organiser_sends(sample):
    made = files()
    text = made["enterprises.csv"].decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == sample.enterprises
    assert made["enterprises.csv"].startswith(b"\xef\xbb\xbf")
    assert made["enterprises_cp949.csv"].decode("cp949") == text
    assert len(json.loads(made["enterprises_messy.expect.json"])) == 16
