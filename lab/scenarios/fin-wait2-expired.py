"""The peer's FIN comes when the closer has stopped waiting for it."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, variant

CAUSE = "fin-wait2-expired"
# 60 s by default; three make the same picture.
SHORT = {"ipv4__tcp_fin_timeout": 3}


@variant(CAUSE, "late-fin", Net(clients=("10.88.0.5", "10.88.0.6"), server="10.89.0.5", rtt=0.003, client_sysctl=SHORT, seed=1))
@variant(
    CAUSE,
    "late-fin-v6",
    Net(clients=("fd58:1::5", "fd58:1::6"), server="fd59:1::5", rtt=0.035, timestamps=False, client_sysctl=SHORT, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE,
    "late-data-50ms",
    Net(clients=("192.168.88.5", "192.168.88.6"), server="192.168.89.5", rtt=0.050, client_sysctl=SHORT, seed=3),
)
def late_fin(lab):
    listener, last_words = lab.listen(8080), lab.net.seed == 3
    also = ("reset-after-close", "write-after-close") if last_words else ("reset-after-close",)
    healthy(lab, 80, count=9, every=0.8)
    ends = []
    for i in range(5):
        c, s = lab.pair(listener, CAUSE, also, "client", src=lab.net.clients[i % 2])
        exchange(c, s, b"item/%d" % i)
        c.close()
        ends.append(s)
        time.sleep(0.1)
    c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[0])
    exchange(c, s, b"item/prompt")
    c.close()
    time.sleep(1.2)
    with contextlib.suppress(OSError):
        s.close()
    time.sleep(5.5)
    for s in ends:
        with contextlib.suppress(OSError):
            if last_words:
                s.send(b"goodbye\n")
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "Five clients close (tcp_fin_timeout 3 s) and the server closes only some 7 s later: its"
        f" {'last words meet' if last_words else 'FIN meets'} no socket any more and {'are' if last_words else 'is'} answered by RST."
        " One server end closes after 1.2 s: normal.",
        CAUSE,
        list(also),
        {"lateSeconds": 7},
    )
