"""Who watches which topic, found by what an entry of the journal names: a round costs what changed, however many
watch."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

Key = tuple[str, str]  # a topic and a language
HALL = "board:hall"
TOLD = {
    "visitor",
    "sheet",
}  # words of topics whose key is no booth: whoever watches one says what it is about


def word(name: str) -> Hashable:
    """All topics of this word: `stage`, `board` for every board."""
    return "word", name


def booth(number: str) -> Hashable:
    """The topics about one booth."""
    return "booth", number


def visitor(visitor_id: int) -> Hashable:
    """The topics about one visitor."""
    return "visitor", visitor_id


class Watchers:
    """Sockets by topic and language; topics by what they are about. What is `given` is shown elsewhere as well (kiosk/edges)."""

    def __init__(self) -> None:
        self._sids: dict[Key, set[str]] = {}
        self._given: set[Key] = set()
        self._keys: dict[str, set[Key]] = defaultdict(set)
        self._languages: dict[str, set[str]] = {}
        self._about: dict[str, tuple[Hashable, ...]] = {}
        self._topics: dict[Hashable, set[str]] = defaultdict(set)

    def __contains__(self, key: Key) -> bool:
        return key in self._sids or key in self._given

    def add(self, sid: str, topic: str, lang: str) -> None:
        """This socket watches the topic in this language."""
        self._sids.setdefault((topic, lang), set()).add(sid)
        self._keys[sid].add((topic, lang))
        self._languages.setdefault(topic, set()).add(lang)

    def give(self, topic: str, lang: str) -> None:
        """The topic is shown elsewhere in this language."""
        self._given.add((topic, lang))
        self._languages.setdefault(topic, set()).add(lang)

    def give_no_more(self, topic: str, lang: str) -> None:
        """It is not."""
        self._given.discard((topic, lang))
        if (topic, lang) not in self._sids:
            self._end((topic, lang))

    def tell(self, topic: str, subjects: Iterable[Hashable] = ()) -> None:
        """Note what a watched topic is about beside its word: these subjects, or the booth that is its key."""
        self._forget(topic)
        name, _, key = topic.partition(":")
        about = [word(name), *subjects]
        if name not in TOLD and key and topic != HALL:
            about.append(booth(key))
        self._about[topic] = tuple(about)
        for subject in about:
            self._topics[subject].add(topic)

    def remove(self, sid: str) -> list[Key]:
        """This socket has gone. Gives the topics and languages that no socket watches any more."""
        return self._unwatch(sid, self._keys.pop(sid, set()))

    def leave(self, sid: str, topic: str) -> list[Key]:
        """This socket watches the topic no more, in no language. Gives what no socket watches any more."""
        keys = {key for key in self._keys.get(sid, ()) if key[0] == topic}
        if keys:
            self._keys[sid] -= keys
        return self._unwatch(sid, keys)

    def of(self, topic: str) -> set[str]:
        """The sockets that watch this topic, in whatever language."""
        return {sid for lang in self.here(topic) for sid in self._sids[topic, lang]}

    def languages(self, topic: str) -> list[str]:
        """In which languages it is watched, none if it is not."""
        return sorted(self._languages.get(topic, ()))

    def here(self, topic: str) -> list[str]:
        """In which languages sockets of this server watch it."""
        return [lang for lang in self.languages(topic) if (topic, lang) in self._sids]

    def elsewhere(self, topic: str) -> list[str]:
        """In which languages it is watched elsewhere alone."""
        return [lang for lang in self.languages(topic) if (topic, lang) not in self._sids]

    def about(self, subjects: Iterable[Hashable]) -> set[str]:
        """The watched topics about any of these."""
        return {topic for subject in subjects for topic in self._topics.get(subject, ())}

    def topics(self) -> list[str]:
        """Every watched topic."""
        return list(self._languages)

    def _unwatch(self, sid: str, keys: set[Key]) -> list[Key]:
        for key in keys:
            self._sids[key].discard(sid)
        left = [key for key in keys if not self._sids[key]]
        for key in left:
            del self._sids[key]
            if key not in self._given:
                self._end(key)
        return left

    def _end(self, key: Key) -> None:
        topic, lang = key
        known = self._languages.get(topic, set())
        known.discard(lang)
        if known:
            return
        self._languages.pop(topic, None)
        self._forget(topic)

    def _forget(self, topic: str) -> None:
        for subject in self._about.pop(topic, ()):
            self._topics[subject].discard(topic)
            if not self._topics[subject]:
                del self._topics[subject]
