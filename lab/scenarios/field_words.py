"""TLS alerts, foreign protocols and healthy dialogues with real servers: openssl, nginx, MariaDB, PostgreSQL, redis, sshd, vsftpd."""

import contextlib
import ssl
import struct
import subprocess
import time

from background import get, healthy
from netlab import Net, scratch, variant
from servers import listening, mariadb, need, nginx, postgres, program, redis, sshd
from tls import certificate

TLS, MISMATCH, BOTH = "tls-failure", "protocol-mismatch", ("client", "server")


def s_server(lab, port, *options):
    at = f"[{lab.net.server}]:{port}" if lab.v6 else f"{lab.net.server}:{port}"
    lab.spawn("server", "openssl", "s_server", "-accept", at, "-rev", "-quiet", *options, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, port)


def visit(lab, port, context, i, cause, name="shop.example", ended_by="frames"):
    """One line and its answer; both sides close as soon as they see the end; a failing handshake is what the caller expects where the cause says so."""
    c = lab.dial(port, cause, (), ended_by, src=lab.net.clients[i % 2])
    failed = False
    try:
        t = context.wrap_socket(c.sock, server_hostname=name)
        t.send(b"GET / HTTP/1.0\r\n\r\n")
        if not t.recv(4096):
            raise OSError("closed without an answer")
        time.sleep(0.03)
        with contextlib.suppress(OSError):
            t.unwrap()
        t.close()
    except OSError:
        failed = True
    c.close()
    assert failed == (cause != "normal-close"), (cause, failed)
    time.sleep(0.1 + lab.net.rtt)


@variant(TLS, "no-cipher", Net(clients=("10.121.4.3", "10.121.4.4"), server="10.121.8.3", rtt=0.0004, timestamps=False, seed=121), manual=True)
@variant(TLS, "certificate-required-v6", Net(clients=("fd79:4::3", "fd79:4::4"), server="fd79:8::3", rtt=0.020, seed=122), manual=True)
def openssl(lab):
    cert, key = certificate()
    trusting, odd = ssl.create_default_context(cafile=cert), ssl.create_default_context(cafile=cert)
    no_cipher = lab.net.seed == 121
    if no_cipher:
        s_server(lab, 8443, "-cert", cert, "-key", key, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
        odd.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
    else:
        s_server(lab, 8443, "-cert", cert, "-key", key, "-tls1_3", "-Verify", "1", "-CAfile", cert)
        trusting.load_cert_chain(cert, key)
    lab.record(BOTH)
    for i in range(10):
        bad = i % 2
        visit(lab, 8443, odd if bad else trusting, i // 2, TLS if bad else "normal-close")
    what = (
        "offer no cipher that a real openssl s_server allows (TLS 1.2): alert handshake_failure"
        if no_cipher
        else "bring no certificate to an openssl s_server that demands one (TLS 1.3): an encrypted alert after the handshake"
    )
    if not no_cipher:
        for entry in lab.labels:
            if entry["cause"] == TLS:
                entry["accept"].append("insufficient-evidence")
                entry["note"] = "the alert is encrypted: a record of its size, then the end, in place of an answer"
    lab.story(f"Five of ten clients {what}; the server closes.", TLS, [], {"failures": 5, **({"alert": 40} if no_cipher else {})})


@variant(TLS, "unrecognized-name", Net(clients=("192.168.123.3", "192.168.123.4"), server="192.168.124.3", rtt=0.050, seed=123), manual=True)
def sni(lab):
    """nginx rejects what it has no name for; the known name is served on the same port."""
    cert, key = certificate()
    pair, at = f"ssl_certificate {cert}; ssl_certificate_key {key};", lab.net.server
    nginx(
        lab,
        f"server {{ listen {at}:443 ssl default_server; ssl_reject_handshake on; }}"
        f" server {{ listen {at}:443 ssl; server_name shop.example; {pair} location / {{ return 200 'ok'; }} }}",
        443,
    )
    context = ssl.create_default_context(cafile=cert)
    lab.record(BOTH)
    for i in range(10):
        bad = i % 2
        visit(lab, 443, context, i // 2, TLS if bad else "normal-close", "old-shop.example" if bad else "shop.example")
    lab.story(
        "A real nginx with ssl_reject_handshake answers the ClientHello for a name that it does not know by the alert unrecognized_name and"
        " closes; another name is served.",
        TLS,
        [],
        {"alert": 112, "failures": 5},
    )


@variant(TLS, "expired-1.2", Net(clients=("10.124.4.3", "10.124.4.4"), server="10.124.8.3", rtt=0.008, seed=124), manual=True)
def expired(lab):
    """Half of the clients look at the date."""
    home = scratch("tls")
    with open(f"{home}/conf", "w") as f:
        f.write(f"[ca]\ndefault_ca=d\n[d]\ndatabase={home}/index\nnew_certs_dir={home}\nserial={home}/serial\ndefault_md=sha256\npolicy=p\n")
        f.write("x509_extensions=x\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:shop.example\nbasicConstraints=CA:TRUE\n[req]\ndistinguished_name=n\n[n]\n")
    open(f"{home}/index", "w").close()
    with open(f"{home}/serial", "w") as f:
        f.write("01\n")
    request = ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", f"{home}/conf", "-subj", "/CN=shop.example"]
    subprocess.run([*request, "-keyout", f"{home}/key", "-out", f"{home}/request"], check=True, capture_output=True)
    sign = ["openssl", "ca", "-batch", "-selfsign", "-config", f"{home}/conf", "-keyfile", f"{home}/key", "-in", f"{home}/request"]
    dates = ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"]
    subprocess.run([*sign, *dates, "-notext", "-out", f"{home}/cert"], check=True, capture_output=True)
    s_server(lab, 8443, "-cert", f"{home}/cert", "-key", f"{home}/key", "-tls1_2")
    strict, lax = ssl.create_default_context(cafile=f"{home}/cert"), ssl.create_default_context()
    lax.check_hostname, lax.verify_mode = False, ssl.CERT_NONE
    lab.record(BOTH)
    for i in range(10):
        bad = i % 2
        visit(lab, 8443, strict if bad else lax, i // 2, TLS if bad else "normal-close")
    lab.story(
        "An expired certificate and TLS 1.2: clients that look at the date send the alert certificate_expired in clear and close.",
        TLS,
        [],
        {"alert": 45, "failures": 5},
    )


# -- the wrong protocol ---------------------------------------------------------------------------------------------


def say(lab, port, text, cause, i, ended_by="server", accept=()):
    c = lab.dial(port, cause, accept, ended_by, src=lab.net.clients[i % 2])
    with contextlib.suppress(OSError):
        c.send(text)
    c.drain()
    time.sleep(0.02 + lab.net.rtt)
    c.close()
    time.sleep(0.06)


def client_hello():
    out = ssl.MemoryBIO()
    talk = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname="db.example")
    with contextlib.suppress(ssl.SSLWantReadError):
        talk.do_handshake()
    return out.read()


@variant(MISMATCH, "http-to-redis", Net(clients=("10.125.4.3", "10.125.4.4"), server="10.125.8.3", rtt=0.002, timestamps=False, seed=125), manual=True)
def http_to_redis(lab):
    """redis takes HTTP for an attack and hangs up without a word."""
    redis(lab, 6379)
    lab.record(BOTH)
    for i in range(6):
        say(lab, 6379, b"POST /cart HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n", MISMATCH, i)
        c = lab.dial(6379, "normal-close", (), "client", src=lab.net.clients[i % 2])
        c.send(b"*1\r\n$4\r\nPING\r\n")
        assert c.recv() == b"+PONG\r\n"
        c.close()
        time.sleep(0.05)
    lab.story(
        "HTTP requests to a real redis, which takes the POST for an attack and closes without a word; redis clients are served.",
        MISMATCH,
        ["accept-then-close"],
        {"failures": 6},
    )
    for entry in lab.labels:
        if entry["cause"] == MISMATCH:
            entry["accept"].append("accept-then-close")


@variant(MISMATCH, "tls-to-mariadb-v6", Net(clients=("fd7e:4::3", "fd7e:4::4"), server="fd7e:8::3", rtt=0.035, seed=126), manual=True)
def tls_to_mariadb(lab):
    """A client that speaks TLS at once, to a server that greets in clear."""
    mariadb(lab, 3306)
    cert, _ = certificate()
    context = ssl.create_default_context(cafile=cert)
    lab.record(BOTH)
    healthy(lab, 80, count=5, every=0.3)
    for i in range(5):
        c = lab.dial(3306, MISMATCH, ("tls-failure",), "frames", src=lab.net.clients[i % 2])
        with contextlib.suppress(OSError):
            context.wrap_socket(c.sock, server_hostname="db.example")
            raise AssertionError("TLS with a greeting in clear")
        c.close()
        time.sleep(0.2)
    lab.join()
    lab.story(
        "TLS clients connect to a real MariaDB, which greets in clear: they take the greeting for a wrong version and leave, the server says"
        " Bad handshake and closes.",
        MISMATCH,
        ["tls-failure"],
        {"failures": 5},
    )


@variant(MISMATCH, "tls-to-postgres", Net(clients=("10.127.4.3", "10.127.4.4"), server="10.127.8.3", rtt=0.0006, seed=127), manual=True)
def tls_to_postgres(lab):
    """PostgreSQL wants its SSLRequest first; a ClientHello is a startup packet of absurd length."""
    postgres(lab, 5432, "max_wal_senders=0", "autovacuum=off")
    lab.record(BOTH)
    body = b"user\0postgres\0database\0postgres\0\0"
    for i in range(6):
        say(lab, 5432, client_hello(), MISMATCH, i, accept=("tls-failure",))
        c = lab.dial(5432, "normal-close", (), "client", src=lab.net.clients[i % 2])
        c.send(struct.pack("!II", len(body) + 8, 196608) + body)
        got = b""
        while b"Z\0\0\0\5I" not in got:
            got += c.recv()
        c.send(b"X\0\0\0\4")
        c.close()
        time.sleep(0.1)
    lab.story(
        "TLS clients that send their ClientHello at once to a real PostgreSQL, which expects an SSLRequest first and closes; its own clients"
        " are served.",
        MISMATCH,
        ["tls-failure"],
        {"failures": 6},
    )


@variant(MISMATCH, "resp-to-nginx-50ms", Net(clients=("192.168.128.3", "192.168.128.4"), server="192.168.129.3", rtt=0.050, seed=128), manual=True)
def resp_to_nginx(lab):
    nginx(lab, f"server {{ listen {lab.net.server}:8080; location / {{ return 200 'in stock'; }} }}", 8080)
    lab.record(BOTH)
    for i in range(6):
        say(lab, 8080, b"*2\r\n$3\r\nGET\r\n$6\r\ncart:7\r\n", MISMATCH, i)
        c = lab.dial(8080, "normal-close", (), "client", src=lab.net.clients[i % 2])
        assert get(c)
        c.close()
        time.sleep(0.05)
    lab.story(
        "redis commands to a real nginx: 400 Bad Request and the end; web clients are served on the same port.", MISMATCH, [], {"failures": 6}
    )


# -- nothing wrong --------------------------------------------------------------------------------------------------


@variant("normal-close", "dialogues", Net(clients=("10.130.4.3", "10.130.4.4"), server="10.130.8.3", rtt=0.004, seed=130), manual=True)
@variant(
    "normal-close",
    "dialogues-v6-40ms-no-timestamps",
    Net(clients=("fd82:4::3", "fd82:4::4"), server="fd82:18::3", rtt=0.040, timestamps=False, seed=131),
    manual=True,
)
def dialogues(lab):
    """Servers that greet first, servers that wait, servers that say goodbye and such that do not."""
    need("/usr/sbin/vsftpd", "vsftpd")
    mariadb(lab, 3306)
    postgres(lab, 5432, "max_wal_senders=0", "autovacuum=off")
    redis(lab, 6379)
    sshd(lab, 22)
    program(lab, 25, "kinds.py", "smtp", 100)
    program(lab, 7007, "Kinds.java", "answer")
    home = scratch("ftp")
    with open(f"{home}/conf", "w") as f:
        address = "listen_ipv6=YES\nlisten=NO\nlisten_address6" if lab.v6 else "listen=YES\nlisten_ipv6=NO\nlisten_address"
        f.write(f"{address}={lab.net.server}\nanonymous_enable=YES\nsecure_chroot_dir={home}\nseccomp_sandbox=NO\nbackground=NO\n")
    lab.spawn("server", "/usr/sbin/vsftpd", f"{home}/conf", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, 21)
    lab.record(BOTH)

    def talk(port, lines, ended_by, first=True, i=0):
        c = lab.dial(port, "normal-close", (), ended_by, src=lab.net.clients[i % 2])
        assert not c.error
        if first:
            assert c.recv()
        for line in lines:
            c.send(line)
            if line != lines[-1] or ended_by == "server":
                c.recv()
        if ended_by == "server":
            c.drain()
        c.close()
        time.sleep(0.06)

    startup = b"user\0postgres\0database\0postgres\0\0"
    startup = struct.pack("!II", len(startup) + 8, 196608) + startup

    login = struct.pack("<IIB23x", 0x000AA205, 1 << 24, 33) + b"shop\0\0mysql_native_password\0"
    login = struct.pack("<I", len(login))[:3] + b"\1" + login
    for i in range(3):
        talk(25, (b"EHLO app.example\r\n", b"MAIL FROM:<a@app.example>\r\n", b"RCPT TO:<b@example>\r\n", b"QUIT\r\n"), "server", i=i)
        talk(21, (b"USER anonymous\r\n", b"SYST\r\n", b"QUIT\r\n"), "server", i=i)
        talk(6379, (b"PING\r\n", b"SET a 1\r\n", b"QUIT\r\n"), "server", first=False, i=i)
        c = lab.dial(7007, "normal-close", (), "client", src=lab.net.clients[i % 2])
        for n in range(3):
            c.send(b"line %d\n" % n)
            assert c.recv()
        c.close()
        # COM_QUIT and Terminate: the client says goodbye and closes; which FIN is first, the frames tell.
        talk(3306, (login, b"\1\0\0\0\x0e", b"\1\0\0\0\1"), "frames", i=i)
        c = lab.dial(5432, "normal-close", (), "frames", src=lab.net.clients[i % 2])
        c.send(startup)
        got = b""
        while b"Z\0\0\0\5I" not in got:
            got += c.recv()
        c.send(b"X\0\0\0\4")
        time.sleep(0.02)
        c.close()
        time.sleep(0.06)
    lab.story(
        "SMTP, FTP, redis, Java lines, MariaDB and PostgreSQL dialogues with real servers, all complete and closed in good order.",
        "normal-close",
        [],
        {},
    )


@variant(
    "open-at-end",
    "heartbeats-v6-20ms",
    Net(clients=("fd84:4::3", "fd84:4::4"), server="fd84:18::3", rtt=0.020, seed=132),
)
def heartbeats(lab):
    """Broker sessions that do nothing but breathe, one way, both ways or with a second of pause."""
    listener = lab.listen(5672)
    healthy(lab, 80, count=5, every=0.6)
    ends = [lab.pair(listener, "open-at-end", (), "none", src=lab.net.clients[i % 2]) for i in range(5)]
    for c, s in ends:
        c.send(b"AMQP\0\0\x09\1")
        s.recv(100)
        s.send(b"\1\0\0\0\0\0\5start\xce")
        c.recv()
    for n in range(7):
        for k, (c, s) in enumerate(ends):
            if k != 1:
                s.send(b"\x08\0\0\0\0\0\0\xce")
            if k != 2:
                c.send(b"\x08\0\0\0\0\0\0\xce")
        time.sleep(0.6)
    lab.join()
    lab.story("Broker sessions that exchange heartbeats to the end of the capture.", "open-at-end", ["normal-close"], {})
