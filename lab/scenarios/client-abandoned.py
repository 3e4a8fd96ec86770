"""The client gives up before the answer is complete."""

import contextlib
import time

from background import REQUEST, Web, get, healthy
from netlab import Net, variant

CAUSE = "client-abandoned"


@variant(CAUSE, "timeout", Net(clients=("10.244.0.5", "10.244.0.6"), server="10.245.0.5", rtt=0.004, seed=1))
@variant(
    CAUSE, "timeout-v6", Net(clients=("fdf4::5", "fdf4::6"), server="fdf5::5", rtt=0.050, timestamps=False, seed=2), vantages=("server",)
)
def timeout(lab):
    """The client's timer fires, the answer comes all the same and meets a closed socket."""
    patience, slow = (1.0, 1.8) if lab.net.seed == 1 else (2.0, 3.1)
    web = Web(lab.listen(8080), delay=lambda path: slow if b"report" in path else 0.02)
    healthy(lab, 8080, count=8, every=0.4, web=web)

    def impatient(i):
        c = lab.dial(8080, CAUSE, ("write-after-close",), "client", src=lab.net.clients[i % 2])
        if i % 2:
            get(c, b"index")
        c.send(REQUEST % b"report")
        c.sock.settimeout(patience)
        with contextlib.suppress(OSError):
            c.recv()
        c.close()

    for i in range(6):
        lab.thread(impatient, i)
        time.sleep(0.3)
    lab.join()
    time.sleep(slow - patience + 0.3)
    lab.story(
        f"Answers take {slow:g} s, the clients close after {patience:g} s; the server's late answer is reset by the client's kernel. Short"
        " requests are fine.",
        CAUSE,
        [],
        {"timeoutSeconds": patience, "failures": 6},
    )


@variant(
    CAUSE, "mid-download", Net(clients=("192.168.244.5", "192.168.244.6"), server="192.168.245.5", rtt=0.002, seed=3), vantages=("client",)
)
def mid_download(lab):
    """The client closes in the middle of the answer, with some of it unread: RST,ACK."""
    listener = lab.listen(8081)
    healthy(lab, 80, count=6, every=0.4)
    for i in range(5):
        c, s = lab.pair(listener, CAUSE, ("unread-data-abort",), "client", src=lab.net.clients[i % 2])
        c.send(REQUEST % b"film")
        s.recv(1000)
        s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n")
        for n in range(6):
            s.send(b"f" * 1200)
            time.sleep(0.02)
            if n < 3:
                c.recv()
        c.close()
        with contextlib.suppress(OSError):
            for _ in range(3):
                time.sleep(0.02)
                s.send(b"f" * 1200)
        s.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "The client closes after some kilobytes of a 90 kB answer, a part of them unread: RST,ACK from the client.",
        CAUSE,
        ["unread-data-abort"],
        {"failures": 5},
    )
