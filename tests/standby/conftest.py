from functools import partial
from pathlib import Path

import pytest

from kiosk.exchange import forgotten
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.store.before_forgetting = partial(forgotten.keep_words, cast.store)
    cast.store.after_forgetting = partial(forgotten.after_forgetting, cast.store)
    return cast


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another place than the data folder, which is the test's own."""
    return tmp_path_factory.mktemp("elsewhere")
