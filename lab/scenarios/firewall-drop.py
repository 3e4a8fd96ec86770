"""SYNs vanish silently; the host is otherwise alive."""

import time

from background import Web, healthy
from netlab import Net, variant

CAUSE = "firewall-drop"


def attempts(lab, port, count, patience, **label):
    def one(i):
        c = lab.dial(port, CAUSE, ("host-unreachable",), "none", src=lab.net.clients[i % len(lab.net.clients)], timeout=patience, **label)
        assert c.error
        c.close()

    for i in range(count):
        lab.thread(one, i)
        time.sleep(0.4)


def rule(lab, side, chain, port):
    table = "ip6tables" if lab.v6 else "iptables"
    lab.run(side, table, "-A", chain, "-p", "tcp", "--dport", str(port), "-j", "DROP")


@variant(CAUSE, "router", Net(clients=("10.150.0.5", "10.150.0.6"), server="10.151.0.5", rtt=0.003, seed=1))
@variant(
    CAUSE, "router-v6", Net(clients=("fd96::5", "fd96::6"), server="fd97::5", rtt=0.020, timestamps=False, seed=2), vantages=("client",)
)
def router(lab):
    port = 5432 if lab.net.seed == 1 else 8443
    Web(lab.listen(port))  # the service is there; only the filter keeps clients from it
    rule(lab, "router", "FORWARD", port)
    healthy(lab, 80, count=9, every=0.7)
    attempts(lab, port, 4, 5.5, at={"server": None})
    lab.join()
    lab.story(
        f"A router drops SYNs to port {port} without a word (a listener exists behind it); four attempts give up after 5.5 s. Port 80 of"
        " the same host works all the time.",
        CAUSE,
        [],
        {"attempts": 4, "timeoutSeconds": 5.5},
        at={
            "server": {
                "facts": {},
                "headline": "normal-close",
                "how": f"The server's side of a router that drops SYNs to port {port}: they never come here, only the normal traffic does.",
            }
        },
    )


@variant(CAUSE, "host", Net(clients=("192.168.150.5", "192.168.150.6"), server="192.168.151.5", rtt=0.001, seed=3))
def host(lab):
    Web(lab.listen(9200))
    rule(lab, "server", "INPUT", 9200)
    healthy(lab, 80, count=6, every=0.7)
    attempts(lab, 9200, 3, 8.0)
    lab.join()
    lab.story(
        "The server's own packet filter drops SYNs to port 9200 (tcpdump at the server sees them arrive, before the filter); three attempts"
        " give up after 8 s. Port 80 works.",
        CAUSE,
        [],
        {"attempts": 3, "timeoutSeconds": 8},
    )


@variant(CAUSE, "one-client", Net(clients=("172.29.0.5", "172.29.0.6"), server="172.29.8.5", rtt=0.010, seed=4), vantages=("server",))
def one_client(lab):
    """An allow-list: the same port serves one address and is silent to another."""
    web = Web(lab.listen(6443))
    lab.run("server", "iptables", "-A", "INPUT", "-s", lab.net.clients[1], "-p", "tcp", "--dport", "6443", "-j", "DROP")
    healthy(lab, 6443, count=10, every=0.6, sources=lab.net.clients[:1], web=web)
    for _ in range(3):
        c = lab.dial(6443, CAUSE, ("listen-queue-overflow",), "none", src=lab.net.clients[1], timeout=2.3)
        assert c.error
        c.close()
    lab.join()
    lab.story(
        "The server's packet filter drops everything of one client address to port 6443; another address is served on the same port all the"
        " time.",
        CAUSE,
        ["listen-queue-overflow"],
        {"attempts": 3},
    )
