"""What a refused badge says at each kind of station: a desk reads what it does itself, and nobody is sent where they stand."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.expo.person.refused_badges import REFUSED, as_a_desk_reads
from kiosk.language.sentences import gettext
from tests.cast import Cast, Person

ROOT = Path(__file__).resolve().parents[3] / "kiosk"
TO_THE_DESK = re.compile(r"안내 데스크(로|에|를|에서)|\b(to|at) the desk\b|the desk gives", re.IGNORECASE)


def unknown_code(cast: Cast) -> str:
    return "1234567890123456"


def reprinted(cast: Cast) -> str:
    cast.done("badge.reprint", "desk", visitor=cast.minseo.id)
    return cast.minseo.code


def lost(cast: Cast) -> str:
    cast.done("badge.void", "desk", visitor=cast.minseo.id, reason="잃어버렸어요")
    return cast.minseo.code


def blank(cast: Cast) -> str:
    return str(cast.done("badge.reserve", "desk", count=1)["badges"][0]["code"])


def pending(cast: Cast) -> str:
    answer = cast.done("visitor.register", "phone:mine", name="정하나", enterprise="하나상회", consent=True)
    return str(answer["visitor"]["badge"]["code"])


def merged(cast: Cast) -> str:
    gone, stays = cast.register("한사람"), cast.register("한 사람")
    cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="같은 사람이에요")
    return gone.code


def over(cast: Cast) -> str:
    cast.clock.set("2026-11-20", "11:00")
    return cast.minseo.code


def not_today(cast: Cast) -> str:
    cast.clock.set("2026-10-20", "11:00")
    return cast.minseo.code


@pytest.mark.parametrize(
    "scene",
    [unknown_code, reprinted, lost, blank, pending, merged, over, not_today],
    ids=lambda scene: scene.__name__,
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_refused_scan_says_at_each_station_what_to_do_there(
    cast: Cast, scene: Callable[[Cast], str], lang: str
) -> None:
    code, said = scene(cast), REFUSED[scene.__name__]
    for role, sentence in (("kiosk", said.visitor), ("desk", said.desk), ("organiser", said.desk)):
        answer = cast.do("visitor.check_in", role, code=code, lang=lang)
        assert not answer.ok
        assert fits(answer.data["message"], gettext(sentence, lang)), (role, answer.data["message"])
        if role != "kiosk":
            assert not TO_THE_DESK.search(answer.data["message"])


def test_a_booths_staff_read_where_to_send_them(cast: Cast) -> None:
    answer = cast.do("consultation.start", "booth:A02", code=lost(cast), booth="A02", counter=1)
    assert answer.data["message"] == REFUSED["lost"].booth


def test_who_is_not_in_is_let_in_at_the_desk_and_sent_to_the_entrance_by_a_booth(cast: Cast) -> None:
    person: Person = cast.minseo
    at_the_desk = cast.do("ticket.join", "desk", visitor=person.id, booth="A02").data["message"]
    at_the_booth = cast.do("ticket.join", "booth:A02", code=person.code, booth="A02").data["message"]
    assert "‘입장 확인’을 눌러" in at_the_desk and "입구에서" in at_the_booth


def test_what_a_cut_off_kiosk_was_told_stands_on_the_desks_list_in_the_desks_words() -> None:
    for said in REFUSED.values():
        if "%(" not in said.visitor:
            assert as_a_desk_reads(said.visitor, "ko") == said.desk
            assert as_a_desk_reads(gettext(said.visitor, "en"), "en") == gettext(said.desk, "en")
    assert as_a_desk_reads("이미 확인한 일이에요.", "ko") == "이미 확인한 일이에요."


def test_no_sentence_for_a_desk_sends_anybody_to_the_desk() -> None:
    for why, said in REFUSED.items():
        for lang in ("ko", "en"):
            assert not TO_THE_DESK.search(gettext(said.desk, lang)), why


def test_every_refusal_of_a_rule_that_names_the_desk_stands_in_the_table() -> None:
    """Whoever adds one says what a desk reads instead, or why no desk ever does."""
    never_at_a_desk = {
        "안내 데스크",  # the name of a station's role
        "안내 데스크에서 이름을 말씀하시면 명찰을 드려요.",  # after registering on a phone
        "관계자 명찰은 안내 데스크에서 드려요.",  # a desk may
        "다섯 번 틀렸어요. 키오스크나 안내 데스크의 QR로 연결해 주세요.",  # a phone's tries
        "이 휴대전화의 연결이 끊어졌어요. 키오스크나 안내 데스크의 QR로 다시 연결해 주세요.",
        "안내 데스크의 확인 목록에 올렸어요.",
        "필요한 도움은 건강에 관한 민감정보일 수 있어요. 만나는 부스와 안내 데스크에만 보여 드려요.",
        "안내 데스크에서 새로 동의를 받아 등록해 주세요.",  # an import's, read by organisers
        "거두었으면 안내 데스크에서 정보를 지워 주세요.",
        # Figures of the organisers.
        "안내 데스크에서 입장",
        "입장 가운데 안내 데스크에서 확인한 수예요.",
        "입장 가운데 키오스크나 안내 데스크가 아닌 곳(운영본부)에서 확인한 수예요.",
    }
    listed = {sentence for said in REFUSED.values() for sentence in said} | never_at_a_desk
    for folder in ("expo", "actions"):
        for path in (ROOT / folder).rglob("*.py"):
            for sentence in re.findall(r'"([^"\n]*안내 데스크[^"\n]*)"', path.read_text(encoding="utf-8")):
                assert sentence in listed, f"{path.name}: {sentence}"


def fits(said: str, sentence: str) -> bool:
    """Whether it is this sentence with something filled in."""
    return re.fullmatch(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(sentence)), said) is not None
