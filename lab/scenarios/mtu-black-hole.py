"""Small segments pass, full-size ones vanish without a word."""

import time

from background import exchange, healthy
from netlab import Net, variant
from wire import TO_CLIENT, TO_SERVER

CAUSE = "mtu-black-hole"


def play(lab, way, largest, patience):
    """The wire drops every IP packet above `largest` bytes in one direction, as a tunnel does whose ICMP is filtered."""
    lab.wire.rule = lambda seg, direction: direction != way or seg.size <= largest
    listener = lab.listen(8080)
    # An uploader that closes has its FIN queued behind data that never gets through.
    ended_by = "client" if way == TO_CLIENT else "none"
    healthy(lab, 80, count=8, every=0.5)

    def one(i):
        src = lab.net.clients[i % 2]
        c, s = lab.pair(listener, "normal-close", (), "client", src=src)
        exchange(c, s, b"small")
        c.close()
        s.recv(10)
        s.close()
        c, s = lab.pair(listener, CAUSE, ("client-abandoned", "retransmission-timeout"), ended_by, src=src)
        exchange(c, s, b"small")
        body = b"B" * (2 * 1400 + 700)
        if way == TO_CLIENT:
            c.send(b"GET /big HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            s.recv(1000)
            s.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        else:
            c.send(b"PUT /big HTTP/1.1\r\nHost: shop.example\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(patience)
        c.close()
        time.sleep(0.3)

    for i in range(3):
        lab.thread(one, i)
        time.sleep(0.4)
    lab.join()
    lab.wire.rule = None
    lab.story(
        f"IP packets above {largest} bytes vanish on the way to the {'client' if way == TO_CLIENT else 'server'} and no ICMP tells:"
        f" full-size segments of a {'download' if way == TO_CLIENT else 'upload'} are repeated in vain, the short last one arrives (SACK)."
        f" Small exchanges are fine. The client closes after {patience:g} s.",
        CAUSE,
        ["client-abandoned", "retransmission-timeout"],
        {"mtu": largest, "failures": 3},
    )


@variant(CAUSE, "download", Net(clients=("10.82.0.5", "10.82.0.6"), server="10.83.0.5", rtt=0.006, seed=1))
@variant(
    CAUSE,
    "download-v6",
    Net(clients=("fd52:1::5", "fd52:1::6"), server="fd53:1::5", rtt=0.030, timestamps=False, seed=2),
    vantages=("server",),
)
def download(lab):
    play(lab, TO_CLIENT, 1400 if lab.net.seed == 1 else 1420, 6.0)


@variant(CAUSE, "upload", Net(clients=("192.168.82.5", "192.168.82.6"), server="192.168.83.5", rtt=0.012, seed=3))
def upload(lab):
    play(lab, TO_SERVER, 1280, 7.0)
