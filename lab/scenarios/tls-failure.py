"""The TLS handshake fails."""

import ssl
import threading
import time

from netlab import Net, variant
from tls import certificate

CAUSE = "tls-failure"


def contexts(low=ssl.TLSVersion.TLSv1_2, high=ssl.TLSVersion.TLSv1_3):
    cert, key = certificate()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    server.minimum_version, server.maximum_version = low, high
    trusting = ssl.create_default_context(cafile=cert)
    return server, trusting


def handshake(lab, listener, server, client, i, cause, ended_by):
    c, s = lab.pair(listener, cause, (), ended_by, src=lab.net.clients[i % 2])
    s.settimeout(5)
    courtesy = lab.net.rtt + 0.02  # who closes second waits, so that both vantage points agree on who was first

    def serve():
        t = server.wrap_socket(s, server_side=True, do_handshake_on_connect=False)
        try:
            t.do_handshake()
            t.recv(1000)
            t.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            t.recv(1000)
            t.unwrap()  # answers the client's close_notify
        except OSError:
            pass
        time.sleep(courtesy if ended_by == "client" else 0)
        t.close()

    worker = threading.Thread(target=serve)
    worker.start()
    t = client.wrap_socket(c.sock, server_hostname="shop.example", do_handshake_on_connect=False)
    try:
        t.do_handshake()
        t.send(b"GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        t.recv(1000)
        t.unwrap()
        assert cause == "normal-close"
    except OSError:
        assert cause == CAUSE
    time.sleep(courtesy if ended_by == "server" else 0)
    t.close()
    worker.join()
    time.sleep(0.1)


def play(lab, port, server, good, bad, ended_by, text, facts):
    listener = lab.listen(port)
    for i in range(8):
        handshake(lab, listener, server, *((bad, i, CAUSE, ended_by) if i % 2 else (good, i, "normal-close", "client")))
    lab.story(text + " Four fail, four others complete.", CAUSE, [], {"failures": 4, **facts})


@variant(CAUSE, "unknown-ca-1.2", Net(clients=("10.102.4.5", "10.102.4.6"), server="10.102.8.5", rtt=0.005, seed=1))
def unknown_ca_12(lab):
    server, trusting = contexts(high=ssl.TLSVersion.TLSv1_2)
    play(
        lab,
        443,
        server,
        trusting,
        ssl.create_default_context(),
        "client",
        "A self-signed certificate and TLS 1.2: verifying clients send the alert unknown_ca in clear and close.",
        {"alert": 48},
    )


@variant(
    CAUSE,
    "unknown-ca-1.3-v6",
    Net(clients=("fd66:1::5", "fd66:1::6"), server="fd67:1::5", rtt=0.030, timestamps=False, seed=2),
    vantages=("server",),
)
def unknown_ca_13(lab):
    server, trusting = contexts()
    play(
        lab,
        8443,
        server,
        trusting,
        ssl.create_default_context(),
        "client",
        "A self-signed certificate and TLS 1.3: verifying clients send an (encrypted) alert and close.",
        {},
    )


@variant(CAUSE, "version", Net(clients=("192.168.102.5", "192.168.102.6"), server="192.168.103.5", rtt=0.001, seed=3), vantages=("client",))
def version(lab):
    server, trusting = contexts(low=ssl.TLSVersion.TLSv1_3)
    old = ssl.create_default_context()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    play(
        lab,
        443,
        server,
        trusting,
        old,
        "server",
        "The server speaks TLS 1.3 only, old clients 1.2 at most: the server answers their ClientHello by the alert protocol_version and"
        " closes.",
        {"alert": 70},
    )
