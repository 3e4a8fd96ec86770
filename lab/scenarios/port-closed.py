"""Nothing listens on the port: the host's own stack refuses."""

import time

from background import healthy
from netlab import Net, variant


@variant("port-closed", "v4", Net(clients=("10.4.0.21", "10.4.0.22"), server="10.8.0.10"))
@variant("port-closed", "v6-20ms", Net(clients=("fd00:4::21", "fd00:4::22"), server="fd00:8::10", rtt=0.020, seed=2), vantages=("server",))
@variant(
    "port-closed",
    "no-timestamps",
    Net(clients=("172.16.9.2", "172.16.9.3"), server="172.16.80.4", rtt=0.003, timestamps=False, seed=3),
    vantages=("client",),
)
def refused(lab):
    port = {1: 8443, 2: 5432, 3: 6379}[lab.net.seed]
    healthy(lab, 80, count=5)
    for i in range(6):
        c = lab.dial(port, "port-closed", ("firewall-reject",), "server", src=lab.net.clients[i % 2])
        assert isinstance(c.error, ConnectionRefusedError)
        time.sleep(0.13)
    lab.story(
        f"Six attempts to port {port}, where nothing listens; port 80 of the same host serves normally.",
        "port-closed",
        ["firewall-reject"],
        {"attempts": 6, "port": port},
    )
