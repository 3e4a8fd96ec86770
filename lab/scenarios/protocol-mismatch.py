"""The two sides speak different protocols."""

import contextlib
import ssl
import time

from background import healthy
from netlab import Net, variant
from servers import nginx
from tls import certificate

CAUSE = "protocol-mismatch"


def tls_get(lab, port, cert, src, cause, ended_by):
    context = ssl.create_default_context(cafile=cert)
    c = lab.dial(port, cause, (), ended_by, src=src)
    with contextlib.suppress(OSError):
        with context.wrap_socket(c.sock, server_hostname="shop.example") as t:
            t.send(b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
            while t.recv(1000):
                pass
    c.close()


def plain_get(lab, port, src, cause, ended_by):
    c = lab.dial(port, cause, (), ended_by, src=src)
    c.send(b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
    c.drain()
    c.close()


@variant(CAUSE, "http-to-tls", Net(clients=("10.104.4.5", "10.104.4.6"), server="10.104.8.5", rtt=0.004, seed=1))
@variant(
    CAUSE,
    "tls-to-http-v6",
    Net(clients=("fd68:1::5", "fd68:1::6"), server="fd69:1::5", rtt=0.025, timestamps=False, seed=2),
    vantages=("server",),
)
def through_nginx(lab):
    pair = certificate()
    at = f"[{lab.net.server}]" if lab.v6 else lab.net.server
    ok = "location / { return 200 'ok'; }"
    nginx(
        lab,
        f"server {{ listen {at}:8443 ssl; ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]}; {ok} }} server {{ listen {at}:8080;"
        f" {ok} }}",
        8443,
    )
    wrong_is_plain = lab.net.seed == 1
    for i in range(8):
        src = lab.net.clients[i % 2]
        if wrong_is_plain:
            plain_get(lab, 8443, src, CAUSE, "server") if i % 2 else tls_get(lab, 8443, pair[0], src, "normal-close", "server")
        else:
            tls_get(lab, 8080, pair[0], src, CAUSE, "server") if i % 2 else plain_get(lab, 8080, src, "normal-close", "server")
        time.sleep(0.1)
    what = (
        ("Plain HTTP to the TLS port of a real nginx", "400 (The plain HTTP request was sent to HTTPS port)")
        if wrong_is_plain
        else ("A TLS ClientHello to the plain port of a real nginx", "400 (Bad Request)")
    )
    lab.story(
        f"{what[0]}: it answers {what[1]} and closes. Clients with the right protocol are served on the same port.",
        CAUSE,
        ["tls-failure"] if not wrong_is_plain else [],
        {"failures": 4},
    )


@variant(
    CAUSE, "http-to-ssh", Net(clients=("192.168.104.5", "192.168.104.6"), server="192.168.105.5", rtt=0.001, seed=3), vantages=("client",)
)
def http_to_ssh(lab):
    """A server that speaks first, and a client that speaks HTTP to it."""
    listener = lab.listen(22)
    healthy(lab, 80, count=4, every=0.2)
    for i in range(4):
        c, s = lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2])
        s.send(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
        with contextlib.suppress(OSError):
            c.send(b"GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            s.recv(1000)
            s.send(b"Invalid SSH identification string.\r\n")
        s.close()
        c.drain()
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "HTTP requests to a port on which a server greets by an SSH banner: it complains about the identification and closes.",
        CAUSE,
        [],
        {"failures": 4},
    )
