"""The client resets as soon as it has seen SYN-ACK: a scanner's raw socket, or a half-open health check."""

import ipaddress
import random
import socket
import struct
import time

from background import Web, healthy
from netlab import Net, endpoint, inside, variant
from pcapng import checksum

CAUSE = "half-open-probe"


def syn(lab, src, dst, port, sport):
    """A SYN from a raw socket, as scanners write it: small window, MSS only. The kernel knows nothing of it and resets the SYN-ACK."""
    seq = random.getrandbits(32)
    tcp = struct.pack("!HHIIBBHHH", sport, port, seq, 0, 0x60, 2, 1024, 0, 0) + b"\x02\x04\x05\xb4"
    a, b = ipaddress.ip_address(src).packed, ipaddress.ip_address(dst).packed
    pseudo = a + b + (struct.pack("!II", len(tcp), 6) if lab.v6 else struct.pack("!HH", 6, len(tcp)))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    with inside(lab.ns["client"]):
        raw = socket.socket(lab.family, socket.SOCK_RAW, socket.IPPROTO_TCP)
    raw.bind((src, 0))
    if not lab.v6:
        raw.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, random.choice((41, 47, 53)))
    raw.sendto(tcp, (dst, 0))
    raw.close()


def probe(lab, src, port, sport, cause, accept, ended_by):
    lab.label(
        endpoint(ipaddress.ip_address(src).packed, sport),
        endpoint(ipaddress.ip_address(lab.net.server).packed, port),
        cause,
        accept,
        ended_by,
    )
    syn(lab, src, lab.net.server, port, sport)


@variant(CAUSE, "sweep", Net(clients=("10.240.0.5", "10.240.0.66"), server="10.241.0.5", rtt=0.003, seed=1))
@variant(CAUSE, "sweep-v6", Net(clients=("fdf0::5", "fdf0::66"), server="fdf1::5", rtt=0.025, seed=2), vantages=("server",))
def sweep(lab):
    worker, scanner = lab.net.clients
    open_ports = (22, 80, 443)
    for port in open_ports[::2]:
        Web(lab.listen(port))
    healthy(lab, 80, count=6, every=0.2, sources=(worker,))
    for i, port in enumerate((21, 22, 25, 80, 110, 443, 3306, 8080)):
        if port in open_ports:
            probe(lab, scanner, port, 50100 + i, CAUSE, (), "client")
        else:
            probe(lab, scanner, port, 50100 + i, "port-closed", (CAUSE,), "server")
        time.sleep(0.05)
    lab.join()
    lab.story(
        "A SYN scan of eight ports from a raw socket: the scanner's kernel resets the SYN-ACK of the three open ports, the closed ones"
        " refuse. Another client works normally.",
        CAUSE,
        ["port-closed", "normal-close"],
        {"probed": 8, "open": 3},
    )


@variant(
    CAUSE, "monitor", Net(clients=("192.168.240.5", "192.168.240.66"), server="192.168.241.5", rtt=0.001, seed=3), vantages=("client",)
)
def monitor(lab):
    worker, checker = lab.net.clients
    healthy(lab, 8080, count=14, every=0.3, sources=(worker,))
    for i in range(8):
        probe(lab, checker, 8080, 41000 + i, CAUSE, ("health-check",), "client")
        time.sleep(0.5)
    lab.join()
    lab.story(
        "A monitor probes port 8080 by a half-open SYN every half second, its kernel resets the SYN-ACK; real clients work.",
        CAUSE,
        ["normal-close", "health-check"],
        {"periodSeconds": 0.5},
    )
