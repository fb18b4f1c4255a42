"""How many topics one socket may hold, and how often it may be told that it asks too much: at the primary as at an edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kiosk.actions.refusals import TooMany
from kiosk.language.sentences import N_, gettext

TOPICS_MAX = 20  # of one socket
TOO_MANY_MAX = 50  # answers of this kind, then the socket is closed
POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1: with this status

_TOO_MUCH = N_("한 화면에서 한꺼번에 볼 수 있는 것은 %(most)s가지예요. 화면을 새로 열어 주세요.")

Topic = TypeVar("Topic")  # as its holder names one


@dataclass(kw_only=True)
class Held(Generic[Topic]):
    """The topics of one connected socket, and how often it was told that it asks too much."""

    topics: set[Topic] = field(default_factory=set)
    too_many: int = 0

    def require_room(self, topic: Topic, lang: str) -> None:
        """Raises TooMany where it may hold no more than it does."""
        if topic not in self.topics and len(self.topics) >= TOPICS_MAX:
            raise TooMany(gettext(_TOO_MUCH, lang, most=TOPICS_MAX))

    def has_asked_too_much(self, answer: Mapping[str, Any]) -> bool:
        """Whether the socket is to be closed after this refusal, which is counted."""
        self.too_many += answer["code"] == TooMany.code
        return self.too_many >= TOO_MANY_MAX
