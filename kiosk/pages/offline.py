"""What stations need to go on without the server: the service worker, QR codes of their block, the desk's list."""

import json

from flask import Blueprint, Response, request, url_for

from badges import qr
from badges.code import BadCode, decode
from kiosk.actions.refusals import BadFields, NotAllowed
from kiosk.expo.square import ground
from kiosk.language.sentences import gettext
from kiosk.pages.face import addresses
from kiosk.pages.web import actor, answer, language, page_actor, settings, store
from kiosk.screens import late
from kiosk.serving.static_files import FOLDER
from kiosk.serving.version import version

pages = Blueprint("offline", __name__)

GUARD = "js/upgrade-guard.js"  # under its plain address, which is there whatever the version
WORKER = FOLDER / "js" / "offline" / "service-worker.js"
# What the pages of stations are made of; their fonts are many, and those that a page really uses it tells the worker.
PAGES = ("kiosk", "desk", "booth", "choose-booth", "door")
KEPT = (
    *(f"made/{kind}/{page}.{kind}" for page in PAGES for kind in ("js", "css")),
    *("js/core/floor.js", "js/scanning/early-keys.js", "sounds/*", "*.svg"),
    *("vendor/barcode-detector.js", "vendor/zxing-exported.js", "vendor/zxing_reader.wasm"),
)
BADGE_ROLES = frozenset({"kiosk", "desk"})
CODES_MAX = 50


@pages.get("/sw.js")
def service_worker() -> Response:
    """Served at the root, so that it serves every station's page; its text changes with any static file and with the face."""
    paths = sorted({path for pattern in KEPT for path in FOLDER.glob(pattern)})
    files = [url_for("static", filename=str(path.relative_to(FOLDER))) for path in paths]
    files.append(url_for("static_now", filename=GUARD))
    with store().read() as db:
        files += addresses(ground.of(db).face)
    head = f"const VERSION = {json.dumps(version())};\nconst FILES = {json.dumps(files)};\n"
    response = Response(head + WORKER.read_text(encoding="utf-8"), mimetype="text/javascript")
    response.cache_control.no_cache = True
    return response


@pages.post("/station/qr.json")
def drawn() -> Response:
    """The QR codes of `codes` as they stand on badges, for a station that prints without the server: code -> <svg>."""
    if actor(BADGE_ROLES).role not in BADGE_ROLES:
        raise NotAllowed(gettext("이 단말에서는 할 수 없는 일이에요.", language()))
    label = gettext("명찰의 QR", language())
    return answer(
        {
            "ok": True,
            "drawn": {code: qr.svg(qr.payload(code, settings().address or None), label) for code in _codes()},
        }
    )


@pages.get("/desk/late.json")
def to_check() -> Response:
    """What cut-off stations kept and the server then refused, until somebody has looked after it."""
    page_actor("desk")
    with store().read() as db:
        return answer({"ok": True, "items": late.to_check(db, language(), store().badge_key)})


def _codes() -> list[str]:
    """The posted codes, which must be ours. Raises BadFields."""
    given = request.get_json(silent=True)
    codes = given.get("codes") if isinstance(given, dict) else None
    try:
        if not isinstance(codes, list) or len(codes) > CODES_MAX:
            raise BadCode("no list")
        for code in codes:
            decode(store().badge_key, code)
    except BadCode:
        sentence = gettext("받아 둔 번호의 목록을 보내 주세요(50개까지).", language())
        raise BadFields({"codes": sentence}) from None
    return codes
