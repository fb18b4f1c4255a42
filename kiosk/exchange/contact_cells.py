"""How somebody is reached, as the cells of a row hold it."""

from kiosk.exchange import cells
from kiosk.exchange.drafts import Draft
from kiosk.language.sentences import N_


def email(draft: Draft) -> str | None:
    """What is no address is left out, and said."""
    written = draft.said("email", "이메일")
    found = cells.email(written or "")
    if written and not found:
        draft.warn(N_("‘이메일’이 주소가 아니라 비워 두었어요. name@example.kr처럼 적어 주세요."))
    return found
