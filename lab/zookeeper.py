"""A real ZooKeeper server (Debian package `zookeeper`) and a client that speaks just enough of its protocol."""

import struct
import subprocess
import time

from netlab import scratch
from servers import listening, need

JARS = "/usr/share/java"
# The manifest of Debian's jar forgets the codec part that the Netty connection factory needs.
CLASSPATH = f"{JARS}/zookeeper.jar:{JARS}/slf4j-simple.jar:{JARS}/netty-all.jar:{JARS}/netty-codec.jar"


def start(lab, limit, factory="NIOServerCnxnFactory", port=2181):
    need("/usr/share/java/zookeeper.jar", "zookeeper")
    home = scratch("zk")
    with open(f"{home}/zoo.cfg", "w") as f:
        f.write(
            f"tickTime=2000\ndataDir={home}/data\nclientPort={port}\nclientPortAddress={lab.net.server}\n"
            f"maxClientCnxns={limit}\nadmin.enableServer=false\n"
        )
    lab.spawn(
        "server",
        "java",
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        f"-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.{factory}",
        "-cp",
        CLASSPATH,
        "org.apache.zookeeper.server.ZooKeeperServerMain",
        f"{home}/zoo.cfg",
        stdout=subprocess.DEVNULL,
        stderr=open(f"{home}/log", "w"),
    )
    listening(lab, port)
    time.sleep(1.5)  # the port is open before the server leaves its start-up phase
    return lambda: open(f"{home}/log").read()


def frame(body):
    return struct.pack("!i", len(body)) + body


# protocol version, last zxid, timeout, session id, 16 bytes of password, read-only flag: 49 bytes on the wire
CONNECT = frame(struct.pack("!iqiqi16sB", 0, 0, 30000, 0, 16, bytes(16), 0))
PING = frame(struct.pack("!ii", -2, 11))
CLOSE_SESSION = frame(struct.pack("!ii", 9, -11))


def get_children(xid, path=b"/zookeeper"):
    return frame(struct.pack("!iii", xid, 8, len(path)) + path + b"\0")


def ask(conn, request):
    """One request, one reply."""
    conn.send(request)
    head = conn.recv(4)
    want = struct.unpack("!i", head)[0] if len(head) == 4 else 0
    got = b""
    while len(got) < want and (chunk := conn.recv(want - len(got))):
        got += chunk
    return got


def leave(conn):
    """Close the session in good order: the server answers and closes, the client closes in return."""
    ask(conn, CLOSE_SESSION)
    conn.drain()
    conn.close()
