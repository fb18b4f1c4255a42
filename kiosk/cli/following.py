"""`standby follow`: this laptop follows the first one, says on a page of its own how far it is, and becomes the server when somebody
says so there.

The page is for whoever sits at this laptop: it listens on loopback alone, on the port where the server will be.
"""

import hmac
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from kiosk.cli import own_page
from kiosk.cli.lobby import TEMPLATES, from_here_alone, guarded
from kiosk.data.replicas import PROBLEMS, clock
from kiosk.expo.square import days
from kiosk.standby.bundle import Bundle
from kiosk.standby.follow import Copy
from kiosk.standby.follower import Follower

ZONE = "Asia/Seoul"


class Following:
    """The second laptop until it takes over. `begin`: somebody said on the page that it should, or the first is silent and it may.
    `link`: what the first answers, beside its copy; `failed`: why the last take-over was not done."""

    link: Follower

    def __init__(self, bundle: Bundle, copy: Copy, shown: str) -> None:
        self.bundle, self.copy, self.shown, self.failed = bundle, copy, shown, ""
        self.begin, self.stop = threading.Event(), threading.Event()

    def wait(self) -> bool:
        """Whether it is to take over; False: it was ended."""
        dropped = 0
        while not self.begin.wait(0.2):
            if self.stop.is_set():
                return False
            if (newest := self.copy.newest()) and newest.seq > dropped:
                dropped = newest.seq
                self.link.copied(dropped)
        return True

    def state(self) -> dict[str, Any]:
        """As `/healthz` says it: `seq` is the copy's newest entry, `behind_s` for how long the target may have had more."""
        newest, behind_s, link = self.copy.newest(), self.copy.behind_s, self.link.told()
        return {
            "ok": True,
            "role": "standby",
            "seq": newest.seq if newest else 0,
            "at": newest.at if newest else None,
            "behind_s": None if behind_s is None else round(behind_s, 1),
            "problem": self.copy.problem or None,
            "expo": self.bundle.expo,
            "fence": link.fence,
            "linked": link.linked,
            "by_itself": link.by_itself,
            "silent_s": link.silent_s,
            "says": self.failed or link.sentence or None,
        }


def show(following: Following, port: int) -> Callable[[], None]:
    """Show the page on this port; gives what ends it. Raises Unusable."""
    server = own_page.listen(page(following), port)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the page asks anew every two seconds
    threading.Thread(target=server.serve_forever, name="page", daemon=True).start()
    print(f"둘째 노트북: http://localhost:{server.port}/", flush=True)

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end


def page(following: Following) -> Flask:
    """The page as an application. Its form carries a secret, so that no other site's page takes over."""
    app = Flask("kiosk.following", template_folder=TEMPLATES, static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    secret = secrets.token_urlsafe(32)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(following.state())

    @app.get("/")
    def standing() -> str:
        return render_template("standby/following.html", asking=False, **told())

    @app.get("/take-over")
    def asking() -> str:
        return render_template("standby/following.html", asking=True, secret=secret, **told())

    @app.post("/take-over")
    def begin() -> Answer | str:
        if not hmac.compare_digest(request.form.get("secret", "").encode(), secret.encode()):
            abort(403)
        if following.copy.newest() is None:
            return redirect("/", 303)
        following.begin.set()
        return render_template("standby/opening.html", expo=following.bundle.expo)

    def told() -> dict[str, Any]:
        state = following.state()
        at = days.local(state["at"], ZONE) if state["at"] else None
        return state | {
            "at": at,
            "shown": following.shown,
            "sentence": PROBLEMS.get(state["problem"] or "", ""),
            "is_near": state["behind_s"] is not None and state["behind_s"] < NEAR_S,
            "now": days.local(clock(), ZONE),
        }

    app.after_request(guarded)
    app.before_request(from_here_alone)
    return app


NEAR_S = 10.0
