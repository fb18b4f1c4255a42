"""Fields that verbs of several wings take."""

from collections.abc import Callable
from typing import Any

from kiosk.actions import fields

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
