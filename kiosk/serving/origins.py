"""Whose page a request comes from, by what browsers say of it."""

from typing import Any


def same_origin(origin: str | None, environ: dict[str, Any]) -> bool:
    """Whether a page of this server sent this. Programs send no Origin; they show a token instead."""
    own = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
    return not origin or origin.lower() == own.lower()
