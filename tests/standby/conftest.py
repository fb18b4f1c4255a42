"""Two laptops a test, with a router beside them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kiosk.exchange import forgotten
from tests.cast import Cast
from tests.outside.programs import Kiosk
from tests.standby.laptops import Second, Third


@pytest.fixture
def third() -> Iterator[Third]:
    one = Third()
    yield one
    one.close()


@pytest.fixture
def laptops(tmp_path: Path, third: Third) -> Iterator[tuple[Kiosk, Callable[..., Second]]]:
    """The first laptop, serving, and what makes a second one."""
    first = Kiosk(tmp_path / "first", KIOSK_THIRD=third.address)
    said = first.cli("expo", "--name", "박람회", "--days", "2026-10-29,2026-10-30", "--hours", "10:00-18:00")
    assert said.returncode == 0, said.stderr
    first.start()
    made: list[Second] = []

    def second(**how: object) -> Second:
        made.append(Second(first, tmp_path / f"second{len(made)}", **how))  # type: ignore[arg-type]
        return made[-1]

    yield first, second
    for one in made:
        one.kill()
    assert first.process
    first.process.kill()


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.store.before_forgetting = partial(forgotten.keep_words, cast.store)
    cast.store.after_forgetting = partial(forgotten.after_forgetting, cast.store)
    return cast


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another place than the data folder, which is the test's own."""
    return tmp_path_factory.mktemp("elsewhere")
