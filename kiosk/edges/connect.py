"""One way to Redis for the primary and for edges: which address fits, a client, and what a failure means."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.actions.refusals import Unusable
from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:
    from redis import Redis

SETTING = "KIOSK_REDIS_URL"
CONNECT_S, ANSWER_S = 2.0, 3.0
_HERE = ("localhost", "127.0.0.1", "::1")
_NO_ADDRESS = N_(
    "%(name)s: Redis의 주소를 redis://:비밀번호@이름:6379, rediss://... 또는 unix:///run/redis.sock 처럼 적어 주세요. "
    "(비밀번호의 @ : / 는 %%40 %%3A %%2F 로 적습니다.)"
)
_NO_PASSWORD = N_(
    "%(name)s: 다른 컴퓨터의 Redis에는 비밀번호가 있어야 합니다. 그곳에 쓸 수 있는 사람은 현황판을 지어낼 수 있습니다. "
    "redis.conf에 requirepass를 적고 주소를 redis://:비밀번호@이름:6379 처럼 적어 주세요."
)


class AnotherWrites(Exception):
    """Another laptop of this expo, with a higher fence, writes to this Redis."""


def require_fitting(url: str, name: str = SETTING, lang: str = "ko") -> None:
    """Raises Unusable for what `unfit` finds."""
    if why := unfit(url):
        raise Unusable(gettext(why, lang, name=name))


def unfit(url: str) -> str:
    """Why this is no address of a Redis, or one elsewhere that anybody could write to (who can write there can forge a board): a sentence
    with the setting's `name`; "" for nothing."""
    try:
        parts = urlsplit(url)
        host, secret, fits = parts.hostname, parts.password, parts.port is None or parts.port > 0
        fits = fits and (parts.path.strip("/").isdecimal() or parts.path in ("", "/"))
    except ValueError:
        parts, host, secret, fits = urlsplit(""), None, None, False
    is_socket = parts.scheme == "unix" and parts.path.startswith("/")
    if not is_socket and not (fits and parts.scheme in ("redis", "rediss") and host):
        return _NO_ADDRESS
    return _NO_PASSWORD if parts.scheme == "redis" and host not in _HERE and not secret else ""


def shown(url: str) -> str:
    """The address without its password, as people are told it."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or 6379}"


def client(url: str, answer_s: float = ANSWER_S) -> "Redis":
    """One connection, made at the first command; texts in and out, what is none made readable. Nothing is tried again by itself. For one
    thread."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        decode_responses=True,
        encoding_errors="replace",
        single_connection_client=False,
        max_connections=1,
        socket_connect_timeout=CONNECT_S,
        socket_timeout=answer_s,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,
    )


def problem_of(error: Exception) -> str:
    """Which of PROBLEMS (kiosk/data/redis_problems.py) this failure is."""
    from redis import exceptions as said

    text = str(error).lower()
    if isinstance(error, AnotherWrites):
        return "another_laptop"
    if "certificate" in text or "ssl" in text:
        return "no_tls"
    if isinstance(error, said.AuthenticationError) or "noauth" in text or "wrongpass" in text:
        wrong = "wrongpass" in text or "invalid" in text or "without any password" in text
        return "wrong_password" if wrong else "password"
    if isinstance(error, said.NoPermissionError):
        return "denied"
    if isinstance(error, said.OutOfMemoryError) or "oom " in text:
        return "full"
    if isinstance(error, said.ReadOnlyError):
        return "read_only"
    if isinstance(error, said.InvalidResponse) or "protocol error" in text:
        return "not_redis"
    if isinstance(error, said.ConnectionError | said.TimeoutError | OSError):
        return "unreached"
    return "failing"
