"""The capture ends while everything is well."""

import time

from background import exchange, healthy
from netlab import Net, variant

CAUSE = "open-at-end"


@variant(CAUSE, "pool", Net(clients=("10.210.0.5", "10.210.0.6"), server="10.211.0.5", rtt=0.004, seed=1))
@variant(CAUSE, "pool-v6", Net(clients=("fdd2::5", "fdd2::6"), server="fdd3::5", rtt=0.0, timestamps=False, seed=2), vantages=("server",))
@variant(CAUSE, "pool-50ms", Net(clients=("172.21.4.5", "172.21.4.6"), server="172.21.8.5", rtt=0.050, seed=3), vantages=("client",))
def pool(lab):
    listener = lab.listen(5432)
    healthy(lab, 80, count=3, every=0.4)
    ends = [lab.pair(listener, CAUSE, (), "none", src=lab.net.clients[i % 2]) for i in range(8)]
    for n in range(6):
        for c, s in ends[n % 3 :: 1 + n % 2]:
            exchange(c, s, b"query/%d" % n)
            time.sleep(0.03)
    lab.join()
    exchange(*ends[0], b"last")
    lab.story("A pool of eight connections in use; the capture ends while they are open and healthy.", CAUSE, ["normal-close"], {"open": 8})
