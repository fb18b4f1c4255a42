"""What leaves the house as CSV: nobody's contact data without consent, and no live formula."""

import csv

import pytest

from kiosk.exchange.export import FILES, export, harmless


@pytest.fixture
def exported(store, tmp_path):
    def exported(name):
        with store.read() as db:
            export(db, tmp_path / "out")
        path = tmp_path / "out" / name
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return exported


def test_every_file_is_written(store, tmp_path, bring, files, expo):
    bring("enterprises", files["enterprises_messy.xlsx"])
    with store.read() as db:
        counts = export(db, tmp_path / "out")
    assert set(counts) == set(FILES) == {path.name for path in (tmp_path / "out").iterdir()}
    assert (counts["purchase_plan.csv"], counts["visitors.csv"], counts["tickets.csv"]) == (200, 258, 0)


def test_a_formula_is_neutralised(bring, files, expo, exported):
    bring("enterprises", files["enterprises_messy.xlsx"])
    names = [row["이름"] for row in exported("visitors.csv")]
    assert '\'=HYPERLINK("http://x","클릭")' in names
    assert not any(name.startswith("=") for name in names)


def test_contact_data_is_written_only_with_consent_to_keep_it(bring, files, expo, exported, store):
    bring("enterprises", files["enterprises.csv"])
    store.change(
        lambda change: change.insert(
            "consents", visitor_id=1, purpose="keep", given=0, text_version="1", at=change.now
        )
    )
    first, second = exported("visitors.csv")[:2]
    assert [first[column] for column in ("번호", "이름", "직함", "휴대전화", "이메일", "보관동의")] == [
        "101",
        "",
        "",
        "",
        "",
        "N",
    ]
    assert all(second[column] for column in ("이름", "휴대전화", "이메일"))
    assert first["등록시각"].endswith("+09:00")


def test_what_was_exported_comes_in_again(bring, files, store, tmp_path):
    bring("agencies", files["agencies.csv"])
    bring("plan", files["purchase_plan.csv"])
    with store.read() as db:
        export(db, tmp_path / "out")
    for kind, name in (("agencies", "agencies.csv"), ("plan", "purchase_plan.csv")):
        report = bring(kind, (tmp_path / "out" / name).read_bytes())
        assert report["unchanged"] == len(report["rows"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_whatever_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert harmless(start + "1") == f"'{start}1"
    assert (harmless("1-1"), harmless(-5), harmless("")) == ("1-1", -5, "")
