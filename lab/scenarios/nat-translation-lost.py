"""A translator forgets a mapping and lets packets through as they are: they arrive between addresses that never shook hands."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, variant

CAUSE = "nat-translation-lost"
PUBLIC = {False: "203.0.113.80", True: "2001:db8:cafe::80"}
SHORT = 3


def translate(lab, *rule):
    lab.sysctl("router", netfilter__nf_conntrack_tcp_timeout_established=SHORT, netfilter__nf_conntrack_tcp_loose=0)
    lab.run("router", "ip6tables" if lab.v6 else "iptables", "-t", "nat", "-A", *rule)


def bracket(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def talkative(lab, c, s):
    """A connection that never rests for long keeps its mapping."""

    def work():
        for n in range(8):
            exchange(c, s, b"tick/%d" % n)
            time.sleep(0.7)
        c.close()
        s.recv(10)
        s.close()

    lab.thread(work)


@variant(CAUSE, "destination", Net(clients=("10.116.0.5", "10.116.0.6"), server="10.117.0.5", rtt=0.004, seed=1))
@variant(
    CAUSE,
    "destination-v6-30ms",
    Net(clients=("fd74::5", "fd74::6"), server="fd75::5", rtt=0.030, timestamps=False, seed=2),
    vantages=("client",),
)
def destination(lab):
    """A virtual address: the server's push arrives at the client from the server's own address."""
    vip, port = PUBLIC[lab.v6], 8080
    real = bracket(lab.net.server, port)
    if lab.v6:
        translate(lab, "PREROUTING", "-d", vip, "-p", "tcp", "-j", "DNAT", "--to-destination", f"[{lab.net.server}]")
    else:
        translate(lab, "PREROUTING", "-d", vip, "-p", "tcp", "-j", "DNAT", "--to-destination", lab.net.server)
    listener = lab.listen(port)
    healthy(lab, 80, count=8, every=0.6)

    def make(i, cause, *accept, ended_by, at):
        return lab.pair(listener, cause, accept, ended_by, src=lab.net.clients[i % 2], server=vip, at={"server": {"server": real, **at}})

    talkative(lab, *make(0, "normal-close", ended_by="client", at={}))
    ends = []
    for i in range(5):
        forgotten = {"cause": "peer-lost-state", "accept": ["peer-lost-state", CAUSE], "ended_by": "client", "true_cause": CAUSE}
        c, s = make(i, "open-at-end", CAUSE, "insufficient-evidence", ended_by="none", at=forgotten)
        c.label["true_cause"] = CAUSE
        exchange(c, s, b"subscribe/%d" % i)
        ends.append((c, s))
        time.sleep(0.1)
    time.sleep(SHORT + 1.5)
    for c, s in ends:
        # The same port and sequence numbers as of a connection that is in the capture: enough to tell.
        lab.label(c.name, real, CAUSE, (), "client", at={"server": None}, note="the untranslated push and its RST")
        with contextlib.suppress(OSError):
            s.send(b"data: price 4711\n\n")
            s.recv(10)
        time.sleep(0.1)
    lab.join()
    lab.story(
        f"The router translates {vip} to a server and forgets idle mappings after {SHORT} s. The server pushes to five idle clients: its"
        " segments arrive from the server's own address, the client knows no such connection and answers by RST, which ends the server's"
        " end. A busy connection keeps its mapping.",
        CAUSE,
        [],
        {"lost": 5},
        at={"server": {"headline": "peer-lost-state", "headline_accept": ["peer-lost-state", CAUSE]}},
    )


@variant(
    CAUSE, "source-50ms-no-timestamps", Net(clients=("10.118.0.5", "10.118.0.6"), server="10.119.0.5", rtt=0.050, timestamps=False, seed=4)
)
@variant(CAUSE, "source", Net(clients=("192.168.116.5", "192.168.116.6"), server="192.168.117.5", rtt=0.012, seed=3))
def source(lab):
    """Hosts behind a translator: the client's next request arrives at the server from its private address."""
    public, port = "203.0.113.80", 5432
    lab.ip("router", "addr", "add", f"{public}/32", "dev", "r1")
    lab.ip("server", "route", "add", f"{public}/32", "dev", "s0")
    translate(lab, "POSTROUTING", "-o", "r1", "-p", "tcp", "--dport", str(port), "-j", "SNAT", "--to-source", public)
    listener = lab.listen(port)
    healthy(lab, 80, count=8, every=0.6)

    def make(i, cause, *accept, ended_by, at=None):
        c, s = lab.pair(listener, cause, accept, ended_by, src=lab.net.clients[i % 2])
        c.label["at"] = {"server": {"client": bracket(*s.getpeername()[:2]), **(at or {})}}
        return c, s

    talkative(lab, *make(0, "normal-close", ended_by="client"))
    ends = []
    for i in range(5):
        left = {"cause": "open-at-end", "accept": ["open-at-end", CAUSE, "insufficient-evidence"], "ended_by": "none", "true_cause": CAUSE}
        c, s = make(i, "peer-lost-state", CAUSE, "middlebox-idle-timeout", ended_by="server", at=left)
        c.label["true_cause"] = CAUSE
        exchange(c, s, b"session/%d" % i)
        ends.append((c, s))
        time.sleep(0.1)
    time.sleep(SHORT + 1.5)
    for c, _ in ends:
        target = bracket(lab.net.server, port)
        note = "the untranslated request and its RST"
        lab.label(c.name, target, CAUSE, (), "server", at={"client": None}, note=note)
        with contextlib.suppress(OSError):
            c.send(b"SELECT 1\n")
            c.recv()
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        f"The router translates its clients to {public} and forgets idle mappings after {SHORT} s. The next request of five idle clients"
        " arrives from the private address, the server knows no such connection and answers by RST; for the client that looks as if the"
        " server had lost the connection. A busy connection keeps its mapping.",
        CAUSE,
        [],
        {"lost": 5},
        at={"client": {"headline": "peer-lost-state", "headline_accept": ["peer-lost-state", "middlebox-idle-timeout", CAUSE]}},
    )
