"""The server's own small authority, kept in the data folder: a certificate for the laptop's names, for the expo's days.

A tablet is told once to trust the root. What is signed and how is told in kiosk/serving/tls/issuing.py. Two files, each
replaced whole and readable by this user alone: `authority.pem` (issuing key, issuing certificate, root) and `server.pem`
(key, certificate, issuing certificate).
"""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from badges.files import sync
from kiosk.actions.refusals import Unusable
from kiosk.serving.tls.issuing import (
    AT_MOST,
    Authority,
    Place,
    PrivateKey,
    found,
    issue,
    key_pem,
    pem_of,
    text_of,
)

AUTHORITY_FILE = "authority.pem"
SERVER_FILE = "server.pem"
EXPIRES_SOON = timedelta(days=2)


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
        parts = [key_pem(authority.key), pem_of(authority.issuing), pem_of(authority.root)]
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
        _write(folder / SERVER_FILE, key_pem(key) + pem_of(certificate) + pem_of(authority.issuing))
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
    return key.public_key() == certificate.public_key() and {text_of(name) for name in said} == set(names)


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
