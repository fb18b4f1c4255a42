"""What is still to be sent: the most urgent topic first, each once, as it is when its turn comes.

So nothing waits for a full round: a call stands on the boards before the phones behind it are painted. Where changes come
faster than they can be sent, a topic that is due already is only due once: its newest state goes out.
"""

from collections.abc import Iterable

# Words of topics, the most urgent first: what everybody looks up to, what is shared, who is called, who works with it. A
# phone costs a fifth of a tablet, and an action changes one phone and several tablets, whose own taps are answered anyway.
ORDER = (
    "board",
    "notices",
    "places",
    "visitor",
    "booth",
    "queue",
    "stage",
    "programme",
    "plan",
    "stations",
    "sheet",
    "everybody",
    "organiser",
    "preparation",
    "rehearsal",
)
WITH_THE_CLOCK = len(ORDER)  # nothing happened there: only time has passed

Booths = frozenset[str] | None  # the booths whose places may look different; None: the whole topic
BESIDE: Booths = frozenset()


class Due:
    """Topics that may look different now, by urgency."""

    def __init__(self) -> None:
        self._topics: list[dict[str, Booths]] = [{} for _ in range(WITH_THE_CLOCK + 1)]

    def __bool__(self) -> bool:
        return any(self._topics)

    def add(self, topic: str, booths: Iterable[str] | None = None) -> None:
        """This topic, or what stands there of these booths."""
        waiting = self._topics[ORDER.index(topic.partition(":")[0])]
        known = waiting.get(topic, frozenset())
        waiting[topic] = None if booths is None or known is None else known.union(booths)

    def add_with_the_clock(self, topic: str) -> None:
        """Behind all that happened, this topic."""
        self._topics[WITH_THE_CLOCK][topic] = None

    def add_beside(self, topic: str) -> None:
        """Behind all that happened, what this topic shows beside its own: nothing of that has changed."""
        self._topics[WITH_THE_CLOCK].setdefault(topic, BESIDE)

    def pop(self) -> tuple[str, Booths]:
        """The most urgent one, of those the one that has waited longest. Raises LookupError."""
        for waiting in self._topics:
            if waiting:
                topic = next(iter(waiting))
                return topic, waiting.pop(topic)
        raise LookupError
