"""The server accepts and hangs up at once, without a limit that the capture could show."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, abort, variant

CAUSE = "accept-then-close"


@variant(CAUSE, "one-of-three", Net(clients=("10.110.0.3", "10.110.0.4"), server="10.111.0.3", rtt=0.002, seed=1))
@variant(
    CAUSE,
    "one-of-three-v6-25ms",
    Net(clients=("fd6e::3", "fd6e::4"), server="fd6f::3", rtt=0.025, timestamps=False, seed=2),
    vantages=("server",),
)
@variant(CAUSE, "aborted", Net(clients=("192.168.110.3", "192.168.110.4"), server="192.168.111.3", seed=3), vantages=("client",))
def one_of_three(lab):
    """Three workers behind one listener, one of them broken: every third connection is closed unread."""
    port = 5000 + lab.net.seed
    listener = lab.listen(port)
    healthy(lab, 80, count=5, every=0.3)
    hard, rejected = lab.net.seed == 3, 0
    for i in range(18):
        src = lab.net.clients[i % 2]
        if i % 3 == 1:
            c, s = lab.pair(listener, CAUSE, ("linger-abort",) if hard else (), "server", src=src)
            abort(s) if hard else s.close()
            rejected += 1
            if i % 2:
                time.sleep(0.003)
                with contextlib.suppress(OSError):
                    c.send(b"LOGIN worker\n")
            c.drain()
            time.sleep(0.02)
        else:
            c, s = lab.pair(listener, "normal-close", (), "client", src=src)
            exchange(c, s)
        c.close()
        time.sleep(0.01 + lab.net.rtt)
        s.close()
        time.sleep(0.08)
    lab.join()
    lab.story(
        f"Every third connection to the listener is {'aborted' if hard else 'closed'} right after accept (a broken worker), the others are"
        " served; never more than one is open. Some of the clients turned away write 3 ms after the handshake, some say nothing.",
        CAUSE,
        [],
        {"rejected": rejected, "served": 18 - rejected},
    )
