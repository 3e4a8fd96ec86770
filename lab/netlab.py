"""Three network namespaces (client - router - server), real sockets in them, tcpdump beside them, truth written down.

Everything runs in one Python process: a socket belongs to the namespace its creating thread was in, so a scenario can
hold both ends of a connection and play its steps in a fixed order. What happened is then known by construction.
"""

import contextlib
import ctypes
import ipaddress
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from pcapng import endpoint, read_pcap, read_pcapng, segment, write_pcapng
from wire import Wire

HERE = Path(__file__).parent
RECORDINGS = HERE / "recordings"
SAMPLES = HERE.parent / "public" / "samples"
VARIANTS = []
SCRATCH = []
libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Net:
    """What may differ between variants of one scenario without changing the cause."""

    clients: tuple = ("10.20.0.11",)
    server: str = "10.30.0.5"
    more_servers: tuple = ()
    rtt: float = 0.0
    timestamps: bool = True
    wire: bool = False
    routed: bool = True
    client_sysctl: dict = field(default_factory=dict)
    server_sysctl: dict = field(default_factory=dict)
    seed: int = 1


@dataclass
class Variant:
    cause: str
    name: str
    net: Net
    run: object
    vantages: tuple
    sample: bool
    manual: bool


def variant(cause, name, net=None, vantages=("client", "server"), sample=False, manual=False):
    """Register a scenario function; stack several to run the same story on different networks.

    manual: the scenario itself calls lab.record() (a capture that starts in the middle).
    sample: the recording goes to public/samples under the bare name.
    """

    def register(fn):
        VARIANTS.append(Variant(cause, name, net or Net(), fn, vantages, sample, manual))
        return fn

    return register


def sh(*args, check=True):
    done = subprocess.run(args, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(args)}: {done.stderr.strip()}")
    return done.stdout


def scratch(name):
    """A folder for a server's files, removed at the end of the run."""
    SCRATCH.append(tempfile.mkdtemp(prefix=f"whyreset-{name}"))
    return SCRATCH[-1]


@contextlib.contextmanager
def inside(namespace):
    """Enter a network namespace with the calling thread only."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if libc.setns(there, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        yield
    finally:
        libc.setns(home, 0x40000000)
        os.close(home)
        os.close(there)


class Lab:
    def __init__(self, net):
        self.net = net
        self.random = random.Random(net.seed)
        tag = f"wr{os.getpid() % 100000}"
        self.ns = {k: f"{tag}{k[0]}" for k in ("client", "router", "server", "wire")}
        self.v6 = ":" in net.server
        self.family = socket.AF_INET6 if self.v6 else socket.AF_INET
        self.labels, self.about, self.dumps = [], None, {}
        self.keep, self.processes, self.threads = [], [], []
        self.wire = None
        self.lock = threading.Lock()

    # -- building -----------------------------------------------------------------------------------------------

    def ip(self, side, *args):
        return sh("ip", "-n", self.ns[side], *args)

    def sysctl(self, side, **values):
        for key, value in values.items():
            self.run(side, "sysctl", "-qw", f"net.{key.replace('__', '.')}={value}")

    def run(self, side, *args, check=True):
        return sh("ip", "netns", "exec", self.ns[side], *args, check=check)

    def spawn(self, side, *args, **kw):
        process = subprocess.Popen(["ip", "netns", "exec", self.ns[side], *args], **kw)
        self.processes.append(process)
        return process

    def up(self):
        for name in self.ns.values():
            sh("ip", "netns", "add", name)
        for side in self.ns:
            self.ip(side, "link", "set", "lo", "up")
            if not self.v6 or side == "wire":
                self.sysctl(side, ipv6__conf__all__disable_ipv6=1, ipv6__conf__default__disable_ipv6=1)
            else:
                self.sysctl(side, ipv6__conf__default__router_solicitations=0, ipv6__conf__default__accept_ra=0)
        if self.net.routed:
            self.cable("client", "c0", "router", "r0")
            left, dev = "router", "r1"
        else:
            left, dev = "client", "c0"
        if self.net.rtt or self.net.wire:
            self.cable(left, dev, "wire", "w0")
            self.cable("wire", "w1", "server", "s0")
            self.wire = Wire(self.raw("wire", "w0"), self.raw("wire", "w1"), self.net.rtt / 2)
            self.wire.start()
        else:
            self.cable(left, dev, "server", "s0")
        self.address()
        stamps = int(self.net.timestamps)
        self.sysctl("client", ipv4__tcp_timestamps=stamps, **self.net.client_sysctl)
        self.sysctl("server", ipv4__tcp_timestamps=stamps, **self.net.server_sysctl)
        self.warm_up()

    def cable(self, a, dev_a, b, dev_b):
        sh("ip", "link", "add", dev_a, "netns", self.ns[a], "type", "veth", "peer", "name", dev_b, "netns", self.ns[b])
        for side, dev in ((a, dev_a), (b, dev_b)):
            # Segments as they would be on a wire: no jumbo frames, real checksums.
            self.run(side, "ethtool", "-K", dev, "tso", "off", "gso", "off", "gro", "off", "tx", "off", check=False)
            self.ip(side, "link", "set", dev, "up")

    def address(self):
        bits = 64 if self.v6 else 24
        nodad = ("nodad",) if self.v6 else ()
        for a in self.net.clients:
            self.ip("client", "addr", "add", f"{a}/{bits}", "dev", "c0", *nodad)
        for a in (self.net.server, *self.net.more_servers):
            self.ip("server", "addr", "add", f"{a}/{bits}", "dev", "s0", *nodad)
        if not self.net.routed:
            return
        for side, dev, neighbour in (("client", "r0", self.net.clients[0]), ("server", "r1", self.net.server)):
            gateway = str(next(ipaddress.ip_interface(f"{neighbour}/{bits}").network.hosts()) + 252)
            self.ip("router", "addr", "add", f"{gateway}/{bits}", "dev", dev, *nodad)
            self.ip(side, "route", "add", "default", "via", gateway)
        self.sysctl("router", ipv4__ip_forward=1)
        if self.v6:
            self.sysctl("router", ipv6__conf__all__forwarding=1)

    def raw(self, side, dev):
        with inside(self.ns[side]):
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            s.bind((dev, 0))
            return s

    def warm_up(self):
        """Resolve every neighbour before the capture begins: address resolution is not the story."""
        for src in self.net.clients:
            if not any(self.reach(src) for _ in range(20)):
                raise RuntimeError(f"{src} and the server cannot reach each other")

    def reach(self, src):
        """A refused connection is an answer."""
        s = self.socket("client")
        s.settimeout(1)
        s.bind((src, 0))
        try:
            s.connect((self.net.server, 1))
        except ConnectionRefusedError:
            return True
        except OSError:
            time.sleep(0.2)
        finally:
            s.close()
        return False

    def down(self):
        for process in self.processes:
            with contextlib.suppress(OSError):
                process.kill()
                process.wait()
        if self.wire:
            self.wire.running = False
        for name in self.ns.values():
            sh("ip", "netns", "del", name, check=False)
        for folder in SCRATCH:
            shutil.rmtree(folder, ignore_errors=True)

    # -- recording ----------------------------------------------------------------------------------------------

    def record(self, vantages, expression="", snaplen=262144):
        where = {"client": ("client", "c0"), "server": ("server", "s0"), "router": ("router", "r0")}
        for vantage in vantages:
            side, dev = where[vantage]
            path = tempfile.mktemp(suffix=".pcap")
            p = self.spawn(
                side,
                "tcpdump",
                "-i",
                dev,
                "-n",
                "-U",
                "--immediate-mode",
                "-Z",
                "root",
                "--time-stamp-precision=nano",
                f"--snapshot-length={snaplen}",
                "-w",
                path,
                *expression.split(),
                stderr=subprocess.PIPE,
                text=True,
            )
            for line in p.stderr:
                if "listening" in line:
                    break
            self.dumps[vantage] = (p, path)

    def record_any(self, side, vantage):
        """All interfaces of one machine in one file, as `tcpdump -i any` shows them."""
        path = tempfile.mktemp(suffix=".pcap")
        args = ("tcpdump", "-i", "any", "-y", "LINUX_SLL2", "-n", "-U", "-B", "4096", "-Z", "root", "--time-stamp-precision=nano", "-w", path)
        p = self.spawn(side, *args, "tcp", stderr=subprocess.PIPE, text=True)
        for line in p.stderr:
            if "listening" in line:
                break
        self.dumps[vantage] = (p, path)

    def stop(self):
        time.sleep(0.2)  # the last segments are still on their way through the wire and into the file
        for p, _ in self.dumps.values():
            p.send_signal(signal.SIGINT)
            p.wait()

    # -- sockets ------------------------------------------------------------------------------------------------

    def socket(self, side):
        with inside(self.ns[side]):
            return socket.socket(self.family, socket.SOCK_STREAM)

    def listen(self, port, backlog=512, host=None):
        s = self.socket("server")
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host or self.net.server, port))
        s.listen(backlog)
        s.settimeout(30)
        self.keep.append(s)  # closing a listener would reset what still waits in its queue
        return s

    def dial(self, port, cause, accept=(), ended_by="none", src=None, server=None, timeout=15.0, sport=0, prepare=None, **label):
        """Open a connection from the client side and write down what will become of it.

        Never raises for a failed connect: the socket carries the error instead, refusals are what the lab is about.
        """
        s = Conn(self, src or self.net.clients[0], sport)
        self.keep.append(s)  # an unreferenced socket would be closed by the garbage collector: a FIN nobody planned
        if prepare:
            prepare(s.sock)
        s.target = (server or self.net.server, port)
        if cause:
            s.label = self.label(s.name, endpoint(ipaddress.ip_address(s.target[0]).packed, port), cause, accept, ended_by, **label)
        s.sock.settimeout(timeout)
        try:
            s.sock.connect(s.target)
        except OSError as e:
            s.error = e
        return s

    def pair(self, listener, cause, accept=(), ended_by="none", **kw):
        """Dial and accept: both ends of one connection."""
        c = self.dial(listener.getsockname()[1], cause, accept, ended_by, **kw)
        if c.error:
            raise c.error
        s, _ = listener.accept()
        s.settimeout(15)
        self.keep.append(s)
        return c, s

    def thread(self, fn, *args):
        t = threading.Thread(target=fn, args=args, daemon=True)
        t.start()
        self.threads.append(t)
        return t

    def join(self):
        for t in self.threads:
            t.join()
        self.threads.clear()

    # -- truth --------------------------------------------------------------------------------------------------

    def label(self, client, server, cause, accept=(), ended_by="none", note=None, true_cause=None, at=None, incarnation=None, unread=None):
        """at: {"server": {...}} what differs for one vantage point; {"server": None}: not in that capture at all.

        unread: what it may be called as well where the request beat the server's close(), which only the frames can tell.
        """
        entry = {"client": client, "server": server, "count": 1, "cause": cause, "accept": [cause, *accept], "ended_by": ended_by}
        for key, value in (("note", note), ("true_cause", true_cause), ("incarnation", incarnation), ("at", at), ("unread", unread)):
            if value is not None:
                entry[key] = value
        with self.lock:
            self.labels.append(entry)
        return entry

    def story(self, how, headline, accept=(), facts=None, at=None, finding=None):
        """finding: what only several connections together show (one-bad-backend, client-leak, ...); no connection's cause."""
        self.about = {"how": how, "headline": headline, "headline_accept": [headline, *accept], "facts": facts or {}, "at": at or {}}
        if finding:
            self.about["finding"] = finding
            self.about["headline_accept"].append(finding)

    def write(self, v):
        if v.cause == "two-sided":
            from two_sided import write  # which needs this module

            return write(self, v)
        for vantage, (_, pcap) in self.dumps.items():
            records = read_pcap(pcap)
            linktype = next(records)
            if v.sample:
                stem, out = v.name, SAMPLES / f"{v.name}.pcapng"
                truth_path = RECORDINGS / "samples" / f"{v.name}.json"
            else:
                # Incidents have several causes, so a number in place of one.
                stem = f"{v.cause}{'-' if v.cause == 'incident' else '--'}{v.name}--{vantage}"
                out = RECORDINGS / f"{stem}.pcapng"
                if not out.exists():  # a few are plain, as tests name them; the others are compressed
                    out = RECORDINGS / f"{stem}.pcapng.gz"
                truth_path = RECORDINGS / f"{stem}.json"
            # Both resolutions occur among the recordings: server side in nanoseconds, the others in microseconds.
            write_pcapng(out, linktype, records, nanoseconds=vantage == "server")
            os.unlink(pcap)
            truth = settle(self.truth(out.name, vantage), out)
            write_truth(truth_path, truth)
            problems = check(out, truth)
            print(
                f"{'FAIL' if problems else 'ok  '} {stem}: {out.stat().st_size / 1000:.0f} kB, {len(truth['connections'])} connections,"
                f" {truth['headline']}"
            )
            for p in problems:
                print("     " + p)
            sys.stdout.flush()

    def truth(self, name, vantage):
        about = {**self.about, **self.about["at"].get(vantage, {})}
        about.pop("at", None)
        if about.get("finding", "") is None:
            del about["finding"]
        if about["headline"] not in about["headline_accept"]:
            about["headline_accept"] = [about["headline"], *about["headline_accept"]]
        connections = []
        for entry in self.labels:
            entry = dict(entry)
            own = entry.pop("at", {})
            if vantage in own:
                if own[vantage] is None:
                    continue
                entry.update(own[vantage])
                if entry["cause"] not in entry["accept"]:
                    entry["accept"] = [entry["cause"], *entry["accept"]]
            connections.append(entry)
        return {"file": name, "how": about.pop("how"), "vantage": vantage, **about, "connections": connections}


class Conn:
    """The client's end: a socket that is bound before it connects, so that its name is known in advance."""

    def __init__(self, lab, src, sport):
        self.lab, self.error, self.label = lab, None, None
        self.sock = lab.socket("client")
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.bind((src, sport))
        self.src, self.port = self.sock.getsockname()[:2]
        self.name = endpoint(ipaddress.ip_address(self.src).packed, self.port)

    def send(self, data):
        self.sock.sendall(data)
        return self

    def recv(self, n=65536):
        return self.sock.recv(n)

    def drain(self):
        """Read to the end of the stream, or to the reset."""
        got = b""
        with contextlib.suppress(OSError):
            while chunk := self.sock.recv(65536):
                got += chunk
        return got

    def close(self):
        self.sock.close()

    def abort(self):
        abort(self.sock)

    def became(self, cause, *accept, ended_by=None):
        """Write the label after the fact, where the kernel decides which of several connections is hit."""
        self.label["cause"], self.label["accept"] = cause, [cause, *accept]
        if ended_by:
            self.label["ended_by"] = ended_by
        return self


def abort(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    sock.close()


def forget(lab, side, sockets):
    """Make a kernel lose sockets without a word: abort them while the filter eats the RSTs, then take the filter away."""
    table = "ip6tables" if lab.v6 else "iptables"
    rule = ("OUTPUT", "-p", "tcp", "--tcp-flags", "RST", "RST", "-j", "DROP")
    lab.run(side, table, "-A", *rule)
    for s in sockets:
        abort(s)
    time.sleep(0.02)
    lab.run(side, table, "-D", *rule)


def write_truth(path, truth):
    """One connection per line: a reader compares them as a table."""
    head = {k: v for k, v in truth.items() if k != "connections"}
    lines = ",\n".join("  " + json.dumps(c) for c in truth["connections"])
    text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "connections": [\n' + lines + "\n ]\n}\n"
    json.loads(text)
    path.write_text(text)


def settle(truth, pcapng):
    """What only the recorded frames can tell, mechanically.

    ended_by "frames": both sides were closing at once, and whose FIN or RST passed this place first was chance.
    A RST behind both FINs is harmless and nobody planned it: it belongs to the answers that can be defended.
    unread: a RST of the server that acknowledges payload says that the request had arrived when it closed.
    """
    own = {}
    for _, _, frame in read_pcapng(pcapng):
        if s := segment(frame):
            own.setdefault(frozenset((s.from_, s.to)), []).append(s)
    for entry in truth["connections"]:
        if not entry["count"]:  # a program that chooses its own ports, but owns its address
            entry["count"] = len({ends for ends in own if any(within(entry["client"], e) for e in ends)})
        segments = own.get(frozenset((entry["client"], entry["server"])), [])
        ends = [s for s in segments if s.fin or s.rst]
        if entry["ended_by"] == "frames":
            entry["ended_by"] = "none" if not ends else "client" if ends[0].from_ == entry["client"] else "server"
        unread = entry.pop("unread", ())
        opened = next((s.seq for s in segments if s.syn and s.from_ == entry["client"]), None)
        if unread and any(s.rst and s.flags & 16 and s.from_ == entry["server"] and s.ack != opened + 1 for s in ends):
            entry["accept"] = [*entry["accept"], *unread]
            entry["note"] = (entry["note"] + "; " if "note" in entry else "") + "the request had arrived when the server closed"
        fins = {s.from_ for s in ends if s.fin}
        benign = entry["cause"] in ("normal-close", "idle-close", "health-check") and "incarnation" not in entry
        if benign and len(fins) == 2 and ends[-1].rst and "reset-after-close" not in entry["accept"]:
            entry["accept"] = [*entry["accept"], "reset-after-close"]
            entry["note"] = (entry["note"] + "; " if "note" in entry else "") + "a late repetition met a socket that was gone"
    return truth


def within(wild, end):
    return wild.endswith(":*") and end.rsplit(":", 1)[0] == wild[:-2]


def check(pcapng, truth):
    """Every TCP conversation in the file has a label and every label has frames."""
    seen = set()
    for _, _, frame in read_pcapng(pcapng):
        if s := segment(frame):
            seen.add(tuple(sorted((s.from_, s.to))))
    wild = [c["client"] for c in truth["connections"] if c["client"].endswith(":*")]
    seen = {pair for pair in seen if not any(within(w, e) for w in wild for e in pair)}
    labelled = {tuple(sorted((c["client"], c["server"]))) for c in truth["connections"] if not c["client"].endswith(":*")}
    return [f"not labelled: {a} {b}" for a, b in sorted(seen - labelled)] + [f"no frames: {a} {b}" for a, b in sorted(labelled - seen)]
