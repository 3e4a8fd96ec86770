"""The server as a whole is full: whoever comes next is accepted and closed, from any address."""

import contextlib
import resource
import subprocess
import sys
import time

from background import healthy
from netlab import HERE, Net, abort, variant
from servers import redis

REQ76 = b"GET /orders/next HTTP/1.1\r\nHost: orders.example\r\nUser-Agent: worker/3.2\r\n\r\n"
ALSO = ("accept-then-close", "connection-limit-per-client")


def ask(c, request=REQ76):
    c.send(request)
    return c.recv()


# -- descriptors: a server in a process of its own, with a small ulimit -------------------------------------------


def start_descriptor_server(lab, port, limit, reserve):
    def small():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    process = lab.spawn(
        "server",
        sys.executable,
        str(HERE / "descriptors.py"),
        lab.net.server,
        str(port),
        "reserve" if reserve else "plain",
        preexec_fn=small,
        stdout=subprocess.PIPE,
        text=True,
    )
    return int(process.stdout.readline())  # how many connections fit


def descriptors(lab):
    fit = start_descriptor_server(lab, 8080, 64, reserve=True)
    lab.record(("client",))
    sources = lab.net.clients
    held, rejected = [], 0
    healthy(lab, 9090, count=6, every=0.3)
    for i in range(fit):
        c = lab.dial(8080, "open-at-end", (), "none", src=sources[i % len(sources)])
        assert ask(c)
        held.append(c)
        time.sleep(0.012)

    def turned_away(i, silent=False):
        c = lab.dial(8080, "connection-limit-total", ALSO, "server", src=sources[i % len(sources)])
        if not silent:
            with contextlib.suppress(OSError):
                c.send(REQ76)
        c.drain()
        c.close()
        time.sleep(0.03)

    for i in range(16):
        turned_away(i, silent=i % 5 == 4)
        rejected += 1
    for c in held[:4]:
        c.close()
        c.became("normal-close", ended_by="client")
    time.sleep(0.1)
    for i in range(4):
        c = lab.dial(8080, "open-at-end", (), "none", src=sources[(i + 1) % len(sources)])
        assert ask(c)
        held.append(c)
        time.sleep(0.03)
    for i in range(8):
        turned_away(i + 1, silent=i % 4 == 3)
        rejected += 1
    for c in held[4:]:
        ask(c)
    lab.join()
    lab.story(
        f"A server under ulimit -n 64 has room for {fit} connections. Out of descriptors, it gives up a reserve descriptor, accepts and"
        " closes at once (reading nothing): a client whose request has already arrived gets RST,ACK without a FIN, one whose request"
        " crosses the close FIN and a bare RST, a silent one only a FIN. Three client addresses are hit alike; after four connections are"
        " closed, four new ones are served. Another server on port 9090 of the same host works.",
        "connection-limit-total",
        ["accept-then-close"],
        {"limit": fit, "rejected": rejected},
    )


@variant(
    "connection-limit-total",
    "descriptors",
    Net(clients=("192.168.6.45", "192.168.6.47", "192.168.6.48"), server="192.168.7.46", rtt=0.0008),
    vantages=("client",),
    sample=True,
    manual=True,
)
def descriptors_sample(lab):
    descriptors(lab)


# -- a plain count: accept, look at the counter, close -------------------------------------------------------------


def counting(lab, port, limit, extra, think, silent_every=0, linger=False):
    """The server counts what it holds. Both ends are driven in one order, so the count at each accept is known."""
    listener = lab.listen(port)
    sources = lab.net.clients
    held, rejected = [], 0

    def admit(i):
        c, s = lab.pair(listener, "open-at-end", (), "none", src=sources[i % len(sources)])
        c.send(b"HELLO" + bytes(35))
        s.recv(100)
        s.send(b"WELCOME\r\n")
        c.recv()
        held.append((c, s))

    def refuse(i):
        nonlocal rejected
        c = lab.dial(port, "connection-limit-total", ALSO, "server", src=sources[i % len(sources)])

        def server_side():
            s, _ = listener.accept()
            if linger:
                abort(s)
            else:
                s.close()

        t = lab.thread(server_side)
        time.sleep(think)
        with contextlib.suppress(OSError):
            if not (silent_every and i % silent_every == 0):
                c.send(b"HELLO" + bytes(35))
        t.join()
        c.drain()
        time.sleep(lab.net.rtt * 1.5)  # a real client needs a moment to notice the end of the stream
        c.close()
        rejected += 1

    for i in range(limit):
        admit(i * 7 + i // 3)
        time.sleep(0.003)
    for i in range(extra):
        refuse(i)
        time.sleep(0.03)
    for c, s in held[5:8]:
        c.close()
        s.recv(10)
        s.close()
        c.became("normal-close", ended_by="client")
        time.sleep(0.01)
    time.sleep(0.05)
    for i in range(3):
        admit(i + 1)
    for i in range(extra // 3):
        refuse(i + 2)
        time.sleep(0.03)
    # What is held is in use: at the end of the capture it is not forgotten but healthy.
    for c, s in [*held[:5], *held[8:]]:
        c.send(b"STILL HERE\r\n")
        s.recv(100)
    time.sleep(0.1)
    return rejected


@variant(
    "connection-limit-total",
    "limit-65387",
    Net(clients=("10.40.1.11", "10.40.1.12", "10.40.1.13", "10.40.1.14"), server="10.40.9.2", rtt=0.008),
    vantages=("client",),
    sample=True,
)
def limit_sample(lab):
    healthy(lab, 8000, count=5, every=0.4)
    n = counting(lab, 9000, 120, 24, think=0.0025)
    lab.story(
        "A server that holds 120 connections in total and closes what comes beyond right at accept. The round trip is 8 ms and the "
        "client writes its 40 bytes 2.5 ms after the handshake, so the request crosses the server's FIN and is answered by a bare "
        "RST with sequence number 1. Four client addresses; three connections are closed and three new ones accepted in between.",
        "connection-limit-total",
        ["accept-then-close"],
        {"limit": 120, "rejected": n},
    )


@variant(
    "connection-limit-total",
    "v6-linger",
    Net(clients=("fd10::a1", "fd10::a2", "fd10::a3"), server="fd20::5", rtt=0.001, seed=2),
    vantages=("server",),
)
def v6_linger(lab):
    healthy(lab, 8000, count=5)
    n = counting(lab, 5672, 30, 12, think=0.0, linger=True)
    lab.story(
        "A server that holds 30 connections in total aborts (SO_LINGER 0) what comes beyond: RST,ACK right after the handshake. "
        "Three client addresses, IPv6; three connections are closed and three new ones accepted in between.",
        "connection-limit-total",
        ["accept-then-close"],
        {"limit": 30, "rejected": n},
    )


@variant(
    "connection-limit-total",
    "mixed-50ms-no-timestamps",
    Net(clients=("172.20.0.7", "172.20.0.8"), server="172.21.0.9", rtt=0.050, timestamps=False, seed=3),
    vantages=("client",),
)
def mixed(lab):
    n = counting(lab, 3306, 24, 9, think=0.010, silent_every=3)
    lab.story(
        "A server that holds 24 connections in total closes what comes beyond right at accept; a third of the clients turned away "
        "say nothing (FIN only), the others write 10 ms after the handshake into a 50 ms round trip (FIN, then RST). No timestamps.",
        "connection-limit-total",
        ["accept-then-close"],
        {"limit": 24, "rejected": n},
    )


@variant(
    "connection-limit-total",
    "says-so",
    Net(clients=("10.77.0.4", "10.77.0.5", "10.77.0.6"), server="10.78.0.4", rtt=0.002, seed=4),
    vantages=("server",),
)
def says_so(lab):
    """The server explains itself in the protocol before it closes."""
    listener = lab.listen(6379)
    sources, held, rejected = lab.net.clients, [], 0
    for i in range(20):
        c, s = lab.pair(listener, "open-at-end", (), "none", src=sources[i % 3])
        c.send(b"PING\r\n")
        s.recv(100)
        s.send(b"+PONG\r\n")
        c.recv()
        held.append((c, s))
    for i in range(9):
        c, s = lab.pair(listener, "connection-limit-total", ALSO, "server", src=sources[i % 3])
        s.send(b"-ERR max number of clients reached\r\n")
        s.close()
        c.drain()
        c.close()
        rejected += 1
        time.sleep(0.05)
        if i == 5:
            c, s = held.pop(0)
            c.close()
            s.recv(10)
            s.close()
            c.became("normal-close", ended_by="client")
            time.sleep(0.02)
            c, s = lab.pair(listener, "open-at-end", (), "none", src=sources[1])
            c.send(b"PING\r\n")
            s.recv(100)
            s.send(b"+PONG\r\n")
            c.recv()
            held.append((c, s))
    lab.story(
        "A server that holds 20 connections in total tells the next ones '-ERR max number of clients reached' and closes; "
        "three client addresses. One connection is closed and another accepted in its place.",
        "connection-limit-total",
        [],
        {"limit": 20, "rejected": rejected},
    )


@variant(
    "connection-limit-total",
    "redis",
    Net(clients=("10.79.0.4", "10.79.0.5", "10.79.0.6"), server="10.80.0.4", rtt=0.003, seed=5),
    vantages=("server",),
    manual=True,
)
def real_redis(lab):
    """A real redis: it writes its error and closes; a client whose command has already arrived may see a reset."""
    limit, rejected = 24, 0
    redis(lab, 6379, "--maxclients", str(limit))
    time.sleep(0.3)
    lab.record(("server",))
    sources, held = lab.net.clients, []

    def serve(i):
        c = lab.dial(6379, "open-at-end", (), "none", src=sources[i % 3])
        assert ask(c, b"PING\r\n") == b"+PONG\r\n"
        held.append(c)
        time.sleep(0.02)

    def refuse(i):
        nonlocal rejected
        c = lab.dial(6379, "connection-limit-total", ALSO, "server", src=sources[i % 3])
        with contextlib.suppress(OSError):
            c.send(b"PING\r\n")
        c.drain()
        time.sleep(0.01)
        c.close()
        rejected += 1
        time.sleep(0.03)

    for i in range(limit):
        serve(i)
    for i in range(9):
        refuse(i)
    for c in held[:2]:
        c.close()
        c.became("normal-close", ended_by="client")
    time.sleep(0.1)
    serve(1)
    serve(2)
    for i in range(3):
        refuse(i)
    lab.story(
        f"A real redis with maxclients {limit}: the next ones are told '-ERR max number of clients reached' and closed, their command meets"
        " a closed socket. Three client addresses; after two connections are closed two new ones are served.",
        "connection-limit-total",
        [],
        {"limit": limit, "rejected": rejected},
    )
