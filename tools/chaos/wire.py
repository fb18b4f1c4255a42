"""What a tablet's page does on the network: one request, and one Socket.IO connection; both bounded in time and size."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)

TRY_S = 8.0  # as long as kiosk/static/js/core/posting.js waits
ANSWER_BYTES_MAX = 4_000_000


class Unreachable(Exception):
    """Nobody answered, or somebody else did in the server's place."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    proof: str = field(default="", compare=False)  # by which another laptop knows that it was given

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def data(self) -> dict[str, Any]:
        found = json.loads(self.text)
        assert isinstance(found, dict), self.text[:100]
        return found


@dataclass(frozen=True)
class Door:
    """Where a client knocks: a port of this machine; `tls` trusts the expo's own authority."""

    port: int
    tls: ssl.SSLContext | None = None

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises Unreachable."""
        name = "localhost" if self.tls else None
        try:
            return await asyncio.open_connection(
                "127.0.0.1", self.port, ssl=self.tls, server_hostname=name, limit=ANSWER_BYTES_MAX
            )
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Unreachable(str(error)) from error


async def get(port: int, path: str, token: str | None = None) -> Answer:
    return await ask(Door(port), "GET", path, token)


async def ask(
    door: Door, method: str, path: str, token: str | None = None, body: Mapping[str, Any] | None = None
) -> Answer:
    """One request and the answer of this server. Raises Unreachable, also for an answer that is none of the server's own."""
    try:
        async with asyncio.timeout(TRY_S):
            return await _ask(door, method, path, token, body)
    except TimeoutError as error:
        raise Unreachable("no answer in time") from error
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise Unreachable(str(error)) from error


async def _ask(
    door: Door, method: str, path: str, token: str | None, body: Mapping[str, Any] | None
) -> Answer:
    reader, writer = await door.open()
    try:
        sent = json.dumps(body).encode() if body is not None else b""
        head = [
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Accept: application/json",
        ]
        head += [f"Authorization: Bearer {token}"] if token else []
        head += ["Content-Type: application/json", f"Content-Length: {len(sent)}"] if body is not None else []
        writer.write("\r\n".join([*head, "", ""]).encode() + sent)
        await writer.drain()
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
        if "x-kiosk" not in named:
            raise Unreachable(f"somebody else answered: {first}")
        text = await reader.readexactly(int(named["content-length"]))
        return Answer(int(first.split()[1]), text, named.get("answer-proof", ""))
    finally:
        writer.transport.abort()


class Line:
    """One Socket.IO connection. Use `Line.open`, then `send` and `hear`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._socket = WSConnection(ConnectionType.CLIENT)
        self._heard: list[str] = []
        self._text = ""

    @classmethod
    async def open(cls, door: Door, auth: Mapping[str, Any] | None = None) -> "Line":
        """Connected and named. Raises Unreachable; PermissionError where the server refuses it."""
        try:
            async with asyncio.timeout(TRY_S):
                line = cls(*await door.open())
                try:
                    await line._begin(auth)
                except BaseException:
                    line.close()
                    raise
                return line
        except TimeoutError as error:
            raise Unreachable("no socket in time") from error

    async def _begin(self, auth: Mapping[str, Any] | None) -> None:
        target = "/socket.io/?EIO=4&transport=websocket"
        await self._write(self._socket.send(Request(host="localhost", target=target)))
        if not (await self._packet()).startswith("0{"):
            raise Unreachable("this is no Engine.IO")
        await self.send("40" + (json.dumps(auth) if auth else ""))
        answer = await self._packet()
        if answer.startswith("44"):
            raise PermissionError(answer)

    async def send(self, text: str) -> None:
        """Raises Unreachable."""
        await self._write(self._socket.send(TextMessage(data=text)))

    async def hear(self) -> str:
        """The next message; pings are answered. Raises Unreachable at the end of the connection."""
        while (text := await self._packet()) == "2":
            await self.send("3")
        return text

    def close(self) -> None:
        self._writer.transport.abort()

    async def _write(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise Unreachable(str(error)) from error

    async def _packet(self) -> str:
        while not self._heard:
            try:
                data = await self._reader.read(1 << 16)
                if not data:
                    raise Unreachable("the connection has ended")
                self._socket.receive_data(data)
                for event in self._socket.events():
                    await self._take(event)
            except Unreachable:
                raise
            except Exception as error:  # whatever a stranger sends that is no WebSocket
                raise Unreachable(f"{type(error).__name__}: {error}") from error
        return self._heard.pop(0)

    async def _take(self, event: object) -> None:
        if isinstance(event, TextMessage):
            self._text += event.data
            if event.message_finished:
                self._heard.append(self._text)
                self._text = ""
        elif isinstance(event, Ping):
            await self._write(self._socket.send(event.response()))
        elif isinstance(event, CloseConnection | RejectConnection):
            raise Unreachable("the server closed it")
        else:
            assert isinstance(event, AcceptConnection), event
