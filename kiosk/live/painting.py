"""Paints places outside any request: one Jinja environment a language, and what was painted before is kept.

Pages are rendered by Flask, with its contexts and Flask-Babel's. A hall is painted several times a second, and those
contexts cost more than the HTML itself. Here a sentence is looked up in the catalogue directly, and the address of a
static file is made once. A template that paints others with `painted` (a topic its places, a queue its rows) is the
same in both.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from sys import getsizeof
from typing import Any

from flask import Flask, url_for
from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from kiosk.language.kinds import known_word
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown

# Two thousand visitors with three places each are six thousand rows on the tablets, 1,000 letters each, and two bytes a letter
# where one is Korean; where fewer are kept, each tablet is painted anew for each change (10 ms instead of 1). As many more bytes
# are kept that were not asked for since.
KEPT_BYTES = 16_000_000
BESIDE_BYTES = 150  # of each, beside its text


@pass_context
def painted(context: Context, template: str, values: Mapping[str, Any]) -> Markup:
    """On pages, in templates: another template with these values as its `p`."""
    html = context.environment.get_template(template).render(context.get_all(), p=values)
    return Markup(html.strip())  # noqa: S704 (painted by a template of ours)


class Painter:
    """The templates of `app` for screens that watch."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._kept: dict[bytes, Markup] = {}
        self._kept_before: dict[bytes, Markup] = {}
        self._bytes = 0  # of `_kept`
        self._environment = cache(self._make_environment)
        self._template = cache(self._find_template)
        self._address = cache(self._find_address)

    def part(self, part: Part, lang: str) -> str:
        """A place's html: one root element. It depends on the place's values alone."""
        return self._painted(part.template, part.p, lang)

    def whole(self, shown: Shown, lang: str) -> str:
        """A topic's html with all its places."""
        return self._template(shown.template, lang).render(parts=shown.parts, page=shown.page, lang=lang)

    def _painted(self, template: str, values: Mapping[str, Any], lang: str) -> Markup:
        """A template with these values as its `p`, painted once as long as it is asked for again and again."""
        said = f"{template} {lang} {values!r}".encode("utf-8", "surrogatepass")
        key = blake2b(said, digest_size=16).digest()  # the text itself would be as long as what is painted
        known = self._kept.get(key)
        if known is None:
            known = self._kept_before.get(key) or self._paint(template, values, lang)
            self._keep(key, known)
        return known

    def _keep(self, key: bytes, painted: Markup) -> None:
        more = getsizeof(painted) + BESIDE_BYTES
        if self._bytes + more > KEPT_BYTES:
            self._kept_before, self._kept, self._bytes = self._kept, {}, 0
        self._kept[key] = painted
        self._bytes += more

    def _paint(self, template: str, values: Mapping[str, Any], lang: str) -> Markup:
        html = self._template(template, lang).render(p=values, lang=lang)
        return Markup(html.strip())  # noqa: S704 (painted by a template of ours)

    def _find_template(self, name: str, lang: str) -> Template:
        return self._environment(lang).get_template(name)

    def _make_environment(self, lang: str) -> Environment:
        environment: Environment = self._app.jinja_env.overlay()
        # At each painting jinja copies and compares the globals of the template and of its macros: slowly in a ChainMap.
        environment.make_globals = lambda own: {**environment.globals, **(own or {})}  # type: ignore[assignment, method-assign]
        environment.globals = {
            **self._app.jinja_env.globals,
            "_": lambda sentence, **values: _sentence(sentence, lang, values),
            "known_word": lambda word: known_word(word, lang),
            "painted": lambda template, values: self._painted(template, values, lang),
            "url_for": lambda endpoint, **values: self._address(endpoint, **values),
        }
        return environment

    def _find_address(self, endpoint: str, **values: Any) -> str:
        with self._app.test_request_context("/"):
            return url_for(endpoint, **values)


def _sentence(sentence: str, lang: str, values: dict[str, Any]) -> Markup:
    """As `_()` does it on pages: the sentence is ours and trusted, what is filled in is escaped."""
    return Markup(gettext(sentence, lang)) % values  # noqa: S704 (our own sentences)
