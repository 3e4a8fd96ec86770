"""One incident, both ends: what the path lost, forged, changed or delayed is written down by the path itself."""

import contextlib
import random
import socket
import struct
import time

from background import REQUEST, Web, exchange, get, response
from dirty import offload
from netlab import Net, abort, forget, variant
from pcapng import forge, rewrite
from two_sided import Tape
from wire import TO_CLIENT, TO_SERVER

CAUSE = "two-sided"
SYN, ACK, RST = 2, 16, 4


def net(n, v6=False, clients=2, **kw):
    """Addresses of their own for every scenario."""
    if v6:
        return Net(clients=tuple(f"fd{n:02x}:1::{i + 5}" for i in range(clients)), server=f"fd{n:02x}:2::5", seed=n, wire=True, **kw)
    return Net(clients=tuple(f"10.{n}.1.{i + 5}" for i in range(clients)), server=f"10.{n}.2.5", seed=n, wire=True, **kw)


class Calm:
    """A listener that is never interfered with: both files begin and end with its exchanges, so that both are known to run."""

    def __init__(self, lab, port=82):
        self.lab, self.port = lab, port
        Web(lab.listen(port))
        self.visit()

    def visit(self, count=1):
        for i in range(count):
            c = self.lab.dial(self.port, "normal-close", (), "client", src=self.lab.net.clients[i % len(self.lab.net.clients)])
            get(c, b"calm/%d" % i)
            c.close()
            time.sleep(0.03 + self.lab.net.rtt)

    def end(self):
        time.sleep(0.1 + self.lab.net.rtt)
        self.visit(2)
        time.sleep(0.1 + self.lab.net.rtt)


def hang_up(lab, c, s):
    c.close()
    with contextlib.suppress(OSError):
        s.settimeout(5)
        while s.recv(65536):
            pass
    s.close()
    time.sleep(0.02 + lab.net.rtt)


def ordinary(lab, listener, n, cause="normal-close", size=300, rounds=2):
    c, s = lab.pair(listener, cause, (), "client", src=lab.net.clients[n % len(lab.net.clients)])
    for i in range(rounds):
        exchange(c, s, b"page/%d" % i, body=b"y" * size)
    hang_up(lab, c, s)


# -- forged -----------------------------------------------------------------------------------------------------------


@variant(CAUSE, "injected-both-ends", net(31, rtt=0.010))
@variant(CAUSE, "injected-both-ends-v6", net(32, v6=True, rtt=0.006, timestamps=False))
def injected(lab):
    def act(seg, direction):
        if direction == TO_SERVER and b"/blocked" in seg.payload:
            lab.tape.forge(TO_CLIENT, forge(seg, True, RST, seg.ack, ttl=47, ident=0x1111))
            lab.tape.forge(TO_SERVER, forge(seg, False, RST, seg.seq + seg.length, ttl=47, ident=0x2222), lab.net.rtt / 2 + 0.001)

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(4):
        if n % 2 == 0:
            ordinary(lab, listener, n)
            continue
        c, s = lab.pair(listener, "injected-reset", (), "middlebox", src=lab.net.clients[n // 2 % 2])
        exchange(c, s, b"index")
        with contextlib.suppress(OSError):
            c.send(REQUEST % b"blocked")
            s.recv(4096)
            s.send(response(b"never seen"))
        c.drain()
        time.sleep(0.05)
        c.close()
        s.close()
    calm.end()
    lab.story('A device forges a RST to each side when a request contains "/blocked"; the request itself passes.', "injected-reset")


@variant(CAUSE, "rejected-by-device", net(33, rtt=0.012))
def rejected(lab):
    def act(seg, direction):
        if direction == TO_SERVER and seg.syn and seg.dport == 81:
            lab.tape.forge(TO_CLIENT, forge(seg, True, RST | ACK, 0, seg.seq + 1, ttl=60))
            return False

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    lab.listen(81)
    ordinary(lab, listener, 0)
    for n in range(3):
        c = lab.dial(81, "firewall-reject", (), "middlebox", src=lab.net.clients[n % 2])
        c.close()
        time.sleep(0.02)
    calm.end()
    lab.story("A device answers attempts to port 81 by RST in the server's name and lets none of them through.", "firewall-reject")


# -- forgotten --------------------------------------------------------------------------------------------------------


def forgetful(lab, seconds, resets):
    """Forgets a connection that was silent for so long; what comes after is dropped, or answered by RST to its sender."""
    last, gone = {}, set()

    def act(seg, direction):
        flow = frozenset((seg.from_, seg.to))
        now = time.monotonic()
        if seg.syn:
            gone.discard(flow)
        elif flow in gone or now - last.get(flow, now) > seconds:
            gone.add(flow)
            if resets and not seg.rst:
                lab.tape.forge(1 - direction, forge(seg, True, RST, seg.ack, ttl=64))
            return False
        last[flow] = now
        return True

    return act


@variant(CAUSE, "idle-forgotten-dropped", net(34, rtt=0.004, client_sysctl={"ipv4__tcp_retries2": 4}))
@variant(CAUSE, "idle-forgotten-reset", net(35, rtt=0.008))
@variant(CAUSE, "idle-forgotten-reset-v6", net(36, v6=True, rtt=0.008))
def idle(lab):
    resets = lab.net.seed != 34
    Tape(lab, forgetful(lab, 1.5, resets))
    calm, listener = Calm(lab), lab.listen(8080)
    ends = [lab.pair(listener, "middlebox-idle-timeout", (), "middlebox", src=lab.net.clients[n % 2]) for n in range(3)]
    for c, s in ends:
        exchange(c, s, b"poll/0")
    busy = lab.pair(listener, "normal-close", (), "client")
    for _ in range(7):
        exchange(*busy, b"busy")
        time.sleep(0.4)
    for c, _ in ends:
        with contextlib.suppress(OSError):
            c.send(REQUEST % b"poll/1")
    for _ in range(5):
        exchange(*busy, b"busy")
        time.sleep(0.4)
    for c, _ in ends:
        c.sock.settimeout(0.1)
        with contextlib.suppress(OSError):
            c.recv()
    hang_up(lab, *busy)
    calm.end()
    lab.story("A device forgets connections silent for 1.5 s; " + ("answers what follows by RST." if resets else "drops what follows."), "middlebox-idle-timeout")


# -- attempts ---------------------------------------------------------------------------------------------------------


@variant(CAUSE, "syn-dropped", net(37, rtt=0.006))
@variant(CAUSE, "syn-dropped-v6", net(38, v6=True, rtt=0.030))
@variant(CAUSE, "syn-ack-dropped", net(39, rtt=0.006))
def dropped(lab):
    back = lab.net.seed == 39

    def act(seg, direction):
        if seg.syn and (seg.sport == 81 if direction == TO_CLIENT else seg.dport == 81):
            return direction != (TO_CLIENT if back else TO_SERVER)

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    lab.listen(81)
    tries = [lab.thread(lambda n=n: lab.dial(81, "firewall-drop", (), "none", src=lab.net.clients[n % 2], timeout=3.4).close()) for n in range(2)]
    for n in range(3):
        ordinary(lab, listener, n)
        time.sleep(0.5)
    for t in tries:
        t.join()
    time.sleep(3)
    calm.end()
    lab.story("A filter between drops " + ("the SYN-ACKs" if back else "the SYNs") + " of port 81; port 80 of the same host works.", "firewall-drop")


@variant(CAUSE, "queue-full", net(40, rtt=0.006))
def queue_full(lab):
    Tape(lab)
    calm, other = Calm(lab), lab.listen(80)
    full = lab.listen(9799, backlog=1)
    waiting = [lab.dial(9799, "accept-starvation", ("normal-close", "open-at-end"), "client") for _ in range(2)]
    for c in waiting:
        c.send(REQUEST % b"first")
    time.sleep(0.1)
    tries = [
        lab.thread(lambda n=n: lab.dial(9799, "listen-queue-overflow", (), "none", src=lab.net.clients[n % 2], timeout=3.4).close()) for n in range(3)
    ]
    for n in range(3):
        ordinary(lab, other, n)
        time.sleep(0.5)
    for t in tries:
        t.join()
    for c in waiting:
        s, _ = full.accept()
        lab.keep.append(s)
        s.recv(4096)
        s.send(response(b"late"))
        read = c.recv()
        assert read
        c.became("normal-close", "accept-starvation")
        hang_up(lab, c, s)
    calm.end()
    lab.place = "server-side"
    lab.story("The accept queue of one listener is full: its kernel ignores SYNs that arrive. The path loses nothing.", "listen-queue-overflow")


# -- in mid-connection ------------------------------------------------------------------------------------------------


@variant(CAUSE, "lossy", net(41, rtt=0.010))
@variant(CAUSE, "lossy-v6-no-timestamps", net(42, v6=True, rtt=0.014, timestamps=False))
def lossy(lab):
    dice = random.Random(lab.net.seed)

    def act(seg, direction):
        if 82 in (seg.sport, seg.dport):
            return True
        return dice.random() >= 0.08

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(4):
        ordinary(lab, listener, n, size=9000, rounds=3)
    time.sleep(1)
    calm.end()
    lab.place = "unknown"
    lab.story("Eight percent of the packets of port 80 are lost in either direction; everything is repeated and arrives.", "normal-close")


@variant(CAUSE, "answer-lost", net(43, rtt=0.008, server_sysctl={"ipv4__tcp_retries2": 5}))
def answer_lost(lab):
    def act(seg, direction):
        return not (direction == TO_CLIENT and seg.sport == 80 and (b"LOST" in seg.payload or lab.dark))

    lab.dark = False
    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    ordinary(lab, listener, 0)
    ends = [lab.pair(listener, "retransmission-timeout", (), "client", src=lab.net.clients[n % 2]) for n in range(2)]
    for c, s in ends:
        exchange(c, s, b"first")
        c.send(REQUEST % b"second")
        s.recv(4096)
        s.send(response(b"LOST " * 60))
    time.sleep(2.5)
    for c, s in ends:
        c.close()
    time.sleep(1.2)
    calm.end()
    lab.story("The path loses the second answer however often it is sent; the client gives up after 2.5 s.", "retransmission-timeout")


@variant(CAUSE, "request-lost", net(44, rtt=0.008, client_sysctl={"ipv4__tcp_retries2": 5}))
def request_lost(lab):
    Tape(lab, lambda seg, direction: not (direction == TO_SERVER and b"LOST" in seg.payload))
    calm, listener = Calm(lab), lab.listen(80)
    ordinary(lab, listener, 0)
    ends = [lab.pair(listener, "retransmission-timeout", (), "client", src=lab.net.clients[n % 2]) for n in range(2)]
    for c, s in ends:
        exchange(c, s, b"first")
        c.send(b"POST /x HTTP/1.1\r\nContent-Length: 400\r\n\r\n" + b"LOST" * 100)
    time.sleep(4)
    calm.end()
    lab.story("The path loses the second request however often it is sent.", "retransmission-timeout")


@variant(CAUSE, "close-lost", net(45, rtt=0.008))
def close_lost(lab):
    def act(seg, direction):
        return not (seg.dport == 80 and direction == TO_SERVER and seg.from_ in lab.mute)

    lab.mute = set()
    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    ordinary(lab, listener, 0)
    ends = [lab.pair(listener, "client-abandoned", (), "client", src=lab.net.clients[n % 2]) for n in range(2)]
    for c, s in ends:
        exchange(c, s, b"first")
        c.send(REQUEST % b"slow")
        s.recv(4096)
    time.sleep(1)
    for c, _ in ends:
        lab.mute.add(c.name)
        c.close()
    time.sleep(0.4)
    for _, s in ends:
        s.send(response(b"too late"))
    time.sleep(1.5)
    for _, s in ends:
        abort(s)
    time.sleep(0.1)
    calm.end()
    lab.place = "client-side"
    lab.story("The client closes before the slow answer is there, and everything it says from then on is lost: the server repeats its answer to nobody.", "client-abandoned")


@variant(CAUSE, "large-lost", net(46, rtt=0.008, server_sysctl={"ipv4__tcp_retries2": 5}))
def large_lost(lab):
    Tape(lab, lambda seg, direction: not (direction == TO_CLIENT and seg.size > 1300 and seg.sport == 80))
    calm, listener = Calm(lab), lab.listen(80)
    ends = [lab.pair(listener, "mtu-black-hole", (), "client", src=lab.net.clients[n % 2]) for n in range(2)]
    for c, s in ends:
        exchange(c, s, b"small")
        c.send(REQUEST % b"large")
        s.recv(4096)
        s.send(response(b"z" * 4000))
    time.sleep(3)
    for c, _ in ends:
        c.close()
    time.sleep(0.3)
    calm.end()
    lab.story("Full-size segments towards the client vanish, small ones pass: the end of the large answer arrives without its beginning.", "mtu-black-hole")


@variant(CAUSE, "server-forgot", net(47, rtt=0.010))
def server_forgot(lab):
    Tape(lab)
    calm, listener = Calm(lab), lab.listen(5432)
    ends = [lab.pair(listener, "peer-lost-state", (), "server", src=lab.net.clients[n % 2]) for n in range(3)]
    for c, s in ends:
        exchange(c, s, b"query")
    forget(lab, "server", [s for _, s in ends])
    time.sleep(2)
    for c, _ in ends:
        with contextlib.suppress(OSError):
            c.send(REQUEST % b"next")
            c.recv()
        c.close()
    calm.end()
    lab.place = "server-side"
    lab.story("The server's kernel loses its sockets without a word; the next request after 2 s of silence is answered by its own bare RST.", "peer-lost-state")


# -- changed ----------------------------------------------------------------------------------------------------------


def with_option(frame, mss):
    """The SYN with another MSS, checksum put right."""
    at = frame.index(b"\x02\x04", 34)
    return rewrite(frame[: at + 2] + struct.pack("!H", mss) + frame[at + 4 :])


def with_window(frame, window):
    at = 54 if frame[12:14] == b"\x86\xdd" else 14 + (frame[14] & 15) * 4
    return rewrite(frame[: at + 14] + struct.pack("!H", window) + frame[at + 16 :])


@variant(CAUSE, "rewritten", net(48, rtt=0.006))
@variant(CAUSE, "rewritten-v6", net(49, v6=True, rtt=0.006))
def rewritten(lab):
    def act(seg, direction):
        if 80 not in (seg.sport, seg.dport):
            return True
        if seg.syn:
            return with_option(seg.frame, 1200)
        if b"/secret" in seg.payload:
            return rewrite(seg.frame, payload=seg.payload.replace(b"/secret", b"/hidden"))
        if b"item" in seg.payload and direction == TO_CLIENT:
            return rewrite(seg.frame, ttl=200)
        if direction == TO_SERVER and seg.payload == b"narrow":
            return with_window(seg.frame, 99)
        return True

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(3):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[n % 2])
        exchange(c, s, b"secret/%d" % n)
        exchange(c, s, b"open/%d" % n, body=b"item" * 20)
        c.send(b"narrow")
        s.recv(100)
        hang_up(lab, c, s)
    calm.end()
    lab.place = "unknown"
    lab.story("A device clamps the MSS, rewrites a word of the request, the TTL of some answers and the window of others.", "normal-close")


@variant(CAUSE, "translated", net(50, rtt=0.006))
def translated(lab):
    """The router translates both addresses, and ports; the wire behind it loses some packets."""
    lab.run("router", "iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "-d", "192.0.2.7", "--dport", "8443", "-j", "DNAT", "--to-destination", f"{lab.net.server}:80")
    lab.run("router", "iptables", "-t", "nat", "-A", "POSTROUTING", "-p", "tcp", "-o", "r1", "-j", "MASQUERADE", "--to-ports", "20000-20100")
    dice = random.Random(5)
    Tape(lab, lambda seg, direction: 82 in (seg.sport, seg.dport) or dice.random() >= 0.06)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(3):
        c = lab.dial(8443, "normal-close", (), "client", src=lab.net.clients[n % 2], server="192.0.2.7")
        s, _ = listener.accept()
        for i in range(3):
            exchange(c, s, b"page/%d" % i, body=b"y" * 3000)
        hang_up(lab, c, s)
    time.sleep(1)
    calm.end()
    lab.place = "unknown"
    lab.story("Clients speak to a public address and port; a router translates both ends. Six percent of the packets are lost behind it.", "normal-close")


# -- time and form ----------------------------------------------------------------------------------------------------


@variant(CAUSE, "clocks-apart", net(51, rtt=0.040))
def clocks(lab):
    lab.clock = (427.25, 100.0)
    dice = random.Random(7)
    Tape(lab, lambda seg, direction: 82 in (seg.sport, seg.dport) or dice.random() >= 0.05)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(12):
        ordinary(lab, listener, n, size=2000)
        time.sleep(1.0)
        calm.visit()
    calm.end()
    lab.place = "unknown"
    lab.story("The server's clock is seven minutes ahead and gains 100 millionths; five percent are lost.", "normal-close")


@variant(CAUSE, "clocks-apart-back", net(52, v6=True, rtt=0.020))
def clocks_back(lab):
    lab.clock = (-3605.5, -80.0)
    Tape(lab, lambda seg, direction: False if seg.payload.startswith(b"GET /page/1") and seg.from_ not in lab.lost and not lab.lost.add(seg.from_) else True)
    lab.lost = set()
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(6):
        ordinary(lab, listener, n, size=2000)
        time.sleep(1.5)
        calm.visit()
    calm.end()
    lab.place = "unknown"
    lab.story("The server's clock is an hour behind and loses 80 millionths; the second request of each connection is lost once.", "normal-close")


@variant(CAUSE, "offload-at-client", net(53, rtt=0.006))
def offloaded(lab):
    lab.changes = {"client": [lambda records: offload(records, None, None, None)]}
    lost = set()

    def act(seg, direction):
        # The third full segment of each answer, once.
        if direction == TO_CLIENT and seg.sport == 80 and seg.length > 1000 and b"@" in seg.payload and seg.to not in lost:
            lost.add(seg.to)
            return False

    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(3):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[n % 2])
        c.send(b"POST /up HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + b"u" * 20000)
        got = b""
        while len(got) < 20000:
            got += s.recv(65536)
        s.send(response(b"d" * 6000 + b"@" * 5 + b"d" * 9000))
        while b"d" * 9000 not in (got := got + c.recv()):
            pass
        hang_up(lab, c, s)
    calm.end()
    lab.place = "unknown"
    lab.story("The client's capture shows large segments as offload does, the server's those of the wire; one segment of each answer is lost once.", "normal-close")


@variant(CAUSE, "delayed", net(54, rtt=0.010))
def delayed(lab):
    def act(seg, direction):
        if b"/slow" in seg.payload and direction == TO_SERVER and seg.seq not in lab.held:
            lab.held.add(seg.seq)
            return 0.35

    lab.held = set()
    Tape(lab, act)
    calm, listener = Calm(lab), lab.listen(80)
    for n in range(3):
        c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[n % 2])
        exchange(c, s, b"quick")
        exchange(c, s, b"slow")
        time.sleep(0.5)
        exchange(c, s, b"quick")
        hang_up(lab, c, s)
    calm.end()
    lab.place = "unknown"
    lab.story("One request of each connection is held for 0.35 s on the way; its repetition overtakes it.", "normal-close")


@variant(CAUSE, "begun-before", net(55, rtt=0.008), manual=True)
def begun_before(lab):
    Tape(lab, lambda seg, direction: not (seg.payload.startswith(b"GET /page/2") and direction == TO_SERVER and not lab.lost.add(seg.seq) and list(lab.lost).count(seg.seq) == 1 and lab.first(seg)))
    lab.lost, lab.told = set(), set()

    def first(seg):
        if (seg.from_, seg.seq) in lab.told:
            return False
        lab.told.add((seg.from_, seg.seq))
        return True

    lab.first = first
    listener = lab.listen(80)
    ends = [lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[n % 2]) for n in range(3)]
    for c, s in ends:
        exchange(c, s, b"page/0")
    time.sleep(0.3)
    lab.tape.events.clear()
    lab.record(("client", "server"))
    time.sleep(0.2)
    calm = Calm(lab)
    for i in range(1, 4):
        for c, s in ends:
            exchange(c, s, b"page/%d" % i)
    for c, s in ends:
        hang_up(lab, c, s)
    time.sleep(0.5)
    calm.end()
    lab.place = "unknown"
    lab.story("Both captures begin when the connections have long been up; one request of each is lost once.", "normal-close")


# -- on one machine ---------------------------------------------------------------------------------------------------


@variant(CAUSE, "router-any", Net(clients=("10.56.1.5", "10.56.1.6"), server="10.56.2.5", seed=56), manual=True)
def router_any(lab):
    """One capture on all interfaces of a router that drops the SYNs of port 81."""
    lab.record_any("router", "router")
    lab.run("router", "iptables", "-A", "FORWARD", "-p", "tcp", "--dport", "81", "-j", "DROP")
    listener = lab.listen(80)
    lab.listen(81)
    ordinary(lab, listener, 0)
    lab.dial(81, "firewall-drop", (), "none", timeout=2.4).close()
    for n in range(3):
        ordinary(lab, listener, n)
    time.sleep(2)
    ordinary(lab, listener, 1)
    lab.story("A router drops the SYNs of port 81 between its interfaces.", "firewall-drop")


@variant(CAUSE, "proxy", Net(clients=("10.57.1.5", "10.57.1.6"), server="10.57.2.5", seed=57), manual=True)
def proxy(lab):
    """A proxy on the router: clients speak to it on 8080, it speaks to the server on 80; captured in front of it and behind it."""
    lab.record(("client", "server"))
    lab.record_any("router", "router")
    listener = lab.listen(80)
    front = lab.socket("router")
    front.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    gateway = "10.57.1.253"
    front.bind((gateway, 8080))
    front.listen(16)
    lab.keep.append(front)
    for n in range(4):
        c = lab.dial(8080, None, src=lab.net.clients[n % 2], server=gateway)
        near, _ = front.accept()
        far = lab.socket("router")
        far.connect((lab.net.server, 80))
        s, _ = listener.accept()
        c.send(REQUEST % b"item/%d" % n)
        far.sendall(near.recv(4096))
        s.recv(4096)
        if n == 3:  # the server resets, the proxy closes its client's connection
            abort(s)
            time.sleep(0.05)
            far.close()
            near.close()
            c.drain()
            c.close()
        else:
            s.send(response(b"%d" % n * 300))
            near.sendall(far.recv(4096))
            c.recv()
            c.close()
            near.recv(10)
            far.close()
            s.recv(10)
            s.close()
            near.close()
        time.sleep(0.1)
    lab.story("A proxy passes on what clients say; the last request is reset by the server.", "linger-abort")
