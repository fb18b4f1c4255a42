"""Yes and no as people and forms write them: `네, 동의합니다.`, `■동의 □미동의`, `동의하지 않음`.

A yes is a yes only where every word of the answer is known: what is said besides (조건부, 일부) may limit it. Nothing
else is ever taken for one, least of all two boxes ticked, or none.
"""

import re
import unicodedata

from kiosk.exchange import blanks

LONGEST = 200
_YES = (
    "동의함 동의합니다 동의해요 동의하였음 동의하였습니다 동의했음 동의했습니다 동의드립니다 동의드려요 체크함 체크 동의하겠습니다 동의하여 동의완료 동의 수락함 수락합니다 수락"
    " 승낙함 승낙합니다 승낙 승인 허락함 허락합니다 허락 허용 찬성함 찬성합니다 찬성 수용 그렇습니다 그렇다 그래요 그럼요 좋습니다 좋아요 예 네 넵 넹 넷 응"
    " ㅇㅇ ㅇㅋ ㅇ y yes yep t true on ok okay o agree agreed iagree accept accepted iaccept consent iconsent ○ ◯ ⭕ 〇 ◎ ● ◉ ■ ☑ ✅ ✔ ✓ √ ☒ v"
).split()
_NO = (
    "동의하지않습니다 동의하지않음 동의하지않아요 동의하지않겠습니다 동의하지않는다 동의하지않 동의하지못 동의안합니다 동의안함 동의안해요 동의안해 동의안하겠습니다"
    " 동의안 동의못함 동의못합니다 동의못해요 동의못 동의할수없습니다 동의할수없음 동의할수없 동의불가 동의거부 동의거절 동의철회 동의취소 동의x 동의n 동의no 동의×"
    " 동의없음 동의아님 동의아니 동의하지아니함 동의하지아니합니다 동의않음 동의않습니다 하지아니함 하지아니합니다 하지않습니다 하지않음 하지않아요 하지않겠습니다 하지않는다 하지못함 동의하기싫 미동의합니다 미동의함 미동의 부동의함 부동의 비동의함 비동의 불동의 안동의 거부합니다 거부함 거부 거절합니다 거절함 거절 반대함 반대 철회"
    " 아니오 아니요 아니 아뇨 안합니다 안함 안해요 안해 못함 싫어요 싫음 불가 불허 아님 않음 않습니다 원하지 원치"
    " n no nope f false off x × ✗ ✘ ❌ disagree disagreed decline declined refuse refused idonotagree idontagree donotagree dontagree donotconsent notagree"
).split()
# What may stand beside an answer without changing it.
_BESIDE = (
    "개인정보보호법 개인정보의 개인정보를 개인정보 정보 수집및 수집 이용에 이용 활용 제공에 제공 처리 제자 자 제삼자 i 본인은 본인 저는 나는 위의 위 내용에 내용을 내용 상기 사항"
    " 모두 전체 전부 모든 필수 선택 자필 서명 날인 인 포함 확인 완료 하였으며 및 에 의 를 을 은 는 함 년 월 일 대하여 대해 관하여 관한 전자서명 위와같이 위와 같이 동의여부 의사 동의서 동의를 동의는 동의에 제출 이에 으로 와 과 합니다"
).split()
_LIMITING = ("일부", "조건", "부분", "제외", "한하여", "한해")
_FILLED, _SQUARES, _CIRCLES, _CROSSES = "■☑☒✅✔✓√▣◼⬛●◉◎⚫", "□☐◻⬜▢❏❑", "○◯⭕", "×x✗✘❌"
_MARK = re.compile(f"([{_FILLED}{_SQUARES}{_CIRCLES}{_CROSSES}])")
_TICKS = _FILLED + _CIRCLES + "voㅇy*1"
_NFKC_OF_LETTER_O = "\u110b"
_BRACKETED = re.compile(r"[(\[<]\s?([^()\[\]<>]{0,2}?)\s?[)\]>]")


def consent(written: str) -> bool | None:
    """Whether somebody agreed: True, False (an empty cell too), or None where it can't be told."""
    said = unicodedata.normalize("NFKC", " ".join(written.split())).casefold()
    said = said.replace(_NFKC_OF_LETTER_O, "ㅇ").replace("\ufe0f", "").replace("\ufe0e", "")
    if blanks.is_blank(said) or re.fullmatch(r"0(?:\.0)?", said):
        return False
    if re.fullmatch(r"1(?:\.0)?", said):
        return True
    if len(said) > LONGEST or any(word in said for word in _LIMITING):
        return None
    boxes = _boxes(_with_boxes(said))
    return _of_words(said) if boxes is None else _of_boxes(boxes)


def _with_boxes(said: str) -> str:
    """`[v] 동의 ( ) 미동의` -> `■ 동의 □ 미동의`. A cross is a tick only beside a box that was left empty."""
    ticks = _TICKS + "x×" if any(not match[1].strip() for match in _BRACKETED.finditer(said)) else _TICKS

    def box(match: re.Match[str]) -> str:
        inside = match[1].strip()
        return "□" if not inside else "■" if inside in ticks else match[0]

    return _BRACKETED.sub(box, said)


def _boxes(said: str) -> list[tuple[bool, bool | None]] | None:
    """Each box: whether it is ticked, and what the word beside it means. None where no box stands beside a word.

    A box belongs to the word behind it, or before it where the answer begins with a word. A circle is a tick where it
    is the only kind of mark, and an empty box beside filled ones.
    """
    pieces = [piece for piece in _MARK.split(said) if piece.strip(" ,/·|.:;")]
    marks = [at for at, piece in enumerate(pieces) if _MARK.fullmatch(piece)]
    words = {at: _of_words(piece) for at, piece in enumerate(pieces) if at not in marks}
    if not marks or not words or (len(marks) == len(words) == 1 and pieces[marks[0]] in _CROSSES):
        return None
    circled = not any(pieces[at] in _FILLED + _SQUARES for at in marks)
    ticks = _FILLED + _CIRCLES if circled else _FILLED
    beside = 1 if marks[0] < min(words) else -1
    return [(pieces[at] in ticks, words.get(at + beside)) for at in marks]


def _of_boxes(boxes: list[tuple[bool, bool | None]]) -> bool | None:
    """A yes or no where the ticked boxes all mean it, and none that means it was left open."""
    meant = {meaning for ticked, meaning in boxes if ticked}
    left = {meaning for ticked, meaning in boxes if not ticked}
    return meant.pop() if len(meant) == 1 and not meant & left else None


def _of_words(said: str) -> bool | None:
    plain = re.sub(r"[\d\s.,!~·/|:;'\"()\[\]<>{}\-_*ㆍ※&→=^]", "", said)
    found = _taken_apart(plain)
    if found is None:
        return (
            False if any(word in plain for word in _NO if len(word) > 3 and word.startswith("동의")) else None
        )
    answers = {one for one in found if one is not None}
    if False in answers and True in answers:
        # `네, 동의하지 않습니다` says no; `예/아니오` says nothing.
        return False if any(word in plain for word in ("하지않", "하지아니", "할수없", "하지못")) else None
    return answers.pop() if answers else None


_MEANING: dict[str, bool | None] = {
    **dict.fromkeys(_BESIDE, None),
    **dict.fromkeys(_YES, True),
    **dict.fromkeys(_NO, False),
}
_LONGEST_WORD = max(map(len, _MEANING))


def _taken_apart(plain: str) -> list[bool | None] | None:
    """What each word means, the longest first; None where a word is unknown."""
    found: list[bool | None] = []
    at = 0
    while at < len(plain):
        lengths = range(min(_LONGEST_WORD, len(plain) - at), 0, -1)
        length = next((one for one in lengths if plain[at : at + one] in _MEANING), 0)
        if not length or _is_a_letter_of_a_word(plain, at, length):
            return None
        found.append(_MEANING[plain[at : at + length]])
        at += length
    return found


def _is_a_letter_of_a_word(plain: str, at: int, length: int) -> bool:
    """`y` and `n` are answers, but not those in `any`."""
    beside = plain[max(at - 1, 0) : at] + plain[at + 1 : at + 2]
    return length == 1 and plain[at].isascii() and any(char.isascii() for char in beside)
