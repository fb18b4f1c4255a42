"""A Redis for all tests here, emptied before each."""

from collections.abc import Iterator

import pytest

from tests.edges.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.kill()


@pytest.fixture
def redis(redis_server: RedisServer) -> RedisServer:
    redis_server.client.flushall()
    return redis_server
