"""The server's own authority and the check of a public certificate, as real verifiers see them."""

import socket
import ssl
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gevent.ssl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from kiosk.actions.refusals import Unusable
from kiosk.data.open_store import open_store
from kiosk.serving.tls import authority, certificates, issuing
from kiosk.serving.tls.authority import Kept, keep
from kiosk.serving.tls.https import Https, open_side
from kiosk.serving.tls.issuing import Place
from kiosk.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
HOST = "kiosk.expo.example"
NAMES = (HOST, "192.0.2.10", "laptop", "laptop.local", "localhost", "127.0.0.1")
ENDS = NOW + 5 * DAY
PLACE = Place(NAMES, frozenset({HOST}), ENDS)


def test_a_handshake_trusts_the_root_alone(tmp_path: Path) -> None:
    kept = keep(tmp_path, PLACE, NOW)
    for name in (HOST, "192.0.2.10", "localhost"):
        assert _handshake(kept, name) == "trusted"


def test_a_handshake_fails_for_another_name_and_without_the_root(tmp_path: Path) -> None:
    kept = keep(tmp_path, PLACE, NOW)
    assert "not valid for" in _handshake(kept, "elsewhere.example")
    assert "unable to get local issuer" in _handshake(kept, HOST, trusting=False)


@pytest.mark.parametrize("name", ["elsewhere.example", "expo.example", "192.0.2.11", "::1"])
def test_the_authority_can_vouch_for_no_other_name(tmp_path: Path, name: str) -> None:
    keep(tmp_path, PLACE, NOW)
    own = authority._read(tmp_path / authority.AUTHORITY_FILE)
    assert own
    _, stray = issuing.issue(own, (name,))
    with pytest.raises(VerificationError, match="name constraints"):
        _verify(own, stray, name)
    assert "permitted subtree violation" in _openssl(tmp_path, own, stray)
    _, honest = issuing.issue(own, (HOST,))
    assert _verify(own, honest, HOST)
    assert "OK" in _openssl(tmp_path, own, honest)


def test_the_constraints_stand_also_where_a_verifier_skips_those_of_a_root(tmp_path: Path) -> None:
    kept = keep(tmp_path, PLACE, NOW)
    own = authority._read(tmp_path / authority.AUTHORITY_FILE)
    assert own and own.permitted == set(NAMES)
    constraints = [
        certificate.extensions.get_extension_for_class(x509.NameConstraints)
        for certificate in (own.root, own.issuing)
    ]
    assert constraints[0].critical and constraints[0] == constraints[1]
    assert own.root == kept.root


def test_no_file_holds_the_roots_key_and_none_is_readable_by_others(tmp_path: Path) -> None:
    kept = keep(tmp_path, PLACE, NOW)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [authority.AUTHORITY_FILE, authority.SERVER_FILE]
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert load_pem_private_key(path.read_bytes(), None).public_key() != kept.root.public_key()


def test_what_fits_is_kept_byte_for_byte(tmp_path: Path) -> None:
    keep(tmp_path, PLACE, NOW)
    before = _bytes(tmp_path)
    again = keep(tmp_path, PLACE, NOW + DAY)
    assert (_bytes(tmp_path), again.renewed, again.notes) == (before, False, ())


def test_it_lasts_for_the_expos_days_plus_a_little_and_never_longer_than_tablets_accept(
    tmp_path: Path,
) -> None:
    assert issuing.found(PLACE, NOW).until == NOW + 14 * DAY
    assert issuing.found(Place(NAMES, PLACE.required, NOW + 30 * DAY), NOW).until == NOW + 37 * DAY
    assert issuing.found(Place(NAMES, PLACE.required, None), NOW).until == NOW + 90 * DAY
    far = issuing.found(Place(NAMES, PLACE.required, NOW + 2000 * DAY), NOW)
    assert far.until - far.root.not_valid_before_utc < 825 * DAY


def test_an_address_that_comes_later_leaves_tablets_trusting_the_fixed_name(tmp_path: Path) -> None:
    first = keep(tmp_path, PLACE, NOW)
    moved = Place((HOST, "192.0.2.99", "localhost"), PLACE.required, ENDS)
    kept = keep(tmp_path, moved, NOW)
    assert (kept.root, kept.names, kept.renewed) == (first.root, (HOST, "localhost"), True)
    assert kept.notes == (f"새 주소 192.0.2.99에는 인증서가 없어요. 단말은 https://{HOST} 으로 여세요.",)
    assert _handshake(kept, HOST) == "trusted"


def test_an_address_that_comes_back_is_in_the_certificate_again(tmp_path: Path) -> None:
    first = keep(tmp_path, PLACE, NOW)
    keep(tmp_path, Place((HOST,), PLACE.required, ENDS), NOW)
    kept = keep(tmp_path, PLACE, NOW)
    assert (kept.root, kept.names, kept.renewed) == (first.root, NAMES, True)


@pytest.mark.parametrize(
    ("place", "later", "why"),
    [
        (Place(("other.example",), frozenset({"other.example"}), ENDS), 0 * DAY, "other.example"),
        (Place(NAMES, PLACE.required, NOW + 60 * DAY), 0 * DAY, "박람회가 끝나기 전에"),
        (PLACE, 13 * DAY, "기한이 다 되었어요"),
    ],
)
def test_one_that_no_longer_fits_gives_way_with_a_sentence(
    tmp_path: Path, place: Place, later: timedelta, why: str
) -> None:
    first = keep(tmp_path, PLACE, NOW)
    kept = keep(tmp_path, place, NOW + later, may_replace=False)
    assert kept.root == first.root
    assert why in kept.notes[0] and "다시 켜면" in kept.notes[0]
    kept = keep(tmp_path, place, NOW + later)
    assert kept.root != first.root and kept.renewed and kept.names == place.names
    assert why in kept.notes[0] and "다시 믿게 해 주세요" in kept.notes[0]


def test_days_that_are_set_later_but_fit_change_nothing(tmp_path: Path) -> None:
    first = keep(tmp_path, Place(NAMES, PLACE.required, None), NOW)
    kept = keep(tmp_path, Place(NAMES, PLACE.required, NOW + 60 * DAY), NOW)
    assert (kept.root, kept.renewed, kept.notes) == (first.root, False, ())


def test_a_damaged_server_certificate_is_made_anew_a_damaged_authority_is_not(tmp_path: Path) -> None:
    first = keep(tmp_path, PLACE, NOW)
    (tmp_path / authority.SERVER_FILE).write_bytes(b"cut short")
    kept = keep(tmp_path, PLACE, NOW)
    assert (kept.root, kept.renewed) == (first.root, True)
    (tmp_path / authority.AUTHORITY_FILE).write_bytes(b"cut short")
    with pytest.raises(Unusable, match="authority.pem"):
        keep(tmp_path, PLACE, NOW)


def test_a_running_server_renews_its_certificate_and_keeps_its_root(tmp_path: Path) -> None:
    settings = Settings(tmp_path, origin=f"https://{HOST}:8443")
    with closing(open_store(settings)) as store:
        side = open_side(settings, store, 8443, None, None)
        assert side and side.renew and side.names[0] == HOST
        first = (tmp_path / authority.SERVER_FILE).read_bytes()
        side.renew()
        assert (tmp_path / authority.SERVER_FILE).read_bytes() == first
        (tmp_path / authority.SERVER_FILE).unlink()
        side.renew()
        assert (tmp_path / authority.SERVER_FILE).read_bytes() != first
        again = open_side(settings, store, 8443, None, None)
        assert again and again.fingerprint == side.fingerprint


@pytest.mark.parametrize(
    ("fixed", "asked", "origin"),
    [
        ("https://kiosk.test:9", "192.0.2.10", "https://kiosk.test:9"),
        ("http://laptop:8000", "192.0.2.10", "https://laptop:8443"),
        ("", "192.0.2.10", "https://192.0.2.10:8443"),
        ("", "elsewhere.example", f"https://{HOST}:8443"),
        ("", "fd00::2", "https://[fd00::2]:8443"),
    ],
)
def test_stations_are_sent_to_the_fixed_origin_else_to_a_name_of_the_certificate(
    fixed: str, asked: str, origin: str
) -> None:
    side = Https(8443, (*NAMES, "fd00::2"), gevent.ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    assert side.origin(fixed, asked) == origin


# A certificate that the organisers bring.


def test_a_public_certificate_that_fits_is_taken(tmp_path: Path) -> None:
    pair = _bought(tmp_path, "*.expo.example")
    checked = certificates.check(*pair, hosts=[HOST], now=NOW, ends=ENDS)
    assert checked.names == ("*.expo.example",)
    assert [str(warning).partition(".")[0] for warning in checked.warnings] == [
        "--cert에 중간 인증서가 없습니다"
    ]


@pytest.mark.parametrize(
    ("names", "host", "fits"),
    [
        (("a.example",), "a.example", True),
        (("*.example",), "a.example", True),
        (("*.example",), "b.a.example", False),
        (("*.example",), "example", False),
        (("a.example",), "b.example", False),
        ((), "a.example", False),
    ],
)
def test_a_wildcard_stands_for_one_label(names: tuple[str, ...], host: str, fits: bool) -> None:
    assert certificates.covers(names, host) is fits


def test_what_is_wrong_with_a_public_certificate_is_said_in_a_sentence(tmp_path: Path) -> None:
    certificate, key = _bought(tmp_path, HOST)

    def complaint(certificate: Path = certificate, key: Path = key, **more: object) -> str:
        options: dict = {"hosts": [HOST], "now": NOW, "ends": ENDS} | more
        with pytest.raises(Unusable) as error:
            certificates.check(certificate, key, **options)
        return str(error.value)

    (tmp_path / "other").mkdir()
    _, other_key = _bought(tmp_path / "other", HOST)
    locked = tmp_path / "locked.key"
    locked.write_bytes(_key_bytes(ec.generate_private_key(ec.SECP256R1()), b"secret"))
    assert "--cert의 열쇠가 아닙니다" in complaint(key=other_key)
    assert "기한이 끝난 인증서입니다" in complaint(now=NOW + 400 * DAY)
    assert "노트북의 날짜를 확인해 주세요" in complaint(now=NOW - 400 * DAY)
    assert "other.example의 인증서가 아닙니다" in complaint(hosts=["other.example"])
    assert "암호가 걸린 열쇠입니다" in complaint(key=locked)
    assert "파일을 열 수 없습니다" in complaint(certificate=tmp_path / "missing")
    assert "파일을 열 수 없습니다" in complaint(key=tmp_path / "missing")
    assert "PEM 인증서가 아닙니다" in complaint(certificate=key)
    assert "PEM 열쇠가 아닙니다" in complaint(key=certificate)


def test_a_public_certificate_that_ends_during_the_expo_is_warned_of(tmp_path: Path) -> None:
    pair = _bought(tmp_path, HOST, days=3)
    warnings = certificates.check(*pair, hosts=[HOST], now=NOW, ends=ENDS).warnings
    assert "박람회가 끝나기 전" in str(warnings[-1])


def _handshake(kept: Kept, name: str, *, trusting: bool = True) -> str:
    """What a client that knows the root alone says of a server with these files: "trusted", or its complaint."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(kept.file, kept.file)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusting:
        client.load_verify_locations(cadata=kept.root.public_bytes(Encoding.DER))
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(there, server_side=True):
                pass
        except (OSError, ssl.SSLError):
            there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(here, server_hostname=name):
            return "trusted"
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    finally:
        here.close()
        thread.join()


def _verify(own: issuing.Authority, certificate: x509.Certificate, name: str) -> list[x509.Certificate]:
    subject = issuing.general(name)
    verifier = PolicyBuilder().store(Store([own.root])).time(NOW).build_server_verifier(subject)  # type: ignore[arg-type]
    return verifier.verify(certificate, [own.issuing])


def _openssl(folder: Path, own: issuing.Authority, certificate: x509.Certificate) -> str:
    root, chain = folder / "root.crt", folder / "chain.crt"
    root.write_bytes(own.root.public_bytes(Encoding.PEM))
    chain.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in (certificate, own.issuing)))
    command = ["openssl", "verify", "-CAfile", root, "-untrusted", chain, chain]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _bought(folder: Path, name: str, days: int = 90) -> tuple[Path, Path]:
    """A certificate for `name` as somebody else's authority would sell it, and its key."""
    key, issuer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject, sold_by = (x509.Name.from_rfc4514_string(f"CN={text}") for text in ("server", "seller"))
    certificate = (
        x509.CertificateBuilder(sold_by, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + days * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(issuer, SHA256())
    )
    paths = folder / "fullchain.crt", folder / "private.key"
    paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(_key_bytes(key))
    return paths


def _key_bytes(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> bytes:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
