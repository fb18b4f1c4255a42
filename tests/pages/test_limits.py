"""The one limiter: what counts as one device or one network, when it is too many, and that a flood fills no memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.actions.refusals import TooMany
from kiosk.pages import limits
from kiosk.pages.limits import REGISTRATIONS, SECRETS, TRIES, Asker, Limits, network_mark, network_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(clock: Clock) -> Limits:
    return Limits(clock)


def is_too_many(counted: Limits, asker: Asker, limit: limits.Limit = TRIES) -> bool:
    try:
        counted.require(limit, asker, "ko")
    except TooMany:
        return True
    return False


def test_ten_a_device_and_sixty_an_address_in_five_minutes(counted: Limits) -> None:
    assert (TRIES.a_device, TRIES.an_address, TRIES.seconds) == (10, 60, 300)
    for _ in range(10):
        assert not is_too_many(counted, Asker("one", "10.0.0.1"))
        counted.count(TRIES, Asker("one", "10.0.0.1"))
    assert is_too_many(counted, Asker("one", "10.0.0.1"))
    assert is_too_many(counted, Asker("one", "10.9.9.9"))  # it goes along with the device
    assert not is_too_many(counted, Asker("other", "10.0.0.1"))
    for device in range(50):  # whoever collects cookies is still one address
        counted.count(TRIES, Asker(f"cookie {device}", "10.0.0.1"))
    assert is_too_many(counted, Asker("other", "10.0.0.1"))
    assert not is_too_many(counted, Asker("other", "10.0.0.2"))


def test_a_browser_without_a_cookie_of_ours_is_counted_by_its_address_alone(counted: Limits) -> None:
    for _ in range(59):
        counted.count(TRIES, Asker("", "10.0.0.1"))
    assert not is_too_many(counted, Asker("", "10.0.0.1"))
    counted.count(TRIES, Asker("", "10.0.0.1"))
    assert is_too_many(counted, Asker("", "10.0.0.1"))


def test_what_is_counted_lapses_with_its_window(counted: Limits, clock: Clock) -> None:
    for _ in range(10):
        counted.count(TRIES, Asker("one", "10.0.0.1"))
        clock.now += 1
    clock.now += 289  # 300 s after the first
    assert is_too_many(counted, Asker("one", "10.0.0.1"))
    clock.now += 1.1
    assert not is_too_many(counted, Asker("one", "10.0.0.1"))


def test_what_was_right_is_given_back(counted: Limits) -> None:
    asker = Asker("one", "10.0.0.1")
    for _ in range(100):
        counted.count(TRIES, asker)
        counted.give_back(TRIES, asker)
    assert not is_too_many(counted, asker)
    for _ in range(9):
        counted.count(TRIES, asker)
    counted.count(TRIES, asker)  # under way
    assert is_too_many(counted, asker)
    counted.give_back(TRIES, asker)
    assert not is_too_many(counted, asker)
    counted.give_back(TRIES, Asker("nobody", "nowhere"))


def test_the_fields_that_say_a_secret_are_those_that_can_be_guessed() -> None:
    assert {"code", "reserved_code", "digits", "bind"} == SECRETS


def test_each_row_of_the_table_counts_for_itself(counted: Limits) -> None:
    for _ in range(10):
        counted.count(TRIES, Asker("one", "10.0.0.1"))
    assert not is_too_many(counted, Asker("one", "10.0.0.1"), REGISTRATIONS)


def test_a_flood_of_devices_and_addresses_takes_no_more_memory_than_its_bound(
    counted: Limits, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEYS_MAX", 100)
    for number in range(1000):
        counted.count(TRIES, Asker(f"device {number}", f"address {number}"))
    kept = [*counted._devices.values(), *counted._networks.values()]
    assert max(len(one._times) for one in kept) == 100
    clock.now += 301
    counted.require(TRIES, Asker("", "10.0.0.1"), "ko")
    assert [len(one._times) for one in counted._networks.values()] == [0, 0]


@given(st.lists(st.tuples(st.floats(0, 200), st.booleans()), max_size=80))
def test_no_window_ever_holds_more_failures_than_the_table_says(steps: list[tuple[float, bool]]) -> None:
    clock = Clock()
    counted, failed = Limits(clock), []
    for pause, changes_device in steps:
        clock.now += pause / 10
        asker = Asker(f"device {len(failed)}" if changes_device else "one", "10.0.0.1")
        if not is_too_many(counted, asker):
            counted.count(TRIES, asker)
            failed.append((clock.now, asker.device))
    for now, _ in failed:
        within = [device for at, device in failed if now - TRIES.seconds < at <= now]
        assert len(within) <= TRIES.an_address and within.count("one") <= TRIES.a_device


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%wlan0", "fe80::/64"),
        ("", ""),
    ],
)
def test_an_address_counts_as_itself_and_an_ipv6_one_as_its_64(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_networks_mark_tells_the_same_from_another_and_not_which_it_is() -> None:
    one, other = network_mark("192.0.2.7", b"k" * 32), network_mark("192.0.2.8", b"k" * 32)
    assert one == network_mark("192.0.2.7", b"k" * 32) != other
    assert one != network_mark("192.0.2.7", b"j" * 32)
    assert "192" not in one and len(one) == 16
