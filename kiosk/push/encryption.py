"""A message that one browser alone can read: `aes128gcm` of RFC 8188 with the keys of RFC 8291, whose names stand here."""

import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES = 4096  # one record; a push service takes no more
MESSAGE_MAX_BYTES = 3000
LAST_RECORD = b"\x02"
PUBLIC_BYTES, AUTH_BYTES = 65, 16


def encrypt(
    message: bytes,
    *,
    ua_public: bytes,
    auth_secret: bytes,
    as_private: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message for the browser with this public key (65 bytes) and secret (16 bytes).

    `as_private` and `salt` are made anew for each message; tests give those of the RFC. Raises ValueError for keys that are
    none, and for a message that is too long.
    """
    if len(message) > MESSAGE_MAX_BYTES or len(auth_secret) != AUTH_BYTES:
        raise ValueError("too long, or no secret of 16 bytes")
    ua_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ua_public)
    as_private = as_private or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    as_public = as_private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    ecdh_secret = as_private.exchange(ec.ECDH(), ua_key)
    ikm = _hkdf(auth_secret, ecdh_secret, b"WebPush: info\0" + ua_public + as_public, 32)
    key = _hkdf(salt, ikm, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, ikm, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!LB", RECORD_BYTES, len(as_public)) + as_public
    return header + AESGCM(key).encrypt(nonce, message + LAST_RECORD, None)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
