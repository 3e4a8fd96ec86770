"""Real servers in the server's namespace. Each function returns when the server listens."""

import os
import shutil
import subprocess
import sys
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


def program(lab, port, *args, limit=None):
    """One of programs/: kinds.mjs, kinds.py, Kinds.java, with its address and port in front of the other arguments."""
    name, *rest = args
    runner = {"mjs": [shutil.which("node")], "py": [sys.executable], "java": ["java", "-Xmx64m", "-XX:TieredStopAtLevel=1"]}[name.split(".")[-1]]
    process = lab.spawn(
        "server",
        *runner,
        str(HERE / "programs" / name),
        lab.net.server,
        str(port),
        *(str(a) for a in rest),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=limit,
    )
    listening(lab, port)
    return process


def haproxy(lab, text):
    """A real haproxy; the caller's sections come behind the defaults."""
    need("/usr/sbin/haproxy", "haproxy")
    home = scratch("haproxy")
    with open(f"{home}/haproxy.cfg", "w") as f:
        f.write("global\n maxconn 500\ndefaults\n timeout connect 2s\n timeout client 30s\n timeout server 30s\n" + text + "\n")
    process = lab.spawn("server", "haproxy", "-db", "-f", f"{home}/haproxy.cfg", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process


def mariadb(lab, port, *options):
    need("/usr/sbin/mariadbd", "mariadb-server")
    home = scratch("mariadb")
    shutil.chown(home, "mysql")
    subprocess.run(
        ["mariadb-install-db", f"--datadir={home}/data", "--user=mysql", "--skip-test-db"], check=True, capture_output=True
    )
    process = lab.spawn(
        "server",
        "mariadbd",
        "--no-defaults",
        f"--datadir={home}/data",
        f"--socket={home}/socket",
        f"--pid-file={home}/pid",
        "--user=mysql",
        f"--bind-address={lab.net.server}",
        f"--port={port}",
        "--skip-grant-tables",
        "--skip-networking=0",
        "--skip-name-resolve",
        *options,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listening(lab, port)
    return process


def postgres(lab, port, *settings):
    need("/usr/lib/postgresql/15/bin/postgres", "postgresql")
    home = scratch("postgres")
    shutil.chown(home, "postgres")
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    binaries = "/usr/lib/postgresql/15/bin"
    subprocess.run([*as_user, f"{binaries}/initdb", "-D", f"{home}/data", "-A", "trust"], check=True, capture_output=True)
    with open(f"{home}/data/pg_hba.conf", "a") as f:
        f.write("host all all all trust\n")
    options = [o for s in (f"unix_socket_directories={home}", *settings) for o in ("-c", s)]
    process = lab.spawn(
        "server",
        *as_user,
        f"{binaries}/postgres",
        "-D",
        f"{home}/data",
        "-h",
        lab.net.server,
        "-p",
        str(port),
        *options,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listening(lab, port)
    return process


def sshd(lab, port, *options):
    need("/usr/sbin/sshd", "openssh-server")
    home = scratch("sshd")
    os.makedirs("/run/sshd", exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{home}/key"], check=True)
    settings = [o for s in options for o in ("-o", s)]
    lab.spawn(
        "server",
        "/usr/sbin/sshd",
        "-D",
        "-f",
        "/dev/null",
        "-h",
        f"{home}/key",
        "-o",
        f"ListenAddress={lab.net.server}",
        "-p",
        str(port),
        *settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listening(lab, port)
