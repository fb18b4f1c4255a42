"""A Redis for all tests here, emptied before each."""

from collections.abc import Iterator

import pytest

from tests.edges.redis_server import RedisServer
from tests.edges.running import PROXY, Edges


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.kill()


@pytest.fixture
def redis(redis_server: RedisServer) -> RedisServer:
    redis_server.client.flushall()
    return redis_server


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edges]:
    """A primary with a Redis of its own and two edges, all running; a test that breaks one mends it."""
    redis = RedisServer(tmp_path_factory.mktemp("redis")).start()
    running = Edges(tmp_path_factory.mktemp("expo"), redis)
    try:
        running.others({"KIOSK_TRUSTED_PROXY": PROXY}, {})
        yield running
    finally:
        running.close()
        redis.kill()
