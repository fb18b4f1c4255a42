"""The network: ports, the laptop's addresses, the one name that sixty tablets know, and the certificate for it."""

import socket
import ssl
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography import x509

from kiosk import addresses
from kiosk.actions.refusals import Unusable
from kiosk.doctor.found import Found, fail, ok, warn
from kiosk.doctor.place import Place
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.serving.tls import authority, certificates

LISTED = 3
DAYS_SOON = 3
TLS_S = 3.0


def ports(place: Place) -> Found:
    """Free, or the server's own over this folder."""
    running = place.running
    wanted = [place.port, *([place.https_port] if place.https_port else [])]
    own = [running.port, *([running.https_port] if running.https_port else [])] if running else []
    if taken := [port for port in wanted if port not in own and not _is_free(port)]:
        return fail(
            N_(
                "%(ports)s번 포트를 다른 프로그램이 쓰고 있어요. 그 프로그램을 끝내거나 --port로 다른 번호를 주세요."
            ),
            ports=_listed(taken),
        )
    if own:
        return ok(N_("서버가 %(ports)s번 포트에서 받고 있어요."), ports=_listed(own))
    return ok(N_("%(ports)s번 포트가 비어 있어요. 서버는 아직 꺼져 있어요."), ports=_listed(wanted))


def _is_free(port: int) -> bool:
    """Whether a server could listen there, as ours does."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def address(place: Place) -> Found:
    own = addresses.addresses()
    if not own:
        return fail(
            N_("노트북이 어떤 네트워크에도 이어져 있지 않아요. 행사장 와이파이나 케이블을 연결해 주세요.")
        )
    return ok(N_("노트북의 주소: %(own)s"), own=_listed(own))


def name(place: Place) -> Found:
    """Whether the fixed origin's name leads to this laptop."""
    host = _host_of(place.settings.origin)
    if not host:
        return warn(
            N_(
                "정해 둔 이름이 없어요(KIOSK_ORIGIN). 노트북의 주소가 바뀌면 단말을 모두 다시 연결해야 하니 이름을 정해 주세요."
            )
        )
    try:
        found = {
            str(one[4][0]).partition("%")[0]
            for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        }
    except OSError:
        if host.endswith(".local"):
            return warn(
                N_("%(host)s 이름을 이 노트북에서 찾지 못해요. 태블릿에서 열리는지 봐 주세요."), host=host
            )
        return fail(
            N_("%(host)s 이름을 찾지 못해요. 공유기의 DNS에 이 이름을 노트북의 주소로 넣어 주세요."),
            host=host,
        )
    own = set(addresses.addresses())
    if found & own:
        return ok(
            N_("%(host)s 이름이 이 노트북(%(own)s)으로 와요."), host=host, own=_listed(sorted(found & own))
        )
    if all(ip_address(one).is_loopback for one in found):
        return warn(
            N_("%(host)s 이름이 이 노트북에서는 자기 자신이에요. 태블릿에서 열리는지 봐 주세요."), host=host
        )
    if place.settings.trusted_proxies:
        return warn(
            N_("%(host)s 이름이 %(found)s로 가요. 앞에 선 프록시(nginx)의 주소인지 봐 주세요."),
            host=host,
            found=_listed(sorted(found)),
        )
    return fail(
        N_("%(host)s 이름이 이 노트북이 아니라 %(found)s로 가요. 공유기의 DNS에서 %(own)s로 바꿔 주세요."),
        host=host,
        found=_listed(sorted(found)),
        own=_listed(sorted(own)),
    )


def certificate(place: Place) -> Found:
    """The one that was brought (--cert), else the one that the server over this folder shows, or the proxy before it, else
    our own authority's."""
    hosts = [
        _host_of(one)
        for one in (place.settings.origin, place.settings.phone_origin)
        if one.startswith("https://")
    ]
    wall, ends = datetime.fromtimestamp(place.wall / 1000, UTC), _last_close(place)
    if place.certificate and place.key:
        try:
            checked = certificates.check(place.certificate, place.key, hosts=hosts, now=wall, ends=ends)
        except Unusable as error:
            return fail("%(why)s", why=str(error))
        if checked.warnings:
            return warn("%(why)s", why=checked.warnings[0])
        return _good(checked.ends, wall, checked.names)
    shown = _shown(place) or (None if _is_a_proxys(place) else _kept(place))
    if shown is None:
        return _none(place, hosts)
    names, until = certificates.names_of(shown), shown.not_valid_after_utc
    if _is_a_proxys(place):
        return _of_a_proxy(hosts, names, until, max(wall, ends or wall)) or _good(until, wall, names)
    if missing := [host for host in hosts if not certificates.covers(names, host)]:
        return fail(
            N_(
                "인증서에 %(host)s 이름이 없어요. 서버를 다시 켜 새 인증서를 만들고 단말에서 다시 믿게 해 주세요."
            ),
            host=missing[0],
        )
    if until < wall:
        return fail(N_("인증서의 기한이 %(day)s에 끝났어요. 서버를 다시 켜 주세요."), day=f"{until:%Y-%m-%d}")
    if ends and until < ends:
        return fail(
            N_("인증서의 기한이 박람회가 끝나기 전인 %(day)s에 끝나요. 서버를 다시 켜 주세요."),
            day=f"{until:%Y-%m-%d}",
        )
    return _good(until, wall, names)


def _is_a_proxys(place: Place) -> bool:
    """Whether HTTPS is a proxy's before the server (KIOSK_TRUSTED_PROXY)."""
    own = place.running.https_port if place.running else place.https_port
    return bool(place.settings.trusted_proxies) and place.settings.origin.startswith("https://") and not own


def _of_a_proxy(hosts: list[str], names: tuple[str, ...], until: datetime, needed: datetime) -> Found | None:
    """What is wrong with a proxy's certificate; None for nothing."""
    if missing := [host for host in hosts if not certificates.covers(names, host)]:
        return fail(
            N_("앞에 선 프록시(nginx)의 인증서에 %(host)s 이름이 없어요. 이 이름이 든 인증서를 넣어 주세요."),
            host=missing[0],
        )
    if until < needed:
        return fail(
            N_(
                "앞에 선 프록시(nginx)의 인증서가 박람회가 끝나기 전에 끝나요(%(day)s). 새로 받아 넣어 주세요."
            ),
            day=f"{until:%Y-%m-%d}",
        )
    return None


def _none(place: Place, hosts: list[str]) -> Found:
    if _is_a_proxys(place):
        return fail(
            N_("%(host)s 주소가 HTTPS로 대답하지 않아요. 앞에 선 프록시(nginx)가 켜져 있는지 봐 주세요."),
            host=_host_of(place.settings.origin),
        )
    if hosts and place.running and not place.running.https_port:
        return fail(N_("KIOSK_ORIGIN은 https인데 서버에 HTTPS가 없어요. --https-port를 적어 다시 켜 주세요."))
    if place.https_port and not place.running:
        return ok(N_("인증서는 서버를 켤 때 만들어져요."))
    return warn(
        N_("HTTPS가 없어 태블릿의 카메라와 끊긴 동안의 보관이 되지 않아요. --https-port를 적어 켜 주세요.")
    )


def _good(until: datetime, wall: datetime, names: tuple[str, ...]) -> Found:
    left = (until - wall).days
    if left < DAYS_SOON:
        return warn(
            N_("인증서의 기한이 %(n)s일 남았어요(%(names)s). 그 뒤에도 쓴다면 새로 받아 주세요."),
            n=left,
            names=_listed(names),
        )
    return ok(N_("인증서의 기한이 %(n)s일 남았어요(%(names)s)."), n=left, names=_listed(names))


def _shown(place: Place) -> x509.Certificate | None:
    """What tablets are shown now."""
    if _is_a_proxys(place):
        parts = urlsplit(place.settings.origin)
        host, port = parts.hostname or "", parts.port or 443
    elif place.running and place.running.https_port:
        host, port = "127.0.0.1", place.running.https_port
    else:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # to look at it, whoever signed it
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=TLS_S) as line,
            context.wrap_socket(line, server_hostname=host) as wrapped,
        ):
            return x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError):
        return None


def _kept(place: Place) -> x509.Certificate | None:
    """What our own authority made for the last server."""
    try:
        return x509.load_pem_x509_certificate((place.folder / authority.SERVER_FILE).read_bytes())
    except (OSError, ValueError):
        return None


def _last_close(place: Place) -> datetime | None:
    with place.read() as db:
        found = days.all_days(db)
    return datetime.fromtimestamp(found[-1].closes_at / 1000, UTC) if found else None


def _host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _listed(many: "list[int] | list[str] | tuple[str, ...]") -> str:
    more = f" +{len(many) - LISTED}" if len(many) > LISTED else ""
    return ", ".join(str(one) for one in many[:LISTED]) + more
