"""A public certificate that the organisers bring: what is wrong with it is said before the doors open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.actions.refusals import Unusable
from kiosk.language.sentences import N_, gettext

_NOT_OPENED = N_("%(option)s %(path)s: 파일을 열 수 없습니다 (%(error)s).")


@dataclass(frozen=True)
class Fault:
    """What is wrong: a sentence of the catalogue, its %(name)s filled from `values`. As text it is Korean, as the command line is."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.sentence, "ko", **self.values)


class Unfit(Unusable):
    """Nothing can be served with this certificate or key."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.fault = Fault(sentence, values)
        super().__init__(str(self.fault))


@dataclass(frozen=True)
class Checked:
    """A certificate fit to serve with: its names, until when it is good, and what is doubtful about it."""

    names: tuple[str, ...]
    ends: datetime
    warnings: tuple[Fault, ...] = ()


def check(certificate: Path, key: Path, *, hosts: list[str], now: datetime, ends: datetime | None) -> Checked:
    """Check --cert and --key: the key fits, the time fits, every one of `hosts` is covered.

    `ends` is when the last expo day closes (None: not known). Raises Unfit.
    """
    chain = _certificates(certificate)
    own = chain[0]
    if _key(key) != own.public_key():
        raise Unfit(
            N_("--key %(key)s: --cert의 열쇠가 아닙니다. 인증서와 함께 받은 열쇠 파일을 적어 주세요."),
            key=key,
        )
    if now > own.not_valid_after_utc:
        raise Unfit(
            N_("--cert %(certificate)s: %(day)s에 기한이 끝난 인증서입니다. 새로 받아 주세요."),
            certificate=certificate,
            day=f"{own.not_valid_after_utc:%Y-%m-%d}",
        )
    if now < own.not_valid_before_utc:
        raise Unfit(
            N_("--cert %(certificate)s: %(day)s부터 쓸 수 있는 인증서입니다. 노트북의 날짜를 확인해 주세요."),
            certificate=certificate,
            day=f"{own.not_valid_before_utc:%Y-%m-%d}",
        )
    names = names_of(own)
    for host in hosts:
        if not covers(names, host):
            raise Unfit(
                N_(
                    "--cert %(certificate)s: %(host)s의 인증서가 아닙니다 (이 인증서의 이름: %(names)s)."
                    " KIOSK_ORIGIN을 고치거나 %(host)s의 인증서를 받아 주세요."
                ),
                certificate=certificate,
                host=host,
                names=", ".join(names) or "-",
            )
    return Checked(names, own.not_valid_after_utc, tuple(_doubts(chain, ends)))


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The host names and addresses that a certificate is for."""
    try:
        said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value).lower() for name in said if isinstance(name, (x509.DNSName, x509.IPAddress)))


def covers(names: tuple[str, ...], host: str) -> bool:
    """Whether one of `names` is `host`; `*.` stands for exactly one label (RFC 6125)."""
    return host in names or f"*.{host.partition('.')[2]}" in names


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise Unfit(_NOT_OPENED, option="--cert", path=path, error=error.strerror) from error
    except ValueError as error:
        raise Unfit(
            N_("--cert %(path)s: PEM 인증서가 아닙니다. fullchain.pem 같은 파일을 적어 주세요."), path=path
        ) from error


def _key(path: Path) -> object:
    """The public half of the key."""
    try:
        return load_pem_private_key(path.read_bytes(), None).public_key()
    except OSError as error:
        raise Unfit(_NOT_OPENED, option="--key", path=path, error=error.strerror) from error
    except TypeError as error:
        raise Unfit(
            N_("--key %(path)s: 암호가 걸린 열쇠입니다. 암호를 푼 파일을 적어 주세요."), path=path
        ) from error
    except Exception as error:
        raise Unfit(
            N_("--key %(path)s: PEM 열쇠가 아닙니다. privkey.pem 같은 파일을 적어 주세요."), path=path
        ) from error


def _doubts(chain: list[x509.Certificate], ends: datetime | None) -> list[Fault]:
    own, doubts = chain[0], list[Fault]()
    if len(chain) == 1 and own.issuer != own.subject:
        doubts.append(
            Fault(
                N_(
                    "--cert에 중간 인증서가 없습니다. 휴대전화에서 경고가 나올 수 있으니 fullchain.pem을 적어 주세요."
                )
            )
        )
    if own.issuer == own.subject:
        doubts.append(Fault(N_("--cert는 스스로 서명한 인증서입니다. 단말과 휴대전화에서 경고가 나옵니다.")))
    if ends and own.not_valid_after_utc < ends + timedelta(hours=1):
        doubts.append(
            Fault(
                N_("--cert는 박람회가 끝나기 전인 %(day)s에 기한이 끝납니다. 미리 새로 받아 주세요."),
                {"day": f"{own.not_valid_after_utc:%Y-%m-%d}"},
            )
        )
    return doubts
