"""What is said of a badge that is refused, and to whom: a visitor is sent to the desk; a desk reads what it does itself; a booth's
staff where to send them. Nobody is sent to where they stand.
"""

from typing import Literal, NamedTuple

from kiosk.data.store import Actor
from kiosk.language.sentences import LANGUAGES, N_, gettext

Reader = Literal["visitor", "desk", "booth"]


class Sentences(NamedTuple):
    """One refusal for each who reads it."""

    visitor: str
    desk: str
    booth: str


REFUSED: dict[str, Sentences] = {
    "unknown_code": Sentences(
        N_("이 명찰은 우리 박람회의 것이 아니에요. 안내 데스크로 가 주세요."),
        N_("이 명찰은 우리 박람회의 것이 아니에요. 이름으로 찾거나 새로 등록해 주세요."),
        N_("이 명찰은 우리 박람회의 것이 아니에요. 안내 데스크를 알려 드리세요."),
    ),
    "past": Sentences(
        N_("지난 박람회의 명찰이에요. 이번 명찰은 안내 데스크에서 받아 주세요."),
        N_("지난 박람회의 명찰이에요. 이름으로 찾거나 새로 등록해 주세요."),
        N_("지난 박람회의 명찰이에요. 이번 명찰을 안내 데스크에서 받으시도록 알려 드리세요."),
    ),
    "reprinted": Sentences(
        N_("다시 인쇄하기 전의 명찰이에요. 새 명찰을 대시거나 안내 데스크로 가 주세요."),
        N_("다시 인쇄하기 전의 명찰이에요. 새 명찰이 없으면 이름으로 찾아 명찰을 새로 내 주세요."),
        N_("다시 인쇄하기 전의 명찰이에요. 새 명찰을 비추거나 안내 데스크를 알려 드리세요."),
    ),
    "lost": Sentences(
        N_("쓸 수 없게 한 명찰이에요(분실 신고). 안내 데스크로 가시면 새 명찰을 드려요."),
        N_("쓸 수 없게 한 명찰이에요(분실 신고). 이름으로 찾아 명찰을 새로 내 주세요."),
        N_("쓸 수 없게 한 명찰이에요(분실 신고). 새 명찰은 안내 데스크에서 드린다고 알려 주세요."),
    ),
    "blank": Sentences(
        N_("아직 이름이 없는 명찰이에요. 안내 데스크로 가시면 바로 등록해 드려요."),
        N_("아직 이름이 없는 명찰이에요. 이름으로 찾거나 새로 등록해 주세요."),
        N_("아직 이름이 없는 명찰이에요. 안내 데스크에서 먼저 등록하시도록 알려 드리세요."),
    ),
    "pending": Sentences(
        N_("휴대전화 등록이 아직 확인되지 않았어요. 안내 데스크에서 이름을 말씀해 주세요."),
        N_("휴대전화 등록을 아직 확인하지 않았어요. 이름을 듣고 ‘확인하고 입장’을 눌러 주세요."),
        N_("휴대전화 등록이 아직 확인되지 않았어요. 안내 데스크에서 확인받고 오시도록 알려 드리세요."),
    ),
    "merged": Sentences(
        N_("%(gone)s번은 %(number)s번으로 합친 등록이에요. %(number)s번 명찰을 써 주세요."),
        N_(
            "%(gone)s번은 %(number)s번으로 합친 등록이에요. %(number)s번 명찰을 써 주세요. 없으면 인쇄해 드리세요."
        ),
        N_("%(gone)s번은 %(number)s번으로 합친 등록이에요. %(number)s번 명찰을 비춰 주세요."),
    ),
    "forgotten": Sentences(
        N_("개인정보를 지운 번호예요(%(number)s번). 다시 쓰시려면 안내 데스크에서 새로 등록해 주세요."),
        N_("개인정보를 지운 참가자예요(%(number)s번). 다시 쓰시려면 동의를 받아 새로 등록해 주세요."),
        N_("개인정보를 지운 참가자예요(%(number)s번). 안내 데스크에서 새로 등록하시도록 알려 드리세요."),
    ),
    "not_checked_in": Sentences(
        N_("%(number)s번은 오늘 아직 입장 확인을 하지 않았어요. 먼저 명찰을 비춰 주세요."),
        N_("%(number)s번은 오늘 아직 입장 확인을 하지 않았어요. 먼저 ‘입장 확인’을 눌러 주세요."),
        N_(
            "%(number)s번은 오늘 아직 입장 확인을 하지 않았어요. 입구에서 명찰을 먼저 비추시도록 알려 드리세요."
        ),
    ),
    "not_today": Sentences(
        N_("오늘은 박람회 날이 아니에요. %(day)s에 와 주세요."),
        N_("오늘은 박람회 날이 아니에요. %(day)s에 오시도록 알려 드리세요."),
        N_("오늘은 박람회 날이 아니에요. %(day)s에 오시도록 알려 드리세요."),
    ),
    "over": Sentences(
        N_("오늘은 박람회 날이 아니에요. 안내 데스크에 물어봐 주세요."),
        N_("오늘은 박람회 날이 아니에요. 날짜는 운영본부에 확인해 주세요."),
        N_("오늘은 박람회 날이 아니에요. 날짜는 운영본부에 확인해 주세요."),
    ),
    "booth_full": Sentences(
        N_("%(booth)s는 마감됐어요. 안내 데스크에 말씀해 주세요."),
        N_("%(booth)s는 마감됐어요. 다른 기관을 찾아 드리세요."),
        N_("%(booth)s는 마감됐어요. 다른 기관은 안내 데스크에서 찾아 드려요."),
    ),
    "not_here": Sentences(
        N_("이 단말에서는 할 수 없는 일이에요. 안내 데스크에 말씀해 주세요."),
        N_("이 단말에서는 할 수 없는 일이에요. 운영본부에 말씀해 주세요."),
        N_("이 단말에서는 할 수 없는 일이에요. 안내 데스크에 말씀해 주세요."),
    ),
    "not_found": Sentences(
        N_("이 명찰의 코드를 찾을 수 없어요. 안내 데스크로 와 주세요."),
        N_("이 명찰의 코드를 찾을 수 없어요. 이름으로 찾거나 새로 등록해 주세요."),
        N_("이 명찰의 코드를 찾을 수 없어요. 안내 데스크를 알려 드리세요."),
    ),
}


def said_to(actor: Actor | None, why: str, lang: str, **values: object) -> str:
    """The sentence of this refusal for who reads it at this station."""
    return gettext(getattr(REFUSED[why], _reader(actor)), lang, **values)


def as_a_desk_reads(sentence: str, lang: str) -> str:
    """A refusal that was said elsewhere, in a desk's words; every other sentence as it is."""
    why = next((one for one in REFUSED.values() if sentence in _in_all_languages(one)), None)
    return gettext(why.desk, lang) if why else sentence


def _reader(actor: Actor | None) -> Reader:
    if actor and actor.role in ("desk", "organiser", "system"):
        return "desk"
    return "booth" if actor and actor.role == "booth" else "visitor"


def _in_all_languages(one: Sentences) -> set[str]:
    return {gettext(sentence, lang) for sentence in one for lang in LANGUAGES}
