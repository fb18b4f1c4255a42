"""The square's Wi-Fi: proxies on loopback, one an access point, that delay, lose, cut and lie as they are told."""

import asyncio
import contextlib
import random
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Portal = Literal["page", "redirect", "json", "certificate"]
SAID: dict[Portal, bytes] = {
    "page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n<form>Wi-Fi login</form",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\n\r\n",
    "json": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{"ok":true,"code":"done"}\n',
}


@dataclass
class Weather:
    """`delay_s`: each piece waits up to so long; `lost`: the share of pieces with which the connection breaks; `is_silent`:
    nothing passes and nobody is told; `is_cut`: connections end and none begins; `portal`: somebody else answers."""

    delay_s: float = 0.0
    lost: float = 0.0
    is_silent: bool = False
    is_cut: bool = False
    portal: Portal | None = None


class AccessPoint:
    """Clients connect to `port` (plain) or `tls_port`, and reach the laptop's."""

    def __init__(self, laptop_port: int, laptop_tls_port: int, folder: Path, seed: str) -> None:
        self._targets = laptop_port, laptop_tls_port
        self._draw = random.Random(seed)
        self._wrong = _wrong_certificate(folder)
        self._open: set[asyncio.StreamWriter] = set()
        self._passing = asyncio.Event()
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.weather = Weather()
        self.port = self.tls_port = 0

    async def start(self) -> None:
        for is_tls in (False, True):
            serve = partial(self._serve, is_tls=is_tls)
            self._servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        self.port, self.tls_port = (one.sockets[0].getsockname()[1] for one in self._servers)
        self._passing.set()

    def become(self, weather: Weather) -> None:
        """From now on; a cut and a portal end what is open."""
        self.weather = weather
        if weather.is_silent:
            self._passing.clear()
        else:
            self._passing.set()
        if weather.is_cut or weather.portal:
            for writer in list(self._open):
                writer.transport.abort()

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def lead_to(self, laptop_port: int, laptop_tls_port: int) -> None:
        """Another laptop has the first one's address now."""
        self._targets = laptop_port, laptop_tls_port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_tls: bool) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._open.add(writer)
        try:
            await self._passing.wait()
            if self.weather.portal:
                await self._lie(reader, writer, self.weather.portal, is_tls=is_tls)
            elif not self.weather.is_cut:
                await self._pass_on(reader, writer, self._targets[is_tls])
        except (OSError, asyncio.IncompleteReadError):  # either end has gone, or trusts nobody
            pass
        except asyncio.CancelledError:  # the run is over; asyncio would tell of it
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _lie(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, portal: Portal, *, is_tls: bool
    ) -> None:
        if is_tls or portal == "certificate":
            await writer.start_tls(self._wrong)
        async with asyncio.timeout(5):
            await reader.read(1 << 16)
        writer.write(SAID.get(portal, SAID["page"]))
        await writer.drain()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        self._open.add(far_writer)
        pumps = [
            asyncio.create_task(self._pump(reader, far_writer)),
            asyncio.create_task(self._pump(far_reader, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            self._open.discard(far_writer)
            far_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._passing.wait()
                if self.weather.delay_s:
                    await asyncio.sleep(self._draw.uniform(0, self.weather.delay_s))
                if self.weather.lost and self._draw.random() < self.weather.lost:
                    return
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
            await asyncio.sleep(0.2)  # what the other side has still to say


def _wrong_certificate(folder: Path) -> ssl.SSLContext:
    """Of somebody who is not the expo."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "login.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = folder / "wrong.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
