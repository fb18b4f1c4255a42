"""A tablet of a chaos run sends as the product's own outbox does."""

import asyncio
import json
import random
from typing import Any

from tools.chaos.network import SAID
from tools.chaos.outbox import Ledger, Outbox
from tools.chaos.wire import Door

DONE = b'{"ok": true, "code": "done", "message": ""}'
FULL = b'{"ok": false, "code": "not_written", "message": ""}'


def ours(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} x\r\nX-Kiosk: 1\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Told:
    """A server that answers so, one after another, and what it was sent."""

    def __init__(self, *replies: bytes) -> None:
        self.replies, self.sent = list(replies), list[dict[str, Any]]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        self.sent.append(json.loads(await reader.readexactly(length)))
        writer.write(self.replies.pop(0))
        writer.close()


def kept(verb: str, *replies: bytes, **fields: object) -> tuple[Told, Ledger]:
    """What comes of an action that is answered so."""

    async def run() -> tuple[Told, Ledger]:
        told, ledger, gate = Told(*replies), Ledger(), asyncio.Event()
        gate.set()
        server = await asyncio.start_server(told.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        outbox = Outbox("token", lambda: Door(port), ledger, gate, random.Random("outbox"))
        sending = asyncio.create_task(outbox.run())
        keeping = asyncio.create_task(outbox.keep(verb, **fields))
        while not ledger.answered and not ledger.broken:
            outbox.send_now()  # nobody waits for the network to come back
            await asyncio.sleep(0.01)
        await keeping
        sending.cancel()
        server.close()
        return told, ledger

    return asyncio.run(run())


def test_an_action_is_sent_under_one_id_until_the_server_itself_has_answered() -> None:
    strangers = list(SAID.values())
    told, ledger = kept("visitor.check_in", *strangers, ours(503, FULL), ours(200, DONE), code="1")
    assert len({one["action_id"] for one in told.sent}) == 1
    assert len(told.sent) == len(strangers) + 2
    assert ("at" in told.sent[0], "at" in told.sent[1]) == (False, True)
    [one] = ledger.answered.values()
    assert (one.is_done, ledger.resent, ledger.not_written) == (True, 1, 1)


def test_what_a_cut_off_station_may_not_tell_late_has_no_time_of_its_own() -> None:
    told, _ = kept("ticket.recall", ours(503, FULL), ours(409, FULL), ticket=1)
    assert [set(one) for one in told.sent] == [{"action_id", "ticket"}] * 2


def test_a_fault_of_the_server_is_told_after_three_times() -> None:
    failed = ours(500, b'{"ok": false, "code": "failed", "message": ""}')
    told, ledger = kept("visitor.check_in", failed, failed, failed, code="1")
    assert len(told.sent) == 3
    assert len(ledger.broken) == 1 and not ledger.answered
