"""Data is repeated with back-off and never acknowledged."""

import socket
import time

from background import exchange, healthy
from netlab import Net, variant
from wire import TO_CLIENT

CAUSE = "retransmission-timeout"
# 15 by default: about a quarter of an hour. Five make the same picture in some ten seconds.
SHORT = {"ipv4__tcp_retries2": 5}


def upload(lab, port, listener, i, dead, patience=25):
    c, s = lab.pair(listener, CAUSE, (), "none", src=lab.net.clients[i % len(lab.net.clients)])
    exchange(c, s, b"session")
    dead.add(c.port)
    c.send(b"record of the night\n" * 30)
    c.sock.settimeout(patience)
    try:
        c.recv()
        raise AssertionError("an answer came through the dead path")
    except TimeoutError as e:
        assert e.errno == 110, "the kernel gave up, not the test"
    finally:
        c.close()


@variant(CAUSE, "path-dies", Net(clients=("10.170.0.5", "10.170.0.6"), server="10.171.0.5", rtt=0.006, client_sysctl=SHORT, seed=1))
@variant(
    CAUSE,
    "path-dies-v6",
    Net(clients=("fdaa::5", "fdaa::6"), server="fdab::5", rtt=0.030, timestamps=False, client_sysctl=SHORT, seed=2),
    vantages=("client",),
)
def path_dies(lab):
    """The path to one service stops passing anything, both ways; another service of the host goes on."""
    listener, dead = lab.listen(8080), set()
    lab.wire.rule = lambda seg, direction: seg.sport not in dead and seg.dport not in dead
    healthy(lab, 80, count=10, every=0.9)
    for i in range(3):
        lab.thread(upload, lab, 8080, listener, i, dead)
        time.sleep(0.5)
    lab.join()
    # At the server: the acknowledgement of its answer was the first segment to vanish, so it repeats the answer, in vain as well.
    for entry in lab.labels:
        if entry["cause"] == CAUSE:
            entry["at"] = {"server": {"accept": [CAUSE, "open-at-end", "insufficient-evidence"]}}
    lab.story(
        "The path stops passing anything of three connections in mid-transfer; the client (tcp_retries2=5) repeats its data with back-off"
        " and gives up without a packet (ETIMEDOUT). Other traffic between the same hosts goes on.",
        CAUSE,
        [],
        {"failures": 3},
        at={
            "server": {
                "headline_accept": [CAUSE, "normal-close", "open-at-end", "insufficient-evidence"],
                "how": (
                    "The server's side of a path that stops passing anything of three connections: the last acknowledgement does not"
                    " arrive, so the server repeats its answer in vain; other traffic goes on."
                ),
            }
        },
    )


@variant(
    CAUSE,
    "return-path",
    Net(clients=("172.31.0.5", "172.31.0.6"), server="172.31.8.5", rtt=0.002, client_sysctl=SHORT, seed=3),
    vantages=("server",),
)
def return_path(lab):
    """Only the way back is dead: the server sees every repetition and acknowledges each in vain."""
    listener, dead = lab.listen(8080), set()
    lab.wire.rule = lambda seg, direction: direction != TO_CLIENT or seg.dport not in dead
    healthy(lab, 80, count=8, every=0.9)
    for i in range(2):
        lab.thread(upload, lab, 8080, listener, i, dead)
        time.sleep(0.5)
    lab.join()
    lab.story(
        "Only the way back is dead for two connections: the server acknowledges every repetition, no acknowledgement arrives; the client"
        " (tcp_retries2=5) gives up without a packet.",
        CAUSE,
        [],
        {"failures": 2},
    )


@variant(
    CAUSE,
    "server-sends",
    Net(clients=("192.168.170.5", "192.168.170.6"), server="192.168.171.5", rtt=0.004, server_sysctl=SHORT, seed=4),
    vantages=("server",),
)
def server_sends(lab):
    """The client disappears in the middle of a download."""
    listener, dead = lab.listen(8080), set()
    lab.wire.rule = lambda seg, direction: seg.sport not in dead and seg.dport not in dead
    healthy(lab, 80, count=8, every=0.9)
    ends = []
    for i in range(3):
        c, s = lab.pair(listener, CAUSE, ("client-abandoned",), "none", src=lab.net.clients[i % 2])
        c.send(b"GET /report HTTP/1.0\r\n\r\n")
        s.recv(100)
        s.send(b"HTTP/1.0 200 OK\r\nContent-Length: 30000\r\n\r\n" + b"p" * 3000)
        time.sleep(0.05)
        dead.add(c.port)
        s.send(b"p" * 8000)
        ends.append(s)
    time.sleep(16)
    for s in ends:
        assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 110
    lab.join()
    lab.story(
        "Clients disappear in the middle of a download (nothing passes any more in either direction); the server (tcp_retries2=5) repeats"
        " with back-off and gives up without a packet. Other clients work.",
        CAUSE,
        [],
        {"failures": 3},
    )
