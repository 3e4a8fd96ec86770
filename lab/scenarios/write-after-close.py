"""Data sent to a socket that the other side has closed: RST."""

import contextlib
import time

from background import healthy
from netlab import Net, variant

CAUSE = "write-after-close"


@variant(CAUSE, "push", Net(clients=("10.140.0.5", "10.140.0.6"), server="10.141.0.5", rtt=0.002, seed=1))
@variant(
    CAUSE, "push-v6-30ms", Net(clients=("fd8c::5", "fd8c::6"), server="fd8d::5", rtt=0.030, timestamps=False, seed=2), vantages=("server",)
)
def push(lab):
    """A subscriber leaves in good order; the server's next event meets a closed socket."""
    listener = lab.listen(6000)
    healthy(lab, 80, count=5, every=0.3)

    def subscribe(i, cause, also, ended_by):
        c, s = lab.pair(listener, cause, also, ended_by, src=lab.net.clients[i % 2])
        c.send(b"SUBSCRIBE prices\n")
        s.recv(100)
        for n in range(3):
            s.send(b"event %d\n" % n)
            c.recv()
            time.sleep(0.04)
        return c, s

    stay = [subscribe(i, "open-at-end", (), "none") for i in range(2)]
    for i in range(5):
        c, s = subscribe(i, CAUSE, ("client-abandoned",), "client")
        c.close()
        time.sleep(0.1 + 0.15 * i)
        with contextlib.suppress(OSError):
            s.send(b"event after the end\n")
            time.sleep(lab.net.rtt + 0.01)
        s.close()
    for c, s in stay:
        s.send(b"event for those who stayed\n")
        c.recv()
    time.sleep(0.05)
    lab.join()
    lab.story(
        "Subscribers close in good order; the server pushes its next event 0.1 to 0.7 s later and is reset by the client's kernel. Two"
        " subscribers stay.",
        CAUSE,
        ["client-abandoned"],
        {"failures": 5},
    )


@variant(CAUSE, "log-shipper", Net(clients=("172.27.0.5", "172.27.0.6"), server="172.28.0.5", rtt=0.0, seed=3), vantages=("client",))
@variant(CAUSE, "log-shipper-10ms", Net(clients=("10.142.0.5", "10.142.0.6"), server="10.143.0.5", rtt=0.010, seed=4), vantages=("server",))
def log_shipper(lab):
    """The collector closes while the shipper, which never reads, goes on writing."""
    listener = lab.listen(5140)
    healthy(lab, 80, count=5, every=0.3)
    for i in range(4):
        c, s = lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2])
        for n in range(5 + i):
            c.send(b"<134>app[%d]: line %d of the log\n" % (i, n))
            time.sleep(0.02)
        s.recv(65536)
        s.close()
        time.sleep(0.2 + lab.net.rtt)
        with contextlib.suppress(OSError):
            for n in range(3):
                c.send(b"<134>app[%d]: lost line %d\n" % (i, n))
                time.sleep(0.03)
        c.close()
    lab.join()
    lab.story(
        "A log shipper that never reads goes on writing after the collector has read everything and closed: the next line is answered by"
        " RST.",
        CAUSE,
        [],
        {"failures": 4},
    )
