"""Yes, no, and what is neither: how people answer whether they agree."""

import pytest

from kiosk.exchange.answers import consent

YES = """동의합니다.|네, 동의합니다|예, 동의합니다.|동의함(2026.10.1)|☑ 동의|■동의 □미동의|개인정보 수집 및 이용에 동의합니다.|동의 (필수)
Y(제3자 제공 포함)|예/동의|●|√|수락|Agree|[v] 동의|예(동의)|Y|ｙ|○|O|ㅇ|네 동의|동의함(서명)|1.동의|1|1.0|TRUE|동 의|넵|ok|V|✔️|✅ 동의|동의(O)
동의 ○|( O ) 동의 (  ) 미동의|동의(○) 미동의()|● 동의 ○ 미동의|동의 ■ 미동의 □|☑ 예 ☐ 아니오|I agree|□미동의 ■동의|동의 ○ 미동의 ×|☒ 동의 ☐ 미동의
개인정보 수집·이용 및 제3자 제공에 동의함|위 내용에 동의합니다|■ 동의함 □ 동의하지 않음|① 동의|동의(전자서명)|예 √ 아니오|동의 [V] 미동의 [ ]|위와 같이 개인정보의 수집 및 이용에 동의합니다.|[x] 동의 [ ] 미동의|수집 동의 ■ 제공 동의 ■"""
NO = """동의하지 않습니다|동의하지 않음|미동의|□동의 ■미동의|아니오|아니요|거부|안 함|동의 안 해요|동의 안함|N|No|×|X|0||FALSE|부동의|비동의|동의 아님
아니오, 동의하지 않습니다.|네, 동의하지 않습니다|동의하지 아니합니다|예 □ 아니오 ■|동의 않음|[ ] 동의 [v] 미동의|( ) 동의 (O) 미동의|☐ 동의 ☑ 동의하지 않음|거부합니다|동의 못 함|I do not agree|동의X
동의를 하지 않음|2. 미동의|☑ 미동의|nan|동의할 수 없습니다|동의 × 미동의 ○"""
UNCLEAR = """■동의 ■미동의|□동의 □미동의|예/아니오|동의/미동의|□ 동의|글쎄|조건부 동의|일부 동의|제3자 제공 제외 동의|2|?|확인|-|보류|[ ] 동의 [ ] 미동의
○동의 ○미동의|동의예정|2026.10.1|홍보 동의|■ 수집·이용 동의 □ 제공 동의|[x] 동의|1. 동의 2. 미동의|not yet"""


def each(texts):
    return texts.replace("\n", "|").split("|")


@pytest.mark.parametrize("written", each(YES))
def test_a_yes_is_read_however_it_is_written(written):
    assert consent(written) is True


@pytest.mark.parametrize("written", each(NO))
def test_a_no_is_no(written):
    assert consent(written) is False


@pytest.mark.parametrize("written", each(UNCLEAR))
def test_what_may_mean_either_is_never_a_yes(written):
    assert consent(written) is None
