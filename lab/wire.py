"""A piece of cable in user space: delay, loss and forged segments between two veth ends.

Not every kernel has netem, and netem cannot drop "the second data segment of that connection". The wire can:
a scenario sets `rule`, which sees each frame and answers True (pass), False (vanish), a number (seconds more)
or the bytes that go on in its place.
"""

import heapq
import select
import socket
import threading
import time

from pcapng import segment

TO_SERVER, TO_CLIENT = 0, 1


class Wire(threading.Thread):
    def __init__(self, left, right, delay):
        super().__init__(daemon=True)
        self.ends = (left, right)
        self.delay = delay
        self.rule = None
        self.heap, self.count, self.lock = [], 0, threading.Lock()
        self.running = True
        self.wake_r, self.wake_w = socket.socketpair()

    def send(self, direction, frame, after=0.0):
        """Put a frame of our own on the wire, leaving it `after` seconds from now."""
        with self.lock:
            self.count += 1
            heapq.heappush(self.heap, (time.monotonic() + after, self.count, direction, frame))
        if threading.current_thread() is not self:
            self.wake_w.send(b"x")

    def run(self):
        while self.running:
            with self.lock:
                due = self.heap[0][0] - time.monotonic() if self.heap else 1.0
            ready = select.select([*self.ends, self.wake_r], [], [], max(0.0, due))[0]
            for direction, end in enumerate(self.ends):
                if end in ready:
                    self.take(direction, end)
            if self.wake_r in ready:
                self.wake_r.recv(4096)
            self.flush()

    def take(self, direction, end):
        try:
            frame, where = end.recvfrom(65536)
        except OSError:
            return  # the link is being taken down at the end of a run
        if where[2] == socket.PACKET_OUTGOING:
            return
        verdict = True
        if self.rule and (seg := segment(frame)):
            verdict = self.rule(seg, direction)
        if verdict is False:
            return
        if isinstance(verdict, bytes):
            frame, verdict = verdict, True
        extra = 0.0 if verdict is True or verdict is None else verdict
        self.send(direction, frame, self.delay + extra)

    def flush(self):
        while True:
            with self.lock:
                if not self.heap or self.heap[0][0] > time.monotonic():
                    return
                _, _, direction, frame = heapq.heappop(self.heap)
            try:
                self.ends[1 - direction].send(frame)
            except OSError:
                pass  # the far end is being taken down at the end of a run
