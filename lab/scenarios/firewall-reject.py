"""A filter refuses actively: RST from a device, or an ICMP error that quotes the SYN."""

import time

from background import Web, healthy
from netlab import Net, variant

CAUSE = "firewall-reject"


def play(lab, side, chain, how, port, accept, text, facts, at=None, late=False):
    Web(lab.listen(port))  # the service is there behind the filter
    table = "ip6tables" if lab.v6 else "iptables"
    lab.run(side, table, "-A", chain, "-p", "tcp", "--dport", str(port), "-j", "REJECT", "--reject-with", how)
    healthy(lab, 80, count=6, every=0.3)
    for i in range(5):
        c = lab.dial(port, CAUSE, accept, "middlebox", src=lab.net.clients[i % 2], at=at, timeout=6)
        assert c.error
        c.close()
        time.sleep(0.25)
    lab.join()
    lab.story(
        f"{text} Five attempts to port {port}, where a listener exists; port 80 of the same host works.",
        CAUSE,
        accept,
        {"attempts": 5, **facts},
        at={"server": {"headline": "normal-close", "facts": {}}} if at else None,
    )


@variant(CAUSE, "router-rst", Net(clients=("10.230.0.5", "10.230.0.6"), server="10.231.0.5", rtt=0.004, seed=1))
def router_rst(lab):
    play(
        lab,
        "router",
        "FORWARD",
        "tcp-reset",
        5432,
        ("port-closed",),
        "A router answers SYNs by RST in the server's name; its TTL is one higher than that of the server's own packets.",
        {"rstTtl": 64, "hostTtl": 63},
        {"server": None},
    )


@variant(
    CAUSE,
    "router-admin-prohibited",
    Net(clients=("172.23.0.5", "172.23.0.6"), server="172.23.8.5", rtt=0.020, timestamps=False, seed=2),
    vantages=("client",),
)
def router_icmp(lab):
    play(
        lab,
        "router",
        "FORWARD",
        "icmp-admin-prohibited",
        8443,
        (),
        "A router answers SYNs by ICMP 3/13 (administratively prohibited).",
        {"icmpType": 3, "icmpCode": 13},
        {"server": None},
    )


@variant(CAUSE, "router-prohibited-v6", Net(clients=("fde6::5", "fde6::6"), server="fde7::5", rtt=0.002, seed=3), vantages=("client",))
def router_v6(lab):
    play(
        lab,
        "router",
        "FORWARD",
        "icmp6-adm-prohibited",
        8443,
        (),
        "A router answers SYNs by ICMPv6 1/1 (administratively prohibited), one per second at most, so that some SYNs are repeated first.",
        {"icmpType": 1, "icmpCode": 1},
    )


@variant(CAUSE, "host-port-unreachable", Net(clients=("192.168.230.5", "192.168.230.6"), server="192.168.231.5", rtt=0.001, seed=4))
def host_icmp(lab):
    play(
        lab,
        "server",
        "INPUT",
        "icmp-port-unreachable",
        9200,
        (),
        "The server's own packet filter answers SYNs by ICMP 3/3, which no TCP stack sends by itself.",
        {"icmpType": 3, "icmpCode": 3},
    )
