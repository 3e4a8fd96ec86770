"""A monitor connects and leaves without a byte."""

import time

from background import Web, healthy
from netlab import Net, variant

CAUSE = "health-check"


@variant(CAUSE, "fin-and-rst", Net(clients=("10.242.0.5", "10.242.0.250", "10.242.0.251"), server="10.243.0.5", rtt=0.003, seed=1))
@variant(
    CAUSE,
    "fin-and-rst-v6",
    Net(clients=("fdf2::5", "fdf2::250", "fdf2::251"), server="fdf3::5", rtt=0.030, timestamps=False, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE,
    "fin-and-rst-50ms",
    Net(clients=("172.28.0.5", "172.28.0.250", "172.28.0.251"), server="172.28.8.5", rtt=0.050, timestamps=False, seed=3),
    vantages=("client",),
)
def checks(lab):
    worker, polite, rude = lab.net.clients
    web = Web(lab.listen(8080))
    healthy(lab, 8080, count=10, every=0.6, sources=(worker,), web=web)

    def checker(src, hard):
        for _ in range(7):
            start = time.monotonic()
            c = lab.dial(8080, CAUSE, ("linger-abort",) if hard else ("normal-close",), "client", src=src)
            c.abort() if hard else c.close()
            time.sleep(max(0.0, 1.0 - (time.monotonic() - start)))

    lab.thread(checker, polite, False)
    time.sleep(0.4)
    lab.thread(checker, rude, True)
    lab.join()
    lab.story(
        "Two checkers connect once a second and leave without a byte, one by close (FIN), the other by abort (RST,ACK); real clients work.",
        CAUSE,
        ["normal-close"],
        {"periodSeconds": 1},
    )
