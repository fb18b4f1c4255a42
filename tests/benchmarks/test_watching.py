"""The frames that the benchmarks' watchers read out of a stream, and when they come back."""

from benchmarks.watching import SHOW, Backoff, _frame


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


def test_watchers_come_back_as_the_page_does() -> None:
    backoff = Backoff.of_page()
    assert backoff == (500, 1_000, 1)
    assert [backoff.wait_ms(0, drawn) for drawn in (0.0, 0.25, 0.5, 0.99)] == [500, 375, 750, 995]
    assert [backoff.wait_ms(1, drawn) for drawn in (0.05, 0.15, 0.85)] == [950, 1_000, 150]
