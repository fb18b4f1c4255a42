"""Files are read in a process of their own: the same as here, bounded in time, memory and number."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.actions.refusals import NotWritten
from kiosk.exchange import reader
from kiosk.exchange.files import Unreadable, prepare_file
from kiosk.exchange.reader import read_file
from kiosk.exchange.tables import MAX_CELL_CHARS
from tests import heavy_files

TOO_LONG = "파일을 읽는 데 너무 오래 걸려요."


def begun() -> list[str]:
    """The processes that this thread has begun, dead ones that nobody has looked after as well."""
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


@pytest.mark.parametrize(
    ("kind", "name"), [("plan", "purchase_plan.csv"), ("enterprises", "enterprises_messy.xlsx")]
)
@pytest.mark.sampled(2)
def test_what_is_read_elsewhere_is_what_is_read_here(files, kind, name):
    assert read_file(kind, files[name]) == prepare_file(kind, files[name])


def test_what_is_no_table_is_turned_down_in_the_senders_language():
    with pytest.raises(Unreadable, match="heading"):
        read_file("plan", "가,나\n1,2\n".encode(), "en")


def test_a_file_that_nobody_has_time_for_is_given_up_and_leaves_no_process(monkeypatch):
    monkeypatch.setattr(reader, "READ_S", 1)
    before = begun()
    with pytest.raises(NotWritten, match="노트북이 바빠서"):
        read_file("enterprises", heavy_files.shared_strings(2_600_000))
    assert begun() == before


def test_the_process_that_reads_has_only_so_much_memory_and_processor_time():
    for greed in ("bytearray(900_000_000)", "exec('while True: pass')"):
        bounds = "reader.CPU_S = 1; reader._bound()"
        program = f"from kiosk.exchange import reader; {bounds}; {greed}"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
        assert done.returncode < 0 or b"MemoryError" in done.stderr


def test_one_file_is_read_at_a_time_and_few_wait(files):
    held = [reader._places.acquire(blocking=False) for _ in range(4)]
    try:
        assert held == [True] * 4
        with pytest.raises(NotWritten, match="다른 파일을 읽고 있어요"):
            read_file("programme", files["programme.csv"])
    finally:
        reader._places.release(4)
    assert len(read_file("programme", files["programme.csv"]).rows) == 12


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (heavy_files.blanks_in_a_heading, "제목 줄을 찾지 못했어요."),
        (heavy_files.deep_cells, "엑셀 파일을 열 수 없어요."),
        (heavy_files.rows_far_below, "줄이 너무 많아요."),
        (heavy_files.quotes, f"한 칸에 글자가 너무 많아요. {MAX_CELL_CHARS}자까지"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.sampled(3)
def test_a_file_that_is_meant_to_be_slow_is_turned_down_with_a_sentence(make, sentence):
    with pytest.raises(Unreadable, match=f"{sentence}|{heavy_files.TOO_LONG}"):
        read_file("enterprises", make())


def test_a_list_in_a_cell_has_an_end(files):
    headings = files["enterprises.csv"].decode("utf-8-sig").splitlines()[0]
    cells = [
        f'"{";".join(f"품목{n}" for n in range(51))}"' if name == "품목" else ""
        for name in headings.split(",")
    ]
    [row] = prepare_file("enterprises", f"{headings}\n{','.join(cells)}\n".encode()).rows
    assert row["values"]["categories"] == []
    assert "‘품목’에 너무 많이 적혀 있어요. 50개까지 적어 주세요." in row["messages"]
