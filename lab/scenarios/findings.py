"""What only several connections together show: one bad back end, a client that leaks, exhausted ports, slow handshakes.

Each connection keeps a cause of its own; the truth names the finding beside the headline (`finding`).
"""

import contextlib
import ipaddress
import socket
import threading
import time

from background import REQUEST, Web, get, healthy
from netlab import Net, endpoint, inside, variant
from servers import program
from traffic import Limited
from wire import TO_CLIENT, TO_SERVER

BOTH = ("client", "server")
ERRNO_NO_PORT = 99  # EADDRNOTAVAIL


# -- one bad back end -----------------------------------------------------------------------------------------------


def balance(lab, vip, port):
    """The router sends connections to the virtual address in turn to each back end."""
    ends = (lab.net.server, *lab.net.more_servers)
    for i, end in enumerate(ends):
        turn = ("-m", "statistic", "--mode", "nth", "--every", str(len(ends) - i), "--packet", "0") if i < len(ends) - 1 else ()
        to = f"[{end}]" if lab.v6 else end
        match = ("-d", vip, "-p", "tcp", "--dport", str(port), *turn, "-j", "DNAT", "--to-destination", to)
        lab.run("router", "ip6tables" if lab.v6 else "iptables", "-t", "nat", "-A", "PREROUTING", *match)
    return ends


def worker(lab, s, end, bad, habit):
    s.settimeout(9)
    with contextlib.suppress(OSError):
        if end == bad and habit == "closes":
            s.close()
            return
        while s.recv(4096):
            if end == bad and habit == "hangs":
                time.sleep(6)
                break
            s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntwo books")
    s.close()


def bad_backend(lab, vip, habit, count):
    port, taken = 8080, {}
    ends = balance(lab, vip, port)
    bad = ends[-1]
    finished = threading.Event()

    def farm(end):
        listener = lab.listen(port, host=end)
        if end == bad:
            # Another make of host: what its SYN-ACKs show differs from the others'.
            listener.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 128) if lab.v6 else (socket.IPPROTO_IP, socket.IP_TTL, 128)))
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1360)
        listener.settimeout(0.2)
        while not finished.is_set():
            with contextlib.suppress(OSError):
                s, peer = listener.accept()
                taken[endpoint(ipaddress.ip_address(peer[0]).packed, peer[1])] = end
                threading.Thread(target=worker, args=(lab, s, end, bad, habit), daemon=True).start()

    farms = [threading.Thread(target=farm, args=(end,)) for end in ends]
    for t in farms:
        t.start()
    time.sleep(0.2)
    healthy(lab, 80, count=8, every=0.4)
    hit = []

    def visitor(i):
        c = lab.dial(port, "normal-close", (), "client", src=lab.net.clients[i % len(lab.net.clients)], server=vip)
        while c.name not in taken:
            time.sleep(0.005)
        end = taken[c.name]
        c.label["at"] = {"server": {"server": endpoint(ipaddress.ip_address(end).packed, port)}}
        if end == bad:
            hit.append(c)
            c.became(*(("accept-then-close",) if habit == "closes" else ("accept-starvation", "client-abandoned")))
            c.label["ended_by"] = "server" if habit == "closes" else "client"
        with contextlib.suppress(OSError):
            c.send(REQUEST % (b"basket/%d" % i))
            c.sock.settimeout(2.5)
            if c.recv():
                c.send(REQUEST % (b"basket/%d/2" % i))
                c.recv()
        time.sleep(0.02)
        c.close()

    for i in range(count):
        lab.thread(visitor, i)
        time.sleep(0.11)
    lab.join()
    finished.set()
    for t in farms:
        t.join()
    text = "closes right after accept" if habit == "closes" else "never answers (clients leave after 2.5 s)"
    cause = "accept-then-close" if habit == "closes" else "accept-starvation"
    lab.story(
        f"{len(ends)} back ends behind one address, in turn; the last one {text}: {len(hit)} of {count} connections. Its SYN-ACKs have another"
        " TTL (initial 128) and MSS (1360) than the others'.",
        cause,
        ["accept-then-close"] if habit == "closes" else ["client-abandoned", "accept-starvation"],
        {"failures": len(hit), "connections": count, "backends": len(ends)},
        finding="one-bad-backend",
        at={"server": {"finding": None}},
    )


@variant(
    "one-bad-backend",
    "closes",
    Net(clients=("10.141.0.3", "10.141.0.4", "10.141.0.5"), server="10.141.8.11", more_servers=("10.141.8.12", "10.141.8.13"), rtt=0.003, seed=141),
)
def closes(lab):
    bad_backend(lab, "10.141.100.80", "closes", 48)


@variant(
    "one-bad-backend",
    "hangs-v6",
    Net(
        clients=("fd8e::3", "fd8e::4"),
        server="fd8e:8::11",
        more_servers=("fd8e:8::12", "fd8e:8::13", "fd8e:8::14"),
        rtt=0.025,
        timestamps=False,
        seed=142,
    ),
)
def hangs(lab):
    bad_backend(lab, "2001:db8:8e::80", "hangs", 44)


# -- a client that leaks --------------------------------------------------------------------------------------------


@variant("client-leak", "no-limit", Net(clients=("10.143.0.3", "10.143.0.4"), server="10.143.8.3", rtt=0.002, seed=143), manual=True)
def leak_without_limit(lab):
    """Nothing fails yet: the number of one client's connections only grows."""
    program(lab, 3306, "kinds.py", "answer")
    lab.record(BOTH)
    leaker, modest = lab.net.clients
    for i in range(60):
        c = lab.dial(3306, "open-at-end", (), "none", src=leaker)
        c.send(b"\x0f\0\0\0\3select %06d;" % i)
        assert c.recv()
        if i % 2:
            c = lab.dial(3306, "normal-close", (), "client", src=modest)
            c.send(b"\x0f\0\0\0\3select %06d;" % i)
            assert c.recv()
            c.close()
        time.sleep(0.2)
    lab.story(
        "One client opens a connection for every query (five a second), asks once and never closes any: 60 are open at the end and none was"
        " closed. Another client opens and closes. Nothing fails.",
        "open-at-end",
        ["normal-close"],
        {"opened": 60, "closed": 0},
        finding="client-leak",
    )


@variant(
    "client-leak",
    "into-limit-v6",
    Net(clients=("fd90::3", "fd90::4", "fd90::5"), server="fd90:8::3", rtt=0.018, timestamps=False, seed=144),
)
def leak_into_limit(lab):
    healthy(lab, 80, count=10, every=0.6)
    desk = Limited(lab, 1521, 30)
    leaker, *modest = lab.net.clients
    for i in range(44):
        desk.open(leaker)
        if i % 5 == 1:
            desk.open(modest[i % 2])
        if i % 10 == 6:
            desk.release(modest[(i - 5) % 2])
        if i in (9, 19):
            desk.release(leaker)
        time.sleep(0.12)
    lab.join()
    lab.story(
        f"One client opens a connection per job and hardly closes any (two of 46): from its 31st open one on it is turned away"
        f" ({desk.rejected} times), while other addresses come and go.",
        "connection-limit-per-client",
        [],
        {"limit": 30, "rejected": desk.rejected},
        finding="client-leak",
    )


# -- no port left ---------------------------------------------------------------------------------------------------


def churn(lab, target, src, count, every, ends):
    """Connections with a port of the kernel's own choice, closed by the client at once; returns how many found none."""
    none_left, seen = 0, {}
    for i in range(count):
        begun = time.monotonic()
        with inside(lab.ns["client"]):
            s = socket.socket(lab.family, socket.SOCK_STREAM)
        s.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        s.bind((src, 0))
        s.settimeout(5)
        try:
            s.connect(target)
        except OSError as e:
            assert e.errno == ERRNO_NO_PORT, e
            none_left += 1
            s.close()
            time.sleep(every)
            continue
        name = endpoint(ipaddress.ip_address(src).packed, s.getsockname()[1])
        seen[name] = seen.get(name, 0) + 1
        server = endpoint(ipaddress.ip_address(target[0]).packed, target[1])
        extra = {"incarnation": seen[name]} if ends == "reused" else {}
        lab.label(name, server, "normal-close", ("port-reuse-collision",) if seen[name] > 1 else (), "client", **extra)
        s.sendall(REQUEST % (b"tick/%d" % i))
        assert s.recv(4096)
        s.close()
        time.sleep(max(0.0, every - (time.monotonic() - begun)))
    return none_left, len(seen)


@variant(
    "ephemeral-port-exhaustion",
    "none-left",
    Net(
        clients=("10.145.0.3", "10.145.0.4"),
        server="10.145.8.3",
        rtt=0.001,
        client_sysctl={"ipv4__ip_local_port_range": "40000 40079"},
        seed=145,
    ),
)
@variant(
    "ephemeral-port-exhaustion",
    "none-left-v6-12ms",
    Net(
        clients=("fd92::3", "fd92::4"),
        server="fd92:8::3",
        rtt=0.012,
        timestamps=False,
        client_sysctl={"ipv4__ip_local_port_range": "51000 51047"},
        seed=146,
    ),
)
def exhausted(lab):
    """Every port of the small range is in TIME_WAIT at the client; the next connect() fails with nothing on the wire."""
    ports = 80 if lab.net.seed == 145 else 48
    Web(lab.listen(8080), size=120)
    busy, other = lab.net.clients
    healthy(lab, 80, count=10, every=0.7, sources=(other,))
    failed, used = churn(lab, (lab.net.server, 8080), busy, ports + 40, 0.05, "none")
    assert failed >= 30 and used >= ports - 6, (failed, used)
    lab.join()
    lab.story(
        f"A client with {ports} ephemeral ports (ip_local_port_range) opens a connection per request, 20 a second, and closes it first: after"
        f" {used} connections every port waits in TIME_WAIT and connect() fails {failed} times with EADDRNOTAVAIL, of which nothing is on the"
        " wire but that it stops. Another client goes on.",
        "normal-close",
        [],
        {"ports": ports, "used": used, "failedLocally": failed, "clientError": "EADDRNOTAVAIL"},
        finding="ephemeral-port-exhaustion",
    )


@variant(
    "ephemeral-port-exhaustion",
    "reused-in-seconds",
    Net(
        clients=("172.23.147.3", "172.23.147.4"),
        server="172.23.148.3",
        rtt=0.0004,
        client_sysctl={"ipv4__ip_local_port_range": "45000 45031", "ipv4__tcp_tw_reuse": 1},
        seed=147,
    ),
)
def reused(lab):
    """tcp_tw_reuse lets the client use a port again after a second: four-tuples younger than a minute come back."""
    Web(lab.listen(8080), size=120)
    busy, other = lab.net.clients
    healthy(lab, 80, count=8, every=0.7, sources=(other,))
    failed, used = churn(lab, (lab.net.server, 8080), busy, 120, 0.06, "reused")
    lab.join()
    lab.story(
        f"A client with 32 ephemeral ports and tcp_tw_reuse=1 opens {120 - failed} connections in some seconds over {used} ports, each closed by"
        f" itself: four-tuples come back within seconds of their last close; {failed} times connect() fails with EADDRNOTAVAIL.",
        "normal-close",
        [],
        {"ports": 32, "used": used, "failedLocally": failed, "clientError": "EADDRNOTAVAIL"},
        finding="ephemeral-port-exhaustion",
    )


# -- slow handshakes ------------------------------------------------------------------------------------------------


@variant("slow-handshake", "syn-lost", Net(clients=("10.149.0.3", "10.149.0.4"), server="10.149.8.3", rtt=0.004, wire=True, seed=149))
@variant(
    "slow-handshake",
    "syn-ack-lost-v6-50ms",
    Net(clients=("fd96:1::3", "fd96:1::4"), server="fd96:8::3", rtt=0.050, timestamps=False, seed=150),
)
def slow(lab):
    """Every third connection's first SYN (or SYN-ACK) is lost, nothing else ever: it takes a second more and succeeds."""
    back, lost = lab.net.seed == 150, set()
    chosen = set()

    def rule(seg, direction):
        if not seg.syn or direction != (TO_CLIENT if back else TO_SERVER):
            return True
        port = seg.dport if back else seg.sport
        if port in chosen and port not in lost:
            lost.add(port)
            return False
        return True

    lab.wire.rule = rule
    Web(lab.listen(8080))

    def one(i):
        def prepare(sock):
            if i % 3 == 1:
                chosen.add(sock.getsockname()[1])

        c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[i % 2], prepare=prepare)
        for n in range(1 + i % 3):
            get(c, b"item/%d/%d" % (i, n))
        c.close()

    for i in range(33):
        lab.thread(one, i)
        time.sleep(0.12)
    lab.join()
    assert len(lost) == 11, lost
    lab.story(
        f"The first {'SYN-ACK' if back else 'SYN'} of every third connection is lost on the path: the handshake takes a second more and"
        " succeeds, nothing else is lost.",
        "normal-close",
        [],
        {"slow": 11, "connections": 33, "delaySeconds": 1},
        finding="slow-handshake",
        # A SYN that is lost before the server leaves no trace there.
        at=None if back else {"server": {"finding": None, "headline_accept": ["normal-close"], "facts": {}}},
    )
