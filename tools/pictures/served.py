"""Serve a hall of the pictures, its clock standing still: python -m tools.pictures.served FOLDER MS.

Its crowd stands too, so that a page looks alike whenever it is opened.
"""

import json
import sys
from pathlib import Path

from kiosk import create_app, start_clockwork
from kiosk.data import open_store
from kiosk.demo import demo
from kiosk.demo.crowd import Crowd
from kiosk.serving.server import serve
from kiosk.settings import Settings
from tools.pictures.halls import CROWD


def main(folder: Path, now: int) -> None:
    """Says its port on a line of its own once it takes requests."""
    vars(open_store)["wall_clock"] = lambda *_: lambda: now
    app = create_app(Settings(folder, demo=True))
    secrets = json.loads((folder / demo.MARK).read_text("utf-8"))["secrets"]
    app.extensions["demo_secrets"] = {int(station): secret for station, secret in secrets.items()}
    app.extensions["open_to_network"] = False
    app.extensions["crowd"] = Crowd(app.extensions["store"], CROWD, pace=0)

    def ready(port: int) -> None:
        start_clockwork(app)
        print(port, flush=True)

    serve(app, app.extensions["socketio"], "127.0.0.1", 0, on_ready=ready)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
