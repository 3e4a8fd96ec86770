"""A device between forgets idle connections. Here: the router's own connection tracking with a short memory."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, variant
from pcapng import forge
from wire import TO_CLIENT, TO_SERVER

CAUSE = "middlebox-idle-timeout"
SHORT = {"ipv4__tcp_retries2": 5}


def forgetful(lab, seconds, answer):
    """Connection tracking that takes up nothing in the middle and, for what it does not know, drops or answers by RST."""
    lab.sysctl("router", netfilter__nf_conntrack_tcp_timeout_established=seconds, netfilter__nf_conntrack_tcp_loose=0)
    table = "ip6tables" if lab.v6 else "iptables"
    add = (table, "-A", "FORWARD", "-p", "tcp")
    lab.run("router", *add, "-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "-j", "ACCEPT")
    lab.run("router", *add, "--syn", "-j", "ACCEPT")
    lab.run("router", *add, "-j", *answer)


def play(lab, timeout, short, long, patience):
    """Connections with idle times below and above the timer: the bracket that gives it away."""
    listener = lab.listen(8080)
    healthy(lab, 80, count=8, every=0.9)
    # The server's end keeps a connection that no longer exists on the path.
    hidden = {"cause": "open-at-end", "accept": ["open-at-end", "insufficient-evidence"], "ended_by": "none", "true_cause": CAUSE}

    def survivor(i, idle):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % 2])
        for n in range(3):
            exchange(c, s, b"poll/%d" % n)
            time.sleep(idle)
        exchange(c, s, b"poll/last")
        c.close()
        s.recv(10)
        s.close()

    def victim(i, idle):
        c, s = lab.pair(listener, CAUSE, (), "middlebox", src=lab.net.clients[i % 2], at={"server": hidden})
        exchange(c, s, b"poll/0")
        time.sleep(0.2)
        exchange(c, s, b"poll/1")
        time.sleep(idle)
        with contextlib.suppress(OSError):
            c.send(b"POST /poll/2 HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n")
            c.sock.settimeout(patience)
            c.recv()
        time.sleep(0.05)

    for i, idle in enumerate(short):
        lab.thread(survivor, i, idle)
        time.sleep(0.05)
    for i, idle in enumerate(long):
        lab.thread(victim, i, idle)
        time.sleep(0.13)
    lab.join()


def tell(lab, text, timeout, short, long):
    lab.story(
        text + f" Idle times up to {max(short):g} s survive, from {min(long):g} s on they do not.",
        CAUSE,
        [],
        {"timeoutSeconds": timeout, "survivedSeconds": max(short), "idleSeconds": min(long), "failures": len(long)},
        at={
            "server": {"headline": "normal-close", "headline_accept": ["normal-close", "open-at-end", "insufficient-evidence"], "facts": {}}
        },
    )


@variant(CAUSE, "silent", Net(clients=("10.250.0.5", "10.250.0.6"), server="10.251.0.5", rtt=0.004, client_sysctl=SHORT, seed=1))
def silent(lab):
    forgetful(lab, 4, ("DROP",))
    short, long = (1.0, 2.4, 3.0), (5.0, 6.0, 7.5, 5.5)
    play(lab, 4, short, long, 6)
    for entry in lab.labels:
        if entry["cause"] == CAUSE:
            entry["ended_by"] = "none"
    tell(
        lab,
        "The router's connection tracking forgets connections after 4 s of silence and drops what it does not know: the client's data is"
        " repeated with back-off and never answered.",
        4,
        short,
        long,
    )


@variant(CAUSE, "rst-on-use", Net(clients=("192.168.250.5", "192.168.250.6"), server="192.168.251.5", rtt=0.010, seed=2))
def rst_on_use(lab):
    forgetful(lab, 3, ("REJECT", "--reject-with", "tcp-reset"))
    short, long = (0.8, 2.0, 2.4), (4.0, 4.5, 5.5, 7.0, 4.2)
    play(lab, 3, short, long, 3)
    tell(
        lab,
        "The router's connection tracking forgets connections after 3 s of silence and answers what it does not know by RST (TTL one higher"
        " than the server's); the server hears nothing of it.",
        3,
        short,
        long,
    )


@variant(
    CAUSE,
    "rst-at-expiry-v6",
    Net(clients=("fdfa::5", "fdfa::6"), server="fdfb::5", rtt=0.008, timestamps=False, seed=3),
    vantages=("client",),
)
def rst_at_expiry(lab):
    """A device in the wire that resets both ends at the moment its timer runs out."""
    timeout, last = 3.0, {}

    def rule(seg, direction):
        # Per connection: the last segment of each direction tells where the stream stands.
        key = (seg.src, seg.sport) if direction == TO_SERVER else (seg.dst, seg.dport)
        if (seg.dport if direction == TO_SERVER else seg.sport) != 8080:
            return True
        state = last.setdefault(key, {"done": False})
        state[direction] = seg
        state["at"] = time.monotonic()
        state["done"] = state["done"] or seg.fin or seg.rst
        return True

    def device():
        while not lab.finished:
            for state in list(last.values()):
                if not state["done"] and "at" in state and time.monotonic() - state["at"] >= timeout and TO_CLIENT in state:
                    state["done"] = True
                    up, down = state[TO_SERVER], state[TO_CLIENT]
                    lab.wire.send(TO_CLIENT, forge(down, False, 4, up.ack, ttl=60))
                    lab.wire.send(TO_SERVER, forge(up, False, 4, up.seq + up.length, ttl=60))
            time.sleep(0.005)

    lab.finished = False
    lab.wire.rule = rule
    lab.thread(device)
    listener = lab.listen(8080)
    healthy(lab, 80, count=6, every=0.8)
    for i, idle in enumerate((1.2, 2.2, 2.7)):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % 2])
        exchange(c, s, b"a")
        time.sleep(idle)
        exchange(c, s, b"b")
        c.close()
        s.recv(10)
        s.close()
    for i in range(5):
        c, s = lab.pair(listener, CAUSE, (), "middlebox", src=lab.net.clients[i % 2])
        for n in range(1 + i % 3):
            exchange(c, s, b"poll/%d" % n)
            time.sleep(0.1)
    time.sleep(timeout + 0.5)
    lab.finished = True
    lab.join()
    lab.story(
        "A device on the path (in user space, TTL 60) resets both ends of connections that have been idle for 3 s, at that very moment."
        " Idle times up to 2.7 s survive.",
        CAUSE,
        ["injected-reset"],
        {"timeoutSeconds": 3, "survivedSeconds": 2.7, "failures": 5},
    )
