"""The deciding packets are not in the capture."""

import time

from background import exchange
from netlab import Net, abort, variant

CAUSE = "insufficient-evidence"


@variant(
    CAUSE,
    "only-to-client",
    Net(clients=("10.220.0.5", "10.220.0.6"), server="10.221.0.5", rtt=0.003, seed=1),
    vantages=("client",),
    manual=True,
)
@variant(
    CAUSE, "only-to-server", Net(clients=("fddc::5", "fddc::6"), server="fddd::5", rtt=0.020, seed=2), vantages=("client",), manual=True
)
def one_direction(lab):
    """A mirror port that copies one direction only."""
    to_client = lab.net.seed == 1
    lab.record(("client",), f"{'src' if to_client else 'dst'} host {lab.net.server}")
    listener = lab.listen(8080)
    hidden = ("unread-data-abort", "linger-abort", "accept-then-close")
    for i in range(5):
        c, s = lab.pair(listener, CAUSE, ("normal-close",), "client", src=lab.net.clients[i % 2], true_cause="normal-close")
        exchange(c, s)
        c.close()
        s.recv(10)
        s.close()
        time.sleep(0.05)
    for i in range(5):
        c, s = lab.pair(
            listener,
            CAUSE,
            hidden if to_client else ("open-at-end", "accept-starvation"),
            "server",
            src=lab.net.clients[i % 2],
            true_cause="unread-data-abort",
        )
        c.send(b"JOB " + b"j" * 90)
        time.sleep(0.02 + lab.net.rtt)
        s.close()
        c.drain()
        time.sleep(0.05)
    lab.story(
        f"Only the direction {'server to client' if to_client else 'client to server'} was captured: five normal exchanges, and five"
        " connections that the server closes with the request unread.",
        CAUSE,
        ["unread-data-abort", "linger-abort", "accept-then-close"] if to_client else ["normal-close", "open-at-end"],
        {},
    )


@variant(CAUSE, "starts-mid", Net(clients=("172.22.0.5", "172.22.0.6"), server="172.22.8.5", rtt=0.002, seed=3), manual=True)
@variant(CAUSE, "starts-mid-v6", Net(clients=("fdde::5", "fdde::6"), server="fddf::5", rtt=0.050, timestamps=False, seed=4), manual=True)
def starts_mid(lab):
    """tcpdump is started when everything has long been up; then the connections are reset."""
    listener = lab.listen(6000)
    ends = []
    for i in range(8):
        orderly = i >= 6
        cause, also = ("normal-close", (CAUSE,)) if orderly else (CAUSE, ("linger-abort",))
        true = None if orderly else "linger-abort"
        by = "client" if orderly or i % 2 else "server"
        ends.append(lab.pair(listener, cause, also, by, src=lab.net.clients[i % 2], true_cause=true))
        exchange(*ends[-1], b"early/%d" % i)
    time.sleep(0.3)
    lab.record(("client", "server"))
    time.sleep(0.2)
    for i, (c, s) in enumerate(ends):
        if i >= 6:
            exchange(c, s, b"late")
            c.close()
            s.recv(10)
            s.close()
        elif i % 2:
            c.abort()
        else:
            abort(s)
        time.sleep(0.1)
    lab.story(
        "The capture starts when all connections have long been up: of six only a single RST is seen (aborts with nothing unread, three by"
        " each side), two exchange once more and close normally.",
        CAUSE,
        ["linger-abort", "unread-data-abort"],
        {"resets": 6},
    )
