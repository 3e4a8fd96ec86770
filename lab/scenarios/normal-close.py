"""Nothing is wrong: what healthy traffic looks like, with everything in it that frightens beginners."""

import contextlib
import socket
import time

from background import REQUEST, Web, exchange, get, healthy, read_response
from netlab import Net, variant

CAUSE = "normal-close"


def greeter(lab, port, count, src_shift=0):
    """A protocol in which the server speaks first (mail): banner, a dialogue, QUIT, the server closes."""
    listener = lab.listen(port)
    for i in range(count):
        c, s = lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[(i + src_shift) % len(lab.net.clients)])
        s.send(b"220 mail.example ESMTP\r\n")
        for line, reply in (
            (b"EHLO lab\r\n", b"250 mail.example\r\n"),
            (b"MAIL FROM:<a@example>\r\n", b"250 ok\r\n"),
            (b"QUIT\r\n", b"221 bye\r\n"),
        ):
            c.recv()
            c.send(line)
            s.recv(500)
            s.send(reply)
        s.close()
        c.drain()
        c.close()
        time.sleep(0.05)


def client_closes_first(lab, port, count):
    """Upload by half-close: the client's FIN is the end of the request, the answer comes after it."""
    listener = lab.listen(port)
    for i in range(count):
        c, s = lab.pair(listener, CAUSE, (), "client", src=lab.net.clients[i % len(lab.net.clients)])
        for _ in range(3):
            c.send(b"line of a log file\n" * 40)
            time.sleep(0.01)
        c.sock.shutdown(1)
        while s.recv(65536):
            pass
        s.send(b"2280 bytes stored\n")
        s.close()
        c.drain()
        c.close()
        time.sleep(0.04)


def both_at_once(lab, port, count):
    """Both ends close at the same moment: the FINs cross."""
    listener = lab.listen(port)
    for i in range(count):
        c, s = lab.pair(listener, CAUSE, (), "client", src=lab.net.clients[i % len(lab.net.clients)])
        c.send(b"sum 2 3\n")
        s.recv(100)
        s.send(b"5\n")
        c.recv()
        time.sleep(0.02 + lab.net.rtt)
        c.close()
        s.close()
        time.sleep(0.05)


def idle(lab, port, count, timeout):
    Web(lab.listen(port), idle=timeout)

    def one(i):
        c = lab.dial(port, "idle-close", (CAUSE,), "server", src=lab.net.clients[i % len(lab.net.clients)])
        get(c, b"news")
        c.drain()
        c.close()

    for i in range(count):
        lab.thread(one, i)
        time.sleep(0.1)


def everything(lab, scale, timeout):
    healthy(lab, 80, count=10 * scale, every=0.1, requests=(1, 2, 5, 1))
    idle(lab, 8080, 2 * scale, timeout)
    lab.thread(greeter, lab, 25, 2 * scale)
    lab.thread(client_closes_first, lab, 601, scale)
    both_at_once(lab, 4000, scale)
    lab.join()
    lab.story(
        "Nothing fails: HTTP with one to five requests per connection closed by the client, keep-alive connections that the server closes"
        f" after {timeout:g} s of idling (the client closes in return), a mail-like protocol in which the server speaks first, uploads"
        " ended by a half-close, and FINs that cross.",
        CAUSE,
        ["idle-close"],
        {},
    )


@variant(
    CAUSE,
    "nothing-wrong",
    Net(clients=("10.70.0.11", "10.70.0.12", "10.70.0.13"), server="10.70.9.20", rtt=0.004),
    vantages=("client",),
    sample=True,
)
def sample(lab):
    everything(lab, 3, 2.0)


@variant(CAUSE, "mixed", Net(clients=("192.168.100.7", "192.168.100.8"), server="192.168.101.7", seed=2), vantages=("client",))
@variant(
    CAUSE, "mixed-v6-50ms", Net(clients=("fd64::7", "fd64::8"), server="fd65::7", rtt=0.050, timestamps=False, seed=3), vantages=("client",)
)
def mixed(lab):
    everything(lab, 1, 1.5)


@variant(
    CAUSE, "lossy-path", Net(clients=("10.71.0.4", "10.71.0.5"), server="10.72.0.4", rtt=0.010, wire=True, seed=4), vantages=("client",)
)
def lossy(lab):
    """Segments are really lost and repeated; every exchange completes."""

    def rule(seg, direction):
        return lab.random.random() > 0.04

    lab.wire.rule = rule
    healthy(lab, 80, count=15, every=0.05, requests=(2, 4))
    lab.join()
    lab.wire.rule = None
    time.sleep(1.2)
    lab.story("Four percent of the segments are lost on the path and repeated; every exchange completes.", CAUSE, ["slow-handshake"], {})


@variant(CAUSE, "slow-reader", Net(clients=("10.73.0.4",), server="10.74.0.4", rtt=0.002, seed=5), vantages=("server",))
def slow_reader(lab):
    """The receiver pauses: zero window, probes, then it reads on."""
    listener = lab.listen(80)

    def small(sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    for pause in (0.9, 1.6):
        c, s = lab.pair(listener, CAUSE, ("receiver-stalled",), "server", prepare=small)
        c.send(b"GET /film HTTP/1.0\r\n\r\n")
        s.recv(100)

        def sender(s=s):
            with contextlib.suppress(OSError):
                s.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 20000\r\n\r\n" + b"z" * 20000)
            s.close()

        t = lab.thread(sender)
        time.sleep(pause)
        c.drain()
        t.join()
        c.close()
    time.sleep(0.1)
    lab.story(
        "The receiver of a download pauses for 0.9 and 1.6 s (zero window, window probes), then reads on; everything is delivered and"
        " closed.",
        CAUSE,
        ["receiver-stalled"],
        {},
    )


TCP_DEFER_ACCEPT = 9


@variant(CAUSE, "deferred-accept", Net(clients=("10.75.0.4", "10.75.0.5"), server="10.76.0.4", rtt=0.003, seed=6))
def deferred_accept(lab):
    """TCP_DEFER_ACCEPT and clients slow to speak: repeated SYN-ACKs, the look of a full accept queue without its cause."""
    listener = lab.listen(80)
    listener.setsockopt(socket.IPPROTO_TCP, TCP_DEFER_ACCEPT, 3)
    healthy(lab, 8080, count=6, every=0.5)
    for i in range(3):
        c = lab.dial(80, CAUSE, (), "client", src=lab.net.clients[i % 2])
        time.sleep((0.02, 1.6, 3.4)[i])
        c.send(REQUEST % b"index")
        s, _ = listener.accept()
        s.recv(4096)
        s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        read_response(c)
        c.close()
        s.recv(10)
        s.close()
    lab.join()
    lab.story(
        "A listener with TCP_DEFER_ACCEPT 3 s and clients that send their request 0.02, 1.6 and 3.4 s after the handshake: SYN-ACKs are"
        " repeated though nothing is wrong; every request is answered.",
        CAUSE,
        [],
        {},
    )


@variant(
    CAUSE, "slow-answers", Net(clients=("192.168.75.4", "192.168.75.5"), server="192.168.76.4", rtt=0.010, seed=7), vantages=("client",)
)
def slow_answers(lab):
    """Requests that take long: acknowledged at once, answered after six seconds, everybody waits."""
    web = Web(lab.listen(80), delay=lambda path: 6.0 if b"report" in path else 0.01)
    healthy(lab, 80, count=8, every=0.6, web=web)

    def patient(i):
        c = lab.dial(80, CAUSE, (), "client", src=lab.net.clients[i % 2])
        get(c, b"report/%d" % i)
        c.close()

    for i in range(5):
        lab.thread(patient, i)
        time.sleep(0.2)
    lab.join()
    lab.story(
        "Five requests take six seconds to answer and their clients wait for it; short requests beside them. Slow, but nothing fails.",
        CAUSE,
        [],
        {},
    )


@variant(CAUSE, "keepalive-answered", Net(clients=("10.75.4.4", "10.75.4.5"), server="10.76.4.4", rtt=0.005, seed=8), vantages=("server",))
def keepalive_answered(lab):
    """Long silence with TCP keepalive probes, each of them answered."""
    listener = lab.listen(5672)

    def probing(sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)

    ends = [lab.pair(listener, CAUSE, (), "client", src=lab.net.clients[i % 2], prepare=probing) for i in range(4)]
    for c, s in ends:
        exchange(c, s, b"bind")
    time.sleep(6.5)
    for c, s in ends:
        exchange(c, s, b"publish")
        c.close()
        s.recv(10)
        s.close()
    lab.story(
        "Four connections idle for 6.5 s with a TCP keepalive probe every second, each answered; then one more exchange and a normal"
        " close.",
        CAUSE,
        [],
        {},
    )


@variant(CAUSE, "port-reused", Net(clients=("10.75.8.4", "10.75.8.5"), server="10.76.8.4", rtt=0.004, seed=9), vantages=("client",))
def port_reused(lab):
    """The same client port again while the server still holds the old connection in TIME_WAIT: accepted outright."""
    listener = lab.listen(80)
    for i in range(4):
        src, port = lab.net.clients[i % 2], 0
        for incarnation in (1, 2):
            c, s = lab.pair(listener, CAUSE, ("port-reuse-collision",), "server", src=src, sport=port, incarnation=incarnation)
            port = c.port
            exchange(c, s, b"page/%d" % incarnation, extra=b"Connection: close\r\n")
            s.close()
            c.drain()
            c.close()
            time.sleep(0.4)
    lab.story(
        "Four connections are closed by the server and opened again from the same client port 0.4 s later, while the server holds the old"
        " one in TIME_WAIT: the new SYN is accepted outright.",
        CAUSE,
        [],
        {"reused": 4},
    )


@variant(CAUSE, "path-mtu-discovered", Net(clients=("10.75.12.4",), server="10.76.12.4", seed=10), vantages=("server",))
def path_mtu(lab):
    """A narrower link behind the server's router: the first full-size segments draw ICMP 3/4 and are repeated smaller."""
    lab.ip("router", "link", "set", "r0", "mtu", "1300")
    web = Web(lab.listen(80), size=3000)
    healthy(lab, 80, count=4, every=0.2, web=web)
    lab.join()
    lab.story(
        "The router's link to the client has an MTU of 1300 and the router says so (ICMP 3/4): full-size segments are repeated smaller and"
        " arrive.",
        CAUSE,
        [],
        {"mtu": 1300},
    )
