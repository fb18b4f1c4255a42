"""The pairing sheet as a printer gets it."""

import numpy as np
import pytest
import zxingcpp

from badges.drawing import DPI
from kiosk.exchange import pairing_sheet
from tests.badges.printed import papers

KEY = b"k" * 32
LONG = "서울특별시 사회적경제지원센터와 함께하는 공공구매 활성화를 위한 광역자치단체 협의회"


def card(number, **more):
    usual = {
        "role": "booth",
        "booth": "A03",
        "agency": "종로구",
        "agency_en": "Jongno-gu",
        "place": 1,
        "alone": True,
    }
    rest = {"id": number, "serial": 0, "made_at": 7, "used_at": None, "station": None, "revoked": False}
    return usual | rest | more


def read(path):
    return [
        sorted(one.text for one in zxingcpp.read_barcodes(np.asarray(page.convert("L"))))
        for page in papers(path, DPI)
    ]


def test_every_card_is_on_the_sheet_and_can_be_read(tmp_path):
    cards = [
        card(1, agency=LONG),
        *(card(n, role="kiosk", booth=None, place=n, alone=False) for n in range(2, 12)),
    ]
    asked = pairing_sheet.asked(cards, KEY, "https://kiosk.expo.example:8443/", "박람회", "ko")
    urls = [one["url"] for one in asked["cards"]]
    assert all(url.startswith("HTTPS://KIOSK.EXPO.EXAMPLE:8443/P/") for url in urls)
    assert pairing_sheet.write(asked, tmp_path / "sheet.pdf") == 2
    assert read(tmp_path / "sheet.pdf") == [sorted(urls[:10]), urls[10:]]


@pytest.mark.parametrize(
    ("lang", "said"), [("ko", ("부스 태블릿", "종로구")), ("en", ("Booth tablet", "Jongno-gu"))]
)
def test_a_card_says_what_it_is_for_in_the_organisers_language(lang, said):
    [one] = pairing_sheet.asked([card(1)], KEY, "https://a.example", "박람회", lang)["cards"]
    assert (one["title"], one["agency"]) == said
