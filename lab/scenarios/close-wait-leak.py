"""The peer closed, the application never did."""

import time

from background import exchange, healthy
from netlab import Net, variant

CAUSE = "close-wait-leak"


@variant(CAUSE, "server-leaks", Net(clients=("10.86.0.5", "10.86.0.6"), server="10.87.0.5", rtt=0.004, seed=1), vantages=("server",))
@variant(
    CAUSE,
    "server-leaks-v6",
    Net(clients=("fd56:1::5", "fd56:1::6"), server="fd57:1::5", rtt=0.020, timestamps=False, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE, "server-leaks-50ms", Net(clients=("172.27.0.5", "172.27.0.6"), server="172.27.8.5", rtt=0.050, seed=3), vantages=("client",)
)
def server_leaks(lab):
    listener = lab.listen(8080)
    healthy(lab, 80, count=14, every=0.8)
    for i in range(9):
        c, s = lab.pair(listener, CAUSE, ("open-at-end",), "client", src=lab.net.clients[i % 2])
        exchange(c, s, b"order/%d" % i)
        time.sleep(0.05)
        c.close()
        time.sleep(0.3)
    time.sleep(9)
    lab.join()
    lab.story(
        "Nine clients close after the answer; the server acknowledges each FIN and never closes (sockets in CLOSE_WAIT to the end of the"
        " capture). Another server of the host closes as it should.",
        CAUSE,
        ["open-at-end"],
        {"leaked": 9},
    )


@variant(CAUSE, "client-leaks", Net(clients=("192.168.86.5", "192.168.86.6"), server="192.168.87.5", rtt=0.001, seed=4))
def client_leaks(lab):
    """The server says it closes and does; a client that does not look keeps its end."""
    listener = lab.listen(8080)
    healthy(lab, 80, count=14, every=0.8)
    for i in range(7):
        c, s = lab.pair(listener, CAUSE, ("open-at-end",), "server", src=lab.net.clients[i % 2])
        exchange(c, s, b"feed/%d" % i, extra=b"Connection: close\r\n")
        s.close()
        time.sleep(0.3)
    time.sleep(9)
    lab.join()
    lab.story(
        "The server closes after each of seven answers, as it announced; the client acknowledges each FIN and never closes (sockets in"
        " CLOSE_WAIT at the client to the end of the capture). Other clients close as they should.",
        CAUSE,
        ["open-at-end"],
        {"leaked": 7},
    )
