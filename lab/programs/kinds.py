"""Python servers of several habits, asyncio and threads: kinds.py ADDRESS PORT HABIT [argument...]"""

import asyncio
import collections
import http.server
import socket
import socketserver
import sys
import time

address, port, habit, *rest = sys.argv[1:]
held = collections.Counter()


async def answer(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(b"OK %d\n" % len(data))
    except OSError:
        pass
    writer.close()


async def per_client(reader, writer):
    """At most so many of one address; the next ones are closed at once."""
    peer = writer.get_extra_info("peername")[0]
    if held[peer] >= int(rest[0]):
        writer.close()
        return
    held[peer] += 1
    await answer(reader, writer)
    held[peer] -= 1


async def greeting(reader, writer):
    """A mail server that says 421 to who is beyond the limit."""
    if held["all"] >= int(rest[0]):
        writer.write(b"421 4.7.0 mx.example Too many connections, try again later\r\n")
        writer.close()
        return
    held["all"] += 1
    writer.write(b"220 mx.example ESMTP ready\r\n")
    try:
        while line := await reader.readline():
            writer.write(b"250 OK\r\n" if not line.upper().startswith(b"QUIT") else b"221 Bye\r\n")
            if line.upper().startswith(b"QUIT"):
                break
    except OSError:
        pass
    held["all"] -= 1
    writer.close()


async def crashing(reader, writer):
    """An exception in the first line of the handler: the transport is aborted before anything is read."""
    writer.transport.abort()


async def idle(reader, writer):
    """Closes what has been idle for so many seconds."""
    try:
        while data := await asyncio.wait_for(reader.read(4096), float(rest[0])):
            writer.write(b"OK %d\n" % len(data))
    except (TimeoutError, OSError):
        pass
    writer.close()


async def aio(handler):
    server = await asyncio.start_server(handler, address, int(port), backlog=256)
    async with server:
        await server.serve_forever()


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path == "/hang":
            time.sleep(float(rest[0]))
        body = b"the page of " + self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        """Refused by its header; http.server never reads the body and closes."""
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True


class Single(socketserver.TCPServer):
    allow_reuse_address = True
    address_family = socket.AF_INET6 if ":" in address else socket.AF_INET


class Threads(socketserver.ThreadingMixIn, Single):
    daemon_threads = True
    request_queue_size = 64


match habit:
    case "single":
        Single((address, int(port)), Page).serve_forever()
    case "threads":
        Threads((address, int(port)), Page).serve_forever()
    case _:
        handlers = {"answer": answer, "per-client": per_client, "smtp": greeting, "crash": crashing, "idle": idle}
        asyncio.run(aio(handlers[habit]))
