"""The third that both laptops look at: the venue's router, or any address that both reach. It need not know of them.

It is reached where a connection to one of its usual ports is accepted or refused: either way somebody answered. That needs no
root and no ICMP, which many systems keep from plain programs.
"""

import errno
import selectors
import socket
import struct
import time
from contextlib import suppress
from ipaddress import ip_address

from kiosk.actions.refusals import Unusable

SETTING = "KIOSK_THIRD"
NONE = "none"
PORTS = (80, 443, 53, 22)  # of a router's own page, its name server, its shell
WITHIN_S = 1.0
ROUTES = "/proc/net/route"
_GATEWAY, _UP = 0x2, 0x1
_ANSWERED = (0, errno.ECONNREFUSED, errno.ECONNRESET)


def of(said: str) -> str:
    """The third as the setting says: an address, with a port or without; the router of this laptop unless said; "" for none.
    Raises Unusable."""
    if said == NONE:
        return ""
    if not said:
        return router()
    _places(said)
    return said


def router() -> str:
    """The address of the router that this laptop sends everything else to; "" where none is known."""
    with suppress(OSError), open(ROUTES, encoding="ascii") as table:
        for line in table.readlines()[1:]:
            words = line.split()
            if len(words) > 7 and words[1] == words[7] == "00000000" and int(words[3], 16) & _GATEWAY:
                return socket.inet_ntoa(struct.pack("<L", int(words[2], 16)))
    return ""


def reached(third: str, within_s: float = WITHIN_S) -> bool:
    """Whether it answers within so many seconds. Blocks its thread."""
    lines, until = selectors.DefaultSelector(), time.monotonic() + within_s
    open_lines: list[socket.socket] = []
    try:
        for place in _places(third):
            line = socket.socket(socket.AF_INET6 if ":" in place[0] else socket.AF_INET, socket.SOCK_STREAM)
            open_lines.append(line)
            line.setblocking(False)
            status = line.connect_ex(place)
            if status in _ANSWERED:
                return True
            if status == errno.EINPROGRESS:
                lines.register(line, selectors.EVENT_WRITE)
        while lines.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in lines.select(left):
                line = key.fileobj  # type: ignore[assignment]
                if line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in _ANSWERED:
                    return True
                lines.unregister(line)
    except OSError:
        return False
    finally:
        lines.close()
        for line in open_lines:
            line.close()
    return False


def _places(third: str) -> list[tuple[str, int]]:
    """Where to knock. Raises Unusable."""
    host, colon, port = third.rpartition(":") if third.count(":") == 1 else (third, "", "")
    try:
        ip_address(host)
        if colon and not 0 < int(port) < 65536:
            raise ValueError(port)
    except ValueError:
        raise Unusable(
            f"{SETTING}={third}: 두 노트북이 함께 닿는 장치(공유기)의 주소를 192.168.0.1 처럼 적거나, 없으면 none이라고 적어 주세요."
        ) from None
    return [(host, int(port))] if colon else [(host, one) for one in PORTS]
