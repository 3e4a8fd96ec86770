"""The accept queue is full (tcp_abort_on_overflow=0): SYNs and final ACKs are ignored as if they had been lost."""

from netlab import Net, variant
from overflow import overflow

CAUSE = "listen-queue-overflow"
# With syncookies on, a full SYN queue is answered by cookies: a form of its own, recorded below.
NO_COOKIES = {"ipv4__tcp_syncookies": 0}
CROWD = [(0.2, 6), (0.8, 14), (1.0, 3), (1.2, 3), (1.5, 2)]


def tell(lab, backlog, counts, extra):
    cookies = f", {counts['cookie']} ACKs of syncookies" if counts["cookie"] else ""
    lab.story(
        f"listen({backlog}) and an accept loop that stands still for some seconds: {counts['waited']} connections fill the accept queue and"
        f" wait, {counts['ack']} final ACKs{cookies} and {counts['syn']} SYNs are ignored (as the server's kernel lists them);"
        f" {counts['late']} of these are answered after retransmissions, {counts['lost']} give up. tcp_abort_on_overflow=0. "
        + extra,
        CAUSE,
        [],
        {"backlog": backlog, "waiting": counts["waited"], "overflowed": counts["ack"] + counts["cookie"] + counts["syn"]},
    )


@variant(
    CAUSE,
    "accept-queue",
    Net(clients=("10.50.1.21", "10.50.1.22", "10.50.1.23"), server="10.50.2.7", rtt=0.006, server_sysctl=NO_COOKIES),
    vantages=("server",),
    sample=True,
)
def sample(lab):
    counts = overflow(lab, 9799, 10, CROWD, hold=4.2)
    tell(lab, 10, counts, "The listener serves normally before and after.")


@variant(
    CAUSE,
    "ack-ignored",
    Net(clients=("10.51.1.4", "10.51.1.5"), server="10.52.1.4", rtt=0.010, server_sysctl=NO_COOKIES, seed=2),
    vantages=("server",),
)
@variant(
    CAUSE,
    "ack-ignored-v6-no-timestamps",
    Net(clients=("fd51::4", "fd51::5"), server="fd52::4", rtt=0.003, timestamps=False, server_sysctl=NO_COOKIES, seed=3),
    vantages=("client",),
)
def ack_ignored(lab):
    counts = overflow(lab, 7001, 8, [(0.2, 6), (0.6, 8)], hold=3.6, impatient=5)
    tell(lab, 8, counts, "All SYNs of the burst find room, their final ACKs do not.")


@variant(
    CAUSE, "syn-ignored", Net(clients=("172.30.4.9", "172.30.4.10"), server="172.30.8.9", rtt=0.0008, server_sysctl=NO_COOKIES, seed=4)
)
@variant(
    CAUSE,
    "syn-ignored-50ms",
    Net(clients=("10.53.0.2", "10.53.0.3"), server="10.54.0.2", rtt=0.050, server_sysctl=NO_COOKIES, seed=5),
    vantages=("client",),
)
def syn_ignored(lab):
    backlog = 5 if lab.net.seed == 4 else 15
    counts = overflow(
        lab, 8081, backlog, [(0.1 * i, 1) for i in range(backlog + 1)] + [(2.0 + 0.15 * i, 1) for i in range(7)], hold=4.5, impatient=3
    )
    tell(lab, backlog, counts, "The queue is full before the others come.")


@variant(CAUSE, "cookie", Net(clients=("10.55.0.8", "10.55.0.9"), server="10.56.0.8", rtt=0.008, seed=6), vantages=("server",))
@variant(
    CAUSE,
    "cookie-no-timestamps",
    Net(clients=("10.57.0.8", "10.57.0.9"), server="10.58.0.8", rtt=0.008, timestamps=False, seed=7),
    vantages=("client",),
)
def cookie(lab):
    counts = overflow(lab, 7443, 4, [(0.2, 3), (0.6, 12)], hold=3.2)
    tell(
        lab,
        4,
        counts,
        "tcp_syncookies=1: the SYNs beyond the full SYN queue are answered by cookies, whose ACKs are ignored and never asked for again.",
    )
