"""The last response said "Connection: close"; the client sends another request on the connection all the same."""

import contextlib
import time

from background import REQUEST, Web, get, healthy
from netlab import Net, variant

CAUSE = "ignored-connection-close"


def play(lab, port, requests, count, gaps):
    web = Web(lab.listen(port), max_requests=requests, size=lambda n: 300 + 100 * n)
    # Healthy clients must stay below the last request: where that is impossible they use another listener.
    roomy = requests > 3
    healthy(lab, port if roomy else port + 1, count=5, every=0.4, web=web if roomy else None, requests=(1, 2, 1, 2, 3))
    sources = lab.net.clients

    def careless(i):
        c = lab.dial(port, CAUSE, ("write-after-close",), "server", src=sources[i % len(sources)])
        for n in range(requests):
            get(c, b"feed/%d" % n)
            time.sleep(0.02)
        time.sleep(gaps[i % len(gaps)])
        with contextlib.suppress(OSError):
            c.send(REQUEST % b"feed/next")
        c.drain()
        time.sleep(0.02 + lab.net.rtt)
        c.close()

    def correct(i):
        c = lab.dial(port, "normal-close", (), "server", src=sources[i % len(sources)])
        for n in range(requests):
            get(c, b"feed/%d" % n)
            time.sleep(0.02)
        c.drain()
        c.close()

    for i in range(count):
        lab.thread(careless, i)
        time.sleep(0.15)
        if i % 2:
            lab.thread(correct, i)
            time.sleep(0.1)
    lab.join()
    lab.story(
        f"The server answers {requests} requests per connection, says Connection: close in the last answer and closes. {count} times a"
        " client sends another request on the connection (some milliseconds to a second later): RST. Correct clients beside them close in"
        " return.",
        CAUSE,
        [],
        {"requests": requests, "failures": count},
    )


@variant(
    CAUSE, "connection-close", Net(clients=("10.60.3.7", "10.60.3.8"), server="10.60.9.9", rtt=0.003), vantages=("client",), sample=True
)
def sample(lab):
    play(lab, 8080, 5, 8, (0.05, 0.3, 1.0))


@variant(CAUSE, "once", Net(clients=("192.168.60.2", "192.168.60.3"), server="192.168.61.2", seed=2), vantages=("server",))
@variant(CAUSE, "v6-30ms", Net(clients=("fd60::2", "fd60::3"), server="fd61::2", rtt=0.030, timestamps=False, seed=3), vantages=("client",))
@variant(
    CAUSE,
    "50ms-no-timestamps",
    Net(clients=("172.16.60.2", "172.16.60.3"), server="172.16.61.2", rtt=0.050, timestamps=False, seed=4),
)
def others(lab):
    play(lab, 9080, 1 if lab.net.seed == 2 else 3, 5, (0.08, 0.5))
