"""Copies of recordings with the faults that captures have in the field: python3 lab/dirty.py

Same truth, worse capture: frames missing, every frame twice, frames cut short. Where frames of a connection are missing,
"insufficient-evidence" becomes an acceptable answer, and "open-at-end" too when the frame that ended it is among them.
"""

import json
import random
import sys

from netlab import RECORDINGS, write_truth
from pcapng import read_pcapng, segment, write_pcapng

SOURCES = (
    "unread-data-abort--request-unread--client",
    "stale-keepalive-reuse--unchecked--client",
    "connection-limit-per-client--fin--client",
    "port-closed--v4--client",
)


def lossy(records):
    """Two percent of the frames are missing from the capture, not from the network."""
    rng = random.Random(2)
    return [r for r in records if rng.random() >= 0.02]


def twice(records):
    """Every frame is there twice, as from a mirror of both ports of a switch."""
    return [r for ns, size, frame in records for r in ((ns, size, frame), (ns + 4000, size, frame))]


def cut(records):
    """tcpdump -s 96: headers only."""
    return [(ns, size, frame[:96]) for ns, size, frame in records]


FAULTS = {
    "loss2": (lossy, " Two percent of the frames are missing from the capture (not from the network)."),
    "twice": (twice, " Every frame was captured twice, 4 µs apart."),
    "cut96": (cut, " Frames cut to 96 bytes."),
}


def main():
    for source in SOURCES:
        truth = json.loads((RECORDINGS / f"{source}.json").read_text())
        records = list(read_pcapng(RECORDINGS / f"{source}.pcapng"))
        cause, variant, vantage = source.split("--")
        for name, (spoil, text) in FAULTS.items():
            stem = f"{cause}--{variant}-{name}--{vantage}"
            bad = spoil(records)
            bad.sort(key=lambda r: r[0])
            write_pcapng(RECORDINGS / f"{stem}.pcapng", 1, bad, nanoseconds=True, snaplen=96 if name == "cut96" else 262144)
            copy = {**truth, "file": f"{stem}.pcapng", "how": truth["how"] + text}
            if name == "loss2":
                copy["connections"] = [worse(c, records, bad) for c in truth["connections"]]
            write_truth(RECORDINGS / f"{stem}.json", copy)
            print(f"ok   {stem}")


def worse(connection, records, bad):
    """A connection that lost frames may honestly be called undecidable."""
    ends = {connection["client"], connection["server"]}

    def own(frames):
        return [s for _, _, f in frames if (s := segment(f)) and {s.from_, s.to} == ends]

    left = {s.frame for s in own(bad)}
    missing = [s for s in own(records) if s.frame not in left]
    if not missing:
        return connection
    note = f"{len(missing)} of its frames missing"
    accept = [*connection["accept"], "insufficient-evidence"]
    if any(s.fin or s.rst for s in missing):
        accept.append("open-at-end")
    return {**connection, "accept": accept, "note": f"{connection['note']}; {note}" if "note" in connection else note}


if __name__ == "__main__":
    sys.exit(main())
