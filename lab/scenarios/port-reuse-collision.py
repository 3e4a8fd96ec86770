"""A new connection from the same port meets the remains of an old one."""

import time

from background import exchange, healthy
from netlab import Net, forget, variant

CAUSE = "port-reuse-collision"


@variant(CAUSE, "established", Net(clients=("10.100.4.5", "10.100.4.6"), server="10.100.8.5", rtt=0.003, seed=1))
@variant(
    CAUSE,
    "established-v6",
    Net(clients=("fd64:1::5", "fd64:1::6"), server="fd65:1::5", rtt=0.040, timestamps=False, seed=2),
    vantages=("server",),
)
def established(lab):
    """The client's host restarts without a word and chooses the same port again."""
    listener = lab.listen(5432)
    healthy(lab, 80, count=5, every=0.3)
    for i in range(4):
        src = lab.net.clients[i % 2]
        c, s = lab.pair(
            listener,
            CAUSE,
            ("open-at-end", "peer-lost-state"),
            "client",
            src=src,
            incarnation=1,
            note="lost by the client's host; killed by the reset of the second incarnation",
        )
        exchange(c, s, b"session/%d" % i)
        time.sleep(0.2)
        port = c.port
        forget(lab, "client", [c.sock])
        time.sleep(0.3)
        again, s2 = lab.pair(listener, CAUSE, ("normal-close", "open-at-end"), "client", src=src, sport=port, incarnation=2)
        exchange(again, s2, b"session/%d" % i)
        again.close()
        s2.recv(10)
        s2.close()
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "The client's host loses its sockets without a word and connects again from the same ports: the server still has the connections"
        " ESTABLISHED and answers the SYN by a challenge ACK, the client's kernel resets, the repeated SYN succeeds.",
        CAUSE,
        [],
        {"collisions": 4},
    )


def refused_by_time_wait(lab):
    """How often the server's kernel found a SYN's time stamp too old for a connection in TIME_WAIT."""
    names, values = [line.split() for line in lab.run("server", "cat", "/proc/net/netstat").splitlines()[:2]]
    return int(values[names.index("PAWSTimewait")])


def once(lab, listener, src, port, incarnation):
    """One connection that the server closes, so that it is the server's end that waits; True when it collided."""
    before = refused_by_time_wait(lab)
    c, s = lab.pair(listener, "normal-close", (), "server", src=src, sport=port, incarnation=incarnation)
    collided = refused_by_time_wait(lab) > before
    if collided:
        c.became(CAUSE, "normal-close")
    exchange(c, s, b"page/%d" % incarnation, extra=b"Connection: close\r\n")
    s.close()
    c.drain()
    c.close()
    time.sleep(0.1)
    return collided


@variant(CAUSE, "time-wait", Net(clients=tuple(f"192.168.100.{n}" for n in range(20, 34)), server="192.168.101.9", rtt=0.006, seed=3))
def time_wait(lab):
    """The client's host starts again and its time stamps with it: older than what the server remembers, for about half of the addresses."""
    listener, port = lab.listen(9200), 41000
    healthy(lab, 80, count=8, every=0.4, sources=lab.net.clients[:2])
    collisions = 0
    for src in lab.net.clients:
        lab.sysctl("client", ipv4__tcp_timestamps=1)  # an offset of its own for each pair of addresses
        once(lab, listener, src, port, 1)
        time.sleep(0.3)
        lab.sysctl("client", ipv4__tcp_timestamps=2)  # the bare clock
        collisions += once(lab, listener, src, port, 2)
    lab.join()
    assert collisions >= 2, f"only {collisions} collisions"
    lab.story(
        f"Clients connect again from the port of a connection that the server holds in TIME_WAIT; {collisions} times their time stamps are"
        " older than before (the host started again): the server answers the SYN by a plain ACK, the client's kernel resets, the repeated"
        " SYN succeeds. With a newer time stamp the SYN is accepted outright.",
        CAUSE,
        [],
        {"collisions": collisions},
    )


@variant(CAUSE, "nat", Net(clients=tuple(f"10.100.12.{n}" for n in range(20, 28)), server="10.100.16.9", rtt=0.020, seed=4))
def nat(lab):
    """Two hosts behind one address: the translator gives the second one the port that the first has just left."""
    public = "203.0.113.7"
    lab.ip("router", "addr", "add", f"{public}/32", "dev", "r1")
    lab.ip("server", "route", "add", f"{public}/32", "dev", "s0")
    lab.sysctl("router", netfilter__nf_conntrack_tcp_timeout_time_wait=1, netfilter__nf_conntrack_tcp_timeout_last_ack=1)
    rule = ("-p", "tcp", "--dport", "9200", "-j", "SNAT", "--to-source", public)
    lab.run("router", "iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "r1", *rule)
    listener, port = lab.listen(9200), 42000
    healthy(lab, 80, count=8, every=0.8, sources=lab.net.clients[:2])
    collisions = 0
    for n, src in enumerate(lab.net.clients):
        collisions += once(lab, listener, src, port, 1)
        entry = next(e for e in reversed(lab.labels) if e["client"] == f"{src}:{port}")
        entry["at"] = {"server": {"client": f"{public}:{port}", "incarnation": n + 1}}
        time.sleep(1.6)
    lab.join()
    assert collisions >= 2, f"only {collisions} collisions"
    lab.story(
        f"Eight hosts behind one translated address use the same port one after the other, while the server holds the last connection in"
        f" TIME_WAIT; {collisions} times the time stamps of the next host are older: the server answers its SYN by a plain ACK, the host's"
        " kernel resets, the repeated SYN succeeds.",
        CAUSE,
        [],
        {"collisions": collisions},
    )
