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
