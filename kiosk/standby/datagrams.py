"""Small sealed messages between the laptops of one expo, over UDP: are you there, what are you, under which fence.

Each is JSON and a MAC under a key that only those laptops know: the hash of the second laptop's token. So nobody else on the
Wi-Fi can pretend that a laptop lives, or has taken over. Who asks sends a number that was never used before, and the answer holds it.
"""

import hmac
import json
import secrets
from typing import Any

BYTES_MAX = 1_000
_MAC = 32


def key_of(token_hash: str) -> bytes:
    """The key of these messages; `token_hash`: of the second laptop's token, as the database keeps it."""
    return hmac.digest(token_hash.encode(), b"between laptops", "sha256")


def sealed(key: bytes, message: dict[str, Any]) -> bytes:
    text = json.dumps(message).encode()
    return hmac.digest(key, text, "sha256") + text


def opened(keys: list[bytes], data: bytes) -> tuple[bytes, dict[str, Any]] | None:
    """The key it was sealed with, and the message; None for whatever is no message of these laptops."""
    if not _MAC < len(data) <= BYTES_MAX:
        return None
    mac, text = data[:_MAC], data[_MAC:]
    for key in keys:
        if hmac.compare_digest(mac, hmac.digest(key, text, "sha256")):
            break
    else:
        return None
    try:
        message = json.loads(text)
    except ValueError:
        return None
    return (key, message) if isinstance(message, dict) else None


def everybody(port: int) -> tuple[str, int]:
    """Where all laptops of this network hear that listen at this port."""
    return "255.255.255.255", port


def ask(**more: Any) -> dict[str, Any]:
    """A question, with a number of its own."""
    return {"ask": secrets.token_hex(8), **more}


def answer_to(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"answer": message["ask"], **more}
