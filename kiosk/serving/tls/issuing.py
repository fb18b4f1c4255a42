"""The certificates of the server's own authority as values: how they are made, signed and constrained. No files.

The root signs one issuing certificate, and its key is thrown away at once. Both are constrained to the names and
addresses: some verifiers skip the constraints of the root itself (RFC 5280 6.1 leaves them open), none those of a
certificate below it, so a stolen laptop can pass for nobody but itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# A tablet's clock may be a day behind. The little after the last day lets the organisers finish their reports.
BEFORE = timedelta(days=2)
AFTER = timedelta(days=7)
AT_LEAST = timedelta(days=14)
DAYS_UNKNOWN = timedelta(days=90)
AT_MOST = timedelta(days=800)  # Apple refuses a server's certificate of more than 825 days

PrivateKey = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Place:
    """What must be reachable by HTTPS: host names and addresses (as text); the first is shown to people.

    `required` are those that tablets rely on: the fixed origin's host, else all. `ends` is when the last expo day closes,
    None while the days are not known.
    """

    names: tuple[str, ...]
    required: frozenset[str]
    ends: datetime | None = None


@dataclass(frozen=True)
class Authority:
    """A root that tablets trust, and the certificate and key below it, with which the server's are signed."""

    root: x509.Certificate
    issuing: x509.Certificate
    key: PrivateKey

    @property
    def permitted(self) -> frozenset[str]:
        """The names and addresses that it may vouch for."""
        constraints = self.issuing.extensions.get_extension_for_class(x509.NameConstraints).value
        return frozenset(text_of(name) for name in constraints.permitted_subtrees or ())

    @property
    def until(self) -> datetime:
        return self.issuing.not_valid_after_utc


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
        .add_extension(x509.SubjectAlternativeName([general(name) for name in names]), critical=False)
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
    permitted = [general(name, subtree=True) for name in names]
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


def general(name: str, *, subtree: bool = False) -> x509.GeneralName:
    """A host name or an address; as a subtree an address is a network of one."""
    try:
        return x509.IPAddress(ip_network(name) if subtree else ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def text_of(name: x509.GeneralName) -> str:
    return str(name.value).partition("/")[0]


def _new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
