"""What looks like something else: crashes on a request, errors in complete answers, killed clients, TCP with unusual options.

Variants of several causes, most of them with a healthy neighbour that differs in one point.
"""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import time

from background import REQUEST, Web, exchange, get, healthy, read_response
from field_closes import races
from field_limits import CLOSE, EACH, TOTAL, Desk, served
from netlab import Net, inside, scratch, variant
from pcapng import forge
from servers import haproxy, listening, need, nginx, node, program
from tls import certificate
from wire import TO_CLIENT, TO_SERVER

BOTH = ("client", "server")


@variant(CLOSE, "crash-on-request", Net(clients=("10.171.4.3", "10.171.4.4"), server="10.171.8.3", rtt=0.004, timestamps=False, seed=171))
@variant(CLOSE, "crash-on-request-v6-30ms", Net(clients=("fdab:4::3", "fdab:4::4"), server="fdab:8::3", rtt=0.030, seed=172))
def crash_on_request(lab):
    """A worker dies of one kind of request: read, then closed without a byte ("Empty reply from server")."""
    listener = lab.listen(8080)
    for i in range(16):
        bad = i % 2
        c, s = lab.pair(listener, *((CLOSE, (), "server") if bad else ("normal-close", (), "client")), src=lab.net.clients[i // 2 % 2])
        if bad:
            c.send(REQUEST % (b"export?id=%d" % i))
            s.recv(4096)
            time.sleep(0.012)
            s.close()
            assert not c.drain()
            time.sleep(0.02)
            c.close()
        else:
            exchange(c, s, b"item/%d" % i)
            c.close()
            s.recv(10)
            s.close()
        time.sleep(0.09)
    lab.story(
        "A worker dies of every export request: it has read it and closes 12 ms later by FIN, without a byte. Other requests to the same port"
        " are answered.",
        CLOSE,
        [],
        {"rejected": 8},
    )


@variant("normal-close", "errors-in-words", Net(clients=("10.173.4.3", "10.173.4.4"), server="10.173.8.3", rtt=0.006, seed=173), manual=True)
def errors_in_words(lab):
    """503 of a real haproxy without a back end, 503 of nginx beyond limit_conn, 404: whole answers, closed in good order."""
    at = lab.net.server
    haproxy(lab, f"listen web\n mode http\n bind {at}:8081\n retries 0\n server gone {at}:7999")
    nginx(
        lab,
        f"limit_conn_zone $binary_remote_addr zone=a:1m; server {{ listen {at}:8080; location /file {{ return 404; }}"
        " location / { limit_conn a 1; limit_rate 2000; return 200 'in stock'; } }",
        8080,
    )
    time.sleep(0.5)
    lab.record(BOTH, "not port 7999")
    for i in range(8):
        for port, path in ((8081, b"cart"), (8080, b"file/%d" % i), (8080, b"item")):
            c = lab.dial(port, "normal-close", ("idle-close",), "frames", src=lab.net.clients[i % 2])
            c.send(REQUEST % path)
            read_response(c)
            time.sleep(0.01)
            c.close()
            time.sleep(0.06)
    lab.story(
        "A real haproxy without a back end answers 503 and closes, a real nginx answers 404 and 200: complete answers, both sides close by FIN."
        " What failed is no matter of TCP.",
        "normal-close",
        ["idle-close"],
        {},
    )


@variant(
    "client-abandoned", "curl-killed", Net(clients=("10.174.4.3", "10.174.4.4"), server="10.174.8.3", rtt=0.015, seed=174), manual=True
)
def curl_killed(lab):
    """Somebody presses Ctrl-C, or a supervisor kills the job, while the answer is awaited."""
    program(lab, 8080, "kinds.mjs", "slow", 2500)
    lab.record(BOTH)

    def job(i, dies):
        src, port = lab.net.clients[i % 2], 34000 + i
        cause = ("client-abandoned", ("write-after-close",)) if dies else ("normal-close", ())
        lab.label(f"{src}:{port}", f"{lab.net.server}:8080", *cause, "client")
        curl = ["curl", "-s", "--interface", src, "--local-port", str(port), f"http://{lab.net.server}:8080/{'report' if dies else 'fast'}"]
        p = lab.spawn("client", *curl, stdout=subprocess.DEVNULL)
        time.sleep(0.9 + 0.17 * i)
        if dies:
            p.kill()
        p.wait()

    for i in range(7):
        lab.thread(job, i, True)
        time.sleep(0.1)
        lab.thread(job, 20 + i, False)
    lab.join()
    time.sleep(1.8)
    lab.story(
        "Seven curl processes are killed 0.9 to 2 s after they asked a Node server for something that takes 2.5 s: FIN, and the late answer"
        " meets a closed socket. Quick ones are served.",
        "client-abandoned",
        [],
        {"failures": 7},
    )


@variant(
    "client-abandoned", "pipe-to-head-v6", Net(clients=("fdaf::3", "fdaf::4"), server="fdaf:8::3", rtt=0.020, timestamps=False, seed=175), manual=True
)
def pipe_to_head(lab):
    """curl | head: the reader has enough, curl dies of the broken pipe with a download half read."""
    at = f"[{lab.net.server}]"
    home = scratch("www")
    os.chmod(home, 0o755)
    with open(f"{home}/log", "wb") as f:
        f.write(b"".join(b"line %06d of the log\n" % n for n in range(6000)))
    nginx(lab, f"server {{ listen {at}:8080; root {home}; limit_rate 40k; }}", 8080)
    lab.record(BOTH)
    for i in range(5):
        src, port = lab.net.clients[i % 2], 35000 + i
        lab.label(f"[{src}]:{port}", f"{at}:8080", "client-abandoned", ("unread-data-abort",), "client")
        curl = f"curl -g -s --interface {src} --local-port {port} http://{at}:8080/log | head -c 20 >/dev/null"
        lab.run("client", "sh", "-c", curl)
        time.sleep(0.2)
    healthy(lab, 80, count=4, every=0.2)
    lab.join()
    lab.story(
        "curl piped into head: the client closes after the first kilobytes of a 132 kB download from a real nginx, while more of it is"
        " arriving.",
        "client-abandoned",
        ["unread-data-abort"],
        {"failures": 5},
    )


def filter_limit(lab, limit, how):
    rule = ("-p", "tcp", "--syn", "--dport", "6379", "-m", "connlimit", "--connlimit-above", str(limit), "--connlimit-mask", "128" if lab.v6 else "32")
    lab.run("server", "ip6tables" if lab.v6 else "iptables", "-A", "INPUT", *rule, "-j", *how)


@variant(EACH, "connlimit-7-v6", Net(clients=("fdb1::3", "fdb1::4"), server="fdb1:8::3", rtt=0.010, seed=177))
def connlimit(lab):
    """Enforced by the host's packet filter: the SYN is refused, not the connection."""
    listener = lab.listen(6379)
    filter_limit(lab, 7, ("REJECT", "--reject-with", "tcp-reset"))
    greedy, modest = lab.net.clients
    held, rejected = [], 0

    def admit(src, cause="open-at-end", by="none"):
        c, s = lab.pair(listener, cause, (), by, src=src)
        c.send(b"*1\r\n$4\r\nPING\r\n")
        s.recv(100)
        s.send(b"+PONG\r\n")
        c.recv()
        return c, s

    for _ in range(7):
        held.append(admit(greedy))
        time.sleep(0.04)
    for i in range(10):
        c = lab.dial(6379, EACH, ("firewall-reject", TOTAL), "server", src=greedy)
        assert c.error
        c.close()
        rejected += 1
        if i % 3 == 1:
            held.append(admit(modest))
        time.sleep(0.08)
    for c, s in held[:2]:
        c.close()
        s.recv(10)
        s.close()
        c.became("normal-close", ended_by="client")
        time.sleep(0.1)
    for _ in range(2):
        held.append(admit(greedy))
    c = lab.dial(6379, EACH, ("firewall-reject", TOTAL), "server", src=greedy)
    assert c.error
    c.close()
    for c, s in held[2:]:
        c.send(b"*1\r\n$4\r\nPING\r\n")
        s.recv(100)
        s.send(b"+PONG\r\n")
        c.recv()
    time.sleep(0.1)
    lab.story(
        "The server's packet filter allows seven connections of one address to port 6379 (connlimit) and answers further SYNs by RST; another"
        " address is served, and the first one again when two of its connections are gone.",
        EACH,
        ["firewall-reject"],
        {"limit": 7, "rejected": rejected + 1, "layer": "filter"},
    )


def vsftpd(lab, *settings):
    need("/usr/sbin/vsftpd", "vsftpd")
    home = scratch("ftp")
    lines = ["listen=YES", "listen_ipv6=NO", f"listen_address={lab.net.server}", "anonymous_enable=YES", f"secure_chroot_dir={home}", *settings]
    with open(f"{home}/conf", "w") as f:
        f.write("\n".join([*lines, "seccomp_sandbox=NO", "background=NO"]) + "\n")
    lab.spawn("server", "/usr/sbin/vsftpd", f"{home}/conf", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, 21)


def ftp_ask(c):
    if not getattr(c, "known", False):
        c.known = c.recv().startswith(b"220")
        if not c.known:
            return False
    return served(c, b"SYST\r\n", b"5")


@variant(EACH, "vsftpd-per-ip", Net(clients=("10.178.4.3", "10.178.4.4"), server="10.178.8.3", rtt=0.001, seed=178), manual=True)
@variant(
    TOTAL,
    "vsftpd-max-clients",
    Net(clients=("10.179.4.3", "10.179.4.4", "10.179.4.5"), server="10.179.8.3", rtt=0.040, timestamps=False, seed=179),
    manual=True,
)
def ftp(lab):
    """A real vsftpd: 421 in place of the greeting."""
    each = lab.net.seed == 178
    vsftpd(lab, "max_per_ip=3" if each else "max_clients=5")
    lab.record(BOTH)
    desk = Desk(lab, 21, EACH if each else TOTAL, ftp_ask, pause=0.05)
    sources = lab.net.clients
    for i in range(3 if each else 5):
        desk.open(sources[0] if each else sources[i % 3])
    for i in range(8):
        desk.refused(sources[0] if each else sources[i % 3])
        if each and i in (2, 5):
            desk.open(sources[1])
    desk.leave(1)
    time.sleep(0.3)
    desk.open(sources[0])
    for i in range(2):
        desk.refused(sources[0] if each else sources[i % 3])
    desk.keep_using()
    lab.story(
        f"A real vsftpd with {'max_per_ip=3' if each else 'max_clients=5'}: further clients are told 421 'There are too many"
        f" {'connections from your internet address' if each else 'connected users'}' in place of the greeting and closed."
        + (" Another address is greeted." if each else " Three client addresses."),
        EACH if each else TOTAL,
        [],
        {"limit": 3 if each else 5, "rejected": desk.rejected},
    )


@variant(TOTAL, "memcached", Net(clients=("10.180.4.3", "10.180.4.4"), server="10.180.8.3", rtt=0.0005, timestamps=False, seed=180), manual=True)
def memcached(lab):
    """A real memcached says so and closes; a command that has arrived by then makes it a reset."""
    need("/usr/bin/memcached", "memcached")
    options = ["-l", lab.net.server, "-p", "11211", "-c", "24", "-t", "1", "-u", "nobody"]
    lab.spawn("server", "memcached", *options, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, 11211)
    lab.record(BOTH)
    desk = Desk(lab, 11211, TOTAL, lambda c: served(c, b"get cart:7\r\n", b"END"))
    fit = 0
    while True:
        c = lab.dial(11211, "open-at-end", (), "none", src=lab.net.clients[fit % 2])
        try:
            fine = desk.ask(c)
        except OSError:
            fine = False
        if not fine:
            c.became(TOTAL, CLOSE, EACH, ended_by="server")
            c.drain()
            time.sleep(0.03)
            c.close()
            desk.rejected += 1
            break
        desk.held.append(c)
        fit += 1
        time.sleep(0.02)
    for i in range(9):
        desk.refused(lab.net.clients[i % 2], silent=i % 3 == 2)
    desk.leave(2)
    for i in range(2):
        desk.open(lab.net.clients[i])
    desk.refused(lab.net.clients[0])
    desk.keep_using()
    lab.story(
        f"A real memcached with -c 24 ({fit} fit): further clients are told 'ERROR Too many open connections' and closed. Two addresses.",
        TOTAL,
        [],
        {"limit": fit, "rejected": desk.rejected},
    )


@variant("port-closed", "until-started", Net(clients=("10.181.4.3", "10.181.4.4"), server="10.181.8.3", rtt=0.025, timestamps=False, seed=181), manual=True)
def until_started(lab):
    """Clients are up before the service: refused, refused, served."""
    lab.record(BOTH)
    healthy(lab, 80, count=8, every=0.3)
    for i in range(12):
        c = lab.dial(9300, "port-closed", (), "server", src=lab.net.clients[i % 2])
        assert c.error
        c.close()
        time.sleep(0.2)
    program(lab, 9300, "kinds.py", "answer")
    for i in range(6):
        c = lab.dial(9300, "normal-close", (), "client", src=lab.net.clients[i % 2])
        assert served(c, b"take 3 of 4711\n", b"OK")
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story(
        "Twelve attempts to port 9300 are refused until the service has started; then it serves.", "port-closed", [], {"attempts": 12}
    )


@variant(
    "normal-close",
    "fast-open-ecn",
    Net(
        clients=("10.182.4.3", "10.182.4.4"),
        server="10.182.8.3",
        rtt=0.012,
        client_sysctl={"ipv4__tcp_fastopen": 1, "ipv4__tcp_ecn": 1},
        server_sysctl={"ipv4__tcp_fastopen": 2, "ipv4__tcp_ecn": 1},
        seed=182,
    ),
)
def fast_open(lab):
    """Data in the SYN (from the second connection on), answered in the SYN-ACK's round trip; ECN bits on every SYN."""
    listener = lab.listen(8080)
    listener.setsockopt(socket.IPPROTO_TCP, 23, 64)  # TCP_FASTOPEN
    Web(listener)
    healthy(lab, 80, count=4, every=0.2)
    for i in range(10):
        c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[i % 2], prepare=lambda s: s.setsockopt(socket.IPPROTO_TCP, 30, 1))
        get(c, b"item/%d" % i)  # TCP_FASTOPEN_CONNECT: the SYN leaves with the first bytes
        c.close()
        time.sleep(0.1)
    lab.join()
    lab.story("TCP Fast Open and ECN: requests travel in the SYN. Nothing is wrong.", "normal-close", [], {})


@variant("normal-close", "multipath", Net(clients=("10.183.4.3", "10.183.4.4"), server="10.183.8.3", rtt=0.005, seed=183), vantages=("client",))
def multipath(lab):
    """MPTCP sockets on both sides: other options, checksummed data sequence mappings, an orderly end with DATA_FIN."""
    with inside(lab.ns["server"]):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((lab.net.server, 8080))
    listener.listen(64)
    lab.keep.append(listener)
    for i in range(8):
        with inside(lab.ns["client"]):
            c = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
        src = lab.net.clients[i % 2]
        c.bind((src, 0))
        lab.label(f"{src}:{c.getsockname()[1]}", f"{lab.net.server}:8080", "normal-close", (), "client")
        c.settimeout(5)
        c.connect((lab.net.server, 8080))
        s, _ = listener.accept()
        for n in range(1 + i % 3):
            c.sendall(REQUEST % (b"item/%d" % n))
            s.recv(4096)
            s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nin stock\n")
            c.recv(4096)
        c.close()
        s.recv(10)
        s.close()
        time.sleep(0.1)
    lab.story("MPTCP on both sides, one path each. Nothing is wrong.", "normal-close", [], {})


@variant(
    "server-process-died",
    "nginx-worker-killed",
    Net(clients=("10.184.4.3", "10.184.4.4"), server="10.184.8.3", rtt=0.003, seed=184),
    manual=True,
)
def worker_killed(lab):
    """One worker of a real nginx is killed (the kernel, out of memory); its master starts another at once: nothing is refused."""
    home = scratch("nginx")
    with open(f"{home}/nginx.conf", "w") as f:
        f.write(
            f"daemon off; user root; worker_processes 1; pid {home}/pid; error_log {home}/error.log; events {{}}\n"
            f"http {{ access_log off; keepalive_timeout 60; server {{ listen {lab.net.server}:8080; location / {{ return 200 'in stock'; }} }} }}\n"
        )
    lab.spawn("server", "nginx", "-c", f"{home}/nginx.conf", "-p", home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, 8080)
    time.sleep(0.3)
    lab.record(BOTH)

    def visits(count):
        for i in range(count):
            c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[i % 2])
            assert get(c)
            c.close()
            time.sleep(0.06)

    visits(6)
    ends = []
    for i in range(14):
        c = lab.dial(8080, "server-process-died", ("unread-data-abort",) if i % 4 == 0 else ("normal-close", "idle-close"), "server", src=lab.net.clients[i % 2])
        assert get(c)
        ends.append(c)
        time.sleep(0.03)
    worker = int(lab.run("server", "pgrep", "-P", open(f"{home}/pid").read().strip()).split()[0])
    os.kill(worker, signal.SIGSTOP)
    for c in ends[::4]:
        c.send(REQUEST % b"never-read")
    time.sleep(0.4)
    os.kill(worker, signal.SIGKILL)
    for c in ends:
        c.drain()
    for c in ends:
        c.close()
    time.sleep(0.3)
    visits(6)
    lab.story(
        "The only worker of a real nginx is killed with fourteen connections open, four of them with an unread request: ten FINs and four"
        " RST,ACKs in one instant; the master starts another, so nothing is refused.",
        "server-process-died",
        ["unread-data-abort"],
        {"ended": 14},
    )
    with contextlib.suppress(OSError):
        os.kill(int(open(f"{home}/pid").read()), signal.SIGTERM)


@variant(
    "injected-reset", "half-a-millisecond", Net(clients=("10.185.4.3", "10.185.4.4"), server="10.185.8.3", rtt=0.0005, timestamps=False, seed=185)
)
def close_by(lab):
    """A device in the same room: time tells nothing, TTL, IP-ID and what the server does afterwards tell all."""
    listener = lab.listen(8088)
    healthy(lab, 80, count=6, every=0.3)

    def rule(seg, direction):
        if direction == TO_SERVER and b"forbidden" in seg.payload:
            for n in range(2):
                lab.wire.send(TO_CLIENT, forge(seg, True, 4, seg.ack + 1400 * n, ttl=121, ident=0x3A10 + n), after=0.0001 * n)
        return True

    lab.wire.rule = rule
    seen = {
        "cause": "peer-lost-state",
        "accept": ["peer-lost-state", "client-abandoned", "injected-reset"],
        "ended_by": "client",
        "true_cause": "injected-reset",
        "note": "the forged RSTs went to the client: here only its kernel's answer to the server's data is seen",
    }
    for i in range(12):
        bad = i % 2
        kind = ("injected-reset", (), "middlebox") if bad else ("normal-close", (), "client")
        c, s = lab.pair(listener, *kind, src=lab.net.clients[i // 2 % 2], at={"server": seen} if bad else None)
        exchange(c, s, b"index")
        if bad:
            with contextlib.suppress(OSError):
                c.send(REQUEST % b"forbidden")
                s.recv(4096)
                time.sleep(0.002)
                s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\ntoo late")
            c.drain()
            time.sleep(0.03)
        c.close()
        time.sleep(0.02)
        s.close()
        time.sleep(0.06)
    lab.join()
    lab.story(
        "A device forges two RSTs (TTL 121, sequence guesses 1400 apart) to the client when a request says forbidden; the server answers 2 ms"
        " later all the same.",
        "injected-reset",
        [],
        {"failures": 6, "rstTtl": 120, "hostTtl": 63},
        at={"server": {"headline": "peer-lost-state", "headline_accept": ["peer-lost-state", "client-abandoned", "injected-reset"], "facts": {}}},
    )


@variant(
    "stale-keepalive-reuse",
    "node-default-v6",
    Net(clients=("fdba::3", "fdba::4"), server="fdba:8::3", rtt=0.008, seed=186),
    manual=True,
)
def node_default(lab):
    """Node as it comes: Keep-Alive: timeout=5."""
    node(lab, 3000)
    lab.record(BOTH)
    races(lab, 3000, lambda c: get(c, b"item"), [7.2, 7.6, 8.3, 9.5], [1.0, 2.5, 3.9])
    lab.join()
    lab.story(
        "A real Node HTTP server with its default keepAliveTimeout (announced as timeout=5, closed a second later): four times a pool sends on"
        " a connection that it has closed: RST, retried on a new one. Pools that reuse within 3.9 s, or close in return, are fine.",
        "stale-keepalive-reuse",
        [],
        {"failures": 4},
    )


@variant("linger-abort", "ss-kill", Net(clients=("10.187.4.3", "10.187.4.4"), server="10.187.8.3", rtt=0.002, seed=187))
def ss_kill(lab):
    """An administrator's ss -K on the server: on the wire the same as SO_LINGER 0."""
    listener = lab.listen(5432)
    healthy(lab, 80, count=6, every=0.2)
    ends = []
    for i in range(7):
        c, s = lab.pair(listener, "linger-abort", (), "server", src=lab.net.clients[i % 2])
        for n in range(2):
            exchange(c, s, b"query/%d" % n)
        ends.append((c, s))
        time.sleep(0.1)
    time.sleep(0.3)
    for c, s in ends:
        lab.run("server", "ss", "-K", "dst", c.src, "dport", "=", str(c.port))
        assert not c.drain()
        time.sleep(0.12)
        c.close()
    lab.join()
    lab.story(
        "An administrator ends seven idle database sessions by ss -K on the server, one after the other: RST,ACK with nothing unread.",
        "linger-abort",
        [],
        {"failures": 7},
    )


@variant("accept-starvation", "nginx-stopped-tls", Net(clients=("10.188.4.3", "10.188.4.4"), server="10.188.8.3", rtt=0.018, seed=188), manual=True)
def stopped_tls(lab):
    """The only worker stands still (a debugger, a full disk): the ClientHello is acknowledged by the kernel, nobody reads it."""
    cert, key = certificate()
    nginx(
        lab,
        f"server {{ listen {lab.net.server}:443 ssl; ssl_certificate {cert}; ssl_certificate_key {key}; location / {{ return 200 'ok'; }} }}",
        443,
    )
    pid = int(lab.run("server", "ss", "-Hltnp", "sport = :443").split("pid=")[1].split(",")[0])
    context = ssl.create_default_context(cafile=cert)
    lab.record(BOTH)
    healthy(lab, 80, count=10, every=0.6)

    def visit(i, fails):
        c = lab.dial(443, *(("accept-starvation", ("client-abandoned",)) if fails else ("normal-close", ())), "client" if fails else "frames", src=lab.net.clients[i % 2])
        c.sock.settimeout(5.5)
        try:
            t = context.wrap_socket(c.sock, server_hostname="shop.example")
            t.send(b"GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            t.recv(4096)
            assert not fails
            with contextlib.suppress(OSError):
                t.unwrap()
            t.close()
        except TimeoutError:
            assert fails
        c.close()

    for i in range(4):
        visit(i, False)
    os.kill(pid, signal.SIGSTOP)
    for i in range(8):
        lab.thread(visit, i, True)
        time.sleep(0.15)
    lab.join()
    os.kill(pid, signal.SIGCONT)
    time.sleep(0.4)
    visit(1, False)
    lab.story(
        "The only process of a real nginx stands still (SIGSTOP): eight TLS clients are connected, their ClientHello is acknowledged and never"
        " answered, they close after 5.5 s. Before and after, TLS works.",
        "accept-starvation",
        ["client-abandoned"],
        {"starved": 8, "timeoutSeconds": 5.5},
    )
