"""GET /openapi.json: valid by a validator, and about every verb and every reading that there is."""

import re

import pytest
from flask import Flask
from openapi_spec_validator import validate

from kiosk.actions.fields import OneOf, SomeOf
from kiosk.actions.verbs import VERBS
from kiosk.pages import BLUEPRINTS
from kiosk.pages.openapi import KINDS, document
from kiosk.pages.readings import READINGS
from tests.cases import CASES
from tests.cast import Cast

NOT_JSON_BY_NAME = {"/healthz", "/events"}


def test_the_description_is_valid_and_tells_every_verb_with_its_fields() -> None:
    said = document()
    validate(said)
    told = {path.rpartition("/")[2] for path in said["paths"] if path.startswith("/actions/")}
    assert told == {verb for verb, row in VERBS.items() if row.is_public}
    for verb in told:
        body = said["paths"][f"/actions/{verb}"]["post"]["requestBody"]["content"]["application/json"][
            "schema"
        ]
        late = {"at", "sent_at"} if VERBS[verb].late else set()
        assert all(
            isinstance(field.kind, OneOf | SomeOf) or field.kind in KINDS
            for field in VERBS[verb].fields.values()
        )
        assert body["properties"].keys() == {"action_id", "lang", *VERBS[verb].fields} | late
        assert set(body["required"]) <= body["properties"].keys()


def test_every_reading_of_the_server_is_told_and_no_other() -> None:
    app = Flask("addresses", static_folder=None)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    read = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    told = [one.path for one in READINGS]
    assert set(told) == {path for path in read if path.endswith(".json")} | NOT_JSON_BY_NAME
    assert len(told) == len(set(told))


@pytest.mark.parametrize("verb", ["consultation.finish", "visitor.register", "booth.pause", "programme.add"])
def test_what_is_done_fits_its_description(cast: Cast, verb: str) -> None:
    from jsonschema import Draft202012Validator

    schema = document()["paths"][f"/actions/{verb}"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    given = {"action_id": "one", **CASES[verb](cast).good}
    Draft202012Validator(schema).validate(given)
    assert not Draft202012Validator(schema).is_valid(given | {"unknown": 1})
