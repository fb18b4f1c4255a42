"""What is answered where no rule refuses, but the request itself or the server fails."""

from kiosk.actions.refusals import BadFields, NotDone, TooLarge
from kiosk.language.sentences import gettext


def failed(lang: str) -> NotDone:
    """A fault of ours (500); whoever catches it has logged it."""
    fault = NotDone(gettext("서버에서 문제가 생겼어요. 잠시 뒤에 다시 해 주세요.", lang), code="failed")
    fault.status = 500
    return fault


def too_large(lang: str) -> TooLarge:
    return TooLarge(gettext("보낸 것이 너무 커요. 줄여서 다시 보내 주세요.", lang))


def unreadable(lang: str) -> BadFields:
    """What was sent is no request: cut off on its way, or no HTTP."""
    return BadFields({"request": gettext("요청을 읽을 수 없어요.", lang)})
