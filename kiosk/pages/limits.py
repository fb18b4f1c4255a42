"""How often a stranger may try: counted per device first, because carriers share addresses. Stations never count."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kiosk.refusals import TooMany
from kiosk.words import gettext

CODES_A_DEVICE = parse("10 per 5 minutes")
CODES_AN_ADDRESS = parse("300 per 5 minutes")
REGISTRATIONS_A_DEVICE = parse("6 per hour")
REGISTRATIONS_AN_ADDRESS = parse("300 per hour")


class Limits:
    """Counts in memory, for one server; what is counted lapses with its window."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def require_codes_left(self, device: str, address: str, lang: str) -> None:
        """Raises TooMany once too many codes that are none were tried."""
        for limit, key in _pairs(CODES_A_DEVICE, device, CODES_AN_ADDRESS, address):
            if not self._windows.test(limit, "codes", key):
                raise _too_many(lang)

    def count_failed_code(self, device: str, address: str) -> None:
        for limit, key in _pairs(CODES_A_DEVICE, device, CODES_AN_ADDRESS, address):
            self._windows.hit(limit, "codes", key)

    def require_registration(self, device: str, address: str, lang: str) -> None:
        """Raises TooMany once this browser (or address) has registered too many people."""
        for limit, key in _pairs(REGISTRATIONS_A_DEVICE, device, REGISTRATIONS_AN_ADDRESS, address):
            if not self._windows.test(limit, "registrations", key):
                sentence = (
                    "이 휴대전화로는 지금 더 등록할 수 없어요. 안내 데스크로 오시면 바로 등록해 드려요."
                )
                raise TooMany(gettext(sentence, lang))

    def count_registration(self, device: str, address: str) -> None:
        """Only what was done counts: a form sent back to be mended costs nothing."""
        for limit, key in _pairs(REGISTRATIONS_A_DEVICE, device, REGISTRATIONS_AN_ADDRESS, address):
            self._windows.hit(limit, "registrations", key)


def _pairs(
    a_device: RateLimitItem, device: str, an_address: RateLimitItem, address: str
) -> list[tuple[RateLimitItem, str]]:
    """A browser without a cookie is counted by its address alone."""
    return ([(a_device, f"device:{device}")] if device else []) + [(an_address, f"address:{address}")]


def _too_many(lang: str) -> TooMany:
    return TooMany(gettext("너무 여러 번 시도했어요. 5분 뒤에 다시 하거나 안내 데스크로 와 주세요.", lang))
