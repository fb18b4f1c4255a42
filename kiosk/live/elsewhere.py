"""Whoever hands on what the public sees to sockets of other machines (kiosk/edges): what it is told of, and that there is nobody."""

from typing import Protocol


class Elsewhere(Protocol):
    """Told in the loop, and never waited for. A `packet` is the text of the event exactly as a socket gets it."""

    def shown(self, topic: str, lang: str, seq: int, packet: str) -> None:
        """Those who watch a topic were shown this, which was read at `seq`."""

    def pulsed(self, packet: str) -> None:
        """Everybody was told that the server lives."""

    def gone(self, topic: str) -> None:
        """Nobody may watch this topic any more."""

    def cut(self, station_id: int) -> None:
        """This station was revoked, locked or moved."""

    def begun_anew(self) -> None:
        """Another history has begun."""

    def forgotten(self) -> None:
        """Somebody was forgotten, of whom what was shown before may tell."""


class Nowhere:
    """A server alone."""

    def shown(self, topic: str, lang: str, seq: int, packet: str) -> None:
        pass

    def pulsed(self, packet: str) -> None:
        pass

    def gone(self, topic: str) -> None:
        pass

    def cut(self, station_id: int) -> None:
        pass

    def begun_anew(self) -> None:
        pass

    def forgotten(self) -> None:
        pass
