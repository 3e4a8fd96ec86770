"""A RST after everything has been delivered: ugly, harmless."""

import socket
import struct
import time

from background import exchange, healthy
from netlab import Net, variant
from wire import TO_SERVER

CAUSE = "reset-after-close"
TCP_LINGER2 = 8


@variant(CAUSE, "client-answers-fin", Net(clients=("10.200.0.5", "10.200.0.6"), server="10.201.0.5", rtt=0.005, seed=1))
@variant(
    CAUSE,
    "client-answers-fin-v6",
    Net(clients=("fdc8::5", "fdc8::6"), server="fdc9::5", rtt=0.035, timestamps=False, seed=2),
    vantages=("server",),
)
def answers_fin(lab):
    """The server closes after the answer; the client, having read everything, aborts instead of closing."""
    listener = lab.listen(80)
    healthy(lab, 81, count=5, every=0.2)
    crossing = {"client": {"ended_by": "client"}}  # each vantage point sees its own side first
    for i in range(6):
        c, s = lab.pair(
            listener, CAUSE, ("normal-close", "linger-abort"), "server", src=lab.net.clients[i % 2], at=None if i % 2 else crossing
        )
        exchange(c, s, b"image/%d" % i, b"i" * 700, b"Connection: close\r\n")
        s.close()
        if i % 2:
            time.sleep(lab.net.rtt)  # otherwise the RST crosses the server's FIN
            c.drain()
        c.abort()
        time.sleep(0.08)
    lab.join()
    lab.story(
        "The server closes after a complete answer; the client aborts in return (RST instead of FIN, three of six before the server's FIN"
        " has arrived). Nothing is lost.",
        CAUSE,
        ["normal-close", "linger-abort"],
        {"resets": 6},
    )


@variant(
    CAUSE,
    "no-time-wait",
    Net(
        clients=("192.168.200.5", "192.168.200.6"), server="192.168.201.5", rtt=0.002, client_sysctl={"ipv4__tcp_max_tw_buckets": 0}, seed=3
    ),
)
def no_time_wait(lab):
    """The last ACK is lost, the repeated FIN meets a host without TIME_WAIT."""
    listener, lossy = lab.listen(80), {}
    healthy(lab, 81, count=5, every=0.2)

    def rule(seg, direction):
        # The first pure ACK after the client's own FIN is the last ACK.
        if direction == TO_SERVER and seg.sport in lossy:
            if seg.fin:
                lossy[seg.sport] = "closing"
            elif lossy[seg.sport] == "closing" and not seg.length and not seg.rst:
                lossy[seg.sport] = "lost"
                return False
        return True

    lab.wire.rule = rule
    for i in range(4):
        c, s = lab.pair(listener, CAUSE, ("normal-close",), "client", src=lab.net.clients[i % 2])
        lossy[c.port] = "open"
        exchange(c, s, b"page/%d" % i)
        c.close()
        s.recv(10)
        s.close()
        time.sleep(0.6)
    lab.join()
    lab.story(
        "Normal closes whose last ACK is lost; the server's repeated FIN meets a host that keeps no TIME_WAIT (tcp_max_tw_buckets=0) and is"
        " answered by RST. Nothing is lost.",
        CAUSE,
        ["normal-close"],
        {"resets": 4},
    )


@variant(CAUSE, "linger2", Net(clients=("10.202.0.5", "10.202.0.6"), server="10.203.0.5", rtt=0.010, seed=4))
def linger2(lab):
    """TCP_LINGER2 = -1: the closing socket does not wait in FIN_WAIT_2 and resets as soon as its FIN is acknowledged."""
    listener = lab.listen(80)
    healthy(lab, 81, count=5, every=0.2)
    for i in range(4):
        c, s = lab.pair(listener, CAUSE, ("normal-close",), "server", src=lab.net.clients[i % 2])
        exchange(c, s, b"page/%d" % i, extra=b"Connection: close\r\n")
        time.sleep(lab.net.rtt + 0.02)
        s.setsockopt(socket.IPPROTO_TCP, TCP_LINGER2, struct.pack("i", -1))
        s.close()
        time.sleep(lab.net.rtt * 2 + 0.03)
        c.close()
    lab.join()
    lab.story(
        "The server closes after a complete answer with TCP_LINGER2=-1: its FIN is acknowledged and a bare RST follows at once. Nothing is"
        " lost.",
        CAUSE,
        ["normal-close"],
        {"resets": 4},
    )
