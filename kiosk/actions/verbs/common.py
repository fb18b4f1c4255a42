"""Fields that verbs of several wings take, and verbs that several wings have."""

from collections.abc import Callable
from typing import Any

from kiosk.actions import fields
from kiosk.actions.verb import INSIDE, SILENT, Screens, Verb, takes, who
from kiosk.expo.square.agency_links import Links

FieldKinds = dict[str, Callable[[Any], Any]]

PERSON: FieldKinds = {"code": fields.code, "visitor": fields.identifier}
# What a registration says of a person and their enterprise beside name and consent.
ABOUT: FieldKinds = {
    "enterprise": fields.short_text,
    "brn": fields.short_text,
    "no_brn_reason": fields.short_text,
    "kind": fields.short_text,
    "categories": fields.texts,
    "title": fields.short_text,
    "phone": fields.short_text,
    "email": fields.short_text,
    "wishes": fields.booth_numbers,
    "citizen": fields.flag,
    "need": fields.short_text,
    "consent_version": fields.short_text,
}
NEW: FieldKinds = {"name": fields.short_text, "consent": fields.consent, **ABOUT}


def of_links(
    links: Links,
    make: Callable[..., dict[str, Any]],
    *,
    made: str,
    revoked: str,
    **asked: Callable[[Any], Any],
) -> dict[str, Verb]:
    """The verbs of one kind of an agency's links, made by `make` (which also takes what is `asked`): made, taken back, opened.
    `made`, `revoked`: what the feed says of the first two."""
    return {
        f"{links.verbs}.link": Verb(
            make,
            takes({"agency": fields.identifier}, **asked),
            who("organiser"),
            secrets=("url",),
            late=False,
            history=SILENT,
            feed=made,
            screens=Screens.OWN,
            tells=("agency",),
        ),
        f"{links.verbs}.unlink": Verb(
            links.revoke,
            takes({"agency": fields.identifier}),
            who("organiser"),
            late=False,
            history=SILENT,
            feed=revoked,
            screens=Screens.OWN,
            tells=("agency",),
        ),
        f"{links.verbs}.opened": Verb(
            links.opened,
            takes({"link": fields.identifier}),
            INSIDE,
            late=False,
            history=SILENT,
            feed=SILENT,
            screens=Screens.NONE,
        ),
    }
