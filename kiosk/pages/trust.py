"""`/trust`: leads a volunteer through trusting this server's certificate, one tablet in under two minutes."""

import plistlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from flask import Blueprint, Response, request

from badges import qr
from kiosk import addresses
from kiosk.actions.refusals import NotFound
from kiosk.expo.square import days
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.pages.identity import is_secure

if TYPE_CHECKING:
    from kiosk.serving.tls.https import Https

pages = Blueprint("trust", __name__)

FILE = "expo-kiosk"
DEVICES = ("android", "ipad", "windows", "chromeos")
# An iPad calls itself a Macintosh; no other Apple computer is among the stations.
_SIGNS = (
    ("CrOS", "chromeos"),
    ("Windows", "windows"),
    ("iPad", "ipad"),
    ("iPhone", "ipad"),
    ("Macintosh", "ipad"),
)


@pages.get("/trust")
def show() -> Response:
    """The steps for this device (`?device=` for another), a QR of this page, and a test whether it is done."""
    side, origin = secure.https(), secure.https_url()
    named = secure.plain_url(urlsplit(origin).hostname or "") if origin else ""
    address = _own_address()
    response = web.page(
        "trust/page.html",
        device=device_of(request.args.get("device", ""), request.user_agent.string),
        devices=DEVICES,
        root=side and _described(side),
        public=secure.public(),
        https=origin,
        named=named,
        address=address,
        laptop=secure.laptop_url(),
        qr=web.safe(qr.svg(address, gettext("이 안내를 여는 QR", web.language()))),
    )
    return secure.reaching(response, origin, named)


@pages.get("/trust/ca.crt")
def certificate() -> Response:
    """The root in DER, which Android, Windows, ChromeOS and iPadOS all read."""
    response = Response(_required_root().public_bytes(Encoding.DER), mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = f"attachment; filename={FILE}.crt"
    return response


@pages.get("/trust/ca.mobileconfig")
def profile() -> Response:
    """The root as a profile of an iPad, which removes itself when the certificate ends."""
    body = plistlib.dumps(_profile(_required_root()))
    response = Response(body, mimetype="application/x-apple-aspen-config")
    response.headers["Content-Disposition"] = f"inline; filename={FILE}.mobileconfig"
    return response


def device_of(asked: str, user_agent: str) -> str:
    """One of DEVICES: the one asked for, else the one that this browser runs on."""
    if asked in DEVICES:
        return asked
    return next((device for sign, device in _SIGNS if sign in user_agent), "android")


def _described(side: "Https") -> dict[str, str] | None:
    root = side.root
    if root is None:
        return None
    with web.store().read() as db:
        zone = days.time_zone(db)
    return {
        "name": _title(root),
        "until": days.date_of(int(root.not_valid_after_utc.timestamp() * 1000), zone),
        "fingerprint": side.fingerprint,
    }


def _own_address() -> str:
    """This page over plain HTTP, as another device on this Wi-Fi opens it: by an address, which needs no name server."""
    if not is_secure(request):
        return request.host_url.rstrip("/") + "/trust"
    return secure.plain_url(next(iter(addresses.addresses()), secure.host()), "/trust")


def _required_root() -> x509.Certificate:
    side = secure.https()
    if side is None or side.root is None:
        raise NotFound(gettext("이 서버에는 단말이 따로 믿을 인증서가 없어요.", web.language()))
    return side.root


def _title(root: x509.Certificate) -> str:
    return str(root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _profile(root: x509.Certificate) -> dict[str, object]:
    """Apple, Configuration Profile Reference: a profile with one payload, com.apple.security.root."""
    digits, title = root.fingerprint(SHA256()).hex(), _title(root)
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"expo-kiosk.{digits[:12]}.root",
        "PayloadUUID": str(uuid5(NAMESPACE_URL, f"root:{digits}")).upper(),
        "PayloadDisplayName": title,
        "PayloadCertificateFileName": f"{FILE}.crt",
        "PayloadContent": root.public_bytes(Encoding.DER),
    }
    return {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"expo-kiosk.{digits[:12]}",
        "PayloadUUID": str(uuid5(NAMESPACE_URL, f"profile:{digits}")).upper(),
        "PayloadDisplayName": title,
        "PayloadDescription": "박람회 동안 이 단말이 키오스크 서버를 믿게 합니다.",
        "PayloadRemovalDisallowed": False,
        "RemovalDate": root.not_valid_after_utc.replace(tzinfo=None),
        "PayloadContent": [payload],
    }
