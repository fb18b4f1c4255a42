"""Which step of the tables each released version ended with: by it a database tells which version it is of.

A release adds its line, and its rows as tests/data/released/<version>.sql (CONTRIBUTING.md says how).
"""

from collections.abc import Collection

RELEASES = {
    "0.1.0": "m025_meanings_of_columns",
}


def release_of(taken: Collection[str]) -> str:
    """The newest release whose steps were all taken; with a `+` where there are later ones, which no release had. "0" before
    the first."""
    newest = max(taken, default="")
    found = [(last, name) for name, last in RELEASES.items() if last <= newest]
    if not found:
        return "0"
    last, name = max(found)
    return name if last == newest else f"{name}+"
