"""`GET /openapi.json`: every verb and every reading as OpenAPI 3.1, from the table of verbs and the table of readings."""

import inspect
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response

from kiosk.actions import fields
from kiosk.actions.verb import Verb
from kiosk.actions.verbs import VERBS
from kiosk.face import fields as face_fields
from kiosk.pages import web
from kiosk.pages.readings import FLAG, NUMBER, OBJECT, READINGS, TEXT, WHOLE, Reading, Schema, list_of, maybe

pages = Blueprint("openapi", __name__)

_LINE: Schema = {
    "type": "object",
    "properties": {
        "outcome": {"enum": list(fields.OUTCOMES)},
        "amount": {"type": "integer", "minimum": 1, "maximum": fields.WON_MAX},
        "plan_item": WHOLE,
        "note": TEXT,
    },
    "required": ["outcome"],
}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _text(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


# What is sent under a field of this kind. A form sends the same as text.
KINDS: dict[Callable[[Any], Any], Schema] = {
    fields.text: {"type": "string", "maxLength": fields.TEXT_MAX},
    fields.filled_text: _text(fields.TEXT_MAX),
    fields.short_text: _text(200),
    fields.wall_text: _text(fields.WALL_MAX),
    fields.wall_text_en: _text(fields.WALL_EN_MAX),
    fields.code: {
        "type": "string",
        "description": "what a scanner typed: 16 digits, or an address that ends in them",
    },
    fields.secret: _text(200),
    fields.booth_number: {"type": "string", "examples": ["A01"]},
    fields.booth_numbers: list_of({"type": "string", "examples": ["A01"]}),
    fields.identifier: _whole(1, fields.ID_MAX),
    fields.counter: _whole(1, 99),
    fields.count: _whole(0, fields.ID_MAX),
    fields.few: _whole(0, 30),
    fields.days_open: _whole(1, 400),
    fields.won: _whole(1, fields.WON_MAX),
    fields.iso_day: {"type": "string", "format": "date"},
    fields.total_purchase: _whole(1, fields.TOTAL_PURCHASE_MAX),
    fields.crowd: _whole(0, 300),
    fields.pace: _whole(1, 10),
    fields.address: {"type": "string", "format": "uri"},
    fields.browser_key: {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,100}={0,2}$"},
    fields.counts: {"type": "object", "additionalProperties": _whole(0, 99_999)},
    fields.step: WHOLE,
    fields.capacity: _whole(1, 100_000),
    fields.clock: {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"},
    fields.day: {"type": "string", "format": "date"},
    fields.minutes: _whole(1, 24 * 60),
    fields.metres: {"type": "number", "minimum": -fields.METRES_MAX, "maximum": fields.METRES_MAX},
    fields.flag: FLAG,
    fields.listed: {"type": "array", "maxItems": 100},
    fields.texts: list_of(_text(200)),
    fields.topics: {**list_of(_text(200)), "maxItems": fields.TOPICS_MAX},
    fields.each_day: {"anyOf": [TEXT, list_of(TEXT)]},
    fields.consent: {
        "anyOf": [
            FLAG,
            {
                "type": "object",
                "properties": dict.fromkeys(("keep", "share", "need"), FLAG),
                "required": ["keep"],
            },
        ]
    },
    fields.follow_up: {"type": "object", "properties": dict.fromkeys(("text", "who", "due"), _text(500))},
    fields.lines: {**list_of(_LINE), "minItems": 1},
    fields.draft_lines: list_of(_LINE),
    fields.setting_values: {"type": "object", "minProperties": 1},
    fields.column_keys: {"type": "object", "additionalProperties": TEXT},
    face_fields.colour: {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    face_fields.emblem: TEXT,
    face_fields.png: TEXT,
}
MOMENT: Schema = {"type": "string", "format": "date-time"}
# Of an answer: status -> what it says and which schema.
ANSWERS = {
    "200": ("done", "Answer"),
    "400": ("fields that don't fit", "BadFields"),
    "401": ("nobody known", "Refusal"),
    "403": ("not for this role, booth or visitor", "Refusal"),
    "404": ("no such thing", "Refusal"),
    "409": ("a rule says no; nothing changed", "Refusal"),
    "429": ("too many tries", "Refusal"),
    "503": ("nothing could be written; send the same again", "Refusal"),
}


@pages.get("/openapi.json")
def described() -> Response:
    return web.json_text(_document())


@cache
def _document() -> str:
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    """The whole description."""
    verbs = {
        f"/actions/{verb}": {"post": _action(verb, row)}
        for verb, row in sorted(VERBS.items())
        if row.is_public
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Expo kiosk",
            "version": "1",
            "description": "Check-in, queues and consultations of an expo. Names and shapes are kept; they only grow.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": verbs | {one.path: {"get": _reading(one)} for one in READINGS},
        "components": {
            "securitySchemes": {
                "station": {"type": "http", "scheme": "bearer", "description": "a station's token"},
            },
            "schemas": _schemas(),
        },
    }


def _action(verb: str, row: Verb) -> dict[str, Any]:
    body = {
        "content": {
            kind: {"schema": _fields(row)}
            for kind in ("application/json", "application/x-www-form-urlencoded")
        }
    }
    return {
        "operationId": verb,
        "tags": [verb.partition(".")[0]],
        "summary": " ".join((inspect.getdoc(row.rule) or verb).split("\n\n")[0].split()),
        "description": f"For {', '.join(sorted(row.roles))}.",
        "security": [{"station": []}],
        "requestBody": {"required": True, **body},
        "responses": {status: _answer(*said) for status, said in ANSWERS.items()},
    }


def _fields(row: Verb) -> Schema:
    own = {"action_id": _text(64), "lang": {"enum": ["ko", "en"]}}
    if row.late:
        own |= {"at": MOMENT, "sent_at": MOMENT}
    required = [
        "action_id",
        *(name for name, field in row.fields.items() if field.required and name not in row.one_of),
    ]
    schema: Schema = {
        "type": "object",
        "properties": own | {name: schema_of(field.kind) for name, field in row.fields.items()},
        "required": required,
        "additionalProperties": False,
    }
    if row.one_of:
        schema["oneOf"] = [{"required": [name]} for name in row.one_of]
    return schema


def schema_of(kind: Callable[[Any], Any]) -> Schema:
    """Of a kind that nobody described: anything (a test looks for such)."""
    if isinstance(kind, fields.OneOf):
        return {"enum": list(kind.words)}
    if isinstance(kind, fields.SomeOf):
        return {**list_of({"enum": list(kind.words)}), "minItems": 1}
    return KINDS.get(kind, {})


def _reading(one: Reading) -> dict[str, Any]:
    known = "stranger" not in one.who
    inside = [
        {"name": name, "in": "path", "required": True, "schema": TEXT}
        for name in re.findall(r"{(\w+)}", one.path)
    ]
    asked = [
        {"name": name, "in": "query", "required": name in one.needs, "schema": schema}
        for name, schema in one.asks.items()
    ]
    schema = {"type": "object", "properties": one.answers, "additionalProperties": True}
    refused = ("400", "401", "403", "404", "409", "429") if known else ("400", "404", "429")
    return {
        "operationId": re.sub(r"\W+", "_", one.path).strip("_"),
        "tags": ["reading"],
        "summary": one.says,
        "description": f"For {', '.join(sorted(one.who))}." if known else "For anybody.",
        "security": [{"station": []}] if known else [{}, {"station": []}],
        "parameters": inside + asked,
        "responses": {"200": {"description": "what there is", "content": {one.media: {"schema": schema}}}}
        | {status: _answer(*ANSWERS[status]) for status in refused},
    }


def _answer(says: str, schema: str) -> dict[str, Any]:
    return {"description": says, "content": {"application/json": {"schema": _named(schema)}}}


def _named(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _schemas() -> dict[str, Schema]:
    said = {"ok": FLAG, "code": TEXT, "message": TEXT}
    badge = {"type": "object", "properties": {"code": maybe(TEXT), "number": WHOLE, "serial": WHOLE}}
    owner = {"type": "object", "properties": {"id": WHOLE, "name": TEXT, "enterprise": maybe(TEXT)}}
    return {
        "Answer": {
            "type": "object",
            "properties": said
            | {
                "visitor": _named("Visitor"),
                "ticket": _named("Ticket"),
                "consultation": OBJECT,
                "welcome": {"enum": ["new", "again", "back", "repeat", "provisional"]},
                "agenda": OBJECT,
            },
            "required": ["ok", "code"],
        },
        "Refusal": {"type": "object", "properties": said, "required": ["ok", "code", "message"]},
        "BadFields": {
            "type": "object",
            "properties": said | {"fields": {"type": "object", "additionalProperties": TEXT}},
            "required": ["ok", "code", "message"],
        },
        "Visitor": {
            "type": "object",
            "properties": {
                "id": maybe(WHOLE),
                "name": maybe(TEXT),
                "enterprise": maybe(TEXT),
                "number": WHOLE,
                "kind": maybe(TEXT),
                "badge": badge,
            },
        },
        "Ticket": {
            "type": "object",
            "properties": {
                "id": WHOLE,
                "number": WHOLE,
                "booth": TEXT,
                "state": {"enum": ["waiting", "called", "serving", "done", "no_show", "cancelled"]},
                "counter": maybe(WHOLE),
                "held": FLAG,
                "visitor": owner,
            },
        },
        "Line": _LINE,
        "WaitMin": {"anyOf": [{**list_of(NUMBER), "minItems": 2, "maxItems": 2}, {"type": "null"}]},
    }
