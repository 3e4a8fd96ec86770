"""Healthy traffic: what a real capture shows beside the failure. Incidents are never recorded in an empty network."""

import selectors
import threading
import time

REQUEST = b"GET /%s HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: lab\r\nAccept: */*\r\n\r\n"


def response(body, extra=b""):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), extra, body)


class Web(threading.Thread):
    """A small HTTP server: keep-alive with an idle timer, an optional last request, an optional answer time.

    delay: seconds an answer takes (a number, or a function of the path).
    close_on_fin: close as soon as the client has closed (what servers do).
    """

    def __init__(self, listener, idle=60.0, max_requests=None, size=400, delay=0.0, announce=True, hint=False):
        super().__init__(daemon=True)
        self.listener, self.idle, self.max_requests = listener, idle, max_requests
        self.size, self.delay, self.announce, self.hint = size, delay, announce, hint
        self.sel = selectors.DefaultSelector()
        self.conns, self.running = {}, True
        listener.setblocking(False)
        self.sel.register(listener, selectors.EVENT_READ)
        self.start()

    def run(self):
        while self.running:
            for key, _ in self.sel.select(0.005 if self.conns else 0.1):
                if key.fileobj is self.listener:
                    self.accept()
                else:
                    self.read(key.fileobj)
            now = time.monotonic()
            for s, c in list(self.conns.items()):
                if c["due"] and now >= c["due"][0]:
                    self.sel.register(s, selectors.EVENT_READ)
                    self.answer(s, c)
                elif not c["due"] and now - c["last"] >= self.idle:
                    self.drop(s)

    def accept(self):
        try:
            s, _ = self.listener.accept()
        except OSError:
            return
        s.setblocking(False)
        self.conns[s] = {"last": time.monotonic(), "buf": b"", "n": 0, "due": None}
        self.sel.register(s, selectors.EVENT_READ)

    def read(self, s):
        c = self.conns[s]
        try:
            data = s.recv(65536)
        except OSError:
            data = b""
        if not data:
            return self.drop(s)
        c["buf"] += data
        c["last"] = time.monotonic()
        if b"\r\n\r\n" in c["buf"]:
            head, _, c["buf"] = c["buf"].partition(b"\r\n\r\n")
            path = head.split(b" ")[1] if b" " in head else b""
            wait = self.delay(path) if callable(self.delay) else self.delay
            c["due"] = (time.monotonic() + wait, path)
            if wait:
                self.sel.unregister(s)  # at work: it does not look at the socket before the answer is ready
            else:
                self.answer(s, c)

    def answer(self, s, c):
        c["due"] = None
        c["n"] += 1
        c["last"] = time.monotonic()
        last = self.max_requests and c["n"] >= self.max_requests
        extra = b"Connection: close\r\n" if last and self.announce else b""
        if self.hint and not last:
            extra = b"Keep-Alive: timeout=%d\r\n" % int(self.idle)
        try:
            s.send(response(b"x" * (self.size(c["n"]) if callable(self.size) else self.size), extra))
        except OSError:
            return self.drop(s)
        if last:
            self.drop(s)

    def drop(self, s):
        self.sel.unregister(s)
        del self.conns[s]
        s.close()


def read_response(conn):
    """One whole response with Content-Length, or what came before the end."""
    got = b""
    while b"\r\n\r\n" not in got:
        chunk = conn.recv()
        if not chunk:
            return got
        got += chunk
    head, _, body = got.partition(b"\r\n\r\n")
    want = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < want:
        chunk = conn.recv()
        if not chunk:
            break
        body += chunk
    return head + b"\r\n\r\n" + body


def exchange(c, s, path=b"part/7", body=b"y" * 300, extra=b""):
    """One request and its answer, both ends in the caller's hands."""
    c.send(REQUEST % path)
    s.recv(4096)
    s.send(response(body, extra))
    return read_response(c)


def get(conn, path=b"index"):
    conn.send(REQUEST % path)
    return read_response(conn)


def healthy(lab, port, count=8, every=0.15, sources=None, web=None, requests=(1, 1, 2, 3), server=None):
    """A thread of ordinary exchanges, each opened, used and closed by the client. Starts a server unless one runs."""
    if web is None:
        Web(lab.listen(port))

    def work():
        for i in range(count):
            src = lab.random.choice(sources or lab.net.clients)
            c = lab.dial(port, "normal-close", (), "client", src=src, server=server)
            for n in range(requests[i % len(requests)]):
                get(c, b"item/%d/%d" % (i, n))
                time.sleep(0.01)
            c.close()
            time.sleep(every)

    return lab.thread(work)
