"""Nobody has that address."""

import time

from background import healthy
from netlab import Net, variant

CAUSE = "host-unreachable"


@variant(CAUSE, "icmp", Net(clients=("10.160.0.5", "10.160.0.6"), server="10.161.0.5", rtt=0.002, seed=1), vantages=("client",))
@variant(CAUSE, "icmp-v6", Net(clients=("fda0::5", "fda0::6"), server="fda1::5", rtt=0.015, timestamps=False, seed=2), vantages=("client",))
def icmp(lab):
    """Behind the router: it asks for the neighbour in vain, then says so."""
    nobody = "fda1::99" if lab.v6 else "10.161.0.99"
    healthy(lab, 80, count=6, every=0.7)
    for i in range(3):
        c = lab.dial(8080, CAUSE, (), "middlebox", src=lab.net.clients[i % 2], server=nobody, timeout=8)
        assert c.error and c.error.errno == 113, c.error
        c.close()
        time.sleep(0.2)
    lab.join()
    lab.story(
        f"Three attempts to {nobody}, an address behind the router that nobody has: the router's neighbour resolution fails and it answers"
        " by ICMP host (address) unreachable about three seconds after the SYN. Another host of the same network works.",
        CAUSE,
        [],
        {"attempts": 3, "unreachable_host": nobody},
    )


@variant(CAUSE, "arp", Net(clients=("192.168.160.5",), server="192.168.160.20", routed=False, seed=3), vantages=("client",))
@variant(CAUSE, "neighbour-v6", Net(clients=("fda2::5",), server="fda2::20", routed=False, seed=4), vantages=("client",))
def arp(lab):
    """On the client's own link: the question goes unanswered and no SYN ever leaves."""
    nobody = "fda2::77" if lab.v6 else "192.168.160.77"
    healthy(lab, 80, count=6, every=0.6)
    for _ in range(2):
        c = lab.dial(8080, None, server=nobody, timeout=8)
        assert c.error and c.error.errno == 113, c.error
        c.close()
    lab.join()
    lab.story(
        f"Two attempts to {nobody} on the client's own link, an address that nobody has: only unanswered"
        f" {'neighbour solicitations' if lab.v6 else 'who-has'}, no SYN ever leaves. Therefore there is no connection entry for it.",
        CAUSE,
        ["normal-close"] if lab.v6 else [],
        {"attempts": 2, "unreachable_host": nobody},
    )
