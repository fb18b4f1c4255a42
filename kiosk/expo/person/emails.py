"""E-mail addresses as people type them, and as they are kept."""

import re
import unicodedata

MAX_CHARS = 254  # RFC 5321
# None that a spreadsheet would take for a formula, or a mail program for two.
_FORM = re.compile(
    r"[^\s@<>()\[\],;:\"\\=+\-][^\s@<>()\[\],;:\"\\]*+@[^\s@.,;:<>()]++(?:\.[^\s@.,;:<>()]++)++"
)


def parse(text: str) -> str | None:
    """The address, in one form of each letter, or None where it is none."""
    address = unicodedata.normalize("NFKC", text).strip()
    return address if len(address) <= MAX_CHARS and _FORM.fullmatch(address) else None
