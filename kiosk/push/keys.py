"""The key pair by which push services know this expo (VAPID, RFC 8292): made on the laptop when it is first needed, and kept
beside the badge key, readable by this user alone. No backup and no export holds it.

Whoever had it could show messages in the expo's name on the phones that allow them. Phones that subscribed with a key that
is lost have to allow it once more.
"""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException

from badges.files import made_once

FILE = "push-key.pem"
VALID_S = 12 * 3600  # of a signature; a push service refuses more than a day


class Keys:
    """The pair in this folder. Raises OSError, ValueError where it can't be made or read."""

    def __init__(self, folder: Path, contact: str) -> None:
        """`contact`: an https address under which a push service may find whose messages these are."""
        self._vapid = _read_or_make(folder / FILE)
        self._contact = contact

    @property
    def public(self) -> str:
        """The public key as a browser takes it: 65 bytes as base64url."""
        key: ec.EllipticCurvePublicKey = self._vapid.public_key
        return base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def authorization(self, endpoint: str, now_s: Callable[[], float] = time.time) -> str:
        """The header that signs a message to this endpoint: by the laptop's own clock, never a rehearsal's."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(now_s()) + VALID_S,
            "sub": self._contact,
        }
        header: str = self._vapid.sign(claims)["Authorization"]
        return header


def contact_of(origin: str) -> str:
    """Whom a push service may turn to: the expo's address without its port."""
    return f"https://{urlsplit(origin).hostname or 'localhost'}"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def _read_or_make(path: Path) -> Vapid02:
    if not path.exists():
        vapid = Vapid02()
        vapid.generate_keys()
        made_once(path, vapid.private_pem())
    try:
        return Vapid02.from_file(str(path))
    except VapidException as error:
        raise ValueError(f"{path.name}: {error}") from error
