"""RFC 8291, with the example of its appendix A."""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.push.encryption import MESSAGE_MAX_BYTES, encrypt
from kiosk.push.keys import Keys, from_base64url
from tests.push_service import Browser

UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = b"When I grow up, I want to be a watermelon"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_body_is_the_rfcs_own() -> None:
    private = ec.derive_private_key(int.from_bytes(from_base64url(AS_PRIVATE), "big"), ec.SECP256R1())
    body = encrypt(
        MESSAGE,
        ua_public=from_base64url(UA_PUBLIC),
        auth_secret=from_base64url(AUTH),
        as_private=private,
        salt=from_base64url(SALT),
    )
    assert body == from_base64url(BODY)


def test_each_message_has_keys_of_its_own() -> None:
    keys = {"ua_public": from_base64url(UA_PUBLIC), "auth_secret": from_base64url(AUTH)}
    assert encrypt(MESSAGE, **keys)[:86] != encrypt(MESSAGE, **keys)[:86]


@pytest.mark.parametrize(
    "message, ua_public, auth",
    [
        (b"x" * (MESSAGE_MAX_BYTES + 1), UA_PUBLIC, AUTH),
        (MESSAGE, UA_PUBLIC[:-4] + "AAAA", AUTH),
        (MESSAGE, "AAAA", AUTH),
        (MESSAGE, UA_PUBLIC, "AAAA"),
    ],
)
def test_what_cannot_be_encrypted_is_a_value_error(message, ua_public, auth) -> None:
    with pytest.raises(ValueError):
        encrypt(message, ua_public=from_base64url(ua_public), auth_secret=from_base64url(auth))


def test_the_key_is_made_once_and_for_this_user_alone(tmp_path) -> None:
    first, again = Keys(tmp_path, "https://kiosk.example.kr"), Keys(tmp_path, "https://kiosk.example.kr")
    assert first.public == again.public and len(base64.urlsafe_b64decode(first.public + "=")) == 65
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_none_is_a_value_error(tmp_path) -> None:
    (tmp_path / "push-key.pem").write_text("no key")
    with pytest.raises(ValueError):
        Keys(tmp_path, "https://kiosk.example.kr")


def test_a_browser_reads_its_own_messages_alone() -> None:
    mine, other = Browser(), Browser()
    given = mine.subscription("https://push.example.com/1")
    body = encrypt(
        b'{"title": "A03"}',
        ua_public=from_base64url(given["p256dh"]),
        auth_secret=from_base64url(given["auth"]),
    )
    assert mine.read(body) == {"title": "A03"}
    with pytest.raises(InvalidTag):
        other.read(body)
