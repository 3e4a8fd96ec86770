"""The server process is killed; what becomes of its connections depends on what they held."""

import signal
import subprocess
import sys
import time

from background import REQUEST, healthy
from netlab import HERE, Net, variant
from servers import node

CAUSE = "server-process-died"


def start(lab, port):
    p = lab.spawn(
        "server", sys.executable, str(HERE / "descriptors.py"), lab.net.server, str(port), "plain", stdout=subprocess.PIPE, text=True
    )
    p.stdout.readline()
    return p


def play(lab, port, idle, busy, hang, down):
    sources = lab.net.clients
    p = start(lab, port)
    healthy(lab, 80, count=10, every=0.3)
    for i in range(4):
        c = lab.dial(port, "normal-close", (), "client", src=sources[i % 2])
        c.send(REQUEST % b"before")
        c.recv()
        c.close()
        time.sleep(0.05)
    ends = []
    for i in range(idle + busy):
        c = lab.dial(port, CAUSE, (), "server", src=sources[i % 2])
        c.send(REQUEST % (b"work/%d" % i))
        c.recv()
        ends.append(c)
        time.sleep(0.02)
    if hang:
        p.send_signal(signal.SIGSTOP)  # it hangs before it dies: requests pile up unread, one connection is not accepted at all
        for c in ends[idle:]:
            c.send(REQUEST % b"never-read")
        late = lab.dial(port, CAUSE, (), "server", src=sources[0])
        ends.append(late)
        time.sleep(0.6)
    p.send_signal(signal.SIGKILL)
    p.wait()
    killed = time.monotonic()
    for c in ends:
        c.drain()
        c.close()
    refused = 0
    while time.monotonic() - killed < down:
        c = lab.dial(port, "port-closed", (CAUSE,), "server", src=sources[refused % 2])
        assert c.error
        refused += 1
        time.sleep(0.15)
    start(lab, port)
    for i in range(4):
        c = lab.dial(port, "normal-close", (), "client", src=sources[i % 2])
        c.send(REQUEST % b"after")
        c.recv()
        c.close()
        time.sleep(0.08)
    lab.join()
    lab.story(
        f"The server process is killed (SIGKILL) with {len(ends)} connections open"
        + (f", of which {busy} hold unread requests and one is not yet accepted (it had been hanging for 0.6 s)" if hang else ", all idle")
        + f": FIN for what was read, RST,ACK for the rest, all within milliseconds. {refused} attempts are refused until it is back;"
        " another process of the host goes on.",
        CAUSE,
        [],
        {"ended": len(ends), "refused": refused},
    )


@variant(CAUSE, "hung-then-killed", Net(clients=("10.246.0.5", "10.246.0.6"), server="10.247.0.5", rtt=0.003, seed=1), vantages=("server",))
@variant(
    CAUSE,
    "hung-then-killed-v6",
    Net(clients=("fdf6::5", "fdf6::6"), server="fdf7::5", rtt=0.020, timestamps=False, seed=2),
    vantages=("server",),
)
def hung(lab):
    play(lab, 9000, 12, 6, True, 1.2)


@variant(
    CAUSE, "killed-idle", Net(clients=("192.168.246.5", "192.168.246.6"), server="192.168.247.5", rtt=0.0, seed=3), vantages=("client",)
)
def idle(lab):
    play(lab, 7000, 10, 0, False, 0.8)


@variant(
    CAUSE,
    "node-crash",
    Net(clients=("10.248.4.5", "10.248.4.6"), server="10.248.8.5", rtt=0.004, seed=4),
    vantages=("server",),
    manual=True,
)
def node_crash(lab):
    """A real Node process dies of an uncaught exception with requests under way."""
    p = node(lab, 3000)
    lab.record(("server",))
    sources, ends = lab.net.clients, []
    healthy(lab, 80, count=6, every=0.3)
    for i in range(14):
        c = lab.dial(3000, CAUSE, (), "server", src=sources[i % 2])
        c.send(REQUEST % (b"slow" if i % 3 == 2 else b"item"))
        if i % 3 != 2:
            c.recv()
        ends.append(c)
        time.sleep(0.01)
    ends[0].send(REQUEST % b"crash")
    p.wait()
    for c in ends:
        c.drain()
        c.close()
    for i in range(5):
        c = lab.dial(3000, "port-closed", (CAUSE,), "server", src=sources[i % 2])
        assert c.error
        time.sleep(0.1)
    lab.join()
    lab.story(
        "A real Node process dies of an uncaught exception with 14 connections open, some with requests under way: all end at one instant,"
        " the next five attempts are refused.",
        CAUSE,
        [],
        {"ended": 14, "refused": 5},
    )
