"""Incidents: two or three causes at once among hundreds of ordinary connections of several protocols.

Each connection is labelled by the actor that makes it; the headline is the cause that did most harm.
"""

import contextlib
import importlib
import signal
import socket
import ssl
import subprocess
import sys
import time

from background import REQUEST, Web, exchange, get
from netlab import HERE, Net, abort, forget, variant
from overflow import overflow
from pcapng import forge
from servers import postgres, program
from traffic import Limited, Service, Town, impatient, patient, resp
from wire import TO_CLIENT, TO_SERVER

BOTH = ("client", "server")


def shared(cause):
    """The actors of another scenario (its file name is no Python name)."""
    return importlib.import_module(cause)


def stale(lab, port, timeout, idles, gap=0.04):
    """Pools that reuse too late, in time, or not at all, at a server with this idle timer."""
    Web(lab.listen(port), idle=timeout)
    return lab.thread(shared("stale-keepalive-reuse").pools, lab, port, timeout, idles, gap)


def refused(lab, port, count, every, accept=(), **kw):
    def work():
        for i in range(count):
            c = lab.dial(port, "port-closed", accept, "server", src=lab.net.clients[i % len(lab.net.clients)], **kw)
            assert c.error
            time.sleep(every)

    return lab.thread(work)


@variant(
    "incident",
    "01-limit-and-stale-pool",
    Net(clients=tuple(f"10.11.0.{n}" for n in range(21, 25)), server="10.11.9.9", rtt=0.003),
    ("client",),
)
def limit_and_stale_pool(lab):
    Town(lab, 18).everything()
    stale(lab, 8080, 3.0, [3.4 + 0.5 * i for i in range(9)])
    desk = Limited(lab, 5672, 24)
    greedy, modest = lab.net.clients[:2]
    for i in range(24):
        desk.open(greedy)
        if i % 6 == 3:
            desk.open(modest)
        time.sleep(0.05)
    for i in range(30):
        desk.open(greedy)
        if i % 8 == 4:
            desk.open(modest)
        time.sleep(0.15)
    desk.release(greedy, 3)
    for _ in range(3):
        desk.open(greedy)
    for _ in range(6):
        desk.open(greedy)
        time.sleep(0.2)
    desk.ping()
    lab.join()
    lab.story(
        f"A broker on port 5672 allows 24 connections per address: one client is turned away {desk.rejected} times while another is"
        " accepted. At the same time pools of a web service on port 8080 (idle timer 3 s) reuse nine connections that the server has"
        " closed. Web, store, shell, log and TLS traffic is healthy.",
        "connection-limit-per-client",
        ["stale-keepalive-reuse"],
        {"limit": 24, "rejected": desk.rejected, "staleFailures": 9},
    )


@variant(
    "incident",
    "02-overflow-and-slow-answers",
    Net(
        clients=("172.16.2.4", "172.16.2.5", "172.16.2.6"),
        server="172.16.9.4",
        rtt=0.006,
        server_sysctl={"ipv4__tcp_syncookies": 0},
        seed=2,
    ),
    ("server",),
)
def overflow_and_slow(lab):
    town = Town(lab, 14).everything()
    Web(lab.listen(8090), delay=lambda path: 2.6 if b"report" in path else 0.02)
    town.start(town.shop, 8090)

    def readers():
        for i in range(16):
            src = lab.net.clients[i % 3]
            lab.thread(patient, lab, 8090, src) if i % 4 == 0 else lab.thread(impatient, lab, 8090, src, 1.5, b"report", i % 2)
            time.sleep(0.45)

    lab.thread(readers)
    counts = overflow(lab, 9799, 10, [(0.2, 6), (0.8, 16), (1.2, 5), (1.6, 5), (2.2, 4)], hold=5.0)
    lab.story(
        f"A listener with a queue of 10 stands still for five seconds: {counts['waited']} connections wait in the queue,"
        f" {counts['ack']} final ACKs and {counts['syn']} SYNs are ignored. Beside it a report on port 8090 takes 2.6 s and twelve clients"
        " close after 1.5 s. Everything else is healthy.",
        "listen-queue-overflow",
        ["client-abandoned"],
        {"backlog": 10, "waiting": counts["waited"], "overflowed": counts["ack"] + counts["syn"], "abandoned": 12},
    )


def process(lab, port):
    p = lab.spawn(
        "server", sys.executable, str(HERE / "descriptors.py"), lab.net.server, str(port), "plain", stdout=subprocess.PIPE, text=True
    )
    p.stdout.readline()
    return p


@variant(
    "incident",
    "03-killed-and-restarted",
    Net(clients=("10.13.4.7", "10.13.4.8", "10.13.4.200"), server="10.13.8.7", rtt=0.012, seed=3),
    BOTH,
)
def killed(lab):
    """Checks and refusals are driven by the thread that kills, so nobody is caught in the middle of a handshake."""
    p = process(lab, 9000)
    Town(lab, 20, sources=lab.net.clients[:2]).everything()
    workers, monitor = lab.net.clients[:2], lab.net.clients[2]
    counts = {"refused": 0}

    def check():
        c = lab.dial(9000, "health-check", ("normal-close",), "client", src=monitor)
        if c.error:
            c.became("port-closed", "server-process-died", ended_by="server")
        c.close()
        time.sleep(0.05)

    def visit(i):
        c = lab.dial(9000, "normal-close", (), "client", src=workers[i % 2])
        if c.error:
            c.became("port-closed", "server-process-died", ended_by="server")
            counts["refused"] += 1
            return
        c.send(REQUEST % (b"job/%d" % i))
        c.recv()
        c.close()

    def phase(count):
        for i in range(count):
            visit(i)
            if i % 6 == 0:
                check()
            time.sleep(0.04)

    phase(40)
    ends = []
    for i in range(48):
        c = lab.dial(9000, "server-process-died", (), "server", src=workers[i % 2])
        c.send(REQUEST % (b"work/%d" % i))
        c.recv()
        ends.append(c)
        time.sleep(0.03)
    p.send_signal(signal.SIGSTOP)  # it hangs for a moment, so some requests are never read
    for c in ends[:9]:
        c.send(REQUEST % b"never-read")
    time.sleep(0.3)
    p.send_signal(signal.SIGKILL)
    p.wait()
    for c in ends:
        c.drain()
        c.close()
    phase(30)
    process(lab, 9000)
    phase(40)
    lab.join()
    lab.story(
        f"The server process on port 9000 hangs for a moment and is killed with 48 connections open, nine of them with an unread request;"
        f" {counts['refused']} attempts and some health checks are refused until it is back. Another monitor checks port 80 all the time;"
        " everything else is healthy.",
        "server-process-died",
        ["port-closed"],
        {"ended": 48, "refused": counts["refused"]},
    )


@variant(
    "incident", "04-dropped-and-closed", Net(clients=("fd14::5", "fd14::6", "fd14::7"), server="fd14:9::5", rtt=0.020, seed=4), ("client",)
)
def dropped_and_closed(lab):
    drop = shared("firewall-drop")
    Web(lab.listen(5432))
    drop.rule(lab, "router", "FORWARD", 5432)
    Town(lab, 16).everything()
    refused(lab, 8125, 14, 0.8)
    drop.attempts(lab, 5432, 22, 5.5)
    lab.join()
    lab.story(
        "A router drops SYNs to port 5432 without a word (22 attempts give up after 5.5 s); nothing listens on port 8125 (14 refused"
        " attempts). Six other services of the host work.",
        "firewall-drop",
        ["port-closed"],
        {"attempts": 22, "refused": 14},
    )


@variant("incident", "05-lossy-path", Net(clients=("10.15.0.3", "10.15.0.4"), server="10.15.7.3", rtt=0.024, wire=True, seed=5), BOTH)
def lossy(lab):
    unlucky = set()  # connections that lost a FIN: the repetition may meet a socket that is gone

    def rule(seg, direction):
        if lab.random.random() >= 0.01:
            return True
        if seg.fin:
            unlucky.add(seg.from_ if direction == TO_SERVER else seg.to)
        return False

    lab.wire.rule = rule
    Town(lab, 24).everything()
    time.sleep(24)
    lab.wire.rule = None
    lab.join()
    time.sleep(2.5)
    for entry in lab.labels:
        if entry["client"] in unlucky:
            entry["accept"].append("reset-after-close")
            entry["ended_by"] = "frames"
            entry["note"] = "a FIN was lost on the path; what is repeated may meet a closed socket"
    lab.story(
        "One percent of the segments are lost on the path in either direction, SYNs and FINs among them; everything is repeated and"
        " completes. Nothing fails.",
        "normal-close",
        ["health-check"],
        {"lossPercent": 1},
    )


@variant(
    "incident",
    "06-descriptors-several-clients",
    Net(clients=tuple(f"192.168.16.{n}" for n in range(31, 36)), server="192.168.17.2", rtt=0.002, seed=6),
    ("server",),
    manual=True,
)
def descriptors(lab):
    fit = shared("connection-limit-total").start_descriptor_server(lab, 8081, 96, reserve=True)
    lab.record(("server",))
    Town(lab, 18).everything()
    Web(lab.listen(8090), delay=lambda path: 1.9)
    sources, held, rejected = lab.net.clients, [], 0

    def keep(i):
        c = lab.dial(8081, "open-at-end", (), "none", src=sources[(i * 7 + i // 3) % 5])
        c.send(REQUEST % (b"orders/%d" % i))
        assert c.recv()
        held.append(c)
        time.sleep(0.03)

    def turned_away(i):
        nonlocal rejected
        also = ("accept-then-close", "connection-limit-per-client")
        c = lab.dial(8081, "connection-limit-total", also, "server", src=sources[i % 5])
        with contextlib.suppress(OSError):
            if i % 6 != 5:
                c.send(REQUEST % b"orders/next")
        c.drain()
        time.sleep(0.01)
        c.close()
        rejected += 1
        if i % 4 == 0:
            lab.thread(impatient, lab, 8090, sources[i % 5], 1.0)
        time.sleep(0.12)

    for i in range(fit):
        keep(i)
    for i in range(35):
        turned_away(i)
    for c in held[:5]:
        c.close()
        c.became("normal-close", ended_by="client")
    del held[:5]
    time.sleep(0.1)
    for i in range(5):
        keep(i + 2)
    for i in range(12):
        turned_away(i + 1)
    for c in held:
        c.send(REQUEST % b"orders/last")
        c.recv()
    lab.join()
    time.sleep(1.2)
    lab.story(
        f"A server under ulimit -n 96 has room for {fit} connections and closes what comes beyond right at accept ({rejected} times, five"
        " client addresses alike; five are let in again after five have gone). Beside it answers of another server take 1.9 s and a dozen"
        " clients close after 1 s. Everything else is healthy.",
        "connection-limit-total",
        ["accept-then-close", "client-abandoned"],
        {"limit": fit, "rejected": rejected},
    )


@variant(
    "incident",
    "07-slow-backend-and-leak",
    Net(clients=("10.17.1.5", "10.17.1.6", "10.17.1.7"), server="10.17.2.5", rtt=0.008, seed=7),
    ("client",),
)
def slow_and_leak(lab):
    Town(lab, 24, pace=0.4).everything()
    Web(lab.listen(8090), delay=lambda path: 3.4 if b"report" in path else 0.02)
    leaky = lab.listen(8070)
    for i in range(60):
        src = lab.net.clients[i % 3]
        if i % 5 != 4:
            lab.thread(impatient, lab, 8090, src, 2.0, b"report", i % 3)
        else:
            lab.thread(patient, lab, 8090, src)
        if i % 3 == 0 and i < 45:
            c, s = lab.pair(leaky, "close-wait-leak", ("open-at-end",), "client", src=src)
            exchange(c, s, b"order/%d" % i)
            c.close()
        time.sleep(0.22)
    time.sleep(10)
    lab.join()
    lab.story(
        "A back end on port 8090 needs 3.4 s for a report, 48 clients close after 2 s and twelve wait. An application on port 8070 never"
        " closes: fifteen connections whose client has closed stay in CLOSE_WAIT to the end. Everything else is healthy.",
        "client-abandoned",
        ["close-wait-leak"],
        {"timeoutSeconds": 2, "abandoned": 48, "leaked": 15},
    )


@variant(
    "incident",
    "08-idle-middlebox-and-stale-pool",
    Net(clients=("192.168.18.5", "192.168.18.6"), server="192.168.19.5", rtt=0.010, seed=8),
    BOTH,
)
def middlebox_and_stale(lab):
    box = shared("middlebox-idle-timeout")
    box.forgetful(lab, 6, ("REJECT", "--reject-with", "tcp-reset"))
    Town(lab, 20).everything(web=8000)
    stale(lab, 8082, 2.0, [2.4 + 0.2 * i for i in range(6)])
    box.play(lab, 6, (1.0, 2.5, 3.5, 4.6), tuple(7.2 + 0.5 * i for i in range(14)), 3)
    lab.join()
    lab.story(
        "The router forgets connections after 6 s of silence and answers what it does not know by RST (fourteen connections to port 8080,"
        " idle for 7 s and more; up to 4.6 s survive). Pools of another service (port 8082, idle timer 2 s) reuse six connections that"
        " their server has closed. Everything else is healthy.",
        "middlebox-idle-timeout",
        ["stale-keepalive-reuse"],
        {"timeoutSeconds": 6, "failures": 14, "staleFailures": 6},
        at={
            "server": {
                "headline": "stale-keepalive-reuse",
                "headline_accept": ["stale-keepalive-reuse"],
                "facts": {"staleFailures": 6},
            }
        },
    )


def balanced(lab, vip, ports):
    """The router sends the connections to the virtual address in turn to each back end."""
    ends = (lab.net.server, *lab.net.more_servers)
    for port in ports:
        for i, end in enumerate(ends):
            turn = ("-m", "statistic", "--mode", "nth", "--every", str(len(ends) - i), "--packet", "0") if i < len(ends) - 1 else ()
            match = ("-d", vip, "-p", "tcp", "--dport", str(port), *turn)
            lab.run("router", "iptables", "-t", "nat", "-A", "PREROUTING", *match, "-j", "DNAT", "--to-destination", end)
    return ends


@variant(
    "incident",
    "09-one-bad-backend",
    Net(
        clients=("10.19.0.5", "10.19.0.6", "10.19.0.7"),
        server="10.19.8.11",
        more_servers=("10.19.8.12", "10.19.8.13"),
        rtt=0.004,
        seed=9,
    ),
    BOTH,
)
@variant(
    "incident",
    "10-one-backend-down",
    Net(
        clients=("172.20.10.5", "172.20.10.6"),
        server="172.20.18.11",
        more_servers=("172.20.18.12", "172.20.18.13"),
        rtt=0.001,
        timestamps=False,
        seed=10,
    ),
    ("client",),
)
def one_bad_backend(lab):
    """Which back end got a connection is what its own socket says."""
    down = lab.net.seed == 10
    vip = "10.19.100.80" if not down else "172.20.100.80"
    ends = balanced(lab, vip, (8080,))
    bad, taken, unread = ends[1], {}, set()
    for end in ends:
        if end != bad:
            listener = lab.listen(8080, host=end)
            lab.thread(farm, lab, listener, end, taken)
    if not down:
        lab.thread(rejecting, lab, lab.listen(8080, host=bad), bad, taken, unread)
    lab.finished = time.monotonic() + 17.5
    Town(lab, 16).everything()
    refused(lab, 9100, 8, 1.5)
    people, until = [], time.monotonic() + 15

    def visitor(k):
        n = 0
        while time.monotonic() < until:
            c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[(n + k) % len(lab.net.clients)], server=vip)
            people.append(c)
            if not c.error:
                with contextlib.suppress(OSError):
                    time.sleep(0.02)  # what a client needs to write its request; the bad one has hung up by then
                    for i in range(1 + n % 3):
                        c.send(REQUEST % (b"basket/%d" % n))
                        if not c.recv():
                            break
                        time.sleep(0.02)
                time.sleep(0.02)
            # Asked now: once this socket is closed, its port may come again.
            c.end = bad if c.error else taken.pop(c.name)
            c.unread = c.name in unread
            unread.discard(c.name)
            c.close()
            n += 1
            time.sleep(0.2)

    for k in range(3):
        lab.thread(visitor, k)
    lab.join()
    hit = 0
    for c in people:
        end = c.end
        c.label["at"] = {"server": {"server": f"{end}:8080"}}
        if end == bad:
            hit += 1
            c.became("port-closed", "firewall-reject") if down else c.became("accept-then-close")
            c.label["ended_by"] = "server"
        if c.unread:
            c.label["accept"].append("unread-data-abort")
            c.label["note"] = "the request had arrived when the back end closed"
    what = "has no listener: its host refuses" if down else "closes right after accept"
    lab.story(
        f"Three back ends behind one address in turn (the router translates); the second one {what}, {hit} of {len(people)} connections."
        " A port of the first host refuses eight attempts of a forgotten client. Everything else is healthy.",
        "port-closed" if down else "accept-then-close",
        ["one-bad-backend", *(["firewall-reject"] if down else ["port-closed"])],
        {"rejected": hit, "connections": len(people)},
    )


def farm(lab, listener, end, taken):
    """A good back end: a thread per connection is plenty here."""
    listener.settimeout(0.2)
    while time.monotonic() < getattr(lab, "finished", time.monotonic() + 1):
        with contextlib.suppress(OSError):
            s, peer = listener.accept()
            taken[f"{peer[0]}:{peer[1]}"] = end
            lab.thread(serve, s)


def serve(s):
    s.settimeout(8)
    with contextlib.suppress(OSError):
        while s.recv(4096):
            s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntwo books")
    s.close()


def rejecting(lab, listener, end, taken, unread):
    listener.settimeout(0.2)
    while time.monotonic() < getattr(lab, "finished", time.monotonic() + 1):
        with contextlib.suppress(OSError):
            s, peer = listener.accept()
            s.setblocking(False)
            try:
                s.recv(1, socket.MSG_PEEK)
                unread.add(f"{peer[0]}:{peer[1]}")
            except BlockingIOError:
                pass
            taken[f"{peer[0]}:{peer[1]}"] = end
            s.close()


@variant(
    "incident",
    "11-leaking-client-and-tls",
    Net(clients=("fd1b::21", "fd1b::22", "fd1b::23", "fd1b::24"), server="fd1b:8::2", rtt=0.005, timestamps=False, seed=11),
    ("client",),
)
def leaking(lab):
    """One client opens a connection per job and forgets it; others come and go below the limit."""
    town = Town(lab, 22)
    town.web(80)
    Service(lab.listen(6379), resp)
    town.start(town.store, 6379)
    town.tls(443)
    strangers = ssl.create_default_context()
    failed = [0]

    def distrust(n):
        c = lab.dial(443, "tls-failure", (), "client", src=lab.net.clients[1 + n % 3])
        with contextlib.suppress(ssl.SSLError):
            strangers.wrap_socket(c.sock, server_hostname="shop.example")
            raise AssertionError("trusted an unknown authority")
        c.sock.close()
        failed[0] += 1
        time.sleep(0.9)

    town.start(distrust)
    desk = Limited(lab, 3307, 100)
    leaker, others = lab.net.clients[0], lab.net.clients[1:]
    for i in range(130):
        desk.open(leaker)
        if i % 5 == 2:
            desk.open(others[i % 3])
        if i % 10 == 7:
            desk.release(others[(i - 5) % 3])
        time.sleep(0.11)
    lab.join()
    lab.story(
        "One client opens a connection per job and never closes any: its 101st and all later ones are closed right after accept"
        f" ({desk.rejected} times), while three other addresses come and go. {failed[0]} clients do not trust the certificate of the TLS"
        " service and leave with an alert. Everything else is healthy.",
        "connection-limit-per-client",
        ["client-leak", "tls-failure"],
        {"limit": 100, "rejected": desk.rejected, "tlsFailures": failed[0]},
    )


@variant("incident", "12-port-churn-healthy", Net(clients=("10.22.0.9", "10.22.0.10"), server="10.22.6.9", rtt=0.001, seed=12), ("server",))
def churn(lab):
    """One client opens a connection per request, some fifty a second; bad manners, but nothing fails."""
    Web(lab.listen(8080), size=120)
    greedy = lab.net.clients[0]
    until = time.monotonic() + 13

    def work(k):
        n = 0
        while time.monotonic() < until:
            c = lab.dial(8080, "normal-close", (), "client", src=greedy)
            get(c, b"tick/%d/%d" % (k, n))
            c.close()
            n += 1
            time.sleep(0.035)

    Town(lab, 12, pace=0.6, sources=lab.net.clients[1:]).everything()
    for k in range(2):
        lab.thread(work, k)
    lab.join()
    lab.story(
        f"One client opens a new connection for each of {len(lab.labels)} or so small requests in 13 s and closes it at once; ports are"
        " never used twice and every request is answered. Other protocols beside it. Nothing fails.",
        "normal-close",
        ["health-check"],
        {"connections": len(lab.labels)},
    )


@variant(
    "incident",
    "13-forged-and-refused",
    Net(clients=("192.168.23.5", "192.168.23.6", "192.168.23.7"), server="192.168.24.5", rtt=0.030, seed=13),
    ("client",),
)
def forged(lab):
    Town(lab, 16).everything()
    refused(lab, 4444, 12, 1.1)
    injected = shared("injected-reset")
    listener = lab.listen(8088)

    def rule(seg, direction):
        if direction == TO_SERVER and b"/blocked" in seg.payload:
            lab.wire.send(TO_CLIENT, forge(seg, True, 4, seg.ack, ttl=47, ident=0x2F31))
            lab.wire.send(TO_CLIENT, forge(seg, True, 0x14, seg.ack + 1460, seg.seq + seg.length, 1980, 47, 713), after=0.001)
        return True

    lab.wire.rule = rule
    for i in range(44):
        bad = i % 2
        src = lab.net.clients[i % 3]
        c, s = lab.pair(listener, *((injected.CAUSE, (), "middlebox") if bad else ("normal-close", (), "client")), src=src)
        exchange(c, s, b"index")
        if bad:
            with contextlib.suppress(OSError):
                c.send(REQUEST % b"blocked")
                s.recv(4096)
                s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nnever")
            c.drain()
            time.sleep(0.03 + lab.net.rtt)
        else:
            exchange(c, s, b"allowed")
        c.close()
        time.sleep(0.01 + lab.net.rtt)
        s.close()
        time.sleep(0.05)
    lab.join()
    lab.story(
        'A device on the path forges two RSTs (TTL 47) in the server\'s name when a request to port 8088 contains "/blocked" (22 times);'
        " the server goes on and its answer meets a closed client. Twelve attempts to a port without a listener are refused. Everything"
        " else is healthy.",
        "injected-reset",
        ["port-closed"],
        {"failures": 22, "refused": 12, "rstTtl": 46, "hostTtl": 63},
    )


@variant(
    "incident",
    "14-failover-and-dead-path",
    Net(clients=("fd24::5", "fd24::6"), server="fd24:9::5", rtt=0.002, client_sysctl={"ipv4__tcp_retries2": 5}, seed=14),
    ("client",),
)
def failover(lab):
    """A database host forgets its sessions; a moment later the path of three uploads dies."""
    Town(lab, 18, pace=0.5).everything()
    listener, store, dead = lab.listen(5432), lab.listen(9200), set()
    upload = shared("retransmission-timeout").upload
    lab.wire.rule = lambda seg, direction: seg.sport not in dead and seg.dport not in dead
    ends = [lab.pair(listener, "peer-lost-state", (), "server", src=lab.net.clients[i % 2]) for i in range(40)]
    for n in range(3):
        for c, s in ends:
            exchange(c, s, b"query/%d" % n)
            time.sleep(0.012)
    for i in range(3):
        lab.thread(upload, lab, 9200, store, i, dead)
        time.sleep(0.2)
    forget(lab, "server", [s for _, s in ends])
    time.sleep(0.7)
    for c, _ in ends:
        with contextlib.suppress(OSError):
            c.send(b"SELECT 1\n")
            c.recv()
        c.close()
        time.sleep(0.05)
    for i in range(12):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % 2])
        exchange(c, s, b"again")
        c.close()
        s.recv(10)
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "A database host forgets 40 live sessions without a word (a failover): the next message of each is answered by a bare RST, new"
        " sessions work. The path of three uploads to port 9200 dies; the client repeats its data and gives up without a packet."
        " Everything else is healthy.",
        "peer-lost-state",
        ["retransmission-timeout"],
        {"lost": 40, "unanswered": 3},
    )


@variant(
    "incident",
    "15-write-late-and-crash-on-accept",
    Net(clients=("10.25.0.5", "10.25.0.6", "10.25.0.7"), server="10.25.8.5", rtt=0.040, seed=15),
    ("server",),
)
def write_late(lab):
    """Subscribers leave while the server still pushes; a new release resets what it accepts."""
    Town(lab, 18).everything()
    push, broken = lab.listen(1883), lab.listen(7070)

    def subscriber(i):
        c, s = lab.pair(push, "write-after-close", ("client-abandoned",), "client", src=lab.net.clients[i % 3])
        c.send(b"SUBSCRIBE prices\n")
        s.recv(100)
        for n in range(3):
            s.send(b"PRICE %d.%02d\n" % (i, n))
            c.recv()
        c.close()
        time.sleep(0.25)
        with contextlib.suppress(OSError):
            s.send(b"PRICE last\n")
            time.sleep(lab.net.rtt + 0.02)
        s.close()

    def reject(i):
        c, s = lab.pair(broken, "accept-then-close", ("linger-abort",), "server", src=lab.net.clients[i % 3])
        abort(s)
        with contextlib.suppress(OSError):
            c.send(b"LOGIN\n")
        c.drain()
        c.close()

    for i in range(45):
        reject(i)
        if i % 3 == 0:
            subscriber(i)
        time.sleep(0.1)
    lab.join()
    lab.story(
        "A service on port 7070 resets every connection right after accept (45 times, three addresses, at any count). Fifteen subscribers"
        " of port 1883 leave, and the server's next event meets their closed sockets. Everything else is healthy.",
        "accept-then-close",
        ["write-after-close"],
        {"rejected": 45, "lateWrites": 15},
    )




# -- the large ones: about two thousand connections, frames cut to 128 bytes ---------------------------------------


def crowd(lab, seconds, sources=None):
    """The town with more people in it."""
    town = Town(lab, seconds, pace=0.16, sources=sources).everything()
    for _ in range(5):
        town.start(town.shop, 80)
    for _ in range(3):
        town.start(town.store, 6379)
    return town


@variant(
    "incident",
    "16-two-thousand",
    Net(clients=tuple(f"10.161.0.{n}" for n in range(11, 19)), server="10.161.8.3", rtt=0.004, seed=161),
    manual=True,
)
def two_thousand(lab):
    """A killed Node process, a per-client limit and stale pools, at once."""
    clients = lab.net.clients
    p = program(lab, 9300, "kinds.mjs", "limit", 9000)
    lab.record(("client",), snaplen=128)
    crowd(lab, 31, clients[2:])
    stale(lab, 8080, 2.5, [2.9 + 0.4 * i for i in range(14)])
    desk = Limited(lab, 5672, 25)
    greedy, modest = clients[:2]

    def line(c, text=b"take 3 of 4711\n"):
        c.send(text)
        return c.recv()

    def brokers():
        for i in range(25):
            desk.open(greedy)
            time.sleep(0.1)
        for i in range(40):
            desk.open(greedy)
            if i % 5 == 2:
                desk.open(modest)
            time.sleep(0.4)
        desk.ping()

    lab.thread(brokers)
    time.sleep(6)
    ends = []
    for i in range(64):
        c = lab.dial(9300, "server-process-died", (), "server", src=clients[2 + i % 6])
        assert line(c)
        ends.append(c)
        time.sleep(0.05)
    p.send_signal(signal.SIGSTOP)
    for c in ends[::4]:
        c.send(b"take 5 of 1234\n")
    time.sleep(0.4)
    p.kill()
    p.wait()
    for c in ends:
        c.drain()
    for c in ends:
        c.close()
    refusals = 0
    for i in range(30):
        c = lab.dial(9300, "port-closed", ("server-process-died",), "server", src=clients[2 + i % 6])
        assert c.error
        refusals += 1
        time.sleep(0.15)
    program(lab, 9300, "kinds.mjs", "limit", 9000)
    for i in range(40):
        c = lab.dial(9300, "normal-close", (), "client", src=clients[2 + i % 6])
        assert line(c)
        c.close()
        time.sleep(0.2)
    lab.join()
    lab.story(
        f"A Node process on port 9300 is killed with 64 connections open and {refusals} attempts are refused until it is back; a broker on"
        f" port 5672 turns one client away {desk.rejected} times beyond 25 connections; pools of a service on port 8080 (idle timer 2.5 s)"
        " reuse fourteen connections that it has closed. Some two thousand other connections of web, store, shell, log, TLS and checks are"
        " healthy.",
        "server-process-died",
        ["connection-limit-per-client", "port-closed"],
        {"ended": 64, "refused": refusals, "limit": 25, "rejected": desk.rejected, "staleFailures": 14},
    )


@variant(
    "incident",
    "17-refusals-in-words",
    Net(clients=tuple(f"fda3:4::{n}" for n in range(11, 17)), server="fda3:8::3", rtt=0.012, timestamps=False, seed=163),
    manual=True,
)
def in_words(lab):
    """A full PostgreSQL, clients that distrust a certificate, and an upload that nobody reads."""
    clients = lab.net.clients
    database = shared("field_limits")
    postgres(lab, 5432, "max_connections=12", "superuser_reserved_connections=0", "max_wal_senders=0", "autovacuum=off")
    program(lab, 8090, "kinds.mjs", "early")
    lab.record(("server",), snaplen=128)
    town = crowd(lab, 26)
    desk = database.Desk(lab, 5432, "connection-limit-total", database.postgres_ask)
    strangers, failed = ssl.create_default_context(), [0]

    def distrust(n):
        c = lab.dial(443, "tls-failure", (), "client", src=clients[n % 6])
        with contextlib.suppress(ssl.SSLError):
            strangers.wrap_socket(c.sock, server_hostname="shop.example")
            raise AssertionError("trusted an unknown authority")
        c.sock.close()
        failed[0] += 1
        time.sleep(0.9)

    town.start(distrust)

    def uploads():
        for i in range(16):
            c = lab.dial(8090, "unread-data-abort", (), "server", src=clients[i % 6])
            with contextlib.suppress(OSError):
                c.send(b"PUT /backup/%d HTTP/1.1\r\nHost: store.example\r\nContent-Length: 40000\r\n\r\n" % i + b"d" * 1000)
                for _ in range(4):
                    c.send(b"e" * 1300)
                time.sleep(0.25)
                c.send(b"f" * 1300)
            time.sleep(0.08)
            c.close()
            time.sleep(1.0)

    lab.thread(uploads)
    for i in range(12):
        desk.open(clients[i % 6])
        time.sleep(0.2)
    for i in range(36):
        desk.refused(clients[i % 6])
        time.sleep(0.25)
    desk.leave(2)
    for i in range(2):
        desk.open(clients[i % 6])
    for i in range(6):
        desk.refused(clients[i % 6])
    desk.keep_using()
    lab.join()
    lab.story(
        f"A PostgreSQL with max_connections=12 turns {desk.rejected} clients of six addresses away in words; {failed[0]} clients do not trust"
        " the certificate of port 443; Node refuses sixteen uploads to port 8090 by their header and never reads them. Everything else is"
        " healthy.",
        "connection-limit-total",
        ["tls-failure", "unread-data-abort"],
        {"limit": 12, "rejected": desk.rejected, "tlsFailures": failed[0], "unread": 16},
    )


@variant(
    "incident",
    "18-stuck-queue-dark-path-late-clients",
    Net(
        clients=tuple(f"192.168.164.{n}" for n in range(11, 17)),
        server="192.168.165.3",
        rtt=0.025,
        server_sysctl={"ipv4__tcp_syncookies": 0},
        client_sysctl={"ipv4__tcp_retries2": 5},
        seed=164,
    ),
    manual=True,
)
def stuck(lab):
    """A full accept queue, uploads into the dark, and clients that leave before a slow answer."""
    lab.record(("server",), snaplen=128)
    dead = set()
    lab.wire.rule = lambda seg, direction: 9200 not in (seg.sport, seg.dport) or not {seg.sport, seg.dport} & dead
    town = crowd(lab, 26)
    program(lab, 8091, "kinds.mjs", "slow", 3000)
    store = lab.listen(9200)
    dark = shared("field_paths").dark_upload

    def uploads():
        for i in range(5):
            lab.thread(dark, lab, 9200, store, i, dead)
            time.sleep(0.3)

    lab.thread(uploads)

    def readers():
        for i in range(22):
            lab.thread(impatient, lab, 8091, lab.net.clients[i % 6], 1.2)
            time.sleep(0.35)

    lab.thread(readers)
    assert town
    counts = overflow(lab, 9799, 7, [(0.2, 4), (0.8, 14), (1.2, 6), (1.7, 6), (2.3, 5)], hold=5.5)
    lab.join()
    time.sleep(2.0)
    for entry in lab.labels:
        if entry["cause"] == "retransmission-timeout":
            entry["at"] = {"server": {"accept": ["retransmission-timeout", "open-at-end", "insufficient-evidence"]}}
    lab.story(
        f"A listener with a queue of 7 stands still: {counts['waited']} connections wait, {counts['ack']} final ACKs and {counts['syn']} SYNs"
        " are ignored; 22 clients of a Node service close after 1.2 s, its answers take 3 s; the path of five uploads dies. Everything else is"
        " healthy.",
        "listen-queue-overflow",
        ["client-abandoned"],
        {"backlog": 7, "waiting": counts["waited"], "overflowed": counts["ack"] + counts["syn"], "abandoned": 22},
    )
