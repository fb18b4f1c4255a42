"""Paints places outside any request: one Jinja environment a language, and what was painted before is kept.

Pages are rendered by Flask, with its contexts and Flask-Babel's. A hall is painted several times a second, and those
contexts cost more than the HTML itself. Here a sentence is looked up in the catalogue directly, and the address of a
static file is made once.
"""

from functools import cache
from typing import Any

from flask import Flask, url_for
from jinja2 import Environment, Template
from markupsafe import Markup

from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown

KEPT_MOST = 3_000


class Painter:
    """The templates of `app` for screens that watch."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._kept: dict[tuple[str, str, str, str], str] = {}
        self._environment = cache(self._make_environment)
        self._template = cache(self._find_template)
        self._address = cache(self._find_address)

    def part(self, part: Part, lang: str) -> str:
        """A place's html: one root element. It depends on the place's values alone."""
        key = (part.template, part.id, lang, repr(part.values))
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= KEPT_MOST:
                self._kept.clear()
            known = self._kept[key] = self._template(part.template, lang).render(p=part.p, lang=lang).strip()
        return known

    def whole(self, shown: Shown, lang: str) -> str:
        """A topic's html with all its places."""
        return self._template(shown.template, lang).render(parts=shown.parts, page=shown.page, lang=lang)

    def _find_template(self, name: str, lang: str) -> Template:
        return self._environment(lang).get_template(name)

    def _make_environment(self, lang: str) -> Environment:
        environment: Environment = self._app.jinja_env.overlay()
        # At each painting jinja copies and compares the globals of the template and of its macros: slowly in a ChainMap.
        environment.make_globals = lambda own: {**environment.globals, **(own or {})}  # type: ignore[assignment, method-assign]
        environment.globals = {
            **self._app.jinja_env.globals,
            "_": lambda sentence, **values: _sentence(sentence, lang, values),
            "url_for": lambda endpoint, **values: self._address(endpoint, **values),
        }
        return environment

    def _find_address(self, endpoint: str, **values: Any) -> str:
        with self._app.test_request_context("/"):
            return url_for(endpoint, **values)


def _sentence(sentence: str, lang: str, values: dict[str, Any]) -> Markup:
    """As `_()` does it on pages: the sentence is ours and trusted, what is filled in is escaped."""
    return Markup(gettext(sentence, lang)) % values  # noqa: S704 (our own sentences)
