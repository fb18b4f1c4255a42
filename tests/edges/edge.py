"""An edge as its primary sees it: greets, wants, joins for phones, and keeps what it is told."""

import json
import threading
import time
from typing import Any
from uuid import uuid4

from kiosk.edges.keys import PROTOCOL
from kiosk.edges.link import PATH
from kiosk.serving.version import version
from kiosk.serving.wire import Address, Wire

PATIENCE_S = 10


class Edge:
    """One link. Whatever is told stands in `told`, in order."""

    def __init__(self, address: str, token: str, **hello: Any) -> None:
        """Raises NotTaken."""
        self.wire = Wire(Address(address), PATH, token)
        self.told: list[dict[str, Any]] = []
        self.ended = threading.Event()
        said = {"protocol": PROTOCOL, "version": version(), "instance": uuid4().hex, "name": "시험"}
        self.say({"hello": said | hello})
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, message: dict[str, Any]) -> None:
        self.wire.send(json.dumps(message))

    def hears(self, word: str, wanted: Any = lambda said: True) -> Any:
        """The first message of this word that fits; it is taken out of `told`."""
        until = time.monotonic() + PATIENCE_S
        while True:
            for message in list(self.told):
                if word in message and wanted(message):
                    self.told.remove(message)
                    return message
            assert time.monotonic() < until, f"nobody said {word}: {self.told}"
            time.sleep(0.005)

    def joined(self, topic: str, address: str = "203.0.113.9", **more: Any) -> dict[str, Any]:
        """What a phone of this address is answered."""
        id = int(uuid4().int % 10**6)
        self.say({"join": {"id": id, "topic": topic, "lang": "ko", "address": address, **more}})
        answer: dict[str, Any] = self.hears("joined", lambda said: said["joined"] == id)["answer"]
        return answer

    def close(self) -> None:
        self.wire.close()

    def _listen(self) -> None:
        try:
            while True:
                self.told.append(json.loads(self.wire.receive(60)))
        except OSError:
            self.ended.set()
