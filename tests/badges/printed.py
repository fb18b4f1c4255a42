"""What a printer makes of a sheet's PDF: its pages as pictures."""

import io
import re
import struct
import zlib

from PIL import Image

from badges.sheet import A4_MM

PLACED = re.compile(r"q ([\d.]+) 0 0 ([\d.]+) ([\d.]+) ([\d.]+) cm /I(\d+) Do Q")


def papers(path, dpi):
    """A picture of each page; what lies on it must have been drawn at this resolution."""
    known, px = images(path), dpi / 72
    for steps in pages(path):
        paper = Image.new("RGB", tuple(round(mm * dpi / 25.4) for mm in A4_MM), "white")
        for width, height, left, bottom, number in PLACED.findall(steps):
            top = A4_MM[1] * 72 / 25.4 - float(bottom) - float(height)
            image = known[int(number)]
            assert abs(float(width) * px - image.width) < 1 and abs(float(height) * px - image.height) < 1
            paper.paste(image, (round(float(left) * px), round(top * px)))
        yield paper


def objects(path):
    """Number to body of every object, found through the file's own table of offsets."""
    data = path.read_bytes()
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])
    offsets = [int(row[:10]) for row in data[start:].split(b"\n") if row.endswith(b" 00000 n ")]
    bodies = {}
    for number, offset in enumerate(offsets, 1):
        head = f"{number} 0 obj\n".encode()
        assert data[offset : offset + len(head)] == head
        bodies[number] = data[offset + len(head) : data.index(b"\nendobj\n", offset)]
    return bodies


def pages(path):
    """Each page's drawing steps."""
    bodies = objects(path)
    contents = [
        re.search(rb"/Contents (\d+) 0 R", body) for body in bodies.values() if b"/Type /Page " in body
    ]
    return [zlib.decompress(stream(bodies[int(found[1])])).decode() for found in contents]


def images(path):
    """Number to image, of those that are placed."""
    found = {}
    for number, body in objects(path).items():
        size = re.search(rb"/Width (\d+) /Height (\d+) .*<(\w+)>\] /BitsPerComponent (\d)", body)
        if size:
            colours = bytes.fromhex(size[3].decode())
            found[number] = as_png(int(size[1]), int(size[2]), colours, int(size[4]), stream(body))
    return found


def as_png(width, height, colours, bits, pixels):
    """The pixels are packed as a PNG's."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)), (b"PLTE", colours)]
    png = b"\x89PNG\r\n\x1a\n"
    for kind, body in [*chunks, (b"IDAT", pixels), (b"IEND", b"")]:
        png += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return Image.open(io.BytesIO(png)).convert("RGB")


def stream(body):
    length = int(re.search(rb"/Length (\d+)", body)[1])
    start = body.index(b"stream\n") + len(b"stream\n")
    return body[start : start + length]
