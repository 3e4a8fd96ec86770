"""TCP keepalive probes go unanswered; the prober resets."""

import socket
import time

from background import exchange, healthy
from netlab import Net, variant
from wire import TO_CLIENT

CAUSE = "keepalive-timeout"


def keepalive(idle, interval, probes):
    def prepare(sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, interval)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, probes)

    return prepare


def play(lab, idle, interval, probes, both_ways):
    listener, dead = lab.listen(5672), set()

    def rule(seg, direction):
        hit = seg.dport in dead if direction == TO_CLIENT else both_ways and seg.sport in dead
        return not hit

    lab.wire.rule = rule
    healthy(lab, 80, count=8, every=0.8)
    hidden = {"cause": "open-at-end", "accept": ["open-at-end", "insufficient-evidence"], "ended_by": "none", "true_cause": CAUSE}
    ends = [lab.pair(listener, "open-at-end", (), "none", src=lab.net.clients[1], prepare=keepalive(idle, interval, probes))]
    for i in range(3):
        ends.append(
            lab.pair(
                listener,
                CAUSE,
                (),
                "client",
                src=lab.net.clients[i % 2],
                prepare=keepalive(idle, interval, probes),
                at={"server": hidden} if both_ways else None,
            )
        )
    for c, s in ends:
        exchange(c, s, b"bind")
    time.sleep(idle + 0.5)  # the first probe is still answered
    dead.update(c.port for c, _ in ends[1:])
    time.sleep(idle + interval * (probes + 1) + 1)
    for c, _ in ends[1:]:
        assert c.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 110
    lab.join()
    facts = {"idleSeconds": idle, "intervalSeconds": interval, "probes": probes}
    way = "both ways" if both_ways else "on the way back only"
    lab.story(
        f"SO_KEEPALIVE {idle} s / {interval} s / {probes} probes on the client. After one answered probe the path goes dark {way} for three"
        " connections: their probes go unanswered, the client resets. A fourth connection's probes are answered all the time.",
        CAUSE,
        [],
        facts,
        at=(
            {
                "server": {
                    "facts": {},
                    "headline": "normal-close",
                    "headline_accept": ["normal-close", "open-at-end", "insufficient-evidence"],
                }
            }
            if both_ways
            else None
        ),
    )


@variant(CAUSE, "dark", Net(clients=("10.180.0.5", "10.180.0.6"), server="10.181.0.5", rtt=0.004, seed=1))
def dark(lab):
    play(lab, 3, 1, 3, True)


@variant(CAUSE, "one-way-v6", Net(clients=("fdb4::5", "fdb4::6"), server="fdb5::5", rtt=0.040, timestamps=False, seed=2))
def one_way(lab):
    play(lab, 2, 2, 4, False)


@variant(CAUSE, "by-server-v6-300us", Net(clients=("fdb6::5", "fdb6::6"), server="fdb7::5", rtt=0.0003, seed=4))
@variant(CAUSE, "by-server", Net(clients=("192.168.180.5", "192.168.180.6"), server="192.168.181.5", rtt=0.015, seed=3))
def by_server(lab):
    """The server probes, and three clients have vanished (a laptop's lid, a train in a tunnel)."""
    listener, dead = lab.listen(5672), set()
    lab.wire.rule = lambda seg, direction: seg.dport not in dead and seg.sport not in dead
    healthy(lab, 80, count=8, every=0.8)
    hidden = {"cause": "open-at-end", "accept": ["open-at-end", "insufficient-evidence"], "ended_by": "none", "true_cause": CAUSE}
    ends = [lab.pair(listener, "open-at-end", (), "none", src=lab.net.clients[1])]
    ends += [lab.pair(listener, CAUSE, (), "server", src=lab.net.clients[i % 2], at={"client": hidden}) for i in range(3)]
    for c, s in ends:
        keepalive(2, 1, 4)(s)
        exchange(c, s, b"bind")
    time.sleep(2.5)
    dead.update(c.port for c, _ in ends[1:])
    time.sleep(8.5)
    for _, s in ends[1:]:
        assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 110
    lab.join()
    lab.story(
        "SO_KEEPALIVE 2 s / 1 s / 4 probes on the server. After one answered probe three clients vanish: the probes go unanswered, the"
        " server resets. A fourth connection's probes are answered all the time.",
        CAUSE,
        [],
        {"idleSeconds": 2, "intervalSeconds": 1, "probes": 4},
        at={
            "client": {
                "facts": {},
                "headline": "normal-close",
                "headline_accept": ["normal-close", "open-at-end", "insufficient-evidence"],
            }
        },
    )
