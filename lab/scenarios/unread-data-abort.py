"""close() with received data unread: the kernel sends RST,ACK instead of FIN."""

import contextlib
import time

from background import exchange, healthy
from netlab import Net, variant
from servers import nginx

CAUSE = "unread-data-abort"
ALSO = ("linger-abort",)
UPLOAD = b"PUT /backup/%d HTTP/1.1\r\nHost: store.example\r\nContent-Length: %d\r\n\r\n"


def served(lab, listener, i):
    c, s = lab.pair(listener, "normal-close", (), "client", src=lab.net.clients[i % len(lab.net.clients)])
    exchange(c, s, b"status")
    c.close()
    s.recv(10)
    s.close()


@variant(CAUSE, "early-413", Net(clients=("10.120.0.5", "10.120.0.6"), server="10.121.0.5", rtt=0.004, seed=1))
@variant(
    CAUSE,
    "early-413-v6-40ms",
    Net(clients=("fd78::5", "fd78::6"), server="fd79::5", rtt=0.040, timestamps=False, seed=2),
    vantages=("server",),
)
def early_413(lab):
    """The server answers the header of an upload by 413 and closes while the body is still coming."""
    listener = lab.listen(8080)
    healthy(lab, 80, count=4, every=0.3)
    for i in range(5):
        served(lab, listener, i)
        c, s = lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2])
        c.send(UPLOAD % (i, 900000) + b"d" * 1000)
        s.recv(4096)
        body = b"413 too large"
        s.send(b"HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        with contextlib.suppress(OSError):
            c.send(b"d" * 4000)
            time.sleep(lab.net.rtt + 0.003)
            s.close()
            for _ in range(4):
                c.send(b"d" * 1200)
                time.sleep(0.004)
        time.sleep(lab.net.rtt * 2 + 0.01)
        c.close()
    lab.join()
    lab.story(
        "The server answers the header of a 900 kB upload by 413 and closes with some kilobytes unread while the client is still sending:"
        " RST,ACK behind the answer. Five times, other requests are served.",
        CAUSE,
        [],
        {"status": 413, "failures": 5},
    )


@variant(CAUSE, "request-unread", Net(clients=("172.25.0.5", "172.25.0.6"), server="172.26.0.5", rtt=0.0, seed=3), vantages=("client",))
@variant(
    CAUSE, "request-unread-15ms", Net(clients=("10.122.0.5", "10.122.0.6"), server="10.123.0.5", rtt=0.015, seed=4), vantages=("server",)
)
def request_unread(lab):
    """The server has served the first message and closes without reading the second."""
    listener = lab.listen(9000)
    healthy(lab, 9080, count=4, every=0.2)
    for i in range(6):
        served(lab, listener, i)
        c, s = lab.pair(listener, CAUSE, ALSO, "server", src=lab.net.clients[i % 2])
        c.send(b"JOB 1 " + b"a" * 100 + b"\n")
        s.recv(1000)
        s.send(b"DONE 1\n")
        c.recv()
        c.send(b"JOB 2 " + b"b" * 150 + b"\n")
        time.sleep(lab.net.rtt + 0.02)
        if i % 3 == 2:
            s.shutdown(1)  # FIN first, RST,ACK after it
            time.sleep(0.002)
        s.close()
        c.drain()
        time.sleep(0.03)
        c.close()
    lab.join()
    lab.story(
        "The server answers the first job and closes 20 ms after the second has arrived, without reading it: RST,ACK that covers the unread"
        " 157 bytes (in two of six cases after a shutdown, so a FIN precedes it).",
        CAUSE,
        ["linger-abort"],
        {"unreadBytes": 157, "failures": 6},
    )


@variant(
    CAUSE, "nginx-413", Net(clients=("10.124.0.5", "10.124.0.6"), server="10.125.0.5", rtt=0.008, seed=5), vantages=("client",), manual=True
)
def real_nginx(lab):
    """A real nginx refuses a large upload by its header, discards the body for up to a second and closes on what is still coming."""
    nginx(
        lab,
        f"client_max_body_size 10k; lingering_time 1s; server {{ listen {lab.net.server}:8080; location / {{ return 200 'ok'; }} }}",
        8080,
    )
    lab.record(("client",))
    healthy(lab, 8080, count=5, every=0.3, web=True)
    for i in range(5):
        c = lab.dial(8080, CAUSE, (), "server", src=lab.net.clients[i % 2])
        with contextlib.suppress(OSError):
            c.send(UPLOAD % (i, 300000))
            for _ in range(48):
                c.send(b"d" * 300)
                time.sleep(0.025)
        time.sleep(0.05)
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "A real nginx with client_max_body_size 10k and lingering_time 1s answers the header of a slow 300 kB upload by 413, discards for"
        " up to a second and closes while the body is still coming: RST into the upload of a client that does not look at the answer. Small"
        " requests are served.",
        CAUSE,
        [],
        {"status": 413, "failures": 5},
    )
