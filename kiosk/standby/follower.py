"""The second laptop while it follows: it keeps what the first answers, and watches over the first with the third. In threads.

Take-over is somebody else's (take_over.py); here is decided only when it may begin.
"""

import json
import logging
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.actions.refusals import Unusable
from kiosk.addresses import in_address
from kiosk.data import mastership as standing
from kiosk.data.mastership import Peer
from kiosk.data.running import running
from kiosk.data.tokens import hashed
from kiosk.serving.version import version
from kiosk.serving.wire import Address, NotTaken, Wire
from kiosk.settings import DEFAULT_PORT
from kiosk.standby import datagrams, third
from kiosk.standby.answered_log import AnsweredLog
from kiosk.standby.link import PATH
from kiosk.standby.mastership import ROUND_S, WAIT_S, Watch, clock

log = logging.getLogger(__name__)

AGAIN_S = 1.0  # between two tries to link
REFUSED_AGAIN_S = 10.0
SILENT_S = 5.0  # a link over which nothing comes for so long is opened anew
LINK_S = 3.0  # for a first that lives, where somebody wants to take over at once
ASKED_S = 1.0  # for the answer of another laptop
YIELD_S = 10.0  # for a first that hands over


@dataclass(frozen=True)
class Followed:
    """What the second laptop knows of the first out of its bundle. `addresses` are tried in turn; `port`: of its plain HTTP, where it
    answers other laptops too."""

    addresses: tuple[Address, ...]
    token: str
    badge_key: bytes
    port: int = 0


def followed(
    *,
    names: Iterable[str],
    port: int | None,
    https_port: int | None,
    origin: str,
    token: str,
    files: Mapping[str, bytes],
) -> Followed:
    """What a bundle says of the first laptop (bundle.py): each of its names and addresses, over HTTPS where it has that."""
    scheme, number = ("https", https_port) if https_port else ("http", port or DEFAULT_PORT)
    fixed = urlsplit(origin).hostname or ""
    roots = "\n".join(_CERTIFICATE.findall(files.get("authority.pem", b"").decode("ascii", "replace")))
    hosts = dict.fromkeys([*names, *([fixed] if fixed else [])])
    addresses = tuple(
        Address(f"{scheme}://{in_address(host)}:{number}", fixed if https_port else "", roots)
        for host in hosts
    )
    return Followed(
        addresses, token, bytes.fromhex(files["badge.key"].decode().strip()), port or DEFAULT_PORT
    )


_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.S)


def require_may_follow(folder: Path) -> None:
    """Raises Unusable for the folder of a laptop that is the server, or of an old one that nobody has looked at."""
    was = standing.read(folder)
    if server := running(folder):
        raise Unusable(
            f"{folder}: 이 폴더로 서버가 켜져 있습니다 (포트 {server.port}). 둘째 노트북에서 빈 폴더를 --data로 적어 주세요."
        )
    if was.role == "first" and was.fence > 1:
        raise Unusable("이 노트북은 이미 이어받았습니다. serve로 켜 주세요.")
    if was.role == "first" and (folder / "expo.db").exists():
        raise Unusable(f"{folder}: 첫 노트북의 폴더입니다. 둘째 노트북에서 빈 폴더를 --data로 적어 주세요.")
    if was.role == "old":
        raise Unusable(
            "이 노트북에만 있던 일을 아직 아무도 보지 않았습니다. serve로 켜고 운영본부의 /standby에서 ‘확인했어요’를 누른 뒤 다시 해 주세요."
        )


@dataclass
class Told:
    """How things stand, for the second laptop's page. `sentence`: why it is not linked; `fence`: the highest heard of;
    `silent_s`: for how long the first is silent while the third answers; `by_itself`: whether it may take over so."""

    linked: bool = False
    sentence: str = ""
    fence: int = 1
    seq: int = 0
    kept: int = 0
    by_itself: bool = False
    silent_s: float = 0.0
    third: str = ""
    third_answers: bool = False


class Follower:
    """Runs from `start` to `stop`. `on_silence()` is called once, in a thread of its own, when it may take over by itself; from
    then on it tells nobody that it is a standby still."""

    def __init__(
        self, folder: Path, followed: Followed, *, port: int, host: str = "", on_silence: Callable[[], None]
    ) -> None:
        self.folder, self.followed, self._on_silence = folder, followed, on_silence
        self._stand_by()
        self.log = AnsweredLog(folder)
        self.instance = secrets.token_hex(8)
        self._mark = standing.expo_mark(followed.badge_key)
        self._key = datagrams.key_of(hashed(followed.token))
        self._lock = threading.Lock()
        self._watch = Watch()
        self._told = Told(fence=standing.read(folder).fence)
        self._stream, self._position = "", 0
        self._wire: Wire | None = None
        self._station = 0
        self._first: Peer | None = None
        self._ends = self._takes_over = self._leaves = False
        self._yielded = threading.Event()
        self._yielded_seq: int | None = None
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._datagrams.bind((host, port))
        except OSError as error:
            self._datagrams.close()
            self.log.close()
            raise Unusable(
                f"{port}: 포트를 열 수 없습니다. 쓰고 있는 프로그램을 끝내거나 다른 번호를 주세요."
            ) from error
        self._datagrams.settimeout(ROUND_S)
        self._port = int(self._datagrams.getsockname()[1])
        self._threads = [
            threading.Thread(target=work, name=f"standby-{work.__name__.strip('_')}", daemon=True)
            for work in (self._follow, self._answer, self._look)
        ]

    def _stand_by(self) -> None:
        """This folder is a standby's from now on: no server may be started on it by mistake. Raises Unusable."""
        require_may_follow(self.folder)
        was = standing.read(self.folder)
        if was.role != "standby":
            standing.write(self.folder, replace(was, role="standby", bound=False))

    def start(self) -> "Follower":
        for thread in self._threads:
            thread.start()
        return self

    def told(self) -> Told:
        with self._lock:
            return replace(
                self._told,
                kept=len(self.log),
                by_itself=self._watch.granted,
                silent_s=round(self._watch.silent_s(clock()), 1),
            )

    def wait_until_linked(self, within_s: float = LINK_S) -> bool:
        _pause(within_s, lambda: self.told().linked or self._ends)
        return self.told().linked

    def stop(self) -> None:
        """Say goodbye: the first need not wait for this laptop any more."""
        with self._lock:
            self._watch.granted, self._leaves = False, True
            wire = self._wire
        if wire:
            with suppress(OSError):
                wire.send('{"bye":true}')
        self._end()

    def copied(self, seq: int) -> None:
        """The copy has everything up to this entry of the journal: what was kept until then goes. Raises OSError."""
        self.log.drop_before(seq)

    @property
    def first(self) -> Peer | None:
        """Where the first laptop was last heard, for this one to know it when it comes back."""
        return self._first

    def another_first(self, within_s: float = ASKED_S) -> str:
        """Where a laptop is the first that is not linked to this one, "" where none says so."""
        message = datagrams.ask(role="standby", fence=self._told.fence)
        data, until = datagrams.sealed(self._key, message), time.monotonic() + within_s
        hosts = {urlsplit(one.url).hostname or "" for one in self.followed.addresses}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            places = {(host, port) for host in hosts for port in (self._port, self.followed.port) if port}
            for place in (datagrams.everybody(self._port), *places):
                with suppress(OSError):
                    line.sendto(data, place)
            while (left := until - time.monotonic()) > 0:
                line.settimeout(left)
                try:
                    answer, (host, _) = line.recvfrom(datagrams.BYTES_MAX + 1)
                except OSError:
                    break
                found = datagrams.opened([self._key], answer)
                if found and found[1].get("answer") == message["ask"] and self._is_another(found[1]):
                    return str(host)
        return ""

    def _is_another(self, told: dict[str, Any]) -> bool:
        """A first that is not linked here lives all the same, whatever whoever taps believes."""
        fence = told.get("fence")
        if told.get("role") != "first" or not isinstance(fence, int):
            return False
        return self._wire is None or fence > self._told.fence

    def ask_to_yield(self) -> int | None:
        """Have the first hand over, if it can be reached: it writes no more, and all it answered is here or in its copy up to the
        seq that is returned. None: it does not answer."""
        with self._lock:
            wire = self._wire
        if wire is None:
            return None
        with suppress(OSError):
            wire.send('{"yield":true}')
            if self._yielded.wait(YIELD_S):
                return self._yielded_seq
        return None

    def take_over(self) -> bool:
        """From now on this laptop is no standby any more. False: it was none before."""
        with self._lock:
            if self._takes_over:
                return False
            self._takes_over = True
            return True

    def go_on_following(self) -> None:
        """The take-over could not be done, and nothing has happened."""
        with self._lock:
            self._takes_over = False
            self._watch = Watch()

    def let_go(self) -> None:
        """Leave port, file and link to whoever goes on."""
        self._end()
        for thread in self._threads:
            if thread.ident and thread is not threading.current_thread():
                thread.join(2 * SILENT_S)
        self.log.close()

    def _end(self) -> None:
        self._ends = True
        with self._lock:
            wire = self._wire
        if wire:
            wire.close()
        self._datagrams.close()

    # The link.

    def _follow(self) -> None:
        at = refused_at = 0  # the count of tries, and which of them was last answered by a refusal
        addresses = self.followed.addresses
        while not self._ends:
            address = addresses[at % len(addresses)]
            at += 1
            wait_s = AGAIN_S
            try:
                wire = Wire(address, PATH, self.followed.token)
            except NotTaken as refused:
                refused_at = at
                self._unlinked(_said(refused.body) or f"첫 노트북이 {refused.status}(으)로 답했어요.")
                if refused.status in (401, 403):  # sent away: it may not take over by itself any more
                    self._watch.granted = False
                    wait_s = REFUSED_AGAIN_S
            except OSError as error:
                if not refused_at or at - refused_at >= len(
                    addresses
                ):  # else it is reached at another address
                    self._unlinked(_unreached(error))
            else:
                try:
                    self._keep_up(wire)
                except OSError:
                    self._unlinked("첫 노트북과 끊어졌어요. 다시 연결하고 있어요.")
                except ValueError as error:
                    refused_at = at
                    self._unlinked(str(error))
                finally:
                    with self._lock:
                        self._wire = None
                    wire.close()
            _pause(wait_s, lambda: self._ends)

    def _keep_up(self, wire: Wire) -> None:
        """From greeting to the end. Raises OSError, ValueError for what the first laptop may not say."""
        hello = {
            "hello": 1,
            "version": version(),
            "expo": self._mark,
            "instance": self.instance,
            "port": self._port,
        }
        wire.send(json.dumps(hello | {"stream": self._stream, "after": self._position}))
        welcome = _message(wire.receive(SILENT_S))
        if "welcome" not in welcome:
            raise ValueError(str(welcome.get("message") or "첫 노트북이 이 노트북을 받지 않아요."))
        self._station = int(welcome["station"])
        self._stream, self._position = str(welcome["stream"]), int(welcome["from"])
        with self._lock:
            self._wire = wire
            self._told.linked, self._told.sentence = True, ""
            self._told.third = str(welcome.get("third", ""))
            if self._first is None and isinstance(welcome.get("port"), int):
                self._first = Peer(wire.host, welcome["port"], self._station)
            self._heard(welcome)
        while not self._ends:
            self._take(wire, _message(wire.receive(SILENT_S)))

    def _take(self, wire: Wire, message: dict[str, Any]) -> None:
        records = message.get("answered")
        if records:
            self._keep(int(message["from"]), [(one["seq"], one["record"]) for one in records])
        wire.send(f'{{"arrived":{self._position}}}')
        with self._lock:
            self._heard(message)
            if message.get("grant") is True and not self._leaves:
                self._watch.granted = True
            if message.get("rests") is True:  # somebody ended it: only a tap takes over
                self._watch.granted = False
            if records:
                self._told.seq = int(records[-1]["seq"])
        if "yielded" in message:
            self._yielded_seq = int(message["yielded"])
            self._yielded.set()

    def _keep(self, first: int, records: list[tuple[int, dict[str, Any]]]) -> None:
        """Every record once, in order, and on the disk. Raises ValueError where one is missing: the link begins anew."""
        if first > self._position + 1:
            raise ValueError("첫 노트북의 기록이 빠졌어요. 다시 연결하고 있어요.")
        new = records[self._position + 1 - first :]
        if new:
            self.log.append([{"seq": seq, "record": record} for seq, record in new])
            self._position += len(new)

    def _heard(self, message: dict[str, Any]) -> None:
        self._watch.heard(clock())
        fence = message.get("fence")
        if isinstance(fence, int) and fence > self._told.fence:
            self._told.fence = fence

    def _unlinked(self, sentence: str) -> None:
        with self._lock:
            self._told.linked, self._told.sentence = False, sentence

    # Whether the first lives.

    def _answer(self) -> None:
        """Tell the first, when it asks, that this is a standby still; and hear it by that."""
        while not self._ends:
            try:
                data, place = self._datagrams.recvfrom(datagrams.BYTES_MAX + 1)
            except TimeoutError:
                continue
            except OSError:
                return
            found = datagrams.opened([self._key], data)
            if found is None or "ask" not in found[1]:
                continue
            with self._lock:
                if self._takes_over:
                    continue
                if found[1].get("role") == "standby":
                    continue  # another one asks whether somebody has taken over
                self._heard(found[1])
                self._first = Peer(str(place[0]), int(place[1]), self._station)
                told = {"role": "standby", "fence": self._told.fence, "instance": self.instance}
                told |= {"granted": self._watch.granted, "third": self._told.third_answers}
            answer = datagrams.sealed(self._key, datagrams.answer_to(found[1], **told))
            with suppress(OSError):
                self._datagrams.sendto(answer, place)

    def _look(self) -> None:
        while not self._ends:
            asked_at, place = clock(), self._told.third
            answers = bool(place) and third.reached(place)
            with self._lock:
                self._told.third_answers = answers
                self._watch.looked(asked_at, answers)
                begins = not self._takes_over and self._watch.may_take_over(clock())
                self._takes_over = self._takes_over or begins
            if begins:
                log.warning("the first laptop is silent for %d s, and the third answers: taking over", WAIT_S)
                threading.Thread(target=self._on_silence, name="take-over", daemon=True).start()
            _pause(asked_at + ROUND_S - clock(), lambda: self._ends)


def _message(text: str) -> dict[str, Any]:
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError("첫 노트북의 말을 알아들을 수 없어요.")
    return message


def _unreached(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"첫 노트북의 인증서를 믿을 수 없어요 ({error.verify_message}). 첫 노트북에서 묶음 파일을 다시 만들어 주세요."
    return "첫 노트북에 닿지 않아요. 켜져 있는지, 두 노트북이 같은 공유기에 있는지 봐 주세요."


def _said(body: bytes) -> str:
    """The sentence in a refusal."""
    with suppress(ValueError, AttributeError):
        return str(json.loads(body).get("message") or "")
    return ""


def _pause(seconds: float, ends: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not ends() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))
