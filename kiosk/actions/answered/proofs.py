"""How a station shows another laptop what it was answered: the old one signed it.

A proof says who did what, when, and how it came about (the trail), bound to what was sent and to what was answered by hashes.
It holds ids and numbers alone, nothing that anybody typed. It goes out as a header of the answer: `epoch.payload.signature`.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any, NamedTuple

from kiosk.actions.answered.record import Record
from kiosk.data.store import Actor
from kiosk.data.trail import Step

HEADER = "Answer-Proof"
PROOF_MAX = 8_000
_SIGNATURE = 24
_WHO = ("role", "station_id", "booth", "visitor_id", "phone")


class Proof(NamedTuple):
    """What a genuine proof says; `body_hash` is of the answer as it is remembered."""

    action_id: str
    verb: str
    actor: Actor
    fields_hash: str
    at: int
    status: int
    body_hash: str
    trail: list[Step]
    seq: int
    epoch: str


def of(key: bytes, record: Record) -> str:
    """The proof of this record; "" where there is no key, or where it would be too long for a header (a move of a whole hall:
    who needs that has a standby linked)."""
    if not key:
        return ""
    who = [getattr(record.actor, name) for name in _WHO]
    told = [
        record.action_id,
        record.verb,
        who,
        record.fields_hash,
        record.at,
        record.status,
        hash_of(record.body),
    ]
    payload = urlsafe_b64encode(_text([*told, record.trail, record.seq]).encode()).decode()
    signed = f"{record.epoch}.{payload}"
    proof = f"{signed}.{_signature(key, signed)}"
    return proof if len(proof) <= PROOF_MAX else ""


def read(key: bytes, proof: str) -> Proof | None:
    """What it says; None where this expo did not sign it."""
    signed, _, signature = proof.rpartition(".")
    if not key or len(proof) > PROOF_MAX or not proof.isascii():
        return None
    if not hmac.compare_digest(_signature(key, signed), signature):
        return None
    epoch, _, payload = signed.partition(".")
    action_id, verb, who, fields_hash, at, status, body_hash, trail, seq = json.loads(
        urlsafe_b64decode(payload)
    )
    actor = Actor(**{name: value for name, value in zip(_WHO, who, strict=True) if value is not None})
    return Proof(action_id, verb, actor, fields_hash, at, status, body_hash, trail, seq, epoch)


def hash_of(body: str) -> str:
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _signature(key: bytes, signed: str) -> str:
    return urlsafe_b64encode(hmac.digest(key, signed.encode(), "sha256")[:_SIGNATURE]).decode()


_text: Any = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
