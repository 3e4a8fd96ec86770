"""A listener whose accept loop stands still while a crowd arrives, shared by the two listen-queue causes.

Which connection was ignored and which merely waited is read from the server's kernel (`ss`) while nobody accepts:
ESTAB = in the accept queue, SYN-RECV = its final ACK was ignored, absent = its SYN was ignored (or answered by a cookie).
"""

import contextlib
import ipaddress
import selectors
import socket
import threading
import time

from background import REQUEST, healthy, response
from netlab import Conn, endpoint

FORMS = {"ack": "final ACK", "cookie": "ACK of a cookie", "syn": "SYN"}


class Customer:
    def __init__(self, lab, port, src, patience):
        self.c = Conn(lab, src, 0)
        lab.keep.append(self.c)
        self.target = (lab.net.server, port)
        self.c.label = lab.label(self.c.name, endpoint(ipaddress.ip_address(lab.net.server).packed, port), "normal-close", (), "server")
        self.patience, self.got, self.end = patience, b"", None
        self.connected = self.believed = False

    def start(self):
        self.c.sock.setblocking(False)
        self.c.sock.connect_ex(self.target)
        self.deadline = time.monotonic() + self.patience


def crowd(customers, hooks=()):
    """Drive (start time, customer) pairs and (time, function) hooks until every customer is done."""
    sel = selectors.DefaultSelector()
    todo = sorted([(t, i, c.start, c) for i, (t, c) in enumerate(customers)] + [(t, 9999 + i, f, None) for i, (t, f) in enumerate(hooks)])
    t0, active = time.monotonic(), set()
    while todo or active:
        while todo and time.monotonic() - t0 >= todo[0][0]:
            _, _, fn, customer = todo.pop(0)
            fn()
            if customer:
                active.add(customer)
                sel.register(customer.c.sock, selectors.EVENT_WRITE, customer)
        for key, events in sel.select(0.002):
            step(sel, key.data, events)
        now = time.monotonic()
        for c in list(active):
            if not c.end and now > c.deadline:
                finish(sel, c, "gave up")
            if c.end:
                active.discard(c)


def step(sel, c, events):
    try:
        if events & selectors.EVENT_WRITE:
            error = c.c.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                raise OSError(error, "connect")
            c.connected = True
            c.c.sock.send(REQUEST % b"stock/42")
            sel.modify(c.c.sock, selectors.EVENT_READ, c)
            return
        data = c.c.sock.recv(65536)
        c.got += data
        if not data:
            finish(sel, c, "answered" if c.got else "closed")
    except BlockingIOError:
        return
    except OSError:
        finish(sel, c, "reset")


def finish(sel, c, how):
    c.end = how
    sel.unregister(c.c.sock)
    c.c.close()


def serve(listener, until):
    """Accept, answer, close, until told to stop."""
    listener.settimeout(0.05)
    while not until.is_set():
        try:
            s, _ = listener.accept()
        except OSError:
            continue
        s.settimeout(3)
        with contextlib.suppress(OSError):
            if s.recv(4096):
                time.sleep(0.005)
                s.send(response(b"eleven pieces"))
        s.close()


def kernel_view(lab, port):
    """client endpoint -> state, as the server's kernel sees it now."""
    view = {}
    for line in lab.run("server", "ss", "-Htan", f"sport = :{port}").splitlines():
        state, _, _, _, peer = line.split()[:5]
        view[peer] = state
    return view


def overflow(lab, port, backlog, plan, hold, impatient=4, reset=False):
    """plan: [(time, how many at that instant)] while the acceptor stands still from 0 to `hold` seconds.

    Returns counts for the story. Every `impatient`-th of the late comers gives up after 2.6 s.
    """
    listener = lab.listen(port, backlog)
    sources = lab.net.clients
    stop = threading.Event()
    healthy(lab, port + 1, count=7, every=0.6)
    before = lab.thread(serve, listener, stop)
    crowd([(i * 0.05, Customer(lab, port, sources[i % len(sources)], 3)) for i in range(5)])
    stop.set()
    before.join()
    people, n = [], 0
    for t, count in plan:
        for _ in range(count):
            late = t > plan[0][0] and n % impatient == 0
            people.append((t, Customer(lab, port, sources[n % len(sources)], 2.6 if late else 25.0)))
            n += 1
    view, go = {}, threading.Event()

    def look():
        view.update(kernel_view(lab, port))
        for _, p in people:
            p.believed = p.connected

    hooks = [(hold - 0.1, look), (hold, lambda: lab.thread(serve, listener, go))]
    crowd(people, hooks)
    crowd([(i * 0.05, Customer(lab, port, sources[i % len(sources)], 3)) for i in range(4)])
    go.set()
    counts = {"waited": 0, "syn": 0, "ack": 0, "cookie": 0, "reset": 0, "late": 0, "lost": 0}
    for _, p in people:
        label(p, view.get(p.c.name), counts, reset)
    lab.join()
    return counts


def label(p, state, counts, reset):
    if state == "ESTAB" or state == "CLOSE-WAIT":
        counts["waited"] += 1
        p.c.label["note"] = "waited in the accept queue, answered when the server went on"
        if p.end != "answered":
            p.c.became("accept-starvation", "client-abandoned", "listen-queue-overflow", ended_by="client")
            p.c.label["note"] = "waited in the accept queue, gave up, answered when the server went on"
        return
    if reset and p.end == "reset":
        counts["reset"] += 1
        p.c.became("listen-queue-overflow-reset", ended_by="server")
        return
    # A client that believes to be connected while the server keeps nothing of it was answered by a cookie.
    form = "ack" if state == "SYN-RECV" else "cookie" if p.believed else "syn"
    counts[form] += 1
    counts["late" if p.end == "answered" else "lost"] += 1
    # The FIN of a client that gave up waits behind data that is not acknowledged: the server may be first after all.
    ended = "server" if p.end == "answered" else "frames" if p.connected else "none"
    p.c.became("listen-queue-overflow", ended_by=ended)
    p.c.label["note"] = f"{FORMS[form]} ignored; " + ("answered later" if p.end == "answered" else "gave up")
    if p.connected and p.end != "answered":
        # It asked and left before the answer: true as well, and all that shows where the server comes back to a late copy.
        p.c.label["accept"].append("client-abandoned")
