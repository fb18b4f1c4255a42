"""What Chromium's fake camera sees: a drawn badge held up after a while, in a loop."""

from pathlib import Path

from PIL import Image

from badges import qr

WIDTH, HEIGHT, FRAMES_A_S = 640, 480, 10
GREY = 150


def film(path: Path, code: str, *, empty_s: float = 1, shown_s: float = 4) -> Path:
    """Write a YUV4MPEG2 film (raw frames) of an empty square and then the badge's QR."""
    empty = Image.new("L", (WIDTH, HEIGHT), GREY)
    badge = empty.copy()
    symbol = qr.image(code, 8).convert("L").rotate(8, expand=True, fillcolor=GREY)
    badge.paste(symbol, ((WIDTH - symbol.width) // 2, (HEIGHT - symbol.height) // 2))
    colourless = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_S}:1 Ip A1:1 C420jpeg\n".encode())
        for frame, seconds in ((empty, empty_s), (badge, shown_s)):
            file.write((b"FRAME\n" + frame.tobytes() + colourless) * round(seconds * FRAMES_A_S))
    return path


def still(path: Path) -> Path:
    """Write a film of one small grey frame a second."""
    width, height = 160, 120
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F1:1 Ip A1:1 C420jpeg\n".encode())
        file.write(b"FRAME\n" + bytes([GREY]) * (width * height) + bytes([128]) * (width * height // 2))
    return path
