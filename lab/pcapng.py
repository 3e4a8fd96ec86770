"""The capture file: classic pcap (what tcpdump writes) to pcapng, and a minimal reader for the self-check.

Written out by hand so that the lab needs no Wireshark tools on the machine that records.
"""

import functools
import gzip
import io
import ipaddress
import struct


def read_pcap(path):
    """Yield (nanoseconds, original length, bytes) for each record, after the link type."""
    with open(path, "rb") as f:
        head = f.read(24)
        magic = struct.unpack("<I", head[:4])[0]
        scale = {0xA1B2C3D4: 1000, 0xA1B23C4D: 1}[magic]
        yield struct.unpack("<I", head[20:24])[0]
        while len(rec := f.read(16)) == 16:
            sec, frac, caplen, origlen = struct.unpack("<IIII", rec)
            yield sec * 1_000_000_000 + frac * scale, origlen, f.read(caplen)


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def open_(path, mode):
    """Plain, or gzip where the name says so (without a time stamp, so that the same records give the same bytes)."""
    if str(path).endswith(".gz"):
        return io.BufferedWriter(gzip.GzipFile(path, mode, mtime=0), 1 << 16) if mode == "wb" else gzip.GzipFile(path, mode)
    return open(path, mode)


def write_pcapng(path, linktype, records, nanoseconds=False, snaplen=262144):
    """Section header, one interface, one enhanced packet block per record.

    Microsecond files carry no options at all: the plainest form a writer can choose. Nanosecond files
    need if_tsresol, so both forms occur among the recordings. A record may name its interface as a fourth member.
    """
    records = [(*r, 0)[:4] for r in records]
    options = option(9, b"\x09") + option(0, b"") if nanoseconds else b""
    with open_(path, "wb") as f:
        f.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        for _ in range(1 + max((r[3] for r in records), default=0)):
            f.write(block(1, struct.pack("<HHI", linktype, 0, snaplen) + options))
        for ns, origlen, data, interface in records:
            t = ns if nanoseconds else ns // 1000
            data = data[:snaplen]
            f.write(block(6, struct.pack("<IIIII", interface, t >> 32, t & 0xFFFFFFFF, len(data), origlen) + data))


def read_pcapng(path):
    """Records of a file written above: (nanoseconds, original length, bytes)."""
    with open_(path, "rb") as f:
        data = f.read()
    at, scale = 0, 1000
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 1 and size > 20:
            scale = 1
        if kind == 6:
            _, hi, lo, caplen, origlen = struct.unpack_from("<IIIII", data, at + 8)
            yield ((hi << 32) | lo) * scale, origlen, data[at + 28 : at + 28 + caplen]
        at += size


class Segment:
    """Just enough of one Ethernet frame with TCP in it."""

    def __init__(self, frame):
        kind = struct.unpack_from("!H", frame, 12)[0]
        self.frame, self.v6 = frame, kind == 0x86DD
        if kind == 0x0800 and frame[23] == 6:
            l4 = 14 + (frame[14] & 15) * 4
            end = 14 + struct.unpack_from("!H", frame, 16)[0]
            self.src, self.dst, self.ttl = frame[26:30], frame[30:34], frame[22]
        elif self.v6 and frame[20] == 6:
            l4 = 54
            end = 54 + struct.unpack_from("!H", frame, 18)[0]
            self.src, self.dst, self.ttl = frame[22:38], frame[38:54], frame[21]
        else:
            raise ValueError("not TCP")
        self.sport, self.dport, self.seq, self.ack = struct.unpack_from("!HHII", frame, l4)
        self.flags = frame[l4 + 13]
        self.payload = frame[l4 + (frame[l4 + 12] >> 4) * 4 : end]
        self.size = end - 14
        self.length = end - l4 - (frame[l4 + 12] >> 4) * 4

    @property
    def syn(self):
        return bool(self.flags & 2)

    @property
    def fin(self):
        return bool(self.flags & 1)

    @property
    def rst(self):
        return bool(self.flags & 4)

    @property
    def from_(self):
        return endpoint(self.src, self.sport)

    @property
    def to(self):
        return endpoint(self.dst, self.dport)


def segment(frame):
    try:
        return Segment(frame)
    except (ValueError, IndexError, struct.error):
        return None


@functools.lru_cache(maxsize=1 << 14)
def endpoint(address, port):
    ip = ipaddress.ip_address(address)
    return f"[{ip}]:{port}" if ip.version == 6 else f"{ip}:{port}"


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def rewrite(frame, payload=None, flags=None, ack=None, ttl=None):
    """The same frame with other contents, lengths and checksums put right."""
    seg = Segment(frame)
    ip = 54 if seg.v6 else 14 + (frame[14] & 15) * 4  # where TCP begins
    head = bytearray(frame[: ip + (frame[ip + 12] >> 4) * 4])
    payload = seg.payload if payload is None else payload
    if flags is not None:
        head[ip + 13] = flags
    if ack is not None:
        struct.pack_into("!I", head, ip + 8, ack)
    size = len(head) - ip + len(payload)
    if ttl is not None:
        head[21 if seg.v6 else 22] = ttl
    if seg.v6:
        struct.pack_into("!H", head, 18, size)
        pseudo = seg.src + seg.dst + struct.pack("!II", size, 6)
    else:
        struct.pack_into("!H", head, 16, ip - 14 + size)
        struct.pack_into("!H", head, 24, 0)
        struct.pack_into("!H", head, 24, checksum(bytes(head[14:ip])))
        pseudo = seg.src + seg.dst + struct.pack("!HH", 6, size)
    struct.pack_into("!H", head, ip + 16, 0)
    struct.pack_into("!H", head, ip + 16, checksum(pseudo + bytes(head[ip:]) + payload))
    return bytes(head) + payload


def forge(seg, back, flags, seq, ack=0, win=0, ttl=64, ident=0, payload=b""):
    """A TCP segment as a device on the path would write it, addressed by an example that passed by.

    back=True speaks in the name of the receiver of `seg`, back=False in the name of its sender.
    """
    f = seg.frame
    if back:
        macs, src, dst, ports = f[6:12] + f[0:6], seg.dst, seg.src, (seg.dport, seg.sport)
    else:
        macs, src, dst, ports = f[0:12], seg.src, seg.dst, (seg.sport, seg.dport)
    tcp = struct.pack("!HHIIBBHHH", *ports, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, win, 0, 0) + payload
    if seg.v6:
        ip = struct.pack("!IHBB", 0x60000000, len(tcp), 6, ttl) + src + dst
        pseudo = src + dst + struct.pack("!II", len(tcp), 6)
    else:
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), ident, 0x4000, ttl, 6, 0) + src + dst
        ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
        pseudo = src + dst + struct.pack("!HH", 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    return macs + (b"\x86\xdd" if seg.v6 else b"\x08\x00") + ip + tcp
