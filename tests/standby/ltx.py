"""What stands in a copy's files: pages, compressed each by LZ4 (github.com/superfly/ltx)."""

import struct
from collections.abc import Iterator
from pathlib import Path

HEADER_BYTES = 100


def unpack(target: Path, into: Path) -> int:
    """Write the pages of every file of the target, as they are in a database, into one file each; returns how many pages."""
    pages = 0
    for path in target.rglob("*.ltx"):
        found = list(_pages(path.read_bytes()))
        pages += len(found)
        (into / f"{path.parent.name}-{path.stem}").write_bytes(b"".join(found))
    return pages


def _pages(content: bytes) -> Iterator[bytes]:
    assert content[:4] == b"LTX1"
    at = HEADER_BYTES
    while True:
        page, _flags = struct.unpack_from(">IH", content, at)
        if not page:
            return
        (size,) = struct.unpack_from(">I", content, at + 6)
        yield _lz4(content[at + 10 : at + 10 + size])
        at += 10 + size


def _lz4(block: bytes) -> bytes:
    """One block: github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md."""
    out, at = bytearray(), 0
    while at < len(block):
        token = block[at]
        literals, at = _length(block, at + 1, token >> 4)
        out += block[at : at + literals]
        at += literals
        if at >= len(block):
            break
        back = block[at] | block[at + 1] << 8
        count, at = _length(block, at + 2, token & 15)
        for _ in range(count + 4):
            out.append(out[-back])
    return bytes(out)


def _length(block: bytes, at: int, length: int) -> tuple[int, int]:
    if length == 15:
        while True:
            more, at = block[at], at + 1
            length += more
            if more < 255:
                break
    return length, at
