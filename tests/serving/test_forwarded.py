"""Whom a request is from: what strangers, proxies and proxies of proxies say, and whose word is taken."""

from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.actions.refusals import Unusable
from kiosk.pages.action_request import ActionRequest
from kiosk.pages.here import is_here
from kiosk.pages.identity import is_secure
from kiosk.pages.limits import network_of
from kiosk.serving.forwarded import FORWARDED, NOWHERE, PASSED_ON, Forwarded, networks, settle
from kiosk.serving.origins import same_origin
from kiosk.settings import Settings, from_environment

NGINX = "127.0.0.2"
PROXIES = networks(f"{NGINX}, 10.9.8.0/24, fd00:9::/64")
PHONE, OTHER = "203.0.113.9", "198.51.100.7"


def environ(peer: str, *, host: str = "localhost:8000", **headers: str) -> dict[str, Any]:
    sent = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/actions/x",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": headers.pop("protocol", "HTTP/1.1"),
        "REMOTE_ADDR": peer,
        "HTTP_HOST": host,
        "wsgi.url_scheme": "http",
    }
    return sent | {f"HTTP_{name.upper()}": value for name, value in headers.items()}


def settled(peer: str, proxies: Any = PROXIES, vouched: bool = False, **more: Any) -> ActionRequest:
    sent = environ(peer, **more)
    settle(sent, proxies, lambda _: vouched)
    return ActionRequest("x", sent)


def passed(peer: str = NGINX, **more: Any) -> ActionRequest:
    """By a proxy that says all it should, save where `more` says otherwise."""
    said = {"x_forwarded_for": PHONE, "x_forwarded_proto": "https", "x_forwarded_host": "live.example.kr"}
    return settled(peer, **{name: value for name, value in {**said, **more}.items() if value is not None})


def test_a_named_proxy_is_believed() -> None:
    sent = passed()
    assert (sent.remote_addr, sent.host, sent.is_secure) == (PHONE, "live.example.kr", True)
    assert sent.environ[FORWARDED] is True
    assert same_origin("https://live.example.kr", sent.environ)
    assert not same_origin("http://live.example.kr", sent.environ)
    assert not same_origin("http://localhost:8000", sent.environ)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.3", "192.0.2.4", "10.9.9.1", "::1", "fd00:a::1"])
def test_nobody_else_is(peer: str) -> None:
    sent = passed(peer)
    assert sent.host == "localhost:8000"
    assert not sent.is_secure and not is_secure(sent)
    assert sent.remote_addr == (NOWHERE if ip_address(peer).is_loopback else peer)


@pytest.mark.parametrize("header", sorted(PASSED_ON))
@pytest.mark.parametrize("value", ["127.0.0.1", "", "for=127.0.0.1;host=localhost;proto=https", "x" * 5000])
def test_what_somebody_passed_on_is_never_this_machines_own(header: str, value: str) -> None:
    """Whether somebody is trusted or not, and whatever is said in the header."""
    for proxies in ((), PROXIES):
        for peer in ("127.0.0.1", NGINX, "::1", "::ffff:127.0.0.1"):
            sent = environ(peer) | {header: value}
            settle(sent, proxies)
            request = ActionRequest("x", sent)
            assert not is_secure(request), (header, peer)
            assert not is_here(request, Settings("x"), own_https=True)


def test_this_machines_own_browser_stays_what_it_is() -> None:
    for proxies in ((), PROXIES):
        sent = settled("127.0.0.1", proxies)
        assert is_secure(sent) and FORWARDED not in sent.environ
        assert is_here(sent, Settings("x", trusted_proxies=proxies), own_https=False)


def test_behind_a_named_proxy_the_laptops_own_browser_begins() -> None:
    """Which without its name it may not: then its requests and a stranger's would look the same."""
    origin = "https://expo.example.kr"
    sent = settled("127.0.0.1")
    assert is_here(sent, Settings("x", origin=origin, trusted_proxies=PROXIES), own_https=False)
    assert not is_here(sent, Settings("x", origin=origin), own_https=False)


def test_a_proxy_that_says_nothing_passes_on_strangers_all_the_same() -> None:
    sent = settled(NGINX)
    assert (sent.remote_addr, is_secure(sent), sent.environ[FORWARDED]) == (NOWHERE, False, True)


def test_an_old_proxy_that_nobody_named_and_that_says_nothing() -> None:
    assert not is_secure(settled("127.0.0.1", (), protocol="HTTP/1.0"))
    assert is_secure(settled("127.0.0.1", ()))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (PHONE, PHONE),
        (f"{OTHER}, {PHONE}", PHONE),  # what the phone said of itself before
        (f"127.0.0.1, {PHONE}", PHONE),
        (f"{PHONE}, 10.9.8.7", PHONE),  # two proxies
        (f"{OTHER}, {PHONE}, fd00:9::3, 10.9.8.7", PHONE),
        ("10.9.8.7", "10.9.8.7"),  # a proxy asks for itself
        ("127.0.0.1", NOWHERE),
        ("::1", NOWHERE),
        ("::ffff:127.0.0.1", NOWHERE),
        ("127.1.2.3, 10.9.8.7", NOWHERE),
        (f"{PHONE}:4711", PHONE),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        (f"::ffff:{PHONE}", PHONE),
        ("fe80::1%eth0", "fe80::1"),
        (f"{PHONE}, garbage", NOWHERE),
        ("unknown", NOWHERE),
        ("_hidden", NOWHERE),
        ("127.0.0.1\t", NOWHERE),
        ("2130706433", NOWHERE),
        ("127.1", NOWHERE),
        (" , ,", NOWHERE),
        ("x" * 100_000, NOWHERE),
        (", ".join([PHONE] * 5000), PHONE),
    ],
)
def test_an_address_is_the_last_that_somebody_believed_saw(said: str, address: str) -> None:
    sent = passed(x_forwarded_for=said, x_forwarded_proto="http", x_forwarded_host="localhost")
    assert (sent.remote_addr, is_secure(sent)) == (address, False)
    assert network_of(sent.remote_addr or "") is not None


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("live.example.kr:8443", "live.example.kr:8443"),
        ("evil.example, live.example.kr", "live.example.kr"),
        ("[2001:db8::7]:8443", "[2001:db8::7]:8443"),
        *[
            (bad, "localhost:8000")
            for bad in ("", "a b", "a/b", "a@b", "한글", "a" * 300, "a:x", "-a", "a\r\nb")
        ],
    ],
)
def test_a_host_that_is_none_is_not_taken(said: str, host: str) -> None:
    assert passed(x_forwarded_host=said).host == host


@pytest.mark.parametrize("said", ["", "wss", "https://", "ftp", "https http"])
def test_a_scheme_that_is_none_is_not_taken(said: str) -> None:
    assert not passed(x_forwarded_proto=said).is_secure


def test_of_two_proxies_the_first_knows_how_it_was_asked() -> None:
    """Each adds its own at the end; what came from further out is the phone's word."""
    lists = {
        "x_forwarded_for": f"{OTHER}, {PHONE}, 10.9.8.7",
        "x_forwarded_proto": "http, https, http",
        "x_forwarded_host": "evil.example, live.example.kr, inner:8000",
    }
    sent = passed(**lists)
    assert (sent.remote_addr, sent.is_secure, sent.host) == (PHONE, True, "live.example.kr")


class TestAnEdge:
    """What it bears makes it one more to believe, behind a proxy or without one."""

    def test_sends_straight(self) -> None:
        assert passed("192.0.2.44", vouched=True).remote_addr == PHONE
        assert passed("192.0.2.44").remote_addr == "192.0.2.44"

    def test_sends_through_a_proxy(self) -> None:
        lists = {
            "x_forwarded_for": f"{PHONE}, 192.0.2.44",
            "x_forwarded_proto": "http, https",
            "x_forwarded_host": "live.example.kr, expo.example.kr",
        }
        sent = passed(vouched=True, **lists)
        assert (sent.remote_addr, sent.is_secure, sent.host) == (PHONE, False, "live.example.kr")
        sent = passed(**lists)
        assert (sent.remote_addr, sent.is_secure, sent.host) == ("192.0.2.44", True, "expo.example.kr")

    def test_is_looked_at_as_the_proxies_got_it(self) -> None:
        """Who vouches says whether anybody could read its token on the way."""
        seen: list[tuple[str, str]] = []
        sent = environ(
            NGINX, x_forwarded_for=f"{PHONE}, 192.0.2.44", x_forwarded_proto="http, https", x_edge="token"
        )
        settle(sent, PROXIES, lambda got: bool(seen.append((got["REMOTE_ADDR"], got["wsgi.url_scheme"]))))
        assert seen == [("192.0.2.44", "https")]

    def test_on_this_laptop_is_not_this_laptop(self) -> None:
        sent = passed("127.0.0.1", vouched=True, x_forwarded_for="127.0.0.1", x_forwarded_proto="http")
        assert not is_secure(sent)


_ADDRESSES = st.sampled_from([PHONE, "127.0.0.1", "::1", NGINX, "10.9.8.7", "localhost", "", "x", "[::1]:5"])
_LISTS = st.none() | st.lists(_ADDRESSES, max_size=5).map(", ".join) | st.text(max_size=20)


@given(
    peer=st.sampled_from(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", NGINX, "10.9.8.7", PHONE]),
    given=st.dictionaries(st.sampled_from(sorted(PASSED_ON)), _LISTS.map(lambda one: one or ""), max_size=4),
    host=st.sampled_from(["localhost", "127.0.0.1:8000", "[::1]", "live.example.kr"]),
    trusts=st.booleans(),
    vouched=st.booleans(),
)
def test_nothing_that_is_sent_makes_a_stranger_this_machine(
    peer: str, given: dict[str, str], host: str, trusts: bool, vouched: bool
) -> None:
    """Plain HTTP is secure only from this machine's browser, straight; HTTPS only by the word of who is believed."""
    sent = environ(peer, host=host) | given
    settle(sent, PROXIES if trusts else (), lambda _: vouched)
    request = ActionRequest("x", sent)
    straight = (
        not given
        and not (trusts and peer == NGINX)
        and ip_address(peer).is_loopback
        or peer == "::ffff:127.0.0.1"
        and not given
    )
    believed = bool(given) and vouched or trusts and peer in (NGINX, "10.9.8.7")
    if is_secure(request) and not request.is_secure:
        assert straight
    if request.is_secure or request.host != host:
        assert believed
    if FORWARDED in sent:
        address = sent["REMOTE_ADDR"]
        assert address == NOWHERE or not ip_address(address).is_loopback


def test_the_layer_settles_before_it_hands_on() -> None:
    seen: list[dict[str, Any]] = []
    layer = Forwarded(lambda sent, _: seen.append(sent) or [], PROXIES)  # type: ignore[func-returns-value]
    layer(environ(NGINX, x_forwarded_for=PHONE), lambda *_: None)
    assert seen[0]["REMOTE_ADDR"] == PHONE


class TestTheSetting:
    def test_names_addresses_and_networks(self) -> None:
        found = from_environment(
            {"KIOSK_TRUSTED_PROXY": " 127.0.0.2, 10.20.0.0/24 ,fd00::/64"}
        ).trusted_proxies
        assert [str(one) for one in found] == ["127.0.0.2/32", "10.20.0.0/24", "fd00::/64"]
        assert from_environment({}).trusted_proxies == ()

    @pytest.mark.parametrize(
        "bad",
        [
            "nginx",
            "127.0.0.2/8",
            "0.0.0.0/0",
            "10.0.0.0/8",
            "::/0",
            "127.0.0.2;1",
            "1.2.3.4:80",
            "10.1.2.3/24",
        ],
    )
    def test_is_refused_by_name(self, bad: str) -> None:
        with pytest.raises(Unusable, match="KIOSK_TRUSTED_PROXY") as refused:
            from_environment({"KIOSK_TRUSTED_PROXY": f"127.0.0.2, {bad}"})
        assert bad in str(refused.value)
