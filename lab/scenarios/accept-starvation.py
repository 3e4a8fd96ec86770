"""The kernel completes the handshake and acknowledges the request; the application never takes the connection."""

import contextlib
import resource
import subprocess
import sys
import time

from background import REQUEST, healthy, response
from netlab import HERE, Net, variant

CAUSE = "accept-starvation"
ALSO = ("client-abandoned",)


def start_server(lab, port, limit):
    """The server of descriptors.py without a reserve: accept() fails with EMFILE and is tried again later."""

    def small():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    process = lab.spawn(
        "server",
        sys.executable,
        str(HERE / "descriptors.py"),
        lab.net.server,
        str(port),
        "plain",
        preexec_fn=small,
        stdout=subprocess.PIPE,
        text=True,
    )
    return int(process.stdout.readline())


def give_up(lab, port, src, patience, cause=CAUSE, accept=ALSO, ended_by="client", head=REQUEST % b"orders/next"):
    """Ask, wait, hear nothing, close."""
    c = lab.dial(port, cause, accept, ended_by, src=src)
    c.send(head)
    c.sock.settimeout(patience)
    with contextlib.suppress(OSError):
        c.recv()
    c.close()


def exhausted(lab, limit, vantages, starving, patience):
    fit = start_server(lab, 8080, limit)
    lab.record(vantages)
    sources = lab.net.clients
    healthy(lab, 9090, count=7, every=0.5)
    held = []
    for i in range(fit):
        c = lab.dial(8080, "open-at-end", (), "none", src=sources[i % len(sources)])
        c.send(REQUEST % (b"orders/%d" % i))
        assert c.recv()
        held.append(c)
        time.sleep(0.012)
    waiting = []
    for i in range(starving):
        waiting.append(lab.thread(give_up, lab, 8080, sources[i % len(sources)], patience))
        time.sleep(0.09)
    for t in waiting:
        t.join()
    for c in held[:6]:
        c.send(REQUEST % b"orders/next")
        c.recv()
    lab.join()
    lab.story(
        f"A server under ulimit -n {limit} has room for {fit} connections; then accept() fails with EMFILE. On this kernel (6.18) that"
        f" leaves the connection in the queue: handshake completed and request acknowledged by the kernel, never answered. {starving}"
        f" clients from {len(sources)} addresses give up after {patience:g} s; the connections that are served go on, another server of the"
        " same host works.",
        CAUSE,
        ["connection-limit-total"],
        {"limit": fit, "starved": starving, "timeoutSeconds": patience},
    )


@variant(
    CAUSE,
    "descriptors-unanswered",
    Net(clients=("192.168.6.45", "192.168.6.47", "192.168.6.48"), server="192.168.7.46", rtt=0.0008),
    vantages=("client",),
    sample=True,
    manual=True,
)
def sample(lab):
    exhausted(lab, 64, ("client",), 18, 5.0)


@variant(
    CAUSE, "descriptors-v6", Net(clients=("fd46::45", "fd46::47"), server="fd47::46", rtt=0.020, timestamps=False, seed=2), manual=True
)
def descriptors_v6(lab):
    exhausted(lab, 32, ("client", "server"), 10, 5.0)


@variant(CAUSE, "stuck-loop", Net(clients=("10.101.0.2", "10.101.0.3"), server="10.102.0.2", rtt=0.003, seed=3), vantages=("client",))
@variant(CAUSE, "stuck-loop-50ms", Net(clients=("172.19.4.2", "172.19.4.3"), server="172.19.8.2", rtt=0.050, seed=4), vantages=("server",))
def stuck(lab):
    """A listener that served until its only thread got stuck; it comes back and finds the clients gone."""
    listener = lab.listen(7070)
    healthy(lab, 7071, count=6, every=0.7)
    sources = lab.net.clients

    def served(i):
        c, s = lab.pair(listener, "normal-close", (), "client", src=sources[i % 2])
        c.send(REQUEST % b"quote")
        s.recv(4096)
        s.send(response(b"17.20"))
        c.recv()
        c.close()
        s.recv(10)
        s.close()

    for i in range(5):
        served(i)
    patience = 6.0
    waiting = []
    for i in range(8):
        waiting.append(lab.thread(give_up, lab, 7070, sources[i % 2], patience))
        time.sleep(0.2)
    for t in waiting:
        t.join()
    time.sleep(0.2)
    lab.story(
        "A server whose accept loop gets stuck after five served connections: the next eight are completed and their requests acknowledged"
        f" by the kernel, nothing is answered; the clients close after {patience:g} s. Another listener of the host works.",
        CAUSE,
        ["client-abandoned"],
        {"starved": 8, "timeoutSeconds": patience},
    )
