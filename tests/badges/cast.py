"""The people of the badge tests, and an eye that is not ours: zxing-cpp."""

import numpy as np
import zxingcpp
from PIL import Image

from badges.code import encode
from badges.drawing import Badge, blank

KEY = bytes(range(32))
EVENT = "제1회 사회책임조달 박람회"
LONG_URL, SHORT_URL = "https://kiosk.expo.example", "http://expo.kr"


def badge(number=127, name="김민서", enterprise="세진플러스", kind="사회적기업", serial=0, **more):
    return Badge(number, serial, encode(KEY, number, serial), name, enterprise, kind, event=EVENT, **more)


CAST = {
    "enterprise": badge(),
    "face": badge(colour="#0b7d6d"),
    "long": badge(
        1318,
        "Christopher Alexander Montgomery",
        "사회적협동조합 한국지역사회돌봄서비스연구소 (Korea Care Institute)",
        "사회적협동조합",
        origin=LONG_URL,
        need="휠체어 · 수어 통역",
        lines=("A03 종로구 · 12~18분", "B02 서울특별시교육청 · 20~30분"),
    ),
    "citizen": badge(250_017, "이도윤", None, "시민", serial=3, origin=SHORT_URL),
    "staff": badge(9, "남궁민수", None, "운영"),
    "blank": blank(300, 0, encode(KEY, 300, 0), event=EVENT),
}


def read(image: Image.Image) -> str | None:
    """The one QR code in the picture, or None."""
    found = zxingcpp.read_barcodes(np.asarray(image.convert("L")), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if len(found) == 1 else None


def one_face(image: Image.Image, faces: int) -> Image.Image:
    return image.crop((0, 0, image.width // faces, image.height))
