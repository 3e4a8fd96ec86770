"""One source address holds the maximum number of connections: the next ones are closed right after accept."""

import contextlib
import time

import zookeeper
from netlab import Net, variant

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
        f"the handshake, meets a connection that is gone ({rejected} times; the server's log said \"Too many connections\" {said} times). "
        "Another address works all the time. Three of the first client's sessions are closed: three new ones are accepted again.",
        "connection-limit-per-client",
        [],
        {"limit": limit, "rejected": rejected},
    )


@variant("connection-limit-per-client", "zookeeper-limit", Net(**ZK_NET), vantages=("client",), sample=True, manual=True)
def sample(lab):
    zookeeper_limit(lab, 60, "NettyServerCnxnFactory", 20, ("client",), 0.003)


@variant("connection-limit-per-client", "zookeeper-nio", Net(clients=("192.168.77.5", "192.168.77.6"), server="192.168.90.3", rtt=0.001, seed=2), manual=True)
def nio(lab):
    zookeeper_limit(lab, 10, "NIOServerCnxnFactory", 8, ("client", "server"), 0.0)
