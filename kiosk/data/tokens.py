"""Tokens of stations and phones: long, random, and kept only as their hash."""

import hashlib


def hashed(secret: str) -> str:
    """How a token is kept. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
