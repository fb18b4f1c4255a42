"""`create_app` joins the parts of the server; it is the only place that knows them all."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, g, request
from flask.json.provider import DefaultJSONProvider
from flask_babel import Babel
from jinja2 import make_logging_undefined
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import IntegerConverter

from kiosk.actions import alarm_watch, timers
from kiosk.actions.refusals import BadMethod, NotDone, NotFound
from kiosk.data.open_store import open_store
from kiosk.data.store import Store
from kiosk.demo import rehearsing
from kiosk.doctor.rounds import Rounds
from kiosk.edges.connect import require_fitting
from kiosk.edges.primary import Edges
from kiosk.exchange import forgotten
from kiosk.exchange.jobs import Jobs
from kiosk.expo.person import lost_laptops
from kiosk.forecast.beside import Beside, foretell_every_s
from kiosk.language import short_names
from kiosk.language.fitting import first_that_fits, fit_alike, fit_box, fit_class
from kiosk.language.kinds import known_word
from kiosk.language.sentences import TRANSLATIONS, gettext
from kiosk.live import sockets
from kiosk.live.painting import painted
from kiosk.live.publish import Live
from kiosk.pages import BLUEPRINTS, faults, secure, sent, web
from kiosk.pages.answer import House
from kiosk.pages.asked import Asked
from kiosk.pages.assets import add_static
from kiosk.pages.compiled import kept_templates
from kiosk.pages.direct import Direct
from kiosk.pages.edges import vouches
from kiosk.pages.forms import FORM_BYTES_MAX, FORM_PARTS_MAX
from kiosk.pages.limits import Limits
from kiosk.pages.plain_http import HEADERS, fence_header
from kiosk.pages.sent import BODY_MAX_BYTES
from kiosk.printing import Printing
from kiosk.push import Pushing
from kiosk.screens.late import deed_words
from kiosk.serving.forwarded import Forwarded
from kiosk.serving.greenlets import every, off_loop, waiter
from kiosk.serving.logs import log_request
from kiosk.serving.transport import close_all, make_socketio
from kiosk.settings import Settings
from kiosk.standby import third
from kiosk.standby.first import First

log = logging.getLogger("kiosk")

GOING_AWAY = 1001  # RFC 6455, 7.4.1
TIDY_S = 60  # so often files that were made for organisers are looked through

# A name that a page was not given shows nothing there and is logged: one word may be missing on the square, never a whole
# board. In the tests it is an error.
UNDEFINED = make_logging_undefined(log)


def create_app(settings: Settings) -> Flask:
    """The whole server in one Flask application; `app.extensions` holds store, live, socketio, settings, pushing."""
    app = Flask("kiosk", static_folder=None)
    app.json = _Json(app)
    app.request_class = Asked
    app.url_map.converters["int"] = _Id
    app.config |= {"MAX_CONTENT_LENGTH": BODY_MAX_BYTES}
    app.config |= {"MAX_FORM_PARTS": FORM_PARTS_MAX, "MAX_FORM_MEMORY_SIZE": FORM_BYTES_MAX}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {"deed_words": deed_words, "painted": painted}
    app.jinja_env.globals |= {
        "first_that_fits": first_that_fits,
        "fit_alike": fit_alike,
        "fit_box": fit_box,
        "fit_class": fit_class,
    }
    app.jinja_env.globals |= {"short_enterprise": short_names.enterprise}
    # A word that came in with a file (kiosk/language/kinds.py). Never `_()`, which trusts its text and fills it in.
    app.jinja_env.globals |= {"known_word": lambda word: known_word(word, web.language())}
    app.jinja_env.undefined = UNDEFINED
    app.jinja_env.bytecode_cache = kept_templates()
    Babel(app, default_locale="ko", locale_selector=web.language)
    store = open_store(settings, waiter=waiter)
    store.before_forgetting = partial(forgotten.keep_words, store)
    store.after_forgetting = lambda words: off_loop(partial(forgotten.after_forgetting, store, words))
    socketio, limits = make_socketio(app), Limits()
    first = First(store, third.of(settings.third), lambda: close_all(socketio, GOING_AWAY))
    live = Live(app, store, socketio)
    edges = _edges(settings, store, live)
    jobs = Jobs(
        store,
        origin=settings.origin,
        phone_origin=settings.phone_origin,
        clock=settings.clock,
    )
    app.extensions |= {
        "store": store,
        "first": first,
        "live": live,
        "edges": edges,
        "settings": settings,
        "socketio": socketio,
        "limits": limits,
        "jobs": jobs,
        "foretelling": Beside(
            store,
            origin=settings.origin,
            phone_origin=settings.phone_origin,
            clock=settings.clock,
        ),
        "doctor": Rounds(store, settings),
        "pushing": Pushing(app, store, settings.folder, anywhere=settings.push_anywhere),
        "house": House(store, limits, lambda host: secure.https_origin(app, host)),
    }
    sockets.listen(socketio, store, live, limits)
    add_static(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(web.page_values)
    _answer_faults(app)
    _log_and_guard(app)
    direct = Direct(app.extensions["house"], app.wsgi_app)
    believed = partial(vouches, store)
    app.wsgi_app = Forwarded(direct, settings.trusted_proxies, vouched=believed)  # type: ignore[method-assign]
    return app


def start_clockwork(app: Flask) -> None:
    """Begin to publish and to perform what comes due; called in the loop's thread, once the server starts."""
    store: Store = app.extensions["store"]

    def while_first(tick: Callable[[], Any]) -> Callable[[], Any]:
        """What writes by itself rests where this laptop may not write."""
        return lambda: tick() if app.extensions["first"].may_write else None

    app.extensions["live"].start()
    if edges := app.extensions["edges"]:
        edges.start()
    store.gathering.begin(lost_laptops.at_work_then(store.glance(), store.now()))
    # At once: what came due while the server was off is not shown for a second first.
    every(timers.tick_s(store.pace), while_first(timers.Clockwork(store).tick), at_once=True)
    every(alarm_watch.LOOK_S, while_first(alarm_watch.AlarmWatch(store).look), at_once=True)
    every(TIDY_S, app.extensions["jobs"].tidy)
    foretelling: Beside = app.extensions["foretelling"]
    every(
        foretell_every_s(store.pace),
        while_first(lambda: off_loop(foretelling.look) if foretelling.is_due() else None),
    )
    every(TIDY_S, while_first(lambda: off_loop(partial(forgotten.keep_up, store))), at_once=True)
    every(TIDY_S, lambda: off_loop(app.extensions["doctor"].look_if_due))
    Printing(store).start()
    every(rehearsing.TICK_S, rehearsing.RehearsalCrowd(store).tick)
    app.extensions["pushing"].start()


def _edges(settings: Settings, store: Store, live: Live) -> Edges | None:
    """What the public sees is given to edges where KIOSK_REDIS_URL says so. Raises Unusable."""
    if not settings.redis:
        return None
    require_fitting(settings.redis)
    live.elsewhere = edges = Edges(settings.redis, store, live, settings.origin)
    return edges


class _Id(IntegerConverter):
    """An id in an address, no longer than the database can hold: any other address is none."""

    regex = r"[0-9]{1,16}"


class _Json(DefaultJSONProvider):
    ensure_ascii = False

    def loads(self, s: str | bytes, **more: Any) -> Any:
        """Raises ValueError for what is no JSON, also for brackets nested so deep that Python gives up."""
        try:
            return super().loads(s, **more)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def _answer_faults(app: Flask) -> None:
    """Every 4xx and 5xx in the contract's shape, or as a page with the same sentence."""

    @app.errorhandler(NotDone)
    def not_done(error: NotDone) -> Response:
        return web.refusal(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return web.refusal(_as_not_done(error))

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        log.exception("fault in %s", request.url_rule)
        return web.refusal(faults.failed(web.language()))


def _as_not_done(error: HTTPException) -> NotDone:
    lang = web.language()
    if isinstance(error, RequestEntityTooLarge):
        return faults.too_large(lang)
    if error.code == 404:
        return NotFound(gettext("그런 페이지는 없어요.", lang))
    if error.code == 405:
        return BadMethod(gettext("여기에는 그렇게 보낼 수 없어요.", lang))
    not_done = faults.unreadable(lang)
    not_done.status = error.code or 400
    return not_done


def _log_and_guard(app: Flask) -> None:
    """Logs write a request's route, never its path; every answer carries the policy of what a page may do."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    app.before_request(secure.guard)

    @app.before_request
    def take_whole() -> None:
        # At /actions it comes first whether there is such a verb (kiosk/pages/answer.py).
        if request.endpoint not in (None, "actions.act"):
            sent.require_short_query(request)
            if request.is_json:
                sent.require_whole(request, request.get_data)

    @app.after_request
    def end(response: Response) -> Response:
        headers = response.headers
        for name, value in HEADERS:
            if name not in headers:
                headers.add(name, value)
        headers.set(*fence_header(app.extensions["store"]))
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        route = request.url_rule.rule if request.url_rule else "-"
        log_request(request.method, route, response.status_code, g.get("began", time.perf_counter()))
        return response
