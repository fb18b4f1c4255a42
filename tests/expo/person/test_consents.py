"""What people agree to: in the expo's own words, each version kept, each consent with the version that was read."""

from kiosk.expo.square import ground, own_words
from tests.cast import Cast

OWN = {"consent_keep": "이름과 연락처를 조달 박람회를 위해 보관해요."}


def version_of(cast: Cast, person: int) -> str:
    found = cast.rows("SELECT DISTINCT text_version FROM consents WHERE visitor_id = ?", person)
    assert len(found) == 1
    return str(found[0]["text_version"])


def texts(cast: Cast, version: str) -> dict[tuple[str, str], str]:
    rows = cast.rows("SELECT purpose, lang, text FROM consent_texts WHERE version = ?", version)
    return {(row["purpose"], row["lang"]): row["text"] for row in rows}


def version_now(cast: Cast) -> str:
    with cast.store.read() as db:
        return own_words.consent_version(ground.of(db).settings)


def test_each_consent_keeps_the_version_that_was_read(cast: Cast) -> None:
    before = version_now(cast)
    early = cast.register()
    cast.done("expo.settings", settings=OWN)
    now = version_now(cast)
    late, half_way = cast.register(), cast.register(consent_version=before)
    assert before == own_words.STANDARD_VERSION != now
    assert [version_of(cast, one.id) for one in (early, late, half_way)] == [before, now, before]
    assert texts(cast, now)["keep", "ko"] == f"{OWN['consent_keep']} 행사가 끝나고 1년 뒤에 지워요."
    assert "박람회 운영을 위해" in texts(cast, before)["keep", "ko"]


def test_the_same_words_are_the_same_version(cast: Cast) -> None:
    cast.done("expo.settings", settings=OWN)
    first = version_now(cast)
    cast.done("expo.settings", reset=["consent_keep"])
    assert version_now(cast) == own_words.STANDARD_VERSION
    cast.done("expo.settings", settings=OWN)
    assert version_now(cast) == first


def test_the_period_stands_in_the_words_whatever_they_are(cast: Cast) -> None:
    cast.done("expo.settings", settings=OWN | {"keep_contacts_months": 6})
    said = texts(cast, version_now(cast))
    assert "6개월 뒤에 지워요" in said["keep", "ko"] and "6개월 뒤에 지워요" in said["need", "ko"]


def test_english_readers_never_agree_to_words_that_were_replaced(cast: Cast) -> None:
    cast.done("expo.settings", settings=OWN)
    assert OWN["consent_keep"] in texts(cast, version_now(cast))["keep", "en"]
    cast.done("expo.settings", settings={"consent_keep_en": "We keep your name for the fair."})
    assert "We keep your name for the fair." in texts(cast, version_now(cast))["keep", "en"]


def test_a_version_that_was_never_shown_is_refused(cast: Cast) -> None:
    fields = {"name": "정유진", "enterprise": "새 기업", "consent": True}
    assert cast.refused("visitor.register", "desk", **fields, consent_version="2020-1") == (400, "bad_fields")
