"""What was read or worked out and is too large for an action's fields: kept in this process until an action names it."""

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """As many as `most`; the oldest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, T] = OrderedDict()

    def add(self, one: T) -> str:
        """Keep it; gives the word that names it in the action."""
        word = secrets.token_hex(16)
        self._kept[word] = one
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return word

    def get(self, word: str) -> T | None:
        """None where it is not kept any more."""
        return self._kept.get(word)
