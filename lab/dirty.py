"""Copies of recordings with the faults of field captures: python3 lab/dirty.py [part of a name...]

Same connections, worse capture. A fault that keeps every frame keeps the truth; one that takes frames away widens it,
decided by which frames of a connection are gone (README.md, "Dirty copies"), never by what an analysis makes of it.

With --all -o DIR [--seed N] [--loss P] every fault that applies is given to every recording, outside the committed ones:
a calibration wants thousands of worse captures, the repository does not.
"""

import argparse
import functools
import json
import multiprocessing
import random
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import pcapng
from netlab import RECORDINGS, SAMPLES, write_truth
from pcapng import read_pcapng, rewrite, write_pcapng

segment = functools.lru_cache(maxsize=1 << 17)(pcapng.segment)


@dataclass
class Dice:
    """What differs between one set of copies and another: chance, the share of lost frames, where a capture is cut."""

    seed: int = 2
    loss: float = 0.02
    vary: bool = False

    def rng(self, stem=""):
        return random.Random(f"{self.seed} {stem}" if self.vary else self.seed)

    def share(self, rng, plain, low, high):
        return rng.uniform(low, high) if self.vary else plain


SECOND = 1_000_000_000
ETHERNET, SLL, SLL2 = 1, 113, 276
BENIGN = ("normal-close", "idle-close", "reset-after-close", "open-at-end", "health-check")
FIN, RST, PSH = 1, 4, 8


# -- faults that take frames away -----------------------------------------------------------------------------------


def loss2(records, truth, dice, rng):
    """Some of the frames are missing from the capture, not from the network."""
    return [r for r in records if rng.random() >= dice.loss]


def to_client(records, truth, dice, rng):
    return one_way(records, truth, "server")


def to_server(records, truth, dice, rng):
    return one_way(records, truth, "client")


def one_way(records, truth, sender):
    own = {c[sender] for c in truth["connections"]}
    return [r for r in records if not (s := segment(r[2])) or s.from_ in own]


def mid_start(records, truth, dice, rng):
    """The first 40 % of the time are missing."""
    at = records[0][0] + int((records[-1][0] - records[0][0]) * dice.share(rng, 0.4, 0.2, 0.6))
    return [r for r in records if r[0] >= at]


def early_end(records, truth, dice, rng):
    """The last 40 % of the time are missing."""
    at = records[0][0] + int((records[-1][0] - records[0][0]) * dice.share(rng, 0.6, 0.4, 0.8))
    return [r for r in records if r[0] < at]


# -- faults that keep every frame -----------------------------------------------------------------------------------


def twice(records, truth, dice, rng):
    gap = rng.choice((4000, 30_000, 150_000)) if dice.vary else 4000
    return [r for ns, size, frame in records for r in ((ns, size, frame), (ns + gap, size, frame))]


def hop(records, truth, dice, rng):
    """A router's two interfaces: what the client's side shows, and the same one hop further from the server or closer to it.

    Made from a recording at the client, whose frames from the server have lost one hop already.
    """
    clients = {c["client"] for c in truth["connections"]}
    out = []
    for ns, size, frame in records:
        seg = segment(frame)
        if not seg:
            out.append((ns, size, frame, 0))
            continue
        leaving = seg.from_ in clients
        macs = b"\2\0\0\0\2\1\2\0\0\0\2\2" if leaving else b"\2\0\0\0\2\2\2\0\0\0\2\1"
        other = macs + rewrite(frame, ttl=seg.ttl - 1 if leaving else seg.ttl + 1)[12:]
        out += [(ns, size, frame, 0), (ns + (18_000 if leaving else -18_000), size, other, 1)]
    return out


def cut96(records, truth, dice, rng):
    """tcpdump -s 96: headers only."""
    return [(ns, size, frame[:96]) for ns, size, frame in records]


def offload(records, truth, dice, rng):
    """What a sender's TSO or a receiver's GRO shows: data segments that follow each other within 2 ms become one."""
    out, last = [], {}
    for ns, size, frame in records:
        seg = segment(frame)
        if not seg:
            out.append([ns, size, frame])
            continue
        key, pair = (seg.from_, seg.to), frozenset((seg.from_, seg.to))
        plain = seg.length and not seg.flags & ~(FIN | PSH | 16)
        before = last.get(pair)
        if before and plain and before["key"] == key and before["next"] == seg.seq and ns - before["at"] < 2_000_000:
            joined = before["payload"] + seg.payload
            if len(joined) < 60_000 and before["ack"] == seg.ack:
                row = out[before["row"]]
                row[2] = rewrite(row[2], payload=joined, flags=before["flags"] | seg.flags)
                row[1] = len(row[2])
                before.update(payload=joined, next=(seg.seq + seg.length) & 0xFFFFFFFF, flags=before["flags"] | seg.flags, at=ns)
                continue
        out.append([ns, size, frame])
        last[pair] = plain and not seg.fin and {
            "key": key, "next": (seg.seq + seg.length) & 0xFFFFFFFF, "at": ns, "row": len(out) - 1, "payload": seg.payload,
            "flags": seg.flags, "ack": seg.ack,
        }  # fmt: skip
    return [tuple(r) for r in out]


def clock_ahead(records, truth, dice, rng):
    """The clock is set forward by 3 s in the middle."""
    middle = int(len(records) * dice.share(rng, 0.5, 0.3, 0.7))
    return [(ns + (3 * SECOND if i >= middle else 0), size, frame) for i, (ns, size, frame) in enumerate(records)]


def clock_back(records, truth, dice, rng):
    """The clock is set back by 2.5 s in the middle: the file's order stays, its times do not."""
    middle = int(len(records) * dice.share(rng, 0.5, 0.3, 0.7))
    return [(ns - (5 * SECOND // 2 if i >= middle else 0), size, frame) for i, (ns, size, frame) in enumerate(records)]


def vlan(records, truth, dice, rng):
    return [(ns, size + 4, frame[:12] + b"\x81\0\x20\x2a" + frame[12:]) for ns, size, frame in records]


def qinq(records, truth, dice, rng):
    return [(ns, size + 8, frame[:12] + b"\x88\xa8\0\x64\x81\0\0\x2a" + frame[12:]) for ns, size, frame in records]


def kind(frame, truth):
    """Linux's packet type: 4 for what this host sends."""
    seg = segment(frame)
    return 4 if seg and seg.from_ in {c.get(truth["vantage"]) for c in truth["connections"]} else 0


def sll(records, truth, dice, rng):
    """tcpdump -i any, first form."""
    return [
        (ns, size + 2, struct.pack("!HHH", kind(frame, truth), 1, 6) + frame[6:12] + b"\0\0" + frame[12:]) for ns, size, frame in records
    ]


def sll2(records, truth, dice, rng):
    """tcpdump -i any, second form."""
    return [
        (ns, size + 6, frame[12:14] + struct.pack("!HIHBB", 0, 3, 1, kind(frame, truth), 6) + frame[6:12] + b"\0\0" + frame[14:])
        for ns, size, frame in records
    ]


# name -> (fault, what the truth says of it, link type, does the order of times hold)
FAULTS = {
    "loss2": (loss2, "Two percent of the frames are missing from the capture (not from the network).", ETHERNET, True),
    "to-client": (to_client, "Only the direction server to client was captured.", ETHERNET, True),
    "to-server": (to_server, "Only the direction client to server was captured.", ETHERNET, True),
    "mid-start": (mid_start, "The first 40 % of the time are missing.", ETHERNET, True),
    "early-end": (early_end, "The last 40 % of the time are missing.", ETHERNET, True),
    "twice": (twice, "Every frame was captured twice, 4 µs apart.", ETHERNET, True),
    "hop": (hop, "Captured on both interfaces of the router: every frame twice, the second time with a TTL one lower.", ETHERNET, True),
    "cut96": (cut96, "Frames cut to 96 bytes.", ETHERNET, True),
    "offload": (offload, "Consecutive data segments are merged, as segmentation offload shows them.", ETHERNET, True),
    "clock-ahead": (clock_ahead, "The capturing clock was set forward by 3 s in the middle.", ETHERNET, False),
    "clock-back": (clock_back, "The capturing clock was set back by 2.5 s in the middle.", ETHERNET, False),
    "vlan": (vlan, "Every frame has a VLAN tag.", ETHERNET, True),
    "qinq": (qinq, "Every frame has two VLAN tags.", ETHERNET, True),
    "sll": (sll, "Captured on the pseudo interface any (Linux cooked, version 1).", SLL, True),
    "sll2": (sll2, "Captured on the pseudo interface any (Linux cooked, version 2).", SLL2, True),
}
LOSING = ("loss2", "to-client", "to-server", "mid-start", "early-end")
# What tshark said of these two is kept beside them (goldens/), by their plain names.
PLAIN = ("connection-limit-per-client--fin-twice--client", "unread-data-abort--request-unread-loss2--client")
ONE_OF_EACH = ("loss2", "twice", "cut96")
COPIES = {
    "unread-data-abort--request-unread--client": (*ONE_OF_EACH, "clock-ahead"),
    "stale-keepalive-reuse--unchecked--client": (*ONE_OF_EACH, "to-client", "early-end"),
    "connection-limit-per-client--fin--client": (*ONE_OF_EACH, "mid-start", "clock-back"),
    "connection-limit-per-client--zookeeper-nio--server": ("loss2",),
    "port-closed--v4--client": (*ONE_OF_EACH, "to-client"),
    "accept-starvation--stuck-loop--client": ("sll",),
    "accept-then-close--one-of-three--client": ("clock-back",),
    "client-abandoned--mid-download--client": ("offload",),
    "client-abandoned--timeout--client": ("early-end",),
    "close-wait-leak--server-leaks-v6--server": ("sll2",),
    "connection-limit-total--mixed-50ms-no-timestamps--client": ("hop",),
    "connection-limit-total--redis--server": ("clock-back",),
    "fin-wait2-expired--late-fin--client": ("sll2",),
    "firewall-drop--router--client": ("to-server",),
    "firewall-reject--router-admin-prohibited--client": ("vlan",),
    "half-open-probe--sweep--client": ("cut96",),
    "health-check--fin-and-rst--client": ("qinq",),
    "host-unreachable--icmp--client": ("vlan",),
    "idle-close--http--client": ("sll",),
    "listen-queue-overflow--syn-ignored-50ms--client": ("clock-back",),
    "injected-reset--burst--client": ("hop",),
    "injected-reset--to-client--client": ("twice", "clock-back"),
    "injected-reset--to-client-v6--client": ("loss2",),
    "keepalive-timeout--dark--client": ("mid-start",),
    "linger-abort--by-server--server": ("sll",),
    "listen-queue-overflow--syn-ignored--server": ("loss2", "sll2"),
    "listen-queue-overflow-reset--burst--server": ("twice",),
    "middlebox-idle-timeout--rst-on-use--client": ("loss2",),
    "middlebox-idle-timeout--silent--client": ("cut96", "early-end"),
    "mtu-black-hole--download--server": ("offload",),
    "normal-close--mixed--client": ("loss2", "clock-back", "mid-start"),
    "normal-close--slow-reader--server": ("offload",),
    "peer-lost-state--server-forgot--client": ("hop",),
    "protocol-mismatch--http-to-ssh--client": ("qinq",),
    "receiver-stalled--sender-gave-up--server": ("early-end", "offload"),
    "reset-after-close--linger2--client": ("cut96",),
    "retransmission-timeout--path-dies--client": ("to-server",),
    "retransmission-timeout--server-sends--server": ("offload",),
    "server-process-died--killed-idle--client": ("loss2", "mid-start"),
    "tls-failure--version--client": ("vlan",),
    "unread-data-abort--early-413--client": ("offload",),
    "write-after-close--push--server": ("cut96", "mid-start"),
    "connection-limit-total--postgres--client": ("loss2", "vlan"),
    "connection-limit-per-client--haproxy-src-conn--server": ("twice", "mid-start"),
    "accept-then-close--haproxy-dead-backend--client": ("hop", "clock-ahead"),
    "stale-keepalive-reuse--nginx-two-servers--client": ("early-end", "sll2"),
    "ignored-connection-close--nginx-requests-3--server": ("to-server",),
    "unread-data-abort--node-401--client": ("to-client", "loss2"),
    "server-process-died--java-killed--server": ("qinq", "loss2"),
    "injected-reset--text-in-rst--client": ("clock-back",),
    "receiver-stalled--client-pauses-then-reads--server": ("offload",),
    "peer-lost-state--database-50ms--client": ("cut96", "loss2"),
    "half-open-probe--haproxy-checks--client": ("sll",),
    "client-abandoned--curl-max-time--client": ("cut96", "early-end"),
    "slow-handshake--syn-lost--client": ("loss2",),
    "one-bad-backend--hangs-v6--client": ("cut96",),
    "tls-failure--unrecognized-name--client": ("twice",),
}


# Where chance or a timer of the story is what tells the cause, a jumping clock changes it; where text does, a cut frame.
CLOCKLESS = (
    "unread-data-abort", "linger-abort", "connection-limit-per-client", "connection-limit-total", "accept-then-close", "injected-reset",
    "normal-close", "open-at-end", "port-closed", "firewall-reject", "listen-queue-overflow-reset", "tls-failure", "protocol-mismatch",
    "ignored-connection-close", "write-after-close", "peer-lost-state", "reset-after-close", "nat-translation-lost",
)  # fmt: skip
TEXTUAL = ("tls-failure", "protocol-mismatch", "ignored-connection-close", "client-abandoned", "unread-data-abort", "linger-abort")
# Answered or swallowed by the router itself: its other side shows something else.
ROUTER_ACTS = ("firewall-drop", "firewall-reject", "host-unreachable", "middlebox-idle-timeout", "nat-translation-lost", "retransmission-timeout")


def applies(name, truth, records):
    """Whether this fault leaves the truth of this recording true."""
    causes = {c["cause"] for c in truth["connections"]} | {c.get("true_cause") for c in truth["connections"]}
    tcp = [s for r in records if (s := segment(r[2]))]
    if not whole(name, truth) or (name in LOSING and any("incarnation" in c for c in truth["connections"])):
        return False  # connections that share their four-tuple cannot be told apart by their frames
    if name in ("to-client", "to-server"):
        senders = {c["server" if name == "to-client" else "client"] for c in truth["connections"]}
        return len({s.from_ in senders for s in tcp}) == 2
    if name == "hop":
        # The server's frames have one hop behind them here; the router's own would not be on its other side.
        plain = {s.ttl for s in tcp} <= {63, 64, 127, 128}
        return truth["vantage"] == "client" and plain and not causes & set(ROUTER_ACTS) and 63 in {s.ttl for s in tcp}
    if name == "cut96":
        quoted = any(s.v6 for s in tcp) and causes & {"firewall-reject", "host-unreachable"}
        return not causes & set(TEXTUAL) and not quoted and not re.search(r"\b(tell|told|says|said)", truth["how"])
    if name.startswith("clock"):
        return all(c in CLOCKLESS for c in causes - {None})
    return True


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--all", action="store_true", help="every fault x every recording it applies to; needs -o")
    args.add_argument("-o", "--out", help="the folder for --all")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--loss", type=float, default=0.02, help="share of lost frames in loss2")
    args.add_argument("pattern", nargs="*", help="part of a recording's name")
    opt = args.parse_args()
    if opt.all:
        if not opt.out:
            args.error("--all would fill the repository: say where with -o")
        return everything(Path(opt.out), Dice(opt.seed, opt.loss, vary=True), opt.pattern)
    for source, faults in COPIES.items():
        truth = json.loads((RECORDINGS / f"{source}.json").read_text())
        records = list(read_pcapng(RECORDINGS / truth["file"]))
        for name in faults:
            stem = named(source, name)
            if not opt.pattern or any(p in stem for p in opt.pattern):
                copy(RECORDINGS, stem, name, truth, records, Dice())
    return 0


def named(source, fault):
    """The fault's name goes behind the variant's."""
    what, vantage = source.rsplit("--", 1)
    return f"{what}-{fault}--{'router' if fault == 'hop' else vantage}"


def everything(out, dice, patterns):
    out.mkdir(parents=True, exist_ok=True)
    made = {named(source, name) for source, faults in COPIES.items() for name in faults}
    truths = [p for p in sorted(RECORDINGS.glob("*.json")) if p.stem not in made] + sorted((RECORDINGS / "samples").glob("*.json"))
    work = [(p, out, dice) for p in truths if not patterns or any(x in p.stem for x in patterns)]
    with multiprocessing.Pool() as pool:
        done = pool.starmap(all_faults, work, chunksize=1)
    print(f"{sum(done)} copies of {len(work)} recordings in {out}")
    return 0


def all_faults(path, out, dice):
    truth = json.loads(path.read_text())
    sample = path.parent.name == "samples"
    source = f"sample-{path.stem}--{truth['vantage']}" if sample else path.stem
    records = list(read_pcapng((SAMPLES if sample else RECORDINGS) / truth["file"]))
    count = 0
    for name in FAULTS:
        if applies(name, truth, records):
            count += copy(out, named(source, name), name, truth, records, dice)
    segment.cache_clear()
    return count


def copy(out, stem, name, truth, records, dice):
    spoil, text, linktype, ordered = FAULTS[name]
    bad = spoil(records, truth, dice, dice.rng(stem))
    if not bad:
        return 0
    if ordered:
        bad.sort(key=lambda r: r[0])
    file = f"{stem}.pcapng{'' if stem in PLAIN else '.gz'}"
    write_pcapng(out / file, linktype, bad, nanoseconds=True, snaplen=96 if name == "cut96" else 262144)
    told = {**truth, "file": file, "how": f"{truth['how']} {text}"}
    if name == "hop":
        told["vantage"] = "router"
    if name in LOSING:
        before, after = by_connection(records), by_connection(bad)
        told["connections"] = [
            worse(c, before.get(ends(c), []), after.get(ends(c), []), name) for c in truth["connections"] if after.get(ends(c))
        ]
        if name != "loss2":
            told["connections"] = alone(truth["connections"], told["connections"], after)
        told["headline"], told["headline_accept"] = headlines(truth, told["connections"], name)
        told["facts"] = {} if name != "loss2" else truth["facts"]
    write_truth(out / f"{stem}.json", told)
    if not dice.vary:
        print(f"ok   {stem}: {(out / file).stat().st_size / 1000:.0f} kB, {len(told['connections'])} connections")
    return 1


def ends(connection):
    return frozenset((connection["client"], connection["server"]))


def whole(name, truth):
    """A program's own ports are in the truth as "address:*": their frames cannot be taken apart."""
    return name not in LOSING or not any(c["client"].endswith(":*") for c in truth["connections"])


def by_connection(records):
    out = {}
    for r in records:
        if s := segment(r[2]):
            out.setdefault(frozenset((s.from_, s.to)), []).append(s)
    return out


def worse(c, before, after, name):
    """What a connection's truth becomes when some of its frames are gone."""
    left = {s.frame for s in after}
    missing = [s for s in before if s.frame not in left]
    if not missing and not name.startswith("to-"):
        silent = name == "early-end" and not any(s.fin or s.rst for s in after) and "open-at-end" not in c["accept"]
        return {**c, "accept": [*c["accept"], "open-at-end"]} if silent else c  # less silence than it had
    c = {**c, "accept": [*c["accept"], "insufficient-evidence"], "note": (c["note"] + "; " if "note" in c else "")}
    c["note"] += f"{len(missing)} of {len(before)} frames missing"
    closing = [s for s in before if s.fin or s.rst]
    remaining = [s for s in after if s.fin or s.rst]
    if name == "loss2":
        if any(s.fin or s.rst for s in missing):
            c["accept"].append("open-at-end")
            c["accept"] += guesses(c, before, after) if c["cause"] not in BENIGN else []
            # A forged or a first RST that is gone: what answers it seems to come out of nothing.
            c["accept"] += ["peer-lost-state"] if any(s.rst for s in missing) and any(s.rst for s in after) else []
        if c["cause"] not in BENIGN and any(s.length for s in missing) and len({s.from_ for s in after if s.fin}) == 2:
            c["accept"] += [] if any(s.rst for s in after) else ["normal-close"]  # the words that told may be the missing ones
    elif name == "early-end":
        ended(c, closing, remaining, after)
    else:
        c["accept"] += guesses(c, before, after)
        if name == "mid-start":
            c["accept"] += whole_again(before, after)
    c["accept"] = list(dict.fromkeys(c["accept"]))
    return c


def whole_again(before, after):
    """What failed was before the cut (an ignored SYN, a first attempt): what is left is whatever it shows, healthy too."""
    closers = {s.from_ for s in after if s.fin}
    if any(s.rst for s in after):
        return ["reset-after-close"] if closers else []
    if len(closers) == 2:
        return ["normal-close", "idle-close", *([] if any(s.length for s in after) else ["health-check"])]
    return ["open-at-end", *(["idle-close", "close-wait-leak"] if closers else [])]


def alone(was, now, after):
    """Causes that other connections prove, where too few of those are left in the capture."""
    talking = {s.from_ for segments in after.values() for s in segments}
    answered = {s.from_ for segments in after.values() for s in segments if s.syn and s.flags & 16}
    hosts = {host(e) for e in talking}
    gone = {ends(c) for c in was} - {ends(c) for c in now if "insufficient-evidence" not in c["accept"]}
    cut = {c["server"]: any(ends(x) in gone for x in was if x["server"] == c["server"]) for c in was}
    for c in now:
        extra = []
        if c["cause"] == "listen-queue-overflow" and c["server"] not in answered:
            extra += ["firewall-drop"]
        if c["cause"] == "listen-queue-overflow" and cut[c["server"]]:
            # Who stood in the queue is gone: an answer to a repeated SYN may as well have been a lost packet.
            own = after[ends(c)]
            extra += ["normal-close"] if len({s.from_ for s in own if s.fin}) == 2 else []
        if c["cause"] == "nat-translation-lost" and gone:  # its other name may be among those
            extra += ["insufficient-evidence", "peer-lost-state"]
        if c["cause"] in ("listen-queue-overflow", "firewall-drop") and host(c["server"]) not in hosts:
            extra += ["firewall-drop", "host-unreachable"]
        if c["cause"] in ("server-process-died", "health-check", "connection-limit-per-client", "connection-limit-total"):
            same = [x for x in now if x["server"] == c["server"] and x["cause"] == c["cause"]]
            if len(same) < min(3, sum(x["server"] == c["server"] and x["cause"] == c["cause"] for x in was)):
                extra += ALONE[c["cause"]]
        c["accept"] = list(dict.fromkeys([*c["accept"], *extra]))
    return now


ALONE = {
    "server-process-died": ["normal-close", "idle-close", "unread-data-abort", "linger-abort", "accept-then-close"],
    "health-check": ["normal-close", "linger-abort"],
    "connection-limit-per-client": ["accept-then-close", "connection-limit-total", "linger-abort"],
    "connection-limit-total": ["accept-then-close", "connection-limit-per-client", "linger-abort"],
}


def host(endpoint):
    return endpoint.rsplit(":", 1)[0]


def ended(c, closing, remaining, after):
    """The capture stops before the story does."""
    if len(remaining) < len(closing):
        c["accept"].append("open-at-end")
    if not closing:
        c["accept"].append("open-at-end")  # it ended in silence, of which there is less now
    elif not remaining:
        # Nothing that ended it is in the file: for this capture it is open.
        c["ended_by"] = "none"
        if not any(s.flags & 16 for s in after):
            c["accept"] += ["firewall-drop", "host-unreachable"]  # an attempt without its answer
        elif c["cause"] != "open-at-end":
            c.update(true_cause=c.get("true_cause", c["cause"]), cause="open-at-end")
            c["accept"].sort(key=lambda a: a != "open-at-end")
    elif all(s.fin for s in remaining) and len({s.from_ for s in remaining}) == 1:
        c["accept"] += ["idle-close", "normal-close", "close-wait-leak"]  # one side has closed, the other may still
        spoken = [s for s in after if s.length]
        if spoken and {s.from_ for s in remaining} == {spoken[-1].from_} == {c["client"]}:
            c["accept"] += ["client-abandoned", "accept-starvation"]  # it asked, waited and left; the answer is behind the end


def guesses(c, before, after):
    """One direction only, or a beginning that is missing: what else the remaining frames look like."""
    out = []
    resets = [s for s in after if s.rst]
    fins_gone = any(s.fin for s in before) and not any(s.fin for s in after)
    if c["cause"] in BENIGN:
        out += ["normal-close", "idle-close", "open-at-end"]
    if resets:
        # Whether anything was unread, and whether it was closed before, can only be told with the frames that are gone.
        out += ["unread-data-abort", "linger-abort", "reset-after-close"]
        if not all(s.flags & 16 for s in resets):
            out += ["write-after-close", *(["peer-lost-state"] if fins_gone or len({s.from_ for s in after}) == 1 else [])]
    elif not any(s.fin for s in after):
        out.append("open-at-end")
    elif len({s.from_ for s in after if s.fin}) == 2:
        out.append("normal-close")  # what went wrong may have been in the part that is missing
    return out


def headlines(truth, connections, name):
    """The headline, and what else can be defended.

    Untouched, it stays where half of its connections, and at least three, are. Else what they may be called joins it. When
    none of them is left in the capture, the headline is what else goes wrong in it. Where a part of the story is cut off, so
    does what each of them may be called anyway: the context that ruled it out may be in that part.
    """
    headline, accept = truth["headline"], list(truth["headline_accept"])
    mine = [c for c in connections if headline in (c["cause"], c.get("true_cause"))]
    if mine and name != "loss2":
        accept += sorted(set.intersection(*(set(c["accept"]) for c in mine)))
    untouched = [c for c in mine if "insufficient-evidence" not in c["accept"]]
    if headline in BENIGN:
        accept += [*BENIGN, "insufficient-evidence"]
    elif not mine:
        harm = [c["cause"] for c in connections if c["cause"] not in BENIGN]
        headline = max(sorted(set(harm)), key=harm.count) if harm else "normal-close"
        accept = [headline, *accept, "insufficient-evidence", *([] if harm else BENIGN)]
    elif len(untouched) < max(3, len(mine) / 2):
        # Of the others, those that are at least as many as what is left of it may do more harm in this copy.
        harm = [c["cause"] for c in connections if c["cause"] not in BENIGN]
        accept += [cause for cause in set(harm) if harm.count(cause) >= len(untouched)]
        accept += [a for c in mine for a in c["accept"]] + ["normal-close", "open-at-end"]
    return headline, list(dict.fromkeys(accept))


if __name__ == "__main__":
    sys.exit(main())
