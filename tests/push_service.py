"""A push service on loopback: it takes what a phone's maker takes, over TLS, and reads it with the browser's own keys."""

import base64
import json
import queue
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from py_vapid import Vapid02


class Browser:
    """A browser's own keys: what it subscribes with, and what alone reads its messages."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._public = _point(self._private.public_key())
        self._auth = b"a secret of its "

    def subscription(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "p256dh": base64url(self._public), "auth": base64url(self._auth)}

    def read(self, body: bytes) -> dict[str, Any]:
        """The message, by RFC 8291 as a browser does it."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        secret = self._private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        shared = _derived(self._auth, secret, b"WebPush: info\0" + self._public + sender, 32)
        key = _derived(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, shared, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\2"
        told: dict[str, Any] = json.loads(plain[:-1])
        return told


class Post(NamedTuple):
    """What came: the path, the headers, the body."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self) -> dict[str, Any]:
        """What the sender signed; the signature must fit."""
        header = self.headers["Authorization"]
        assert Vapid02.verify(header)
        token = header.partition("t=")[2].partition(",")[0]
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        return found


class PushService:
    """`status`: what it answers from here on; `after`: with `Retry-After`; `huge`: with an endless head; `slow`: not at all,
    until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.status, self.after, self.huge, self.slow = 201, "", False, False
        self.posts: queue.Queue[Post] = queue.Queue()
        self._closing = threading.Event()
        certificate = folder / "push-service.pem"
        certificate.write_bytes(_certificate())
        self.trusted = ssl.create_default_context(cafile=certificate)
        self.certificate = certificate
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(certificate)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = served.wrap_socket(self._server.socket, server_side=True)
        self.origin = f"https://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def taken(self, within_s: float = 20.0) -> Post:
        """The next message that comes, in its order."""
        return self.posts.get(timeout=within_s)

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.posts.put(Post(self.path, dict(self.headers), body))
                if service.slow:
                    service._closing.wait(60)
                    return
                if service.huge:
                    self._write_on()
                    return
                self.send_response(service.status)
                if service.after:
                    self.send_header("Retry-After", service.after)
                self.send_header("Location", f"{service.origin}/elsewhere")
                self.end_headers()

            def _write_on(self) -> None:
                until = time.monotonic() + 20
                try:
                    self.wfile.write(b"HTTP/1.1 201 Created\r\n")
                    while time.monotonic() < until:
                        self.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")
                except OSError:
                    service.posts.put(Post("cut", {}, b""))

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _certificate() -> bytes:
    """A certificate of loopback's that vouches for itself, with its key (PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM) + secret
