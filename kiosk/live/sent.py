"""What each topic was last sent in each language, and what who joins it is answered."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.live import topics
from kiosk.live.painting import Painter
from kiosk.live.watchers import HALL
from kiosk.screens import Shown
from kiosk.serving.transport import Encoded

Key = tuple[str, str]  # a topic and a language

PAINTED_AT_ONCE = 10  # places between two pauses

# The lists of which only what changed is told: topic -> the list in its data, and what names one in it.
LISTS = {HALL: ("booths", "number"), "plan": ("items", "id")}

WHOLE = "whole"  # stands for the one place of a topic that has no html, only data


class Sent:
    """What everybody who watches sees: places' texts and data by topic and language; and answers that are the same for all who
    join at one moment. What one of them sees and another does not is not kept here, so that it is sent once more: a booth that had
    two waiting, then one as somebody joined, and two again is no news to those before, and is to them."""

    def __init__(self, painter: Painter, whose: Mapping[str, Any] | None = None) -> None:
        """`whose`: what every answer says of the laptop it comes from."""
        self._painter, self._whose = painter, whose or {}
        self._texts: dict[Key, dict[str, str]] = {}
        self._data: dict[Key, Mapping[str, Any]] = {}
        self._listed: dict[Key, dict[Any, Any]] = {}  # by name
        self._joined: dict[Key, int] = {}  # seq of what the last who joined was answered
        self._answers: dict[Key, Encoded] = {}
        self._moment: tuple[str, int, int] | None = None

    def message(
        self, topic: str, lang: str, shown: Shown, seq: int, pause: Callable[[], Any] | None = None
    ) -> dict[str, Any] | None:
        """The places of a topic whose text changed since they were last sent, and its data where that alone did (a board shows
        nobody who is served, and programs read it too); None when nothing did. `pause` is called after each few places."""
        texts = self._painted(shown, lang, pause)
        sent = self._texts.setdefault((topic, lang), {})
        changed = {part_id: text for part_id, text in texts.items() if sent.get(part_id) != text}
        data = self._changed(topic, lang, shown.data)
        if not changed and not self._is_news(topic, lang, data):
            return None
        if seq < self._joined.get((topic, lang), seq):  # who joined since sees newer, and takes this no more
            self._forget_some(topic, lang, changed, data)
        else:
            sent |= changed
            self._data[topic, lang] = data
        self._answers.pop((topic, lang), None)
        return _message(topic, shown, seq, changed, data)

    def all_of(self, topic: str, lang: str, shown: Shown, seq: int) -> dict[str, Any]:
        """All places of a topic, whatever of it was sent before; what was sent stays as it is noted."""
        return _message(topic, shown, seq, self._painted(shown, lang), shown.data)

    def _is_news(self, topic: str, lang: str, data: Mapping[str, Any]) -> bool:
        """Whether this data says something else than what was sent last; of a list, whether anything of it is told."""
        if topic in LISTS:
            return bool(data[LISTS[topic][0]])
        return self._data.get((topic, lang)) != data

    def prepare(self, shown: Shown, lang: str, pause: Callable[[], Any]) -> None:
        """Paint these places, so that an answer of which most are the same is soon made."""
        self._painted(shown, lang, pause)

    def answer(
        self, topic: str, lang: str, moment: tuple[int, int], epoch: str, read: Callable[[], Shown]
    ) -> Encoded:
        """The whole topic for who joins it at this moment (seq, second), read and painted once. Raises what `read` does."""
        if topic.startswith("visitor:"):
            # Others moved since it was last sent, and one phone alone now sees it anew: the next change is sent whole.
            self.send_whole(topic, lang)
        if (epoch, *moment) != self._moment:
            self._moment, self._answers = (epoch, *moment), {}
        if (topic, lang) not in self._answers:
            self._answers[topic, lang] = self._answer(topic, lang, moment[0], epoch, read())
        self._joined[topic, lang] = moment[0]
        return self._answers[topic, lang]

    def forget(self, topic: str, lang: str) -> None:
        """Nobody watches it any more. Whoever joins next is the first, and sees all that there is."""
        key = topic, lang
        self._texts.pop(key, None)
        self._data.pop(key, None)
        self._listed.pop(key, None)
        self._joined.pop(key, None)
        self._answers.pop(key, None)

    def send_whole(self, topic: str, lang: str) -> None:
        """Who watches it is to be sent all of it."""
        self._texts[topic, lang] = {}
        self._data.pop((topic, lang), None)
        self._listed.pop((topic, lang), None)

    def _answer(self, topic: str, lang: str, seq: int, epoch: str, shown: Shown) -> Encoded:
        if not topic.startswith("visitor:"):
            self._note(topic, lang, shown)
        html = self._painter.whole(shown, lang) if shown.template else ""
        answer = {"ok": True, "seq": seq, "epoch": epoch, **self._whose, "html": html, "data": shown.data}
        return Encoded(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))

    def _note(self, topic: str, lang: str, shown: Shown) -> None:
        """Who joins sees all of this: of what others were sent, what is the same is what everybody sees."""
        key, texts = (topic, lang), self._painted(shown, lang)
        if key not in self._texts:
            self._texts[key], self._data[key] = texts, shown.data
            self._changed(topic, lang, shown.data)
            return
        sent = self._texts[key]
        self._texts[key] = {part_id: text for part_id, text in texts.items() if sent.get(part_id) == text}
        if topic in LISTS:
            listed, name = LISTS[topic]
            told = self._listed.get(key, {})
            self._listed[key] = {one[name]: one for one in shown.data[listed] if told.get(one[name]) == one}
        elif self._data.get(key) != shown.data:
            self._data.pop(key, None)

    def _forget_some(
        self, topic: str, lang: str, changed: Mapping[str, str], data: Mapping[str, Any]
    ) -> None:
        """These places and this data (of a list: what is told of it) are not what everybody sees."""
        for part_id in changed:
            self._texts[topic, lang].pop(part_id, None)
        self._data.pop((topic, lang), None)
        if topic in LISTS:
            listed, name = LISTS[topic]
            for one in data[listed]:
                self._listed[topic, lang].pop(one[name], None)

    def _changed(self, topic: str, lang: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of the hall's booths and the plan's items those that changed since they were last sent: a call touches wherever else
        its visitor waits, and there nothing is new."""
        if topic not in LISTS:
            return data
        listed, name = LISTS[topic]
        sent = self._listed.setdefault((topic, lang), {})
        changed = [one for one in data[listed] if sent.get(one[name]) != one]
        sent.update((one[name], one) for one in changed)
        return {**data, listed: changed}

    def _painted(self, shown: Shown, lang: str, pause: Callable[[], Any] | None = None) -> dict[str, str]:
        """Each place's id and its html; of a topic that has none, its data as text."""
        if not shown.parts:
            return {WHOLE: json.dumps(shown.data)}
        texts = {}
        for count, part in enumerate(shown.parts, start=1):
            texts[part.id] = self._painter.part(part, lang)
            if pause and count % PAINTED_AT_ONCE == 0:
                pause()
        return texts


def _message(
    topic: str, shown: Shown, seq: int, texts: Mapping[str, str], data: Mapping[str, Any]
) -> dict[str, Any]:
    html = "\n".join(texts.values()) if shown.parts else ""
    return {"topic": topics.asked_as(topic), "seq": seq, "html": html, "data": data}
