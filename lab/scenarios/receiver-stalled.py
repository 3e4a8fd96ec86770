"""The receiver stops reading: zero window until someone gives up."""

import contextlib
import socket
import time

from background import healthy
from netlab import Net, variant

CAUSE = "receiver-stalled"
TCP_USER_TIMEOUT = 18


def small(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)


def stall(lab, count, timeout, end):
    listener = lab.listen(8080)
    healthy(lab, 80, count=8, every=0.7)
    by = "client" if end == "client" else "none"
    ends = []
    for i in range(count):
        c, s = lab.pair(
            listener,
            CAUSE,
            ("unread-data-abort", "client-abandoned") if end == "client" else (),
            by,
            src=lab.net.clients[i % 2],
            prepare=small,
        )
        c.send(b"GET /film HTTP/1.0\r\n\r\n")
        s.recv(100)
        if timeout:
            s.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, timeout * 1000)
        s.setblocking(False)
        with contextlib.suppress(OSError):
            s.send(b"HTTP/1.0 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"z" * 30000)
        ends.append((c, s))
        time.sleep(0.2)
    return ends


@variant(CAUSE, "sender-gave-up", Net(clients=("10.84.0.5", "10.84.0.6"), server="10.85.0.5", rtt=0.003, seed=1))
@variant(
    CAUSE,
    "sender-gave-up-v6",
    Net(clients=("fd54:1::5", "fd54:1::6"), server="fd55:1::5", rtt=0.025, timestamps=False, seed=2),
    vantages=("server",),
)
def sender_gave_up(lab):
    ends = stall(lab, 3, 5, "server")
    time.sleep(8)
    for _, s in ends:
        assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 110
    lab.join()
    lab.story(
        "Three clients stop reading a download (zero window, probes); the server's TCP_USER_TIMEOUT of 5 s gives up without a packet. Other"
        " clients work.",
        CAUSE,
        [],
        {"timeoutSeconds": 5, "failures": 3},
    )


@variant(
    CAUSE, "receiver-closed", Net(clients=("192.168.84.5", "192.168.84.6"), server="192.168.85.5", rtt=0.002, seed=3), vantages=("server",)
)
def receiver_closed(lab):
    ends = stall(lab, 3, 0, "client")
    time.sleep(6)
    for c, _ in ends:
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "Three clients stop reading a download (zero window, probes) and close some 6 s later with kilobytes unread: RST,ACK.",
        CAUSE,
        ["unread-data-abort", "client-abandoned"],
        {"stalledSeconds": 6, "failures": 3},
    )
