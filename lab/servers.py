"""Real servers in the server's namespace. Each function returns when the server listens."""

import os
import shutil
import subprocess
import time

from netlab import HERE, scratch


def need(path, package):
    if not os.path.exists(path):
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", package], check=True)


def listening(lab, port):
    for _ in range(400):
        if f":{port} " in lab.run("server", "ss", "-Hltn"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on {port}")


def nginx(lab, http, port):
    """Debian's nginx-light in one process: killed, it leaves no workers behind."""
    need("/usr/sbin/nginx", "nginx-light")
    home = scratch("nginx")
    with open(f"{home}/nginx.conf", "w") as f:
        f.write(f"daemon off; master_process off; user root; pid {home}/pid; error_log {home}/error.log; events {{}}\n")
        f.write(f"http {{ access_log off; client_body_temp_path {home}; {http} }}\n")
    lab.spawn("server", "nginx", "-c", f"{home}/nginx.conf", "-p", home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listening(lab, port)


def redis(lab, port, *options):
    need("/usr/bin/redis-server", "redis-server")
    lab.spawn(
        "server",
        "redis-server",
        "--bind",
        lab.net.server,
        "--port",
        str(port),
        "--save",
        "",
        "--protected-mode",
        "no",
        *options,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=scratch("redis"),
    )
    listening(lab, port)


def node(lab, port, *options):
    """The HTTP server of node-server.mjs; returns the process."""
    process = lab.spawn(
        "server",
        shutil.which("node"),
        str(HERE / "node-server.mjs"),
        lab.net.server,
        str(port),
        *options,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listening(lab, port)
    return process
