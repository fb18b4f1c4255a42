"""What a rule found: a state and one sentence, which says what is and what to do, in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.data.checkup import State
from kiosk.language.sentences import gettext


@dataclass(frozen=True)
class Word:
    """A word of ours within a sentence, in the sentence's language."""

    word: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: str) -> str:
        return gettext(self.word, lang, **_said(self.values, lang))


@dataclass(frozen=True)
class Found:
    """`sentence` is of the catalogue, its %(name)s filled from `values`."""

    state: State
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: str) -> str:
        return gettext(self.sentence, lang, **_said(self.values, lang))


def ok(sentence: str, **values: object) -> Found:
    return Found("ok", sentence, values)


def warn(sentence: str, **values: object) -> Found:
    """Worth a look; the doors may open."""
    return Found("warn", sentence, values)


def fail(sentence: str, **values: object) -> Found:
    """The doors should not open."""
    return Found("fail", sentence, values)


def unseen(sentence: str, **values: object) -> Found:
    """This system does not let it be seen: the sentence says how to look oneself."""
    return Found("unseen", sentence, values)


def _said(values: Mapping[str, object], lang: str) -> dict[str, object]:
    return {name: value.said(lang) if isinstance(value, Word) else value for name, value in values.items()}
