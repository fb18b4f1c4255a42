"""The QR code of a badge: as few modules as its content allows, so that it is found fast and read small.

Digits alone go in numeric mode (version 1, 21 modules). With an address that phones can open, it is an
upper-case URL, its letters in alphanumeric and its 16 digits in numeric mode (version 2, 25 modules, for an origin
of up to 23 characters). Error correction is M or better: the best that costs no larger symbol.
"""

import io
import re
from functools import lru_cache

import qrcode
from PIL import Image
from qrcode import constants
from qrcode.util import MODE_ALPHA_NUM, MODE_NUMBER, QRData

QUIET_MODULES = 4  # ISO/IEC 18004 asks for four light modules on every side

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
_ENDS_IN_CODE = re.compile(r"(.*?)([0-9]{16})", re.DOTALL)
_BETTER = (constants.ERROR_CORRECT_H, constants.ERROR_CORRECT_Q)


def payload(code: str, origin: str | None = None) -> str:
    """What the QR says: the 16 digits, or with an origin (`http://host:port`) `HTTP://HOST:PORT/V/<digits>`.

    ValueError where the origin has characters that would make the QR larger (its host is then no plain name).
    """
    if not origin:
        return code
    url = f"{origin.upper().rstrip('/')}/V/{code}"
    if not _ALPHANUMERIC.fullmatch(url):
        raise ValueError(f"an origin in a QR code is scheme, plain host name and port, not {origin!r}")
    return url


@lru_cache(maxsize=1024)
def matrix(text: str) -> tuple[bytes, ...]:
    """Rows of modules, 1 is dark, without the quiet zone. Any text will do; a badge's packs best."""
    symbol = _symbol(text, constants.ERROR_CORRECT_M, None)
    for level in _BETTER:
        try:
            symbol = _symbol(text, level, symbol.version)
            break
        except (qrcode.exceptions.DataOverflowError, ValueError):
            continue  # would need more modules
    symbol.makeImpl(False, symbol.best_mask_pattern())
    return tuple(bytes(map(bool, row)) for row in symbol.modules)


def image(text: str, module_px: int, quiet: int = QUIET_MODULES) -> Image.Image:
    """Drawn on whole pixels in mode `1`, each module module_px wide, with its quiet zone."""
    rows = matrix(text)
    small = Image.new("1", (len(rows) + 2 * quiet,) * 2, 1)
    small.putdata([0 if dark else 1 for row in _with_quiet(rows, quiet) for dark in row])
    return small.resize((small.width * module_px,) * 2, Image.Resampling.NEAREST)


def png(text: str, module_px: int = 8) -> bytes:
    """A PNG file with the quiet zone."""
    out = io.BytesIO()
    image(text, module_px).save(out, "PNG", optimize=True)
    return out.getvalue()


def svg(text: str, label: str = "QR") -> str:
    """An <svg> to stand inside HTML: no style attribute, no id, sized by the page (class `qr`)."""
    rows, quiet = matrix(text), QUIET_MODULES
    side = len(rows) + 2 * quiet
    label = label.translate({ord("&"): "&amp;", ord("<"): "&lt;", ord('"'): "&quot;"})
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{_path(rows, quiet)}"/></svg>'
    )


def _symbol(text: str, level: int, version: int | None) -> qrcode.QRCode:
    symbol = qrcode.QRCode(version=version, error_correction=level)
    for part in _parts(text):
        symbol.add_data(part)
    symbol.best_fit(start=version)
    if version and symbol.version != version:
        raise ValueError("needs a larger symbol")
    return symbol


def _parts(text: str) -> list[QRData | str]:
    """The library's own splitting wants runs of 20 digits; a badge's 16 are worth a segment of their own."""
    found = _ENDS_IN_CODE.fullmatch(text)
    if not found or (found[1] and not _ALPHANUMERIC.fullmatch(found[1])):
        return [text]
    letters = [QRData(found[1], mode=MODE_ALPHA_NUM)] if found[1] else []
    return [*letters, QRData(found[2], mode=MODE_NUMBER)]


def _with_quiet(rows: tuple[bytes, ...], quiet: int) -> list[bytes]:
    side, edge = len(rows) + 2 * quiet, bytes(quiet)
    empty = [bytes(side)] * quiet
    return [*empty, *(edge + row + edge for row in rows), *empty]


def _path(rows: tuple[bytes, ...], quiet: int) -> str:
    """One subpath per horizontal run of dark modules."""
    steps = []
    for y, row in enumerate(rows):
        steps += [
            f"M{run.start() + quiet} {y + quiet}h{len(run[0])}v1h-{len(run[0])}z"
            for run in re.finditer(rb"\x01+", row)
        ]
    return "".join(steps)
