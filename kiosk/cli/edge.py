"""`edge`: boards and public pages for the audience, on another machine than the expo's."""

import os
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.actions.refusals import Unusable
from kiosk.cli.work import AddWord
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.settings import DEFAULT_PORT, Settings

# What isn't said is read here: secrets should stand in no list of processes.
PRIMARY, REDIS, TOKEN, CA = "KIOSK_EDGE_PRIMARY", "KIOSK_REDIS_URL", "KIOSK_EDGE_TOKEN", "KIOSK_EDGE_CA"
CA_BYTES_MAX = 256 * 1024

_MISSING = N_("%(option)s에 %(like)s 처럼 적어 주세요 (또는 %(variable)s에).")
_NO_TOKEN = N_(
    "토큰이 없습니다. 서버에서 station add --role edge로 받아 %(variable)s에 적거나 --token으로 주세요."
)
_NO_PORT = N_("--port %(port)s: 0에서 65535까지의 포트를 적어 주세요.")
_NO_ADDRESS = N_("--primary %(url)s: 서버의 주소를 https://kiosk.example.kr:8443 처럼 적어 주세요.")
_NOT_SECURE = N_(
    "--primary %(url)s: 다른 컴퓨터의 서버에는 https:// 로 이어 주세요. 토큰을 누구나 엿볼 수 있습니다. "
    "(박람회의 인증서라면 서버의 /trust 에서 받아 --ca 파일로 적습니다.)"
)
_UNREAD = N_("%(path)s: 인증서를 읽을 수 없습니다. PEM 파일의 경로를 확인해 주세요.")
_NO_CERTIFICATE = N_("%(path)s: 인증서(PEM)가 아닙니다. 서버의 /trust 에서 받은 파일을 적어 주세요.")


def add_words(word: AddWord) -> None:
    sub = word("edge", edge, "다른 컴퓨터에서 현황판과 참가자 화면을 나누어 보냅니다", has_folder=False)
    sub.add_argument("--primary", metavar="URL", help=f"박람회 서버의 주소 ({PRIMARY})")
    sub.add_argument("--redis", metavar="URL", help=f"서버가 쓰는 것과 같은 Redis ({REDIS})")
    sub.add_argument("--token", help=f"station add --role edge가 준 토큰 ({TOKEN})")
    sub.add_argument("--port", type=int, default=DEFAULT_PORT)
    sub.add_argument("--host", default="0.0.0.0")
    sub.add_argument("--lang", choices=LANGUAGES, default="ko", help="알림의 언어 (ko)")
    sub.add_argument("--ca", type=Path, metavar="FILE", help=f"서버의 인증서를 발급한 기관 ({CA})")


def edge(settings: Settings, asked: Namespace) -> None:
    """Serves until it is ended. Leaves with status 1 where the primary will have no more of it. Raises Unusable."""
    from kiosk.edges import process
    from kiosk.edges.connect import require_fitting

    lang: str = asked.lang
    primary = _said(asked.primary, "--primary", PRIMARY, "https://kiosk.example.kr:8443", lang)
    redis = _said(asked.redis, "--redis", REDIS, "rediss://:password@redis.example.kr:6379", lang)
    _require_fitting_primary(primary, lang)
    require_fitting(redis, "--redis" if asked.redis else REDIS, lang)
    token = asked.token or os.environ.get(TOKEN, "")
    if not token:
        raise Unusable(gettext(_NO_TOKEN, lang, variable=TOKEN))
    if not 0 <= asked.port <= 65535:
        raise Unusable(gettext(_NO_PORT, lang, port=asked.port))
    process.run(
        process.Wanted(
            primary.rstrip("/"),
            redis,
            token.strip(),
            asked.host,
            asked.port,
            _roots(asked.ca, lang),
            settings.trusted_proxies,
            lang,
        )
    )


def _said(given: str | None, option: str, variable: str, like: str, lang: str) -> str:
    """Raises Unusable where neither the option nor the variable says it."""
    if found := given or os.environ.get(variable, "").strip():
        return found
    raise Unusable(gettext(_MISSING, lang, option=option, like=like, variable=variable))


def _require_fitting_primary(url: str, lang: str) -> None:
    """A token goes over TLS, or stays on this machine. Raises Unusable."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    plain = parts.scheme in ("http", "https") and not (parts.path.strip("/") or parts.query or parts.username)
    if not (plain and host):
        raise Unusable(gettext(_NO_ADDRESS, lang, url=url))
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise Unusable(gettext(_NOT_SECURE, lang, url=url))


def _roots(given: Path | None, lang: str) -> str:
    """The text of the authority's certificate. Raises Unusable."""
    path = given or (Path(os.environ[CA]) if os.environ.get(CA) else None)
    if path is None:
        return ""
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(CA_BYTES_MAX)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(gettext(_UNREAD, lang, path=path)) from error
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise Unusable(gettext(_NO_CERTIFICATE, lang, path=path))
    return text
