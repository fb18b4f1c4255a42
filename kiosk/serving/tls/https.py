"""The server's HTTPS side: with a public certificate, or with its own authority that tablets are told to trust."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import gevent.ssl
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk import addresses
from kiosk.actions.refusals import Unusable
from kiosk.data.health import Trouble
from kiosk.data.store import Store
from kiosk.expo.square.days import all_days
from kiosk.serving.greenlets import every
from kiosk.serving.server import tls_context
from kiosk.serving.tls import authority, certificates, issuing
from kiosk.settings import Settings

log = logging.getLogger(__name__)

RENEW_EVERY_S = 60.0
TOLD_BEFORE = timedelta(days=3)


@dataclass
class Https:
    """Where HTTPS is, and for which names. `root` is what tablets must trust: None with a public certificate.

    `plain_port` is where plain HTTP is, known once the server takes connections; `notes` are for whoever starts it.
    """

    port: int
    names: tuple[str, ...]
    context: gevent.ssl.SSLContext
    root: x509.Certificate | None = None
    notes: list[str] = field(default_factory=list)
    renew: Callable[[], None] | None = None
    plain_port: int = 0

    def start(self, plain_port: int) -> None:
        """To be called in the loop once the server takes connections. From now on its own certificate is made anew when
        addresses or days change."""
        self.plain_port = plain_port
        if self.renew:
            every(RENEW_EVERY_S, self.renew)

    def origin(self, fixed: str, host: str) -> str:
        """The origin of stations: the fixed one where that is HTTPS, else the name by which somebody asks."""
        if fixed.startswith("https://"):
            return fixed
        name = host_of(fixed) or host
        if not certificates.covers(self.names, name):
            name = next((one for one in self.names if "*" not in one), name)
        return f"https://{addresses.in_address(name)}" + (f":{self.port}" if self.port != 443 else "")

    @property
    def trust_url(self) -> str:
        """The page that leads through trusting the root, by an address: a name may need a name server."""
        name = next(iter(addresses.addresses()), self.names[0])
        return f"http://{addresses.in_address(name)}:{self.plain_port}/trust"

    @property
    def fingerprint(self) -> str:
        """The root's SHA-256 in groups of four digits, as people compare it."""
        digits = self.root.fingerprint(SHA256()).hex().upper() if self.root else ""
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def open_side(
    settings: Settings, store: Store, port: int | None, certificate: Path | None, key: Path | None
) -> Https | None:
    """HTTPS as the command line asks for it, None for none. Raises Unusable with the sentence."""
    if bool(certificate) != bool(key):
        raise Unusable("--cert와 --key는 함께 적어 주세요.")
    if port is None:
        if certificate:
            raise Unusable("--cert와 --key에는 --https-port도 적어 주세요 (예: --https-port 8443).")
        return None
    if certificate and key:
        return _with_certificate(settings, store, port, certificate, key)
    return _with_authority(settings, store, port)


def doubts(settings: Settings, side: Https | None) -> list[str]:
    """What whoever starts the server should know about its HTTPS (sentences)."""
    if not settings.origin:
        fix = "KIOSK_ORIGIN을 정하지 않아서, 노트북의 주소가 바뀌면 단말을 다시 연결해야 합니다."
        return [*side.notes, fix] if side else []
    if side is None:
        secure = (
            settings.origin.startswith("https://") and not settings.trusted_proxies
        )  # else a proxy has HTTPS
        return ["KIOSK_ORIGIN이 https인데 --https-port가 없어 단말이 열리지 않습니다."] if secure else []
    fixed_port = urlsplit(settings.origin).port or (443 if settings.origin.startswith("https://") else 80)
    if settings.origin.startswith("https://") and fixed_port != side.port:
        moved = f"KIOSK_ORIGIN의 포트 {fixed_port}과(와) --https-port {side.port}이(가) 다릅니다."
        return [*side.notes, f"{moved} 포트를 넘겨 주는 장치가 없다면 같게 적어 주세요."]
    return list(side.notes)


def host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _with_certificate(settings: Settings, store: Store, port: int, certificate: Path, key: Path) -> Https:
    origins = (settings.origin, settings.phone_origin)
    hosts = [host_of(origin) for origin in origins if origin.startswith("https://")]
    checked = certificates.check(certificate, key, hosts=hosts, now=datetime.now(UTC), ends=_ends(store))
    try:
        context = tls_context(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise Unusable(f"--cert {certificate}: 이 인증서로는 HTTPS를 열 수 없습니다 ({error}).") from error
    side = Https(port, checked.names, context, notes=list(map(str, checked.warnings)))
    side.renew = lambda: _tell_end(store, checked.ends, datetime.now(UTC))
    return side


def _tell_end(store: Store, ends: datetime, now: datetime) -> None:
    """A certificate that somebody brought ends soon: the organiser is told while there is time to get another."""
    known = any(one.code == "certificate_ends" for one in store.health.troubles())
    if ends - now < TOLD_BEFORE and not known:
        values = {"ends_at": int(ends.timestamp() * 1000)}
        store.health.tell("certificate", Trouble("certificate_ends", store.now(), values))


def _with_authority(settings: Settings, store: Store, port: int) -> Https:
    kept = authority.keep(settings.folder, _place(settings, _ends(store)), datetime.now(UTC))
    side = Https(port, kept.names, tls_context(kept.file, kept.file), kept.root, list(kept.notes))

    def renew() -> None:
        place = _place(settings, _ends(store))
        again = authority.keep(settings.folder, place, datetime.now(UTC), may_replace=False)
        if again.renewed:
            side.context.load_cert_chain(again.file, again.file)
            side.names = again.names
        for note in again.notes:
            if note not in side.notes:
                log.warning(note)
        side.notes = list(again.notes)

    side.renew = renew
    return side


def _place(settings: Settings, ends: datetime | None) -> issuing.Place:
    """Of a fixed origin the host is required, and the laptop's addresses may change; without one, all are required."""
    phones = settings.phone_origin if settings.phone_origin.startswith("https://") else ""
    fixed = [host_of(origin) for origin in (settings.origin, phones) if origin]
    others = [*addresses.addresses(), *addresses.host_names()]
    names = tuple(dict.fromkeys([*fixed, *others, *addresses.LOOPBACK]))
    return issuing.Place(names, frozenset(fixed or others), ends)


def _ends(store: Store) -> datetime | None:
    """When the last expo day closes."""
    with store.read() as db:
        found = all_days(db)
    return datetime.fromtimestamp(found[-1].closes_at / 1000, UTC) if found else None
