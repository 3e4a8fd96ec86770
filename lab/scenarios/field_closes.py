"""Closes at the wrong moment, by real servers and clients: nginx, haproxy, redis, Node, Java, asyncio, curl, nc.

Variants of several causes; what became of a connection follows from what was done to it and from what its client was told.
"""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

from background import REQUEST, Web, get, healthy, read_response
from netlab import Net, scratch, variant
from servers import haproxy, listening, nginx, program, redis
from tls import certificate

STALE, IDLE, BOTH = "stale-keepalive-reuse", "idle-close", ("client", "server")


def line(c, text=b"take 3 of 4711\n"):
    c.send(text)
    return c.recv()


def resets(lab, c):
    """Waits for the reset that must come."""
    for _ in range(20):
        if c.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return
        time.sleep(0.05)
    raise AssertionError("no reset came")


def reuse(lab, port, ask, idle, i, server=None, requests=2):
    """Sends on a connection that the server has closed meanwhile, then again on a new one."""
    src = lab.net.clients[i % len(lab.net.clients)]
    c = lab.dial(port, STALE, ("write-after-close",), "server", src=src, server=server)
    for _ in range(requests):
        assert ask(c)
        time.sleep(0.04)
    time.sleep(idle)
    with contextlib.suppress(OSError):
        ask(c)
    resets(lab, c)
    c.close()
    again = lab.dial(port, "normal-close", (), "client", src=src, server=server)
    assert ask(again)
    time.sleep(0.03)
    again.close()


def in_time(lab, port, ask, idle, i, server=None):
    c = lab.dial(port, "normal-close", (), "client", src=lab.net.clients[i % len(lab.net.clients)], server=server)
    for _ in range(3):
        assert ask(c)
        time.sleep(idle)
    assert ask(c)
    c.close()


def attentive(lab, port, ask, i, server=None, pause=0.0):
    c = lab.dial(port, IDLE, ("normal-close",), "server", src=lab.net.clients[i % len(lab.net.clients)], server=server)
    for _ in range(1 + i % 3):
        assert ask(c)
        time.sleep(0.05)
    c.sock.settimeout(40)
    c.drain()
    time.sleep(pause)
    c.close()


def races(lab, port, ask, late, early, servers=(None,)):
    for i, idle in enumerate(late):
        lab.thread(reuse, lab, port, ask, idle, i, servers[i % len(servers)], 1 + i % 4)
        time.sleep(0.13)
    for i, idle in enumerate(early):
        lab.thread(in_time, lab, port, ask, idle, i, servers[i % len(servers)])
        time.sleep(0.07)
    for i in range(4):
        lab.thread(attentive, lab, port, ask, i, servers[i % len(servers)])
        time.sleep(0.09)


def page(c):
    return get(c, b"shelf/7")


@variant(
    STALE,
    "nginx-two-servers",
    Net(clients=("10.31.0.3", "10.31.0.4"), server="10.31.8.3", more_servers=("10.31.8.4",), rtt=0.0008, seed=31),
    manual=True)
def nginx_two(lab):
    nginx(lab, "keepalive_timeout 2s 2s; server { listen 8080; location / { return 200 'in stock'; } }", 8080)
    lab.record(BOTH)
    races(lab, 8080, page, [2.6, 3.0, 3.7, 4.4, 5.0, 6.1], [0.5, 1.2, 1.6], (None, lab.net.more_servers[0]))
    lab.join()
    lab.story(
        "A real nginx with keepalive_timeout 2s 2s on two addresses: six times a pool sends on a connection that it closed before (its FIN"
        " acknowledged): RST, retried on a new one. Pools that reuse within 1.6 s, or close in return, are fine.",
        STALE,
        [],
        {"timeoutSeconds": 2, "failures": 6},
    )


@variant(
    STALE, "redis-5s-v6", Net(clients=("fd32::3", "fd32::4"), server="fd32:8::3", rtt=0.030, timestamps=False, seed=32), manual=True)
def redis_idle(lab):
    """redis looks at its clients in turn, so it may be some tenths of a second late."""
    redis(lab, 6379, "--timeout", "5", "--hz", "100")
    lab.record(BOTH)
    ask = lambda c: line(c, b"*2\r\n$3\r\nGET\r\n$6\r\ncart:7\r\n") == b"$-1\r\n"  # noqa: E731
    races(lab, 6379, ask, [6.6, 7.2, 8.0, 9.5], [1.5, 2.6, 3.6])
    lab.join()
    lab.story(
        "A real redis with timeout 5: four times a pool sends a command on a connection idle for 6.6 s and more, which redis has closed: RST,"
        " retried on a new one. Pools that reuse within 3.6 s, or close in return, are fine.",
        STALE,
        [],
        {"timeoutSeconds": 5, "failures": 4},
    )


@variant(STALE, "java-12ms", Net(clients=("172.21.33.3", "172.21.33.4"), server="172.21.34.3", rtt=0.012, seed=33), manual=True)
def java_idle(lab):
    program(lab, 7100, "Kinds.java", "timeout", 3000)
    lab.record(BOTH)
    healthy(lab, 80, count=6, every=0.4)
    races(lab, 7100, line, [3.4, 3.9, 4.6, 5.5, 7.0], [0.7, 1.6, 2.4])
    lab.join()
    lab.story(
        "A Java server with setSoTimeout(3000) and a line protocol: five times a pool sends on a connection that it closed before: RST,"
        " retried on a new one. Pools that reuse within 2.4 s, or close in return, are fine.",
        STALE,
        [],
        {"timeoutSeconds": 3, "failures": 5},
    )


@variant(IDLE, "haproxy-3s", Net(clients=("10.34.0.3", "10.34.0.4"), server="10.34.8.3", rtt=0.005, seed=34), manual=True)
@variant(
    IDLE, "asyncio-15s-v6", Net(clients=("fd35::3", "fd35::4"), server="fd35:8::3", rtt=0.0002, timestamps=False, seed=35), manual=True)
def idle_close(lab):
    at, proxy = lab.net.server, lab.net.seed == 34
    if proxy:
        program(lab, 7101, "kinds.py", "threads")
        haproxy(
            lab,
            f"frontend web\n mode http\n timeout http-keep-alive 3s\n bind {at}:8080\n default_backend app\n"
            f"backend app\n mode http\n http-reuse never\n option httpclose\n server one {at}:7101",
        )
        time.sleep(0.6)
    else:
        program(lab, 8080, "kinds.py", "idle", 15)
    lab.record(BOTH, "not port 7101")
    ask = page if proxy else line
    for i in range(7):
        lab.thread(attentive, lab, 8080, ask, i, None, 0.05 * i)
        time.sleep(0.21)
    for i in range(3):
        lab.thread(in_time, lab, 8080, ask, 0.6 + 0.5 * i, i)
    lab.join()
    lab.story(
        f"{'A real haproxy with timeout http-keep-alive 3s' if proxy else 'An asyncio server'} closes connections that have been idle for"
        f" {3 if proxy else 15} s; the clients close up to 0.3 s later. Nothing is lost.",
        IDLE,
        ["normal-close"],
        {"timeoutSeconds": 3 if proxy else 15},
    )


@variant(
    "ignored-connection-close",
    "nginx-requests-3",
    Net(clients=("10.36.0.3", "10.36.0.4"), server="10.36.8.3", rtt=0.010, seed=36),
    manual=True)
@variant(
    "ignored-connection-close",
    "nginx-requests-7-v6",
    Net(clients=("fd37::3", "fd37::4"), server="fd37:8::3", rtt=0.0001, timestamps=False, seed=37),
    manual=True)
def last_request(lab):
    most = 3 if lab.net.seed == 36 else 7
    at = f"[{lab.net.server}]" if lab.v6 else lab.net.server
    nginx(lab, f"keepalive_requests {most}; server {{ listen {at}:8080; location / {{ return 200 'in stock'; }} }}", 8080)
    lab.record(BOTH)

    def one(i, careless):
        cause, also = ("ignored-connection-close", ("write-after-close",)) if careless else ("normal-close", ("idle-close",))
        c = lab.dial(8080, cause, also, "server", src=lab.net.clients[i % 2])
        for _ in range(most):
            assert page(c)
            time.sleep(0.02)
        if careless:
            time.sleep(0.1 + 0.2 * (i % 3))
            with contextlib.suppress(OSError):
                page(c)
            resets(lab, c)
        else:
            c.drain()
        c.close()

    for i in range(6):
        lab.thread(one, i, True)
        time.sleep(0.12)
        lab.thread(one, i, False)
        time.sleep(0.1)
        lab.thread(in_time, lab, 8080, page, 0.1, i) if most > 4 else None
    lab.join()
    lab.story(
        f"A real nginx with keepalive_requests {most} says Connection: close in answer {most} and closes; six times the client sends another"
        " request on the connection: RST. Others close in return.",
        "ignored-connection-close",
        [],
        {"requests": most, "failures": 6},
    )


UPLOAD = b"PUT /backup/%d HTTP/1.1\r\nHost: store.example\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"


@variant(
    "unread-data-abort",
    "node-401",
    Net(clients=("10.38.0.3", "10.38.0.4"), server="10.38.8.3", rtt=0.003, timestamps=False, seed=38),
    manual=True)
@variant(
    "unread-data-abort",
    "http-server-403-v6",
    Net(clients=("fd39::3", "fd39::4"), server="fd39:8::3", rtt=0.045, seed=39),
    manual=True)
def refused_upload(lab):
    """The header of an upload is refused, its body never read."""
    is_node = lab.net.seed == 38
    program(lab, 8080, *(("kinds.mjs", "early") if is_node else ("kinds.py", "threads")))
    lab.record(BOTH)
    for i in range(6):
        src = lab.net.clients[i % 2]
        c = lab.dial(8080, "normal-close", (), "client", src=src)
        assert get(c, b"status")
        time.sleep(0.05)
        c.close()
        c = lab.dial(8080, "unread-data-abort", (), "server", src=src)
        with contextlib.suppress(OSError):
            c.send(UPLOAD % (i, 40000 + i) + b"d" * 1000)
            for _ in range(6):
                c.send(b"e" * 1300)
            time.sleep(0.2 + lab.net.rtt * 2)
            for _ in range(3):
                c.send(b"f" * 1300)
                time.sleep(0.02)
        time.sleep(0.05)
        c.close()
        time.sleep(0.1)
    lab.story(
        f"{'Node' if is_node else 'Python http.server'} refuses the header of a 40 kB upload by {401 if is_node else 403}, never reads the"
        " body and closes while kilobytes of it wait: RST. Small requests are served.",
        "unread-data-abort",
        [],
        {"status": 401 if is_node else 403, "failures": 6},
    )


@variant(
    "linger-abort", "node-reset", Net(clients=("10.40.0.3", "10.40.0.4"), server="10.40.8.3", rtt=0.020, seed=40), manual=True)
@variant(
    "linger-abort",
    "java-linger-v6",
    Net(clients=("fd41::3", "fd41::4"), server="fd41:8::3", rtt=0.0005, timestamps=False, seed=41),
    manual=True)
def on_purpose(lab):
    is_node = lab.net.seed == 40
    program(lab, 7102, *(("kinds.mjs", "reset") if is_node else ("Kinds.java", "linger", 2)))
    lab.record(BOTH)
    healthy(lab, 80, count=6, every=0.2)
    for i in range(7):
        c = lab.dial(7102, "linger-abort", (), "server", src=lab.net.clients[i % 2])
        for _ in range(1 if is_node else 2):
            assert line(c, b"ITEM %04d\n" % i)
        c.drain()
        time.sleep(0.02)
        c.close()
        time.sleep(0.05)
    lab.join()
    lab.story(
        f"{'Node, socket.resetAndDestroy()' if is_node else 'Java, setSoLinger(true, 0)'}: the server answers and resets the connection some"
        " 60 ms later, with nothing unread and everything acknowledged.",
        "linger-abort",
        [],
        {"failures": 7},
    )


@variant(
    "client-abandoned",
    "curl-max-time",
    Net(clients=("10.42.0.3", "10.42.0.4"), server="10.42.8.3", rtt=0.004, seed=42),
    manual=True)
@variant(
    "client-abandoned",
    "curl-max-time-v6-40ms",
    Net(clients=("fd43::3", "fd43::4"), server="fd43:8::3", rtt=0.040, timestamps=False, seed=43),
    manual=True)
def curl(lab):
    slow, patience = (4.0, 1.5) if lab.net.seed == 42 else (3.5, 2.0)
    program(lab, 8080, "kinds.mjs", "slow", int(slow * 1000))
    lab.record(BOTH)
    at = f"[{lab.net.server}]" if lab.v6 else lab.net.server
    name = lambda address, port: f"[{address}]:{port}" if lab.v6 else f"{address}:{port}"  # noqa: E731

    def visit(i, path, limit, cause, also):
        src, port = lab.net.clients[i % 2], 33000 + i
        lab.label(name(src, port), name(lab.net.server, 8080), cause, also, "client")
        done = subprocess.run(
            ["ip", "netns", "exec", lab.ns["client"], "curl", "-g", "-s", "-m", str(limit), "--interface", src, "--local-port", str(port),
             f"http://{at}:8080/{path}"],
            capture_output=True,
        )  # fmt: skip
        assert done.returncode == (28 if cause == "client-abandoned" else 0), (done, path)

    for i in range(6):
        lab.thread(visit, 2 * i, "report", patience, "client-abandoned", ("write-after-close",))
        time.sleep(0.35)
        lab.thread(visit, 2 * i + 1, "fast", 5, "normal-close", ())
    lab.thread(visit, 90, "report", 9, "normal-close", ())
    lab.join()
    lab.story(
        f"curl -m {patience:g} against a Node server that needs {slow:g} s for a report: six give up (FIN), the answer that comes later meets"
        " a closed socket. One that waits gets it; quick requests are fine.",
        "client-abandoned",
        [],
        {"timeoutSeconds": patience, "failures": 6},
    )


@variant(
    "client-abandoned",
    "redis-blocked",
    Net(clients=("172.21.44.3", "172.21.44.4"), server="172.21.45.3", rtt=0.001, seed=44),
    manual=True)
def blocked(lab):
    """One client's command stops the whole server; the others have been served before and leave."""
    redis(lab, 6379, "--enable-debug-command", "yes")
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.6)
    ask = b"*2\r\n$3\r\nGET\r\n$6\r\ncart:7\r\n"
    others = []
    for i in range(7):
        c = lab.dial(6379, "client-abandoned", ("accept-starvation", "write-after-close"), "client", src=lab.net.clients[i % 2])
        assert line(c, ask)
        others.append(c)
    admin = lab.dial(6379, "normal-close", (), "client", src=lab.net.clients[0])
    admin.send(b"*3\r\n$5\r\nDEBUG\r\n$5\r\nSLEEP\r\n$1\r\n5\r\n")
    time.sleep(0.3)

    def impatient(c, patience=3.0):
        c.send(ask)
        c.sock.settimeout(patience)
        with contextlib.suppress(TimeoutError):
            assert not c.recv()
        c.close()

    for c in others:
        lab.thread(impatient, c)
        time.sleep(0.05)
    assert admin.recv() == b"+OK\r\n"
    time.sleep(0.3)
    admin.close()
    lab.join()
    lab.story(
        "A real redis is blocked for 5 s by one client's command; seven other connections that it has served before ask, wait for 3 s and"
        " close.",
        "client-abandoned",
        ["accept-starvation"],
        {"timeoutSeconds": 3, "failures": 7},
    )


@variant(
    "write-after-close",
    "node-events",
    Net(clients=("10.45.0.3", "10.45.0.4"), server="10.45.8.3", rtt=0.006, timestamps=False, seed=45),
    manual=True)
@variant(
    "write-after-close",
    "node-events-v6-50ms",
    Net(clients=("fd46::3", "fd46::4"), server="fd46:8::3", rtt=0.050, seed=46),
    manual=True)
def events(lab):
    program(lab, 7103, "kinds.mjs", "push", 400)
    lab.record(BOTH)
    healthy(lab, 80, count=6, every=0.3)

    def subscriber(i, leaves):
        also = ("client-abandoned",) if leaves else ()
        c = lab.dial(7103, "write-after-close" if leaves else "open-at-end", also, "client" if leaves else "none", src=lab.net.clients[i % 2])
        c.send(b"SUBSCRIBE prices\n")
        for _ in range(2 + i % 3 if leaves else 7):
            assert c.recv()
        if leaves:
            time.sleep(0.05)
            c.close()

    for i in range(6):
        lab.thread(subscriber, i, True)
        time.sleep(0.15)
    lab.thread(subscriber, 0, False)
    lab.join()
    time.sleep(0.3)
    lab.story(
        "A Node server pushes an event every 0.4 s; six subscribers close after some events and the next one is reset by their kernel. One"
        " subscriber stays.",
        "write-after-close",
        ["client-abandoned"],
        {"failures": 6},
    )


@variant(
    "reset-after-close",
    "nginx-close-notify",
    Net(clients=("10.47.0.3", "10.47.0.4"), server="10.47.8.3", rtt=0.010, seed=47),
    manual=True)
def close_notify(lab):
    """The client closes without a goodbye; nginx still says its own, to a socket that is gone."""
    cert, key = certificate()
    nginx(
        lab,
        f"server {{ listen {lab.net.server}:443 ssl; ssl_certificate {cert}; ssl_certificate_key {key}; location / {{ return 200 'ok'; }} }}",
        443,
    )
    context = ssl.create_default_context(cafile=cert)
    lab.record(BOTH)
    for i in range(6):
        c = lab.dial(443, "reset-after-close", ("normal-close",), "client", src=lab.net.clients[i % 2])
        t = context.wrap_socket(c.sock, server_hostname="shop.example")
        for _ in range(1 + i % 2):
            t.send(b"GET /account HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            assert t.recv(4096)
            time.sleep(0.05)
        t.close()
        time.sleep(0.1)
    lab.story(
        "TLS clients close after the whole answer without a close_notify; the real nginx sends its own into the closed socket: RST. Nothing"
        " is lost.",
        "reset-after-close",
        ["normal-close"],
        {"resets": 6},
    )


# -- checks ---------------------------------------------------------------------------------------------------------


@variant(
    "half-open-probe",
    "haproxy-checks",
    Net(clients=("10.48.0.3", "10.48.0.9"), server="10.48.8.3", rtt=0.002, seed=48),
    manual=True)
def haproxy_checks(lab):
    """A real haproxy beside the clients: it resets as soon as it has seen SYN-ACK, before its kernel has acknowledged it."""
    web = Web(lab.listen(8080))
    home = scratch("haproxy")
    with open(f"{home}/cfg", "w") as f:
        f.write(
            "defaults\n timeout connect 2s\n timeout client 9s\n timeout server 9s\n"
            f"listen here\n mode tcp\n bind 127.0.0.1:9999\n source {lab.net.clients[1]}\n server one {lab.net.server}:8080 check inter 700ms\n"
        )

    lab.record(BOTH)
    lab.label(f"{lab.net.clients[1]}:*", f"{lab.net.server}:8080", "half-open-probe", ("health-check",), "client")["count"] = 0
    checker = lab.spawn("client", "haproxy", "-db", "-f", f"{home}/cfg", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    healthy(lab, 8080, count=14, every=0.5, sources=lab.net.clients[:1], web=web)
    lab.join()
    checker.terminate()
    time.sleep(0.4)
    lab.story(
        "A real haproxy checks a server every 0.7 s (TCP check: SYN, SYN-ACK, RST and no ACK at all), beside ordinary clients.",
        "half-open-probe",
        ["normal-close", "health-check"],
        {"periodSeconds": 0.7},
    )


@variant(
    "health-check",
    "nc-every-2s-v6",
    Net(clients=("fd49::3", "fd49::9"), server="fd49:8::3", rtt=0.0, timestamps=False, seed=49),
    manual=True)
def nc_checks(lab):
    """A cron job with nc -z."""
    Web(lab.listen(5432))
    lab.record(BOTH)
    healthy(lab, 80, count=10, every=0.9, sources=lab.net.clients[:1])
    for i in range(6):
        begun, port = time.monotonic(), 44000 + i
        lab.label(f"[{lab.net.clients[1]}]:{port}", f"[{lab.net.server}]:5432", "health-check", ("normal-close",), "client")
        lab.run("client", "nc", "-6", "-z", "-s", lab.net.clients[1], "-p", str(port), lab.net.server, "5432")
        time.sleep(2.0 - (time.monotonic() - begun))
    lab.join()
    lab.story("nc -z every two seconds to a database's port; web clients work.", "health-check", ["normal-close"], {"periodSeconds": 2})


# -- processes ------------------------------------------------------------------------------------------------------


@variant(
    "server-process-died",
    "java-killed",
    Net(clients=("10.50.8.3", "10.50.8.4", "10.50.8.5"), server="10.50.9.3", rtt=0.008, timestamps=False, seed=50),
    manual=True)
@variant(
    "server-process-died",
    "asyncio-killed-v6-50ms",
    Net(clients=("fd51::3", "fd51::4"), server="fd51:8::3", rtt=0.050, seed=51),
    manual=True)
@variant(
    "server-process-died",
    "node-killed-many-clients",
    Net(clients=tuple(f"10.52.0.{n}" for n in range(3, 11)), server="10.52.8.3", rtt=0.001, seed=52),
    manual=True)
def killed(lab):
    habit = {50: ("Kinds.java", "answer"), 51: ("kinds.py", "answer"), 52: ("kinds.mjs", "limit", 9000)}[lab.net.seed]
    sources = lab.net.clients
    p = program(lab, 9300, *habit)
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.3)

    def quick(i, cause="normal-close"):
        c = lab.dial(9300, cause, (), "client", src=sources[i % len(sources)])
        assert line(c)
        c.close()
        time.sleep(0.05)

    for i in range(4):
        quick(i)
    ends = []
    for i in range(17):
        c = lab.dial(9300, "server-process-died", (), "server", src=sources[i % len(sources)])
        assert line(c)
        ends.append(c)
        time.sleep(0.02)
    os.kill(p.pid, signal.SIGSTOP)
    for c in ends[::3]:
        c.send(b"take 5 of 1234\n")
    if lab.net.seed != 52:
        ends.append(lab.dial(9300, "server-process-died", (), "server", src=sources[0]))
    time.sleep(0.4)
    p.kill()
    p.wait()
    for c in ends:
        c.drain()
    for c in ends:
        c.close()
    refused = 5
    for i in range(refused):
        c = lab.dial(9300, "port-closed", ("server-process-died",), "server", src=sources[i % len(sources)])
        assert c.error
        time.sleep(0.11)
    program(lab, 9300, *habit)
    for i in range(4):
        quick(i)
    lab.join()
    lab.story(
        f"A {habit[0]} server process stops for a moment and is killed (SIGKILL) with {len(ends)} connections open, some with an unread line:"
        f" FIN or RST,ACK within milliseconds. {refused} attempts are refused until it is back.",
        "server-process-died",
        [],
        {"ended": len(ends), "refused": refused},
    )


@variant(
    "normal-close",
    "nginx-reload",
    Net(clients=("10.53.0.3", "10.53.0.4"), server="10.53.8.3", rtt=0.005, seed=53),
    manual=True)
def reload(lab):
    """A graceful restart: the old worker closes its idle connections, the new one serves; no request is lost."""
    home = scratch("nginx")
    with open(f"{home}/nginx.conf", "w") as f:
        f.write(
            f"daemon off; user root; worker_processes 1; pid {home}/pid; error_log {home}/error.log; events {{}}\n"
            f"http {{ access_log off; server {{ listen {lab.net.server}:8080; location / {{ return 200 'in stock'; }} }} }}\n"
        )
    lab.spawn("server", "nginx", "-c", f"{home}/nginx.conf", "-p", home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, 8080)
    lab.record(BOTH)
    stop, idle = threading.Event(), []

    def visits(k):
        n = 0
        while not stop.is_set():
            c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[k])
            assert page(c)
            c.close()
            n += 1
            time.sleep(0.08)

    for k in range(2):
        lab.thread(visits, k)
    for i in range(9):
        c = lab.dial(8080, "normal-close", ("idle-close",), "server", src=lab.net.clients[i % 2])
        for _ in range(1 + i % 3):
            assert page(c)
        idle.append(c)
        time.sleep(0.05)
    time.sleep(0.4)
    os.kill(int(open(f"{home}/pid").read()), signal.SIGHUP)
    for c in idle:
        c.drain()
    for c in idle:
        c.close()
    time.sleep(1.0)
    stop.set()
    lab.join()
    os.kill(int(open(f"{home}/pid").read()), signal.SIGQUIT)
    lab.story(
        "A real nginx is reloaded (SIGHUP): the old worker closes nine idle connections by FIN at one instant and the clients close in"
        " return; every request before and after is served, nothing is refused.",
        "normal-close",
        ["idle-close"],
        {"closed": 9},
    )


# -- halves ---------------------------------------------------------------------------------------------------------


@variant(
    "close-wait-leak",
    "node-half-open",
    Net(clients=("10.54.8.3", "10.54.8.4"), server="10.54.9.3", rtt=0.0005, timestamps=False, seed=54),
    manual=True)
def node_leaks(lab):
    program(lab, 7104, "kinds.mjs", "half")
    lab.record(BOTH)
    healthy(lab, 80, count=12, every=0.8)
    for i in range(8):
        c = lab.dial(7104, "close-wait-leak", ("open-at-end",), "client", src=lab.net.clients[i % 2])
        assert line(c)
        time.sleep(0.05)
        c.close()
        time.sleep(0.2)
    lab.join()
    lab.story(
        "A Node server with allowHalfOpen that never calls end(): eight clients have closed, the server's ends stay in CLOSE_WAIT.",
        "close-wait-leak",
        ["open-at-end"],
        {"leaked": 8},
    )


@variant(
    "fin-wait2-expired",
    "node-late-end",
    Net(clients=("10.55.8.3", "10.55.8.4"), server="10.55.9.3", rtt=0.002, client_sysctl={"ipv4__tcp_fin_timeout": 2}, seed=55),
    manual=True)
def node_late(lab):
    program(lab, 7105, "kinds.mjs", "half-late", 5500)
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.7)
    for i in range(6):
        c = lab.dial(7105, "fin-wait2-expired", ("reset-after-close",), "client", src=lab.net.clients[i % 2])
        assert line(c)
        c.close()
        time.sleep(0.15)
    lab.join()
    time.sleep(5.5)
    lab.story(
        "A Node server ends its half 5.5 s after the client (tcp_fin_timeout 2 s): its FIN meets no socket and is answered by RST.",
        "fin-wait2-expired",
        ["reset-after-close"],
        {"lateSeconds": 5.5},
    )


@variant(
    "accept-starvation",
    "single-thread",
    Net(clients=("10.56.8.3", "10.56.8.4"), server="10.56.9.3", rtt=0.0002, timestamps=False, seed=56),
    manual=True)
@variant(
    "accept-starvation",
    "single-thread-v6-30ms",
    Net(clients=("fd57::3", "fd57::4"), server="fd57:8::3", rtt=0.030, seed=57),
    manual=True)
def single(lab):
    """Python's single-threaded http.server: one slow request, and everybody else waits in the queue of five."""
    program(lab, 8000, "kinds.py", "single", 9)
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.7)
    for i in range(4):
        c = lab.dial(8000, "normal-close", (), "client", src=lab.net.clients[i % 2])
        assert page(c)
        c.close()
        time.sleep(0.08)

    def hog():
        c = lab.dial(8000, "normal-close", (), "client", src=lab.net.clients[0])
        c.send(REQUEST % b"hang")
        assert read_response(c)
        c.close()

    def wait(i):
        c = lab.dial(8000, "accept-starvation", ("client-abandoned",), "client", src=lab.net.clients[i % 2])
        c.send(REQUEST % (b"page/%d" % i))
        c.sock.settimeout(6)
        with contextlib.suppress(OSError):
            assert not c.recv()
        c.close()

    lab.thread(hog)
    time.sleep(0.3)
    for i in range(5):
        lab.thread(wait, i)
        time.sleep(0.12)
    lab.join()
    time.sleep(0.3)
    lab.story(
        "Python's single-threaded http.server works on one request for 9 s: five other clients are connected and acknowledged by the kernel,"
        " never answered, and close after 6 s. Requests before are served; another server of the host works.",
        "accept-starvation",
        ["client-abandoned"],
        {"starved": 5, "timeoutSeconds": 6},
    )
