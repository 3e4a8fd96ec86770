"""A third party forges the reset; the real peer goes on."""

import contextlib
import time

from background import REQUEST, exchange, healthy, response
from netlab import Net, variant
from pcapng import forge
from wire import TO_CLIENT, TO_SERVER

CAUSE = "injected-reset"


def play(lab, forgers, text, facts, at=None):
    """forgers(seg) puts forged segments on the wire for a request that contains the forbidden word; the request itself passes."""
    listener = lab.listen(80)
    healthy(lab, 81, count=6, every=0.3)

    def rule(seg, direction):
        if direction == TO_SERVER and b"/blocked" in seg.payload:
            forgers(seg)
        return True

    lab.wire.rule = rule
    for i in range(10):
        bad = i % 2
        if bad:
            c, s = lab.pair(listener, CAUSE, (), "middlebox", src=lab.net.clients[i // 2 % 2], at=at)
            exchange(c, s, b"index")
            with contextlib.suppress(OSError):
                c.send(REQUEST % b"blocked")
                s.recv(4096)
                s.send(response(b"what the client never gets to see"))
            c.drain()
            time.sleep(0.03 + lab.net.rtt)
        else:
            c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i // 2 % 2])
            exchange(c, s, b"index")
            exchange(c, s, b"allowed")
        c.close()
        time.sleep(0.01 + lab.net.rtt)
        s.close()
        time.sleep(0.05)
    lab.join()
    lab.story(text, CAUSE, [], {"failures": 5, **facts})


@variant(CAUSE, "to-client", Net(clients=("10.252.0.5", "10.252.0.6"), server="10.253.0.5", rtt=0.012, seed=1), vantages=("client",))
@variant(
    CAUSE, "to-client-v6", Net(clients=("fdfc::5", "fdfc::6"), server="fdfd::5", rtt=0.040, timestamps=False, seed=2), vantages=("client",)
)
def to_client(lab):
    play(
        lab,
        lambda seg: lab.wire.send(TO_CLIENT, forge(seg, True, 4, seg.ack, ttl=47, ident=0x2F31)),
        'A device on the path forges a RST in the server\'s name (TTL 47) when a request contains "/blocked". The request passes as well,'
        " so the server answers, and its answer meets a closed client.",
        {"rstTtl": 46, "hostTtl": 63},
    )


@variant(CAUSE, "burst", Net(clients=("172.24.0.5", "172.24.0.6"), server="172.24.8.5", rtt=0.060, seed=3), vantages=("client",))
def burst(lab):
    def three(seg):
        for n in range(3):
            lab.wire.send(
                TO_CLIENT, forge(seg, True, 0x14, seg.ack + 1460 * n, seg.seq + seg.length, 1980 + n, 52, 700 + 13 * n), after=0.001 * n
            )

    play(
        lab,
        three,
        "A device forges three RST,ACK in a burst (sequence guesses 1460 apart, windows counting up, no timestamps) when a request contains"
        ' "/blocked"; the server\'s answer comes after them.',
        {"rstTtl": 51, "hostTtl": 63, "burst": 3},
    )


@variant(CAUSE, "both-ends", Net(clients=("192.168.252.5", "192.168.252.6"), server="192.168.253.5", rtt=0.008, seed=4))
def both_ends(lab):
    def both(seg):
        lab.wire.send(TO_CLIENT, forge(seg, True, 4, seg.ack, ttl=49, ident=0x1111))
        # Behind the request, which is still on the wire.
        lab.wire.send(TO_SERVER, forge(seg, False, 4, seg.seq + seg.length, ttl=49, ident=0x2222), after=lab.net.rtt / 2 + 0.0005)

    play(lab, both, 'A device forges a RST to each side (TTL 49) when a request contains "/blocked".', {"rstTtl": 48, "hostTtl": 63})
