"""A new connection from the same port meets the remains of an old one."""

import time

from background import exchange, healthy
from netlab import Net, forget, variant

CAUSE = "port-reuse-collision"


@variant(CAUSE, "established", Net(clients=("10.100.4.5", "10.100.4.6"), server="10.100.8.5", rtt=0.003, seed=1))
@variant(
    CAUSE,
    "established-v6",
    Net(clients=("fd64:1::5", "fd64:1::6"), server="fd65:1::5", rtt=0.040, timestamps=False, seed=2),
    vantages=("server",),
)
def established(lab):
    """The client's host restarts without a word and chooses the same port again."""
    listener = lab.listen(5432)
    healthy(lab, 80, count=5, every=0.3)
    for i in range(4):
        src = lab.net.clients[i % 2]
        c, s = lab.pair(
            listener,
            CAUSE,
            ("open-at-end", "peer-lost-state"),
            "client",
            src=src,
            incarnation=1,
            note="lost by the client's host; killed by the reset of the second incarnation",
        )
        exchange(c, s, b"session/%d" % i)
        time.sleep(0.2)
        port = c.port
        forget(lab, "client", [c.sock])
        time.sleep(0.3)
        again, s2 = lab.pair(listener, CAUSE, ("normal-close", "open-at-end"), "client", src=src, sport=port, incarnation=2)
        exchange(again, s2, b"session/%d" % i)
        again.close()
        s2.recv(10)
        s2.close()
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "The client's host loses its sockets without a word and connects again from the same ports: the server still has the connections"
        " ESTABLISHED and answers the SYN by a challenge ACK, the client's kernel resets, the repeated SYN succeeds.",
        CAUSE,
        [],
        {"collisions": 4},
    )
