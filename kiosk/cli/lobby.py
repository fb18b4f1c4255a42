"""`serve --root`: one page on this laptop lists the expos of an installation, and the one that is chosen is served in its place.

Tablets and phones know one address, so one expo is served at a time, on the same port; to serve another, end it and begin again.
"""

import hmac
import os
import secrets
import threading
from pathlib import Path

from flask import Flask, Response, abort, render_template, request

from kiosk.actions.refusals import Unusable
from kiosk.cli import own_page
from kiosk.data.store import wall_clock
from kiosk.exchange import installation
from kiosk.exchange.installation import NAME, STATES
from kiosk.expo.square import days
from kiosk.settings import Settings

ZONE = "Asia/Seoul"
TEMPLATES = str(Path(__file__).parents[1] / "templates")


class Choice:
    """What is chosen on the page: a folder under the root."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.made = threading.Event()

    def make(self, folder: Path) -> None:
        self.folder = folder
        self.made.set()


def choose(root: Path, settings: Settings, port: int) -> Path:
    """Show the page on this port until somebody has chosen; gives the folder. Raises Unusable."""
    if not root.is_dir():
        raise Unusable(f"{root}: 없는 폴더입니다. 박람회의 폴더들이 들어 있는 폴더를 적어 주세요.")
    choice = Choice()
    server = own_page.listen(lobby(root, settings, choice), port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    print(f"박람회 고르기: http://localhost:{server.port}/", flush=True)
    try:
        choice.made.wait()
    finally:
        server.shutdown()
        server.server_close()
    assert choice.folder
    return choice.folder


def lobby(root: Path, settings: Settings, choice: Choice) -> Flask:
    """The page as an application. Its forms carry a secret, so that no other site's page opens anything."""
    app = Flask("kiosk.lobby", template_folder=TEMPLATES, static_folder=None)
    secret, now = secrets.token_urlsafe(32), wall_clock(*settings.clock)

    @app.get("/")
    def listed() -> str:
        return page()

    @app.post("/open")
    def opened() -> str:
        if not hmac.compare_digest(request.form.get("secret", "").encode(), secret.encode()):
            abort(403)
        name = request.form.get("folder", "").strip()
        found = {one.folder: one.state for one in installation.expos(root, now())}
        if found.get(name) == "unreadable":
            return page(f"{name}: 읽을 수 없는 폴더예요. 백업한 파일로 되돌린 뒤에 켜 주세요.")
        if name not in found and (not NAME.fullmatch(name) or os.path.lexists(root / name)):
            return page("폴더 이름은 글자, 숫자, -, _로 40자까지, 아직 없는 이름으로 적어 주세요. 예: 2027")
        choice.make(root / name)
        return render_template("lobby/opening.html", name=name)

    def page(fault: str = "") -> str:
        found = [
            one._asdict()
            | {
                "word": STATES[one.state],
                "backup": days.local(one.backup_at, ZONE) if one.backup_at else None,
            }
            for one in installation.expos(root, now())
        ]
        return render_template(
            "lobby/page.html", listed=found, root=root.resolve(), secret=secret, fault=fault
        )

    app.after_request(guarded)
    app.before_request(from_here_alone)
    return app


def guarded(response: Response) -> Response:
    """What such a page may do: nothing but show itself and send its form here."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def from_here_alone() -> None:
    if request.host.partition(":")[0] not in ("localhost", own_page.HERE):
        abort(403)  # a name of another site that was bound to this address
