"""The peer no longer knows the connection: the next segment is answered by a bare RST."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, forget, variant

CAUSE = "peer-lost-state"


@variant(
    CAUSE, "server-forgot", Net(clients=("10.248.0.5", "10.248.0.6"), server="10.249.0.5", rtt=0.004, seed=1), vantages=("client", "router")
)
@variant(
    CAUSE,
    "server-forgot-v6",
    Net(clients=("fdf8::5", "fdf8::6"), server="fdf9::5", rtt=0.030, timestamps=False, seed=2),
    vantages=("client", "router"),
)
def server_forgot(lab):
    listener = lab.listen(5432)
    healthy(lab, 80, count=5, every=0.3)
    ends = [lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2]) for i in range(7)]
    for n in range(3):
        for c, s in ends:
            exchange(c, s, b"query/%d" % n)
            time.sleep(0.02)
    time.sleep(0.3)
    forget(lab, "server", [s for _, s in ends])
    time.sleep(0.8)
    for c, _ in ends:
        with contextlib.suppress(OSError):
            c.send(b"SELECT 1\n")
            c.recv()
        c.close()
        time.sleep(0.07)
    for i in range(3):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % 2])
        exchange(c, s, b"again")
        c.close()
        s.recv(10)
        s.close()
    lab.join()
    lab.story(
        "The server's kernel loses seven live connections without a word (aborted while a filter ate the RSTs, as after a failover or a"
        " power cut); each client's next message is answered by a bare RST, new connections work.",
        CAUSE,
        [],
        {"lost": 7},
    )


@variant(CAUSE, "client-forgot", Net(clients=("192.168.248.5", "192.168.248.6"), server="192.168.249.5", rtt=0.012, seed=3))
def client_forgot(lab):
    """A client's host comes back from a power cut; the server's next event is the first it hears of the old connections."""
    listener = lab.listen(1883)
    healthy(lab, 80, count=6, every=0.4)
    ends = [lab.pair(listener, CAUSE, (), "client", src=lab.net.clients[i % 2]) for i in range(6)]
    for n in range(2):
        for c, s in ends:
            exchange(c, s, b"subscribe/%d" % n)
            time.sleep(0.03)
    forget(lab, "client", [c.sock for c, _ in ends])
    time.sleep(0.9)
    for _, s in ends:
        with contextlib.suppress(OSError):
            s.send(b"event 4711\n")
            s.recv(10)
        time.sleep(0.08)
    lab.join()
    lab.story(
        "Clients lose six live connections without a word; the server's next event on each is answered by a bare RST. Other connections"
        " of the same hosts work.",
        CAUSE,
        [],
        {"lost": 6},
    )
