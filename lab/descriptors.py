"""A server that runs out of descriptors: descriptors.py ADDRESS PORT reserve|plain

reserve: keeps one descriptor aside; out of descriptors it gives that up, accepts, closes at once and reopens it (libuv does so).
plain:   accept() fails with EMFILE and is tried again later (most other servers).
Prints how many connections fit under its ulimit -n, then serves: every request gets a short answer, nothing is closed.
"""

import errno
import os
import resource
import select
import socket
import sys
import time

address, port, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
listener = socket.socket(family, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((address, port))
listener.listen(128)
listener.setblocking(False)
reserve = os.open("/dev/null", os.O_RDONLY) if mode == "reserve" else None
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
free = os.dup(0)  # the lowest free number tells how many are taken; there are no holes below it
os.close(free)
print(limit - free, flush=True)

conns, paused = {}, 0.0
while True:
    watch = [*conns.values()] + ([listener] if time.monotonic() >= paused else [])
    for s in select.select(watch, [], [], 0.05)[0]:
        if s is not listener:
            try:
                data = s.recv(4096)
            except OSError:
                data = b""
            if data:
                s.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            else:
                del conns[s.fileno()]
                s.close()
            continue
        try:
            c, _ = listener.accept()
            conns[c.fileno()] = c
        except OSError as e:
            if e.errno != errno.EMFILE:
                continue
            if reserve is None:
                paused = time.monotonic() + 0.2
                continue
            os.close(reserve)
            try:
                listener.accept()[0].close()
            except OSError:
                pass
            reserve = os.open("/dev/null", os.O_RDONLY)
