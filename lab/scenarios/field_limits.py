"""Limits and hang-ups at accept as real products do them: databases that refuse in words, proxies, TLS, greetings first.

Variants of several causes; what a connection was is known from the order in which they are opened and from what the client was told.
"""

import contextlib
import ssl
import struct
import time

from background import healthy
from netlab import Net, variant
from servers import haproxy, mariadb, postgres, program, redis, sshd
from tls import certificate

TOTAL, EACH, CLOSE = "connection-limit-total", "connection-limit-per-client", "accept-then-close"
ALSO = {TOTAL: (CLOSE, EACH), EACH: (CLOSE, TOTAL)}


class Desk:
    """Opens connections up to a limit and beyond it; `ask(c)` must return True when the client was served."""

    def __init__(self, lab, port, cause, ask, ended_by="server", also=(), pause=0.02):
        self.lab, self.port, self.cause, self.ask, self.pause = lab, port, cause, ask, pause
        self.ended_by, self.also = ended_by, also
        self.held, self.rejected = [], 0

    def open(self, src):
        c = self.lab.dial(self.port, "open-at-end", (), "none", src=src)
        assert not c.error and self.ask(c), "not served"
        self.held.append(c)
        time.sleep(self.pause)

    def refused(self, src, silent=False):
        c = self.lab.dial(self.port, self.cause, (*ALSO.get(self.cause, ()), *self.also), self.ended_by, src=src)
        with contextlib.suppress(OSError):
            if not silent:
                assert not self.ask(c), "served beyond the limit"
        c.drain()
        time.sleep(0.02 + self.lab.net.rtt)
        c.close()
        self.rejected += 1
        time.sleep(self.pause * 2)

    def leave(self, count):
        for c in self.held[:count]:
            c.close()
            c.became("normal-close", ended_by="client")
            time.sleep(0.02)
        del self.held[:count]
        time.sleep(0.15 + self.lab.net.rtt)

    def keep_using(self):
        """What is held is in use: at the end of the capture it is not forgotten but healthy."""
        for c in self.held:
            self.ask(c)
        time.sleep(0.1)


def served(c, message, want):
    c.send(message)
    return want in c.recv()


def postgres_ask(c):
    """StartupMessage, then a simple query; the second time only the query."""
    if not getattr(c, "known", False):
        body = b"user\0postgres\0database\0postgres\0application_name\0orders\0\0"
        c.send(struct.pack("!II", len(body) + 8, 196608) + body)
        got = b""
        while b"Z\0\0\0\5I" not in got:
            chunk = c.recv()
            if not chunk:
                assert b"too many clients" in got, got
                return False
            got += chunk
        c.known = True
    query = b"select now()\0"
    c.send(b"Q" + struct.pack("!I", len(query) + 4) + query)
    return b"SELECT 1" in c.recv()


@variant(
    TOTAL,
    "postgres",
    Net(clients=("10.61.0.4", "10.61.0.5", "10.61.0.6"), server="10.61.8.4", rtt=0.0006, seed=61),
    manual=True)
def real_postgres(lab):
    postgres(lab, 5432, "max_connections=7", "superuser_reserved_connections=0", "max_wal_senders=0", "autovacuum=off")
    lab.record(("client", "server"))
    healthy(lab, 8000, count=5, every=0.3)
    desk, sources = Desk(lab, 5432, TOTAL, postgres_ask), lab.net.clients
    for i in range(7):
        desk.open(sources[i % 3])
    for i in range(9):
        desk.refused(sources[i % 3])
    desk.leave(2)
    desk.open(sources[0])
    desk.open(sources[2])
    for i in range(3):
        desk.refused(sources[i % 3])
    desk.keep_using()
    lab.join()
    lab.story(
        "A real PostgreSQL 15 with max_connections=7: the next clients send their startup message, are told FATAL 53300 'sorry, too many"
        " clients already' and closed. Three client addresses; after two have left two others are served.",
        TOTAL,
        [],
        {"limit": 7, "rejected": desk.rejected},
    )


def mysql_ask(c):
    """The server greets first: handshake response for a user without password, then COM_PING."""
    if not getattr(c, "known", False):
        hello = c.recv()
        if not hello or hello[4] == 0xFF:
            assert b"Too many connections" in hello
            return False
        login = struct.pack("<IIB23x", 0x000AA205, 1 << 24, 33) + b"shop\0" + b"\0" + b"mysql_native_password\0"
        c.send(struct.pack("<I", len(login))[:3] + b"\1" + login)
        assert c.recv()[4] == 0
        c.known = True
    c.send(b"\1\0\0\0\x0e")
    return c.recv()[4] == 0


@variant(
    TOTAL,
    "mariadb-v6-15ms",
    Net(clients=("fd62::4", "fd62::5"), server="fd62:8::4", rtt=0.015, timestamps=False, seed=62),
    manual=True)
def real_mariadb(lab):
    mariadb(lab, 3306, "--max-connections=10", "--extra-max-connections=1")
    lab.record(("client", "server"))
    healthy(lab, 8000, count=5, every=0.3)
    desk, sources = Desk(lab, 3306, TOTAL, mysql_ask), lab.net.clients
    # MariaDB keeps one place more for an administrator; who is turned away is what the greeting says.
    fit = 0
    while True:
        c = lab.dial(3306, "open-at-end", (), "none", src=sources[fit % 2])
        if not mysql_ask(c):
            c.became(TOTAL, *ALSO[TOTAL], ended_by="server")
            c.drain()
            time.sleep(0.03)
            c.close()
            desk.rejected += 1
            break
        desk.held.append(c)
        fit += 1
        time.sleep(0.02)
    for i in range(8):
        desk.refused(sources[i % 2])
    desk.leave(3)
    for i in range(3):
        desk.open(sources[i % 2])
    for i in range(3):
        desk.refused(sources[i % 2])
    desk.keep_using()
    lab.join()
    lab.story(
        f"A real MariaDB 10.11 with max_connections=10 ({fit} fit): it greets first, and who comes beyond is told ERR 1040 'Too many"
        " connections' in place of the greeting and closed. Two client addresses; after three have left three others are served.",
        TOTAL,
        [],
        {"limit": fit, "rejected": desk.rejected},
    )


@variant(
    TOTAL,
    "smtp-421",
    Net(clients=("192.168.63.4", "192.168.63.5", "192.168.63.6"), server="192.168.64.25", rtt=0.030, seed=63),
    vantages=("client", "server"),
    manual=True)
def smtp(lab):
    program(lab, 25, "kinds.py", "smtp", 5)
    lab.record(("client", "server"))

    def ask(c):
        if not getattr(c, "known", False):
            c.known = c.recv().startswith(b"220")
            if not c.known:
                return False
        return served(c, b"NOOP\r\n", b"250")

    desk, sources = Desk(lab, 25, TOTAL, ask), lab.net.clients
    for i in range(5):
        desk.open(sources[i % 3])
    for i in range(8):
        desk.refused(sources[i % 3])
    desk.leave(1)
    desk.open(sources[1])
    for i in range(2):
        desk.refused(sources[i % 3])
    desk.keep_using()
    lab.story(
        "An asyncio mail server that holds five sessions says '421 ... Too many connections' to the next and closes; the others are greeted"
        " by 220. Three client addresses; after one has left another is served.",
        TOTAL,
        [],
        {"limit": 5, "rejected": desk.rejected},
    )


@variant(
    TOTAL,
    "node-maxconnections",
    Net(clients=("172.16.65.2", "172.16.65.3", "172.16.65.4"), server="172.16.66.2", rtt=0.0001, seed=65),
    manual=True)
@variant(
    TOTAL,
    "java-semaphore-25ms",
    Net(clients=("fd66::2", "fd66::3", "fd66::4"), server="fd66:8::2", rtt=0.025, seed=66),
    manual=True)
def counted_by_program(lab):
    """Clients that speak at once: whether their line has arrived when the server closes decides between RST,ACK and FIN."""
    java = lab.net.seed == 66
    limit = 16 if java else 7
    program(lab, 7007, *(("Kinds.java", "limit") if java else ("kinds.mjs", "limit")), limit)
    lab.record(("client", "server"))
    healthy(lab, 8000, count=5, every=0.3)
    desk = Desk(lab, 7007, TOTAL, lambda c: served(c, b"take 3 of 4711\n", b"OK"), also=("unread-data-abort", "linger-abort"))
    sources = lab.net.clients
    for i in range(limit):
        desk.open(sources[i % 3])
    for i in range(12):
        desk.refused(sources[i % 3], silent=i % 4 == 3)
    desk.leave(3)
    for i in range(3):
        desk.open(sources[(i + 1) % 3])
    for i in range(4):
        desk.refused(sources[i % 3])
    desk.keep_using()
    lab.join()
    for entry in lab.labels:
        entry["accept"] = [a for a in entry["accept"] if a not in ("unread-data-abort", "linger-abort")]
    lab.story(
        f"A {'Java server with a semaphore' if java else 'Node server with maxConnections'} of {limit}: it accepts what comes beyond and"
        " closes it at once, unread. Some of the clients turned away speak at once, some say nothing. Three client addresses; after three"
        " have left three others are served.",
        TOTAL,
        [CLOSE],
        {"limit": limit, "rejected": desk.rejected},
    )


@variant(
    TOTAL, "tls", Net(clients=("10.67.0.4", "10.67.0.5"), server="10.67.8.4", rtt=0.004, seed=67), manual=True)
def in_tls(lab):
    """The request is a ClientHello, and nothing of the limit can be read."""
    cert, key = certificate()
    program(lab, 8443, "kinds.mjs", "limit-tls", 7, cert, key)
    context = ssl.create_default_context(cafile=cert)
    lab.record(("client", "server"))
    healthy(lab, 8000, count=5, every=0.3)
    sources = lab.net.clients

    def ask(c):
        if not hasattr(c, "tls"):
            c.tls = None
            c.tls = context.wrap_socket(c.sock, server_hostname="shop.example")
            c.sock = c.tls
        c.tls.send(b"GET /stock HTTP/1.1\r\n\r\n")
        return c.tls.recv(1000).startswith(b"OK")

    desk = Desk(lab, 8443, TOTAL, ask)
    for i in range(7):
        desk.open(sources[i % 2])
    for i in range(9):
        desk.refused(sources[i % 2], silent=i % 5 == 4)
    desk.leave(2)
    for i in range(2):
        desk.open(sources[i % 2])
    for i in range(3):
        desk.refused(sources[i % 2])
    desk.keep_using()
    lab.join()
    for entry in lab.labels:
        if entry["cause"] == TOTAL:
            entry["accept"].append("tls-failure")
    lab.story(
        "A Node TLS server with maxConnections 7 closes what comes beyond right at accept: most clients have sent their ClientHello by"
        " then or send it into the closed socket. Two client addresses; after two have left two others are served.",
        TOTAL,
        [CLOSE],
        {"limit": 7, "rejected": desk.rejected},
    )


@variant(
    EACH,
    "asyncio-limit-3",
    Net(clients=("10.68.0.4", "10.68.0.5", "10.68.0.6"), server="10.68.8.4", rtt=0.0, timestamps=False, seed=68),
    manual=True)
def asyncio_three(lab):
    program(lab, 9042, "kinds.py", "per-client", 3)
    lab.record(("client", "server"))
    desk = Desk(lab, 9042, EACH, lambda c: served(c, b"\4\0\0\0\1\0\0\0\x16\0\1\0\x0bCQL_VERSION", b"OK"))
    greedy, *modest = lab.net.clients
    for _ in range(3):
        desk.open(greedy)
    for src in (*modest, *modest):
        desk.open(src)
    for i in range(10):
        desk.refused(greedy, silent=i % 5 == 2)
        if i % 4 == 1:
            c = lab.dial(9042, "normal-close", (), "client", src=modest[0])
            assert desk.ask(c)
            c.close()
            time.sleep(0.05)
    desk.leave(1)
    desk.open(greedy)
    desk.refused(greedy)
    desk.keep_using()
    lab.join()
    lab.story(
        "An asyncio server that holds three connections of one address closes the next at once; two other addresses are served all the time,"
        " and the first one again when one of its connections has gone.",
        EACH,
        [],
        {"limit": 3, "rejected": desk.rejected},
    )


@variant(
    EACH,
    "haproxy-src-conn",
    Net(clients=("172.16.69.2", "172.16.69.3"), server="172.16.70.2", rtt=0.002, seed=69),
    manual=True)
def through_haproxy(lab):
    """A stick table counts per source; tcp-request connection reject closes before anything is read."""
    program(lab, 7008, "kinds.mjs", "limit", 5000)
    at = lab.net.server
    haproxy(
        lab,
        f"frontend front\n mode tcp\n bind {at}:5672\n stick-table type ip size 1k expire 60s store conn_cur\n"
        " tcp-request connection track-sc0 src\n tcp-request connection reject if { sc0_conn_cur gt 10 }\n default_backend back\n"
        f"backend back\n mode tcp\n server one {at}:7008",
    )
    time.sleep(0.8)
    lab.record(("client", "server"), "not port 7008")
    desk = Desk(lab, 5672, EACH, lambda c: served(c, b"AMQP\0\0\x09\1", b"OK"))
    greedy, modest = lab.net.clients
    for i in range(10):
        desk.open(greedy)
        if i % 4 == 1:
            desk.open(modest)
    for i in range(12):
        desk.refused(greedy, silent=i % 6 == 5)
        if i % 4 == 1:
            desk.open(modest)
    mine = [c for c in desk.held if c.src == greedy]
    desk.held = [*mine, *(c for c in desk.held if c.src != greedy)]
    desk.leave(2)
    for _ in range(2):
        desk.open(greedy)
    for _ in range(3):
        desk.refused(greedy)
    desk.keep_using()
    lab.story(
        "A real haproxy in front of a broker rejects what an address opens beyond ten connections (stick table, tcp-request connection"
        " reject); another address is served all the time, and the first one again when two have gone.",
        EACH,
        [],
        {"limit": 10, "rejected": desk.rejected},
    )


@variant(
    EACH,
    "sshd-per-source",
    Net(clients=("192.168.71.2", "192.168.71.3"), server="192.168.72.22", rtt=0.012, seed=71),
    manual=True)
def real_sshd(lab):
    """sshd counts those that have not logged in; beyond PerSourceMaxStartups it says so and closes before its banner."""
    sshd(lab, 22, "PerSourceMaxStartups=4", "MaxStartups=100", "LoginGraceTime=120")
    lab.record(("client", "server"))

    def ask(c):
        if getattr(c, "known", False):
            return True
        c.known = c.recv().startswith(b"SSH-2.0")
        if c.known:
            c.send(b"SSH-2.0-libssh2_1.10.0\r\n")
            c.known = bool(c.recv())
        return c.known

    desk = Desk(lab, 22, EACH, ask, pause=0.06)
    greedy, modest = lab.net.clients
    for _ in range(4):
        desk.open(greedy)
    for i in range(9):
        desk.refused(greedy)
        if i % 4 == 2:
            desk.open(modest)
    desk.leave(1)
    desk.open(greedy)
    for _ in range(2):
        desk.refused(greedy)
    for c in desk.held:
        if c.label:
            c.label["accept"].append("close-wait-leak" if c.label["cause"] != "open-at-end" else "insufficient-evidence")
    lab.story(
        "A real sshd with PerSourceMaxStartups=4: sessions that never log in hold the places of one address; who comes beyond is told"
        " 'Exceeded MaxStartups' where the banner should be and closed. Another address is greeted.",
        EACH,
        [],
        {"limit": 4, "rejected": desk.rejected},
    )


@variant(
    EACH,
    "pipelined-200-v6",
    Net(clients=("fd73::2", "fd73::3"), server="fd73:8::2", rtt=0.001, seed=73),
    manual=True)
def pipelined(lab):
    """Clients that write several messages at once, as with pipelining; a limit of 200."""
    program(lab, 9092, "kinds.py", "per-client", 200)
    lab.record(("server",))
    batch = b"\0\0\0\x14\0\x12\0\3\0\0\0\1\0\x0aconsumer-1"

    def ask(c):
        c.send(batch)
        c.send(batch)
        got = b""
        while got.count(b"\n") < 2 and got != b"OK %d\n" % (2 * len(batch)):  # one line or two, as the segments arrive
            chunk = c.recv()
            if not chunk:
                return False
            got += chunk
        return True

    desk = Desk(lab, 9092, EACH, ask, pause=0.004)
    greedy, modest = lab.net.clients
    for i in range(200):
        desk.open(greedy)
        if i % 40 == 7:
            desk.open(modest)
    for i in range(10):
        desk.refused(greedy, silent=i == 4)
        if i % 3 == 1:
            desk.open(modest)
    desk.leave(2)
    for _ in range(2):
        desk.open(greedy)
    for _ in range(3):
        desk.refused(greedy)
    lab.join()
    lab.story(
        "An asyncio broker that holds 200 connections of one address closes the next at once; its clients write two messages back to back."
        " Another address is served all the time.",
        EACH,
        [],
        {"limit": 200, "rejected": desk.rejected},
    )


# -- closed at accept without a limit ------------------------------------------------------------------------------


@variant(
    CLOSE,
    "haproxy-dead-backend",
    Net(clients=("10.74.0.4", "10.74.0.5"), server="10.74.8.4", rtt=0.006, seed=74),
    manual=True)
def dead_backend(lab):
    """TCP mode: the proxy accepts whatever comes; nobody listens behind it."""
    at = lab.net.server
    program(lab, 7009, "kinds.py", "answer")
    haproxy(
        lab,
        f"listen dead\n mode tcp\n bind {at}:5432\n retries 0\n server gone {at}:7999\n"
        f"listen alive\n mode tcp\n bind {at}:5433\n server here {at}:7009",
    )
    time.sleep(0.8)
    lab.record(("client", "server"), "not port 7009 and not port 7999")
    rejected = 0
    for i in range(14):
        c = lab.dial(5433, "normal-close", (), "client", src=lab.net.clients[i % 2])
        assert served(c, b"select 1;\n", b"OK")
        c.close()
        c = lab.dial(5432, CLOSE, ("unread-data-abort", "linger-abort"), "server", src=lab.net.clients[i % 2])
        with contextlib.suppress(OSError):
            if i % 3 != 2:
                c.send(b"select 1;\n")
        c.drain()
        time.sleep(0.02)
        c.close()
        rejected += 1
        time.sleep(0.08)
    for entry in lab.labels:
        entry["accept"] = entry["accept"][:1]
    lab.story(
        "A real haproxy in TCP mode in front of a dead back end accepts and closes every connection to port 5432 at once, whether or not the"
        " client has spoken; its other port, with a live back end, works. Never more than one is open.",
        CLOSE,
        [],
        {"rejected": rejected},
    )


@variant(
    CLOSE,
    "asyncio-abort-v6",
    Net(clients=("fd75::4", "fd75::5"), server="fd75:8::4", rtt=0.050, seed=75),
    manual=True)
def crashing(lab):
    program(lab, 6000, "kinds.py", "crash")
    program(lab, 6001, "kinds.py", "answer")
    lab.record(("client", "server"))
    for i in range(10):
        c = lab.dial(6001, "normal-close", (), "client", src=lab.net.clients[i % 2])
        assert served(c, b"hello 6001\n", b"OK")
        c.close()
        c = lab.dial(6000, CLOSE, ("linger-abort",), "server", src=lab.net.clients[i % 2], unread=("unread-data-abort",))
        with contextlib.suppress(OSError):
            if i % 2:
                c.send(b"hello 6000\n")
        c.drain()
        c.close()
        time.sleep(0.1)
    lab.story(
        "An asyncio handler aborts the transport in its first line, on every connection; the same program on another port works.",
        CLOSE,
        ["linger-abort"],
        {"rejected": 10},
    )


@variant(
    CLOSE,
    "redis-protected",
    Net(clients=("10.76.0.4", "10.76.0.5"), server="10.76.8.4", rtt=0.003, timestamps=False, seed=76),
    manual=True)
def protected(lab):
    """A real redis in protected mode tells every stranger why, and closes."""
    redis(lab, 6379, "--protected-mode", "yes", "--bind", "*")
    lab.record(("client", "server"))
    healthy(lab, 8000, count=6, every=0.3)
    for i in range(9):
        said_nothing = () if i % 3 else ("normal-close",)
        c = lab.dial(6379, CLOSE, said_nothing, "server", src=lab.net.clients[i % 2], unread=("unread-data-abort",))
        with contextlib.suppress(OSError):
            if i % 3:
                c.send(b"*1\r\n$4\r\nPING\r\n")
        c.drain()
        time.sleep(0.01)
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "A real redis in protected mode writes '-DENIED Redis is running in protected mode ...' to every client at once and closes.",
        CLOSE,
        ["normal-close"],
        {"rejected": 9},
    )
