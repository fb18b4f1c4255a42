"""Ways onto paper: a network printer by ESC/POS, and CUPS. Each takes an address and what to send, and returns once
it is on paper, or raises Trouble, Unsure; and ways to ask a printer whether it could, which raise Trouble."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SO_SNDBUF, SOCK_STREAM, SOL_SOCKET, getaddrinfo
from typing import Any

from PIL import Image

from badges.layouts import Layout
from badges.pdf import Pdf, Placed, pack
from kiosk.addresses import may_be_printer
from kiosk.expo.door.printers import place_of
from kiosk.printing.outcomes import Trouble, Unsure

RECEIPT_DPI = 203
CONNECT_S = 3.0
ANSWER_S = 1.5
SEND_S = 20.0
PRINT_S = 30.0

SENT_UNREAD_BYTES = (
    16_384  # little may wait in this computer, or a printer that stopped reading seems to be well
)

CUPS_S = 15.0
CUPS_PRINT_S = 120.0
CUPS_LOOK_S = 1.0

_TELL_WHEN_PRINTED = b"\x1dr\x01"  # GS r 1: answered in its turn, after all that was sent before
_OFFLINE, _NO_PAPER = 0x08, 0x60


class NotMine(Exception):
    """The job was moved or removed before anything was sent."""


@dataclass(frozen=True)
class Sending:
    """What to send. `begin()` is called right before anything can come out, and raises NotMine. `answers`: this printer
    is known to say how it is; `answered()` is called where it does."""

    image: Image.Image
    layout: Layout
    title: str
    begin: Callable[[], None]
    keep_receipt: Callable[[str], object]
    answers: bool = False
    answered: Callable[[], object] = lambda: None


def network(address: str, sending: Sending) -> None:
    """An ESC/POS printer on the network. One that answers says when the paper is out; a mute one is believed."""
    with _opened(address) as printer:
        answers = _ready(printer)
        if answers:
            sending.answered()
        elif sending.answers:
            raise Trouble("off")  # it did say how it is, and says nothing now
        width = {"media": {"width": {"pixels": sending.image.width}}}
        printer.profile.profile_data = {**printer.profile.profile_data, **width}
        sending.begin()
        _send(printer, sending.image, waits=answers)


def ask_network(address: str) -> None:
    with _opened(address) as printer:
        _ready(printer)


def cups(destination: str, sending: Sending) -> None:
    """A printer that this computer's CUPS knows, by `lp`."""
    ask_cups(destination)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "badge.pdf"
        write_pdf(sending.image, sending.layout, file)
        sending.begin()
        size = f"Custom.{_flat_mm(sending.layout)[0]:g}x{_flat_mm(sending.layout)[1]:g}mm"
        said = _run("lp", "-d", destination, "-t", sending.title, "-o", f"media={size}", "--", str(file))
    words = said.split()
    if "id" not in words or words.index("id") + 2 >= len(words):
        raise Unsure("silent")
    receipt = words[words.index("id") + 2]  # request id is Zebra-12 (1 file(s))
    sending.keep_receipt(receipt)
    follow_cups(destination, receipt)


def ask_cups(destination: str) -> None:
    """What CUPS knows of the printer behind a destination."""
    if problem := _problem_in(_run("lpstat", "-l", "-p", destination)):
        raise Trouble(problem)


def follow_cups(destination: str, receipt: str) -> None:
    """Wait until CUPS has done this job. One that takes too long is called back: it waits with us then, unless CUPS had
    begun to print it. Raises Trouble, Unsure."""
    until = time.monotonic() + CUPS_PRINT_S
    while receipt in _waiting_in_cups(destination):
        if time.monotonic() > until:
            raise _called_back(destination, receipt)
        time.sleep(CUPS_LOOK_S)


def _called_back(destination: str, receipt: str) -> Trouble | Unsure:
    try:
        said = _run("lpstat", "-l", "-p", destination)
        _run("cancel", receipt)
    except Trouble:
        return Unsure("silent")
    problem = _problem_in(said)
    return (
        Unsure("stalled")
        if problem is None and f"now printing {receipt}" in said
        else Trouble(problem or "off")
    )


def _problem_in(said: str) -> str | None:
    """What is wrong with a printer by `lpstat -l -p`: its state, and the reasons it gives (RFC 8011, 5.4.12)."""
    for problem, signs in _CUPS_SIGNS.items():
        if any(sign in said for sign in signs):
            return problem
    return None


_CUPS_SIGNS = {
    "paper": ("media-empty", "media-needed"),
    "cover": ("cover-open", "door-open", "media-jam"),
    "off": (" disabled since", "offline-report", "connecting-to-device", "shutdown", "timed-out"),
}


def write_pdf(image: Image.Image, layout: Layout, path: Path) -> None:
    """A page as large as the medium with the badge on it: no driver has to guess a scale."""
    width, height = _flat_mm(layout)
    with Pdf(path, width, height, title=layout.title) as pdf:
        pdf.page([Placed(pdf.image(pack(image)), 0, 0, width, height)])


DRIVERS: dict[str, Callable[[str, Sending], None]] = {"network": network, "cups": cups}
ASK: dict[str, Callable[[str], None]] = {"network": ask_network, "cups": ask_cups}


@contextmanager
def _opened(address: str) -> Iterator[Any]:
    """A connection to an ESC/POS printer. Raises Trouble."""
    from escpos.exceptions import DeviceNotFoundError
    from escpos.printer import Network

    host, port = _where(address)
    printer = Network(host, port, timeout=CONNECT_S)
    try:
        try:
            printer.open()
        except (DeviceNotFoundError, OSError) as error:
            raise Trouble("off") from error
        yield printer
    finally:
        printer.close()


def _where(address: str) -> tuple[str, int]:
    """The IP address and port to connect to, looked up once: what was allowed is what is spoken to. Raises Trouble."""
    host, port = place_of(address)
    try:
        found = [one[4][0] for one in getaddrinfo(host, port, AF_INET, SOCK_STREAM)]
    except OSError as error:
        raise Trouble("off") from error
    allowed = [str(one) for one in found if may_be_printer(str(one), port)]
    if not allowed:
        raise Trouble("address")
    return allowed[0], port


def _ready(printer: Any) -> bool:
    """Whether it says how it is. Raises Trouble where it says that it cannot print."""
    from escpos.constants import RT_STATUS_ONLINE, RT_STATUS_PAPER

    try:
        state, paper = _asked(printer, RT_STATUS_ONLINE), _asked(printer, RT_STATUS_PAPER)
    except OSError as error:
        raise Trouble("off") from error
    if paper is not None and paper & _NO_PAPER:
        raise Trouble("paper")
    if state is not None and state & _OFFLINE:
        raise Trouble("cover")
    return state is not None


def _asked(printer: object, status: bytes) -> int | None:
    """A byte of real-time status; None from a printer that does not answer. Raises OSError when it hangs up."""
    device = printer.device  # type: ignore[attr-defined]
    device.settimeout(ANSWER_S)
    device.sendall(status)
    try:
        answer = device.recv(1)
    except TimeoutError:
        return None
    if not answer:
        raise ConnectionResetError
    return int(answer[0])


def _send(printer: object, image: Image.Image, *, waits: bool) -> None:
    """The badge, a cut, and the question whether it is out."""
    device = printer.device  # type: ignore[attr-defined]
    device.settimeout(SEND_S)
    device.setsockopt(SOL_SOCKET, SO_SNDBUF, SENT_UNREAD_BYTES)
    try:
        printer.image(image)  # type: ignore[attr-defined]
        printer.cut()  # type: ignore[attr-defined]
        device.sendall(_TELL_WHEN_PRINTED)
    except TimeoutError as error:
        raise Unsure("stalled") from error
    except OSError as error:
        raise Unsure("cut") from error
    device.settimeout(PRINT_S if waits else ANSWER_S)
    try:
        answer = device.recv(1)
    except TimeoutError:
        if waits:
            raise Unsure("silent") from None
        return
    except OSError as error:
        raise Unsure("cut") from error
    if not answer and waits:
        raise Unsure("cut")


def _waiting_in_cups(destination: str) -> set[str]:
    try:
        listed = _run("lpstat", "-W", "not-completed", "-o", destination)
    except Trouble:
        raise Unsure("silent") from None
    return {line.split()[0] for line in listed.splitlines() if line.split()}


def _run(*command: str) -> str:
    """What the program printed. Raises Trouble where it is missing or says no, Unsure where it does not end."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=CUPS_S,
            check=True,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unsure("silent") from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble("refused") from error
    return done.stdout


def _flat_mm(layout: Layout) -> tuple[float, float]:
    return layout.size[0] * layout.faces, layout.size[1]
