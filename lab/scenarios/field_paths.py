"""Filters, paths, devices, scanners and forgotten connections, by other tools and with other numbers than the first recordings."""

import contextlib
import random
import socket
import struct
import time

from background import REQUEST, Web, exchange, healthy, response
from netlab import Net, abort, forget, inside, variant
from overflow import overflow
from pcapng import checksum, forge
from servers import program, redis
from wire import TO_CLIENT, TO_SERVER

BOTH = ("client", "server")
NO_COOKIES = {"ipv4__tcp_syncookies": 0}


def table(lab):
    return "ip6tables" if lab.v6 else "iptables"


# -- refused, filtered, nobody there --------------------------------------------------------------------------------


@variant(
    "port-closed",
    "java-on-loopback",
    Net(clients=("10.81.0.3", "10.81.0.4"), server="10.81.8.3", rtt=0.0002, timestamps=False, seed=81))
@variant("port-closed", "nc-v6-45ms", Net(clients=("fd82:1::3", "fd82:1::4"), server="fd82:8::3", rtt=0.045, seed=82))
def closed(lab):
    """The service listens on the loopback address only; some of the attempts are nc's."""
    loop = "::1" if lab.v6 else "127.0.0.1"
    with inside(lab.ns["server"]):
        s = socket.socket(lab.family, socket.SOCK_STREAM)
    s.bind((loop, 5432))
    s.listen(5)
    lab.keep.append(s)
    healthy(lab, 80, count=6, every=0.3)
    at = (lambda a, p: f"[{a}]:{p}") if lab.v6 else (lambda a, p: f"{a}:{p}")
    for i in range(9):
        src = lab.net.clients[i % 2]
        if i % 3 == 2:
            lab.label(at(src, 45000 + i), at(lab.net.server, 5432), "port-closed", (), "server")
            lab.run("client", "nc", "-w", "2", "-s", src, "-p", str(45000 + i), lab.net.server, "5432", check=False)
        else:
            c = lab.dial(5432, "port-closed", (), "server", src=src)
            assert c.error
            c.close()
        time.sleep(0.15)
    lab.join()
    lab.story(
        "The service on port 5432 listens on the loopback address only: nine attempts from outside are refused by the host. Port 80 works.",
        "port-closed",
        [],
        {"attempts": 9},
    )


def rejected(lab, side, chain, how, port, accept, text, facts, count=6, at=None, limit=None):
    Web(lab.listen(port))
    rule = ("-p", "tcp", "--dport", str(port), "-j", "REJECT", "--reject-with", how)
    lab.run(side, table(lab), "-A", chain, *rule)
    healthy(lab, 80, count=7, every=0.3)
    for i in range(count):
        c = lab.dial(port, "firewall-reject", accept, "middlebox", src=lab.net.clients[i % 2], at=at, timeout=7)
        assert c.error
        c.close()
        time.sleep(0.2)
    lab.join()
    lab.story(
        text + f" {count} attempts to port {port}, where a listener exists; port 80 works.",
        "firewall-reject",
        accept,
        {"attempts": count, **facts},
        at={"server": {"headline": "normal-close", "facts": {}}} if at else None,
    )


@variant(
    "firewall-reject",
    "router-net-prohibited",
    Net(clients=("10.83.0.3", "10.83.0.4"), server="10.83.8.3", rtt=0.0003, timestamps=False, seed=83))
def net_prohibited(lab):
    text = "A router answers SYNs by ICMP 3/9 (network prohibited)."
    rejected(lab, "router", "FORWARD", "icmp-net-prohibited", 8443, (), text, {"icmpType": 3, "icmpCode": 9}, at={"server": None})


@variant("firewall-reject", "host-rst-v6", Net(clients=("fd84::3", "fd84::4"), server="fd84:8::3", rtt=0.012, seed=84))
def host_rst_v6(lab):
    """A host's own filter on IPv6: the flow label of its RST is 0."""
    text = "The server's own packet filter answers SYNs by RST (IPv6: with flow label 0, which the stack itself would not write)."
    rejected(lab, "server", "INPUT", "tcp-reset", 6443, ("port-closed",), text, {})
    for entry in lab.labels:
        if entry["cause"] == "firewall-reject":
            entry["ended_by"] = "server"  # the host itself, in its own name


@variant(
    "firewall-reject",
    "router-host-prohibited-50ms",
    Net(clients=("192.168.85.3", "192.168.85.4"), server="192.168.86.3", rtt=0.050, seed=85))
def host_prohibited(lab):
    text = "A router answers SYNs by ICMP 3/10 (host prohibited)."
    rejected(lab, "router", "FORWARD", "icmp-host-prohibited", 3389, (), text, {"icmpType": 3, "icmpCode": 10}, at={"server": None})


@variant(
    "firewall-drop",
    "router-source-50ms",
    Net(clients=("10.86.4.3", "10.86.4.4"), server="10.86.8.3", rtt=0.050, timestamps=False, seed=86))
@variant("firewall-drop", "return-path-v6", Net(clients=("fd87::3", "fd87::4"), server="fd87:8::3", rtt=0.001, seed=87))
def dropped(lab):
    """Either the SYN is dropped before the server, or its answer behind it."""
    back = lab.net.seed == 87
    Web(lab.listen(1521))
    match = ("--sport", "1521") if back else ("--dport", "1521")
    lab.run("router", table(lab), "-A", "FORWARD", "-p", "tcp", *match, "-j", "DROP")
    healthy(lab, 80, count=10, every=0.6)

    def attempt(i):
        at = {} if back else {"at": {"server": None}}
        c = lab.dial(1521, "firewall-drop", ("host-unreachable",), "none", src=lab.net.clients[i % 2], timeout=4.3, **at)
        assert c.error
        c.close()

    for i in range(5):
        lab.thread(attempt, i)
        time.sleep(0.5)
    lab.join()
    if back:
        # At the server: it answers, nobody acknowledges; a filter behind it is one reading, a client that is gone another.
        for entry in lab.labels:
            if entry["cause"] == "firewall-drop":
                entry["at"] = {"server": {"accept": ["firewall-drop", "insufficient-evidence", "retransmission-timeout"]}}
    server = {"facts": {}, "headline": "normal-close"} if not back else {"headline_accept": ["firewall-drop", "insufficient-evidence", "retransmission-timeout"]}
    lab.story(
        f"A router drops {'the SYN-ACKs from' if back else 'SYNs to'} port 1521 without a word; five attempts give up after 4.3 s. Port 80 of"
        " the host works.",
        "firewall-drop",
        [],
        {"attempts": 5, "timeoutSeconds": 4.3},
        at={"server": server},
    )


@variant(
    "host-unreachable",
    "no-route",
    Net(clients=("10.88.4.3", "10.88.4.4"), server="10.88.8.3", rtt=0.020, timestamps=False, seed=88),
    vantages=("client",))
@variant("host-unreachable", "no-route-v6", Net(clients=("fd89::3", "fd89::4"), server="fd89:8::3", rtt=0.0005, seed=89), vantages=("client",))
def no_route(lab):
    """A network that the router has no route to (or a black hole that says so)."""
    nobody = "2001:db8:77::5" if lab.v6 else "198.51.100.5"
    lab.ip("router", "route", "add", "unreachable", "2001:db8:77::/48" if lab.v6 else "198.51.100.0/24")
    healthy(lab, 80, count=6, every=0.4)
    for i in range(4):
        c = lab.dial(443, "host-unreachable", (), "middlebox", src=lab.net.clients[i % 2], server=nobody, timeout=8)
        assert c.error
        c.close()
        time.sleep(1.1)
    lab.join()
    lab.story(
        f"Four attempts to {nobody}, in a network that the router cannot reach: it answers by ICMP {'v6 ' if lab.v6 else ''}at once. Another"
        " network works.",
        "host-unreachable",
        ["firewall-reject"],
        {"attempts": 4, "unreachable_host": nobody},
    )
    for entry in lab.labels:
        if entry["cause"] == "host-unreachable":
            entry["accept"].append("firewall-reject")
            entry["note"] = "host unreachable at once, without the three seconds of neighbour resolution: a filter can say the same"


# -- queues ---------------------------------------------------------------------------------------------------------


@variant(
    "listen-queue-overflow",
    "backlog-1",
    Net(clients=("10.90.4.3", "10.90.4.4"), server="10.90.8.3", rtt=0.0001, timestamps=False, server_sysctl=NO_COOKIES, seed=90))
@variant(
    "listen-queue-overflow",
    "backlog-128-20ms",
    Net(clients=("172.22.91.3", "172.22.91.4", "172.22.91.5"), server="172.22.92.3", rtt=0.020, server_sysctl=NO_COOKIES, seed=91),
    vantages=("server",))
@variant(
    "listen-queue-overflow",
    "backlog-3-v6-30ms",
    Net(clients=("fd93::3", "fd93::4"), server="fd93:8::3", rtt=0.030, server_sysctl=NO_COOKIES, seed=93))
def queue(lab):
    backlog, plan, hold = {
        90: (1, [(0.2, 1), (0.5, 1), (1.0, 4), (1.6, 4)], 5.0),
        91: (128, [(0.2, 60), (0.5, 69), (1.2, 8), (1.7, 6)], 4.0),
        93: (3, [(0.2, 2), (0.4, 2), (0.9, 3), (1.3, 3), (2.2, 3)], 6.0),
    }[lab.net.seed]
    counts = overflow(lab, 8009, backlog, plan, hold)
    lab.story(
        f"listen({backlog}) and an accept loop that stands still for {hold:g} s: {counts['waited']} connections wait in the queue,"
        f" {counts['ack']} final ACKs and {counts['syn']} SYNs are ignored; {counts['late']} are answered after retransmissions,"
        f" {counts['lost']} give up.",
        "listen-queue-overflow",
        [],
        {"backlog": backlog, "waiting": counts["waited"], "overflowed": counts["ack"] + counts["cookie"] + counts["syn"]},
    )


@variant(
    "listen-queue-overflow-reset",
    "backlog-3-no-timestamps",
    Net(
        clients=("10.94.4.3", "10.94.4.4"),
        server="10.94.8.3",
        rtt=0.0004,
        timestamps=False,
        server_sysctl={**NO_COOKIES, "ipv4__tcp_abort_on_overflow": 1},
        seed=94,
    ))
def queue_reset(lab):
    counts = overflow(lab, 8010, 3, [(0.2, 3), (0.5, 9), (1.1, 2)], 3.2, reset=True)
    lab.story(
        f"listen(3), an accept loop that stands still and tcp_abort_on_overflow=1: {counts['waited']} wait, {counts['reset']} final ACKs are"
        f" answered by RST, {counts['syn']} SYNs ignored.",
        "listen-queue-overflow-reset",
        ["listen-queue-overflow"],
        {"backlog": 3, "waiting": counts["waited"], "overflowed": counts["reset"]},
    )


# -- forgotten, forged, dark ----------------------------------------------------------------------------------------


@variant(
    "peer-lost-state",
    "database-50ms",
    Net(clients=("10.95.4.3", "10.95.4.4"), server="10.95.8.3", rtt=0.050, seed=95))
@variant(
    "peer-lost-state",
    "broker-no-timestamps",
    Net(clients=("192.168.96.3", "192.168.96.4", "192.168.96.5"), server="192.168.97.3", rtt=0.0003, timestamps=False, seed=96))
def lost(lab):
    """The old host's sockets vanish; the client's next command is the first that the new one hears of them."""
    port, first, more = (3306, b"\x4a\0\0\0\x0a8.0.36\0", b"\x0f\0\0\0\3select 1 + 1 ;") if lab.net.seed == 95 else (5672, b"AMQP\0\0\x09\1", b"\1\0\1\0\0\0\7heartbt\xce")
    listener = lab.listen(port)
    healthy(lab, 80, count=6, every=0.4)
    ends = []
    for i in range(8):
        c, s = lab.pair(listener, "peer-lost-state", (), "server", src=lab.net.clients[i % 2])
        if lab.net.seed == 95:
            s.send(first)
            c.recv()
        else:
            c.send(first)
            s.recv(100)
            s.send(b"\1\0\0\0\0\0\5start\xce")
            c.recv()
        for _ in range(2):
            c.send(more)
            s.recv(100)
            s.send(b"\1\0\0\1\1OK" + bytes(20))
            c.recv()
        ends.append((c, s))
        time.sleep(0.05)
    forget(lab, "server", [s for _, s in ends])
    time.sleep(1.2)
    for c, _ in ends:
        with contextlib.suppress(OSError):
            c.send(more)
            c.recv()
        c.close()
        time.sleep(0.09)
    for i in range(2):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i])
        c.send(first)
        s.recv(100)
        s.send(b"\1\0\0\1\1OK" + bytes(20))
        c.recv()
        c.close()
        s.recv(10)
        s.close()
    lab.join()
    lab.story(
        "The server's kernel loses eight live sessions without a word (failover); each client's next command draws a bare RST, new sessions"
        " work.",
        "peer-lost-state",
        [],
        {"lost": 8},
    )


def forged(lab, make, text, facts, count=6, accept=(), at=None):
    listener = lab.listen(8088)
    healthy(lab, 80, count=6, every=0.3)

    def rule(seg, direction):
        if direction == TO_SERVER and b"forbidden" in seg.payload:
            make(seg)
        return True

    lab.wire.rule = rule
    for i in range(2 * count):
        bad, src = i % 2, lab.net.clients[i // 2 % 2]
        c, s = lab.pair(listener, *(("injected-reset", accept, "middlebox") if bad else ("normal-close", (), "client")), src=src, at=at if bad else None)
        exchange(c, s, b"index")
        if bad:
            with contextlib.suppress(OSError):
                c.send(REQUEST % b"forbidden")
                s.recv(4096)
                s.send(response(b"too late"))
            c.drain()
            time.sleep(0.03 + lab.net.rtt)
        c.close()
        time.sleep(0.02 + lab.net.rtt)
        s.close()
        time.sleep(0.06)
    lab.join()
    seen = at and {"client": {"headline": "peer-lost-state", "headline_accept": ["peer-lost-state", "injected-reset"], "facts": {}}}
    lab.story(text, "injected-reset", list(accept), {"failures": count, **facts}, at=seen)


@variant(
    "injected-reset",
    "text-in-rst",
    Net(clients=("10.98.4.3", "10.98.4.4"), server="10.98.8.3", rtt=0.030, timestamps=False, seed=98),
    vantages=("client",))
def text_in_rst(lab):
    """Some appliances write their reason into the RST."""
    say = b"Connection blocked by policy 4711"
    forged(
        lab,
        lambda seg: lab.wire.send(TO_CLIENT, forge(seg, True, 0x14, seg.ack, seg.seq + seg.length, 0, 126, 0x4D2, payload=say)),
        "A device resets in the server's name (TTL 126, RST,ACK) and writes 'Connection blocked by policy 4711' into the RST when a request"
        " says forbidden; the server answers all the same.",
        {"rstTtl": 125, "hostTtl": 63},
    )


@variant("injected-reset", "early-v6", Net(clients=("fd99::3", "fd99::4"), server="fd99:8::3", rtt=0.050, seed=99), vantages=("client",))
def early(lab):
    """The same hop limit as the server's: only the time, the missing timestamps and the server's answer tell."""
    forged(
        lab,
        lambda seg: lab.wire.send(TO_CLIENT, forge(seg, True, 0x14, seg.ack, seg.seq + seg.length, 512, 64)),
        "A device close to the client resets in the server's name with the server's own hop limit, far sooner than the server could; the"
        " server's answer comes half a round trip later.",
        {"hostTtl": 63},
    )


@variant(
    "injected-reset",
    "to-server-only",
    Net(clients=("192.168.98.3", "192.168.98.4"), server="192.168.99.3", rtt=0.016, seed=100))
def to_server_only(lab):
    """The server is told that the client has reset; the client never did and is reset by its bare RST."""
    forged(
        lab,
        lambda seg: lab.wire.send(TO_SERVER, forge(seg, False, 4, seg.seq + seg.length, ttl=250, ident=0x777), after=lab.net.rtt / 2 + 0.0004),
        "A device resets the server's end in the client's name (TTL 250) right behind a request that says forbidden; the client never reset.",
        {"rstTtl": 250, "hostTtl": 63},
        at={
            "client": {
                "cause": "peer-lost-state",
                "accept": ["peer-lost-state", "injected-reset"],
                "ended_by": "server",
                "true_cause": "injected-reset",
                "note": "here only the bare RST of a server that no longer knows the connection is seen",
            }
        },
    )


def dark_upload(lab, port, listener, i, dead, prepare=None):
    c, s = lab.pair(listener, "retransmission-timeout", (), "none", src=lab.net.clients[i % 2], prepare=prepare)
    exchange(c, s, b"session")
    time.sleep(0.05)  # its answer is acknowledged before the path dies
    dead.add(c.port)
    c.send(b"\x16\x03\x03" + bytes(range(250)) * 6)
    c.sock.settimeout(30)
    try:
        c.recv()
        raise AssertionError("an answer came through the dead path")
    except TimeoutError as e:
        assert e.errno == 110
    finally:
        c.close()


@variant(
    "retransmission-timeout",
    "user-timeout",
    Net(clients=("10.101.4.3", "10.101.4.4"), server="10.101.8.3", rtt=0.050, timestamps=False, seed=101),
    vantages=("client",))
@variant(
    "retransmission-timeout",
    "user-timeout-v6",
    Net(clients=("fda1:4::3", "fda1:4::4"), server="fda1:8::3", rtt=0.0004, wire=True, seed=102),
    vantages=("client",))
def user_timeout(lab):
    listener, dead = lab.listen(9200), set()
    lab.wire.rule = lambda seg, direction: seg.sport not in dead and seg.dport not in dead
    healthy(lab, 80, count=8, every=0.9)
    give_up = 6000 if lab.net.seed == 101 else 9000
    for i in range(4):
        lab.thread(dark_upload, lab, 9200, listener, i, dead, lambda s: s.setsockopt(socket.IPPROTO_TCP, 18, give_up))
        time.sleep(0.3)
    lab.join()
    lab.story(
        f"The path of four uploads dies; the client repeats its data and gives up by TCP_USER_TIMEOUT ({give_up // 1000} s) without a packet."
        " Other traffic goes on.",
        "retransmission-timeout",
        [],
        {"failures": 4},
    )


@variant(
    "mtu-black-hole",
    "tunnel-1420-download",
    Net(clients=("10.103.4.3", "10.103.4.4"), server="10.103.8.3", rtt=0.018, timestamps=False, seed=103))
@variant("mtu-black-hole", "tunnel-1360-upload-v6", Net(clients=("fda3::3", "fda3::4"), server="fda3:8::3", rtt=0.001, seed=104))
def tunnel(lab):
    """A tunnel on the path; its ICMP is filtered."""
    up = lab.net.seed == 104
    way, largest = (TO_SERVER, 1360) if up else (TO_CLIENT, 1420)
    lab.wire.rule = lambda seg, direction: direction != way or seg.size <= largest
    listener = lab.listen(8443)
    healthy(lab, 80, count=8, every=0.5)
    body = bytes(random.Random(3).randbytes(3300))

    def one(i):
        src = lab.net.clients[i % 2]
        c, s = lab.pair(listener, "mtu-black-hole", ("client-abandoned", "retransmission-timeout"), "none" if up else "client", src=src)
        for n in range(2):
            exchange(c, s, b"small/%d" % n)
        if up:
            c.send(b"POST /picture HTTP/1.1\r\nHost: shop.example\r\nContent-Length: %d\r\n\r\n" % len(body))
            c.send(body)
        else:
            c.send(b"GET /picture HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            s.recv(1000)
            s.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(6.5)
        c.close()
        time.sleep(0.3)

    for i in range(4):
        lab.thread(one, i)
        time.sleep(0.4)
    lab.join()
    lab.wire.rule = None
    lab.story(
        f"IP packets above {largest} bytes vanish on the way to the {'server' if up else 'client'} and no ICMP tells. Small exchanges are"
        " fine; the client closes after 6.5 s.",
        "mtu-black-hole",
        ["client-abandoned", "retransmission-timeout"],
        {"mtu": largest, "failures": 4},
    )


@variant(
    "keepalive-timeout",
    "redis-probes",
    Net(clients=("10.105.4.3", "10.105.4.4"), server="10.105.8.3", rtt=0.004, wire=True, timestamps=False, seed=105),
    manual=True)
def redis_probes(lab):
    """redis probes its clients (tcp-keepalive 3: every second after three); two of them have gone dark."""
    redis(lab, 6379, "--tcp-keepalive", "3")
    dead = set()
    lab.wire.rule = lambda seg, direction: seg.sport not in dead and seg.dport not in dead
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.9)
    hidden = {"cause": "open-at-end", "accept": ["open-at-end", "insufficient-evidence"], "ended_by": "none", "true_cause": "keepalive-timeout"}
    ends = []
    for i in range(4):
        bad = i > 0
        kw = {"at": {"client": hidden}} if bad else {}
        c = lab.dial(6379, "keepalive-timeout" if bad else "open-at-end", (), "server" if bad else "none", src=lab.net.clients[i % 2], **kw)
        c.send(b"*1\r\n$4\r\nPING\r\n")
        assert c.recv()
        ends.append(c)
    time.sleep(4.2)
    dead.update(c.port for c in ends[1:])
    time.sleep(9)
    lab.join()
    lab.story(
        "A real redis with tcp-keepalive 3 probes its idle clients; three of four have vanished, their probes go unanswered and redis's"
        " kernel resets. The fourth answers.",
        "keepalive-timeout",
        [],
        {"idleSeconds": 3, "intervalSeconds": 1, "probes": 3},
        at={"client": {"facts": {}, "headline": "normal-close", "headline_accept": ["normal-close", "open-at-end", "insufficient-evidence"]}},
    )


@variant(
    "receiver-stalled",
    "node-deaf-upload",
    Net(clients=("10.106.4.3", "10.106.4.4"), server="10.106.8.3", rtt=0.002, timestamps=False, seed=106),
    manual=True)
@variant(
    "receiver-stalled",
    "node-deaf-upload-v6-40ms",
    Net(clients=("fda7::3", "fda7::4"), server="fda7:8::3", rtt=0.040, seed=107),
    manual=True)
def deaf(lab):
    """An upload to a Node server that never reads; the sender gives up by TCP_USER_TIMEOUT."""
    lab.sysctl("server", ipv4__tcp_rmem="4096 4096 4096")
    program(lab, 9201, "kinds.mjs", "deaf")
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.6)
    for i in range(4):
        c = lab.dial(9201, "receiver-stalled", ("accept-starvation",), "none", src=lab.net.clients[i % 2])
        c.sock.setsockopt(socket.IPPROTO_TCP, 18, 5000)
        c.sock.setblocking(False)
        with contextlib.suppress(OSError):
            c.sock.send(b"w" * 12000)
        time.sleep(0.2)
    time.sleep(7.5)
    lab.join()
    lab.story(
        "Clients write to a Node server that accepts and never reads: its window closes, the probes are answered by zero, the clients give"
        " up by TCP_USER_TIMEOUT (5 s) without a packet. Another server of the host works.",
        "receiver-stalled",
        ["accept-starvation"],
        {"timeoutSeconds": 5, "failures": 4},
    )


@variant(
    "receiver-stalled",
    "client-pauses-then-reads",
    Net(clients=("192.168.107.3", "192.168.107.4"), server="192.168.108.3", rtt=0.010, seed=108))
def pauses(lab):
    """A slow consumer: stands still for four seconds, then reads to the end; nothing is lost."""
    listener = lab.listen(8080)
    healthy(lab, 80, count=8, every=0.5)
    small = lambda sock: sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # noqa: E731

    def one(i):
        c, s = lab.pair(listener, "receiver-stalled", ("normal-close",), "client", src=lab.net.clients[i % 2], prepare=small)
        c.send(b"GET /film HTTP/1.0\r\n\r\n")
        s.recv(100)
        body = b"z" * 14000
        t = lab.thread(lambda: s.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body))
        time.sleep(4.0)
        got = b""
        while len(got) < len(body):
            got += c.recv()
        t.join()
        c.close()
        s.recv(10)
        s.close()

    for i in range(4):
        lab.thread(one, i)
        time.sleep(0.4)
    while any(t.is_alive() for t in lab.threads):
        time.sleep(0.1)
    lab.story(
        "Four clients stop reading a download for four seconds (zero window, probes), then read to the end and close.",
        "receiver-stalled",
        ["normal-close"],
        {"stalledSeconds": 4},
    )


@variant(
    "middlebox-idle-timeout",
    "silent-v6-40ms",
    Net(clients=("fda9::3", "fda9::4"), server="fda9:8::3", rtt=0.040, client_sysctl={"ipv4__tcp_retries2": 5}, seed=109),
    vantages=("client",))
@variant(
    "middlebox-idle-timeout",
    "rst-on-use-no-timestamps",
    Net(clients=("172.22.110.3", "172.22.110.4"), server="172.22.111.3", rtt=0.001, timestamps=False, seed=110),
    vantages=("client",))
def idle_device(lab):
    """A device in the wire that forgets what has been idle for 5 s: it swallows, or answers in the server's name."""
    timeout, talks, last = 5.0, lab.net.seed == 110, {}
    listener = lab.listen(9042)

    def rule(seg, direction):
        port = seg.sport if direction == TO_SERVER else seg.dport
        if 9042 not in (seg.sport, seg.dport):
            return True
        if seg.syn and direction == TO_SERVER:
            last[port] = time.monotonic()
            return True
        known = port in last and time.monotonic() - last[port] < timeout
        if known:
            last[port] = time.monotonic()
            return True
        last.pop(port, None)
        if talks and direction == TO_SERVER and seg.length:
            lab.wire.send(TO_CLIENT, forge(seg, True, 4, seg.ack, ttl=255))
        return False

    lab.wire.rule = rule
    healthy(lab, 80, count=12, every=0.9)

    def talk(c, s, n):
        c.send(b"\4\0\0%c\7\0\0\0\5hello" % n)
        s.recv(100)
        s.send(b"\x84\0\0%c\x08\0\0\0\6answer" % n)
        assert c.recv()

    def survivor(i, idle):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % 2])
        for n in range(3):
            talk(c, s, n)
            time.sleep(idle)
        talk(c, s, 9)
        c.close()
        s.recv(10)
        s.close()

    def victim(i, idle):
        by = "middlebox" if talks else "none"
        c, s = lab.pair(listener, "middlebox-idle-timeout", (), by, src=lab.net.clients[i % 2])
        talk(c, s, 1)
        time.sleep(0.3)
        talk(c, s, 2)
        time.sleep(idle)
        with contextlib.suppress(OSError):
            c.send(b"\4\0\0\3\7\0\0\0\5hello")
            c.sock.settimeout(7)
            c.recv()

    short, long = (1.5, 3.0, 4.2), (6.0, 6.6, 7.5, 8.5)
    for i, idle in enumerate(short):
        lab.thread(survivor, i, idle)
        time.sleep(0.1)
    for i, idle in enumerate(long):
        lab.thread(victim, i, idle)
        time.sleep(0.15)
    lab.join()
    lab.story(
        f"A device on the path forgets connections after 5 s of silence and {'answers by RST (TTL 255)' if talks else 'swallows what follows'}."
        f" Idle times up to {max(short):g} s survive, from {min(long):g} s on they do not.",
        "middlebox-idle-timeout",
        [],
        {"timeoutSeconds": 5, "survivedSeconds": max(short), "failures": len(long)},
    )


# -- scanners, reused ports -----------------------------------------------------------------------------------------


def raw_syn(lab, src, port, sport, window, options, ttl):
    """A SYN that no socket sent; the kernel resets what answers it."""
    offset = (20 + len(options)) // 4 << 4
    tcp = struct.pack("!HHIIBBHHH", sport, port, random.getrandbits(32), 0, offset, 2, window, 0, 0) + options
    a, b = socket.inet_aton(src), socket.inet_aton(lab.net.server)
    tcp = tcp[:16] + struct.pack("!H", checksum(a + b + struct.pack("!HH", 6, len(tcp)) + tcp)) + tcp[18:]
    with inside(lab.ns["client"]):
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    raw.bind((src, 0))
    raw.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
    raw.sendto(tcp, (lab.net.server, 0))
    raw.close()


@variant(
    "half-open-probe",
    "zmap-like-50ms",
    Net(clients=("10.112.4.3", "10.112.4.99"), server="10.112.8.3", rtt=0.050, seed=112))
def zmap(lab):
    """A sweep without options and with a large window from one source port, over twelve ports."""
    worker, scanner = lab.net.clients
    opened = (22, 443, 8080, 9200)
    for port in opened:
        Web(lab.listen(port))
    healthy(lab, 80, count=8, every=0.2, sources=(worker,))
    for port in (21, 22, 23, 25, 110, 143, 443, 3306, 5432, 8080, 9200, 27017):
        cause = ("half-open-probe", (), "client") if port in opened else ("port-closed", ("half-open-probe",), "server")
        lab.label(f"{scanner}:51234", f"{lab.net.server}:{port}", *cause)
        raw_syn(lab, scanner, port, 51234, 65535, b"", 250)
        time.sleep(0.02)
    lab.join()
    lab.story(
        "A raw-socket sweep over twelve ports (no options, window 65535, TTL 250): the scanner's kernel resets the SYN-ACK of the four open"
        " ones, the closed ones refuse. A web client works.",
        "half-open-probe",
        ["port-closed", "normal-close"],
        {"probed": 12, "open": 4},
    )


@variant(
    "port-reuse-collision",
    "established-50ms",
    Net(clients=("10.113.4.3", "10.113.4.4"), server="10.113.8.3", rtt=0.050, seed=113))
@variant(
    "port-reuse-collision",
    "established-fixed-port",
    Net(clients=("192.168.113.3", "192.168.113.4", "192.168.113.5"), server="192.168.114.3", rtt=0.0002, timestamps=False, seed=114))
def restarted(lab):
    """A client that binds its port comes back after a power cut."""
    listener = lab.listen(6000)
    healthy(lab, 80, count=6, every=0.4)
    for i in range(4):
        src = lab.net.clients[i % len(lab.net.clients)]
        port = 7300 + i if lab.net.seed == 114 else 0
        note = "lost by the client's host; killed by the reset of the second incarnation"
        c, s = lab.pair(
            listener, "port-reuse-collision", ("open-at-end", "peer-lost-state"), "client", src=src, sport=port, incarnation=1, note=note
        )
        for n in range(2):
            c.send(b"\2STATUS %d\3" % n)
            s.recv(100)
            s.send(b"\2IDLE 0\3")
            c.recv()
        time.sleep(0.2)
        forget(lab, "client", [c.sock])
        time.sleep(0.4)
        again, s2 = lab.pair(listener, "port-reuse-collision", ("normal-close", "open-at-end"), "client", src=src, sport=c.port, incarnation=2)
        again.send(b"\2HELLO\3")
        s2.recv(100)
        s2.send(b"\2OK\3")
        again.recv()
        again.close()
        s2.recv(10)
        s2.close()
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "Clients come back after a power cut and connect from the same ports, which the server still holds ESTABLISHED: challenge ACK, RST,"
        " and the repeated SYN succeeds.",
        "port-reuse-collision",
        [],
        {"collisions": 4},
    )


# -- cannot tell ----------------------------------------------------------------------------------------------------


@variant(
    "insufficient-evidence",
    "starts-mid-database",
    Net(clients=("10.115.4.3", "10.115.4.4"), server="10.115.8.3", rtt=0.015, seed=115),
    manual=True)
def last_second(lab):
    """A ring buffer that holds only the end: resets of connections of which nothing else is left, beside whole ones."""
    listener = lab.listen(3306)
    ends = []
    for i in range(6):
        ends.append(lab.pair(listener, "insufficient-evidence", ("linger-abort",), "server", src=lab.net.clients[i % 2], true_cause="linger-abort"))
        exchange(*ends[-1], b"early")
    time.sleep(0.3)
    lab.record(BOTH)
    healthy(lab, 80, count=3, every=0.2)
    for _, s in ends:
        abort(s)
        time.sleep(0.1)
    lab.join()
    lab.story(
        "Of six long-lived database connections only the server's RST,ACK is in the capture (aborts with nothing unread); three web visits"
        " are whole.",
        "insufficient-evidence",
        ["linger-abort", "unread-data-abort"],
        {"resets": 6},
    )
