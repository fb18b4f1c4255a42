"""Every figure is what a plain count by its own definition gives."""

import json

from kiosk.expo.figures import definitions, scope
from tests.simulated import Simulated


def test_the_same_expo_gives_the_same_figures_as_json(simulated_expo: Simulated) -> None:
    store = simulated_expo(1)
    with store.read() as db:
        once, again = (definitions.told(db, scope.of_expo(db, store.now())) for _ in range(2))
    assert json.dumps(once) == json.dumps(again)
    assert once["figures"]["persons"]["value"] > 10
