"""This laptop's own host names and addresses, found without asking any network, and what may be reached from it."""

import re
import socket
import struct
from contextlib import suppress
from ipaddress import ip_address

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SIOCGIFADDR = 0x8915  # Linux, netdevice(7): the IPv4 address of an interface
FAR = ((socket.AF_INET, "203.0.113.1"), (socket.AF_INET6, "2001:db8::1"))  # RFC 5737, RFC 3849: nobody's

# On this laptop itself; a printer may be shared there by a program of its own, at 9100 or wherever that listens.
SERVICES = frozenset(
    {22, 25, 53, 80, 443, 631, 3306, 5432, 6379}
)  # ssh, smtp, dns, http, https, ipp, databases

_listening: set[int] = set()  # this process's own ports

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def host_names() -> tuple[str, ...]:
    """The host name, and what it is called over mDNS; none when it is no plain name."""
    whole = socket.gethostname().lower().rstrip(".")
    if not _NAME.fullmatch(whole) or whole == "localhost":
        return ()
    local = f"{whole.partition('.')[0]}.local"
    return tuple(dict.fromkeys((whole, local)))


def addresses() -> tuple[str, ...]:
    """The addresses under which others reach this laptop, in a fixed order."""
    found = _by_route() | _by_interface()
    usable = (ip_address(text) for text in found)
    useful = [one for one in usable if not (one.is_loopback or one.is_link_local or one.is_unspecified)]
    return tuple(str(one) for one in sorted(useful, key=lambda one: (one.version, one)))


def is_loopback(host: str) -> bool:
    """Whether who listens on this name or address is reached from this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in LOOPBACK


def listens_on(port: int) -> None:
    """This process has opened the port: what is sent there comes back to the server itself."""
    _listening.add(port)


def may_be_printer(host: str, port: int) -> bool:
    """Whether something may be sent to this address as to a printer. A name may be: its addresses are asked about later.

    Not where a network's own devices answer (link-local), nobody or everybody (unspecified, multicast, reserved), nor on
    this laptop where this server or a well-known service listens.
    """
    try:
        [known, *_] = socket.getaddrinfo(
            host, port, flags=socket.AI_NUMERICHOST
        )  # 127.1 and 2130706433 are addresses
        one = ip_address(str(known[4][0]).partition("%")[0])
    except (OSError, ValueError):
        return True
    one = getattr(one, "ipv4_mapped", None) or one
    if one.is_link_local or one.is_multicast or one.is_unspecified or (one.version == 4 and one.is_reserved):
        return False
    own = one.is_loopback or str(one) in addresses()
    return not (own and port in SERVICES | _listening)


def in_address(name: str) -> str:
    """A name as it stands in an address: IPv6 in brackets."""
    try:
        return f"[{name}]" if ip_address(name).version == 6 else name
    except ValueError:
        return name


def _by_route() -> set[str]:
    """The address that packets for far away would leave from; a UDP socket that connects sends nothing."""
    found = set()
    for family, far in FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as line:
            line.connect((far, 9))
            found.add(str(line.getsockname()[0]).partition("%")[0])
    return found


def _by_interface() -> set[str]:
    """Each interface's IPv4 address: a Wi-Fi without the internet has no route to far away."""
    found = set()
    with suppress(ImportError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        from fcntl import ioctl

        for _, name in socket.if_nameindex():
            with suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                found.add(socket.inet_ntoa(ioctl(line.fileno(), SIOCGIFADDR, asked)[20:24]))
    return found
