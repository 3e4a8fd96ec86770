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
