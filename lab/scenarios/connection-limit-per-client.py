"""One source address holds the maximum number of connections: the next ones are closed right after accept."""

import contextlib
import time

import zookeeper
from background import exchange, healthy
from netlab import Net, abort, variant

ZK_NET = dict(clients=("10.211.55.21", "10.211.55.34"), server="10.211.60.10", rtt=0.0006)


def leak(lab, port, cause="open-at-end", ended_by="none"):
    """What the broken client does again and again: a new session that nobody will close."""
    c = lab.dial(port, cause, (), ended_by)
    assert zookeeper.ask(c, zookeeper.CONNECT)
    zookeeper.ask(c, zookeeper.get_children(1))
    return c


def turned_away(lab, port, think):
    c = lab.dial(port, "connection-limit-per-client", ("accept-then-close", "connection-limit-total"), "server")
    time.sleep(think)  # a real client needs a moment to write its request; the server may have closed by then
    with contextlib.suppress(OSError):
        c.send(zookeeper.CONNECT)
    c.drain()
    time.sleep(0.015)  # and another to notice the end of the stream: the reset is there first
    c.close()


def zookeeper_limit(lab, limit, factory, extra, vantages, think):
    log = zookeeper.start(lab, limit, factory)
    lab.record(vantages)
    other = lab.net.clients[1]
    held, rejected = [], 0

    def bystander(requests=2):
        c = lab.dial(2181, "normal-close", (), "server", src=other)
        zookeeper.ask(c, zookeeper.CONNECT)
        for n in range(requests):
            zookeeper.ask(c, zookeeper.get_children(n + 1))
        zookeeper.leave(c)

    for i in range(limit):
        held.append(leak(lab, 2181))
        if i % 20 == 10:
            bystander()
        time.sleep(0.02)
    for i in range(extra):
        turned_away(lab, 2181, think)
        rejected += 1
        if i % 6 == 2:
            bystander()
        time.sleep(0.06)
    for c in held[:3]:
        zookeeper.leave(c)
        c.became("normal-close", ended_by="server")
    time.sleep(0.1)
    for _ in range(3):
        held.append(leak(lab, 2181))
        time.sleep(0.05)
    for _ in range(2):
        turned_away(lab, 2181, think)
        rejected += 1
        time.sleep(0.05)
    bystander()
    for c in held[3:]:
        c.send(zookeeper.PING)
    time.sleep(0.1)
    said = log().count("Too many connections from")
    lab.story(
        f"A real ZooKeeper 3.8 server ({factory}) with maxClientCnxns={limit}: one client address opens sessions and never closes "
        f"them; beyond {limit} the server closes right after accept and the client's connect request, written {think * 1000:.1f} ms after "
        f'the handshake, meets a connection that is gone ({rejected} times; the server\'s log said "Too many connections" {said} times). '
        "Another address works all the time. Three of the first client's sessions are closed: three new ones are accepted again.",
        "connection-limit-per-client",
        [],
        {"limit": limit, "rejected": rejected},
    )


@variant("connection-limit-per-client", "zookeeper-limit", Net(**ZK_NET), vantages=("client",), sample=True, manual=True)
def sample(lab):
    zookeeper_limit(lab, 60, "NettyServerCnxnFactory", 20, ("client",), 0.003)


@variant(
    "connection-limit-per-client",
    "zookeeper-nio",
    Net(clients=("192.168.77.5", "192.168.77.6"), server="192.168.90.3", rtt=0.001, seed=2),
    manual=True,
    vantages=("server",),
)
def nio(lab):
    zookeeper_limit(lab, 10, "NIOServerCnxnFactory", 8, ("server",), 0.0)


@variant(
    "connection-limit-per-client",
    "fin",
    Net(clients=("10.44.0.9", "10.44.0.10"), server="10.45.0.9", rtt=0.010, seed=3),
    vantages=("client",),
)
@variant(
    "connection-limit-per-client",
    "abort-v6",
    Net(clients=("fd44::9", "fd44::10"), server="fd45::9", rtt=0.0, timestamps=False, seed=4),
    vantages=("server",),
)
def counted(lab):
    """The server counts per source address; both ends are driven in one order, so the count at each accept is known."""
    limit, hard = (20, False) if lab.net.seed == 3 else (10, True)
    listener = lab.listen(7000)
    greedy, modest = lab.net.clients
    healthy(lab, 7080, count=4, every=0.3)
    held, rejected = [], 0

    def admit(src):
        c, s = lab.pair(listener, "open-at-end", (), "none", src=src)
        c.send(b"AUTH reader\n")
        s.recv(100)
        s.send(b"OK\n")
        c.recv()
        held.append((c, s))
        time.sleep(0.02)

    def refuse():
        nonlocal rejected
        c, s = lab.pair(listener, "connection-limit-per-client", ("accept-then-close", "connection-limit-total"), "server", src=greedy)
        abort(s) if hard else s.close()
        with contextlib.suppress(OSError):
            c.send(b"AUTH reader\n")
        c.drain()
        time.sleep(0.02 + lab.net.rtt)
        c.close()
        rejected += 1

    for i in range(limit):
        admit(greedy)
        if i % 7 == 3:
            admit(modest)
    for i in range(6):
        refuse()
        if i % 2:
            admit(modest)
    for c, s in held[:2]:
        c.close()
        s.recv(10)
        s.close()
        c.became("normal-close", ended_by="client")
    time.sleep(0.03 + lab.net.rtt)
    admit(greedy)
    admit(greedy)
    refuse()
    refuse()
    for c, s in held[2:]:
        c.send(b"PING\n")
        s.recv(10)
    lab.join()
    lab.story(
        f"A server that allows {limit} connections per source address {'aborts' if hard else 'closes'} the next ones right after accept;"
        " another address is accepted between the rejections, and the first one again after two of its connections are closed.",
        "connection-limit-per-client",
        [],
        {"limit": limit, "rejected": rejected},
    )


@variant(
    "connection-limit-per-client",
    "filter",
    Net(clients=("10.46.0.9", "10.46.0.10"), server="10.47.0.9", rtt=0.002, seed=5),
    vantages=("client",),
)
def connlimit(lab):
    """The limit is a packet filter's (connlimit): the SYN itself is refused above it."""
    limit, rejected = 8, 0
    listener = lab.listen(7000)
    filter_ = ("-p", "tcp", "--syn", "--dport", "7000", "-m", "connlimit", "--connlimit-above", str(limit))
    lab.run("server", "iptables", "-A", "INPUT", *filter_, "-j", "REJECT", "--reject-with", "tcp-reset")
    greedy, modest = lab.net.clients
    healthy(lab, 7080, count=4, every=0.3)
    held = []

    def admit(src):
        held.append(lab.pair(listener, "open-at-end", (), "none", src=src))
        exchange(*held[-1], b"session")
        time.sleep(0.03)

    def refuse():
        nonlocal rejected
        also = ("firewall-reject", "port-closed")
        c = lab.dial(7000, "connection-limit-per-client", also, "server", src=greedy)
        assert c.error
        rejected += 1
        time.sleep(0.05)

    for _ in range(limit):
        admit(greedy)
    admit(modest)
    for _ in range(5):
        refuse()
    admit(modest)
    c, s = held[0]
    c.close()
    s.recv(10)
    s.close()
    c.became("normal-close", ended_by="client")
    time.sleep(0.1)
    admit(greedy)
    for _ in range(3):
        refuse()
    for c, s in held[1:]:
        exchange(c, s, b"still-here")
    lab.join()
    lab.story(
        f"The server's packet filter (connlimit) answers SYNs of an address that already holds {limit} connections by RST; another address"
        " is served, and the first one again after one of its connections is closed.",
        "connection-limit-per-client",
        ["firewall-reject"],
        {"limit": limit, "rejected": rejected, "layer": "filter"},
    )
