"""What entries of the journal touch: which booths, which visitors, which topics may look different now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.actions.verb import Screens
from kiosk.actions.verbs import kind_of
from kiosk.data import journal
from kiosk.expo.square.booths import Booth


@dataclass
class Touched:
    """What a batch of entries touched: booth numbers, visitor ids, words of topics, whole topics; or everything."""

    booths: set[str] = field(default_factory=set)
    visitors: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    # Words of topics that show a notice beside what is their own.
    beside: set[str] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.booths or self.visitors or self.words or self.topics)

    def whole(self, topic: str) -> bool:
        """Whether all of this topic is touched, not only what stands there of the touched booths."""
        return self.everything or topic.partition(":")[0] in self.words

    def add_entry(self, entry: journal.Entry, booths: Mapping[int, Booth]) -> None:
        """Touched by one entry; `booths` by id."""
        kind = kind_of(entry.kind)
        screens = kind.screens if kind else Screens.ALL  # written by a program that knows more than this one
        if screens is Screens.NONE:
            return
        if screens is Screens.ALL:
            self.everything = True
            return
        self.words |= {"organiser", "preparation", "rehearsal"}
        if entry.visitor_id is not None:
            self.visitors.add(entry.visitor_id)
        if entry.booth_id is not None:
            self.booths.add(booths[entry.booth_id]["number"])
            if entry.visitor_id is None and '"visitors"' not in entry.detail:  # it rests, or is open again
                self.words.add("everybody")
        if '"booths"' in entry.detail:  # further ones; few entries have any
            self.booths |= set(json.loads(entry.detail).get("booths", ()))
        if '"visitors"' in entry.detail:
            self.visitors |= set(json.loads(entry.detail).get("visitors", ()))
        if screens is Screens.BOOTH:
            self.words.add("plan")
        if screens in (Screens.SEATS, Screens.PROGRAMME):
            self.words.add("programme")
        if screens is Screens.PROGRAMME:
            self.words.add("board")
        if screens is Screens.FLEET:
            self.words.add("stations")
        if screens is Screens.STAGE:
            self.words |= {"stage", "board"}
        if screens is Screens.NOTICES:
            self._add_notice(json.loads(entry.detail)["to"])
        if screens is Screens.MESSAGES:
            self.words.add("everybody")
            self.topics |= {f"booth:{number}" for number in json.loads(entry.detail)["tablets"]}

    def _add_notice(self, to: list[str]) -> None:
        """Boards show it among their own; phones and tablets as all see it."""
        self.words.add("everybody")
        self.topics |= {f"notices:{audience}" for audience in to}
        if "boards" in to:
            self.words.add("board")
        if "phones" in to:
            self.beside.add("visitor")
