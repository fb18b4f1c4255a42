"""`edge`: boards and public pages for the audience, on another machine than the expo's."""

import os
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.actions.refusals import Unusable
from kiosk.cli.work import AddWord
from kiosk.settings import DEFAULT_PORT, Settings

# What isn't said is read here: secrets should stand in no list of processes.
PRIMARY, REDIS, TOKEN, CA = "KIOSK_EDGE_PRIMARY", "KIOSK_REDIS_URL", "KIOSK_EDGE_TOKEN", "KIOSK_EDGE_CA"
CA_BYTES_MAX = 256 * 1024


def add_words(word: AddWord) -> None:
    sub = word("edge", edge, "다른 컴퓨터에서 현황판과 참가자 화면을 나누어 보냅니다", has_folder=False)
    sub.add_argument("--primary", metavar="URL", help=f"박람회 서버의 주소 ({PRIMARY})")
    sub.add_argument("--redis", metavar="URL", help=f"서버가 쓰는 것과 같은 Redis ({REDIS})")
    sub.add_argument("--token", help=f"station add --role edge가 준 토큰 ({TOKEN})")
    sub.add_argument("--port", type=int, default=DEFAULT_PORT)
    sub.add_argument("--host", default="0.0.0.0")
    sub.add_argument("--ca", type=Path, metavar="FILE", help=f"서버의 인증서를 발급한 기관 ({CA})")


def edge(settings: Settings, asked: Namespace) -> None:
    """Serves until it is ended. Leaves with status 1 where the primary will have no more of it. Raises Unusable."""
    from kiosk.edges import process
    from kiosk.edges.connect import require_fitting

    primary, redis = (
        _said(asked.primary, "--primary", PRIMARY, "https://kiosk.example.kr:8443"),
        _said(asked.redis, "--redis", REDIS, "redis://:비밀번호@이름:6379"),
    )
    _require_fitting_primary(primary)
    require_fitting(redis, "--redis" if asked.redis else REDIS)
    token = asked.token or os.environ.get(TOKEN, "")
    if not token:
        raise Unusable(
            f"토큰이 없습니다. 서버에서 station add --role edge로 받아 {TOKEN}에 적거나 --token으로 주세요."
        )
    if not 0 <= asked.port <= 65535:
        raise Unusable(f"--port {asked.port}: 0에서 65535까지의 포트를 적어 주세요.")
    where = asked.host, asked.port
    process.run(
        process.Wanted(
            primary.rstrip("/"),
            redis,
            token.strip(),
            *where,
            _roots(asked.ca),
            settings.trusted_proxies,
        )
    )


def _said(given: str | None, option: str, variable: str, like: str) -> str:
    """Raises Unusable where neither the option nor the variable says it."""
    if found := given or os.environ.get(variable, "").strip():
        return found
    raise Unusable(f"{option}에 {like} 처럼 적어 주세요 (또는 {variable}에).")


def _require_fitting_primary(url: str) -> None:
    """A token goes over TLS, or stays on this machine. Raises Unusable."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    plain = parts.scheme in ("http", "https") and not (parts.path.strip("/") or parts.query or parts.username)
    if not (plain and host):
        raise Unusable(f"--primary {url}: 서버의 주소를 https://kiosk.example.kr:8443 처럼 적어 주세요.")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise Unusable(
            f"--primary {url}: 다른 컴퓨터의 서버에는 https:// 로 이어 주세요. 토큰을 누구나 엿볼 수 있습니다. "
            "(박람회의 인증서라면 서버의 /trust 에서 받아 --ca 파일로 적습니다.)"
        )


def _roots(given: Path | None) -> str:
    """The text of the authority's certificate. Raises Unusable."""
    path = given or (Path(os.environ[CA]) if os.environ.get(CA) else None)
    if path is None:
        return ""
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(CA_BYTES_MAX)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: 인증서를 읽을 수 없습니다. PEM 파일의 경로를 확인해 주세요.") from error
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise Unusable(f"{path}: 인증서(PEM)가 아닙니다. 서버의 /trust 에서 받은 파일을 적어 주세요.")
    return text
