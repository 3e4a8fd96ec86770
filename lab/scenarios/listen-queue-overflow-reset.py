"""The accept queue is full and tcp_abort_on_overflow=1: the final ACK that finds no room is answered by RST."""

from netlab import Net, variant
from overflow import overflow

CAUSE = "listen-queue-overflow-reset"
ABORT = {"ipv4__tcp_syncookies": 0, "ipv4__tcp_abort_on_overflow": 1}


def play(lab, port, backlog, plan, hold):
    counts = overflow(lab, port, backlog, plan, hold, reset=True)
    lab.story(
        f"listen({backlog}), an accept loop that stands still and tcp_abort_on_overflow=1: {counts['waited']} connections wait in the"
        f" queue, {counts['reset']} final ACKs that find it full are answered by a bare RST, {counts['syn']} SYNs that find it full are"
        " ignored all the same.",
        CAUSE,
        ["listen-queue-overflow"],
        {"backlog": backlog, "waiting": counts["waited"], "overflowed": counts["reset"]},
    )


@variant(
    CAUSE,
    "accept-queue-reset",
    Net(clients=("10.50.1.31", "10.50.1.32", "10.50.1.33"), server="10.50.2.9", rtt=0.006, server_sysctl=ABORT),
    vantages=("server",),
    sample=True,
)
def sample(lab):
    play(lab, 9799, 10, [(0.2, 9), (0.6, 10), (1.2, 2), (1.5, 2)], 3.0)


@variant(
    CAUSE,
    "burst",
    Net(clients=("192.168.31.2", "192.168.31.3"), server="192.168.32.2", rtt=0.002, server_sysctl=ABORT, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE,
    "burst-v6-no-timestamps",
    Net(clients=("fd31::2", "fd31::3"), server="fd32::2", rtt=0.030, timestamps=False, server_sysctl=ABORT, seed=3),
    vantages=("client",),
)
@variant(
    CAUSE, "burst-50ms", Net(clients=("10.31.0.2", "10.31.0.3", "10.31.0.4"), server="10.32.0.2", rtt=0.050, server_sysctl=ABORT, seed=4)
)
def burst(lab):
    play(lab, 6000 + lab.net.seed, 6, [(0.2, 4), (0.5, 8)], 1.5)
