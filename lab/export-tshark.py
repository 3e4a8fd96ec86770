"""Write down what tshark says about some recordings: python3 lab/export-tshark.py [-o DIR]

One text file per recording in lab/goldens, read by workers/track/segment-analysis.test.ts. Needs tshark 4.0; the files say with
which version they were made. Two passes (-2), so that tcp.completeness is that of the whole conversation.
"""

import argparse
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# Every kind of event once: losses on both sides, probes of both kinds, black holes, reused ports, copies, lossy captures.
LAB = [
    "connection-limit-per-client--fin-twice--client",
    "fin-wait2-expired--late-fin--server",
    "half-open-probe--sweep-v6--server",
    "injected-reset--both-ends--client",
    "insufficient-evidence--starts-mid--client",
    "keepalive-timeout--dark--client",
    "listen-queue-overflow--ack-ignored--server",
    "listen-queue-overflow--cookie-no-timestamps--client",
    "middlebox-idle-timeout--silent--client",
    "mtu-black-hole--upload--client",
    "mtu-black-hole--upload--server",
    "normal-close--lossy-path--client",
    "normal-close--port-reused--client",
    "normal-close--slow-reader--server",
    "port-reuse-collision--established--client",
    "receiver-stalled--sender-gave-up--client",
    "retransmission-timeout--server-sends--server",
    "unread-data-abort--nginx-413--client",
    "unread-data-abort--request-unread-loss2--client",
]

# Name in workers/model/analysis-flags.ts -> field of tshark.
MARKS = {
    "Retransmission": "retransmission",
    "FastRetransmission": "fast_retransmission",
    "SpuriousRetransmission": "spurious_retransmission",
    "OutOfOrder": "out_of_order",
    "LostSegment": "lost_segment",
    "AckLostSegment": "ack_lost_segment",
    "DuplicateAck": "duplicate_ack",
    "KeepAlive": "keep_alive",
    "KeepAliveAck": "keep_alive_ack",
    "ZeroWindow": "zero_window",
    "ZeroWindowProbe": "zero_window_probe",
    "ZeroWindowProbeAck": "zero_window_probe_ack",
    "WindowFull": "window_full",
    "WindowUpdate": "window_update",
}


def tshark(path):
    fields = ["frame.number", "tcp.stream", "tcp.completeness", *(f"tcp.analysis.{name}" for name in MARKS.values())]
    command = ["tshark", "-2", "-n", "-r", str(path), "-Y", "tcp && !icmp && !icmpv6", "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        number, stream, completeness, *marks = line.split("\t")
        yield int(number), int(stream), int(completeness), [name for name, value in zip(MARKS, marks) if value]


def export(capture, target, version):
    """`frame stream marks...` for each segment, then `= stream completeness` for each stream."""
    streams = {}
    lines = [f"# {capture.relative_to(ROOT).as_posix()}", f"# {version}"]
    for number, stream, completeness, marks in tshark(capture):
        streams[stream] = completeness
        lines.append(" ".join([str(number), str(stream), *marks]))
    lines += [f"= {stream} {completeness}" for stream, completeness in sorted(streams.items())]
    target.write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=HERE / "goldens")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    version = subprocess.run(["tshark", "--version"], check=True, capture_output=True, text=True).stdout.split("\n")[0].split(" (Git")[0].rstrip(".")
    captures = [next((HERE / "recordings").glob(f"{name}.pcapng*")) for name in LAB] + sorted((ROOT / "public" / "samples").glob("*.pcapng"))
    for capture in captures:
        name = capture.name.split(".pcapng")[0]
        export(capture, output / f"{name}.txt", version)
        print(name)


if __name__ == "__main__":
    main()
