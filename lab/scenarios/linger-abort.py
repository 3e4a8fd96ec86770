"""An abort on purpose: SO_LINGER 0 with nothing unread."""

import time

from background import exchange, healthy
from netlab import Net, abort, variant

CAUSE = "linger-abort"


@variant(CAUSE, "by-server", Net(clients=("10.130.0.5", "10.130.0.6"), server="10.131.0.5", rtt=0.003, seed=1))
@variant(
    CAUSE,
    "by-server-v6-50ms",
    Net(clients=("fd82::5", "fd82::6"), server="fd83::5", rtt=0.050, timestamps=False, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE, "by-client", Net(clients=("192.168.130.5", "192.168.130.6"), server="192.168.131.5", rtt=0.001, seed=3), vantages=("client",)
)
def after_answer(lab):
    listener = lab.listen(8080)
    healthy(lab, 80, count=5, every=0.2)
    by = "client" if lab.net.seed == 3 else "server"
    for i in range(6):
        also = ("reset-after-close", "normal-close") if by == "client" else ()
        c, s = lab.pair(listener, CAUSE, also, by, src=lab.net.clients[i % 2])
        for n in range(1 + i % 2):
            exchange(c, s, b"report/%d" % n, b"r" * (200 + 400 * n))
        time.sleep(lab.net.rtt + 0.06)  # the answer has been acknowledged
        if by == "server":
            abort(s)
            c.drain()
            time.sleep(0.02)
            c.close()
        else:
            c.abort()
            time.sleep(0.02)
            s.close()
        time.sleep(0.05)
    lab.join()
    lab.story(
        f"SO_LINGER 0: the {by} resets every connection after the whole answer has been delivered and acknowledged; nothing is unread.",
        CAUSE,
        ["reset-after-close", "normal-close"] if by == "client" else [],
        {"failures": 6},
    )


@variant(CAUSE, "mid-stream", Net(clients=("10.132.0.5", "10.132.0.6"), server="10.133.0.5", rtt=0.008, seed=4), vantages=("server",))
def mid_stream(lab):
    """A server-first feed that the server cuts off: the client never sent a byte, so nothing can have been unread."""
    listener = lab.listen(7777)
    healthy(lab, 80, count=4, every=0.3)
    for i in range(5):
        c, s = lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2])
        for n in range(4):
            s.send(b"quote %d %d\n" % (i, n))
            time.sleep(0.05)
        c.recv()
        abort(s)
        c.drain()
        c.close()
    lab.join()
    lab.story(
        "A feed in which only the server speaks; the server aborts (SO_LINGER 0) after four lines. The client never sent a byte.",
        CAUSE,
        [],
        {"failures": 5},
    )
