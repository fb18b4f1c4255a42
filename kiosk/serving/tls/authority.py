"""The server's own small authority: a certificate for the laptop's names and addresses, for the expo's days.

A tablet is told once to trust the root. The root signs one issuing certificate, and its key is thrown away at once;
the issuing key stays in the data folder. Both are constrained to the names and addresses: some verifiers skip the
constraints of the root itself (RFC 5280 6.1 leaves them open), none those of a certificate below it, so a stolen
laptop can pass for nobody but itself. Two files, each replaced whole: `authority.pem` (issuing key, issuing
certificate, root) and `server.pem` (key, certificate, issuing certificate), readable by this user alone.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from badges.files import sync
from kiosk.actions.refusals import Unusable

AUTHORITY_FILE = "authority.pem"
SERVER_FILE = "server.pem"

# A tablet's clock may be a day behind. The little after the last day lets the organisers finish their reports.
BEFORE = timedelta(days=2)
AFTER = timedelta(days=7)
AT_LEAST = timedelta(days=14)
DAYS_UNKNOWN = timedelta(days=90)
AT_MOST = timedelta(days=800)  # Apple refuses a server's certificate of more than 825 days
EXPIRES_SOON = timedelta(days=2)

PrivateKey = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Place:
    """What must be reachable by HTTPS: host names and addresses (as text), the first the one to show people.

    `required` are those without which the tablets' trust is worth nothing: the fixed origin's host, else all.
    `ends` is when the last expo day closes, None while the days are not known.
    """

    names: tuple[str, ...]
    required: frozenset[str]
    ends: datetime | None = None


@dataclass(frozen=True)
class Authority:
    """A root that tablets trust, and what it left behind to sign with."""

    root: x509.Certificate
    issuing: x509.Certificate
    key: PrivateKey

    @property
    def permitted(self) -> frozenset[str]:
        """The names and addresses that it may vouch for."""
        constraints = self.issuing.extensions.get_extension_for_class(x509.NameConstraints).value
        return frozenset(_text(name) for name in constraints.permitted_subtrees or ())

    @property
    def until(self) -> datetime:
        return self.issuing.not_valid_after_utc


@dataclass(frozen=True)
class Kept:
    """What `keep` leaves: the server's file for `tls_context`, the root, the certificate's names, what to tell people."""

    file: Path
    root: x509.Certificate
    names: tuple[str, ...]
    renewed: bool
    notes: tuple[str, ...] = ()


def keep(folder: Path, place: Place, now: datetime, *, may_replace: bool = True) -> Kept:
    """Have an authority and a server certificate in `folder` that fit `place` at `now`.

    The authority stays as long as it fits, so that tablets go on trusting it; the server's certificate is made anew
    whenever names, addresses or days changed. A running server does not replace its authority (`may_replace`).
    Raises Unusable for a file that can't be read or written.
    """
    notes = []
    authority = _read(folder / AUTHORITY_FILE)
    misfit = why_not(authority, place, now) if authority else ""
    if authority is None or (misfit and may_replace):
        if authority:
            notes.append(f"{misfit} 새 인증서를 만들었으니 모든 단말에서 다시 믿게 해 주세요.")
        authority = found(place, now)
        parts = [_key_pem(authority.key), _pem(authority.issuing), _pem(authority.root)]
        _write(folder / AUTHORITY_FILE, b"".join(parts))
    elif misfit:
        notes.append(f"{misfit} 서버를 다시 켜면 새 인증서를 만들어요.")
    names = tuple(name for name in place.names if name in authority.permitted)
    left_out = sorted(set(place.names) - set(names) - place.required)
    if left_out:
        notes.append(
            f"새 주소 {', '.join(left_out)}에는 인증서가 없어요. 단말은 https://{names[0]} 으로 여세요."
        )
    renewed = not _is_good(folder / SERVER_FILE, authority, names)
    if renewed:
        key, certificate = issue(authority, names)
        _write(folder / SERVER_FILE, _key_pem(key) + _pem(certificate) + _pem(authority.issuing))
    return Kept(folder / SERVER_FILE, authority.root, names, renewed, tuple(notes))


def why_not(authority: Authority, place: Place, now: datetime) -> str:
    """Why this authority will not do (a sentence), or "" when it will."""
    missing = sorted(place.required - authority.permitted)
    if missing:
        return f"지금까지의 인증서에는 {', '.join(missing)}이(가) 없어요."
    if authority.until < now + EXPIRES_SOON:
        return "지금까지의 인증서는 기한이 다 되었어요."
    if place.ends and authority.until < min(place.ends + timedelta(days=1), now + AT_MOST / 2):
        return "지금까지의 인증서는 박람회가 끝나기 전에 기한이 다 돼요."
    return ""


def found(place: Place, now: datetime) -> Authority:
    """A new authority, constrained to the names of `place`, for its days. The root's key is gone when this returns."""
    until = _until(place, now)
    root_key, key = _new_key(), _new_key()
    title = f"박람회 키오스크 {now:%Y-%m-%d}"
    root = _certify(root_key, _name(title), place.names, now - BEFORE, until, depth=1, by=root_key)
    issuing = _certify(
        key, _name(f"{title} ({place.names[0][:20]})"), place.names, now - BEFORE, until, 0, root_key, root
    )
    return Authority(root, issuing, key)


def issue(authority: Authority, names: tuple[str, ...]) -> tuple[PrivateKey, x509.Certificate]:
    """A server's key and certificate for `names`, as long as the authority lasts."""
    key = _new_key()
    issuing = authority.issuing
    builder = (
        _begin(key, _name("박람회 서버"), issuing.subject, issuing.not_valid_before_utc, authority.until)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(_signed_by(authority.key), critical=False)
    )
    return key, builder.sign(authority.key, SHA256())


def _until(place: Place, now: datetime) -> datetime:
    if place.ends is None:
        return now + DAYS_UNKNOWN
    return min(max(place.ends + AFTER, now + AT_LEAST), now + AT_MOST)


def _certify(
    key: PrivateKey,
    subject: x509.Name,
    names: tuple[str, ...],
    since: datetime,
    until: datetime,
    depth: int,
    by: PrivateKey,
    root: x509.Certificate | None = None,
) -> x509.Certificate:
    """A certificate that may sign others, for `names` only; of itself when there is no root above it."""
    permitted = [_general(name, subtree=True) for name in names]
    builder = (
        _begin(key, subject, root.subject if root else subject, since, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_signed_by(by), critical=False)
    )
    return builder.sign(by, SHA256())


def _begin(
    key: PrivateKey, subject: x509.Name, issuer: x509.Name, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), since, until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed_by(key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(title: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])


def _general(name: str, *, subtree: bool = False) -> x509.GeneralName:
    """A host name or an address; as a subtree an address is a network of one."""
    try:
        return x509.IPAddress(ip_network(name) if subtree else ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _text(name: x509.GeneralName) -> str:
    return str(name.value).partition("/")[0]


def _new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _is_good(path: Path, authority: Authority, names: tuple[str, ...]) -> bool:
    """Whether this server certificate is of this authority and for exactly these names."""
    try:
        pem = path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.verify_directly_issued_by(authority.issuing)
        key = load_pem_private_key(pem, None)
    except Exception:  # missing, cut short, of an earlier authority: another one is made
        return False
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return key.public_key() == certificate.public_key() and {_text(name) for name in said} == set(names)


def _read(path: Path) -> Authority | None:
    """None where there is none yet. Raises Unusable: silently making another would unsettle sixty tablets."""
    try:
        pem = path.read_bytes()
        issuing, root = x509.load_pem_x509_certificates(pem)
        key = load_pem_private_key(pem, None)
        issuing.verify_directly_issued_by(root)
        if not isinstance(key, PrivateKey) or key.public_key() != issuing.public_key():
            raise ValueError("열쇠와 인증서가 서로 다름")
    except FileNotFoundError:
        return None
    except Exception as error:
        raise Unusable(
            f"{path}: 인증서를 읽을 수 없습니다 ({error}). 백업해 둔 파일로 되돌리거나, 지우고 다시 켜 주세요"
            " (지우면 모든 단말에서 새 인증서를 믿게 해야 합니다)."
        ) from error
    return Authority(root, issuing, key)


def _write(path: Path, pem: bytes) -> None:
    """Replaced whole, and never readable by others, not even for a moment."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        sync(path.parent)
    except OSError as error:
        raise Unusable(
            f"{path}: 인증서를 적을 수 없습니다 ({error.strerror}). 폴더의 권한을 확인해 주세요."
        ) from error


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
