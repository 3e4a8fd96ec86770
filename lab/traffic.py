"""What a busy network shows while something fails: several protocols side by side, for the incidents.

Every connection of these actors is healthy and labelled as such; the failures beside them belong to the scenario.
"""

import contextlib
import selectors
import ssl
import struct
import threading
import time

from background import REQUEST, Web, get, read_response
from netlab import abort
from tls import certificate

BANNER = b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"
COURTESY = 0.2  # who closes second waits, so that both vantage points agree on who was first


class Service(threading.Thread):
    """A server for many connections: greets, answers each message by reply(data), closes when the client has closed."""

    def __init__(self, listener, reply=None, hello=b""):
        super().__init__(daemon=True)
        self.listener, self.reply, self.hello = listener, reply, hello
        listener.setblocking(False)
        self.sel = selectors.DefaultSelector()
        self.sel.register(listener, selectors.EVENT_READ)
        self.start()

    def run(self):
        while True:
            for key, _ in self.sel.select():
                with contextlib.suppress(OSError):
                    self.accept() if key.fileobj is self.listener else self.serve(key.fileobj)

    def accept(self):
        s, _ = self.listener.accept()
        s.setblocking(False)
        self.sel.register(s, selectors.EVENT_READ)
        if self.hello:
            s.send(self.hello)

    def serve(self, s):
        data = b""
        with contextlib.suppress(OSError):
            data = s.recv(65536)
            if data and self.reply:
                s.send(self.reply(data))
        if not data:
            self.sel.unregister(s)
            s.close()


def resp(data):
    """A store that speaks RESP, as far as one command per segment goes."""
    return b"+OK\r\n" if data.startswith(b"*3") else b"$24\r\n" + b"4 pieces, 2 reserved, ok" + b"\r\n"


def shell_reply(data):
    return packet(len(data) % 40 + 60)


def packet(size):
    """A binary packet as SSH frames it: length, padding length, message."""
    return struct.pack("!IBB", size - 4, 6, 94) + bytes((7 * i + size) % 251 for i in range(size - 6))


class Town:
    """Clients of several protocols, each a thread of one short connection after another until `seconds` have passed."""

    def __init__(self, lab, seconds, pace=0.28, sources=None, server=None):
        self.lab, self.pace = lab, pace
        self.until = time.monotonic() + seconds
        self.sources = sources or lab.net.clients
        self.server = server

    def everything(self, web=80):
        """HTTP, a key-value store, remote shells, log shipping, TLS and health checks, on their usual ports."""
        lab = self.lab
        self.web(web)
        Service(lab.listen(6379), resp)
        self.start(self.store, 6379)
        Service(lab.listen(22), shell_reply, BANNER)
        self.start(self.shell, 22)
        Service(lab.listen(5140))
        self.start(self.logs, 5140)
        self.tls(443)
        self.checks(web, 1.0)
        return self

    def web(self, port, workers=2):
        if self.server is None:
            Web(self.lab.listen(port))
        for _ in range(workers):
            self.start(self.shop, port)
        return self

    def start(self, actor, *args):
        """One thread per actor; `actor` makes one connection per call."""

        def work():
            n = 0
            while time.monotonic() < self.until:
                actor(n, *args)
                n += 1
                time.sleep(self.pace * self.lab.random.uniform(0.5, 1.5))

        return self.lab.thread(work)

    def src(self):
        return self.lab.random.choice(self.sources)

    def dial(self, port, cause="normal-close", accept=(), **kw):
        """Whether the service is up or not: a refused attempt is labelled by the caller."""
        return self.lab.dial(port, cause, accept, "client", src=self.src(), server=self.server, **kw)

    def shop(self, n, port):
        c = self.dial(port)
        for i in range(1 + n % 5):
            get(c, b"item/%d/%d" % (n, i))
            time.sleep(self.lab.random.uniform(0.005, 0.05))
        c.close()

    def store(self, n, port):
        c = self.dial(port)
        for i in range(2 + n % 4):
            key = b"stock:%03d" % (n % 1000)
            c.send(b"*3\r\n$3\r\nSET\r\n$9\r\n%s\r\n$2\r\n%02d\r\n" % (key, i) if i % 2 else b"*2\r\n$3\r\nGET\r\n$9\r\n%s\r\n" % key)
            c.recv()
            time.sleep(0.004)
        c.close()

    def shell(self, n, port):
        c = self.dial(port)
        c.recv()
        c.send(BANNER)
        c.recv()
        for i in range(2 + n % 4):
            c.send(packet(48 + 16 * (i % 3)))
            c.recv()
            time.sleep(0.02)
        c.close()

    def logs(self, n, port):
        """One way only: lines go out, nothing ever comes back."""
        c = self.dial(port)
        for i in range(4 + n % 6):
            c.send(b"<134>1 2025-11-21T12:00:%02dZ web-%d shop - - - served item %d\n" % (i, n % 4, 17 * i))
            time.sleep(0.25)
        c.close()

    def checks(self, port, every, src=None):
        """A monitor that connects and leaves."""

        def work():
            while time.monotonic() < self.until:
                c = self.lab.dial(port, "health-check", ("normal-close",), "client", src=src or self.sources[-1], server=self.server)
                c.close()
                time.sleep(every)

        self.lab.thread(work)

    def tls(self, port, workers=1):
        cert, key = certificate()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(cert, key)
        client = ssl.create_default_context(cafile=cert)
        listener = self.lab.listen(port)
        self.lab.thread(self.tls_server, listener, server)
        for _ in range(workers):
            self.start(self.tls_visit, port, client)
        return server, client

    def tls_server(self, listener, context):
        listener.settimeout(0.2)
        while time.monotonic() < self.until + 2.5:
            with contextlib.suppress(OSError):
                s, _ = listener.accept()
                threading.Thread(target=tls_session, args=(s, context, self.lab.net.rtt), daemon=True).start()

    def tls_visit(self, n, port, context):
        c = self.dial(port)
        t = context.wrap_socket(c.sock, server_hostname="shop.example")
        for i in range(1 + n % 3):
            t.send(REQUEST % (b"account/%d" % i))
            t.recv(4096)
            time.sleep(0.01)
        t.unwrap()
        t.close()


def tls_session(s, context, rtt):
    """Serve until the client says goodbye; a client that cannot agree is left to close first when it sent the alert."""
    s.settimeout(10)
    try:
        s = t = context.wrap_socket(s, server_side=True, do_handshake_on_connect=False)
        t.do_handshake()
        while t.recv(4096):
            t.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyour data")
        t.unwrap()
        time.sleep(rtt + COURTESY)
    except ssl.SSLError as e:
        if "ALERT" in str(e):
            time.sleep(rtt + COURTESY)
    except OSError:
        pass
    s.close()


class Limited:
    """A listener that holds so many connections of one address. Both ends are driven in one order, so every count is known."""

    def __init__(self, lab, port, limit, hard=False, also=()):
        self.lab, self.limit, self.hard, self.also = lab, limit, hard, also
        self.listener = lab.listen(port)
        self.held, self.rejected = {}, 0

    def open(self, src):
        mine = self.held.setdefault(src, [])
        if len(mine) >= self.limit:
            return self.refuse(src)
        c, s = self.lab.pair(self.listener, "open-at-end", (), "none", src=src)
        mine.append((c, s))
        self.talk(c, s)

    def talk(self, c, s, line=b"AUTH reader\n"):
        c.send(line)
        s.recv(100)
        s.send(b"OK\n")
        c.recv()

    def refuse(self, src):
        also = ("accept-then-close", "connection-limit-total", *self.also)
        c, s = self.lab.pair(self.listener, "connection-limit-per-client", also, "server", src=src)
        abort(s) if self.hard else s.close()
        with contextlib.suppress(OSError):
            c.send(b"AUTH reader\n")
        c.drain()
        time.sleep(0.02 + self.lab.net.rtt)
        c.close()
        self.rejected += 1

    def release(self, src, count=1):
        for _ in range(count):
            c, s = self.held[src].pop(0)
            c.close()
            s.recv(10)
            s.close()
            c.became("normal-close", ended_by="client")
        time.sleep(0.03 + self.lab.net.rtt)

    def ping(self):
        for pairs in self.held.values():
            for c, s in pairs:
                self.talk(c, s, b"PING\n")


def impatient(lab, port, src, patience, path=b"report", before=0, accept=("write-after-close",), **kw):
    """Asks for something slow and closes before the answer comes."""
    c = lab.dial(port, "client-abandoned", accept, "client", src=src, **kw)
    for _ in range(before):
        get(c, b"index")
    c.send(REQUEST % path)
    c.sock.settimeout(patience)
    with contextlib.suppress(OSError):
        assert not c.recv(), "the answer came in time"
    c.close()


def patient(lab, port, src, path=b"report"):
    """Waits for the same slow answer."""
    c = lab.dial(port, "normal-close", (), "client", src=src)
    c.send(REQUEST % path)
    assert read_response(c)
    c.close()
