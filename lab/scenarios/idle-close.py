"""The server closes idle connections and the client closes in return: nothing is lost."""

import time

from background import Web, get, healthy
from netlab import Net, variant

CAUSE = "idle-close"


@variant(CAUSE, "http", Net(clients=("10.190.0.5", "10.190.0.6"), server="10.191.0.5", rtt=0.003, seed=1))
@variant(
    CAUSE, "http-v6-45ms", Net(clients=("fdbe::5", "fdbe::6"), server="fdbf::5", rtt=0.045, timestamps=False, seed=2), vantages=("server",)
)
def http(lab):
    timeout = 3.0 if lab.net.seed == 1 else 5.0
    web = Web(lab.listen(8080), idle=timeout)
    healthy(lab, 8080, count=5, every=0.4, web=web)

    def one(i):
        c = lab.dial(8080, CAUSE, ("normal-close",), "server", src=lab.net.clients[i % 2])
        for n in range(1 + i % 3):
            get(c, b"page/%d" % n)
            time.sleep(0.1 * i)
        c.drain()
        time.sleep(0.002 * i)
        c.close()

    for i in range(7):
        lab.thread(one, i)
        time.sleep(0.17)
    lab.join()
    lab.story(
        f"The server closes connections that have been idle for {timeout:g} s; the client closes in return. Nothing is lost.",
        CAUSE,
        ["normal-close"],
        {"timeoutSeconds": timeout},
    )


@variant(CAUSE, "store", Net(clients=("172.17.4.5", "172.17.4.6"), server="172.17.8.5", rtt=0.0006, seed=3))
def store(lab):
    """Another protocol, and clients that take up to half a second to notice."""
    listener, timeout = lab.listen(6379), 2.5
    healthy(lab, 80, count=6, every=0.5)

    def one(i):
        c, s = lab.pair(listener, CAUSE, ("normal-close",), "server", src=lab.net.clients[i % 2])
        for n in range(1 + i % 4):
            c.send(b"*2\r\n$3\r\nGET\r\n$4\r\nk%03d\r\n" % n)
            s.recv(200)
            s.send(b"$5\r\nvalue\r\n")
            c.recv()
        time.sleep(timeout)
        s.close()
        c.drain()
        time.sleep(0.1 * i)
        c.close()

    for i in range(6):
        one(i)
    lab.join()
    lab.story(
        f"A key-value server closes connections that have been idle for {timeout:g} s; the client closes up to half a second later. Nothing"
        " is lost.",
        CAUSE,
        ["normal-close"],
        {"timeoutSeconds": timeout},
    )
