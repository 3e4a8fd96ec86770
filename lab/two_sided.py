"""Recordings of both ends of one path, with what the wire between them did to every single packet.

The wire writes down the fate of each frame that it takes; afterwards each is looked up in the two files, so that the truth
names frame numbers: what was lost, forged, changed or delayed, and nothing else was.
"""

import json
import os
from collections import defaultdict

import netlab
from pcapng import Segment, read_pcap, segment, write_pcapng
from wire import TO_CLIENT, TO_SERVER

DELAYED = 0.1  # seconds more than usual that must be told
PERHAPS = 0.03  # seconds more than usual that may be told: the recording machine has other things to do, too


class Tape:
    """Sets the wire's rule: `act(seg, direction)` answers True, False (lost), seconds more, or other bytes (changed)."""

    def __init__(self, lab, act=None):
        self.lab, self.act, self.events = lab, act, []
        lab.wire.rule = self.rule
        lab.tape = self

    def rule(self, seg, direction):
        verdict = self.act(seg, direction) if self.act else True
        verdict = True if verdict is None else verdict
        if verdict is False:
            self.events.append(("lost", direction, seg.frame, None))
        elif isinstance(verdict, bytes):
            self.events.append(("changed", direction, seg.frame, verdict))
        else:
            self.events.append(("passed", direction, seg.frame, seg.frame))
        return verdict

    def forge(self, direction, frame, after=0.0):
        self.events.append(("appeared", direction, None, frame))
        self.lab.wire.send(direction, frame, after)


def key(frame):
    """What routers and translation leave alone: no address, port, TTL, checksum."""
    seg = Segment(frame)
    l4 = 54 if seg.v6 else 14 + (frame[14] & 15) * 4
    ident = b"" if seg.v6 else frame[18:20]
    end = seg.size + 14
    return ident + frame[l4 + 4 : l4 + 16] + frame[l4 + 18 : end]


def numbered(records):
    """Frame numbers by key, in order."""
    found = defaultdict(list)
    for number, (_, _, frame) in enumerate(records, 1):
        if segment(frame):
            found[key(frame)].append(number)
    return found


def inside(records, frame):
    """The number of the larger segment that holds this one's bytes (offload), or none."""
    small = Segment(frame)
    for number, (_, _, other) in enumerate(records, 1):
        big = segment(other)
        if not big or big.length <= small.length or not small.length or big.ack != small.ack:
            continue
        if 0 <= (small.seq - big.seq) & 0xFFFFFFFF <= big.length - small.length:
            return number
    return None


def shifted(records, offset, drift):
    """As a clock that is ahead by `offset` seconds at the beginning and runs fast by `drift` millionths shows it."""
    start = records[0][0]
    return [(ns + int(offset * 1e9) + int((ns - start) * drift / 1e6), size, frame) for ns, size, frame in records]


def write(lab, v):
    """Both files and one truth beside them."""
    folder = netlab.RECORDINGS / "two-sided"
    folder.mkdir(exist_ok=True)
    if not hasattr(lab, "tape"):
        return write_plain(lab, v, folder / "one-machine")
    clock = getattr(lab, "clock", (0.0, 0.0))
    files, true_start, true_times = {}, {}, {}
    for vantage, (_, pcap) in lab.dumps.items():
        source = read_pcap(pcap)
        linktype = next(source)
        records = list(source)
        os.unlink(pcap)
        for change in getattr(lab, "changes", {}).get(vantage, ()):
            records = change(records)
        true_start[vantage] = records[0][0]
        true_times[vantage] = [ns for ns, _, _ in records]
        if vantage == "server":
            records = shifted(records, *clock)
        path = folder / f"{v.name}.{vantage}.pcapng.gz"
        write_pcapng(path, linktype, records, nanoseconds=vantage == "server")
        files[vantage] = (path, records)
    packets = look_up(lab.tape.events, {k: r for k, (_, r) in files.items()}, true_times, lab.net.rtt / 2)
    about = dict(lab.about)
    about.pop("at", None)
    # Of the clocks' own first readings: a drift has moved them apart by then.
    apart = clock[0] + (true_start["client"] - true_start["server"]) * clock[1] / 1e15
    truth = {
        "client": files["client"][0].name,
        "server": files["server"][0].name,
        "how": about["how"],
        "headline": about["headline"],
        "place": getattr(lab, "place", "between"),
        "clock": {"offset_seconds": round(apart, 9), "drift_ppm": clock[1], "within_seconds": max(0.001, lab.net.rtt / 40)},
    }
    connections = [
        {k: e[k] for k in ("client", "server", "cause", "accept") if k in e} for e in lab.labels if not e.get("unseen")
    ]
    text = json.dumps(truth, indent=1, ensure_ascii=False)[:-2]
    for name, rows in (("connections", connections), ("packets", packets)):
        text += f',\n "{name}": [\n' + ",\n".join("  " + json.dumps(r) for r in rows) + "\n ]"
    text += "\n}\n"
    json.loads(text)
    (folder / f"{v.name}.json").write_text(text)
    size = sum(path.stat().st_size for path, _ in files.values())
    print(f"ok   two-sided/{v.name}: {size / 1000:.0f} kB, {len(connections)} connections, {len(packets)} packets differ, {truth['headline']}")


def write_plain(lab, v, folder):
    """Recordings of a machine on the path itself: it interferes, not the wire; the tests know what it did."""
    folder.mkdir(exist_ok=True)
    for vantage, (_, pcap) in lab.dumps.items():
        source = read_pcap(pcap)
        linktype = next(source)
        path = folder / f"{v.name}.{vantage}.pcapng.gz"
        write_pcapng(path, linktype, source, nanoseconds=True)
        os.unlink(pcap)
        print(f"ok   two-sided/one-machine/{v.name}.{vantage}: {path.stat().st_size / 1000:.0f} kB")


def look_up(events, files, times, usual):
    sender = {TO_SERVER: "client", TO_CLIENT: "server"}
    numbers = {vantage: numbered(records) for vantage, records in files.items()}
    used = defaultdict(int)

    def take(vantage, frame):
        k = key(frame)
        at = used[vantage, k]
        used[vantage, k] += 1
        own = numbers[vantage].get(k, ())
        return own[at] if at < len(own) else inside(files[vantage], frame)

    packets = []
    for what, direction, before, after in events:
        up = sender[direction]
        down = sender[1 - direction]
        entry = {"what": what, "to": down, "client": [], "server": []}
        for vantage, frame in ((up, before), (down, after)):
            number = None if frame is None else take(vantage, frame)
            if number:
                entry[vantage].append(number)
        if what in ("passed", "changed") and entry["client"] and entry["server"]:
            way = (times[down][entry[down][0] - 1] - times[up][entry[up][0] - 1]) / 1e9 - usual
            if way >= PERHAPS:
                packets.append({**entry, "what": "delayed", **({} if way >= DELAYED else {"perhaps": True})})
        # Cut off with the rest of a recording that begins later.
        if what != "passed" and (entry["client"] or entry["server"]):
            packets.append(entry)
    return packets
