"""The process's own settings: folder, ports, origins, clock. A bad value is refused at the start, by name."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from badges.files import made_once
from kiosk.actions.refusals import Unusable
from kiosk.serving import forwarded

DEFAULT_FOLDER = "data"
DEFAULT_PORT = 8000
CLOCK_RATE_MAX = 600
PAST_KEYS, PAST_KEYS_MAX = "badge.keys.past", 10


@dataclass(frozen=True)
class Settings:
    """`origin` and `phone_origin` are empty or `scheme://name[:port]`; `clock_shift_s` is added to the clock, which from
    `clock_since_s` (s since 1970) on runs at `clock_rate` times its usual rate.
    `push_anywhere`: messages to phones may go to this machine and its network too, for tests alone. `third`: what both laptops look
    at (standby/third.py). `replica`: where the server copies the expo to while it runs, "" for nowhere (standby/targets.py).
    `redis`: where public messages are given to for edges, "" for nowhere (edges/connect.py).
    `trusted_proxies`: whose word is taken for whom they pass on (serving/forwarded.py)."""

    folder: Path
    origin: str = ""
    phone_origin: str = ""
    clock_shift_s: float = 0.0
    clock_rate: float = 1.0
    clock_since_s: float = 0.0
    demo: bool = False
    push_anywhere: bool = False
    third: str = ""
    replica: str = ""
    redis: str = ""
    trusted_proxies: tuple[forwarded.Network, ...] = ()

    @property
    def address(self) -> str:
        """The address that visitors' phones open."""
        return self.phone_origin or self.origin

    @property
    def clock(self) -> tuple[float, float, float]:
        """What `wall_clock` (kiosk/data/store.py) is made of."""
        return self.clock_shift_s, self.clock_rate, self.clock_since_s


def from_environment(environ: Mapping[str, str] = os.environ, *, folder: str | None = None) -> Settings:
    """Read KIOSK_DATA, KIOSK_ORIGIN, KIOSK_PHONE_ORIGIN, KIOSK_CLOCK_SHIFT_S, KIOSK_CLOCK_RATE, KIOSK_CLOCK_SINCE,
    KIOSK_PUSH_ANYWHERE, KIOSK_THIRD, KIOSK_REPLICA, KIOSK_REDIS_URL,
    KIOSK_TRUSTED_PROXY. Raises Unusable, naming what is wrong."""
    rate = _rate(environ, "KIOSK_CLOCK_RATE")
    return Settings(
        folder=Path(folder or environ.get("KIOSK_DATA") or DEFAULT_FOLDER),
        origin=_origin(environ, "KIOSK_ORIGIN"),
        phone_origin=_origin(environ, "KIOSK_PHONE_ORIGIN"),
        clock_shift_s=_seconds(environ, "KIOSK_CLOCK_SHIFT_S"),
        clock_rate=rate,
        clock_since_s=_moment(environ, "KIOSK_CLOCK_SINCE") if rate != 1 else 0.0,
        push_anywhere=environ.get("KIOSK_PUSH_ANYWHERE", "").strip() == "1",
        third=environ.get("KIOSK_THIRD", "").strip(),
        replica=environ.get("KIOSK_REPLICA", "").strip(),
        redis=environ.get("KIOSK_REDIS_URL", "").strip(),
        trusted_proxies=trusted_proxies(environ),
    )


def trusted_proxies(environ: Mapping[str, str]) -> tuple[forwarded.Network, ...]:
    """KIOSK_TRUSTED_PROXY: addresses and networks of proxies before this server. Raises Unusable."""
    value = environ.get("KIOSK_TRUSTED_PROXY", "").strip()
    try:
        return forwarded.networks(value)
    except ValueError as error:
        raise Unusable(
            f"KIOSK_TRUSTED_PROXY={value}: {error}: 앞에 선 프록시의 주소를 127.0.0.2 또는 10.20.0.0/24 처럼, 여럿이면 쉼표로 "
            "적어 주세요. 이름과 넓은 망(IPv4 /16, IPv6 /48보다 넓은 것)은 받지 않습니다. "
            "(Addresses or networks of the proxies in front, with commas; no names, nothing wider than /16 or /48.)"
        ) from error


def badge_key(folder: Path) -> bytes:
    """The key that signs badge codes: made at the first start, readable by this user alone, never in the database."""
    path = folder / "badge.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            made_once(path, secrets.token_bytes(32).hex().encode())
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise Unusable(
            f"{path.name}: 명찰 열쇠를 읽을 수 없습니다 ({error}). 폴더의 권한과 파일을 확인해 주세요."
        ) from error
    if len(key) != 32:
        raise Unusable(f"{path.name}: 명찰 열쇠가 32바이트가 아닙니다. 백업해 둔 파일로 되돌려 주세요.")
    return key


def past_keys(folder: Path) -> tuple[bytes, ...]:
    """The keys of the expos before this one, by which their badges are told from forged ones; none where none are kept."""
    try:
        with (folder / PAST_KEYS).open("rb") as file:
            lines = file.read(PAST_KEYS_MAX * 65).decode("ascii", "replace").split()
    except OSError:
        return ()
    return tuple(bytes.fromhex(line) for line in lines if re.fullmatch(r"[0-9a-f]{64}", line))


def keep_past_keys(folder: Path, before: Path) -> None:
    """Keep in a new expo's folder the key of the expo in the folder `before`, and those which that one keeps. Raises OSError."""
    try:
        newest = bytes.fromhex((before / "badge.key").read_text().strip())
    except (OSError, ValueError):  # it never signed a badge, or its key was lost: then nobody can tell
        return
    keys = (newest, *past_keys(before))[:PAST_KEYS_MAX]
    made_once(folder / PAST_KEYS, "\n".join(one.hex() for one in keys).encode())


def keep_private(folder: Path) -> None:
    """Take an existing database, made before this was so, away from other users of the laptop."""
    for path in folder.glob("expo.db*"):
        with suppress(OSError):
            path.chmod(0o600)


def _origin(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    host = parts.hostname or ""
    plain = parts.scheme in ("http", "https") and not (
        parts.path or parts.query or parts.fragment or parts.username
    )
    if not plain or not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) or _is_address(host):
        raise Unusable(
            f"{name}={value}: 주소(IP)가 아닌 이름으로, https://kiosk.example.kr:8443 처럼 적어 주세요. "
            f"(scheme, a host name that is not an address, and a port.)"
        )
    return value.lower()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _seconds(environ: Mapping[str, str], name: str) -> float:
    value = environ.get(name, "").strip()
    if not value:
        return 0.0
    try:
        seconds = float(value)
    except ValueError:
        seconds = float("nan")
    if not abs(seconds) < 10 * 366 * 86400:
        raise Unusable(f"{name}={value}: 시계를 옮길 초를 -3600 처럼 숫자로 적어 주세요.")
    return seconds


def _rate(environ: Mapping[str, str], name: str) -> float:
    value = environ.get(name, "").strip() or "1"
    try:
        rate = float(value)
    except ValueError:
        rate = float("nan")
    if not 0.1 <= rate <= CLOCK_RATE_MAX:
        raise Unusable(
            f"{name}={value}: 시계를 몇 배로 돌릴지 60 처럼 적어 주세요 (0.1에서 {CLOCK_RATE_MAX}까지)."
        )
    return rate


def _moment(environ: Mapping[str, str], name: str) -> float:
    """Seconds since 1970; where it is not said, now."""
    value = environ.get(name, "").strip()
    if not value:
        return time.time()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unusable(f"{name}={value}: 빠른 시계가 시작한 때를 2026-10-29T09:00:00+09:00 처럼 적어 주세요.")
    return moment.timestamp()
