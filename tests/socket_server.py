"""A small application served by kiosk.serving.server, for tests to talk to over real sockets. Prints its port.

`GET /say?n=100&size=1000` broadcasts n numbered messages in the room `hall`, where everybody is by default. With HURRY in
its environment deadlines are short, with HANDLES it has so many file handles, with PING_S it pings so often.
"""

import os
import resource
import sys
import threading
import time
from pathlib import Path

import gevent
from flask import Flask, request
from flask_socketio import join_room

from kiosk.serving import connections, greenlets, send_buffer, server, transport, websocket

if "HURRY" in os.environ:
    connections.HEAD_S = connections.PATIENCE_S = 0.8
    connections.IDLE_S = 1.5
    connections.SWEEP_S = 0.05
if "HANDLES" in os.environ:
    handles = int(os.environ["HANDLES"])
    resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles))
if "PING_S" in os.environ:
    transport.PING_INTERVAL_S = transport.PING_TIMEOUT_S = float(os.environ["PING_S"])
    transport.PINGS_S = transport.PING_INTERVAL_S / 10
send_buffer.STALL_S = websocket.STALL_S = 1.2
server.STOP_S = 0.8
app = Flask(__name__)
socketio = transport.make_socketio(app)
sids: list[str] = []
left: list[str] = []
rung: list[float] = []
ticks: list[int] = []


@socketio.on("connect")
def connect(auth: dict | None = None) -> None:
    if (auth or {}).get("station"):
        connections.show_station(request.environ)
    sids.append(request.sid)
    join_room((auth or {}).get("room", "hall"))


@socketio.on("disconnect")
def disconnect(reason: str) -> None:
    left.append(request.sid)


@socketio.on("echo")
def echo(word: str) -> dict:
    """The answer is queued first, so it must arrive before the broadcast that follows it at once."""
    gevent.spawn(transport.broadcast, socketio, "hall", "after", word)
    return {"word": word}


@app.get("/say")
def say() -> dict:
    count, size = int(request.args["n"]), int(request.args["size"])
    pause = float(request.args.get("pause", 0))
    started, receivers = time.perf_counter(), 0
    for number in range(count):
        receivers = transport.broadcast(socketio, "hall", "show", {"number": number, "text": "가" * size})
        if pause:
            gevent.sleep(pause)
    return {"receivers": receivers, "took": time.perf_counter() - started}


@app.get("/drop")
def drop() -> dict:
    transport.drop(socketio, sids[-1])
    return {"receivers": transport.broadcast(socketio, "hall", "show", {"number": -1, "text": ""})}


@app.get("/state")
def state() -> dict:
    return {"connected": len(sids) - len(left), "rung": len(rung), "ticks": len(ticks)}


@app.get("/handles")
def handles_open() -> dict:
    return {"open": len(os.listdir("/dev/fd"))}


@app.get("/thread")
def thread() -> dict:
    """A native thread answers, and rings a bell three times, while the loop is idle."""
    waiter = greenlets.GeventWaiter()

    def work() -> None:
        time.sleep(0.05)
        for _ in range(3):
            bell.ring()
        waiter.set()

    threading.Thread(target=work).start()
    return {"done": waiter.wait()}


@app.get("/slow")
def slow() -> str:
    gevent.sleep(float(request.args["s"]))
    return "finished"


@app.get("/large")
def large() -> str:
    return "x" * int(request.args["size"])


@app.post("/body")
def body() -> str:
    return str(len(request.get_data()))


def tick() -> None:
    ticks.append(1)
    if len(ticks) == 1:
        raise ValueError("the first tick fails, the others go on")


if __name__ == "__main__":
    bell = greenlets.Bell(lambda: rung.append(time.time()))
    greenlets.every(0.05, tick)
    port, https_port, *tls = sys.argv[1:]
    server.serve(
        app,
        socketio,
        "127.0.0.1",
        int(port),
        https_port=int(https_port) if tls else None,
        ssl_context=server.tls_context(Path(tls[0]), Path(tls[1])) if tls else None,
        on_ready=lambda chosen: print(chosen, flush=True),
    )
    print("stopped", flush=True)
