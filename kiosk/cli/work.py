"""What the words share: how they open the store, do one action, print, and end with a sentence."""

import json
import sys
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from uuid import uuid4

from kiosk.serving.logs import plain
from kiosk.settings import Settings

if TYPE_CHECKING:  # an edge has no store, and starts in half the time without
    from kiosk.data.store import Store


class AddWord(Protocol):
    """Adds a word with its `--data` (where it has a data folder); gives the word's own parser for the rest."""

    def __call__(self, name: str, run: "Run", help: str, *, has_folder: bool = True) -> ArgumentParser: ...


class Run(Protocol):
    """Does what a word says. Raises Unusable, NotDone, SystemExit 2."""

    def __call__(self, settings: Settings, asked: Namespace) -> None: ...


def opened(settings: Settings) -> AbstractContextManager["Store"]:
    """The expo's database in the settings' folder, closed at the end."""
    from contextlib import closing

    from kiosk.data.open_store import open_store

    return closing(open_store(settings))


def done(settings: Settings, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    """`performed` in the store of these settings."""
    with opened(settings) as store:
        return performed(store, verb, fields)


def performed(store: "Store", verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The answer of one action by `system`; what is not done ends the program with its sentence."""
    from kiosk.actions.perform import perform
    from kiosk.data.store import SYSTEM

    done = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    if not done.ok:
        stop(done.data["message"])
    return done.data


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def stop(sentence: str) -> NoReturn:
    """End with status 2 and a sentence for whoever typed the word."""
    print("\n".join(plain(line) for line in sentence.split("\n")), file=sys.stderr)
    raise SystemExit(2)
