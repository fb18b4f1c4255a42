"""An edge's side of the link to its primary: kept up by two native threads, heard in the loop."""

import json
import logging
import queue
import random
import ssl
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any, Protocol

from kiosk.edges.link import IDLE_S, PATH, Hello, Welcome
from kiosk.language.sentences import N_, gettext
from kiosk.serving.greenlets import Bell
from kiosk.serving.wire import Address, NotTaken, Wire

log = logging.getLogger(__name__)

AGAIN_S, AGAIN_MOST_S = 0.25, 3.0
SENDS_MAX = 10_000  # messages that wait; more, and the link is made anew
# The primary may not have noticed yet that this edge's last process is gone, or is being replaced by another laptop.
PATIENCE_S = 25.0
MAY_PASS = {"another_edge", "old_laptop", "no_redis"}

NO_LINK = N_(
    "%(primary)s: 이 서버는 중계 서버를 모릅니다. 서버의 프로그램을 이 컴퓨터와 같은 것으로 올려 주세요."
)
NO_TRUST = N_(
    "%(primary)s: 서버의 인증서를 믿을 수 없습니다 (%(why)s). 박람회의 인증서라면 서버의 /trust 에서 받아 --ca 파일로 적어 주세요."
)
NOT_TAKEN = N_("서버가 이 중계 서버를 받지 않습니다. 토큰을 확인해 주세요.")


class Ears(Protocol):
    """What is told in the loop, in order."""

    def linked(self, welcome: Welcome) -> None: ...

    def unlinked(self) -> None: ...

    def hear(self, message: dict[str, Any]) -> None: ...

    def ended(self, sentence: str) -> None:
        """The primary will have no more of this edge: it is revoked, or does not fit."""


class Line:
    """Made and started in the loop."""

    def __init__(self, address: Address, token: str, hello: Hello, ears: Ears, lang: str = "ko") -> None:
        """`lang`: in which the primary is to say why it takes no edge."""
        self._address, self._token, self._hello, self._ears = address, token, hello, ears
        self._lang = lang
        self._arrived: deque[tuple[str, Any]] = deque()
        self._bell = Bell(self._hand_out)
        self._sends: queue.Queue[str | None] = queue.Queue(SENDS_MAX)
        self._wire: Wire | None = None
        self._closed = False
        self.is_up = False  # in the loop's eyes

    def start(self) -> None:
        threading.Thread(target=self._run, name="link", daemon=True).start()

    def close(self) -> None:
        self._closed = True
        if self._wire:
            self._wire.close()

    def send(self, message: dict[str, Any]) -> None:
        """From the loop. What can't be sent is lost, and so is the link: who asked asks again when it is up."""
        if not self.is_up:
            return
        try:
            self._sends.put_nowait(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
        except queue.Full:
            if self._wire:
                self._wire.close()

    # In the loop.

    def _hand_out(self) -> None:
        while self._arrived:
            what, told = self._arrived.popleft()
            if what == "up":
                self.is_up = True
                self._ears.linked(told)
            elif what == "down":
                self.is_up = False
                self._ears.unlinked()
            elif what == "ended":
                self._ears.ended(told)
            else:
                self._ears.hear(told)

    def _tell(self, what: str, told: Any = None) -> None:
        self._arrived.append((what, told))
        self._bell.ring()

    # In threads.

    def _run(self) -> None:
        began, was_up, tries = time.monotonic(), False, 0
        while not self._closed:
            try:
                self._link()
                began, was_up, tries = time.monotonic(), True, 0
            except _Ended as ended:
                if ended.code not in MAY_PASS or time.monotonic() - began > PATIENCE_S:
                    return self._tell("ended", ended.sentence)
            except ssl.SSLCertVerificationError as error:
                if not was_up:
                    why = error.verify_message
                    sentence = gettext(NO_TRUST, self._lang, primary=self._address.url, why=why)
                    return self._tell("ended", sentence)
            except OSError as error:
                log.warning("no link to %s (%s)", self._address.url, error)
            tries += 1
            time.sleep(min(AGAIN_MOST_S, AGAIN_S * 2 ** min(tries, 6)) * random.uniform(0.5, 1))
        return None

    def _link(self) -> None:
        """One link, from its opening to its end. Raises OSError, _Ended."""
        wire = self._wire = self._opened()
        try:
            wire.send(json.dumps({"hello": self._hello}))
            welcome = self._welcomed(wire)
            self._let_go()  # what was for a link before this one
            self._tell("up", welcome)
            sender = threading.Thread(target=self._send_all, args=(wire,), name="link's sender", daemon=True)
            sender.start()
            try:
                self._hear_all(wire)
            except OSError as error:
                log.warning("the link to %s ended (%s)", self._address.url, error)
            finally:
                self._tell("down")
                wire.close()
                self._let_go()  # it may be full, and its sender has ended: nobody would make room
                self._sends.put(None)
                sender.join()
        finally:
            wire.close()

    def _let_go(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._sends.get_nowait()

    def _opened(self) -> Wire:
        try:
            return Wire(self._address, f"{PATH}?lang={self._lang}", self._token)
        except NotTaken as refused:
            if refused.status in (401, 403):
                raise _Ended("refused", _message_of(refused.body, self._lang)) from None
            if refused.status in (404, 405, 426):
                raise _Ended("refused", gettext(NO_LINK, self._lang, primary=self._address.url)) from None
            raise OSError(f"status {refused.status}") from None

    def _welcomed(self, wire: Wire) -> Welcome:
        message = _read(wire.receive(IDLE_S))
        refused = message.get("refused")
        if isinstance(refused, dict):
            raise _Ended(str(refused.get("code")), str(refused.get("message"))[:500])
        welcome = message.get("welcome")
        if not isinstance(welcome, dict):
            raise OSError("no welcome")
        try:
            return {  # only what this edge's program knows, in the types that it expects
                "protocol": int(welcome["protocol"]),
                "version": str(welcome["version"]),
                "epoch": str(welcome["epoch"]),
                "fence": int(welcome["fence"]),
                "mark": str(welcome["mark"]),
                "gen": str(welcome["gen"]),
                "word": str(welcome["word"]),
                "origin": str(welcome.get("origin") or ""),
            }
        except (KeyError, TypeError, ValueError):
            raise OSError("no welcome") from None

    def _hear_all(self, wire: Wire) -> None:
        while True:
            message = _read(wire.receive(IDLE_S))
            if "revoked" in message:
                raise _Ended("revoked", str(message["revoked"])[:500])
            self._tell("message", message)

    def _send_all(self, wire: Wire) -> None:
        with suppress(OSError):
            while (text := self._sends.get()) is not None:
                wire.send(text)
        wire.close()


class _Ended(Exception):
    """The primary says no."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def _read(text: str) -> dict[str, Any]:
    """Raises OSError for what is no message."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise OSError("no JSON") from None
    if not isinstance(message, dict):
        raise OSError("no message")
    return message


def _message_of(body: bytes, lang: str) -> str:
    try:
        return str(json.loads(body)["message"])[:500]
    except (ValueError, KeyError, TypeError, RecursionError):
        return gettext(NOT_TAKEN, lang)
