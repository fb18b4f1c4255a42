"""The frames that the benchmarks' watchers read out of a stream."""

from benchmarks.watching import SHOW, _frame


def framed(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes([size]) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def test_frames_of_every_length_are_found_and_a_part_of_one_is_not() -> None:
    payloads = [b"2", b"x" * 125, b"y" * 126, b"z" * 70_000]
    stream, at, found = b"".join(map(framed, payloads)), 0, []
    while (place := _frame(stream, at)) is not None:
        found.append(stream[place[0] : place[1]])
        at = place[1]
    assert found == payloads
    assert _frame(framed(b"x" * 300)[:-1], 0) is None


def test_a_message_says_which_one_it_is_at_its_beginning() -> None:
    for text in (
        b'42["show",{"topic":"board:hall","seq":17,"html":""}]',
        b'42["show",{"topic": "board:hall", "seq": 17}]',
    ):
        found = SHOW.match(text)
        assert found and (found[1], found[2]) == (b"board:hall", b"17")
